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

  const shown = (topic: string, said: readonly string[]) => findThemes(topic, said.map(candidate)).themes.map(({ words }) => words);

  it.each([
    [['car one', 'cars two', 'the car three'], ['car']],
    [['one city', 'two cities', 'three cities'], ['cities']],
    [['he tried one', 'she tries two', 'they tried three'], ['tried']],
    [['The PARCEL one', 'a parcel two', 'parcels three', 'parcels four', 'a Parcel five'], ['parcel']],
    [['Anna’s one', 'anna’s two', 'anna three'], ['anna’s']],
    [['red one', 'ring two', 'red three'], []],
    [['list one', 'list two', 'lit three'], []],
  ] as const)('bring forms of one word together and name the commonest: %j is %j', (said, words) => {
    // What nobody shares, so that no word is one that nearly all have.
    const others = ['alpha', 'bravo', 'gamma', 'delta', 'omega'];
    expect(shown('x', [...said, ...others]).flat()).toEqual(words);
  });

  it('are named by further words that half of their quotes hold, three words at most', () => {
    const others = ['alpha', 'bravo', 'gamma', 'delta', 'omega'];
    const with2 = ['parcel rain one', 'parcel rain two', 'parcel three', 'parcel four'];
    expect(shown('x', [...with2, ...others])).toEqual([['parcel', 'rain']]);
    expect(shown('rain', [...with2, ...others])).toEqual([['parcel']]);
    expect(shown('x', [...with2, 'parcel five', ...others])).toEqual([['parcel']]);
    expect(shown('x', ['wet parcel rain door', 'wet parcel rain door', 'wet parcel rain door', ...others])).toEqual([
      ['door', 'parcel', 'rain'],
    ]);
  });

  it('are the same whatever order the quotes come in', () => {
    expect(shown('late', texts.toReversed())).toEqual(shown('late', texts));
    expect(shown('late', texts)).toEqual(
      [
        ['courier', 'rude'],
        ['parcel', 'broken'],
      ].map((words, at) => (at === 0 ? words : [words[0]])),
    );
  });

  it('are of three quotes even where these are most of all, else of no more than six in ten', () => {
    const said = (shared: number, of: number) =>
      Array.from(
        { length: of },
        (_, at) => `${at < shared ? 'parcel' : 'word'}${at < shared ? '' : 'abcdefghij'.charAt(at)} nr${'abcdefghij'.charAt(at)}`,
      );
    expect([shown('x', said(3, 3)), shown('x', said(3, 4)), shown('x', said(6, 10)), shown('x', said(7, 10))]).toEqual([
      [['parcel']],
      [['parcel']],
      [['parcel']],
      [],
    ]);
  });

  it('are six at most, and the others stay together', () => {
    const names = ['door', 'lamp', 'shoe', 'bread', 'cloud', 'tiger', 'melon'];
    const { themes, rest } = findThemes(
      'x',
      names.flatMap((name) => [name, name, name].map(candidate)),
    );
    expect(themes.map(({ word }) => word)).toEqual(['bread', 'cloud', 'door', 'lamp', 'melon', 'shoe']);
    expect(rest.map(({ quote }) => quote.text)).toEqual(['tiger', 'tiger', 'tiger']);
  });
});
