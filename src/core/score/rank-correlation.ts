import { covarianceOf, type Range, varianceOf, z95 } from './normal.ts';

/** Pairs below which no rank correlation is shown. */
const fewest = 8;

/** Ranks from 1, equal values sharing the middle of their ranks. */
export const midRanks = (values: readonly number[]): readonly number[] => {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
};

/** Pearson's correlation. Undefined when one list does not vary. */
export const correlation = (one: readonly number[], other: readonly number[]): number | undefined => {
  const scale = Math.sqrt(varianceOf(one) * varianceOf(other));
  return scale > 0 ? Math.min(1, Math.max(-1, covarianceOf(one, other) / scale)) : undefined;
};

/**
 * Spearman's rank correlation with mid-ranks, and its 95 % interval after Fisher with a standard error of 1.03 / √(n - 3) (Fieller, Hartley and
 * Pearson 1957). Undefined below 8 pairs, or when one list does not vary. Throws `RangeError` for lists of two lengths.
 */
export const spearman = (one: readonly number[], other: readonly number[]): (Range & { rho: number }) | undefined => {
  if (one.length !== other.length) throw new RangeError('pairs need two lists of one length');
  if (one.length < fewest) return undefined;
  const rho = correlation(midRanks(one), midRanks(other));
  if (rho === undefined) return undefined;
  const half = (z95 * 1.03) / Math.sqrt(one.length - 3);
  return { rho, low: Math.tanh(Math.atanh(rho) - half), high: Math.tanh(Math.atanh(rho) + half) };
};
