import { createHash } from 'node:crypto';
import type { RequestForm } from './request-form.ts';

/** How requests reach a model: OpenAI's newer API or the one that every compatible server knows. */
export type Api = 'chat' | 'responses';

/** Where requests go, and what they look like until the server says otherwise. */
export type Endpoint = Readonly<{ baseUrl: string; api: Api; firstForm: RequestForm }>;

const vendorUrl = 'https://api.openai.com/v1';

/** Microsoft's hosts of the same API (Azure OpenAI v1 API; from general knowledge in 2026, no live one was tried). */
const azureHost = /\.(openai|services\.ai|cognitiveservices)\.azure\.com$/;

/**
 * Reads the settings. `auto` takes Responses for the vendor and Chat Completions for everybody else.
 *
 * Other servers are asked with `max_tokens` first. Ollama (pull request 14464, open in 2026-11) and llama.cpp before 2026-02 do not know
 * `max_completion_tokens` and ignore it without a word, so an answer would have no end; a server that wants the newer name says so.
 * `prompt_cache_key` goes to the vendor and to Azure only.
 */
export const resolveEndpoint = (baseUrl: string, api: Api | 'auto'): Endpoint => {
  const url = baseUrl || vendorUrl;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const isVendor = host === 'api.openai.com';
  const isFirstHand = isVendor || azureHost.test(host);
  const chosen = api === 'auto' ? (isVendor ? 'responses' : 'chat') : api;
  const chatTokens = isFirstHand ? 'max_completion_tokens' : 'max_tokens';
  return {
    baseUrl: url,
    api: chosen,
    firstForm: { answer: 'schema', tokens: chosen === 'responses' ? 'max_output_tokens' : chatTokens, cacheKey: isFirstHand },
  };
};

/** SHA-256 in hex of parts that may hold secrets, such as a base URL with a password. */
export const digest = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
