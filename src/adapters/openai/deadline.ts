/** Longest time that Node's timers take. */
const longestMs = 2_147_483_647;

/** Why work is told to end. One for all: nobody reads it, and a fresh one costs a stack for every call. */
const over = new Error('the time for this is over');

/**
 * Does work under a deadline. Answers `undefined` at the deadline and rejects at once with the signal's reason when that is aborted, whether
 * the work has noticed or not. The signal given to the work is aborted in each case, and no timer or listener is left.
 */
export const withDeadline = async <T>(
  limits: Readonly<{ ms: number; signal: AbortSignal }>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> => {
  limits.signal.throwIfAborted();
  const end = new AbortController();
  const stop = (): void => end.abort(over);
  const timer = setTimeout(stop, Math.min(limits.ms, longestMs));
  limits.signal.addEventListener('abort', stop, { once: true });
  const ended = new Promise<undefined>((resolve) => {
    end.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    const done = await Promise.race([work(end.signal), ended]);
    limits.signal.throwIfAborted();
    return done;
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener('abort', stop);
    stop();
  }
};
