import { WebAPIPlatformError } from '@slack/web-api';

/** What Slack named as the error of a call (`channel_not_found`), or the kind of fault. Never a message: libraries put payloads there. */
export const codeOf = (error: unknown): string => {
  if (error instanceof WebAPIPlatformError) {
    const code: unknown = error.data.error;
    return typeof code === 'string' && /^[a-z][a-z0-9_:]{1,79}$/.test(code) ? code : 'no_json';
  }
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code.slice(0, 80);
  return error instanceof Error ? error.constructor.name : 'no_error';
};
