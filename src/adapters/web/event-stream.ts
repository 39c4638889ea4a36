import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Transcript } from '../../ports/transcript.ts';
import { toWireEntry } from './content.ts';
import type { Hub } from './hub.ts';

/** How long silence lasts before a comment shows that the line is alive, and how long a reader may take for one batch. */
const streamTimes = { heartbeatMs: 15_000, stuckMs: 30_000 } as const;

const batchEntries = 20;

/** What a stream needs. `onStuck` is called when a batch was not taken in time, `onClose` once at the end. */
export type EventStreamParts = Readonly<{
  transcript: Transcript;
  space: SpaceId;
  after: number;
  hub: Hub;
  clock: Clock;
  onStuck: () => void;
  onClose: () => void;
}>;

const encoder = new TextEncoder();

/**
 * Every change after `after`, in order, as server-sent events for one reader, for as long as it reads. The reader pulls: what it has not asked
 * for stays in the transcript, so a slow reader costs one batch of memory and no more. `body` is the response, `close` ends it.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #parts: EventStreamParts;
  readonly #stopListening: () => void;
  #cursor: number;
  #open = true;
  #greeted = false;
  #news = new AbortController();
  #taken = new AbortController();

  constructor(parts: EventStreamParts) {
    this.#parts = parts;
    this.#cursor = parts.after;
    this.#stopListening = parts.hub.listen(() => this.#news.abort());
    // No reading ahead: the first batch waits until somebody takes it.
    this.body = new ReadableStream({ pull: (controller) => this.#pull(controller), cancel: () => this.close() }, { highWaterMark: 0 });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stopListening();
    this.#news.abort();
    this.#taken.abort();
    this.#parts.onClose();
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#taken.abort();
    const text = this.#greeted ? await this.#readNext().catch(() => '') : 'retry: 1000\n\n';
    this.#greeted = true;
    if (text === '') {
      this.close();
      controller.close();
      return;
    }
    controller.enqueue(encoder.encode(text));
    this.#watchReader();
  }

  /** The next batch, or a sign of life after long silence; `''` when the stream was closed meanwhile. */
  async #readNext(): Promise<string> {
    const { transcript, space, clock } = this.#parts;
    while (this.#open) {
      // Made before the read, so that news during the read is not slept through.
      this.#news = new AbortController();
      const entries = await transcript.since(space, this.#cursor, batchEntries);
      const last = entries.at(-1);
      if (last) {
        this.#cursor = last.seq;
        return entries.map((entry) => formatEvent(entry.seq, toWireEntry(entry))).join('');
      }
      await clock.sleep(streamTimes.heartbeatMs, this.#news.signal);
      if (this.#open && !this.#news.signal.aborted) return ': still here\n\n';
    }
    return '';
  }

  #watchReader(): void {
    this.#taken = new AbortController();
    const { signal } = this.#taken;
    void this.#parts.clock.sleep(streamTimes.stuckMs, signal).then(() => {
      if (!signal.aborted) this.#parts.onStuck();
    });
  }
}

/** An entry that cannot be read still moves the reader on. JSON holds no line break, so one `data:` line is enough. */
const formatEvent = (seq: number, entry: unknown): string =>
  entry === undefined ? `id: ${seq}\n\n` : `id: ${seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`;

/** Where a reader resumes: the browser's own `Last-Event-ID` after a drop, else what the page asked for. */
export const resumePoint = (lastEventId: string | undefined, after: string | undefined): number => {
  const given = [lastEventId, after].find((text) => text !== undefined && /^\d{1,15}$/.test(text));
  return given === undefined ? 0 : Number(given);
};
