import type { Range } from './score/normal.ts';

/*
 * Shares as people read them, in whole hundredths. Nearly all is not called all, and nearly none not none: "100 %" and "0 %" are claims that one case would refute.
 */

/** What sums of fractions go astray by. */
const rounding = 1e-9;

/** `62`, `over 99` for all but a few, `under 1` for next to none. */
const hundredths = (share: number): string => {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1 - rounding) return 'over 99';
  if (rounded === 0 && share > rounding) return 'under 1';
  return String(rounded);
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
