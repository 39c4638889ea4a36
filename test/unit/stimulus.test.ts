import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/errors.ts';
import { isComparison, maxStimulusUnits, optionLetter, parseStimulus } from '../../src/core/stimulus.ts';

const refusalOf = (typed: string) => {
  const result = parseStimulus(typed);
  return isRefusal(result) ? result : undefined;
};

describe('a stimulus', () => {
  it('is one headline, kept as typed beside what is shown', () => {
    expect(parseStimulus('  Save money with one tap ')).toEqual({
      asked: '  Save money with one tap ',
      options: ['Save money with one tap'],
    });
  });

  it('is a comparison of two to five options when they are separated by bars', () => {
    const two = parseStimulus('Save money | Banking that gets you');
    expect(two).toMatchObject({ options: ['Save money', 'Banking that gets you'] });
    expect(!isRefusal(two) && isComparison(two)).toBe(true);
    expect(parseStimulus('a|b|c|d|e')).toMatchObject({ options: ['a', 'b', 'c', 'd', 'e'] });
    expect([0, 4].map(optionLetter)).toEqual(['A', 'E']);
  });

  it('keeps a bar that is escaped', () => {
    expect(parseStimulus('either \\| or')).toMatchObject({ options: ['either | or'] });
  });

  it('loses characters that hide or reorder text, and nothing else', () => {
    expect(parseStimulus('Save\u202E money\u0000')).toEqual({ asked: 'Save\u202E money\u0000', options: ['Save money'] });
    expect(parseStimulus('two\nlines')).toMatchObject({ options: ['two\nlines'] });
  });

  it.each(['', ' ', '\n\t ', '|', ' | | ', '\u200B', '\u2800'.replace('\u2800', '\u3164')])(
    'is refused when there is nothing to read (%j), and is given back',
    (typed) => {
      expect(refusalOf(typed)).toMatchObject({ refused: 'stimulus-empty', typed });
    },
  );

  it('is refused over 2,000 characters with the length it has, and not at 2,000', () => {
    expect(maxStimulusUnits).toBe(2000);
    expect(isRefusal(parseStimulus('a'.repeat(2000)))).toBe(false);
    expect(refusalOf('a'.repeat(2001))).toMatchObject({ refused: 'stimulus-long', typed: 'a'.repeat(2001) });
    expect(refusalOf('a'.repeat(2001))?.userMessage).toContain('2,001 characters');
  });

  it('is refused with six options, an empty option, or two that are the same', () => {
    expect(refusalOf('a|b|c|d|e|f')).toMatchObject({ refused: 'options-count' });
    expect(refusalOf('a||b')).toMatchObject({ refused: 'option-empty' });
    expect(refusalOf('Save|sAVE')).toMatchObject({ refused: 'options-same' });
  });

  it('is either refused with what was typed, or has one to five readable options, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('a', '|', '\\', ' ', '\u202E') })), (typed) => {
        const result = parseStimulus(typed);
        if (isRefusal(result)) expect(result.typed).toBe(typed);
        else {
          expect(result.asked).toBe(typed);
          expect(result.options.length).toBeGreaterThan(0);
          expect(result.options.length).toBeLessThan(6);
          for (const option of result.options) expect(option.trim()).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
