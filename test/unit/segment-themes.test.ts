import { describe, expect, it } from 'vitest';
import type { Quote } from '../../src/core/quotes/quotes.ts';
import { findSegmentThemes, findVoices, logOddsZ, repeatsQuote } from '../../src/core/quotes/segment-themes.ts';
import { aPersona, aSet } from '../fakes/personas.ts';

let count = 0;
const quote = (text: string, segment = 'family'): Quote => {
  count += 1;
  return {
    id: `q${String(count).padStart(4, '0')}`,
    text,
    source: 'Survey',
    date: `2026-04-${String((count % 28) + 1).padStart(2, '0')}`,
    permission: 'own-customers',
    segment,
  };
};

const times = (of: number, make: (index: number) => Quote): readonly Quote[] => Array.from({ length: of }, (_, index) => make(index));

const family = [
  ...times(12, (index) => quote(`The stroller never fits the hallway number${index}`)),
  ...times(12, (index) => quote(`Parking costs too much, thing${index}`)),
];
const others = [
  ...times(40, (index) => quote(`Parking costs too much, matter${index}`, 'single')),
  ...times(40, (index) => quote(`The app crashed again, case${index}`, 'single')),
];

describe('themes of a group', () => {
  it('are what it says more often than others, with how many quotes and which', () => {
    const { of, against, source, themes } = findSegmentThemes(family, others);
    expect([of, against, source]).toEqual([24, 80, 'Survey']);
    expect(themes[0]?.words.toSorted()).toEqual(['fits', 'hallway', 'never', 'stroller'].toSorted());
    expect(themes[0]?.n).toBe(12);
    expect(themes[0]?.quotes).toHaveLength(10);
    expect(themes[0]?.quotes.every(({ text }) => text.includes('stroller'))).toBe(true);
    expect(themes.flatMap(({ words }) => words)).not.toContain('parking');
  });

  it('are not made of one word that two people used, nor of chance', () => {
    expect(
      findSegmentThemes([...times(20, () => quote('It is fine')), quote('giraffe'), quote('giraffe')], others).themes.flatMap(
        ({ words }) => words,
      ),
    ).not.toContain('giraffe');
    expect(findSegmentThemes(others.slice(0, 40), others).themes.flatMap(({ words }) => words)).not.toContain('crashed');
  });

  it('stay a word’s frequency where there is nobody to compare with', () => {
    expect(findSegmentThemes(family, []).themes[0]?.n).toBe(12);
  });

  it('do not name groups that speak alike', () => {
    const half = times(30, () => quote('Late again and nobody called'));
    expect(
      findSegmentThemes(
        half,
        times(30, () => quote('Late again and nobody called')),
      ).themes,
    ).toEqual([]);
  });
});

describe('the log-odds of a word', () => {
  // By hand: share 0.1, prior 1 and 9; logits ln(21/89) and ln(1/109); variance 1/21 + 1/1.
  it('is the z-score of Monroe, Colaresi and Quinn', () => {
    expect(logOddsZ({ inGroup: 20, group: 100, inRest: 0, rest: 100 })).toBeCloseTo(3.1723, 3);
    expect(logOddsZ({ inGroup: 5, group: 50, inRest: 5, rest: 50 })).toBeCloseTo(0, 9);
    expect(logOddsZ({ inGroup: 0, group: 100, inRest: 20, rest: 100 })).toBeCloseTo(-3.1723, 3);
  });
});

describe('who speaks for a segment', () => {
  it('is the persona that shares its typical words, and nobody when none does', () => {
    const set = aSet([
      aPersona('ana', 'Ana', [{ text: 'A stroller has to fit through my hallway.', touched_by: ['fits'] }]),
      aPersona('ben', 'Ben', [{ text: 'I read the price first.' }]),
    ]);
    const segments = [
      { segment: 'family', quotes: 24 },
      { segment: 'single', quotes: 80 },
    ];
    const [first, second] = findVoices(set, segments, [...family, ...others]);
    expect(first).toMatchObject({ segment: 'family', quotes: 24, nearest: 'ana' });
    expect(second).toMatchObject({ segment: 'single', quotes: 80 });
    expect(second?.nearest).toBeUndefined();
  });
});

describe('a sentence of a persona', () => {
  const said = [quote('I gave up after the third call, because nobody there knew my name.'), quote('Never again!')];

  it.each(['I gave up after the third call and left.', '“Nobody there knew my name” is what I fear, because nobody there knew my name.'])(
    'that repeats six words of a quote is somebody else’s: %s',
    (sentence) => {
      expect(repeatsQuote(sentence, said)).toBe(true);
    },
  );

  it.each(['After the third call I stop trying.', 'Never again is what I say to a glued case.', 'My name is unknown there.'])(
    'may speak of the same: %s',
    (sentence) => {
      expect(repeatsQuote(sentence, said)).toBe(false);
    },
  );
});
