import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Transcript } from '../../ports/transcript.ts';
import { toWireEntry } from './content.ts';
import type { Hub } from './hub.ts';

/** How long silence lasts before a comment shows that the line is alive, and how long a reader may take for one batch. */
export const streamTimes = { heartbeatMs: 15_000, stuckMs: 30_000 } as const;

const batchEntries = 20;

/** One reader of server-sent events. `close` ends it; `body` is the response. */
export type EventStream = Readonly<{ body: ReadableStream<Uint8Array>; close: () => void }>;

/**
 * Every change after `after`, in order, for as long as somebody reads. The reader pulls: what it has not asked for stays in the
 * transcript, so a slow reader costs one batch of memory and no more. `onStuck` is called when a batch was not taken in time.
 */
export const openEventStream = (parts: {
  transcript: Transcript;
  space: SpaceId;
  after: number;
  hub: Hub;
  clock: Clock;
  onStuck: () => void;
  onClose: () => void;
}): EventStream => {
  const encoder = new TextEncoder();
  let cursor = parts.after;
  let open = true;
  let news = new AbortController();
  let taken = new AbortController();
  const stopListening = parts.hub.listen(() => news.abort());
  const close = () => {
    if (!open) return;
    open = false;
    stopListening();
    news.abort();
    taken.abort();
    parts.onClose();
  };
  const readNext = async (): Promise<string> => {
    while (open) {
      news = new AbortController();
      const entries = await parts.transcript.since(parts.space, cursor, batchEntries);
      const last = entries.at(-1);
      if (last) {
        cursor = last.seq;
        return entries.map((entry) => formatEvent(entry.seq, toWireEntry(entry))).join('');
      }
      await parts.clock.sleep(streamTimes.heartbeatMs, news.signal);
      if (open && !news.signal.aborted) return ': still here\n\n';
    }
    return '';
  };
  const watchReader = () => {
    taken = new AbortController();
    const { signal } = taken;
    void parts.clock.sleep(streamTimes.stuckMs, signal).then(() => {
      if (!signal.aborted) parts.onStuck();
    });
  };
  let greeted = false;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    taken.abort();
    const text = greeted ? await readNext().catch(() => '') : 'retry: 1000\n\n';
    greeted = true;
    if (text === '') {
      close();
      controller.close();
      return;
    }
    controller.enqueue(encoder.encode(text));
    watchReader();
  };
  return { body: new ReadableStream({ pull, cancel: close }, { highWaterMark: 0 }), close };
};

/** An entry that cannot be read still moves the reader on. JSON holds no line break, so one `data:` line is enough. */
const formatEvent = (seq: number, entry: unknown): string =>
  entry === undefined ? `id: ${seq}\n\n` : `id: ${seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`;

/** Where a reader resumes: the browser's own `Last-Event-ID` after a drop, else what the page asked for. */
export const resumePoint = (lastEventId: string | undefined, after: string | undefined): number => {
  const given = [lastEventId, after].find((text) => text !== undefined && /^\d{1,15}$/.test(text));
  return given === undefined ? 0 : Number(given);
};
