import { seededNumbers } from '../random.ts';
import { falseDiscoveryRates, meanOf, permutationP, shuffled, squaresOf, varianceOf } from './numbers.ts';

/*
 * The costume test: are these personas different voices, or one voice in costumes? Every persona answers the same frozen items several times, each time in a fresh
 * call. What a persona varies by itself is the noise; only differences between personas beyond it count.
 */

/**
 * Scores between -1 (against) and 1 (for): `scores[item][persona][replicate]`. Complete: at least two items, two personas and two replicates, the same
 * numbers throughout.
 */
export type Scores = ReadonlyArray<ReadonlyArray<readonly number[]>>;

/** Draws of each permutation test. 999 let a p-value reach 0.001. */
const draws = 999;

/** From this p-value on a difference is not told from chance. */
const significance = 0.05;

/** One item: mean squares between and within personas, and what share of the variance lies between (intraclass correlation, one-way, single answers). */
export const varianceParts = (item: ReadonlyArray<readonly number[]>): Readonly<{ between: number; within: number; icc: number }> => {
  const replicates = item[0]?.length ?? 0;
  const between = replicates * varianceOf(item.map(meanOf));
  const within = item.reduce((sum, own) => sum + squaresOf(own), 0) / (item.length * (replicates - 1));
  return { between, within, icc: iccOf(between, within, replicates) };
};

/** (MSB - MSW) / (MSB + (k - 1) MSW); 0 when nothing varies at all. */
const iccOf = (between: number, within: number, replicates: number): number => {
  const whole = between + (replicates - 1) * within;
  return whole > 0 ? (between - within) / whole : 0;
};

const pooled = (scores: Scores): Readonly<{ between: number; within: number; icc: number }> => {
  const parts = scores.map(varianceParts);
  const between = meanOf(parts.map((part) => part.between));
  const within = meanOf(parts.map((part) => part.within));
  return { between, within, icc: iccOf(between, within, scores[0]?.[0]?.length ?? 0) };
};

const regroup = (values: readonly number[], size: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.floor(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size));

const sumBetween = (scores: Scores): number => scores.reduce((sum, item) => sum + squaresOf(item.map(meanOf)), 0);

/** How likely chance alone sets the personas so far apart: their names are shuffled over the answers to each item. */
const personaP = (scores: Scores, next: () => number): number =>
  permutationP(sumBetween(scores), draws, () =>
    sumBetween(scores.map((item) => regroup(shuffled(item.flat(), next), item[0]?.length ?? 1))),
  );

/** How likely chance alone sets the items so far apart: each persona's answers are shuffled over the items. */
const itemP = (scores: Scores, next: () => number): number => {
  const personas = scores[0]?.length ?? 0;
  const own = Array.from({ length: personas }, (_, persona) => scores.map((item) => item[persona] ?? []));
  const spread = (answers: ReadonlyArray<ReadonlyArray<readonly number[]>>): number =>
    squaresOf(scores.map((_, item) => meanOf(answers.flatMap((persona) => persona[item] ?? []))));
  return permutationP(spread(own), draws, () =>
    spread(own.map((persona) => regroup(shuffled(persona.flat(), next), persona[0]?.length ?? 1))),
  );
};

/** How much of the difference between personas, of which there is some, is there whatever the item: 1 when each keeps its distance throughout, about 0 when it depends on the item. */
const constantShare = (scores: Scores): number => {
  const centred = scores.map((item) => {
    const means = item.map(meanOf);
    const middle = meanOf(means);
    return means.map((mean) => mean - middle);
  });
  const all = centred.flat().reduce((sum, value) => sum + value ** 2, 0);
  const personas = centred[0]?.map((_, persona) => meanOf(centred.map((item) => item[persona] ?? 0))) ?? [];
  return (scores.length * personas.reduce((sum, mean) => sum + mean ** 2, 0)) / all;
};

/** A standard deviation below this, on a line from -1 to 1, is no variation that anybody would notice. */
const still = 0.05;

/** From this share on, what sets personas apart does not depend on what they are asked. */
const constant = 0.8;

/** Two personas, by their place in the set, and whether their answers can be told apart. `rate` is the false discovery rate over all pairs. */
export type Pair = Readonly<{ one: number; other: number; distance: number; rate: number; isToldApart: boolean }>;

const comparePairs = (scores: Scores, next: () => number): readonly Pair[] => {
  const count = scores[0]?.length ?? 0;
  const places = Array.from({ length: count }, (_, one) =>
    Array.from({ length: count - one - 1 }, (__, step) => [one, one + 1 + step] as const),
  ).flat();
  const tested = places.map(([one, other]) => {
    const two = scores.map((item) => [item[one] ?? [], item[other] ?? []]);
    const distances = two.map((item) => item.map(meanOf)).map(([a = 0, b = 0]) => (a - b) ** 2);
    return { one, other, distance: Math.sqrt(meanOf(distances)), p: personaP(two, next) };
  });
  const rates = falseDiscoveryRates(tested.map(({ p }) => p));
  return tested.map(({ one, other, distance }, at) => {
    const rate = rates[at] ?? 1;
    return { one, other, distance, rate, isToldApart: rate < significance };
  });
};

/** Personas that say the same whatever they are asked, and never waver. People do both. */
const findCaricatures = (scores: Scores): readonly number[] =>
  (scores[0] ?? []).flatMap((_, persona) => {
    const own = scores.map((item) => item[persona] ?? []);
    const within = Math.sqrt(meanOf(own.map(varianceOf)));
    const across = Math.sqrt(varianceOf(own.map(meanOf)));
    return within < still && across < 2 * still ? [persona] : [];
  });

/**
 * `voices`: the personas differ from each other by more than each differs from itself. `caricatures`: they do, but each is a fixed opinion that no item moves.
 * `one-voice`: the items move them, and all in the same way, or nothing moves them and all say the same. `noise`: nothing but chance was found.
 */
export type CostumeVerdict = 'voices' | 'caricatures' | 'one-voice' | 'noise';

/** The result. `icc` is the share of variance between personas, pooled over items; `p` and `itemP` are permutation p-values. */
export type Costume = Readonly<{
  verdict: CostumeVerdict;
  icc: number;
  within: number;
  p: number;
  itemP: number;
  pairs: readonly Pair[];
  caricatures: readonly number[];
}>;

const judge = (scores: Scores, found: Readonly<{ p: number; itemP: number; within: number }>): CostumeVerdict => {
  const isStill = Math.sqrt(found.within) < still;
  // Answers that hardly waver and do not differ are no noise: they are one answer.
  if (found.p >= significance) return found.itemP < significance || isStill ? 'one-voice' : 'noise';
  return isStill && constantShare(scores) >= constant ? 'caricatures' : 'voices';
};

const isComplete = (scores: Scores): boolean => {
  const [personas = 0, replicates = 0] = [scores[0]?.length, scores[0]?.[0]?.length];
  const isWhole = scores.every(
    (item) => item.length === personas && item.every((own) => own.length === replicates && own.every(Number.isFinite)),
  );
  return isWhole && scores.length >= 2 && personas >= 2 && replicates >= 2;
};

/**
 * Carries out the costume test. The same scores and seed give the same result. Throws `RangeError` for scores with gaps or fewer than two of anything. Formulas:
 * one-way analysis of variance over personas for each item, pooled over items; permutation tests within items (persona-labels) and within personas (item-labels).
 */
export const testCostumes = (scores: Scores, seed: number): Costume => {
  if (!isComplete(scores)) throw new RangeError('the costume test takes at least two items, personas and replicates, without gaps');
  const next = seededNumbers(seed);
  const { within, icc } = pooled(scores);
  const [p, items] = [personaP(scores, next), itemP(scores, next)];
  const verdict = judge(scores, { p, itemP: items, within });
  return { verdict, icc, within, p, itemP: items, pairs: comparePairs(scores, next), caricatures: findCaricatures(scores) };
};
