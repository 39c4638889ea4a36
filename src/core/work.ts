/** The part of a clock that waits: `ms`, or until the signal is aborted. */
type Sleeper = Readonly<{ sleep: (ms: number, signal: AbortSignal) => Promise<void> }>;

/** Work that was begun and is not over, so that a stop can wait for it: what speaks to a platform does not know of it, and its own stop does not wait. */
export const createWork = (clock: Sleeper) => {
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
