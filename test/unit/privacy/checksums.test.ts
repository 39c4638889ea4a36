import { describe, expect, it } from 'vitest';
import { isDay, isLuhn, isMod1110, isVerhoeff, remainder, weigh } from '../../../src/core/privacy/checksums.ts';
import { seededNumbers } from '../../../src/core/random.ts';

/* Check digits. Vectors: the examples of those who published each check, and its definition. */

/** The same number with each of the ten last digits. */
const withEveryEnd = (digits: string): readonly string[] => Array.from('0123456789', (digit) => digits.slice(0, -1) + digit);

describe('the check digit', () => {
  it.each([
    // The example that everybody gives for Luhn.
    ['Luhn', isLuhn, '79927398713'],
    ['Luhn', isLuhn, '4111111111111111'],
    ['Luhn', isLuhn, '0'],
    // The example of the standard, and tax numbers that the German office publishes for tests.
    ['mod 11,10', isMod1110, '07945'],
    ['mod 11,10', isMod1110, '36574261809'],
    ['mod 11,10', isMod1110, '65929970489'],
    ['mod 11,10', isMod1110, '86095742719'],
    // 236 with its check digit 3, and 12345 with 1.
    ['Verhoeff', isVerhoeff, '2363'],
    ['Verhoeff', isVerhoeff, '123451'],
  ] as const)('of %s is one of ten, as in %3$s', (_, check, digits) => {
    expect(withEveryEnd(digits).filter(check)).toEqual([digits]);
  });

  it('of Verhoeff follows from the turns and mirrors of a pentagon', () => {
    // Elements 0 to 4 turn, 5 to 9 turn and mirror; a turn behind a mirror goes the other way.
    const times = (a: number, b: number): number => (((a % 5) + (a < 5 ? b % 5 : 5 - (b % 5))) % 5) + (a < 5 === b < 5 ? 0 : 5);
    const once = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    const permuted = (digit: number, rounds: number): number => (rounds === 0 ? digit : permuted(once[digit] ?? 0, rounds - 1));
    const next = seededNumbers(5);
    for (let round = 0; round < 300; round += 1) {
      const body = Array.from({ length: 11 }, () => Math.floor(next() * 10));
      const product = body.toReversed().reduce((sum, digit, at) => times(sum, permuted(digit, at + 1)), 0);
      const check = Array.from({ length: 10 }, (_, digit) => digit).filter((digit) => times(digit, product) === 0);
      expect(check).toHaveLength(1);
      expect(withEveryEnd(`${body.join('')}0`).filter(isVerhoeff)).toEqual([body.join('') + check.join('')]);
    }
  });
});

describe('sums and remainders', () => {
  it('weigh each digit, and begin again when there are fewer weights', () => {
    expect(weigh('1234', [1, 10, 100, 1_000])).toBe(4_321);
    expect(weigh('1234', [1, 10])).toBe(1 + 20 + 3 + 40);
    expect(weigh('', [1])).toBe(0);
  });

  it('are exact for numbers that no double holds', () => {
    // The account GB82 WEST 1234 5698 7654 32, as the standard turns it.
    expect(remainder('3214282912345698765432161182', 97)).toBe(1);
    expect(remainder('3214282912345698765432161183', 97)).toBe(2);
  });
});

describe('a day', () => {
  it.each([
    [2000, 2, 29],
    [2024, 2, 29],
    [1949, 12, 31],
    [0, 2, 29],
    [24, 2, 29],
    [99, 1, 1],
  ])('exists: %i-%i-%i', (year, month, day) => {
    expect(isDay(year, month, day)).toBe(true);
  });

  it.each([
    [1900, 2, 29],
    [2023, 2, 29],
    [99, 2, 29],
    [85, 4, 31],
    [85, 1, 32],
    [85, 1, 99],
    [85, 1, 0],
    [85, 0, 1],
    [85, 13, 1],
    [85, 12, 32],
  ])('does not exist: %i-%i-%i', (year, month, day) => {
    expect(isDay(year, month, day)).toBe(false);
  });
});
