import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SpaceId } from '../../core/ids.ts';
import type { Cache } from '../../ports/cache.ts';
import type { Log } from '../../ports/log.ts';
import type { MemberNames } from '../../ports/member-names.ts';
import { codeOf } from './api-error.ts';
import { cacheKeys } from './cache-keys.ts';
import type { Bot } from './install/installations.ts';
import { clientOptions } from './quiet.ts';

/** How long the names of a space are kept. A look at all of them costs a call for every thousand people. */
const ttlMs = 3_600_000;

/** Calls in one look. `users.list` takes about 20 in a minute (tier 2) and gives at most 1,000 people for each. */
const most = { pages: 20, people: 1_000 };

const pageSchema = z.object({
  members: z.array(
    z.object({
      name: z.string().nullish(),
      real_name: z.string().nullish(),
      deleted: z.boolean().nullish(),
      is_bot: z.boolean().nullish(),
      profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish() }).nullish(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});

const namesSchema = z.array(z.string());

/** Names that stand for everybody or for Slack, in every workspace. */
const ownNames = ['Slackbot', 'Slack', 'channel', 'everyone', 'here', 'admin', 'moderator', 'Sounding Board'];

/** Handle, display name and full name of everybody who is there; bots and people who left do not count. */
const readNames = async (bot: Bot, apiUrl: string): Promise<readonly string[]> => {
  const client = new WebClient(bot.token, clientOptions(apiUrl));
  const names = new Set<string>();
  for (let page = 0, cursor = ''; page < most.pages; page += 1) {
    const request = { limit: most.people, ...(cursor === '' ? {} : { cursor }) };
    const { members, response_metadata: next } = pageSchema.parse(await client.users.list(request));
    for (const { name, real_name: real, profile } of members.filter((one) => one.deleted !== true && one.is_bot !== true)) {
      for (const one of [name, real, profile?.display_name, profile?.real_name]) if (one) names.add(one);
    }
    cursor = next?.next_cursor ?? '';
    if (cursor === '') break;
  }
  return [...names];
};

/**
 * Who is in a workspace, by name, so that no persona bears the name of one of them. Asked of Slack once an hour. When Slack cannot be asked, or the workspace has more people
 * than are looked through, a name that was not seen passes: the label on every message is what keeps a persona apart, not this.
 */
export const createMemberNames = (parts: {
  find: (space: SpaceId) => Promise<Bot | undefined>;
  apiUrl: string;
  cache: Cache;
  log: Log;
}): MemberNames => {
  const { find, apiUrl, cache, log } = parts;
  const running = new Map<SpaceId, Promise<readonly string[]>>();
  const look = async (space: SpaceId): Promise<readonly string[]> => {
    const known = namesSchema.safeParse(await cache.get(cacheKeys.names(space))).data;
    if (known) return known;
    try {
      const bot = await find(space);
      const names = bot ? await readNames(bot, apiUrl) : [];
      await cache.set(cacheKeys.names(space), names, ttlMs);
      return names;
    } catch (error) {
      log.warn('slack names cannot be compared', { space, error: codeOf(error) });
      return [];
    }
  };
  return async (space) => {
    const looking = running.get(space) ?? look(space).finally(() => running.delete(space));
    running.set(space, looking);
    return [...ownNames, ...(await looking)];
  };
};
