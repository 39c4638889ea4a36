import type { Clock } from '../../../ports/clock.ts';
import { type Fault, faultOfAnswer, faultOfError, type Permission } from './fault.ts';

/** A file that goes along with a request. Its name is one of letters, digits, dots and dashes. */
export type OutgoingFile = Readonly<{ name: string; type: string; bytes: Uint8Array }>;

/** One request. `path` begins with a slash. `isByWebhook`: the path holds a webhook's token, and the bot's own is not sent. */
export type Call = Readonly<{
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  needs: Permission;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
  /** In the order in which `attachments` of the body names them. */
  files?: readonly OutgoingFile[];
  isByWebhook?: boolean;
}>;

/** What Discord said: its JSON, or `undefined` where it says nothing. */
export type Done = Readonly<{ said: unknown }>;

/**
 * The way to Discord, for posting. `call` sends at most one request, never two, and never throws. While Discord asks the whole bot to wait, it sends none and
 * says so.
 */
export type PostingClient = Readonly<{ call: (call: Call, signal?: AbortSignal) => Promise<Done | Fault> }>;

/** True when a call did not succeed. */
export const isFault = <T extends object>(result: T | Fault): result is Fault => 'fault' in result;

/** Discord asks for this form, with an address and a version (reference.mdx, User Agent). */
const userAgent = 'DiscordBot (urn:sounding-board, 0.1.0)';

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A form of several parts, as Discord wants it where files go along (reference.mdx, Uploading Files). */
const formOf = (body: unknown, files: readonly OutgoingFile[]): FormData => {
  const form = new FormData();
  form.set('payload_json', JSON.stringify(body ?? {}));
  for (const [index, { name, type, bytes }] of files.entries()) form.set(`files[${index}]`, new File([Buffer.from(bytes)], name, { type }));
  return form;
};

const contentOf = ({ body, files = [] }: Call): Pick<RequestInit, 'body'> => {
  if (files.length > 0) return { body: formOf(body, files) };
  return body === undefined ? {} : { body: JSON.stringify(body) };
};

const requestOf = (call: Call, token: string, signal: AbortSignal): RequestInit => ({
  method: call.method,
  headers: {
    'user-agent': userAgent,
    ...(call.isByWebhook ? {} : { authorization: `Bot ${token}` }),
    ...(call.body === undefined || call.files?.length ? {} : { 'content-type': 'application/json' }),
  },
  ...contentOf(call),
  // A redirect would take the token elsewhere.
  redirect: 'manual',
  signal,
});

type Options = Readonly<{ token: string; apiUrl: string; clock: Clock; timeoutMs?: number; fetch?: typeof globalThis.fetch }>;

const sendOnce = async (options: Options, call: Call, signal: AbortSignal | undefined): Promise<Done | Fault> => {
  const { token, apiUrl, timeoutMs = 10_000, fetch = globalThis.fetch } = options;
  const query = call.query ? `?${new URLSearchParams(call.query).toString()}` : '';
  const until = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  try {
    const response = await fetch(`${apiUrl.replace(/\/+$/, '')}/v10${call.path}${query}`, requestOf(call, token, until));
    const text = await response.text();
    const body = text === '' ? undefined : readJson(text);
    if (!response.ok) return faultOfAnswer({ status: response.status, headers: response.headers, body }, call.needs);
    return text !== '' && body === undefined ? { fault: 'unknown', error: 'no_json' } : { said: body };
  } catch (error) {
    return faultOfError(error);
  }
};

/**
 * Makes a client for a bot token. It is no wrapper of discord.js: that library's client sent a message four times when Discord failed after storing it, waits
 * inside for rate limits, and puts addresses with tokens into its errors. `apiUrl` is the REST base without a version.
 */
export const createPostingClient = (options: Options): PostingClient => {
  const { clock } = options;
  let waitUntilMs = 0;
  return {
    call: async (call, signal) => {
      // The limit of the whole bot is that of its token, which requests of webhooks and answers to interactions do not carry.
      const waitMs = call.isByWebhook ? 0 : waitUntilMs - clock.monotonicMs();
      if (waitMs > 0) return { fault: 'limited', retryAfterMs: Math.ceil(waitMs), isGlobal: true };
      if (signal?.aborted) return { fault: 'unsent' };
      const result = await sendOnce(options, call, signal);
      if (isFault(result) && result.fault === 'limited' && result.isGlobal) waitUntilMs = clock.monotonicMs() + result.retryAfterMs;
      return result;
    },
  };
};
