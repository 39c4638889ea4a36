import { describe, expect, it } from 'vitest';
import { groupAlike, isNearlySame, sameWords } from '../../src/core/quotes/near-duplicates.ts';
import type { QuoteCandidate } from '../../src/core/quotes/quotes.ts';
import { findThemes } from '../../src/core/quotes/themes.ts';

describe('texts that say nearly the same', () => {
  it('are the same words, whatever case, accents, signs and spaces', () => {
    expect(sameWords('  “Le CAFÉ, was\nclosed!”')).toBe('le cafe was closed');
    expect(sameWords(' 🙂 ')).toBe('🙂');
    expect(isNearlySame('Great!', 'great')).toBe(true);
    expect(isNearlySame('🙂', '🙃')).toBe(false);
    expect(isNearlySame('Great app', 'Great apps')).toBe(false);
  });

  it('share four of five word triples, and no fewer', () => {
    const ten = 'one two three four five six seven eight nine ten eleven';
    // 9 triples; a twelfth word at the end makes 10 of which 9 are common, an other last word 8 of 10, two other words at the end 7 of 11.
    expect(isNearlySame(ten, `${ten} twelve`)).toBe(true);
    expect(isNearlySame(ten, ten.replace('eleven', 'zebra'))).toBe(true);
    expect(isNearlySame(ten, ten.replace('ten eleven', 'zebra lion'))).toBe(false);
    expect(isNearlySame('one two', 'two three')).toBe(false);
  });

  it('go to the first that they are close to, and the order stays', () => {
    const groups = groupAlike(['b c', 'a', 'B c', 'A!', 'd'], isNearlySame);
    expect(groups).toEqual([
      { first: 'b c', others: ['B c'] },
      { first: 'a', others: ['A!'] },
      { first: 'd', others: [] },
    ]);
  });
});

const candidate = (text: string): QuoteCandidate => ({
  quote: { id: text, text, source: 's', date: '2026-01-01', permission: 'consent' },
  strength: 1,
  words: [],
});

describe('themes', () => {
  const texts = [
    'broken parcel',
    'parcels broke',
    'a parcel again',
    'rude courier',
    'couriers, rude',
    'the rudest courier',
    'nothing else',
  ];
  it('hold each quote once, the largest first, named by shared words as people write them', () => {
    const { themes, rest } = findThemes('late', texts.map(candidate));
    expect(themes.map(({ words, quotes }) => [words[0], quotes.length])).toEqual([
      ['courier', 3],
      ['parcel', 3],
    ]);
    expect(rest.map(({ quote }) => quote.text)).toEqual(['nothing else']);
    const all = [...themes.flatMap(({ quotes }) => quotes), ...rest];
    expect(new Set(all.map(({ quote }) => quote.id)).size).toBe(texts.length);
  });

  it('are never named by what was asked for, by what nearly all share, or by fewer than three', () => {
    expect(findThemes('parcel courier', texts.map(candidate)).themes).toEqual([]);
    expect(findThemes('x', ['tap one', 'tap two', 'tap three', 'tap four', 'tap five', 'tap six'].map(candidate)).themes).toEqual([]);
    expect(findThemes('x', [])).toEqual({ themes: [], rest: [] });
  });
});
