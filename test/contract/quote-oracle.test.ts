import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryQuoteIndex } from '../../src/adapters/memory/quote-index.ts';
import { tokenize } from '../../src/adapters/memory/tokens.ts';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import type { QuoteCandidates, QuoteFilters } from '../../src/core/quotes/quotes.ts';
import type { QuoteIndex } from '../../src/ports/quote-index.ts';
import { isPresent } from '../fakes/needs.ts';
import { hasPostgres } from '../fakes/postgres.ts';
import {
  createTestClock,
  here,
  hostileList,
  ownHostileTexts,
  testRandom as random,
  readHostileTexts,
  sharedData,
  type TestClock,
  there,
} from './helpers.ts';
import { createStores } from './postgres-stores.ts';
import { load, row } from './quote-rows.ts';

/* Indexes answer alike: SQLite's FTS5, which shares no code with the others, PostgreSQL's postings, and bm25 written out in src/adapters/memory. */

const words =
  "delivery delivered late price pricing colours phone crochet families opinion an the was it’s can't bank’s café Cafe йогурт 한국 アプリ 2026 4g x running argument generalization 👍".split(
    ' ',
  );
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 14 }).map((some) => some.join(' '));
const quote = fc.record({
  text,
  source: fc.constantFrom('A', 'B'),
  segment: fc.constantFrom('old', 'young', undefined),
  month: fc.integer({ min: 1, max: 9 }),
});
const filters: fc.Arbitrary<QuoteFilters> = fc.constantFrom<QuoteFilters>(
  {},
  { source: 'A' },
  { segment: 'old' },
  { source: 'B', segment: 'young' },
  { since: '2026-05-01' },
  { since: '2026-03-01', source: 'A' },
);

/** What can be compared. Scores that are equal but for rounding may change places, so each text is held against its own strength. */
const comparable = ({ searched, candidates }: QuoteCandidates) => ({
  searched,
  found: candidates.map(({ quote: one, words: seen }) => JSON.stringify([one.text, one.source, one.segment, one.date, seen])).toSorted(),
});
const strengths = ({ candidates }: QuoteCandidates) =>
  new Map(candidates.map(({ quote: one, strength }) => [JSON.stringify([one.text, one.source, one.segment, one.date]), strength]));

/** Holds a store against the bm25 that is written out in memory. */
const describeOracle = (open: (clock: TestClock) => Promise<{ quotes: QuoteIndex; close: () => void }>, numRuns: number): void => {
  it('find the same quotes and words, with the same strengths, in random collections', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(quote, { minLength: 1, maxLength: 40 }),
        fc.array(text, { minLength: 1, maxLength: 4 }),
        filters,
        async (quotes, queries, narrowed) => {
          const clock = createTestClock();
          const store = await open(clock);
          const memory = createMemoryQuoteIndex({ clock, random });
          try {
            const rows = quotes.map((one) =>
              row(one.text, {
                source: one.source,
                date: `2026-0${one.month}-01`,
                ...(one.segment === undefined ? {} : { segment: one.segment }),
              }),
            );
            expect(await load(store.quotes, here, rows)).toBe(await load(memory, here, rows));
            for (const query of queries) {
              const request = { text: query, filters: narrowed, limit: 50 };
              const [a, b] = [await store.quotes.search(here, request), await memory.search(here, request)];
              expect(comparable(a)).toEqual(comparable(b));
              const expected = strengths(b);
              for (const [key, strength] of strengths(a)) expect(strength).toBeCloseTo(expected.get(key) ?? Number.NaN, 9);
            }
          } finally {
            store.close();
          }
        },
      ),
      { numRuns },
    );
  });

  it('rank in the same order where scores differ', async () => {
    const clock = createTestClock();
    const store = await open(clock);
    const memory = createMemoryQuoteIndex({ clock, random });
    const rows = Array.from({ length: 300 }, (_, n) =>
      row(words.filter((_, place) => (n * 7 + place * place) % (place + 3) === 0).join(' ') + ' filler'.repeat(n % 11)),
    );
    for (const index of [store.quotes, memory]) await load(index, here, rows);
    for (const query of ['late delivery price', 'crochet families', 'running argument generalization opinion']) {
      const request = { text: query, filters: {}, limit: 20 };
      const [a, b] = [await store.quotes.search(here, request), await memory.search(here, request)];
      expect(a.candidates.map(({ quote: one }) => one.text)).toEqual(b.candidates.map(({ quote: one }) => one.text));
      expect(a.candidates.length).toBeGreaterThan(10);
    }
    store.close();
  });

  it('give the same strengths, with and without filters, where there are enough quotes for bm25 to count', async () => {
    const store = await open(createTestClock());
    const memory = createMemoryQuoteIndex({ clock: createTestClock(), random });
    // Any fixed sequence will do; this one is Knuth's (MMIX), cut to 32 bits.
    let state = 1n;
    const next = (below: number): number => {
      state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
      return Number((state >> 33n) % BigInt(below));
    };
    const pick = (): string => (next(3) === 0 ? (words[next(words.length)] ?? '') : `filler${next(400)}`);
    const rows = Array.from({ length: 2_400 }, (_, n) => {
      const change = { source: next(2) === 0 ? 'A' : 'B', speaker: `${n}`, ...(next(3) === 0 ? { segment: 'old' } : {}) };
      return row(Array.from({ length: 1 + next(16) }, pick).join(' '), change);
    });
    for (const index of [store.quotes, memory]) await load(index, here, rows);
    for (const query of ['late delivery price', "can't crochet with families", 'йогурт argument generalization', 'filler7 phone colours'])
      for (const narrowed of [{}, { source: 'A' }, { source: 'B', segment: 'old' }, { since: '2026-01-01' }]) {
        const request = { text: query, filters: narrowed, limit: 20 };
        const [a, b] = [await store.quotes.search(here, request), await memory.search(here, request)];
        expect(a.searched).toBe(b.searched);
        expect(a.candidates).toHaveLength(20);
        for (const [place, { strength }] of a.candidates.entries())
          expect(strength).toBeCloseTo(b.candidates[place]?.strength ?? Number.NaN, 9);
        expect(new Set(a.candidates.map(({ strength }) => strength)).size).toBeGreaterThan(3);
      }
    store.close();
  });

  it('weigh words by the space alone: a neighbour of any size moves no strength', async () => {
    const store = await open(createTestClock());
    await load(store.quotes, here, [row('The delivery was late'), row('Nice colours'), row('Cheap')]);
    const ask = async () => (await store.quotes.search(here, { text: 'late delivery', filters: {}, limit: 5 })).candidates[0]?.strength;
    const before = await ask();
    expect(before).toBeGreaterThan(0);
    await load(
      store.quotes,
      there,
      Array.from({ length: 2_000 }, (_, n) => row(`late delivery ${n}`)),
    );
    expect(await ask()).toBe(before);
    store.close();
  });
};

describe('SQLite and the bm25 that is written out', () => {
  describeOracle((clock) => openSqlite({ path: ':memory:', clock, random }), 150);
});

describe.skipIf(!hasPostgres)('PostgreSQL and the bm25 that is written out (skipped where no server answers)', () => {
  describeOracle(createStores(), 40);
});

/** The stems that FTS5 makes of a text, in order. */
const openStemmer = (): ((one: string) => readonly unknown[]) => {
  const db = new DatabaseSync(':memory:');
  db.exec(
    "CREATE VIRTUAL TABLE t USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2'); CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')",
  );
  const put = db.prepare('INSERT INTO t (rowid, text) VALUES (1, ?)');
  const read = db.prepare('SELECT term FROM v ORDER BY offset');
  return (one) => {
    db.exec('BEGIN');
    put.run(one.toWellFormed());
    const terms = read.all().map(({ term }) => term);
    db.exec('ROLLBACK');
    return terms;
  };
};

const readTexts = (file: string): readonly string[] =>
  readFileSync(`${sharedData}/${file}`, 'utf8')
    .trim()
    .split('\n')
    .map((line): string => JSON.parse(line).text);

/** The texts of which the two make different stems. */
const disagreements = (texts: readonly string[]): readonly string[] => {
  const stem = openStemmer();
  return texts.filter((one) => JSON.stringify(stem(one)) !== JSON.stringify(tokenize(one.toWellFormed()).map((token) => token.stem)));
};

describe('the stems of the memory index', () => {
  it('are those of FTS5 for the words of these tests', () => {
    expect(disagreements([...words, ...ownHostileTexts, `${'a'.repeat(61)}ing`, `${'a'.repeat(62)}ing`, 'is', 'as'])).toEqual([]);
  });

  describe.skipIf(!isPresent(`${sharedData}/opinions`))('on real texts (shared/data/opinions, skipped when absent)', () => {
    it('are those of FTS5 for every one of 15,860 opinions and messages', () => {
      const texts = [...readTexts('opinions/quotes.jsonl'), ...readTexts('bank-messages/quotes.jsonl')];
      expect(texts.length).toBe(15_860);
      expect(disagreements(texts)).toEqual([]);
    });
  });

  describe.skipIf(!isPresent(hostileList))('on hostile texts (shared/data/hostile, skipped when absent)', () => {
    it('are those of FTS5 for all but a few hostile strings, whose letters SQLite folds by an older table of Unicode', () => {
      expect(disagreements(readHostileTexts()).length).toBeLessThanOrEqual(25);
    });
  });
});
