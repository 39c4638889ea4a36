import { describe, expect, it } from 'vitest';
import {
  gate,
  hasHumanVoice,
  judge,
  matchStrength,
  maxQuoteUnits,
  newQuoteSchema,
  type QuoteCandidate,
} from '../../src/core/quotes/quotes.ts';

const candidate = (strength: number, permission: QuoteCandidate['quote']['permission'] = 'consent'): QuoteCandidate => ({
  strength,
  words: ['late'],
  quote: { id: `q${strength}`, text: `It came late ${strength}.`, source: 'Survey', date: '2026-01-01', permission },
});

describe('the gate', () => {
  it('lets through what is as strong as 0.8 and counts what is nearly so', () => {
    expect(gate).toEqual({ quotes: 0.8, loose: 0.6 });
    const candidates = [1.4, 0.8, 0.7999, 0.6, 0.5999].map((strength) => candidate(strength));
    expect(judge({ searched: 90, candidates }, { filters: { segment: 'x' }, limit: 5 })).toEqual({
      verdict: 'quotes',
      quotes: candidates.slice(0, 2),
      loose: 2,
      searched: 90,
      filters: { segment: 'x' },
      samples: false,
    });
  });

  it('says nothing when nothing is strong enough, with what was searched', () => {
    expect(judge({ searched: 90, candidates: [candidate(0.79)] }, { filters: {}, limit: 5 })).toEqual({
      verdict: 'nothing',
      quotes: [],
      loose: 1,
      searched: 90,
      filters: {},
      samples: false,
    });
    expect(judge({ searched: 0, candidates: [] }, { filters: {}, limit: 5 })).toMatchObject({ verdict: 'nothing', loose: 0, searched: 0 });
  });

  it('shows no more than asked for', () => {
    expect(judge({ searched: 9, candidates: [candidate(2), candidate(1.5), candidate(1)] }, { filters: {}, limit: 2 }).quotes.length).toBe(
      2,
    );
  });

  it('shows one of those that say nearly the same, with their number, and never a sample for a person', () => {
    const [first, second] = [candidate(2), candidate(1.5)];
    const twin = { ...second, quote: { ...second.quote, text: first.quote.text.toUpperCase() } };
    const { quotes } = judge({ searched: 9, candidates: [first, twin, candidate(1)] }, { filters: {}, limit: 5 });
    expect(quotes).toEqual([{ ...first, alike: 1 }, candidate(1)]);
    expect(judge({ searched: 9, candidates: [first, candidate(2, 'sample')] }, { filters: {}, limit: 5 }).quotes).toHaveLength(2);
  });

  it('hears a human voice in quotes of people and never in samples', () => {
    const heard = (...all: readonly QuoteCandidate[]) => hasHumanVoice(judge({ searched: 9, candidates: all }, { filters: {}, limit: 5 }));
    expect(heard(candidate(1))).toBe(true);
    expect(heard(candidate(1, 'sample'))).toBe(false);
    expect(heard(candidate(1, 'sample'), candidate(0.9, 'licence'))).toBe(true);
    expect(heard()).toBe(false);
  });
});

describe('a quote on its way in', () => {
  const row = { text: ' It came late. ', source: 'Survey', date: '2026-01-01', permission: 'consent' };
  const problem = (change: object) => newQuoteSchema.safeParse({ ...row, ...change }).error?.issues[0]?.message;

  it('keeps its words byte for byte', () => {
    expect(newQuoteSchema.parse(row).text).toBe(' It came late. ');
    expect(newQuoteSchema.parse({ ...row, text: 'x'.repeat(maxQuoteUnits) }).text.length).toBe(4_000);
  });

  it('has its other fields trimmed', () => {
    const padded = newQuoteSchema.parse({ ...row, source: ' a ', segment: ' b ', licence: ' c ', speaker: ' d ' });
    expect(padded).toMatchObject({ source: 'a', segment: 'b', licence: 'c', speaker: 'd' });
  });

  it.each([
    [{ text: '' }, 'there are no words in it'],
    [{ text: ' \n ' }, 'there are no words in it'],
    [{ text: undefined }, 'there are no words in it'],
    [{ text: 'x'.repeat(4_001) }, 'the text is longer than 4000 characters'],
    [{ source: '' }, 'no source is given'],
    [{ source: ' ' }, 'no source is given'],
    [{ source: undefined }, 'no source is given'],
    [{ source: 'x'.repeat(121) }, 'the source is longer than 120 characters'],
    [{ segment: 'x'.repeat(61) }, 'the segment is longer than 60 characters'],
    [{ licence: 'x'.repeat(81) }, 'the licence is longer than 80 characters'],
    [{ speaker: 'x'.repeat(121) }, 'the speaker id is longer than 120 characters'],
    [{ permission: 'maybe' }, 'the permission must be one of: consent, licence, public-review, own-customers, sample'],
  ])('is refused with a reason: %j', (change, reason) => {
    expect(problem(change)).toBe(reason);
  });

  it('is refused without a day, with stars out of range, or with a field that nobody knows', () => {
    for (const change of [{ date: 'May' }, { date: '2026-02-30' }, { stars: 6 }, { stars: -1 }, { author: 'x' }])
      expect(problem(change)).toBeTypeOf('string');
    expect(problem({ stars: 5, segment: 'a', licence: 'b', speaker: 'c' })).toBeUndefined();
  });
});

describe('the strength of a match', () => {
  const idf = (all: number, rows: number) => Math.log(1 + (all - rows + 0.5) / (rows + 0.5));

  it('in a large collection is bm25 times the weighted share of the query that is there, over the weight of an unseen word', () => {
    const strength = matchStrength({ quotes: 10_000, bm25: 12, asked: [50, 400, 0], found: [50, 400] });
    const [a, b, unseen] = [idf(10_000, 50), idf(10_000, 400), idf(10_000, 0)];
    expect(strength).toBeCloseTo((12 * (a + b)) / (a + b + unseen) / unseen, 12);
    expect(unseen).toBeCloseTo(Math.log(1 + 10_000.5 / 0.5), 12);
  });

  it('does not drift when unrelated quotes are added to a small collection', () => {
    const of = (quotes: number) => matchStrength({ quotes, bm25: 3, asked: [20, 5, 2], found: [20, 5] });
    const [a, b, c] = [idf(7_000, 20), idf(7_000, 5), idf(7_000, 2)];
    expect(of(40)).toBeCloseTo((a + b) ** 2 / (a + b + c) / idf(7_000, 0), 12);
    expect(of(40)).toBe(of(1_999));
    expect(of(2_000)).not.toBe(of(1_999));
    expect(of(2_000)).toBeCloseTo(
      (3 * (idf(2_000, 20) + idf(2_000, 5))) / (idf(2_000, 20) + idf(2_000, 5) + idf(2_000, 2)) / idf(2_000, 0),
      12,
    );
  });

  it('is always enough when the one word that was asked for is there', () => {
    expect(matchStrength({ quotes: 10_000, bm25: 0.1, asked: [4_000], found: [4_000] })).toBe(gate.quotes);
    expect(matchStrength({ quotes: 10_000, bm25: 20, asked: [4], found: [4] })).toBeGreaterThan(gate.quotes);
    expect(matchStrength({ quotes: 10_000, bm25: 0.1, asked: [4_000, 4_000], found: [4_000, 4_000] })).toBeLessThan(gate.loose);
  });

  it('is enough in a small collection when everything that was asked for is there, and not when a word is missing', () => {
    expect(matchStrength({ quotes: 10, bm25: 0, asked: [10, 10], found: [10, 10] })).toBeGreaterThanOrEqual(gate.quotes);
    expect(matchStrength({ quotes: 1_999, bm25: 0, asked: [1_900, 1_900], found: [1_900, 1_900] })).toBe(gate.quotes);
    expect(matchStrength({ quotes: 1_999, bm25: 0, asked: [1_900, 1_900], found: [1_900] })).toBeLessThan(gate.loose);
  });
});
