import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eigenvaluesOf } from '../../src/core/panel/eigenvalues.ts';
import { effectiveVoices } from '../../src/core/panel/spread.ts';
import { cosine } from '../../src/core/similarity.ts';

const same = (size: number, value: number) =>
  Array.from({ length: size }, (_, a) => Array.from({ length: size }, (__, b) => (a === b ? 1 : value)));

describe('eigenvalues', () => {
  const sorted = (matrix: number[][]) => eigenvaluesOf(matrix).toSorted((a, b) => b - a);

  it('are those of matrices worked by hand', () => {
    expect(sorted([[3]])).toEqual([3]);
    for (const [at, value] of [3, 1].entries())
      expect(
        sorted([
          [2, 1],
          [1, 2],
        ])[at],
      ).toBeCloseTo(value, 12);
    // x² - 5x + 0.76, in both orders of the diagonal and with both signs.
    for (const matrix of [
      [
        [1, 1.8],
        [1.8, 4],
      ],
      [
        [4, 1.8],
        [1.8, 1],
      ],
      [
        [4, -1.8],
        [-1.8, 1],
      ],
    ]) {
      expect(sorted(matrix)[0]).toBeCloseTo((5 + Math.sqrt(25 - 4 * 0.76)) / 2, 12);
      expect(sorted(matrix)[1]).toBeCloseTo((5 - Math.sqrt(25 - 4 * 0.76)) / 2, 12);
    }
  });

  it('are those of the 4 × 4 Hilbert matrix', () => {
    const hilbert = Array.from({ length: 4 }, (_, a) => Array.from({ length: 4 }, (__, b) => 1 / (a + b + 1)));
    for (const [at, value] of [1.500214280059, 0.169141220221, 0.006738273606, 0.000096702304].entries()) {
      expect(sorted(hilbert)[at]).toBeCloseTo(value, 11);
    }
  });

  it('keep the trace and the sum of squares, for any symmetric matrix of twelve rows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 144, maxLength: 144 }), (values) => {
        const at = (a: number, b: number) => values[Math.min(a, b) * 12 + Math.max(a, b)] ?? 0;
        const matrix = Array.from({ length: 12 }, (_, a) => Array.from({ length: 12 }, (__, b) => at(a, b)));
        const found = eigenvaluesOf(matrix);
        const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
        expect(sum(found)).toBeCloseTo(sum(matrix.map((_, a) => at(a, a))), 8);
        expect(sum(found.map((value) => value ** 2))).toBeCloseTo(sum(matrix.flat().map((value) => value ** 2)), 6);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the effective number of voices', () => {
  it('is n when none has anything in common, and 1 when all are the same', () => {
    for (const size of [1, 2, 5, 12]) {
      expect(effectiveVoices(same(size, 0))).toBeCloseTo(size, 10);
      expect(effectiveVoices(same(size, 1))).toBeCloseTo(1, 10);
    }
    expect(effectiveVoices([])).toBe(0);
  });

  it('is 3 / 2^(2/3) with two of one kind and one of another', () => {
    // λ = 2/3 and 1/3.
    expect(
      effectiveVoices([
        [1, 1, 0],
        [1, 1, 0],
        [0, 0, 1],
      ]),
    ).toBeCloseTo(3 / 2 ** (2 / 3), 10);
  });

  it('is 2.4947 for three in a row, of whom neighbours are half alike', () => {
    // λ = (1 + √½)/3, 1/3, (1 - √½)/3 = 0.56904, 0.33333, 0.09763; H = 0.32083 + 0.36620 + 0.22715.
    expect(
      effectiveVoices([
        [1, 0.5, 0],
        [0.5, 1, 0.5],
        [0, 0.5, 1],
      ]),
    ).toBeCloseTo(2.494723, 6);
    expect(
      effectiveVoices([
        [1, 0.8, 0.3],
        [0.8, 1, 0.4],
        [0.3, 0.4, 1],
      ]),
    ).toBeCloseTo(2.199379, 6);
  });

  it('stays a number between 1 and n where the matrix is not quite a kernel', () => {
    // Eigenvalues 1 ± 0.9√2 and 1: one lies below zero.
    const voices = effectiveVoices([
      [1, 0.9, 0],
      [0.9, 1, 0.9],
      [0, 0.9, 1],
    ]);
    expect(voices).toBeGreaterThan(1);
    expect(voices).toBeLessThan(2);
  });

  it.each([
    [
      'is not symmetric',
      [
        [1, 0.5],
        [0.4, 1],
      ],
    ],
    [
      'has another diagonal',
      [
        [1, 0],
        [0, 0.9],
      ],
    ],
    [
      'is not square',
      [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    ],
    ['has a row that is too short', [[1, 0], [0]]],
    [
      'has rows that are too long',
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
    [
      'holds what is no number',
      [
        [1, Number.NaN],
        [Number.NaN, 1],
      ],
    ],
  ])('is refused for a matrix that %s', (_, matrix) => {
    expect(() => effectiveVoices(matrix)).toThrow('a similarity matrix is square and symmetric, with ones on its diagonal');
  });

  it('forgives what rounding does to symmetry', () => {
    expect(
      effectiveVoices([
        [1, 0.5],
        [0.5 + 1e-12, 1],
      ]),
    ).toBeCloseTo(1.7547654, 6);
  });

  it('lies between 1 and n and does not mind the order, for any vectors', () => {
    const vector = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: -5, max: 5 }))).filter((one) => one.some((value) => value !== 0));
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 12 }), (vectors) => {
        const matrixOf = (list: typeof vectors) => list.map((a, row) => list.map((b, column) => (row === column ? 1 : cosine(a, b))));
        const voices = effectiveVoices(matrixOf(vectors));
        expect(voices).toBeGreaterThan(1 - 1e-9);
        expect(voices).toBeLessThan(vectors.length + 1e-9);
        expect(effectiveVoices(matrixOf(vectors.toReversed()))).toBeCloseTo(voices, 8);
      }),
      { numRuns: 60 },
    );
  });
});
