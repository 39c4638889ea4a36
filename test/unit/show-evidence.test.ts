import { describe, expect, it } from 'vitest';
import type { Evidence, QuoteCandidate } from '../../src/core/quotes/quotes.ts';
import { describeEvidence, describeFilters, describeYield, showEvidence, showQuote } from '../../src/core/quotes/show-evidence.ts';

const candidate = (change: Partial<QuoteCandidate['quote']> = {}, words: readonly string[] = ['late']): QuoteCandidate => ({
  strength: 1,
  words,
  quote: { id: 'q', text: 'It came late.', source: 'Survey', date: '2026-01-01', permission: 'consent', ...change },
});
const evidence = (quotes: readonly QuoteCandidate[], searched = 1_234, filters: Evidence['filters'] = {}): Evidence => ({
  verdict: quotes.length > 0 ? 'quotes' : 'nothing',
  quotes,
  loose: 0,
  searched,
  filters,
  samples: quotes.some(({ quote }) => quote.permission === 'sample'),
});

describe('a quote as shown', () => {
  it('is verbatim, with source, date, segment, stars and permission from the data', () => {
    expect(showQuote(candidate({ segment: '25-34', stars: 4, permission: 'licence', licence: 'MIT' }))).toEqual({
      type: 'quote',
      id: 'q',
      text: 'It came late.',
      words: ['late'],
      attribution: 'Survey · 2026-01-01 · 25-34 · 4 of 5 stars · under licence: MIT',
      permission: 'licence',
      human: true,
      cleaned: false,
    });
    expect(showQuote(candidate()).attribution).toBe('Survey · 2026-01-01 · with consent');
    expect(showQuote(candidate({ permission: 'public-review' })).attribution).toContain('public review');
    expect(showQuote(candidate({ permission: 'own-customers' })).attribution).toContain('own customer');
    expect(showQuote(candidate({ source: 'a\nb', segment: 'c\u202Ed', permission: 'licence', licence: 'e\tf' })).attribution).toBe(
      'a b · 2026-01-01 · cd · under licence: e f',
    );
  });

  it('says what was done to it, where it stands, and how many say nearly the same', () => {
    const quote = candidate({ redacted: true, translated: true, link: 'https://example.com/1' });
    expect(showQuote({ ...quote, alike: 1 }).attribution).toBe(
      'Survey · 2026-01-01 · with consent · redacted: something personal was taken out · translated · https://example.com/1 · and 1 more says nearly the same',
    );
    expect(showQuote({ ...candidate(), alike: 2 }).attribution).toContain(' · and 2 more say nearly the same');
  });

  it('says when hidden characters were left out, and when it is nobody’s words', () => {
    expect(showQuote(candidate({ text: 'It \u202Ecame' }))).toMatchObject({ text: 'It came', cleaned: true });
    expect(showQuote(candidate({ permission: 'sample' }))).toMatchObject({
      human: false,
      attribution: 'Survey · 2026-01-01 · sample, nobody’s words',
    });
  });
});

describe('the sentence under a claim', () => {
  it('counts quotes, names the words that matched, and says how much was searched', () => {
    expect(describeEvidence(evidence([candidate()]))).toBe('1 real quote is close, on “late”; 1,234 quotes searched.');
    expect(describeEvidence(evidence([candidate({}, ['Late', 'box']), candidate({}, ['late', 'a1', 'a2', 'a3', 'a4', 'a5'])], 1))).toBe(
      '2 real quotes are close, on “late”, “box”, “a1”, “a2”, “a3”, “a4”; 1 quote searched.',
    );
  });

  it('says that no real user said it when nothing matches, when there is nothing, and when only samples do', () => {
    expect(describeEvidence(evidence([]))).toBe('No real user said this: nothing matches; 1,234 quotes searched.');
    expect(describeEvidence(evidence([], 0))).toBe('No real user said this: there are no quotes here yet.');
    expect(describeEvidence(evidence([candidate({ permission: 'sample' })], 24))).toBe(
      'No real user said this. 1 sample line comes close; 24 sample lines searched.',
    );
    expect(describeEvidence(evidence([candidate(), candidate({ permission: 'sample' })], 1))).toBe(
      'No real user said this. 2 sample lines come close; 1 sample line searched.',
    );
  });

  it('says when quotes are close in meaning alone, and when not even samples are', () => {
    expect(describeEvidence(evidence([candidate({}, [])], 5))).toBe(
      '1 real quote is close in meaning, with none of the words; 5 quotes searched.',
    );
    expect(describeEvidence(evidence([candidate({}, []), candidate({}, [])], 5))).toContain('2 real quotes are close in meaning');
    expect(describeEvidence({ ...evidence([], 24), samples: true })).toBe('No real user said this: there are no quotes here yet.');
  });

  it('counts all that a search found', () => {
    expect(describeYield(evidence([candidate()], 5))).toBe('1 quote matches; 5 quotes searched.');
    expect(describeYield(evidence([], 1))).toBe('0 quotes match; 1 quote searched.');
  });

  it('names the filters in force', () => {
    expect(describeFilters({ until: '2026-02-01', stars: 4 })).toBe('until 2026-02-01, at least 4 of 5 stars');

    expect(describeFilters({})).toBe('');
    expect(describeEvidence(evidence([], 5, { segment: 'a\nb', source: 'c', since: '2026-01-01' }))).toBe(
      'No real user said this: nothing matches; 5 quotes searched (segment “a b”, source “c”, since 2026-01-01).',
    );
  });

  it('travels with the quotes and with whether a human voice is among them', () => {
    expect(showEvidence(evidence([candidate()]))).toMatchObject({ verdict: 'quotes', human: true, quotes: [{ text: 'It came late.' }] });
    expect(showEvidence(evidence([candidate({ permission: 'sample' })]))).toMatchObject({ verdict: 'quotes', human: false });
    expect(showEvidence(evidence([]))).toEqual({
      verdict: 'nothing',
      human: false,
      sentence: 'No real user said this: nothing matches; 1,234 quotes searched.',
      quotes: [],
    });
  });
});
