import type { Transcript, TranscriptEntry } from '../../src/ports/transcript.ts';

/** A transcript in memory that keeps the port's contract: unique keys, a `seq` that grows with every change, entries by `seq`. */
export const createMemoryTranscript = (): Transcript => {
  const entries = new Map<string, TranscriptEntry & { space: string; key: string }>();
  let seq = 0;
  const all = (space: string) => [...entries.values()].filter((entry) => entry.space === space);
  const strip = ({ space: _space, key: _key, ...entry }: TranscriptEntry & { space: string; key: string }): TranscriptEntry => entry;
  const byKey = (space: string, key: string) => all(space).find((entry) => entry.key === key);
  return {
    append: async (space, { key, channel, thread, content }) => {
      const known = byKey(space, key);
      if (known) return strip(known);
      seq += 1;
      const entry = { id: `entry-${seq}`, seq, channel, at: new Date().toISOString(), content, space, key };
      entries.set(entry.id, thread === undefined ? entry : { ...entry, thread });
      return strip(entries.get(entry.id) ?? entry);
    },
    replace: async (space, id, content) => {
      const known = entries.get(id);
      if (known?.space !== space) return undefined;
      seq += 1;
      entries.set(id, { ...known, seq, content });
      return strip({ ...known, seq, content });
    },
    findByKey: async (space, key) => {
      const found = byKey(space, key);
      return found && strip(found);
    },
    get: async (space, id) => {
      const found = entries.get(id);
      return found?.space === space ? strip(found) : undefined;
    },
    since: async (space, after, limit) =>
      all(space)
        .filter((entry) => entry.seq > after)
        .toSorted((a, b) => a.seq - b.seq)
        .slice(0, limit)
        .map(strip),
  };
};
