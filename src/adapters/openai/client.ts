import type { OpenAI } from 'openai';
import type { Clock } from '../../ports/clock.ts';
import { boundFetch } from './bounded-fetch.ts';
import { describeFault, type Fault } from './fault.ts';

/** What came of one request: the parsed body of a 2xx answer, of any shape, or what went wrong. */
type Reply = Readonly<{ body: unknown }> | Readonly<{ fault: Fault }>;

/** Sends one request and never retries. Resolves within `timeoutMs`, which covers the body too; an aborted request is a fault like any other. */
export type Post = (request: { path: string; body: object; timeoutMs: number; signal: AbortSignal }) => Promise<Reply>;

/** Servers without a key want one all the same, and so does the SDK. */
const placeholderKey = 'none';

type Parts = Readonly<{ apiKey: string; baseUrl: string; clock: Clock; fetch: typeof globalThis.fetch }>;

/** What is left out here the SDK would take from the environment, and at `debug` it prints prompts. */
const openClient = async ({ apiKey, baseUrl, fetch }: Parts): Promise<OpenAI> => {
  const library = await import('openai');
  return new library.OpenAI({
    apiKey: apiKey || placeholderKey,
    baseURL: baseUrl,
    fetch: boundFetch(fetch),
    maxRetries: 0,
    logLevel: 'off',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
  });
};

/** A client that loads the library, which takes 0.2 s and 34 MB, with the first request, or when it is warmed. */
export const createPost = (parts: Parts): Readonly<{ post: Post; warm: () => Promise<void> }> => {
  let opening: Promise<OpenAI> | undefined;
  const open = (): Promise<OpenAI> => {
    opening ??= openClient(parts);
    return opening;
  };
  const warm = async (): Promise<void> => {
    await open();
  };
  const post: Post = async ({ path, body, timeoutMs, signal }) => {
    try {
      const client = await open();
      // Not `chat.completions.create` and its sisters: they touch the answer before its shape is checked, and throw on a page of HTML.
      return { body: await client.post<unknown>(path, { body, timeout: Math.max(1, Math.ceil(timeoutMs)), signal }) };
    } catch (error) {
      return { fault: describeFault(error, parts.clock.now()) };
    }
  };
  return { post, warm };
};
