/* How often something was right when it was said with so much confidence. */

/** Bins of a twentieth each. Kept as sums, so that they can be added up as outcomes come in. */
export const binCount = 20;

/** Outcomes below which nothing is said about calibration, and outcomes below which bins are joined with their neighbours. */
const least = { outcomes: 100, inBin: 10 } as const;

/** One bin: how many forecasts, the sum of what they said, and the sum of how right they were (0 to 1 each). */
export type Bin = Readonly<{ n: number; said: number; was: number }>;

/** One bin as it is shown: means of what was said and of what came. */
export type Reliability = Readonly<{ n: number; said: number; was: number }>;

/** The bin of a probability. 1 belongs to the last. */
export const binOf = (probability: number): number => Math.min(binCount - 1, Math.max(0, Math.floor(probability * binCount + 1e-9)));

/**
 * Reliability bins, lowest confidence first, each of 10 outcomes or more: small neighbours are joined. Undefined below 100 outcomes, because
 * bins of so few say nothing.
 */
export const reliability = (bins: readonly Bin[]): readonly Reliability[] | undefined => {
  const all = bins.reduce((sum, { n }) => sum + n, 0);
  if (all < least.outcomes) return undefined;
  const joined: Bin[] = [];
  for (const bin of bins) {
    const last = joined.at(-1);
    if (last && last.n < least.inBin)
      joined[joined.length - 1] = { n: last.n + bin.n, said: last.said + bin.said, was: last.was + bin.was };
    else joined.push(bin);
  }
  const rest = joined.at(-1);
  const before = joined.at(-2);
  if (rest && before && rest.n < least.inBin)
    joined.splice(-2, 2, { n: before.n + rest.n, said: before.said + rest.said, was: before.was + rest.was });
  return joined.map(({ n, said, was }) => ({ n, said: said / n, was: was / n }));
};
