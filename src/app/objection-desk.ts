import type { SpaceId } from '../core/ids.ts';
import type { Place } from '../core/panel/panel.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageReport, ObjectionDesk } from '../ports/desks.ts';
import type { Documents } from '../ports/documents.ts';

const kinds = { channel: 'muted-channel', report: 'message-report' } as const;

/** The kind under which reports are kept: what somebody wrote about a message, with their name. They go by age like panels. */
export const reportKind = kinds.report;

/** How often a setting is stored anew when somebody else stored theirs in between. */
const mostAttempts = 5;

type Switch = Readonly<{ isMuted: boolean }>;
const idOf = ({ surface, channel }: Place): string => `${surface}/${channel}`;

/** True where a moderator has switched panels off. Threads count as their channel. */
export const isChannelMuted = async (documents: Pick<Documents, 'get'>, space: SpaceId, place: Place): Promise<boolean> => {
  const stored = await documents.get(space, kinds.channel, idOf(place));
  // Written below and by nothing else, so its shape is known.
  return stored !== undefined && (stored.value as Switch).isMuted;
};

/** Keeps what moderators switch off and what people report, as documents of the space. */
export const createObjectionDesk = ({ documents, clock }: { documents: Documents; clock: Clock }): ObjectionDesk => ({
  isMuted: (space, place) => isChannelMuted(documents, space, place),
  setMuted: async (space, { place, isMuted, author }) => {
    const value: Switch = { isMuted };
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const before = await documents.get(space, kinds.channel, idOf(place));
      const entry = { kind: kinds.channel, id: idOf(place), value, author, expectedVersion: before?.version ?? 0 };
      if (await documents.put(space, entry)) return;
    }
    throw new Error('the setting of a channel was changed too often at once');
  },
  report: async (space, { panel, persona, reason, actor }) => {
    const value: MessageReport = { panel, persona, reason, by: actor.name, at: clock.now().toISOString() };
    // One report of one person about one message: another is what they now say, so nobody can crowd out the reports of others.
    const id = JSON.stringify([panel, persona, actor.id]);
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const before = await documents.get(space, kinds.report, id);
      if ((before?.value as MessageReport | undefined)?.reason === reason) return;
      // What somebody wrote first and took back is nobody's to read.
      const entry = { kind: kinds.report, id, value, author: actor.id, expectedVersion: before?.version ?? 0, keeps: 1 };
      if (await documents.put(space, entry)) return;
    }
    throw new Error('a report was changed too often at once');
  },
  reports: async (space, limit) => {
    const stored = (await documents.list(space, kinds.report)).map(({ value }) => value as MessageReport);
    return stored.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, limit);
  },
});
