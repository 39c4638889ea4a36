/*
 * Figures of information retrieval, with gain 1 for a relevant quote and 0 for any other. `ranked` holds ids, best first.
 */

const discount = (place: number): number => 1 / Math.log2(place + 2);

/**
 * nDCG@k: the discounted gain of the first k, divided by that of an ideal order. 1 is perfect. `undefined` when nothing is relevant.
 * Formula: Järvelin and Kekäläinen, ACM TOIS 20(4), 2002, in the form with log2(rank + 1).
 */
export const ndcg = (ranked: readonly string[], relevant: ReadonlySet<string>, k: number): number | undefined => {
  if (relevant.size === 0) return undefined;
  const gained = ranked.slice(0, k).reduce((sum, id, place) => sum + (relevant.has(id) ? discount(place) : 0), 0);
  let ideal = 0;
  for (let place = 0; place < Math.min(k, relevant.size); place += 1) ideal += discount(place);
  return gained / ideal;
};

/** Relevant among the first k, divided by the most that k places could hold. `undefined` when nothing is relevant. */
export const cappedRecall = (ranked: readonly string[], relevant: ReadonlySet<string>, k: number): number | undefined => {
  if (relevant.size === 0) return undefined;
  return ranked.slice(0, k).filter((id) => relevant.has(id)).length / Math.min(k, relevant.size);
};

/** The mean of what is there. `undefined` for an empty list. */
export const mean = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
};

/** The smallest value that at least the share `p` (0 to 1) of all values does not exceed (nearest rank). `undefined` for an empty list. */
export const percentile = (values: readonly number[], p: number): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(p * values.length) - 1)];

/** The share of a list for which something holds, 0 to 1. `undefined` for an empty list. */
export const share = <T>(values: readonly T[], holds: (value: T) => boolean): number | undefined =>
  values.length === 0 ? undefined : values.filter(holds).length / values.length;
