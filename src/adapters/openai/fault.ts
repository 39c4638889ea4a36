import type { ModelFailure } from '../../core/model-failure.ts';
import { BodyFault } from './bounded-fetch.ts';
import { readRetryAfter } from './retry-after.ts';

/**
 * What went wrong with one request. `retry`: whether another attempt may help (`once` for a time-out); `isFree`: the server surely did no work.
 * `complaint` is what the server said of a request that it refuses, in lower case; it may echo the prompt, so it is never logged.
 */
export type Fault = Readonly<{
  failure: ModelFailure;
  retry: 'never' | 'once' | 'again';
  isFree: boolean;
  status?: number;
  /** Node's code of a broken connection, such as `ECONNREFUSED`. */
  code?: string;
  retryAfterMs?: number | undefined;
  complaint?: string;
}>;

const field = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined);

const never = (failure: ModelFailure, isFree = false): Fault => ({ failure, retry: 'never', isFree });

/** What servers call a prompt that does not fit: OpenAI and Azure, llama.cpp, vLLM, LM Studio. */
const tooLong = /context_length_exceeded|exceed_context_size|string_above_max_length|context (?:length|window|size)|prompt is too long/;
const declined = /content_filter|content_policy|invalid_prompt|responsibleai/;
const outOfCredit = /insufficient_quota|billing_(?:hard_limit_reached|not_active)/;

const refusedRequest = (complaint: string): Fault => {
  if (tooLong.test(complaint)) return never('too-long', true);
  if (declined.test(complaint)) return never('refused', true);
  return { ...never('rejected', true), complaint };
};

/** Servers that turn a request away at the door. Other errors of 5xx may come after the work. */
const busy = [503, 529];

const byStatus = (status: number, complaint: string): Fault => {
  if (status === 400 || status === 422 || status === 501) return refusedRequest(complaint);
  if (status === 401 || status === 403) return never('unauthorized', true);
  if (status === 402) return never('quota', true);
  if (status === 404) return never('unknown-model', true);
  if (status === 408) return { failure: 'timeout', retry: 'again', isFree: false };
  if (status === 413) return never('too-long', true);
  if (status === 429) return outOfCredit.test(complaint) ? never('quota', true) : { failure: 'rate-limited', retry: 'again', isFree: true };
  // Some servers answer a schema that they cannot use with 500 (llama.cpp, Ollama), so the complaint is kept.
  if (status >= 500) return { failure: 'overloaded', retry: 'again', isFree: busy.includes(status), complaint };
  return never('rejected', true);
};

const ofAnswer = (error: object, status: number, now: Date): Fault => {
  const said = ['param', 'code', 'type', 'message'].map((key) => field(error, key)).filter((word) => typeof word === 'string');
  const fault = byStatus(status, said.join(' ').toLowerCase());
  const headers = field(error, 'headers');
  const known = headers instanceof Headers ? headers : new Headers();
  const retry = known.get('x-should-retry') === 'false' ? 'never' : fault.retry;
  return { ...fault, status, retry, retryAfterMs: readRetryAfter(known, now) };
};

/** An error and what caused it, outermost first. Bounded, because a cause may be its own cause. */
const chainOf = (error: unknown): readonly unknown[] => {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && chain.length < 6; one = field(one, 'cause')) chain.push(one);
  return chain;
};

/** Connections that were never made, so nothing was sent. */
const unsent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*_CERT.*|ERR_TLS.*|ERR_INVALID_URL)$/;

const ofConnection = (chain: readonly unknown[], failure: 'unreachable' | 'timeout'): Fault => {
  const code = chain.map((one) => field(one, 'code')).find((one) => typeof one === 'string');
  const retry = failure === 'timeout' ? 'once' : 'again';
  return { failure, retry, isFree: code !== undefined && unsent.test(code), ...(code === undefined ? {} : { code }) };
};

/** The SDK's own errors that carry no status. Known by the name of their class, because the package does not export them all. */
const byClass: Readonly<Record<string, (chain: readonly unknown[]) => Fault>> = {
  APIConnectionTimeoutError: (chain) => ofConnection(chain, 'timeout'),
  APIConnectionError: (chain) => ofConnection(chain, 'unreachable'),
  APIUserAbortError: () => never('timeout'),
  LengthFinishReasonError: () => never('truncated'),
  ContentFilterFinishReasonError: () => never('refused'),
  SyntaxError: () => never('malformed'),
};

/**
 * What an error of a request means. Total: whatever is thrown, it names a failure. An unknown error is the endpoint's, is not retried, and
 * counts as work done.
 */
export const describeFault = (error: unknown, now: Date): Fault => {
  const chain = chainOf(error);
  if (chain.some((one) => one instanceof BodyFault)) return never('malformed');
  if (!(error instanceof Error)) return never('overloaded');
  const status = field(error, 'status');
  if (typeof status === 'number') return ofAnswer(error, status, now);
  const known = byClass[error.constructor.name];
  if (known) return known(chain);
  // What Node throws for a broken connection outside the SDK's sight, and for an address that is none.
  return error instanceof TypeError && (/^(?:terminated|fetch failed)$/.test(error.message) || field(error, 'code') === 'ERR_INVALID_URL')
    ? ofConnection(chain, 'unreachable')
    : never('overloaded');
};
