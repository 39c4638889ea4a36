import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCache } from '../../src/adapters/keyv/cache.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { drip, hang, hangInBody, json, reset, status } from '../fakes/model-steps.ts';
import { ask, createLeapingClock, createMemoryLog, openModels } from '../fakes/open-models.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

/** Models with the back-off of everyday use on a clock that leaps over it. */
const openLeaping = () => {
  const leaping = createLeapingClock();
  return { ...leaping, ...openModels({ baseUrl: server.url, clock: leaping.clock, times: { backOff: 400, mostBackOff: 4_000 } }) };
};
const resting = { outcome: 'failed', failure: 'resting', usage: { input: 0, output: 0, cached: 0, isEstimate: false } };
const answered = { outcome: 'answer', text: '{"said":"yes"}' };

describe('attempts', () => {
  it.each([408, 429, 500, 502, 503, 504, 529])('are made again after status %i', async (code) => {
    server.next(status(code), status(code));
    expect(await ask(openLeaping().models.languageModel('m'), { deadlineMs: 30_000 })).toMatchObject(answered);
    expect(server.calls).toHaveLength(3);
  });

  it('are made again after a reset, and once after a time-out', async () => {
    const { models } = openModels({ baseUrl: server.url });
    server.next(reset, hang);
    expect(await ask(models.languageModel('m'), { deadlineMs: 1_000 })).toMatchObject(answered);
    expect(server.calls).toHaveLength(3);
  });

  it('wait from 0.4 s up to 4 s, longer each time, and are four', async () => {
    server.always(status(503));
    const { models, slept } = openLeaping();
    await ask(models.languageModel('m'), { deadlineMs: 60_000 });
    expect(server.calls).toHaveLength(4);
    expect(slept).toHaveLength(3);
    for (const [index, ms] of slept.entries()) {
      expect(ms).toBeGreaterThanOrEqual(400 * 2 ** index);
      expect(ms).toBeLessThanOrEqual(Math.min(800 * 2 ** index, 4_000));
    }
  });

  it('end when the next wait would pass the deadline', async () => {
    server.always(status(503));
    const { models, slept } = openLeaping();
    expect(await ask(models.languageModel('m'), { deadlineMs: 900 })).toMatchObject({ failure: 'overloaded' });
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(900);
  });

  it('are not made again when the server says so', async () => {
    server.always(status(503, {}, { 'x-should-retry': 'false' }));
    expect(await ask(openLeaping().models.languageModel('m'))).toMatchObject({ failure: 'overloaded' });
    expect(server.calls).toHaveLength(1);
  });
});

describe('a server that asks for time', () => {
  it.each([
    ['3 seconds', { 'retry-after': '3' }, 3_000],
    ['1.5 seconds', { 'retry-after': '1.5' }, 1_500],
    ['700 ms, which counts before seconds', { 'retry-after-ms': '700', 'retry-after': '5' }, 700],
    ['0 seconds', { 'retry-after': '0' }, 0],
    ['a time that has passed', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
    ['garbage', { 'retry-after': 'soon' }, 0],
    ['a negative time', { 'retry-after': '-30' }, 0],
    ['NaN', { 'retry-after': 'NaN' }, 0],
    ['nothing', { 'retry-after': '' }, 0],
  ])('%s gets it, and never less than the first back-off', async (_, headers, ms) => {
    server.next(status(429, {}, headers));
    const { models, slept } = openLeaping();
    expect(await ask(models.languageModel('m'), { deadlineMs: 20_000 })).toMatchObject(answered);
    expect(slept).toHaveLength(1);
    expect(slept[0]).toBeGreaterThanOrEqual(Math.max(ms, 400));
    expect(slept[0]).toBeLessThanOrEqual(ms + 800);
  });

  it('until a date gets it', async () => {
    const { models, slept, clock } = openLeaping();
    server.next(status(503, {}, { 'retry-after': new Date(clock.now().getTime() + 5_000).toUTCString() }));
    expect(await ask(models.languageModel('m'), { deadlineMs: 20_000 })).toMatchObject(answered);
    expect(slept[0]).toBeGreaterThan(3_000);
    expect(slept[0]).toBeLessThan(6_000);
  });

  it.each([
    ['120 seconds', 120_000, { 'retry-after': '120' }],
    ['a year, of which it gets an hour', 3_600_000, { 'retry-after': '1e9' }],
    ['for ever, of which it gets an hour', 3_600_000, { 'retry-after': 'Infinity' }],
  ])('beyond the deadline fails the call at once and then rests: %s', async (_, ms, headers) => {
    const { models, slept, leap, lines } = openLeaping();
    const model = models.languageModel('m');
    server.next(status(429, {}, headers));
    expect(await ask(model)).toMatchObject({ failure: 'rate-limited' });
    expect(lines.at(-1)).toMatchObject({ level: 'warn', event: 'model rests', model: 'm', restMs: ms });
    leap(ms - 1_000);
    expect(await ask(model)).toEqual(resting);
    expect(server.calls).toHaveLength(1);
    leap(1_000);
    expect(await ask(model)).toMatchObject(answered);
    expect(slept).toEqual([]);
  });
});

describe('a model that fails', () => {
  it('five times in a row rests for 10 s, then twice as long after each failed trial, up to 2 minutes', async () => {
    const { models, leap, lines } = openLeaping();
    const model = models.languageModel('m');
    server.always(status(503, {}, { 'x-should-retry': 'false' }));
    for (let call = 0; call < 5; call += 1) expect(await ask(model)).toMatchObject({ failure: 'overloaded' });
    for (const restMs of [10_000, 20_000, 40_000, 80_000, 120_000, 120_000]) {
      expect(await ask(model)).toEqual(resting);
      expect(lines.at(-1)).toMatchObject({ event: 'model rests', restMs });
      leap(restMs);
      expect(await ask(model)).toMatchObject({ failure: 'overloaded' });
    }
    leap(120_000);
    server.always(undefined);
    expect(await ask(model)).toMatchObject(answered);
    expect(await ask(model)).toMatchObject(answered);
  });

  it('four times, then answers, starts anew', async () => {
    const { models } = openLeaping();
    const model = models.languageModel('m');
    const busy = status(503, {}, { 'x-should-retry': 'false' });
    for (let round = 0; round < 2; round += 1) {
      server.next(busy, busy, busy, busy);
      for (let call = 0; call < 4; call += 1) expect(await ask(model)).toMatchObject({ failure: 'overloaded' });
      expect(await ask(model)).toMatchObject(answered);
    }
  });

  it('with its answers, not with its endpoint, never rests', async () => {
    const { models } = openLeaping();
    const model = models.languageModel('m');
    server.always(status(400, { code: 'context_length_exceeded' }));
    for (let call = 0; call < 7; call += 1) expect(await ask(model)).toMatchObject({ failure: 'too-long' });
  });

  it('gets one call on trial after a rest, and the others wait for its outcome', async () => {
    const { models, leap } = openLeaping();
    const model = models.languageModel('m');
    server.next(status(401), drip(10, 5));
    await ask(model);
    leap(60_000);
    const [trial, other] = await Promise.all([ask(model), ask(model)]);
    expect(trial).toMatchObject(answered);
    expect(other).toEqual(resting);
    expect(await ask(model)).toMatchObject(answered);
  });

  it('on trial and is aborted then leaves room for another trial', async () => {
    const { models, leap } = openLeaping();
    const model = models.languageModel('m');
    server.next(status(401), hang);
    await ask(model);
    leap(60_000);
    const control = new AbortController();
    const trial = ask(model, { signal: control.signal });
    await vi.waitFor(() => expect(server.calls).toHaveLength(2));
    control.abort(new Error('stopped'));
    await expect(trial).rejects.toThrow('stopped');
    expect(await ask(model)).toMatchObject(answered);
  });

  it.each([
    ['credit', status(429, { code: 'insufficient_quota' }, { 'retry-after': '1' }), 300_000],
    ['a good key', status(401), 60_000],
    ['the model', status(404, { code: 'model_not_found' }), 60_000],
  ])('for want of %s is asked once and then left alone', async (_, step, ms) => {
    const { models, leap } = openLeaping();
    const model = models.languageModel('m');
    server.next(step);
    await ask(model);
    leap(ms - 1_000);
    expect(await ask(model)).toEqual(resting);
    expect(server.calls).toHaveLength(1);
    leap(1_000);
    expect(await ask(model)).toMatchObject(answered);
  });

  it('does not make another model behind the same address rest', async () => {
    const { models } = openLeaping();
    server.next(status(404));
    await ask(models.languageModel('old'));
    expect(await ask(models.languageModel('new'))).toMatchObject(answered);
    expect(await ask(models.languageModel('old'))).toEqual(resting);
  });

  it('when calls run beside each other does not have its rest ended by one that began before it', async () => {
    const { models } = openLeaping();
    const model = models.languageModel('m');
    server.next(drip(10, 10), status(429, {}, { 'retry-after': '120' }));
    const early = ask(model);
    await vi.waitFor(() => expect(server.calls).toHaveLength(1));
    expect(await ask(model)).toMatchObject({ failure: 'rate-limited' });
    expect(await early).toMatchObject(answered);
    expect(await ask(model)).toEqual(resting);
  });
});

describe('the end of a call', () => {
  it('comes by the deadline, with no connection left', async () => {
    server.always(hangInBody);
    const from = systemClock.monotonicMs();
    expect(await ask(openModels({ baseUrl: server.url }).models.languageModel('m'), { deadlineMs: 200 })).toMatchObject({
      failure: 'timeout',
    });
    expect(systemClock.monotonicMs() - from).toBeGreaterThan(190);
    await vi.waitFor(async () => expect(await server.connections()).toBe(0));
  });

  it('comes by the deadline even when the cache never answers, and is in the log', async () => {
    const cache = { ...createCache({ log: createMemoryLog().log }), get: () => new Promise(() => undefined) };
    const { models, lines } = openModels({ baseUrl: server.url, cache });
    expect(await ask(models.languageModel('m'), { deadlineMs: 20 })).toEqual({ outcome: 'failed', failure: 'timeout' });
    expect(lines).toMatchObject([{ event: 'model request failed', failure: 'timeout' }]);
  });

  it.each([
    ['before the answer', hang],
    ['in the body', hangInBody],
  ])('comes at once when it is aborted %s, with the reason, and leaves no connection and no timer', async (_, step) => {
    server.always(step);
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const model = openModels({ baseUrl: server.url }).models.languageModel('m');
    const control = new AbortController();
    const before = timers();
    const call = ask(model, { signal: control.signal, deadlineMs: 3_600_000 });
    await vi.waitFor(() => expect(server.calls).toHaveLength(1));
    const reason = new Error('stopped by Ana');
    control.abort(reason);
    await expect(call).rejects.toBe(reason);
    await vi.waitFor(async () => expect(await server.connections()).toBe(0));
    expect(timers()).toBeLessThanOrEqual(before);
    expect(server.calls).toHaveLength(1);
  });

  it('comes at once when it is aborted between two attempts', async () => {
    server.always(status(503));
    const model = openModels({ baseUrl: server.url, times: { backOff: 60_000, mostBackOff: 60_000 } }).models.languageModel('m');
    const control = new AbortController();
    const call = ask(model, { signal: control.signal, deadlineMs: 3_600_000 });
    await vi.waitFor(() => expect(server.calls).toHaveLength(1));
    control.abort('enough');
    await expect(call).rejects.toBe('enough');
  });

  it('comes before the beginning when it is aborted already', async () => {
    const model = openModels({ baseUrl: server.url }).models.languageModel('m');
    await expect(ask(model, { signal: AbortSignal.abort('no need') })).rejects.toBe('no need');
    expect(server.calls).toHaveLength(0);
  });

  it('comes for each call by itself: one that hangs holds up no other', async () => {
    server.next(hang);
    const model = openModels({ baseUrl: server.url, times: { leastAttempt: 300 } }).models.languageModel('m');
    const slow = ask(model, { deadlineMs: 300 });
    await vi.waitFor(() => expect(server.calls).toHaveLength(1));
    expect(await Promise.all([ask(model), ask(model), ask(model)])).toMatchObject([answered, answered, answered]);
    expect(await slow).toMatchObject({ failure: 'timeout' });
  });
});

describe('the log', () => {
  it('has one line for each kind of failure in 10 s, with numbers and our own words only', async () => {
    const secret = 'sk-canary-1234567890';
    const { clock, leap } = createLeapingClock();
    const { models, lines } = openModels({ baseUrl: server.url, apiKey: secret, clock, times: { rest: 1, mostRest: 1 } });
    const model = models.languageModel('m');
    const error = { message: `You said: What about tea? ${secret}`, code: secret, type: 'What about tea?' };
    server.always(status(503, error, { 'x-request-id': secret, 'set-cookie': secret }));
    for (let call = 0; call < 4; call += 1) await ask(model);
    const failed = () => lines.filter(({ event }) => event === 'model request failed');
    expect(failed()).toEqual([
      {
        level: 'warn',
        event: 'model request failed',
        model: 'm',
        failure: 'overloaded',
        status: 503,
        code: undefined,
        attempt: 1,
        leftOut: 0,
      },
    ]);
    leap(10_000);
    await ask(model);
    expect(failed()).toHaveLength(2);
    expect(failed()[1]?.['leftOut']).toBeGreaterThan(3);
    expect(JSON.stringify(lines)).not.toMatch(/canary|tea|127\.0\.0\.1/);
  });

  it('names a time-out at the deadline, and says nothing of an abort', async () => {
    const { models, lines } = openModels({ baseUrl: server.url });
    server.always(hang);
    await ask(models.languageModel('m'), { deadlineMs: 300 });
    expect(lines).toMatchObject([{ event: 'model request failed', failure: 'timeout', attempt: 1 }]);
    const control = new AbortController();
    const call = ask(models.languageModel('other'), { signal: control.signal });
    await vi.waitFor(() => expect(server.calls).toHaveLength(2));
    control.abort();
    await expect(call).rejects.toThrow('aborted');
    await wait(20);
    expect(lines).toHaveLength(1);
  });

  it('tells of an answer that is none', async () => {
    const { models, lines } = openModels({ baseUrl: server.url });
    server.next(json({ choices: [] }));
    await ask(models.languageModel('m'));
    expect(lines).toMatchObject([{ event: 'model request failed', failure: 'malformed' }]);
  });
});
