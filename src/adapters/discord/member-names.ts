import type { SpaceId } from '../../core/ids.ts';
import { Recent } from '../../core/recent.ts';
import type { MemberNames } from '../../ports/member-names.ts';

/** Servers of which names are held, and names of one server. In memory only: nothing of it is stored. */
const most = { servers: 1_000, names: 2_000 } as const;

/** Names that stand for everybody or for Discord, in every server. */
const ownNames = ['Discord', 'Clyde', 'Wumpus', 'everyone', 'here', 'admin', 'moderator', 'Sounding Board'];

/**
 * Who is in a server, by name, as far as the bot can know: people who have used it here since it started. The list of all members needs an intent that Discord grants
 * on request only (Server Members), and the bot asks for none such; so a name that it has not met passes. The label on every message is what keeps a persona apart.
 */
export const createMemberNames = (): Readonly<{ names: MemberNames; meet: (space: SpaceId, name: string) => void }> => {
  const servers = new Recent<Recent<true>>(most.servers);
  return {
    names: async (space) => [...ownNames, ...(servers.get(space)?.keys() ?? [])],
    meet: (space, name) => {
      const names = servers.get(space) ?? new Recent<true>(most.names);
      names.set(name, true);
      servers.set(space, names);
    },
  };
};
