import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Cache } from '../../src/ports/cache.ts';
import { ownHostileTexts } from './helpers.ts';

/** What every cache must do (src/ports/cache.ts). Call it inside a `describe`. */
export const cacheContract = (open: () => Cache): void => {
  let cache: Cache;
  beforeEach(async () => {
    cache = open();
    // A cache may answer nothing while it connects, so the suite begins when it holds what it was given.
    await vi.waitFor(
      async () => {
        await cache.set('ready', 1, 10_000);
        expect(await cache.get('ready')).toBe(1);
      },
      { timeout: 10_000 },
    );
  });
  afterEach(() => cache.close());

  it('gives back JSON values as they were', async () => {
    for (const [place, value] of [null, 0, '', ':base64:x', ':colon', false, [1, { two: null }], { a: '\ud800\0' }].entries()) {
      await cache.set(`key ${place}`, value, 10_000);
      expect(await cache.get(`key ${place}`)).toEqual(value);
    }
  });

  it('answers undefined for what it does not hold', async () => {
    expect(await cache.get('never set')).toBeUndefined();
    await cache.delete('never set');
  });

  it('forgets a value after its time', async () => {
    await cache.set('short', 1, 60);
    await cache.set('long', 2, 60_000);
    expect(await cache.get('short')).toBe(1);
    await wait(120);
    expect(await cache.get('short')).toBeUndefined();
    expect(await cache.get('long')).toBe(2);
  });

  it('takes the newest value, and forgets on demand', async () => {
    await cache.set('a', 1, 10_000);
    await cache.set('a', 2, 10_000);
    expect(await cache.get('a')).toBe(2);
    await cache.delete('a');
    expect(await cache.get('a')).toBeUndefined();
  });

  it('forgets a key and all keys below it on demand, and no others', async () => {
    const [inside, outside] = [
      ['a/T*1', 'a/T*1/b', 'a/T*1/b/c'],
      ['a', 'a/T*12', 'a/T*12/b', 'b/a/T*1/b', 'a/Tx1/b'],
    ];
    for (const key of [...inside, ...outside]) await cache.set(key, key, 10_000);
    await cache.clear('a/T*1');
    for (const key of inside) expect([key, await cache.get(key)]).toEqual([key, undefined]);
    for (const key of outside) expect(await cache.get(key)).toBe(key);
    await cache.clear('never set');
  });

  it('keeps no value without a time to live', async () => {
    for (const ttlMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await cache.set('a', 1, 10_000);
      await cache.set('a', 2, ttlMs);
      expect(await cache.get('a')).toBeUndefined();
    }
    await cache.set('fraction', 1, 10_000.5);
    expect(await cache.get('fraction')).toBe(1);
  });

  it('keeps nothing of a value that JSON cannot hold, and does not throw', async () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const value of [undefined, 1n, circle, () => {}]) {
      await cache.set('a', value, 10_000);
      expect(await cache.get('a')).toBeUndefined();
    }
  });

  it('keeps keys apart, whatever they hold', async () => {
    // A cache speaks UTF-8 to its server, which has no lone surrogates; keys with one may be taken for each other.
    const keys = [...ownHostileTexts.filter((text) => text.isWellFormed()), 'a', 'a:b', 'a::b', 'sounding-board::a', '__proto__', '*', ''];
    for (const [place, key] of keys.entries()) await cache.set(key, place, 10_000);
    for (const [place, key] of keys.entries()) expect(await cache.get(key)).toBe(place);
  });

  it('answers like an empty one after it was closed', async () => {
    await cache.set('a', 1, 10_000);
    await cache.close();
    await cache.close();
    await cache.set('a', 1, 10_000);
    expect(await cache.get('a')).toBeUndefined();
    await cache.delete('a');
  });
};
