import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Background, keepLease } from '../../src/app/background.ts';

/** A clock whose waits end when they are aborted, or when `pass` is called. */
const createClock = () => {
  const waits = new Set<() => void>();
  const sleep = (_: number, signal?: AbortSignal): Promise<void> =>
    new Promise((over) => {
      if (signal?.aborted) return over();
      waits.add(over);
      signal?.addEventListener('abort', () => over());
    });
  const pass = async (): Promise<void> => {
    for (const over of waits) over();
    waits.clear();
    await setImmediate();
  };
  return { clock: { now: () => new Date(0), monotonicMs: () => 0, sleep }, pass };
};

const untilAborted = ({ signal }: AbortController): Promise<void> => new Promise((over) => signal.addEventListener('abort', () => over()));

const open = (most = 2) => {
  const { clock, pass } = createClock();
  const seen = { sweeps: 0, faults: 0 };
  const sweep = async (): Promise<void> => {
    seen.sweeps += 1;
    if (seen.sweeps === 1) throw new Error('the store is away');
  };
  const jobs = new Background({ clock, most, sweepMs: 1_000, sweep, onFault: () => (seen.faults += 1) });
  return { jobs, seen, pass, idle: () => jobs.idle() };
};

describe('jobs in the background', () => {
  it('looks again after each rest, and after a look that failed', async () => {
    const { jobs, seen, pass, idle } = open();
    jobs.start();
    await setImmediate();
    expect(seen).toEqual({ sweeps: 1, faults: 1 });
    await pass();
    expect(seen).toEqual({ sweeps: 2, faults: 1 });
    await jobs.drain(1_000, idle);
    await pass();
    expect(seen).toEqual({ sweeps: 2, faults: 1 });
  });

  it('looks at once when a place is free again', async () => {
    const { jobs, seen, idle } = open(1);
    jobs.start();
    await setImmediate();
    jobs.begin('a', () => Promise.resolve());
    await setImmediate();
    expect(seen.sweeps).toBe(2);
    await jobs.drain(1_000, idle);
  });

  it('stops in two steps: waits for what runs, then aborts it', async () => {
    const { jobs, pass, idle } = open();
    let isOver = false;
    jobs.begin('a', untilAborted);
    const stopped = jobs.drain(1_000, idle).then(() => (isOver = true));
    expect(jobs.isStopping).toBe(true);
    await setImmediate();
    expect([isOver, jobs.size, jobs.has('a')]).toEqual([false, 1, true]);
    await pass();
    await stopped;
    expect([jobs.size, jobs.has('a')]).toEqual([0, false]);
  });
});

describe('a lease that is kept', () => {
  const keep = (renew: () => Promise<object | undefined>) => {
    const { clock, pass } = createClock();
    const abort = new AbortController();
    const faults: unknown[] = [];
    const over = keepLease({ clock, leaseMs: 1_000, abort, renew, onFault: (error) => faults.push(error) });
    return { abort, faults, over, pass };
  };

  it('is renewed until the job is over', async () => {
    let renewed = 0;
    const { abort, over, pass } = keep(async () => {
      renewed += 1;
      return {};
    });
    await pass();
    await pass();
    expect([renewed, abort.signal.aborted]).toEqual([2, false]);
    abort.abort();
    await over;
    expect(renewed).toBe(2);
  });

  it('aborts the job when it is lost', async () => {
    const { abort, faults, over, pass } = keep(async () => undefined);
    await pass();
    await over;
    expect([abort.signal.aborted, faults]).toEqual([true, []]);
  });

  it('aborts the job when it cannot be renewed', async () => {
    const { abort, faults, over, pass } = keep(() => Promise.reject(new Error('the store is away')));
    await pass();
    await over;
    expect([abort.signal.aborted, faults]).toEqual([true, [new Error('the store is away')]]);
  });
});
