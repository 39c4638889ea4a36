import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Transcript, TranscriptEntry } from '../../ports/transcript.ts';

/** What one space remembers. `byKey` holds ids. */
type Memory = { seq: number; readonly byKey: Map<string, string>; readonly entries: Map<string, TranscriptEntry> };

/** The lists of a transcript, from all entries of a space. */
const createLists = (entriesOf: (space: SpaceId) => Iterable<TranscriptEntry>): Pick<Transcript, 'since' | 'before' | 'inThread'> => {
  const inOrder = (space: SpaceId, wanted: (entry: TranscriptEntry) => boolean): readonly TranscriptEntry[] =>
    [...entriesOf(space)].filter(wanted).toSorted((a, b) => a.seq - b.seq);
  const lastOf = (entries: readonly TranscriptEntry[], limit: number) => entries.slice(Math.max(0, entries.length - Math.max(0, limit)));
  return {
    since: async (space, after, limit) => inOrder(space, ({ seq }) => seq > after).slice(0, Math.max(0, limit)),
    before: async (space, below, limit) => {
      const entries = inOrder(space, ({ seq }) => below === undefined || seq < below);
      return lastOf(entries, limit);
    },
    inThread: async (space, id, limit) => {
      const entries = inOrder(space, ({ thread }) => thread === id);
      return lastOf(entries, limit);
    },
  };
};

/** The playground's messages in memory. */
export const createMemoryTranscript = ({ clock, random }: { clock: Clock; random: Random }): Transcript => {
  const spaces = new Map<SpaceId, Memory>();
  const take = (space: SpaceId): Memory => {
    const memory = spaces.get(space) ?? { seq: 0, byKey: new Map(), entries: new Map() };
    spaces.set(space, memory);
    return memory;
  };
  const find = (space: SpaceId, id: string | undefined): TranscriptEntry | undefined =>
    id === undefined ? undefined : spaces.get(space)?.entries.get(id);
  const keep = (memory: Memory, entry: Omit<TranscriptEntry, 'seq'>): TranscriptEntry => {
    memory.seq += 1;
    const kept = { ...entry, seq: memory.seq };
    memory.entries.set(kept.id, kept);
    return kept;
  };
  return {
    append: async (space, { key, channel, thread, content }) => {
      const memory = take(space);
      const known = find(space, memory.byKey.get(key));
      if (known) return known;
      const at = clock.now().toISOString();
      const entry = keep(memory, { id: random.id(), channel, at, content, ...(thread === undefined ? {} : { thread }) });
      memory.byKey.set(key, entry.id);
      return entry;
    },
    replace: async (space, id, content) => {
      const known = find(space, id);
      return known && keep(take(space), { ...known, content });
    },
    findByKey: async (space, key) => find(space, spaces.get(space)?.byKey.get(key)),
    get: async (space, id) => find(space, id),
    ...createLists((space) => spaces.get(space)?.entries.values() ?? []),
  };
};
