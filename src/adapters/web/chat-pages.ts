import type { SpaceId } from '../../core/ids.ts';
import type { Transcript, TranscriptEntry } from '../../ports/transcript.ts';
import { toWireEntry } from './content.ts';
import type { WireEntry, WirePage } from './wire.ts';

/** A page holds whole threads until it has this many entries, so at most this many and one thread. */
const pageEntries = 200;

/** Entries of one thread that a page gets, the newest. */
const mostInThread = 200;

/** Entries gone over for one page. More only where they were erased or belong to threads of newer pages; then the page is short, and says where to go on. */
const mostRead = 2_000;

type Parts = Readonly<{ transcript: Transcript; space: SpaceId }>;

const toShow = (entries: readonly TranscriptEntry[]): readonly WireEntry[] => entries.flatMap((entry) => toWireEntry(entry) ?? []);

const inOrder = (entries: readonly WireEntry[]): readonly WireEntry[] => entries.toSorted((a, b) => a.order - b.order);

/** One thread with its opening message. What was erased keeps its place in the transcript and is left out. */
export const readThread = async ({ transcript, space }: Parts, root: string, known?: TranscriptEntry): Promise<readonly WireEntry[]> => {
  const [opening, replies] = await Promise.all([known ?? transcript.get(space, root), transcript.inThread(space, root, mostInThread)]);
  return toShow([...(opening ? [opening] : []), ...replies]);
};

/**
 * The chat backwards from `before`, a `seq`, by what changed last: each thread as a whole, on the page of its newest entry alone. What changed at `before` or after
 * it is on a newer page, or comes with the events. Entries stand in the order in which they first appeared.
 */
export const readPage = async (parts: Parts, before: number): Promise<WirePage> => {
  const { transcript, space } = parts;
  const seen = new Set<string>();
  const entries: WireEntry[] = [];
  let cursor = before;
  for (let read = 0; read < mostRead; read += pageEntries) {
    const newest = await transcript.before(space, cursor, pageEntries);
    for (const entry of newest.toReversed()) {
      if (entries.length >= pageEntries) return { entries: inOrder(entries), earlier: cursor };
      cursor = entry.seq;
      // What opens a thread has no thread of its own.
      const root = entry.thread ?? entry.id;
      if (seen.has(root) || !toWireEntry(entry)) continue;
      seen.add(root);
      const thread = await readThread(parts, root, entry.thread === undefined ? entry : undefined);
      if (thread.every(({ seq }) => seq < before)) entries.push(...thread);
    }
    if (newest.length < pageEntries) return { entries: inOrder(entries) };
  }
  return { entries: inOrder(entries), earlier: cursor };
};
