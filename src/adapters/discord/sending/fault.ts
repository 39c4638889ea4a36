import { isUnsent } from '../../../core/unsent.ts';

/**
 * What a failed request came to. `limited` and `unsent`: Discord surely did nothing. `refused`: Discord surely did nothing and says why, by
 * its code (0 when it gave none); `sentence` tells an operator what to do. `unknown`: Discord may have done it. No fault ever holds an address, a body or a
 * token: the addresses of webhooks hold their tokens.
 */
export type Fault =
  | Readonly<{ fault: 'limited'; retryAfterMs: number; isGlobal: boolean }>
  | Readonly<{ fault: 'unsent' }>
  | Readonly<{ fault: 'refused'; status: number; code: number; sentence: string; fields: readonly string[] }>
  | Readonly<{ fault: 'unknown'; error: string }>;

/** An answer of Discord's as it came. `body` is `undefined` when it was no JSON. */
export type Answer = Readonly<{ status: number; headers: Headers; body: unknown }>;

/** The permissions that requests of ours need, by their names in Discord's settings. */
export type Permission =
  | 'View Channel'
  | 'Send Messages'
  | 'Send Messages in Threads'
  | 'Create Public Threads'
  | 'Manage Webhooks'
  | 'Manage Messages'
  | 'Read Message History';

/** Discord's codes that have a branch of their own. topics/opcodes-and-status-codes.mdx, 2026-08-06. */
export const codes = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownWebhook: 10015,
  webhookCap: 30007,
  /** Request entity too large. */
  tooLarge: 40005,
  missingAccess: 50001,
  missingPermission: 50013,
  webhookToken: 50027,
  formBody: 50035,
  threadExists: 160004,
} as const;

const sentences: ReadonlyMap<number, string> = new Map([
  [codes.unknownChannel, 'The channel or thread was deleted.'],
  [codes.unknownMessage, 'The message was deleted.'],
  [codes.unknownWebhook, 'The webhook was deleted.'],
  [
    codes.webhookCap,
    'This channel has 15 webhooks, which is all that Discord allows. Remove one under Edit Channel, Integrations, Webhooks.',
  ],
  [30033, 'The thread has as many members as Discord allows.'],
  [30058, 'This server has 1,000 webhooks, which is all that Discord allows. Remove some under Server Settings, Integrations.'],
  [40067, 'This forum asks for a tag on each post. Open a post yourself and ask the panel in it.'],
  [codes.webhookToken, 'The webhook was made anew by somebody else.'],
  [50083, 'The thread is archived. Open it again.'],
  [160005, 'The thread is locked.'],
  [160006, 'This server has as many active threads as Discord allows. Close some of them.'],
  [200000, 'AutoMod of this server blocked the message.'],
  [200001, 'AutoMod of this server blocked the title.'],
  [240000, 'Discord took a link in the message for a harmful one.'],
]);

/** Limits that Discord names by a code in place of a 429. 20016 is a channel's slow mode. */
const passing: ReadonlySet<number> = new Set([20016, 20028, 20029]);

/** How long to wait when Discord does not say. */
const unhintedMs = 5_000;

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const sentenceOf = (code: number, status: number, needs: Permission): string => {
  if (code === codes.missingPermission) return `The bot lacks the permission ${needs} here.`;
  if (code === codes.missingAccess) return 'The bot may not see this channel: it lacks the permission View Channel.';
  if (status === 401) return 'Discord does not take the bot’s token. Set DISCORD_TOKEN anew.';
  return sentences.get(code) ?? `Discord refused it with ${status}, code ${code}.`;
};

/** Discord gives seconds with fractions in the body; proxies before it give whole seconds in the header. */
const retryAfterOf = ({ headers, body }: Answer): number => {
  const hints = [member(body, 'retry_after'), headers.get('retry-after') ?? undefined];
  const seconds = hints.map(Number).find((hint) => Number.isFinite(hint) && hint >= 0);
  return seconds === undefined ? unhintedMs : Math.ceil(seconds * 1_000);
};

/** What an answer other than 2xx means. `needs` is the permission that the request needs. */
export const faultOfAnswer = (answer: Answer, needs: Permission): Fault => {
  const { status, headers, body } = answer;
  const given = member(body, 'code');
  const code = typeof given === 'number' ? given : 0;
  if (status === 429 || (status >= 400 && status < 500 && passing.has(code))) {
    const isGlobal = member(body, 'global') === true || headers.get('x-ratelimit-scope') === 'global';
    return { fault: 'limited', retryAfterMs: retryAfterOf(answer), isGlobal };
  }
  if (status < 400 || status >= 500 || status === 408) return { fault: 'unknown', error: `status ${status}` };
  const errors = member(body, 'errors');
  const fields = typeof errors === 'object' && errors !== null ? Object.keys(errors) : [];
  return { fault: 'refused', status, code, sentence: sentenceOf(code, status, needs), fields };
};

/** What it means that a request threw. Only the kind of the error is kept: libraries put addresses into messages. */
export const faultOfError = (error: unknown): Fault =>
  isUnsent(error) ? { fault: 'unsent' } : { fault: 'unknown', error: error instanceof Error ? error.constructor.name : 'no_error' };

/** True for a refusal with this code. */
export const isRefusedWith = (result: unknown, ...wanted: readonly number[]): boolean =>
  member(result, 'fault') === 'refused' && wanted.some((code) => code === member(result, 'code'));

/** What may be logged of a fault. */
export const describeFault = (fault: Fault) => ({
  fault: fault.fault,
  ...(fault.fault === 'refused' ? { code: fault.code, reason: fault.sentence } : {}),
  ...(fault.fault === 'unknown' ? { error: fault.error } : {}),
});
