import type { OpenAI } from 'openai';
import type { AnswerSchema } from '../../core/prompt/answer-schema.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { Api } from './endpoint.ts';
import type { RequestForm } from './request-form.ts';

/** What one request asks. */
export type Question = Readonly<{ model: string; prompt: Prompt; schema: AnswerSchema; maxOutputTokens: number; cacheKey: string }>;

/** Longest `prompt_cache_key` that the vendor takes. */
const cacheKeyUnits = 64;

const cacheKeyOf = ({ cacheKey }: Question, form: RequestForm): { prompt_cache_key?: string } =>
  form.cacheKey ? { prompt_cache_key: cacheKey.slice(0, cacheKeyUnits) } : {};

const chatFormat = (
  { schema }: Question,
  { answer }: RequestForm,
): Pick<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, 'response_format'> => {
  if (answer === 'text') return {};
  if (answer === 'object') return { response_format: { type: 'json_object' } };
  return { response_format: { type: 'json_schema', json_schema: { name: schema.name, strict: true, schema: schema.json } } };
};

const chatBody = (question: Question, form: RequestForm): OpenAI.Chat.ChatCompletionCreateParamsNonStreaming => ({
  model: question.model,
  // Not `developer`: the vendor reads `system` the same way, and many servers know only that.
  messages: [
    { role: 'system', content: question.prompt.prefix },
    { role: 'user', content: question.prompt.input },
  ],
  [form.tokens]: question.maxOutputTokens,
  ...chatFormat(question, form),
  ...cacheKeyOf(question, form),
});

const responsesFormat = (
  { schema }: Question,
  { answer }: RequestForm,
): Pick<OpenAI.Responses.ResponseCreateParamsNonStreaming, 'text'> => {
  if (answer === 'text') return {};
  if (answer === 'object') return { text: { format: { type: 'json_object' } } };
  return { text: { format: { type: 'json_schema', name: schema.name, strict: true, schema: schema.json } } };
};

const responsesBody = (question: Question, form: RequestForm): OpenAI.Responses.ResponseCreateParamsNonStreaming => ({
  model: question.model,
  instructions: question.prompt.prefix,
  input: question.prompt.input,
  max_output_tokens: question.maxOutputTokens,
  // Responses are kept for 30 days unless this is said.
  store: false,
  ...responsesFormat(question, form),
  ...cacheKeyOf(question, form),
});

/**
 * The path and the body of a request. No temperature: reasoning models refuse it, and variety comes from several candidates in one answer. No tools
 * and no streaming.
 */
export const composeRequest = (api: Api, question: Question, form: RequestForm): { path: string; body: object } =>
  api === 'chat'
    ? { path: '/chat/completions', body: chatBody(question, form) }
    : { path: '/responses', body: responsesBody(question, form) };
