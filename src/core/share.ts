import type { Range } from './score/normal.ts';

/*
 * Shares as people read them, in whole hundredths. Nearly all is not called all, and nearly none not none: "100 %" and "0 %" are claims that one case would refute.
 */

/** What sums of fractions go astray by. */
const rounding = 1e-9;

/** The nearest whole hundredth; for all but a few the one below all, for next to none the one above none, and which side of it the share is on. */
const round = (share: number): Readonly<{ side: '' | 'over ' | 'under '; count: number }> => {
  const count = Math.round(share * 100);
  if (count === 100 && share < 1 - rounding) return { side: 'over ', count: 99 };
  if (count === 0 && share > rounding) return { side: 'under ', count: 1 };
  return { side: '', count };
};

/** `62`, `over 99`, `under 1`. */
const hundredths = (share: number): string => {
  const { side, count } = round(share);
  return `${side}${count}`;
};

/** `0.62`, `over 0.99`, `under 0.01`: for a probability, which is no share of anybody. */
export const probability = (share: number): string => {
  const { side, count } = round(share);
  return `${side}${(count / 100).toFixed(2)}`;
};

/** `62 %`, `over 99 %`, `under 1 %`. */
export const percent = (share: number): string => `${hundredths(share)} %`;

/** `62 in 100`, `over 99 in 100`, `under 1 in 100`. */
export const inHundred = (share: number): string => `${hundredths(share)} in 100`;

/** `39 to 84 %`, `97 to over 99 %`. */
export const percentRange = ({ low, high }: Range): string => `${hundredths(low)} to ${percent(high)}`;

/** `39 to 84 in 100`. */
export const inHundredRange = ({ low, high }: Range): string => `${hundredths(low)} to ${inHundred(high)}`;

/** A share that is a lower bound, so never rounded up: `at least 57 %`, or `more than 0 %`. */
export const atLeastPercent = (share: number): string => {
  const whole = Math.floor(share * 100 + rounding);
  return whole === 0 && share > rounding ? 'more than 0 %' : `at least ${whole} %`;
};
