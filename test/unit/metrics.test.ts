import { describe, expect, it } from 'vitest';
import { cappedRecall, mean, ndcg, percentile, share } from '../../bench/metrics.ts';

/* Worked by hand: the discounts of the places are 1, 1/log2(3) = 0.63093, 1/2, 1/log2(5) = 0.43068. */

const relevant = new Set(['a', 'b', 'c']);

describe('the figures of the benchmark', () => {
  it('give nDCG 1 to an ideal order and 0 to none', () => {
    expect(ndcg(['c', 'a', 'b', 'x'], relevant, 4)).toBe(1);
    expect(ndcg(['x', 'y'], relevant, 10)).toBe(0);
    expect(ndcg([], relevant, 10)).toBe(0);
  });

  it('discount a relevant quote by its place', () => {
    // (1/log2(3) + 1/log2(5)) / (1 + 1/log2(3) + 1/2) = 1.06161 / 2.13093
    expect(ndcg(['x', 'a', 'y', 'b'], relevant, 4)).toBeCloseTo(0.49819, 5);
    // (1 + 1/2) / 2.13093
    expect(ndcg(['a', 'x', 'b', 'y'], relevant, 4)).toBeCloseTo(0.70392, 5);
  });

  it('look at the first k only, against the ideal of k places', () => {
    // 1/log2(3) / (1 + 1/log2(3)) = 0.63093 / 1.63093
    expect(ndcg(['x', 'a', 'b', 'c'], relevant, 2)).toBeCloseTo(0.38685, 5);
    expect(ndcg(['a', 'x'], new Set(['a']), 1)).toBe(1);
  });

  it('cap recall by the places there are', () => {
    expect(cappedRecall(['a', 'x', 'b', 'y'], relevant, 4)).toBeCloseTo(2 / 3, 12);
    expect(cappedRecall(['a', 'x', 'b'], relevant, 2)).toBe(1 / 2);
    expect(cappedRecall(['a', 'b', 'x'], relevant, 2)).toBe(1);
  });

  it('say nothing where there is nothing to say', () => {
    expect(ndcg(['a'], new Set(), 10)).toBeUndefined();
    expect(cappedRecall(['a'], new Set(), 10)).toBeUndefined();
    expect([mean([]), mean([undefined]), percentile([], 0.5), share([], () => true)]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('leave unknown values out of a mean', () => {
    expect(mean([1, undefined, 0, 0.5])).toBe(0.5);
  });

  it('take percentiles by nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((p) => percentile(values.toReversed(), p))).toEqual([15, 20, 20, 35, 50]);
    expect(percentile([9, 10], 0.95)).toBe(10);
  });

  it('count shares', () => {
    expect(share([1, 2, 3, 4], (value) => value > 3)).toBe(0.25);
  });
});
