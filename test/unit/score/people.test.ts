import { describe, expect, it } from 'vitest';
import { seededNumbers } from '../../../src/core/random.ts';
import { arePeople, effectivePeople, estimateMean, type PersonAnswer, sharpen } from '../../../src/core/score/combine.ts';
import { widthFor, z95 } from '../../../src/core/score/normal.ts';
import { midRanks, spearman } from '../../../src/core/score/rank-correlation.ts';
import { coverageBounds, runs } from '../../fakes/runs.ts';

/* Statistics about people. Vectors: reference (made with ppi_py's formulas) and SciPy 1.17.1. */

const pair = (said: readonly number[], predicted: readonly number[]): readonly PersonAnswer[] =>
  said.map((value, at) => ({ said: value, predicted: predicted[at] ?? 0 }));

const estimate = (answers: readonly PersonAnswer[], more: readonly number[]) => {
  if (!arePeople(answers)) throw new Error('these tests have people');
  return estimateMean(answers, more);
};

describe('people and AI together', () => {
  const said = [4, 2, 5, 3, 1, 4, 3, 2, 5, 3];
  const predicted = [3, 3, 4, 3, 2, 3, 4, 3, 4, 2];
  const more = [3, 4, 3, 2, 4, 3, 3, 4, 2, 3, 4, 3, 3, 2, 4, 3, 4, 3, 3, 2];

  it('give the published estimate, weight, error and effective number of people', () => {
    const found = estimate(pair(said, predicted), more);
    if (found.kind !== 'with-ai') throw new Error('ten people and twenty predictions are enough');
    expect(found.weight).toBeCloseTo(0.762812, 6);
    expect(found.mean).toBeCloseTo(3.2, 9);
    expect(found.standardError).toBeCloseTo(0.332088, 6);
    expect(found.rho).toBeCloseTo(0.6634, 4);
    expect(found.effective).toBeCloseTo(14.152, 3);
    // The published interval, 2.54912 to 3.85088, uses the normal; ten people take Student's t with nine degrees of freedom.
    expect(found.interval.low).toBeCloseTo(3.2 - 2.262157 * 0.332088, 5);
    expect(found.interval.high).toBeCloseTo(3.2 + 2.262157 * 0.332088, 5);
    expect((found.interval.high - 3.2) * (1.959964 / 2.262157)).toBeCloseTo(0.65088, 4);
  });

  it('never believe AI by more than one or less than nothing', () => {
    const clipped = sharpen(
      [1, 0, 1, 1, 0, 1, 0, 0],
      [0.9, 0.2, 0.7, 0.6, 0.4, 0.8, 0.3, 0.1],
      [0.5, 0.6, 0.2, 0.9, 0.7, 0.4, 0.3, 0.8, 0.1, 0.6, 0.5, 0.7, 0.2, 0.9, 0.4, 0.6],
    );
    expect(clipped.weight).toBe(1);
    expect(clipped.mean).toBeCloseTo(0.525, 9);
    expect(clipped.standardError).toBeCloseTo(0.113709, 6);
    const against = estimate(
      pair(
        said,
        said.map((value) => 6 - value),
      ),
      more,
    );
    expect(against).toMatchObject({ kind: 'with-ai', weight: 0, effective: 10 });
    expect(against.mean).toBeCloseTo(3.2, 9);
  });

  it('leave AI out where its predictions are all the same', () => {
    const flat = estimate(
      pair(
        said,
        said.map(() => 3),
      ),
      [3, 3, 3],
    );
    expect(flat).toMatchObject({ kind: 'with-ai', weight: 0, rho: 0, effective: 10 });
  });

  it('show people alone below ten, without an interval, and with one from ten on', () => {
    expect(estimate(pair(said.slice(0, 9), predicted), more)).toEqual({ kind: 'people', mean: 29 / 9, people: 9 });
    const alone = estimate(pair(said, predicted), []);
    if (alone.kind !== 'people' || !alone.interval) throw new Error('ten people have an interval');
    expect(alone.interval.high - 3.2).toBeCloseTo(2.262157 * 0.416333, 4);
  });

  it('have an interval as wide as Student’s t below thirty, and none below ten', () => {
    // Tables of t at 0.975 with 9, 19 and 28 degrees of freedom.
    expect([10, 20, 29].map((n) => widthFor(n).toFixed(3))).toEqual(['2.262', '2.093', '2.048']);
    expect([30, 1_000].map(widthFor)).toEqual([z95, z95]);
    expect(() => widthFor(9)).toThrow(RangeError);
  });

  it('know that nobody is not a group of people', () => {
    expect(arePeople([])).toBe(false);
  });

  it('count effective people as the reference does', () => {
    // At r = 0.2 unlimited AI answers are worth 4 % more people; at 0.5, 33 %; at 0.7, 96 %.
    for (const [rho, gain] of [
      [0.2, 1.04],
      [0.5, 1.33],
      [0.7, 1.96],
    ] as const)
      expect(effectivePeople(100, 1e9, rho) / 100).toBeCloseTo(gain, 2);
  });

  it.each([
    ['few people', 15],
    ['many people', 50],
  ])('hold the true mean in 93 to 97 of 100 intervals with %s', (_, n) => {
    const next = seededNumbers(20_261_121);
    const bell = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const one = () => {
      const common = bell();
      return { said: 3 + common + 0.8 * bell(), predicted: 2.5 + 0.7 * common + 0.4 * bell() };
    };
    const tries = runs(2_000);
    const [least, most] = coverageBounds(tries);
    let held = 0;
    for (let round = 0; round < tries; round += 1) {
      const found = estimate(
        Array.from({ length: n }, one),
        Array.from({ length: 300 }, () => one().predicted),
      );
      if (found.kind === 'with-ai' && found.interval.low <= 3 && found.interval.high >= 3) held += 1;
    }
    expect(held / tries).toBeGreaterThan(least);
    expect(held / tries).toBeLessThan(most);
  });
});

describe('Spearman’s correlation', () => {
  it('gives equal values the middle of their ranks', () => {
    expect(midRanks([10, 20, 20, 5, 20])).toEqual([2, 4, 4, 1, 4]);
  });

  it('agrees with SciPy, and with Fisher’s interval', () => {
    const found = spearman([1, 2, 2, 3, 5, 6, 7, 9], [1, 3, 2, 4, 4, 8, 6, 7]);
    expect(found?.rho).toBeCloseTo(0.9156626506, 9);
    expect(found?.low).toBeCloseTo(0.5774834947, 9);
    expect(found?.high).toBeCloseTo(0.985631165, 9);
  });

  it('says nothing below eight pairs, or where nothing varies, and refuses lists of two lengths', () => {
    expect(spearman([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7])).toBeUndefined();
    expect(spearman([1, 1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8])).toBeUndefined();
    expect(() => spearman([1], [1, 2])).toThrow(RangeError);
  });
});
