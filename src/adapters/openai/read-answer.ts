import type { ModelFailure } from '../../core/model-failure.ts';
import type { ModelUsage } from '../../ports/language-model.ts';
import type { Api } from './endpoint.ts';

/** What a body holds: a whole text, or why there is none. `usage` only when the server told it. */
export type Reading = Readonly<{ usage?: ModelUsage } & ({ text: string } | { failure: ModelFailure })>;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Numbers that cannot be true, such as a prompt of 0 tokens, count as not told. */
const readUsage = (usage: unknown, names: { input: string; output: string; details: string }): { usage?: ModelUsage } => {
  const fields = fieldsOf(usage);
  const input = fields[names.input];
  const output = fields[names.output];
  const cached = fieldsOf(fields[names.details])['cached_tokens'];
  if (!isCount(input) || !isCount(output) || input === 0) return {};
  return { usage: { input, output, cached: isCount(cached) ? Math.min(cached, input) : 0, isEstimate: false } };
};

/** The text of a message whose content is a string or a list of parts, and whether one of the parts is a refusal. */
const readParts = (content: unknown): { text: string; isRefusal: boolean } => {
  if (typeof content === 'string') return { text: content, isRefusal: false };
  const parts = listOf(content).map(fieldsOf);
  const texts = parts.map((part) => part['text']).filter((text) => typeof text === 'string');
  return { text: texts.join(''), isRefusal: parts.some((part) => part['type'] === 'refusal') };
};

const readText = ({ text, isRefusal }: { text: string; isRefusal: boolean }): { text: string } | { failure: ModelFailure } => {
  if (isRefusal) return { failure: 'refused' };
  return text.trim() === '' ? { failure: 'empty' } : { text };
};

/**
 * Words for "came to its end by itself"; some servers give none. Any other word, such as DeepSeek's `insufficient_system_resource`, means that
 * the text was cut.
 */
const whole: readonly unknown[] = ['stop', 'end_turn', 'eos', 'eos_token', 'stop_sequence', undefined, null];

const readChat = (body: Fields): Reading => {
  const choice = fieldsOf(listOf(body['choices'])[0]);
  const message = choice['message'];
  if (!isFields(message)) return { failure: 'malformed' };
  const usage = readUsage(body['usage'], { input: 'prompt_tokens', output: 'completion_tokens', details: 'prompt_tokens_details' });
  const finish = choice['finish_reason'];
  const { text, isRefusal } = readParts(message['content']);
  const refusal = message['refusal'];
  const declined = isRefusal || finish === 'content_filter' || (typeof refusal === 'string' && refusal !== '');
  if (declined) return { failure: 'refused', ...usage };
  const calledTool = finish === 'tool_calls' || finish === 'function_call';
  if (!whole.includes(finish) && !calledTool) return { failure: 'truncated', ...usage };
  return { ...readText({ text, isRefusal }), ...usage };
};

const readResponse = (body: Fields): Reading => {
  const status = body['status'];
  const usage = readUsage(body['usage'], { input: 'input_tokens', output: 'output_tokens', details: 'input_tokens_details' });
  if (status === 'incomplete') {
    const isFiltered = fieldsOf(body['incomplete_details'])['reason'] === 'content_filter';
    return { failure: isFiltered ? 'refused' : 'truncated', ...usage };
  }
  // The one code of a failed response that is about the prompt, which the vendor's policy declined.
  if (status === 'failed') return { failure: fieldsOf(body['error'])['code'] === 'invalid_prompt' ? 'refused' : 'overloaded' };
  if (!Array.isArray(body['output']) || (status !== 'completed' && status !== undefined)) return { failure: 'malformed' };
  const messages = body['output'].map(fieldsOf).filter((item) => item['type'] === 'message');
  if (messages.some((message) => message['status'] === 'incomplete')) return { failure: 'truncated', ...usage };
  const parts = messages.map((message) => readParts(message['content']));
  const text = parts.map((part) => part.text).join('');
  return { ...readText({ text, isRefusal: parts.some(({ isRefusal }) => isRefusal) }), ...usage };
};

/**
 * Reads the answer out of a 2xx body of any shape. Reasoning is left out. An error in a body of status 200, as OpenRouter sends it when its own
 * source fails, is the endpoint's failure.
 */
export const readAnswer = (api: Api, body: unknown): Reading => {
  if (!isFields(body)) return { failure: 'malformed' };
  if (isFields(body['error']) && body['choices'] === undefined && body['output'] === undefined) return { failure: 'overloaded' };
  return api === 'chat' ? readChat(body) : readResponse(body);
};
