import { aiDigest, type LabelledMessage, type MessageLimits, notice } from '../labels.ts';
import type { Block, Button } from '../message.ts';
import { describeModelFailure } from '../model-failure.ts';
import type { Evidence } from '../quotes/quotes.ts';
import { isComparison, optionLetter } from '../stimulus.ts';
import { onOneLine } from '../text.ts';
import {
  describeTriggers,
  isPartlyModel,
  openQuestions,
  type Seat,
  type Spoken,
  saidOf,
  spokenOf,
  standings,
  unanswered,
} from './closing-said.ts';
import { type ClosingScore, type Ratings, scoreBlocks } from './closing-score.ts';
import { describeVoices, type JudgedClaim, judgedBlocks, voiceBlocks } from './closing-voices.ts';
import { convergenceOf, describeConvergence } from './convergence.ts';
import { familyDoubt } from './families.ts';
import { markOf, type PanelFacts, pressOf } from './panel-facts.ts';
import { describeSpread, spreadOf } from './spread.ts';

/* The last message of a panel: what was said, set side by side. It counts claims and personas, never people. */

/**
 * What the last message is made of. `voices` is what real people said close to each option; `judged` what a judge made of the claims, all
 * but `unread` of them; `vectors` one vector for each seat that answered; `before` the seats of the first round, when this was the second.
 */
export type ClosingFacts = Readonly<{
  seats: readonly Seat[];
  voices: readonly Evidence[];
  judged?: readonly JudgedClaim[];
  unread?: number;
  vectors?: ReadonlyArray<readonly number[]>;
  before?: readonly Seat[];
  score?: ClosingScore;
  ratings?: Ratings;
}>;

const text = (sentence: string): readonly Block[] => (sentence === '' ? [] : [{ type: 'text', text: sentence }]);
const list = (title: string, items: readonly string[]): readonly Block[] => (items.length === 0 ? [] : [{ type: 'list', title, items }]);

const optionBlocks = (spoken: readonly Spoken[], plan: PanelFacts['plan'], option: number): readonly Block[] => {
  const title = isComparison(plan.stimulus) ? `${optionLetter(option)}: where they stand` : 'Where they stand';
  const nobody = unanswered(spoken, option).map((word) => `“${onOneLine(word)}”`);
  return [
    ...list(title, standings(spoken, option)),
    ...list('Which words did it', describeTriggers(saidOf(spoken, option))),
    ...text(nobody.length > 0 ? `No file says anything about ${nobody.join(', ')}.` : ''),
  ];
};

/** Who would pick what, by name. A draw from each persona's own probabilities, so it is a forecast of personas and no count of people. */
const choiceBlocks = (spoken: readonly Spoken[], { plan }: PanelFacts): readonly Block[] => {
  if (plan.follows) return [];
  const drawn = spoken.flatMap(({ persona, reaction }) =>
    reaction.spoken?.odds ? [{ name: persona.name, choice: reaction.spoken.odds.drawn }] : [],
  );
  const whoPicked = (choice: number): string =>
    drawn
      .filter((one) => one.choice === choice)
      .map(({ name }) => name)
      .join(', ');
  const options = plan.stimulus.options.map((_, index) => ({ label: optionLetter(index), who: whoPicked(index) }));
  const picks = [...options, { label: 'No opinion', who: whoPicked(-1) }].filter(({ who }) => who !== '');
  return list(
    'What they would pick, drawn from their probabilities',
    picks.map(({ label, who }) => `${label}: ${who}`),
  );
};

/** Who did not answer, and who answered in place of a language model, so that no mixture is silent. */
const gaps = (seats: readonly Seat[]): readonly Block[] => {
  const missing = seats.filter(({ result }) => result.kind === 'none').length;
  const asking = seats.filter(({ result }) => result.kind === 'questions').length;
  const instead = seats.flatMap(({ result }) => (result.instead === undefined ? [] : [result.instead]));
  const reasons = [...new Set(instead)].map((reason) => describeModelFailure[reason]).join('; ');
  const answered = instead.length === 1 ? 'persona answered from its file' : 'personas answered from their files';
  return [
    ...text(missing > 0 ? `${missing} of ${seats.length} personas gave no answer.` : ''),
    ...text(asking > 0 ? 'AI personas cannot judge this, so there are only questions for real people.' : ''),
    ...text(instead.length > 0 ? `${instead.length} of ${seats.length} ${answered}, without a language model: ${reasons}.` : ''),
  ];
};

/** How many voices there were, whether the models disagree, and what the talk did: the reasons not to count heads. */
const doubtBlocks = (spoken: readonly Spoken[], { vectors, before }: ClosingFacts, { plan }: PanelFacts): readonly Block[] => {
  if (spoken.length === 0) return [];
  const options = plan.stimulus.options.map((_, index) => index);
  const standingsOf = (from: readonly Spoken[], option: number) =>
    from.flatMap(({ persona, reaction }) => {
      const answer = reaction.answers[option];
      return answer ? [{ name: persona.name, stance: answer.stance, model: reaction.spoken?.model }] : [];
    });
  const families = options.map((option) =>
    familyDoubt(standingsOf(spoken, option).flatMap(({ model, stance }) => (model === undefined ? [] : [{ model, stance }]))),
  );
  const earlier = before ? spokenOf(before) : [];
  const talks = before
    ? options.map((option) => describeConvergence(convergenceOf(standingsOf(earlier, option), standingsOf(spoken, option))))
    : [];
  const about = (sentence: string, option: number) => (isComparison(plan.stimulus) ? `${optionLetter(option)}: ${sentence}` : sentence);
  return [
    describeSpread(
      spreadOf(
        spoken.map(({ reaction }) => reaction),
        vectors,
      ),
    ),
    ...families.flatMap((sentence, option) => text(sentence === undefined ? '' : about(sentence, option))),
    ...talks.flatMap((sentence, option) => text(sentence === '' ? '' : about(sentence, option))),
  ];
};

const closingButtons = (facts: PanelFacts, { score }: ClosingFacts): readonly Button[] => {
  const ask: Button = { label: 'Ask real people', style: 'plain', press: pressOf(facts, 'people') };
  const press = { command: 'outcome', action: ['form'], options: { panel: String(facts.number) } };
  return score?.item.forecast ? [{ label: 'Record outcome', style: 'plain', press }, ask] : [ask];
};

/** Sums a finished panel up: standings, splits by word, human voices, blind spots, and what to ask real people next. */
export const closingMessage = (facts: PanelFacts, closing: ClosingFacts, generatedAt: string, limits: MessageLimits): LabelledMessage => {
  const { seats, voices, judged } = closing;
  const spoken = spokenOf(seats);
  const options = facts.plan.stimulus.options.map((_, index) => index);
  const said = options.flatMap((option) => saidOf(spoken, option));
  const coverage = describeVoices(said, judged, closing.unread);
  const blocks: readonly Block[] = [
    ...options.flatMap((option) => optionBlocks(spoken, facts.plan, option)),
    ...choiceBlocks(spoken, facts),
    ...scoreBlocks(closing.score, closing.ratings),
    ...doubtBlocks(spoken, closing, facts),
    ...gaps(seats),
    ...text(coverage),
    ...(judged ? judgedBlocks(judged) : []),
    ...voiceBlocks(facts.plan.stimulus, voices),
    ...list('Ask real people next', openQuestions(seats, said)),
    { type: 'note', text: 'This sums up AI personas. It says nothing about how many people think so.' },
  ];
  const buttons = closingButtons(facts, closing);
  const tell = isPartlyModel(seats) ? aiDigest : notice;
  return tell({ summary: `Panel ${facts.number} is done. ${coverage}`, blocks, buttons }, limits, markOf(facts, generatedAt));
};
