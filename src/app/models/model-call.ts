import type { ModelFailure } from '../../core/model-failure.ts';
import type { AnswerSchema } from '../../core/prompt/answer-schema.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { estimateTokens } from '../../core/tokens.ts';
import type { UsedTokens } from '../../core/usage.ts';
import type { Completion, LanguageModel } from '../../ports/language-model.ts';

/** One call of a language model, and what it may cost. */
export type ModelCall = Readonly<{
  prompt: Prompt;
  schema: AnswerSchema;
  maxOutputTokens: number;
  cacheKey: string;
  deadlineMs: number;
  signal: AbortSignal;
}>;

/** A whole text, or why there is none, with what it used in either case. */
export type ModelText = Readonly<{ tokens: UsedTokens }> & (Readonly<{ text: string }> | Readonly<{ failure: ModelFailure }>);

const useOf = (completion: Completion, call: ModelCall): UsedTokens => {
  const { usage } = completion;
  if (usage) return { calls: 1, ...usage };
  // Nobody knows what it used, so what was reserved for it stands in.
  const input = estimateTokens(call.prompt.prefix) + estimateTokens(call.prompt.input);
  return { calls: 1, input, output: call.maxOutputTokens, cached: 0, isEstimate: true };
};

/** Calls a language model once and says what that used. Rejects only when the signal is aborted. */
export const callModel = async (model: LanguageModel, call: ModelCall): Promise<ModelText> => {
  const completion = await model.complete(call);
  const tokens = useOf(completion, call);
  return completion.outcome === 'answer' ? { tokens, text: completion.text } : { tokens, failure: completion.failure };
};
