import type { Odds, OptionAnswer, OtherReaction, Reaction } from '../panel/reaction.ts';
import { seededNumbers } from '../random.ts';
import { trigramJaccard } from '../similarity.ts';
import type { Candidate, Draft, UndrawnOdds } from './read-answer.ts';

/*
 * Chance is the program's, not the model's: a model that picks for itself picks the middle. It gives candidates with probabilities, and one is
 * drawn here from the recorded seed (verbalized sampling, Zhang et al. 2025, arXiv 2510.01171).
 */

/** From here on two reactions are one in other words. */
const nearDuplicate = 0.6;

/** The place of a number in [0, 1) among weights that sum to 1. */
const placeOf = (point: number, weights: readonly number[]): number => {
  let end = 0;
  for (const [index, weight] of weights.entries()) {
    end += weight;
    if (point < end) return index;
  }
  // Rounding may leave the sum a little below 1.
  return weights.findLastIndex((weight) => weight > 0);
};

/** Odds with the choice that the seed draws from them. */
export const drawOdds = (odds: UndrawnOdds, seed: number): Odds => {
  const place = placeOf(seededNumbers(seed)(), [...odds.options, odds.noOpinion]);
  return { ...odds, drawn: place === odds.options.length ? -1 : place };
};

const add = (one: number | undefined, other: number | undefined): number | undefined => (one === undefined ? other : one + (other ?? 0));

const isAlike = (one: Candidate, other: Candidate): boolean =>
  one.stance === other.stance && trigramJaccard(one.text, other.text) > nearDuplicate;

/**
 * Candidates of one stance that say nearly the same (trigram Jaccard above 0.6) become the first of them, with the probabilities of all. Two
 * stances are never merged: "not" is one short word.
 */
export const mergeCandidates = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const at = kept.findIndex((one) => isAlike(one, candidate));
    const twin = kept[at];
    const probability = add(twin?.probability, candidate.probability);
    if (twin) kept[at] = { ...twin, ...(probability === undefined ? {} : { probability }) };
    else kept.push(candidate);
  }
  return kept;
};

/** Weights that sum to 1; equal when no candidate has one. A candidate without a probability among others that have one weighs nothing. */
const weigh = (candidates: readonly Candidate[]): readonly number[] => {
  const sum = candidates.reduce((total, { probability = 0 }) => total + probability, 0);
  return candidates.map(({ probability = 0 }) => (sum > 0 ? probability / sum : 1 / candidates.length));
};

const toAnswer = ({ stance, text, claims }: Candidate): OptionAnswer => ({ stance, text, claims, unmentioned: [] });

/** What a drawn reaction needs to know. `problemOf` says why a reaction may not be shown, or nothing when it may. */
type DrawRules<P> = Readonly<{ seed: number; model: string; problemOf: (reaction: Reaction) => P | undefined }>;

/** A reaction, or why none of what the model offered may be shown: the problem of the first that was drawn. */
export type Drawn<P> = Readonly<{ outcome: 'reaction'; reaction: Reaction }> | Readonly<{ outcome: 'unfit'; problem: P }>;

type OpenDraft = Draft & { kind: 'open' };
type ComparisonDraft = Draft & { kind: 'comparison' };

const speak = (draft: OpenDraft, candidate: Candidate, model: string, others: readonly OtherReaction[]): Reaction => ({
  answers: [toAnswer(candidate)],
  questions: draft.questions,
  spoken: { model, changeMind: candidate.changeMind, others },
});

/** The same candidate with nothing but what is kept of one that was not drawn. */
const asOther = ({ stance, text }: Candidate): Candidate => ({ stance, text, claims: [], changeMind: '' });

const drawOpen = <P>(draft: OpenDraft, { seed, model, problemOf }: DrawRules<P>): Drawn<P> => {
  const next = seededNumbers(seed);
  let first: P | undefined;
  let rest = mergeCandidates(draft.candidates);
  // An unfit one is put aside and another is drawn: the same chances as if the unfit had been left out before, for a third of the checks.
  while (rest.length > 0) {
    const weights = weigh(rest);
    const place = placeOf(next(), weights);
    const drawn = rest[place];
    const others = rest.map((candidate, index) => ({ candidate, weight: weights[index] ?? 0 })).filter((_, index) => index !== place);
    const problem = drawn && problemOf(speak(draft, drawn, model, []));
    if (drawn && problem === undefined) {
      const fit = others.filter(
        ({ candidate }) => problemOf(speak({ ...draft, questions: [] }, asOther(candidate), model, [])) === undefined,
      );
      const all = fit.reduce((sum, { weight }) => sum + weight, weights[place] ?? 0);
      const kept = fit
        .map(({ candidate: { stance, text }, weight }) => ({ stance, text, weight: weight / all }))
        .toSorted((one, other) => other.weight - one.weight);
      return { outcome: 'reaction', reaction: speak(draft, drawn, model, kept) };
    }
    first ??= problem;
    rest = others.map(({ candidate }) => candidate);
  }
  if (first === undefined) throw new RangeError('a draft has at least one candidate');
  return { outcome: 'unfit', problem: first };
};

const drawComparison = <P>(draft: ComparisonDraft, { seed, model, problemOf }: DrawRules<P>): Drawn<P> => {
  const { answers, questions, changeMind, odds } = draft;
  const spoken = { model, changeMind, others: [], ...(odds ? { odds: drawOdds(odds, seed) } : {}) };
  const reaction: Reaction = { answers, questions, spoken };
  const problem = problemOf(reaction);
  return problem === undefined ? { outcome: 'reaction', reaction } : { outcome: 'unfit', problem };
};

/**
 * Makes a reaction of a draft. Of an open one, near-duplicates are merged and one is drawn with the seed among those that may be shown; the
 * others that may be stay beside it, the likeliest first. A comparison stands as it is, and its choice is drawn from its odds.
 * The same draft and seed always give the same reaction.
 */
export const drawReaction = <P extends string>(draft: OpenDraft | ComparisonDraft, rules: DrawRules<P>): Drawn<P> =>
  draft.kind === 'open' ? drawOpen(draft, rules) : drawComparison(draft, rules);
