import type { WireEntry } from '../wire.ts';

/** What changed: an entry, and what it was before if it was there. */
export type Change = Readonly<{ entry: WireEntry; before?: WireEntry }>;

/** The chat as this page knows it. */
export type Store = Readonly<{
  /** Takes entries in. Known ones with no newer `seq` are ignored. `live` is false for what was there before the page. */
  take: (entries: readonly WireEntry[], live: boolean) => void;
  /** Entries of the channel (no thread) or of one thread, in their order. */
  inChannel: () => readonly WireEntry[];
  inThread: (id: string) => readonly WireEntry[];
  get: (id: string) => WireEntry | undefined;
  lastSeq: () => number;
  /** Called once for each batch that changed something. */
  onChange: (listener: (changes: readonly Change[], live: boolean) => void) => void;
}>;

const byOrder = (a: WireEntry, b: WireEntry): number => a.order - b.order;

/** Makes an empty store. */
export const createStore = (): Store => {
  const entries = new Map<string, WireEntry>();
  const listeners: ((changes: readonly Change[], live: boolean) => void)[] = [];
  let lastSeq = 0;
  const where = (wanted: (entry: WireEntry) => boolean) => [...entries.values()].filter(wanted).toSorted(byOrder);
  return {
    take: (incoming, live) => {
      const changes: Change[] = [];
      for (const entry of incoming) {
        lastSeq = Math.max(lastSeq, entry.seq);
        const before = entries.get(entry.id);
        if (before && before.seq >= entry.seq) continue;
        entries.set(entry.id, entry);
        changes.push(before ? { entry, before } : { entry });
      }
      if (changes.length > 0) for (const listener of listeners) listener(changes, live);
    },
    inChannel: () => where(({ thread }) => thread === undefined),
    inThread: (id) => where(({ thread }) => thread === id),
    get: (id) => entries.get(id),
    lastSeq: () => lastSeq,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
};
