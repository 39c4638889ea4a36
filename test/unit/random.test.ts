import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededNumbers, shuffle } from '../../src/core/random.ts';

describe('chance from a seed', () => {
  it('gives the same order for the same seed, keeps every item, and does not touch the list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const before = [...items];
        expect(shuffle(items, seed)).toEqual(shuffle(items, seed));
        expect(shuffle(items, seed).toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
        expect(items).toEqual(before);
      }),
    );
  });

  it('gives every order of three about as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6_000; seed += 1) {
      const order = shuffle(['a', 'b', 'c'], seed).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // 1,000 each; six standard deviations are 173.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(173);
  });

  it('stays between 0 and 1', () => {
    const next = seededNumbers(7);
    const drawn = Array.from({ length: 1_000 }, next);
    expect(drawn.every((one) => one >= 0 && one < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(990);
  });
});
