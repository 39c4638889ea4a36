import { type Logger, LogLevel } from '@slack/web-api';

/** Slack's libraries log what they are sent, and an error of theirs may quote it. They stay silent; what matters is logged here, by its code. */
export const quietLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Longest time for one call of the intake, in milliseconds. */
const callMs = 8_000;

/**
 * Options for a client that makes short calls on behalf of a waiting person: no retries, no waiting for a rate limit. A new object each time, because Bolt's Socket Mode
 * writes into the one that it is given.
 */
export const clientOptions = (apiUrl: string) => ({
  slackApiUrl: apiUrl,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: callMs,
  allowAbsoluteUrls: false,
  logger: quietLogger,
});
