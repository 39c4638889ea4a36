import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Fault } from './fault.ts';
import type { Times } from './times.ts';

/** What an attempt comes to. */
export type Tried<T> = Readonly<{ value: T }> | Readonly<{ fault: Fault }>;

/** What came of all attempts. `restMs` is how long the server asked to be left alone when they ended. */
export type Persisted<T> = Readonly<{ value: T }> | Readonly<{ fault: Fault; restMs?: number | undefined }>;

/** Attempts of one call. More would only keep the people waiting. */
const mostAttempts = 4;

/** A number from 0 to 1. */
const chance = (random: Random): number => random.seed() / 2 ** 32;

/** Doubles from `backOff` and adds up to as much again, so that calls which failed together do not come back together. */
const backOff = (attempt: number, times: Times, random: Random): number =>
  Math.min(times.backOff * 2 ** (attempt - 1) * (1 + chance(random)), times.mostBackOff);

/** How long to wait before the next attempt, or why there is none. */
const planWait = (fault: Fault, wait: number, leftMs: number): number | Persisted<never> => {
  const asked = fault.retryAfterMs;
  if (fault.retry === 'never') return { fault, restMs: asked };
  // It asks for more time than there is: a limit, whatever its status.
  if (asked !== undefined && asked >= leftMs) return { fault: { ...fault, failure: 'rate-limited' }, restMs: asked };
  const ms = asked === undefined ? wait : asked + wait;
  return ms < leftMs ? ms : { fault, restMs: asked };
};

/**
 * Makes attempts until one succeeds, none can help any more, or too little time is left. An attempt gets half of the time, and at least
 * `leastAttempt`. Waits at least `backOff` between attempts, also when a server asks for 0 seconds, and as long as it asks for when that fits.
 */
export const createPersistence =
  (parts: { clock: Clock; random: Random; times: Times }) =>
  async <T>(call: {
    deadlineMs: number;
    signal: AbortSignal;
    attempt: (timeoutMs: number) => Promise<Tried<T>>;
    /** False when the endpoint has asked for a rest meanwhile. */
    mayGoOn: () => boolean;
    onFault: (fault: Fault) => void;
  }): Promise<Persisted<T>> => {
    const { clock, random, times } = parts;
    const end = clock.monotonicMs() + call.deadlineMs;
    const attemptMs = Math.max(call.deadlineMs / 2, times.leastAttempt);
    let timeouts = 0;
    for (let attempt = 1; ; attempt += 1) {
      const tried = await call.attempt(Math.min(attemptMs, end - clock.monotonicMs()));
      if (!('fault' in tried)) return tried;
      const { fault } = tried;
      call.onFault(fault);
      if (fault.retry === 'once') timeouts += 1;
      const wait = planWait(fault, backOff(attempt, times, random), end - clock.monotonicMs());
      if (typeof wait !== 'number') return wait;
      const isOver = attempt >= mostAttempts || timeouts > 1 || !call.mayGoOn();
      if (isOver) return { fault, restMs: fault.retryAfterMs };
      await clock.sleep(wait, call.signal);
      if (call.signal.aborted || end <= clock.monotonicMs()) return { fault };
    }
  };
