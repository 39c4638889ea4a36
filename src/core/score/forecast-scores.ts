/* Scores of forecasts over options. `forecast` and `truth` are probabilities that sum to 1, in the order of the options. */

/** Probabilities are kept this far from 0 and 1 before a logarithm, so that one sure miss does not outweigh all else. */
const clip = 0.02;

/** A sure outcome: all on one option. */
export const certain = (winner: number, options: number): readonly number[] =>
  Array.from({ length: options }, (_, index) => Number(index === winner));

/**
 * The Brier score that is to be expected when `truth` is how likely each option was the real winner: half the sum of squares, so that for two options
 * it is (p - o)². 0 is perfect; a coin between two gets 0.25. With a noisy outcome the score is averaged over what may be true.
 */
export const brier = (forecast: readonly number[], truth: readonly number[]): number =>
  truth.reduce((sum, weight, winner) => {
    const squares = forecast.reduce((total, p, option) => total + (p - Number(option === winner)) ** 2, 0);
    return sum + (weight * squares) / 2;
  }, 0);

/** The Brier score of equal odds: 0.25 for two options, 0.4 for five. */
export const brierOfCoin = (options: number): number => (1 - 1 / options) / 2;

/** The log score, natural logarithm, lower is better: ln 2 for a coin between two. Probabilities are clipped to 0.02 and 0.98. */
export const logScore = (forecast: readonly number[], truth: readonly number[]): number =>
  truth.reduce((sum, weight, option) => {
    const p = Math.min(1 - clip, Math.max(clip, forecast[option] ?? 0));
    return sum - weight * Math.log(p);
  }, 0);

/** How much better than a baseline: 1 - score / base. 1 is perfect, 0 no better, below 0 worse. Undefined when the baseline is perfect. */
export const skill = (score: number, base: number): number | undefined => (base === 0 ? undefined : 1 - score / base);

/** The option with the highest probability, or undefined when two share it: a tie is no pick. */
export const pickOf = (forecast: readonly number[]): number | undefined => {
  const most = Math.max(...forecast);
  const first = forecast.indexOf(most);
  // Shares that were added up in another order may differ in their last digits.
  return forecast.some((p, option) => option !== first && most - p < 1e-9) ? undefined : first;
};
