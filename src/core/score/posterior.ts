import { betaCdf, logBeta } from './gamma.ts';

/** What one option of a test got: of `people` who saw it, `chose` did what was hoped for. */
export type Counts = Readonly<{ people: number; chose: number }>;

/** Points at which an option's rate is looked at. Odd, for Simpson's rule. */
const points = 801;

/** How far from its mean an option's rate is looked at, in standard deviations. Beyond lies less than 1e-12 of it. */
const reach = 12;

const shapeOf = ({ people, chose }: Counts) => ({ a: chose + 1, b: people - chose + 1 });

/** How likely one option is the best: the integral of its density times the chance that each other option lies below. */
const chanceOfBest = (mine: Counts, others: readonly Counts[]): number => {
  const { a, b } = shapeOf(mine);
  const mean = a / (a + b);
  const deviation = Math.sqrt((mean * (1 - mean)) / (a + b + 1));
  const [low, high] = [Math.max(0, mean - reach * deviation), Math.min(1, mean + reach * deviation)];
  const step = (high - low) / (points - 1);
  const scale = logBeta(a, b);
  let sum = 0;
  for (let at = 0; at < points; at += 1) {
    const x = Math.min(1 - 1e-15, Math.max(1e-15, low + at * step));
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - scale);
    if (density === 0) continue;
    const below = others.reduce((product, other) => {
      const shape = shapeOf(other);
      return product * betaCdf(x, shape.a, shape.b);
    }, 1);
    sum += density * below * (at === 0 || at === points - 1 ? 1 : at % 2 === 1 ? 4 : 2);
  }
  return (sum * step) / 3;
};

/**
 * How likely each option has the highest true rate, given what was counted: each rate has a uniform prior, so its posterior is Beta(chose + 1,
 * people - chose + 1). The shares sum to 1. Throws `RangeError` unless 0 <= chose <= people, in whole numbers up to a hundred million.
 */
export const chancesOfBest = (counts: readonly Counts[]): readonly number[] => {
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 100_000_000;
  if (!counts.every(({ people, chose }) => isCount(people) && isCount(chose) && chose <= people))
    throw new RangeError('counts are whole numbers, and nobody chooses without being asked');
  const raw = counts.map((mine, index) =>
    chanceOfBest(
      mine,
      counts.filter((_, other) => other !== index),
    ),
  );
  const sum = raw.reduce((total, one) => total + one, 0);
  return raw.map((one) => one / sum);
};
