import { describe, expect, it } from 'vitest';
import { compareChecks, stabilityIndex } from '../../src/core/check/drift.ts';
import { correlationOf, falseDiscoveryRates, permutationP, varianceOf } from '../../src/core/check/numbers.ts';
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
    const { agreement, pairs } = retest([
      ['for', 'for', 'against'],
      ['between', 'between', 'between'],
    ]);
    expect(pairs).toBe(3);
    expect(agreement).toBeCloseTo((1 + 0.5 + 0.5) / 3, 12);
  });

  it('needs a second answer', () => {
    expect(() => retest([['for']])).toThrow(RangeError);
  });

  it('counts a choice that follows the order as a tie', () => {
    expect(settleOrder('a', 'a')).toEqual({ choice: 'a', isFlip: false });
    expect(settleOrder('a', 'b')).toEqual({ isFlip: true });
    expect(settleOrder(undefined, 'b')).toEqual({ isFlip: false });
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

  it('needs twelve items', () => {
    const few: Swapped = { attribute: 'age', before: [[0, 1]], after: [[0, 1]] };
    expect(() => auditSwaps([few], few, 1)).toThrow(RangeError);
  });
});
