import type { Bin } from './calibration.ts';

/* Panels are surer than they have earned: forecasts are drawn towards equal odds by what the record says. */

/** What is believed before there is a record: b around 0.3, give or take 0.3. Dropped once more than 100 outcomes speak for themselves. */
const prior = { mean: 0.3, deviation: 0.3, until: 100 } as const;

/** Powers of a forecast: `p^b`, made to sum to 1. For two options this is logit(p') = b · logit(p). 1 leaves it as it is, 0 makes it a coin. */
export const shrink = (forecast: readonly number[], b: number): readonly number[] => {
  const powers = forecast.map((p) => Math.max(p, 1e-6) ** b);
  const sum = powers.reduce((total, one) => total + one, 0);
  return powers.map((one) => one / sum);
};

const logit = (p: number): number => Math.log(p / (1 - p));

/**
 * The b that fits a record best, between 0 and 3: the most likely one under the prior (a normal), and without it beyond 100 outcomes. `bins` hold what was
 * said and how right it was; each bin stands for its mean, which for bins of a twentieth changes b by less than 0.01.
 */
export const fitShrinkage = (bins: readonly Bin[]): number => {
  const seen = bins.filter(({ n }) => n > 0).map(({ n, said, was }) => ({ n, was, x: logit(Math.min(0.98, Math.max(0.02, said / n))) }));
  const outcomes = seen.reduce((sum, { n }) => sum + n, 0);
  const pull = outcomes > prior.until ? 0 : 1 / prior.deviation ** 2;
  // The slope falls all the way, so the best b is where it passes zero.
  const slopeAt = (b: number): number =>
    seen.reduce((sum, { n, was, x }) => sum + x * (was - n / (1 + Math.exp(-b * x))), 0) - pull * (b - prior.mean);
  let [low, high] = [0, 3];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (slopeAt(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
