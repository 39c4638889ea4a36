import type { Clock } from '../../ports/clock.ts';

/**
 * Keeps a shortest time between two messages in one place, and holds a place back when its platform asks for it. Places do not
 * wait for each other.
 */
export type Pacer = Readonly<{
  /** Resolves when the place may be posted to, and books the slot. Resolves early when the signal is aborted. */
  turn: (place: string, paceMs: number, signal: AbortSignal) => Promise<void>;
  /** No message to this place for `ms`. */
  hold: (place: string, ms: number) => void;
}>;

export const createPacer = (clock: Clock): Pacer => {
  const free = new Map<string, number>();
  const forget = (now: number): void => {
    for (const [place, at] of free) if (at < now) free.delete(place);
  };
  return {
    turn: async (place, paceMs, signal) => {
      if (free.size > 1_000) forget(clock.monotonicMs());
      // Looked at again after each sleep: the place may have been held back meanwhile, or somebody else was first.
      for (;;) {
        const now = clock.monotonicMs();
        const at = free.get(place) ?? 0;
        if (at <= now || signal.aborted) {
          free.set(place, Math.max(at, now + paceMs));
          return;
        }
        await clock.sleep(at - now, signal);
      }
    },
    hold: (place, ms) => {
      free.set(place, Math.max(free.get(place) ?? 0, clock.monotonicMs() + ms));
    },
  };
};
