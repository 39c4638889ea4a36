import { estimateTokens } from '../../core/tokens.ts';
import type { Completion, LanguageModel, ModelUsage } from '../../ports/language-model.ts';
import type { Fault } from './fault.ts';
import type { Tried } from './persistence.ts';
import type { Reading } from './read-answer.ts';

/** What a language model is asked. */
export type ModelRequest = Parameters<LanguageModel['complete']>[0];

const unused: ModelUsage = { input: 0, output: 0, cached: 0, isEstimate: false };

const add = (one: ModelUsage, other: ModelUsage): ModelUsage => ({
  input: one.input + other.input,
  output: one.output + other.output,
  cached: one.cached + other.cached,
  isEstimate: one.isEstimate || other.isEstimate,
});

/** What a request with an answer of so many tokens used, as far as can be told from the texts. */
const estimate = ({ prompt }: ModelRequest, output: number): ModelUsage => ({
  input: estimateTokens(prompt.prefix) + estimateTokens(prompt.input),
  output,
  cached: 0,
  isEstimate: true,
});

const failed = (failure: Fault['failure'], usage: ModelUsage | undefined): Completion => ({
  outcome: 'failed',
  failure,
  ...(usage ? { usage } : {}),
});

/**
 * The outcome of a call with its use. `lost` counts the requests that gave no answer and may have been worked on: each adds to an answer the most
 * that it could have used, and makes the use of a failure unknown.
 */
export const composeCompletion = (request: ModelRequest, result: Tried<Reading>, lost: number): Completion => {
  if ('fault' in result) return failed(result.fault.failure, lost === 0 && result.fault.isFree ? unused : undefined);
  const reading = result.value;
  if ('failure' in reading) return failed(reading.failure, lost === 0 ? reading.usage : undefined);
  const own = reading.usage ?? estimate(request, estimateTokens(reading.text));
  const most = estimate(request, request.maxOutputTokens);
  return { outcome: 'answer', text: reading.text, usage: Array.from({ length: lost }, () => most).reduce(add, own) };
};
