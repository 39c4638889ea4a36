import { logGamma } from './gamma.ts';

/**
 * The exact two-sided p of McNemar's test: `onlyOne` and `onlyOther` are how often only the one, only the other of two predictors was right on the same items.
 * With a coin in place of the other predictor, give rights and wrongs. 1 when they never differ.
 */
export const mcnemar = (onlyOne: number, onlyOther: number): number => {
  const n = onlyOne + onlyOther;
  const logHalf = n * Math.log(2);
  let tail = 0;
  for (let i = 0; i <= Math.min(onlyOne, onlyOther); i += 1) {
    tail += Math.exp(logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1) - logHalf);
  }
  return Math.min(1, 2 * tail);
};
