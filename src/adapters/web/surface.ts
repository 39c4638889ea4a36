import type { SpaceId } from '../../core/ids.ts';
import { type LabelledMessage, notice } from '../../core/labels.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { Transcript } from '../../ports/transcript.ts';
import { encodeContent, toWire, toWireEntry } from './content.ts';
import type { Hub } from './hub.ts';

/** What fits on the page. Generous: it scrolls. */
/** What fits into a message of the page. */
export const webLimits = { nameUnits: 80, bodyUnits: 12_000, notificationUnits: 300 } as const;

const deleted = 'This message was deleted.';
const gone = notice({ summary: deleted, blocks: [{ type: 'note', text: deleted }] }, webLimits);

/** Puts a message in the place of another. `unknown`: there is no such message; `lost`: it went away meanwhile. */
const replaceIn =
  ({ transcript, hub }: { transcript: Transcript; hub: Hub }) =>
  async (space: SpaceId, ref: string, message: LabelledMessage): Promise<'put' | 'unknown' | 'lost'> => {
    const before = await transcript.get(space, ref);
    const shown = before && toWireEntry(before);
    if (!shown) return 'unknown';
    const after = await transcript.replace(space, ref, encodeContent({ type: 'message', message: toWire(message) }, shown.order));
    hub.wake();
    return after === undefined ? 'lost' : 'put';
  };

/** The playground as a place where people read. Its platform is the transcript, so `find` is never unsure. */
export const createWebSurface = (parts: { transcript: Transcript; hub: Hub; paceMs: number; onPosted: () => void }): ChatSurface => {
  const { transcript, hub } = parts;
  const put = replaceIn(parts);
  return {
    name: 'web',
    limits: webLimits,
    paceMs: parts.paceMs,
    paceKey: (place) => place.thread ?? place.channel,
    post: async ({ space, place, key, message, signal }) => {
      if (signal.aborted) return { outcome: 'unsent', retryAfterMs: 0 };
      const content = encodeContent({ type: 'message', message: toWire(message) });
      const thread = place.thread === undefined ? {} : { thread: place.thread };
      try {
        const { id } = await transcript.append(space, { key, channel: place.channel, content, ...thread });
        parts.onPosted();
        hub.wake();
        return { outcome: 'sent', ref: id };
      } catch {
        // The row may have been written before the store failed, and `find` can tell.
        return { outcome: 'unknown' };
      }
    },
    find: async ({ space, key }) => {
      const entry = await transcript.findByKey(space, key);
      return entry ? { found: entry.id } : 'absent';
    },
    edit: async ({ space, ref, message }) => (await put(space, ref, message)) === 'put',
    // The entry stays, so that the others keep their place; nothing of what it said does.
    remove: async ({ space, ref }) => (await put(space, ref, gone)) !== 'lost',
  };
};
