import { type Range, z80, z95 } from './normal.ts';

/* How sure a count of rights can be. Formulas: Wilson 1927; Fleiss, Levin and Paik 2003, chapters 2 and 4. */

/** The Wilson interval of `right` out of `total`, 95 %, as shares. Throws `RangeError` unless 0 <= right <= total and total > 0. */
export const wilson = (right: number, total: number, z = z95): Range => {
  if (!(total > 0 && right >= 0 && right <= total)) throw new RangeError('a share needs 0 <= right <= total, and total > 0');
  const share = right / total;
  const denominator = 1 + (z * z) / total;
  const centre = (share + (z * z) / (2 * total)) / denominator;
  const half = (z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))) / denominator;
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
};

/**
 * Outcomes that tell a predictor which is right in this share of cases from a coin, in four of five tries, at 5 % two-sided. Infinite for 0.5.
 * Published points: 783 at 55 %, 194 at 60 %, 85 at 65 %.
 */
export const outcomesNeeded = (share: number): number => {
  if (!(share >= 0 && share <= 1)) throw new RangeError('a share is between 0 and 1');
  return Math.ceil(((z95 * 0.5 + z80 * Math.sqrt(share * (1 - share))) / (share - 0.5)) ** 2);
};

/** People that each arm of an A/B test needs to tell two rates apart, in four of five tries, at 5 % two-sided. Both rates lie strictly between 0 and 1 and differ. */
export const peoplePerArm = (one: number, other: number): number => {
  const isRate = (rate: number): boolean => rate > 0 && rate < 1;
  if (!isRate(one) || !isRate(other) || one === other) throw new RangeError('two different rates between 0 and 1');
  const both = (one + other) / 2;
  const spread = z95 * Math.sqrt(2 * both * (1 - both)) + z80 * Math.sqrt(one * (1 - one) + other * (1 - other));
  return Math.ceil((spread / (one - other)) ** 2);
};
