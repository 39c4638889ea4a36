import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Transcript, TranscriptEntry } from '../../ports/transcript.ts';

/** What one space remembers. `byKey` holds ids. */
type Memory = { seq: number; readonly byKey: Map<string, string>; readonly entries: Map<string, TranscriptEntry> };

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
    since: async (space, seq, limit) =>
      [...(spaces.get(space)?.entries.values() ?? [])]
        .filter((entry) => entry.seq > seq)
        .toSorted((a, b) => a.seq - b.seq)
        .slice(0, Math.max(0, limit)),
  };
};
