import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeClaims, describeVoices, fillsOf, lengthOf } from '../../src/adapters/web/client/measures.ts';
import type { ClaimBlock } from '../../src/core/message.ts';

const claim = (human: boolean, verdict: 'quotes' | 'nothing' = human ? 'quotes' : 'nothing'): ClaimBlock => ({
  text: 'x',
  touched: '',
  ground: '',
  basis: 'invention',
  evidence: { verdict, human, sentence: '', quotes: [] },
});

describe('the line over folded claims', () => {
  test.each([
    [[claim(true), claim(false), claim(false)], '3 claims · real quotes close to 1'],
    [[claim(true)], '1 claim · real quotes close to it'],
    [[claim(false), claim(false)], '2 claims · no real quotes close to them'],
  ])('counts claims, and those that real people spoke of (%#)', (claims, expected) => {
    expect(describeClaims(claims)).toBe(expected);
  });

  test('does not count sample lines as real', () => {
    expect(describeClaims([claim(false, 'quotes')])).toBe('1 claim · no real quotes close to it');
  });
});

describe('a forecast’s bar', () => {
  test.each([
    [0.62, '62%'],
    [0.125, '12.5%'],
    [1 / 3, '33.3%'],
    [0, '0%'],
    [1.4, '100%'],
    [-1, '0%'],
    [Number.NaN, '0%'],
  ])('of a share of %d is %s long', (share, expected) => {
    expect(lengthOf(share)).toBe(expected);
  });
});

describe('the gauge of voices', () => {
  test('fills whole dots first, then a part of the next', () => {
    const fills = fillsOf(2.4, 4);
    expect(fills).toHaveLength(4);
    for (const [index, expected] of [1, 1, 0.4, 0].entries()) expect(fills[index]).toBeCloseTo(expected);
    expect(describeVoices(2.4, 4)).toBe('2.4 of 4');
    expect(describeVoices(2.96, 4)).toBe('3 of 4');
  });

  test('becomes one bar when there are too many dots to read', () => {
    expect(fillsOf(3, 12)).toHaveLength(12);
    expect(fillsOf(6, 24)).toEqual([0.25]);
  });

  test('shows nothing for nobody and for no number', () => {
    expect(fillsOf(2, 0)).toEqual([]);
    expect(fillsOf(2, Number.NaN)).toEqual([]);
    expect(fillsOf(Number.NaN, 2)).toEqual([0, 0]);
  });

  test('never fills more than there were voices or personas, and no dot beyond its edge', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 40, noNaN: true }), fc.integer({ min: 1, max: 12 }), (voices, of) => {
        const fills = fillsOf(voices, of);
        expect(fills.every((fill) => fill >= 0 && fill <= 1)).toBe(true);
        expect(fills.reduce((total, fill) => total + fill, 0)).toBeCloseTo(Math.min(voices, of));
      }),
    );
  });
});
