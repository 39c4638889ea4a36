import type { Clock } from '../../ports/clock.ts';

/** Work that was begun and is not over, so that a stop can wait for it. */
export const createWork = (clock: Clock) => {
  const running = new Set<Promise<void>>();
  return {
    /** Begins; `onFault` gets what was thrown. */
    begin: (job: () => Promise<unknown>, onFault: (error: unknown) => void): void => {
      const one: Promise<void> = (async () => job())()
        .then(() => undefined, onFault)
        .finally(() => running.delete(one));
      running.add(one);
    },
    /** Waits for all of it, at most `ms`. Answers how much is left. */
    drain: async (ms: number): Promise<number> => {
      const late = new AbortController();
      const all = (async () => {
        while (running.size > 0) await Promise.all(running);
      })();
      await Promise.race([all, clock.sleep(ms, late.signal)]);
      late.abort();
      return running.size;
    },
  };
};
