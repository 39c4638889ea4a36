import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countGraphemes,
  cutToUnits,
  endSentence,
  hasHiddenCharacters,
  isReadable,
  onOneLine,
  skeleton,
  withoutHiddenCharacters,
} from '../../src/core/text.ts';

const family = '👩‍👩‍👧';

describe('text as people see it', () => {
  it('loses what hides or reorders it and keeps what emoji and scripts need', () => {
    expect(withoutHiddenCharacters('a\u202Eb\u2066c\u200Bd\u00ADe\uFEFFf\u0007g\u{E0041}h\uD800i\u2028j')).toBe('abcdefghij');
    for (const kept of [family, '❤️', 'نمی‌خواهم', 'tab\there', 'line\nhere', 'é', 'क्‍ष']) expect(withoutHiddenCharacters(kept)).toBe(kept);
    expect(withoutHiddenCharacters('a\r\nb\rc')).toBe('a\nb\nc');
  });

  it('keeps four marks on a letter and drops the towers above', () => {
    expect(withoutHiddenCharacters(`a${'\u0301'.repeat(300)}b`)).toBe(`a${'\u0301'.repeat(4)}b`);
  });

  it('knows when something hides, and when there is nothing to read', () => {
    expect(hasHiddenCharacters('a\u200Bb')).toBe(true);
    expect(hasHiddenCharacters(`${family}\n\t`)).toBe(false);
    expect(isReadable(' \u200B\n')).toBe(false);
    expect(isReadable('?')).toBe(true);
    expect(onOneLine(' a\n\n b\t c ')).toBe('a b c');
  });

  it('ends as a sentence once, in any script', () => {
    for (const open of ['Tell me', 'Three (of four)', 'It is “against”', 'A.B']) expect(endSentence(open)).toBe(`${open}.`);
    for (const whole of ['So.', 'Why?', 'Now!', 'And…', '“Why?”', '(Yes.)', 'なぜ？', '「なぜ？」', 'لماذا؟', 'क्यों।'])
      expect(endSentence(whole)).toBe(whole);
  });

  it('is cut between graphemes, with a mark, within the units', () => {
    expect(cutToUnits('abcdef', 6)).toBe('abcdef');
    expect(cutToUnits('abcdef', 5)).toBe('abcd…');
    expect(cutToUnits('abc def', 5)).toBe('abc…');
    expect(cutToUnits(family + family, family.length + 1)).toBe(`${family}…`);
    expect(cutToUnits(family, 3)).toBe('');
    expect(countGraphemes(`${family}e\u0301`)).toBe(2);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, units) => {
        const cut = cutToUnits(text, units);
        expect(cut.length).toBeLessThanOrEqual(Math.max(units, 0));
        if (cut !== text) expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
      }),
    );
  });

  it('has one skeleton for what looks the same', () => {
    expect(skeleton('Аdmіn')).toBe(skeleton('admin'));
    expect(skeleton('ADM1N')).toBe(skeleton('admin'));
    expect(skeleton('Ｓlack  Bot')).toBe(skeleton('slack bot'));
    expect(skeleton('Márit')).toBe(skeleton('Marit'));
    expect(skeleton('Marit')).not.toBe(skeleton('Marta'));
  });
});
