import { describe, expect, it } from 'vitest';
import { createPacer } from '../../src/app/panels/pacer.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** A clock that stands still until it is told. Sleepers wake in the order in which their time comes. */
const createHandClock = () => {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  const clock: Clock = {
    now: () => new Date(now),
    monotonicMs: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal?.addEventListener('abort', () => resolve());
      }),
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const goTo = async (ms: number): Promise<void> => {
    now = ms;
    for (const one of sleepers.filter(({ at }) => at <= now)) {
      sleepers.splice(sleepers.indexOf(one), 1);
      one.wake();
    }
    await settle();
  };
  return { clock, goTo, settle };
};

const open = () => {
  const { clock, goTo, settle } = createHandClock();
  const pacer = createPacer(clock);
  const taken: string[] = [];
  const stop = new AbortController();
  const ask = async (name: string, place = 'one'): Promise<void> => {
    void pacer.turn(place, 1_000, stop.signal).then(() => taken.push(name));
    await settle();
  };
  return { pacer, taken, ask, goTo, stop };
};

describe('the pacer', () => {
  it('lets one message at a time into a place, in the order in which they came', async () => {
    const { taken, ask, goTo } = open();
    await ask('a');
    await ask('b');
    await ask('c');
    expect(taken).toEqual(['a']);
    await goTo(999);
    expect(taken).toEqual(['a']);
    await goTo(1_000);
    expect(taken).toEqual(['a', 'b']);
    await goTo(2_000);
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('does not let places wait for each other', async () => {
    const { taken, ask } = open();
    await ask('a');
    await ask('b', 'two');
    expect(taken).toEqual(['a', 'b']);
  });

  it('holds back those who wait already', async () => {
    const { pacer, taken, ask, goTo } = open();
    await ask('a');
    await ask('b');
    pacer.hold('one', 5_000);
    await goTo(1_000);
    expect(taken).toEqual(['a']);
    await goTo(5_000);
    expect(taken).toEqual(['a', 'b']);
  });

  it('never shortens what was asked for', async () => {
    const { pacer, taken, ask, goTo } = open();
    pacer.hold('one', 5_000);
    pacer.hold('one', 10);
    await ask('a');
    await goTo(4_999);
    expect(taken).toEqual([]);
  });

  it('lets everybody go when it is stopped', async () => {
    const { taken, ask, stop, goTo } = open();
    await ask('a');
    await ask('b');
    await ask('c');
    stop.abort();
    await goTo(0);
    expect(taken).toEqual(['a', 'b', 'c']);
  });
});
