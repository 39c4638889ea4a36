import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import { createBreaker } from './breaker.ts';
import { withDeadline } from './deadline.ts';
import type { Fault } from './fault.ts';
import { createFaultLog } from './fault-log.ts';
import { createPersistence, type Persisted, type Tried } from './persistence.ts';
import type { Times } from './times.ts';

/** One call: what to try, how long all attempts may take together, and who may end it. */
type Call<T> = Readonly<{
  deadlineMs: number;
  signal: AbortSignal;
  attempt: (limits: { timeoutMs: number; signal: AbortSignal }) => Promise<Tried<T>>;
}>;

/**
 * The way to one model: not while it rests, again when that may help, never beyond the deadline. Rejects only when the signal is aborted, at
 * once and with the signal's reason.
 */
export type Gate = <T>(call: Call<T>) => Promise<Tried<T>>;

type Parts = Readonly<{ model: string; clock: Clock; random: Random; times: Times; log: Log }>;

const plain = (failure: Fault['failure'], isFree: boolean): { fault: Fault } => ({ fault: { failure, retry: 'never', isFree } });

/** Carries out one call whose leave was given. */
const createRun = (parts: Parts, mayGoOn: () => boolean) => {
  const persist = createPersistence(parts);
  const logFault = createFaultLog(parts);
  return async <T>({ deadlineMs, signal, attempt }: Call<T>): Promise<Persisted<T>> => {
    let attempts = 0;
    const work = (ended: AbortSignal): Promise<Persisted<T>> => {
      const next = (timeoutMs: number): Promise<Tried<T>> => {
        attempts += 1;
        return attempt({ timeoutMs, signal: ended });
      };
      // What an aborted request throws says nothing about the endpoint.
      return persist({ deadlineMs, signal: ended, attempt: next, mayGoOn, onFault: (fault) => ended.aborted || logFault(fault, attempts) });
    };
    try {
      const done = await withDeadline({ ms: deadlineMs, signal }, work);
      if (done) return done;
      const late = plain('timeout', false);
      logFault(late.fault, attempts);
      return late;
    } catch (error) {
      signal.throwIfAborted();
      parts.log.error('model call broke', error, { model: parts.model });
      return plain('overloaded', false);
    }
  };
};

/** A gate with its own breaker and its own lines in the log. */
export const createGate = (parts: Parts): Gate => {
  const { model, log } = parts;
  const breaker = createBreaker({ ...parts, tell: (failure, restMs) => log.warn('model rests', { model, failure, restMs }) });
  const run = createRun(parts, () => !breaker.isResting());
  return async (call) => {
    call.signal.throwIfAborted();
    const pass = breaker.enter();
    if (!pass) return plain('resting', true);
    try {
      const result = await run(call);
      pass.report('value' in result ? {} : { failure: result.fault.failure, restMs: result.restMs });
      return result;
    } finally {
      pass.leave();
    }
  };
};
