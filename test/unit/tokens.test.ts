import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../src/core/tokens.ts';

describe('the estimate of tokens', () => {
  it('is nothing for nothing, and whole', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('a')).toBe(1);
    expect(estimateTokens('abcd')).toBe(2);
  });

  it('lies above four characters a token for English, and counts digits and punctuation one by one', () => {
    const text = 'the quick brown fox jumps over the lazy dog and runs home';
    expect(estimateTokens(text)).toBe(Math.ceil(text.length / 3));
    expect(estimateTokens('1234567890')).toBe(10);
    expect(estimateTokens('{"a":[]}')).toBe(8);
    expect(estimateTokens('日本語')).toBe(5);
    expect(estimateTokens('日本語日')).toBe(6);
    expect(estimateTokens('éé')).toBe(2);
    expect(estimateTokens('👍')).toBe(2);
  });

  it('grows with the text, never beyond its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        expect(estimateTokens(one + other)).toBeGreaterThanOrEqual(estimateTokens(one));
        expect(estimateTokens(one + other)).toBeLessThanOrEqual(estimateTokens(one) + estimateTokens(other));
        expect(estimateTokens(one)).toBeLessThanOrEqual(Buffer.byteLength(one));
      }),
    );
  });
});
