import { z } from 'zod';
import type { SpaceId } from '../../../core/ids.ts';
import type { Actor } from '../../../core/panel/panel.ts';
import type { Cache } from '../../../ports/cache.ts';
import { cacheKeys } from '../cache-keys.ts';

/** How long a look-up counts. A person who is no longer an admin keeps the rights of one for that long at most. */
const ttlMs = 60_000;

/** What deciding on rights needs: the cache, and the ids of people who are moderators whatever Slack says. */
export type Members = Readonly<{ cache: Cache; moderators: readonly string[] }>;

const userSchema = z.object({
  user: z.object({
    team_id: z.string().nullish(),
    name: z.string().nullish(),
    real_name: z.string().nullish(),
    profile: z.object({ display_name: z.string().nullish() }).nullish(),
    is_admin: z.boolean().nullish(),
    is_owner: z.boolean().nullish(),
    is_primary_owner: z.boolean().nullish(),
    is_stranger: z.boolean().nullish(),
    deleted: z.boolean().nullish(),
  }),
});

/** The one call that is needed. */
type Directory = Readonly<{ users: Readonly<{ info: (request: { user: string }) => Promise<unknown> }> }>;

const knownSchema = z.object({ name: z.string(), isAdmin: z.boolean() });
type Known = z.infer<typeof knownSchema>;

/** `team` is the workspace of the install, where there is one: an admin of another organisation, met in a shared channel, is no moderator here. */
const readUser = (response: unknown, team: string | undefined): Known | undefined => {
  const user = userSchema.safeParse(response).data?.user;
  if (!user) return undefined;
  const isForeign = user.is_stranger === true || (team !== undefined && user.team_id != null && user.team_id !== team);
  const isAdmin = user.is_admin === true || user.is_owner === true || user.is_primary_owner === true;
  return {
    name: user.profile?.display_name || user.real_name || user.name || '',
    isAdmin: isAdmin && !isForeign && user.deleted !== true,
  };
};

/**
 * Who a person is, asked of Slack now or at most a minute ago. When Slack does not answer, the person is a member: rights that cannot be checked are not
 * given. `name` is plain text, shown to the team and never logged.
 */
export const findActor = async (
  { cache, moderators }: Members,
  request: Readonly<{ space: SpaceId; team: string | undefined; person: Readonly<{ id: string; name: string }>; client: Directory }>,
): Promise<Actor> => {
  const { space, team, person, client } = request;
  const key = `${cacheKeys.members(space)}/${person.id}`;
  let known = knownSchema.safeParse(await cache.get(key)).data;
  if (!known) {
    known = readUser(await client.users.info({ user: person.id }).catch(() => undefined), team);
    if (known) await cache.set(key, known, ttlMs);
  }
  const isModerator = known?.isAdmin === true || moderators.includes(person.id);
  return { id: person.id, name: known?.name || person.name || person.id, role: isModerator ? 'moderator' : 'member' };
};
