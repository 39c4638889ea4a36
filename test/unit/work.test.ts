import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createWork } from '../../src/core/work.ts';

/** A clock whose waits end only when they are aborted, or at once. */
const patient = { sleep: (_: number, signal: AbortSignal) => new Promise<void>((over) => signal.addEventListener('abort', () => over())) };
const hasty = { sleep: () => Promise.resolve() };

describe('work that a stop waits for', () => {
  it('waits for what runs, and for what that begins', async () => {
    const work = createWork(patient);
    const over: string[] = [];
    const fail = (error: unknown): void => expect.unreachable(String(error));
    work.begin(async () => {
      await Promise.resolve();
      work.begin(async () => {
        await setImmediate();
        over.push('second');
      }, fail);
      over.push('first');
    }, fail);
    expect(await work.drain(1_000)).toBe(0);
    expect(over).toEqual(['first', 'second']);
  });

  it('says how much is left when the time is over', async () => {
    const work = createWork(hasty);
    work.begin(
      () => new Promise(() => {}),
      (error) => expect.unreachable(String(error)),
    );
    expect(await work.drain(1_000)).toBe(1);
  });

  it('hands on what was thrown, at once or later, and counts it as over', async () => {
    const work = createWork(patient);
    const faults: unknown[] = [];
    const note = (error: unknown) => faults.push(error);
    work.begin(() => {
      throw new Error('at once');
    }, note);
    work.begin(() => Promise.reject(new Error('later')), note);
    expect(await work.drain(1_000)).toBe(0);
    expect(faults).toEqual([new Error('at once'), new Error('later')]);
  });
});
