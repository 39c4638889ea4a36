import { describe, expect, it } from 'vitest';
import { seededNumbers } from '../../../src/core/random.ts';
import { binCount, binOf, reliability } from '../../../src/core/score/calibration.ts';
import { brier, brierOfCoin, certain, logScore, pickOf, skill } from '../../../src/core/score/forecast-scores.ts';
import { betaCdf, logGamma } from '../../../src/core/score/gamma.ts';
import { mcnemar } from '../../../src/core/score/mcnemar.ts';
import { chancesOfBest } from '../../../src/core/score/posterior.ts';
import { outcomesNeeded, peoplePerArm, wilson } from '../../../src/core/score/proportion.ts';
import { fitShrinkage, shrink } from '../../../src/core/score/shrink.ts';
import { coverageBounds, runs } from '../../fakes/runs.ts';

/* Scores of forecasts. Vectors: the reference, closed forms, and SciPy 1.17.1. */

describe('the Wilson interval', () => {
  it.each([
    [6, 10, 0.3127, 0.8318],
    [12, 20, 0.3866, 0.7812],
    [29, 50, 0.4423, 0.7063],
    [0, 5, 0, 0.4345],
    [5, 5, 0.5655, 1],
    [580, 1000, 0.5492, 0.6102],
  ])('of %i in %i is the published one', (right, total, low, high) => {
    const found = wilson(right, total);
    expect(found.low).toBeCloseTo(low, 3);
    expect(found.high).toBeCloseTo(high, 3);
  });

  it('refuses what is no count', () => {
    for (const [right, total] of [
      [1, 0],
      [0, 0],
      [-1, 5],
      [6, 5],
      [Number.NaN, 5],
    ] as const)
      expect(() => wilson(right, total)).toThrow(RangeError);
  });

  it('holds the true share in 93 to 97 of 100 intervals', () => {
    const next = seededNumbers(7);
    const tries = runs(2_000);
    const [least, most] = coverageBounds(tries);
    for (const share of [0.58, 0.3]) {
      let held = 0;
      for (let round = 0; round < tries; round += 1) {
        const right = Array.from({ length: 60 }, next).filter((number) => number < share).length;
        const { low, high } = wilson(right, 60);
        if (low <= share && share <= high) held += 1;
      }
      expect(held / tries).toBeGreaterThan(least);
      expect(held / tries).toBeLessThan(most);
    }
  });
});

describe('how much is needed', () => {
  it('is the published number of outcomes', () => {
    expect([0.55, 0.58, 0.6, 0.65].map(outcomesNeeded)).toEqual([783, 305, 194, 85]);
    expect(outcomesNeeded(0.4)).toBe(outcomesNeeded(0.6));
    // Where the share is sure, the square of 1.96 is left, rounded up.
    expect([0, 1].map(outcomesNeeded)).toEqual([4, 4]);
    expect(outcomesNeeded(0.5)).toBe(Number.POSITIVE_INFINITY);
    for (const none of [-0.1, 1.1, Number.NaN]) expect(() => outcomesNeeded(none)).toThrow(RangeError);
  });

  it('is the textbook number of people for an A/B test', () => {
    // Fleiss, Levin and Paik: 0.5 against 0.6 takes 388 in each arm; 1 % against 1.2 % takes 42,693.
    expect(peoplePerArm(0.5, 0.6)).toBe(388);
    expect(peoplePerArm(0.01, 0.012)).toBe(42_693);
    expect(() => peoplePerArm(0.1, 0.1)).toThrow(RangeError);
    expect(() => peoplePerArm(0, 0.1)).toThrow(RangeError);
    expect(() => peoplePerArm(0.1, 1)).toThrow(RangeError);
  });
});

describe('the scores of a forecast', () => {
  it('give the published Brier score', () => {
    const all = [
      [0.7, 1],
      [0.6, 0],
      [0.55, 1],
      [0.8, 1],
    ] as const;
    const scores = all.map(([p, o]) => brier([p, 1 - p], certain(1 - o, 2)));
    expect(scores.reduce((sum, one) => sum + one, 0) / 4).toBeCloseTo(0.173125, 12);
    expect(brier([0.5, 0.5], [1, 0])).toBe(0.25);
    expect(skill(0.173125, 0.25)).toBeCloseTo(0.3075, 9);
    expect(skill(0.1, 0)).toBeUndefined();
  });

  it('measure several options on the same scale, with a coin for each', () => {
    for (const options of [2, 3, 5]) {
      const equal = Array.from({ length: options }, () => 1 / options);
      expect(brier(equal, certain(1, options))).toBeCloseTo(brierOfCoin(options), 12);
    }
    expect(brierOfCoin(2)).toBe(0.25);
    expect(brier([1, 0, 0], certain(0, 3))).toBe(0);
  });

  it('average over what may be true when the outcome is noisy', () => {
    expect(brier([0.8, 0.2], [0.6, 0.4])).toBeCloseTo(0.6 * 0.04 + 0.4 * 0.64, 12);
    expect(logScore([0.8, 0.2], [0.6, 0.4])).toBeCloseTo(-0.6 * Math.log(0.8) - 0.4 * Math.log(0.2), 12);
  });

  it('clip before the logarithm', () => {
    expect(logScore([0.5, 0.5], [1, 0])).toBeCloseTo(Math.LN2, 12);
    expect(logScore([0, 1], [1, 0])).toBeCloseTo(-Math.log(0.02), 12);
    expect(logScore([1, 0], [1, 0])).toBeCloseTo(-Math.log(0.98), 12);
  });

  it('take the highest for a pick, and a tie for none', () => {
    expect(pickOf([0.2, 0.5, 0.3])).toBe(1);
    expect(pickOf([0.4, 0.4, 0.2])).toBeUndefined();
    expect(pickOf([0.1 + 0.2, 0.3, 0.4])).toBe(2);
    expect(pickOf([0.3, 0.1 + 0.2])).toBeUndefined();
  });
});

describe('calibration', () => {
  const bins = (counts: Readonly<Record<number, number>>) =>
    Array.from({ length: binCount }, (_, at) => ({
      n: counts[at] ?? 0,
      said: (counts[at] ?? 0) * ((at + 0.5) / binCount),
      was: (counts[at] ?? 0) / 2,
    }));

  it('says nothing below 100 outcomes', () => {
    expect(reliability(bins({ 10: 99 }))).toBeUndefined();
    expect(reliability(bins({ 10: 100 }))).toHaveLength(1);
  });

  it('joins bins of fewer than ten with their neighbours and loses nobody', () => {
    const found = reliability(bins({ 9: 4, 10: 50, 13: 9, 14: 40, 19: 3 })) ?? [];
    expect(found.every(({ n }) => n >= 10)).toBe(true);
    expect(found.reduce((sum, { n }) => sum + n, 0)).toBe(106);
    expect(found.map(({ n }) => n)).toEqual([54, 52]);
    for (const { was } of found) expect(was).toBeCloseTo(0.5, 12);
    expect(found[0]?.said).toBeCloseTo((4 * 0.475 + 50 * 0.525) / 54, 12);
    expect(found[1]?.said).toBeCloseTo((9 * 0.675 + 40 * 0.725 + 3 * 0.975) / 52, 12);
  });

  it('leaves bins of ten alone, the last one too', () => {
    expect(reliability(bins({ 9: 10, 10: 50, 14: 40 }))?.map(({ n }) => n)).toEqual([10, 50, 40]);
    expect(reliability(bins({ 10: 90, 19: 10 }))?.map(({ n }) => n)).toEqual([90, 10]);
    expect(reliability(bins({ 10: 91, 19: 9 }))?.map(({ n }) => n)).toEqual([100]);
  });

  it('puts the ends into the first and last bin', () => {
    expect([0, 0.049, 0.05, 0.5, 0.999, 1].map(binOf)).toEqual([0, 0, 1, 10, 19, 19]);
  });
});

describe('special functions', () => {
  it.each([
    [0.5, 0.5723649429247],
    [1, 0],
    [10.5, 13.940625219403763],
    [1e5, 1051287.7089736569],
    [1e8, 1742068066.1038349],
  ])('give SciPy’s logarithm of gamma at %f', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
  });

  it.each([
    [0.3, 5, 7, 0.2103046173],
    [0.0105, 1001, 99001, 0.938594942568627],
    [0.5, 1, 3, 0.875],
    [0.9, 2, 2, 0.972],
    [0.0101, 1_010_000, 99_000_000, 0.5403570977425387],
  ])('give SciPy’s incomplete beta at %f', (x, a, b, expected) => {
    expect(betaCdf(x, a, b)).toBeCloseTo(expected, 6);
    expect(betaCdf(0, a, b)).toBe(0);
    expect(betaCdf(1, a, b)).toBe(1);
  });
});

describe('which option truly won', () => {
  it.each([
    [
      [
        [100, 12],
        [100, 8],
      ],
      [0.8215916929],
    ],
    [
      [
        [4000, 120],
        [4010, 95],
      ],
      [0.9594449363],
    ],
    [
      [
        [0, 0],
        [0, 0],
      ],
      [0.5],
    ],
    [
      [
        [10, 0],
        [10, 10],
      ],
      [1.41757e-6],
    ],
    [
      [
        [50, 5],
        [60, 9],
        [55, 7],
      ],
      [0.1480342351, 0.5399212603, 0.3120445046],
    ],
    [
      [
        [1_000_000, 10_100],
        [1_000_000, 10_000],
      ],
      [0.7608061203],
    ],
    [
      [
        [10, 3],
        [100_000, 30_000],
      ],
      [0.5695505993],
    ],
  ] as const)('of %j agrees with integration in SciPy', (counts, expected) => {
    const found = chancesOfBest(counts.map(([people, chose]) => ({ people, chose })));
    for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 6);
    expect(found.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  });

  it.each([
    // Against an option that nobody saw, each rate of which is as likely, an option wins with its own mean rate: 4/12, 1/12, 11/12.
    [10, 3, 0, 0, 1 / 3],
    [10, 0, 0, 0, 1 / 12],
    [10, 10, 0, 0, 11 / 12],
    // Two normal rates, one standard error of their difference times the root of 2 apart: (1 + erf 1) / 2.
    [1_000_000, 501_000, 1_000_000, 500_000, 0.921350396],
    [100_000_000, 7, 100_000_000, 7, 0.5],
  ])('of %i people and %i chosen against %i and %i has a closed form', (people, chose, otherPeople, otherChose, expected) => {
    const [found = 0] = chancesOfBest([
      { people, chose },
      { people: otherPeople, chose: otherChose },
    ]);
    // The normal is near enough to the sixth decimal; the others are exact.
    expect(found).toBeCloseTo(expected, chose > 100 ? 5 : 9);
  });

  it('refuses what cannot be counted', () => {
    for (const bad of [
      { people: 5, chose: 6 },
      { people: -1, chose: 0 },
      { people: 5, chose: 0.5 },
      { people: 5, chose: -1 },
      { people: 2e8, chose: 1 },
    ])
      expect(() => chancesOfBest([bad, { people: 5, chose: 1 }])).toThrow(RangeError);
  });
});

describe('McNemar’s exact test', () => {
  it.each([
    [5, 1, 0.21875],
    [10, 3, 0.09228515625],
    [0, 0, 1],
    [4, 4, 1],
    [40, 60, 0.05688793364098089],
    [300, 200, 8.940066542253288e-6],
  ])('of %i and %i agrees with the binomial test', (one, other, p) => {
    expect(mcnemar(one, other)).toBeCloseTo(p, 10);
    expect(mcnemar(other, one)).toBeCloseTo(p, 10);
  });
});

describe('shrinkage', () => {
  /** A record in which something said with confidence `said` was right in this share. */
  const record = (n: number, said: number, right: number) =>
    Array.from({ length: binCount }, (_, at) => (at === binOf(said) ? { n, said: n * said, was: n * right } : { n: 0, said: 0, was: 0 }));

  it('draws a forecast towards equal odds, as logit(p’) = b · logit(p)', () => {
    const [p = 0] = shrink([0.8, 0.2], 0.5);
    expect(Math.log(p / (1 - p))).toBeCloseTo(0.5 * Math.log(4), 12);
    expect(shrink([0.8, 0.2], 0)).toEqual([0.5, 0.5]);
    expect(shrink([0.6, 0.4, 0], 1)[0]).toBeCloseTo(0.6, 5);
  });

  it('starts at 0.3 without a record', () => {
    expect(fitShrinkage([])).toBeCloseTo(0.3, 6);
  });

  it('follows a long record alone: b is where what was said becomes what was right', () => {
    const logit = (p: number): number => Math.log(p / (1 - p));
    expect(fitShrinkage(record(101, 0.8, 0.65))).toBeCloseTo(logit(0.65) / logit(0.8), 6);
    expect(fitShrinkage(record(100_000, 0.7, 0.7))).toBeCloseTo(1, 6);
    expect(fitShrinkage(record(500, 0.7, 0.3))).toBeCloseTo(0, 6);
  });

  it('is held back by the prior up to 100 outcomes', () => {
    const short = fitShrinkage(record(100, 0.8, 0.8));
    expect(short).toBeGreaterThan(0.6);
    expect(short).toBeLessThan(0.95);
    expect(fitShrinkage(record(5, 0.8, 0.8))).toBeLessThan(short);
  });
});
