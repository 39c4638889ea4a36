import type { WireEntry } from '../wire.ts';

/** What changed: an entry, and what it was before if it was there. */
export type Change = Readonly<{ entry: WireEntry; before?: WireEntry }>;

/** The chat as this page knows it. */
export type Store = Readonly<{
  /**
   * Takes entries in. Known ones with no newer `seq` are ignored. `live` is true for what came with the events, false for whole threads that were there before:
   * they do not move `lastSeq`, because what changed in between is still to come.
   */
  take: (entries: readonly WireEntry[], live: boolean) => void;
  /** True when all of a thread is here: it was taken whole, or its beginning came with the events. */
  isWhole: (thread: string) => boolean;
  /** Entries of the channel (no thread) or of one thread, in their order. */
  inChannel: () => readonly WireEntry[];
  inThread: (id: string) => readonly WireEntry[];
  get: (id: string) => WireEntry | undefined;
  lastSeq: () => number;
  /** Called once for each batch that changed something. */
  onChange: (listener: (changes: readonly Change[], live: boolean) => void) => void;
}>;

const byOrder = (a: WireEntry, b: WireEntry): number => a.order - b.order;

/** The thread that an entry is in or would open. */
export const threadOf = ({ id, thread }: WireEntry): string => thread ?? id;

/** Makes an empty store that has heard everything up to `lastSeq`. */
export const createStore = (heard = 0): Store => {
  const entries = new Map<string, WireEntry>();
  const whole = new Set<string>();
  const listeners: ((changes: readonly Change[], live: boolean) => void)[] = [];
  let lastSeq = heard;
  const where = (wanted: (entry: WireEntry) => boolean) => [...entries.values()].filter(wanted).toSorted(byOrder);
  return {
    take: (incoming, live) => {
      const changes: Change[] = [];
      for (const entry of incoming) {
        if (live) lastSeq = Math.max(lastSeq, entry.seq);
        if (!live || (entry.thread === undefined && entry.order === entry.seq)) whole.add(threadOf(entry));
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
    isWhole: (thread) => whole.has(thread),
    lastSeq: () => lastSeq,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
};
