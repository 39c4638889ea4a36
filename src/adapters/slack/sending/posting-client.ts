import { type FetchFunction, type WebAPICallResult, WebClient } from '@slack/web-api';
import { quietLogger } from '../quiet.ts';
import { describeFault, type Fault, RateLimitedWithoutHint } from './fault.ts';
import type { UploadMethod } from './upload.ts';

/** The methods that posting needs. */
type PostingMethod =
  | 'chat.postMessage'
  | 'chat.update'
  | 'chat.delete'
  | 'conversations.replies'
  | 'conversations.history'
  | 'agents.sessions.setStatus'
  | 'assistant.threads.setStatus'
  | UploadMethod;

/**
 * One installation's way to Slack, for posting. `botId` (`B…`) and `botUserId` (`U…`) are what `auth.test` says: a message under a
 * persona's name carries only the first. `call` sends exactly one request, never two, and never throws. `scopes` is `undefined` when it is
 * not known what the token may do.
 */
export type PostingClient = Readonly<{
  apiUrl: string;
  botUserId: string;
  botId: string;
  scopes: readonly string[] | undefined;
  call: (method: PostingMethod, request: Readonly<Record<string, unknown>>, signal?: AbortSignal) => Promise<WebAPICallResult | Fault>;
}>;

/** True when a call did not succeed. */
export const isFault = (result: WebAPICallResult | Fault): result is Fault => 'fault' in result;

/** A fetch that ends with the signal too, and that tells a 429 without `Retry-After` apart. */
const fetchUntil =
  (fetch: FetchFunction, signal: AbortSignal | undefined): FetchFunction =>
  async (url, init) => {
    const signals = [signal, init?.signal].filter((one) => one !== undefined);
    const response = await fetch(url, { ...init, ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}) });
    if (response.status === 429 && !/^\d+$/.test(response.headers.get('retry-after')?.trim() ?? '')) throw new RateLimitedWithoutHint();
    return response;
  };

/**
 * Makes a client for one bot token. Retries are off: the SDK's own sent a message twice when Slack failed after storing it. Rate limits
 * come back at once, because the pace of a channel is kept elsewhere. Each call has a client of its own: a client takes no signal for one
 * call, and its options are changed by Bolt's Socket Mode where they are shared.
 */
export const createPostingClient = (options: {
  token: string;
  botUserId: string;
  botId: string;
  scopes?: readonly string[] | undefined;
  apiUrl?: string | undefined;
  timeoutMs?: number;
  fetch?: FetchFunction;
}): PostingClient => ({
  apiUrl: options.apiUrl ?? 'https://slack.com/api/',
  botUserId: options.botUserId,
  botId: options.botId,
  scopes: options.scopes,
  call: async (method, request, signal) => {
    const client = new WebClient(options.token, {
      ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
      fetch: fetchUntil(options.fetch ?? globalThis.fetch, signal),
      timeout: options.timeoutMs ?? 10_000,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logger: quietLogger,
    });
    try {
      return await client.apiCall(method, { ...request });
    } catch (error) {
      return describeFault(error);
    }
  },
});
