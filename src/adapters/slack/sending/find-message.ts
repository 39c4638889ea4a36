import { metadataType } from '../render/render.ts';
import type { PostingClient } from './posting-client.ts';
import { isFault } from './posting-client.ts';

/** Pages of one look. A channel in which more was said in a minute is looked through again later. */
const mostPages = 5;

/** Refusals that a new post would meet too: what cannot be seen any more cannot be there twice, and waiting would not help. */
const gone: ReadonlySet<string> = new Set(['thread_not_found', 'channel_not_found', 'token_revoked', 'account_inactive']);

type Found = Readonly<{ ts: string; user?: unknown; bot_id?: unknown; metadata?: unknown }>;

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const isFound = (value: unknown): value is Found => typeof member(value, 'ts') === 'string';

/** Ours, and this very message. Other apps can write metadata too, so the sender counts. */
const isWanted = (message: Found, key: string, { botUserId, botId }: PostingClient): boolean => {
  const mine = message.bot_id === botId || message.user === botUserId;
  const payload = member(message.metadata, 'event_payload');
  return mine && member(message.metadata, 'event_type') === metadataType && member(payload, 'key') === key;
};

/**
 * Looks once through a thread, or through a channel, from `oldest` on (a Slack timestamp, in seconds) for the message with this key. `none`
 * when all of it was seen and the message is not there; `unsure` when Slack did not show all of it.
 */
export const findMessage = async (
  client: PostingClient,
  where: Readonly<{ channel: string; thread: string | undefined; oldest: string }>,
  key: string,
): Promise<Readonly<{ found: string }> | 'none' | 'unsure'> => {
  const { channel, thread, oldest } = where;
  const request = { channel, oldest, inclusive: true, include_all_metadata: true, limit: 200 };
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const more = cursor === undefined ? {} : { cursor };
    const result =
      thread === undefined
        ? await client.call('conversations.history', { ...request, ...more })
        : await client.call('conversations.replies', { ...request, ...more, ts: thread });
    if (isFault(result)) return result.fault === 'refused' && gone.has(result.error) ? 'none' : 'unsure';
    const messages = member(result, 'messages');
    if (!Array.isArray(messages)) return 'unsure';
    const wanted = messages.filter(isFound).find((message) => isWanted(message, key, client));
    if (wanted) return { found: wanted.ts };
    cursor = result.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return member(result, 'has_more') === true ? 'unsure' : 'none';
  }
  return 'unsure';
};
