import { describe, expect, it } from 'vitest';
import { compareChecks, stabilityIndex } from '../../src/core/check/drift.ts';
import { correlationOf, falseDiscoveryRates, permutationP, shuffled, varianceOf } from '../../src/core/check/numbers.ts';
import { retest, type Standing, settleOrder, weightedKappa } from '../../src/core/check/retest.ts';
import { stereotypeShare } from '../../src/core/check/stereotype.ts';
import { auditSwaps, type Swapped } from '../../src/core/check/swap.ts';
import { normals } from '../fakes/check-worlds.ts';
import { runs } from '../fakes/runs.ts';

describe('the formulas below the checks', () => {
  it('know the unbiased variance and the correlation', () => {
    expect(varianceOf([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 7, 12);
    expect(correlationOf([1, 2, 3, 4], [2, 1, 4, 3])).toBeCloseTo(0.6, 12);
    expect(correlationOf([1, 1, 1], [1, 2, 3])).toBe(0);
  });

  it('correct p-values for many looks as Benjamini and Hochberg do', () => {
    expect(falseDiscoveryRates([0.01, 0.04, 0.03, 0.005])).toEqual([0.02, 0.04, 0.04, 0.02]);
    expect(falseDiscoveryRates([0.9, 0.8])).toEqual([0.9, 0.9]);
    expect(falseDiscoveryRates([])).toEqual([]);
  });

  it('never find a chance of zero', () => {
    expect(permutationP(5, 99, () => 0)).toBe(0.01);
    expect(permutationP(5, 99, () => 5)).toBe(1);
  });

  it('count an arrangement as at least as much within a billionth, of 1 or of what was observed', () => {
    const p = (observed: number, less: number) => permutationP(observed, 99, () => observed - less);
    expect([p(1e6, 1e-4), p(1e6, 1e-2), p(0.001, 1e-10), p(0.001, 1e-8)]).toEqual([1, 0.01, 1, 0.01]);
  });

  it('shuffle as Fisher and Yates do, and leave what they were given', () => {
    const given = ['a', 'b', 'c'];
    // The last changes places with the first, then the one before it.
    expect(shuffled(given, () => 0)).toEqual(['b', 'c', 'a']);
    expect(shuffled(given, () => 0.999)).toEqual(given);
    expect(given).toEqual(['a', 'b', 'c']);
    const picks = [0, 0.4, 0.7].flatMap((one) => [0, 0.6].map((other) => [one, other]));
    const seen = picks.map((pick) => {
      const stream = pick.values();
      return shuffled(given, () => stream.next().value ?? 0).join('');
    });
    expect(new Set(seen).size).toBe(6);
  });
});

describe('a retest', () => {
  it('has the weighted kappa of a worked example', () => {
    // Seen: one step on one of four items, 1/4. By chance: every place of the one against every place of the other, 16 / 16.
    expect(weightedKappa(['for', 'against', 'between', 'for'], ['for', 'between', 'between', 'for'])).toBeCloseTo(0.75, 12);
  });

  it.each([
    [['for', 'for'], ['for', 'for'], 1],
    [['for', 'against'], ['for', 'against'], 1],
    [['for', 'against'], ['against', 'for'], -1],
  ] as ReadonlyArray<readonly [Standing[], Standing[], number]>)('of %j and %j has kappa %d', (first, second, kappa) => {
    expect(weightedKappa(first, second)).toBe(kappa);
  });

  it('compares every two of three replicates', () => {
    const { agreement, kappa, pairs } = retest([
      ['for', 'for', 'against'],
      ['between', 'between', 'between'],
    ]);
    expect(pairs).toBe(3);
    expect(agreement).toBeCloseTo((1 + 0.5 + 0.5) / 3, 12);
    // 1 for the two that are the same; for the others 2 is seen and 6/4 expected by chance, so -1/3.
    expect(kappa).toBeCloseTo((1 - 1 / 3 - 1 / 3) / 3, 12);
  });

  it('is of lists of one length that are not empty', () => {
    expect(() => weightedKappa([], [])).toThrow(RangeError);
    expect(() => weightedKappa(['for'], ['for', 'for'])).toThrow(RangeError);
  });

  it('needs a second answer', () => {
    expect(() => retest([['for']])).toThrow(RangeError);
    expect(() => retest([])).toThrow(RangeError);
    expect(retest([['for', 'for']])).toEqual({ agreement: 1, kappa: 1, pairs: 1 });
  });

  it('counts a choice that follows the order as a tie', () => {
    expect(settleOrder('a', 'a')).toEqual({ choice: 'a', isFlip: false });
    expect(settleOrder('a', 'b')).toEqual({ isFlip: true });
    for (const [one, other] of [
      [undefined, 'b'],
      ['a', undefined],
      [undefined, undefined],
    ])
      expect(settleOrder(one, other)).toStrictEqual({ isFlip: false });
  });
});

describe('drift', () => {
  it('has the stability index of the reference', () => {
    expect(stabilityIndex([50, 30, 20], [40, 30, 30])).toBeCloseTo(0.06286, 5);
  });

  it('stays finite when a place empties', () => {
    expect(stabilityIndex([5, 5, 0], [5, 0, 5])).toBeCloseTo(2 * (0.5 - 0.005) * Math.log(100), 10);
  });

  it('is none when nothing changed', () => {
    const items = [
      [0.1, 0.2],
      [0.5, 0.4],
      [-0.9, -0.8],
    ];
    expect(compareChecks(items, items)).toEqual({ shift: 0, errors: 0, index: 0, hasMoved: false });
  });

  it('is seen when every item moves the same way', () => {
    const before = [[0.1], [0.2], [-0.1], [0]];
    const { shift, hasMoved } = compareChecks(
      before,
      before.map(([score = 0], at) => [score + 0.2 + at / 100]),
    );
    expect(shift).toBeCloseTo(0.215, 12);
    expect(hasMoved).toBe(true);
  });
});

describe('the thresholds of drift', () => {
  it('are two standard errors of the mean', () => {
    const before = [[0.5], [0.5], [0.5]];
    const moved = (mean: number) => compareChecks(before, [[0.5 + mean - 0.01], [0.5 + mean], [0.5 + mean + 0.01]]);
    expect(moved(0.011).errors).toBeCloseTo(1.905, 3);
    expect([moved(0.011), moved(-0.0122), moved(0.0122)].map(({ hasMoved }) => hasMoved)).toEqual([false, true, true]);
  });

  it('are an index of 0.2 where the mean stays', () => {
    // Of twenty items on two places so many leave one for the other, and as many move away from it.
    const before = Array.from({ length: 20 }, (_, at) => [at < 10 ? 0.5 : 0]);
    const leaving = (leave: number) =>
      before.map(([score = 0], at) => [at < leave ? score - 0.25 : at >= 10 - leave && at < 10 ? score + 0.25 : score]);
    expect(compareChecks(before, leaving(4))).toMatchObject({ shift: 0, errors: 0, hasMoved: false });
    expect(compareChecks(before, leaving(4)).index).toBeCloseTo(0.2 * Math.log(7 / 3), 12);
    expect(compareChecks(before, leaving(5))).toMatchObject({ shift: 0, hasMoved: true });
    expect(compareChecks(before, leaving(5)).index).toBeCloseTo(0.25 * Math.log(3), 12);
  });

  it('are the same in the other direction', () => {
    const before = Array.from({ length: 20 }, (_, at) => [at < 10 ? -0.5 : 0]);
    const after = before.map(([score = 0], at) => [at < 5 ? score + 0.25 : at < 10 ? score - 0.25 : score]);
    expect(compareChecks(before, after).index).toBeCloseTo(0.25 * Math.log(3), 12);
  });

  it('are not passed by two errors exactly', () => {
    // Nine shifts with a mean of 2 and squares of 72 around it: the standard error is the root of 72 / (9 * 8), which is 1. All in 64ths, so that it is exact.
    const shifts = [8, -4, 2, 2, 2, 2, 2, 2, 2].map((shift) => [shift / 64]);
    expect(
      compareChecks(
        shifts.map(() => [0]),
        shifts,
      ),
    ).toMatchObject({ shift: 2 / 64, errors: 2, index: 0, hasMoved: false });
  });

  it('are passed when every item moves by exactly as much', () => {
    const before = [[0.5], [0.5], [0.5]];
    expect(compareChecks(before, [[0.75], [0.75], [0.75]])).toMatchObject({ errors: Number.POSITIVE_INFINITY, index: 0, hasMoved: true });
  });

  it('need three items, the same in both', () => {
    expect(() => compareChecks([[0], [0]], [[0], [0]])).toThrow(RangeError);
    expect(() => compareChecks([[0], [0], [0]], [[0], [0], [0], [0]])).toThrow(RangeError);
    expect(() => stabilityIndex([0, 0], [1, 1])).toThrow(RangeError);
  });
});

describe('the stereotype share', () => {
  const full = [
    [0.5, -0.5, 0],
    [0.4, -0.2, 0.1],
  ];

  it('is 1 when the role says it all, whatever the item adds for everybody', () => {
    expect(
      stereotypeShare(
        full,
        full.map((item, at) => item.map((score) => score + at)),
      ),
    ).toBeCloseTo(1, 12);
  });

  it('is 0 when the role says nothing, or the opposite', () => {
    expect(
      stereotypeShare(full, [
        [0, 0, 0],
        [0, 0, 0],
      ]),
    ).toBe(0);
    expect(
      stereotypeShare(
        full,
        full.map((item) => item.map((score) => -score)),
      ),
    ).toBe(0);
  });
});

describe('the swap audit', () => {
  const audit = (seed: number, bias: number, nothingBias = 0) => {
    const normal = normals(seed);
    const deviation = 0.3;
    const items = Array.from({ length: 30 }, () => normal() * 0.4);
    const answer = (shift: number) => items.map((item) => Array.from({ length: 4 }, () => item + (normal() + shift) * deviation));
    const swap = (attribute: string, shift: number): Swapped => ({ attribute, before: answer(0), after: answer(shift) });
    return auditSwaps([swap('planted', bias), swap('idle', 0)], swap('street', nothingBias), seed);
  };
  const many = (bias: number) => Array.from({ length: runs(100) }, (_, seed) => audit(seed * 13 + 5, bias));
  const share = (audits: ReturnType<typeof many>, at: number) =>
    audits.filter(({ results }) => results[at]?.isFound).length / audits.length;

  // `npm run bench:check` runs 500. A share of 0.9 falls below 0.8 in 100 runs less than twice in a thousand.
  it('finds a planted bias of half a standard deviation, and accuses nobody else', () => {
    const audits = many(0.5);
    expect(share(audits, 0)).toBeGreaterThanOrEqual(0.8);
    expect(share(audits, 1)).toBeLessThanOrEqual(0.1);
    expect(audits[0]?.results[0]?.shift).toBeCloseTo(0.5, 0);
  });

  it('gives the change in the score’s own units, and no ratio where nothing wavers', () => {
    const flat = (score: number) => Array.from({ length: 12 }, () => [score, score]);
    const { results } = auditSwaps(
      [{ attribute: 'age', before: flat(0.2), after: flat(-0.3) }],
      { attribute: 'street', before: flat(0.2), after: flat(0.2) },
      1,
    );
    expect(results[0]?.change).toBeCloseTo(-0.5, 12);
    expect(results[0]?.shift).toBeUndefined();
    expect(results[0]?.isFound).toBe(true);
  });

  it('accuses no attribute when a swap that means nothing moves the answers too', () => {
    const { isUnstable, results } = audit(7, 1, 1);
    expect(isUnstable).toBe(true);
    expect(results.every(({ isFound }) => !isFound)).toBe(true);
  });

  /** Twelve items that stand still but for a push up of so many, and down of the others. */
  const pushed = (up: number): Swapped => {
    const items = Array.from({ length: 12 }, (_, at) => (at < up ? 0.25 : -0.25));
    return { attribute: `${up} up`, before: items.map(() => [0, 0]), after: items.map((push) => [push, push]) };
  };

  it('finds a shift from a false discovery rate of 0.05 down, over all attributes', () => {
    // Signs of equal pushes are a coin: p is 0.039 for 10 of 12 and 0.146 for 9.
    const found = (...up: readonly number[]) => auditSwaps(up.map(pushed), pushed(6), 3).results.map(({ isFound }) => isFound);
    expect([found(10), found(2), found(9)]).toEqual([[true], [true], [false]]);
    expect(found(10, 6)).toEqual([false, false]);
  });

  it('is silenced from a p-value of 0.01 down of the swap that means nothing', () => {
    // p is 0.006 for 11 of 12, and 0.039 for 10.
    expect([11, 10].map((up) => auditSwaps([pushed(12)], pushed(up), 3).isUnstable)).toEqual([true, false]);
    expect(auditSwaps([pushed(12)], pushed(11), 3)).toMatchObject({ results: [{ isFound: false }], nothing: { isFound: true } });
  });

  it('counts changes of side beyond those of a re-run', () => {
    const items = (...answers: readonly number[]) => Array.from({ length: 12 }, () => answers);
    const flips = (before: readonly number[], after: readonly number[]) =>
      auditSwaps([{ attribute: 'age', before: items(...before), after: items(...after) }], pushed(6), 1).results[0]?.flips;
    expect(flips([0.2, 0.3], [-0.2, -0.1])).toBe(1);
    expect(flips([0.2, 0.3], [0.1, 0.9])).toBe(0);
    // Half of the pairs differ, as all pairs of a re-run of the one and none of the other do.
    expect(flips([0.2, -0.2], [0.3, 0.3])).toBe(0);
  });

  it('gives no ratio to wavering by less than 0.01', () => {
    const shift = (apart: number) => {
      const swap = {
        attribute: 'age',
        before: pushed(6).before.map(() => [-apart, apart]),
        after: pushed(6).before.map(() => [0, 2 * apart]),
      };
      return auditSwaps([swap], pushed(6), 1).results[0]?.shift;
    };
    expect(shift(0.007)).toBeUndefined();
    expect(shift(0.0072)).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it('needs two answers to each of the same items, before and after', () => {
    const whole = pushed(6);
    for (const wrong of [
      { ...whole, after: whole.after.slice(1) },
      { ...whole, before: whole.before.slice(1), after: whole.after.slice(1) },
      { ...whole, before: whole.before.with(3, [0]) },
      { ...whole, after: whole.after.with(3, [0]) },
    ]) {
      expect(() => auditSwaps([wrong], whole, 1)).toThrow(RangeError);
      expect(() => auditSwaps([whole], wrong, 1)).toThrow(RangeError);
    }
  });

  it('needs twelve items', () => {
    const few: Swapped = { attribute: 'age', before: [[0, 1]], after: [[0, 1]] };
    expect(() => auditSwaps([few], few, 1)).toThrow(RangeError);
  });
});
