import type { GroundedReaction, Odds, Reaction, Stance } from '../panel/reaction.ts';
import type { Standing } from './retest.ts';

/**
 * One answer as a score from -1 (against, or the second option) to 1 (for, or the first option). `silent` is the part of the answer that had no opinion or
 * called the matter outside its knowledge; it scores 0 and is counted apart.
 */
export type Score = Readonly<{ score: number; silent: number }>;

const leans: Readonly<Record<Stance, number>> = { for: 1, against: -1, mixed: 0, depends: 0, 'no-opinion': 0, outside: 0, silent: 0 };
const isSilent = (stance: Stance): boolean => stance === 'no-opinion' || stance === 'outside' || stance === 'silent';

/** The share of the first option less that of the second. `isReversed`: they were asked the other way round. */
export const scoreOdds = ({ options: [first = 0, second = 0], noOpinion }: Omit<Odds, 'drawn'>, isReversed: boolean): Score => ({
  score: isReversed ? second - first : first - second,
  silent: noOpinion,
});

/**
 * Scores a reaction by all that it might have been, not by the one that was drawn: the expected lean over its candidates with their probabilities, or for a
 * comparison the shares of the options. `undefined` when a comparison came without a choice: that is no opinion about it, but no answer.
 */
export const scoreReaction = (reaction: Reaction | GroundedReaction, isReversed: boolean): Score | undefined => {
  const { answers, spoken } = reaction;
  if (answers.length > 1) return spoken?.odds ? scoreOdds(spoken.odds, isReversed) : undefined;
  const others = spoken?.others ?? [];
  const drawn = { stance: answers[0]?.stance ?? 'silent', weight: 1 - others.reduce((sum, { weight }) => sum + weight, 0) };
  const all = [drawn, ...others];
  return {
    score: all.reduce((sum, { stance, weight }) => sum + weight * leans[stance], 0),
    silent: all.reduce((sum, { stance, weight }) => sum + (isSilent(stance) ? weight : 0), 0),
  };
};

/** A score on the line from against to for, cut in three equal parts. */
export const standingOf = (score: number): Standing => (score < -1 / 3 ? 'against' : score > 1 / 3 ? 'for' : 'between');
