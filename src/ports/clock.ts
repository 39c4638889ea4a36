/** Time. Two clocks, because the wall clock jumps: `now` for records, `monotonicMs` for durations and deadlines. */
export type Clock = Readonly<{
  now: () => Date;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs: () => number;
  /** Resolves after `ms`, or at once when the signal is aborted. Never rejects. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}>;
