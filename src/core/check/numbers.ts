/** The mean of some numbers. `NaN` for none. */
export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sum of squared distances from the mean. */
export const squaresOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
};

/** Unbiased variance. `NaN` for fewer than two numbers. */
export const varianceOf = (values: readonly number[]): number => squaresOf(values) / (values.length - 1);

/** Pearson's correlation of two lists of one length; 0 when one of them does not vary. */
export const correlationOf = (a: readonly number[], b: readonly number[]): number => {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const shared = a.reduce((sum, value, at) => sum + (value - meanA) * ((b[at] ?? Number.NaN) - meanB), 0);
  const scale = Math.sqrt(squaresOf(a) * squaresOf(b));
  return scale > 0 ? shared / scale : 0;
};

/** The list without its order: Fisher and Yates, by the given stream of numbers in [0, 1). */
export const shuffled = <T>(items: readonly T[], next: () => number): T[] => {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const pick = Math.floor(next() * (last + 1));
    const [a, b] = [order[last], order[pick]];
    if (a !== undefined && b !== undefined) [order[last], order[pick]] = [b, a];
  }
  return order;
};

/**
 * The p-value of a permutation test: how often chance gives at least as much, the observed arrangement counted among them, so that it is never 0
 * (Phipson and Smyth 2010, doi 10.2202/1544-6115.1585). `draw` answers the statistic of one random arrangement.
 */
export const permutationP = (observed: number, draws: number, draw: () => number): number => {
  // Equal sums added in another order differ by rounding.
  const least = observed - 1e-9 * Math.max(1, Math.abs(observed));
  let asMuch = 1;
  for (let drawn = 0; drawn < draws; drawn += 1) if (draw() >= least) asMuch += 1;
  return asMuch / (draws + 1);
};

/**
 * Benjamini and Hochberg's step-up: for each p-value the smallest false discovery rate at which it counts as a finding (JRSS B 1995). In the order given.
 */
export const falseDiscoveryRates = (pValues: readonly number[]): readonly number[] => {
  const order = pValues.map((p, at) => ({ p, at })).toSorted((a, b) => b.p - a.p);
  const rates = Array.from(pValues, () => 1);
  let least = 1;
  for (const [place, { p, at }] of order.entries()) {
    least = Math.min(least, (p * pValues.length) / (pValues.length - place));
    rates[at] = least;
  }
  return rates;
};
