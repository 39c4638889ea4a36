import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SpaceId } from '../../../core/ids.ts';
import type { Cache } from '../../../ports/cache.ts';
import { codeOf } from '../api-error.ts';
import { cacheKeys } from '../cache-keys.ts';
import { words } from '../words.ts';

/** How long a channel that takes panels is not asked about again. */
const ttlMs = 60_000;

const infoSchema = z.object({
  channel: z.object({
    is_member: z.boolean().nullish(),
    is_private: z.boolean().nullish(),
    is_im: z.boolean().nullish(),
    is_mpim: z.boolean().nullish(),
    is_ext_shared: z.boolean().nullish(),
  }),
});

/** What a channel is asked about. `posts`: a panel is to be posted there, so the bot has to be a member. */
export type ChannelQuestion = Readonly<{
  space: SpaceId;
  channel: string;
  posts: boolean;
  isShared: boolean;
  /** What the token may do; with `chat:write.public` the bot posts in public channels that it is no member of. */
  scopes: readonly string[] | undefined;
  client: WebClient;
}>;

/** Slack says so of private channels that a bot is not in, and of conversations between other people. */
const hidden: ReadonlySet<string> = new Set(['channel_not_found', 'not_in_channel']);

/**
 * The sentence with which a request in a channel is refused, or `undefined`. When Slack cannot say (a scope is missing, or it does not answer), the request goes on: the
 * post itself will then be refused. Payloads of people outside say themselves that the channel is shared.
 */
export const findObjection = async (
  { cache, allowShared }: Readonly<{ cache: Cache; allowShared: boolean }>,
  question: ChannelQuestion,
): Promise<string | undefined> => {
  const { space, channel, posts, isShared, scopes, client } = question;
  if (isShared && !allowShared) return words.shared;
  const key = `${cacheKeys.channels(space)}/${channel}/${posts ? 'post' : 'read'}`;
  if ((await cache.get(key)) === true) return undefined;
  let response: unknown;
  try {
    response = await client.conversations.info({ channel });
  } catch (error) {
    if (!posts || !hidden.has(codeOf(error))) return undefined;
    return channel.startsWith('D') ? words.notInConversation : words.notInChannel;
  }
  const info = infoSchema.safeParse(response).data?.channel;
  if (!info) return undefined;
  if (info.is_ext_shared === true && !allowShared) return words.shared;
  const isOpen = info.is_private !== true && scopes?.includes('chat:write.public') === true;
  if (posts && info.is_member === false && info.is_im !== true && !isOpen) {
    return info.is_mpim === true ? words.notInConversation : words.notInChannel;
  }
  await cache.set(key, true, ttlMs);
  return undefined;
};
