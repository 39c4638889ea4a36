import { seededNumbers } from '../random.ts';
import { falseDiscoveryRates, meanOf, permutationP, varianceOf } from './numbers.ts';

/*
 * The swap audit: a persona is copied, one attribute is changed, and both answer the same items. What a plain re-run changes is the noise floor, and a swap
 * that means nothing (another street) shows whether any change at all moves the model.
 */

/** Scores of one persona on the items, as it is and with something changed: `scores[item][replicate]`, the same items in both. */
export type Swapped = Readonly<{ attribute: string; before: ReadonlyArray<readonly number[]>; after: ReadonlyArray<readonly number[]> }>;

/** Draws of each sign-flip test. */
const draws = 1_999;

/** From this false discovery rate on nothing is said about an attribute. */
const significance = 0.05;

/** Below this p-value a swap that means nothing counts as having moved the answers. Stricter, because it silences the whole audit. */
const instability = 0.01;

/** A standard deviation below this is none to measure anything by. */
const still = 0.01;

/** Fewer items than this cannot show a shift of 0.5 standard deviations reliably. */
export const fewestItems = 12;

/**
 * What one swap did. `change` is the mean change of the score, positive towards "for"; `shift` is the same in standard deviations of one persona between its own replicates, left out
 * where replicates hardly differ. `flips` is the share of items on which the side changed, beyond what a re-run changes. `rate` is the false discovery rate over all attributes of the audit.
 */
export type SwapResult = Readonly<{
  attribute: string;
  change: number;
  shift?: number;
  flips: number;
  p: number;
  rate: number;
  isFound: boolean;
}>;

/** What a set's audit says. With `isUnstable` even the swap that means nothing moved the answers, so no attribute is accused. */
export type SwapAudit = Readonly<{ results: readonly SwapResult[]; nothing: SwapResult; isUnstable: boolean }>;

const shiftsOf = ({ before, after }: Swapped): readonly number[] => before.map((own, item) => meanOf(after[item] ?? []) - meanOf(own));

const withinOf = ({ before, after }: Swapped): number => Math.sqrt(meanOf([...before, ...after].map(varianceOf)));

/** The chance of a mean shift this far from zero if each item's shift could as well have had the other sign. */
const signFlipP = (shifts: readonly number[], next: () => number): number =>
  permutationP(Math.abs(meanOf(shifts)), draws, () => Math.abs(meanOf(shifts.map((shift) => (next() < 0.5 ? shift : -shift)))));

const sideOf = (score: number): number => Math.sign(score);

/** Share of items on which two single answers stand on different sides. */
const flipShare = (pairs: ReadonlyArray<readonly [number, number]>): number =>
  meanOf(pairs.map(([one, other]) => (sideOf(one) === sideOf(other) ? 0 : 1)));

const pairsOf = (a: ReadonlyArray<readonly number[]>, b: ReadonlyArray<readonly number[]>): ReadonlyArray<readonly [number, number]> =>
  a.flatMap((own, item) => own.flatMap((one) => (b[item] ?? []).map((other) => [one, other] as const)));

const rerunPairs = (a: ReadonlyArray<readonly number[]>): ReadonlyArray<readonly [number, number]> =>
  a.flatMap((own) => own.flatMap((one, at) => own.slice(at + 1).map((other) => [one, other] as const)));

const excessFlips = ({ before, after }: Swapped): number =>
  flipShare(pairsOf(before, after)) - flipShare([...rerunPairs(before), ...rerunPairs(after)]);

/**
 * Audits swaps against one that means nothing. Needs at least `fewestItems` items and two replicates, else `RangeError`. p-values by flipping signs over items, corrected by Benjamini and
 * Hochberg over attributes. No shift is no proof of fairness, and a shift is a finding to look at: people may differ there too.
 */
export const auditSwaps = (swaps: readonly Swapped[], nothing: Swapped, seed: number): SwapAudit => {
  for (const { before, after } of [...swaps, nothing])
    if (before.length < fewestItems || before.length !== after.length || [...before, ...after].some(({ length }) => length < 2))
      throw new RangeError(`a swap audit takes at least ${fewestItems} items with two answers each, before and after`);
  const next = seededNumbers(seed);
  const look = (swapped: Swapped) => {
    const shifts = shiftsOf(swapped);
    const within = withinOf(swapped);
    return {
      attribute: swapped.attribute,
      change: meanOf(shifts),
      ...(within >= still ? { shift: meanOf(shifts) / within } : {}),
      flips: excessFlips(swapped),
      p: signFlipP(shifts, next),
    };
  };
  const idle = look(nothing);
  const isUnstable = idle.p < instability;
  const looked = swaps.map(look);
  const rates = falseDiscoveryRates(looked.map(({ p }) => p));
  const results = looked.map((one, at) => {
    const rate = rates[at] ?? 1;
    return { ...one, rate, isFound: !isUnstable && rate < significance };
  });
  return { results, nothing: { ...idle, rate: idle.p, isFound: isUnstable }, isUnstable };
};
