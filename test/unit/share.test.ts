import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inHundred, percent, percentRange, probability } from '../../src/core/share.ts';

describe('a share in words', () => {
  it.each([
    [0, '0 %'],
    [0.0001, 'under 1 %'],
    [0.004, 'under 1 %'],
    [0.006, '1 %'],
    [0.5, '50 %'],
    [0.994, '99 %'],
    [0.996, 'over 99 %'],
    [0.1 + 0.2 + 0.7, '100 %'],
    [1 - 1e-15, '100 %'],
    [1, '100 %'],
  ])('of %d is %s', (share, said) => expect(percent(share)).toBe(said));

  it('is all or none only when it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }), (some, others) => {
        expect(percent(some / (some + others))).not.toMatch(/^(?:0|100) %$/u);
      }),
    );
  });

  it('says the same in a hundred and of both ends of a range', () => {
    expect([0.62, 0.996, 0.004, 1].map(inHundred)).toEqual(['62 in 100', 'over 99 in 100', 'under 1 in 100', '100 in 100']);
    expect([0, 0.004, 0.62, 0.996, 1].map(probability)).toEqual(['0.00', 'under 0.01', '0.62', 'over 0.99', '1.00']);
    expect(percentRange({ low: 0.205, high: 1 })).toBe('21 to 100 %');
    expect(percentRange({ low: 0.98, high: 0.9994 })).toBe('98 to over 99 %');
    expect(percentRange({ low: 0.0006, high: 0.02 })).toBe('under 1 to 2 %');
  });
});
