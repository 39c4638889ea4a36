import { type Refusal, refuse } from '../../core/errors.ts';
import type { ChatSurface, PostOutcome } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Deliveries } from '../../ports/deliveries.ts';
import type { QuoteDesk, SharedQuotes } from '../../ports/desks.ts';
import type { Documents } from '../../ports/documents.ts';

/** Where it is kept which quotes stand in which message, so that a quote that is taken back can be taken out there. */
const shownQuotesKind = 'shown-quotes';

/** A message with quotes that was posted. */
type ShownQuotesRecord = Readonly<{ place: SharedQuotes['place']; ref: string; ids: readonly string[] }>;

/** Longest time for one post, tries to find out what became of it, and the time between them, in milliseconds. */
const times = { postMs: 10_000, looks: 3, betweenMs: 1_000 } as const;

type Parts = Readonly<{
  surfaces: ReadonlyMap<string, ChatSurface>;
  deliveries: Deliveries;
  documents: Documents;
  clock: Clock;
}>;

/** The platform's id of the message, or undefined when it is not there. Looks before it says that it failed. */
const settle = async (
  { clock }: Parts,
  surface: ChatSurface,
  { space, place }: SharedQuotes,
  key: string,
  outcome: PostOutcome,
): Promise<string | undefined> => {
  if (outcome.outcome === 'sent') return outcome.ref;
  if (outcome.outcome !== 'unknown') return undefined;
  for (let look = 0; look < times.looks; look += 1) {
    const found = await surface.find({ space, place, key });
    if (typeof found === 'object') return found.found;
    if (found === 'absent') return undefined;
    await clock.sleep(times.betweenMs);
  }
  return undefined;
};

/**
 * Posts quotes into a channel as the bot itself. The delivery is taken before anything is sent, so a button that a platform delivers twice posts once; a
 * crash in between loses the post, which somebody sees and presses again. Which quotes were shown is recorded for the day on which one is taken back.
 */
export const createQuoteShare =
  (parts: Parts): QuoteDesk['share'] =>
  async (request): Promise<boolean | Refusal> => {
    const { space, place, deliveryKey, ids, message } = request;
    const surface = parts.surfaces.get(place.surface);
    if (!surface) return refuse('share-failed');
    const key = `quotes/${deliveryKey}`;
    if (!(await parts.deliveries.first(space, key))) return false;
    const signal = AbortSignal.timeout(times.postMs);
    // What was thrown may have been thrown after the request arrived.
    const outcome = await surface.post({ space, place, key, message, signal }).catch((): PostOutcome => ({ outcome: 'unknown' }));
    const ref = await settle(parts, surface, request, key, outcome);
    if (ref === undefined) return refuse('share-failed');
    const value: ShownQuotesRecord = { place, ref, ids };
    const id = `${place.surface}:${ref}`;
    await parts.documents.put(space, { kind: shownQuotesKind, id, value, author: 'sounding-board', expectedVersion: 0 });
    return true;
  };
