import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosine, trigramJaccard, wordCosine } from '../../src/core/similarity.ts';

describe('how alike two texts are written', () => {
  it('is the share of trigrams that both hold', () => {
    // abc bcd | bcd cde: one of three.
    expect(trigramJaccard('abcd', 'bcde')).toBe(1 / 3);
    expect(trigramJaccard('abcabc', 'abc')).toBe(1 / 3);
    expect(trigramJaccard('abc', 'xyz')).toBe(0);
  });

  it('does not mind case, accents or white space', () => {
    expect(trigramJaccard('Café  au\nlait', ' cafe au LAIT ')).toBe(1);
    expect(trigramJaccard('a b', 'ab')).toBe(0);
  });

  it('compares very short texts whole', () => {
    expect([trigramJaccard('no', 'no'), trigramJaccard('no', 'so'), trigramJaccard('no', 'nos')]).toEqual([1, 0, 0]);
  });

  it('is 1 for two empty texts and 0 for one', () => {
    expect([trigramJaccard('', ' '), trigramJaccard('', 'abc'), trigramJaccard('a', '')]).toEqual([1, 0, 0]);
  });

  it('takes no character apart', () => {
    // Three emoji are one trigram; their halves would be four, some of them shared.
    expect(trigramJaccard('😀😁😂', '😂😁😀')).toBe(0);
  });

  it('is the same both ways and lies between 0 and 1, for any two texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        for (const alike of [trigramJaccard, wordCosine]) {
          expect(alike(a, b)).toBe(alike(b, a));
          expect(alike(a, b)).toBeGreaterThanOrEqual(0);
          expect(alike(a, b)).toBeLessThanOrEqual(1);
          expect(alike(a, a)).toBe(1);
        }
      }),
    );
  });
});

describe('how many words two texts share', () => {
  it('counts words that carry meaning, each once', () => {
    // {price, high} and {price, taste, smell, colour}: 1 / √(2 · 4).
    expect(wordCosine('The price, the price is high!', 'price and taste, smell, colour')).toBeCloseTo(1 / Math.sqrt(8), 12);
    expect(wordCosine('Cold soup', 'soup, COLD')).toBe(1);
    expect(wordCosine('the cold', 'the warm')).toBe(0);
  });

  it('is 1 for two texts that say nothing and 0 for one', () => {
    expect([wordCosine('', 'it is'), wordCosine('', 'soup'), wordCosine('soup', 'it is')]).toEqual([1, 0, 0]);
  });
});

describe('the cosine of two vectors', () => {
  it('is that of the angle between them', () => {
    expect(cosine([1, 0], [0, 5])).toBe(0);
    expect(cosine([3, 4], [4, 3])).toBeCloseTo(24 / 25, 12);
    expect(cosine([1, 2], [-2, -4])).toBeCloseTo(-1, 12);
  });

  it('is 0 where a vector points nowhere', () => {
    expect([cosine([0, 0], [1, 2]), cosine([1, 2], [0, 0]), cosine([], [])]).toEqual([0, 0, 0]);
  });

  it('never leaves -1 to 1, however long the vectors are', () => {
    expect(cosine([1e300, 1e300], [1e300, 1e300])).toBeCloseTo(1, 12);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), { minLength: 1 }), (pairs) => {
        const [a, b] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
        for (const value of [
          cosine(a, b),
          cosine(b, b),
          cosine(
            b,
            b.map((one) => -one),
          ),
        ])
          expect(Math.abs(value)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses vectors of two models', () => {
    expect(() => cosine([1, 2], [1, 2, 3])).toThrow('two vectors of different lengths cannot be compared');
  });
});
