/**
 * Tokens that language models used for something, all calls together. `cached` is the part of `input` that came from the provider's cache.
 * `isEstimate`: a server did not say what it used, so what was reserved for that call stands in for it.
 */
export type UsedTokens = Readonly<{ calls: number; input: number; output: number; cached: number; isEstimate: boolean }>;

/** No tokens. */
export const noTokens: UsedTokens = { calls: 0, input: 0, output: 0, cached: 0, isEstimate: false };

/** The sum of two uses. It is an estimate when one of them is. */
export const addTokens = (one: UsedTokens, other: UsedTokens): UsedTokens => ({
  calls: one.calls + other.calls,
  input: one.input + other.input,
  output: one.output + other.output,
  cached: one.cached + other.cached,
  isEstimate: one.isEstimate || other.isEstimate,
});

/** What counts against a budget: input and output alike. */
export const countTokens = ({ input, output }: UsedTokens): number => input + output;

/** What a million tokens cost, in the currency of the operator's bill. */
export type TokenPrices = Readonly<{ input: number; output: number }>;

/** The cost of a use, in the currency of the prices. Cached input is counted at full price, so the figure is never too low. */
export const costOf = ({ input, output }: UsedTokens, prices: TokenPrices): number =>
  (input * prices.input + output * prices.output) / 1_000_000;
