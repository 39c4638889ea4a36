import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Fault } from './fault.ts';
import type { Times } from './times.ts';

/**
 * Writes one line for each kind of failure of a model in `logEvery`, and says in the next how many were left out. Only our own words, the status
 * and Node's code of a broken connection are written: a server's words may echo a prompt or a key.
 */
export const createFaultLog = (parts: { log: Log; clock: Clock; times: Times; model: string }) => {
  const { log, clock, times, model } = parts;
  const last = new Map<string, { atMs: number; left: number }>();
  return ({ failure, status, code }: Fault, attempt: number): void => {
    const known = last.get(failure);
    const now = clock.monotonicMs();
    if (known && now - known.atMs < times.logEvery) {
      known.left += 1;
      return;
    }
    log.warn('model request failed', { model, failure, status, code, attempt, leftOut: known?.left ?? 0 });
    last.set(failure, { atMs: now, left: 0 });
  };
};
