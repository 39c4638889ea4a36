import type { ModelFailure } from '../core/model-failure.ts';
import type { AnswerSchema } from '../core/prompt/answer-schema.ts';
import type { Prompt } from '../core/prompt/prompt.ts';

/**
 * Tokens that one call used, retries included. `cached` is the part of `input` that was read from the provider's cache. `isEstimate`: the server
 * did not say, so this was counted from the length of the texts.
 */
export type ModelUsage = Readonly<{ input: number; output: number; cached: number; isEstimate: boolean }>;

/** What became of one call. Without `usage` nothing is known of what it cost, and its whole reservation counts as spent. */
export type Completion =
  | Readonly<{ outcome: 'answer'; text: string; usage: ModelUsage }>
  | Readonly<{ outcome: 'failed'; failure: ModelFailure; usage?: ModelUsage }>;

/**
 * A language model behind some endpoint. Contract: `complete` retries what may be retried within `deadlineMs`, and ends by then whatever the
 * endpoint does; everything that an endpoint can do wrong comes back as a value. It rejects only when the signal is aborted, at once and
 * with the signal's reason. `text` is whole, of a bounded size, and otherwise unchecked: it need not be JSON.
 */
export type LanguageModel = Readonly<{
  /** The model's id as configured. Shown to people and recorded. */
  name: string;
  complete: (request: {
    prompt: Prompt;
    schema: AnswerSchema;
    maxOutputTokens: number;
    /** Groups calls that share a prefix: a digest of space, persona and version, without names. */
    cacheKey: string;
    deadlineMs: number;
    signal: AbortSignal;
  }) => Promise<Completion>;
}>;
