import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createBreaker } from '../../src/adapters/openai/breaker.ts';
import { withDeadline } from '../../src/adapters/openai/deadline.ts';
import type { Fault } from '../../src/adapters/openai/fault.ts';
import { createPersistence } from '../../src/adapters/openai/persistence.ts';
import { standardTimes } from '../../src/adapters/openai/times.ts';
import type { ModelFailure } from '../../src/core/model-failure.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createTestClock, testRandom } from '../contract/helpers.ts';

/** When attempts, rests and deadlines end. The whole way over the wire is in test/contract/openai-retries.test.ts. */

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const never = new Promise<string>(() => undefined);

describe('a deadline', () => {
  it.each([
    ['after the work', Promise.resolve('done'), 60_000, 'done'],
    ['before the work', never, 5, undefined],
  ] as const)('that ends %s stops the work and leaves no timer and no listener', async (_, work, ms, outcome) => {
    const control = new AbortController();
    const before = timers();
    let given: AbortSignal | undefined;
    const ended = withDeadline({ ms, signal: control.signal }, (signal) => {
      given = signal;
      return work;
    });
    expect(timers()).toBe(before + 1);
    expect(await ended).toBe(outcome);
    expect(given?.aborted).toBe(true);
    expect(timers()).toBe(before);
    expect(getEventListeners(control.signal, 'abort')).toEqual([]);
  });

  it('rejects at once with the reason of the caller, though the work goes on, and ignores what becomes of it', async () => {
    const control = new AbortController();
    const before = timers();
    let fail: (error: Error) => void = () => undefined;
    const ended = withDeadline(
      { ms: 60_000, signal: control.signal },
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    control.abort('enough');
    await expect(ended).rejects.toBe('enough');
    fail(new Error('too late'));
    expect(timers()).toBe(before);
  });

  it('does not begin what is aborted already', async () => {
    let began = false;
    const ended = withDeadline({ ms: 60_000, signal: AbortSignal.abort('no') }, async () => {
      began = true;
    });
    await expect(ended).rejects.toBe('no');
    expect(began).toBe(false);
  });
});

const openBreaker = () => {
  const clock = createTestClock();
  const rests: number[] = [];
  const breaker = createBreaker({ clock, times: standardTimes, tell: (_, ms) => rests.push(ms) });
  const call = (failure?: ModelFailure, restMs?: number): void => breaker.enter()?.report({ ...(failure ? { failure } : {}), restMs });
  return { clock, rests, breaker, call };
};

describe('a breaker', () => {
  it('does not take a rest of 0 seconds for its own', () => {
    const { rests, breaker, call } = openBreaker();
    for (let count = 0; count < 5; count += 1) call('overloaded', 0);
    expect(rests).toEqual([10_000]);
    expect(breaker.isResting()).toBe(true);
  });

  it('begins with 10 s again after a good trial', () => {
    const { clock, rests, call } = openBreaker();
    for (let count = 0; count < 5; count += 1) call('overloaded');
    clock.advance(10_000);
    call('timeout');
    clock.advance(20_000);
    call();
    for (let count = 0; count < 5; count += 1) call('overloaded');
    expect(rests).toEqual([10_000, 20_000, 10_000]);
  });

  it('keeps the longer of two rests, and tells of one', () => {
    const { clock, rests, breaker } = openBreaker();
    const [one, other] = [breaker.enter(), breaker.enter()];
    one?.report({ failure: 'rate-limited', restMs: 60_000 });
    other?.report({ failure: 'rate-limited', restMs: 20_000 });
    clock.advance(59_999);
    expect(breaker.isResting()).toBe(true);
    expect(rests).toEqual([60_000]);
  });

  it('hears of each call once', () => {
    const { breaker } = openBreaker();
    const pass = breaker.enter();
    for (let count = 0; count < 9; count += 1) pass?.report({ failure: 'overloaded' });
    expect(breaker.isResting()).toBe(false);
  });
});

/** Attempts that all fail this way, on a clock that sleeping moves. */
const persist = async (change: Partial<Fault>, options: { mayGoOn?: boolean; deadlineMs?: number; abortIn?: 'sleep' } = {}) => {
  const still = createTestClock();
  const control = new AbortController();
  const sleep: Clock['sleep'] = async (ms) => {
    still.advance(ms);
    if (options.abortIn === 'sleep') control.abort();
  };
  let attempts = 0;
  const result = await createPersistence({ clock: { ...still, sleep }, random: testRandom, times: standardTimes })({
    deadlineMs: options.deadlineMs ?? 60_000,
    signal: control.signal,
    attempt: async () => {
      attempts += 1;
      return { fault: { failure: 'overloaded', retry: 'again', isFree: true, ...change } };
    },
    mayGoOn: () => options.mayGoOn ?? true,
    onFault: () => undefined,
  });
  return { attempts, result };
};

describe('attempts', () => {
  it('are four, two for a time-out, and one when no other helps', async () => {
    expect((await persist({})).attempts).toBe(4);
    expect((await persist({ failure: 'timeout', retry: 'once' })).attempts).toBe(2);
    expect((await persist({ failure: 'unauthorized', retry: 'never' })).attempts).toBe(1);
  });

  it('end when the endpoint begins to rest, and when the call is aborted in the wait', async () => {
    expect((await persist({}, { mayGoOn: false })).attempts).toBe(1);
    expect((await persist({}, { abortIn: 'sleep' })).attempts).toBe(1);
  });

  it('that end while the server asks for time pass its wish on', async () => {
    expect((await persist({ retryAfterMs: 700 })).result).toMatchObject({ fault: { failure: 'overloaded' }, restMs: 700 });
    expect((await persist({ retryAfterMs: 90_000 })).result).toMatchObject({ fault: { failure: 'rate-limited' }, restMs: 90_000 });
    expect((await persist({ retryAfterMs: 950 }, { deadlineMs: 1_000 })).result).toMatchObject({ restMs: 950 });
  });
});
