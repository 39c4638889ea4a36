import { WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { isUnsent } from '../../../core/unsent.ts';

/**
 * What a failed call came to. `limited` and `unsent`: Slack surely did nothing. `refused`: Slack surely did nothing and says why; `needed`
 * is the scope that is missing. `unknown`: Slack may have done it.
 */
export type Fault =
  | Readonly<{ fault: 'limited'; retryAfterMs: number }>
  | Readonly<{ fault: 'unsent' }>
  | Readonly<{ fault: 'refused'; error: string; needed: string }>
  | Readonly<{ fault: 'unknown'; error: string }>;

/** A 429 that does not say for how long. The SDK has no class of its own for it. */
export class RateLimitedWithoutHint extends Error {
  override readonly name = 'RateLimitedWithoutHint';
}

/** How long to wait when Slack does not say. Its windows are a minute long (docs.slack.dev/apis/web-api/rate-limits). */
const unhintedMs = 30_000;

/** Errors after which the work may have been done all the same. */
const ambiguous: ReadonlySet<string> = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']);
/** Errors that pass by themselves: too much traffic, and a workspace that is being moved into an organisation. */
const passing: ReadonlySet<string> = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'team_added_to_org',
  'org_login_required',
]);

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const ofPlatform = (error: WebAPIPlatformError): Fault => {
  const code = error.data.error;
  // With a page of HTML in place of JSON, the SDK gives the page as the error.
  if (typeof code !== 'string' || !/^[a-z][a-z0-9_:]{1,79}$/.test(code)) return { fault: 'unknown', error: 'no_json' };
  if (ambiguous.has(code)) return { fault: 'unknown', error: code };
  if (passing.has(code)) {
    const seconds = error.data.response_metadata?.retryAfter;
    return { fault: 'limited', retryAfterMs: seconds === undefined ? unhintedMs : seconds * 1_000 };
  }
  const needed = member(error.data, 'needed');
  return { fault: 'refused', error: code, needed: typeof needed === 'string' ? needed : '' };
};

/**
 * What an error of a Web API call means. Total: whatever is thrown, it answers, and what it does not know is `unknown`. It keeps no
 * message, because libraries put payloads there.
 */
export const describeFault = (error: unknown): Fault => {
  if (error instanceof WebAPIRateLimitedError) return { fault: 'limited', retryAfterMs: error.retryAfter * 1_000 };
  if (error instanceof WebAPIPlatformError) return ofPlatform(error);
  if (error instanceof WebAPIRequestError) {
    if (error.original instanceof RateLimitedWithoutHint) return { fault: 'limited', retryAfterMs: unhintedMs };
    if (isUnsent(error.original)) return { fault: 'unsent' };
  }
  return { fault: 'unknown', error: error instanceof Error ? error.constructor.name : 'no_error' };
};
