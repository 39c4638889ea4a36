import type { DatabaseSync } from 'node:sqlite';
import { contentWords, findWords, foldWord } from '../../core/query.ts';
import { matchStrength, type QuoteCandidate, type QuoteFilters } from '../../core/quotes.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import { readQuote } from './quote-rows.ts';
import { readCount, type SpaceWords, type SpaceWordTables, scopeWords } from './space-words.ts';
import type { Spaces } from './spaces.ts';
import { anyOf, type QueryUnit, type TokenProbe } from './token-probe.ts';
import { snapshot } from './transaction.ts';
import { type Row, readNumber } from './values.ts';

const prepare = (db: DatabaseSync) => ({
  quote: db.prepare('SELECT * FROM quotes WHERE row = ?'),
  indexed: db.prepare(
    `SELECT coalesce(sum(s.quotes), 0) AS rows FROM batches b JOIN batch_sources s ON s.batch = b.row
     WHERE b.space = ? AND b.state <> 'unindexed'`,
  ),
  published: db.prepare(
    `SELECT coalesce(sum(s.quotes), 0) AS rows FROM batches b JOIN batch_sources s ON s.batch = b.row
     WHERE b.space = ? AND b.state = 'published'`,
  ),
  unfinished: db.prepare("SELECT 1 FROM batches WHERE space = ? AND state <> 'published' LIMIT 1"),
  countSince: db.prepare(
    `SELECT count(*) AS rows FROM quotes q JOIN batches b ON b.row = q.batch
     WHERE q.space = ? AND q.date >= ? AND b.state = 'published'`,
  ),
});

/** The content words of a query as written: SQLite folds them itself, and not every alphabet as `foldWord` does. */
const writtenWords = (text: string): readonly string[] => {
  const wanted = new Set(contentWords(text));
  return findWords(text)
    .map(({ written }) => written.replace(/['’]s$/i, ''))
    .filter((written) => wanted.has(foldWord(written)));
};

type Parts = Readonly<{ spaces: Spaces; tables: SpaceWordTables; probe: TokenProbe }>;
type Scope = Readonly<{ space: number; words: SpaceWords; filters: QuoteFilters; allVisible: boolean }>;

const scopeMatch = (filters: QuoteFilters): string =>
  scopeWords(filters)
    .map((word) => `scope : "${word}"`)
    .join(' AND ');

type Sql = ReturnType<typeof prepare>;

const countSearched = (sql: Sql, { space, words, filters, allVisible }: Scope): number => {
  const match = scopeMatch(filters);
  const { since } = filters;
  if (match === '') return readCount(since === undefined ? sql.published.get(space) : sql.countSince.get(space, since));
  if (since === undefined && allVisible) return readCount(words.count.get(match));
  return readCount(words.countVisible.get({ match, since: since ?? '' }));
};

const findRows = ({ words, filters, allVisible }: Scope, units: readonly QueryUnit[], limit: number): readonly Row[] => {
  const scope = scopeMatch(filters);
  const match = `text : (${anyOf(units)})${scope === '' ? '' : ` AND ${scope}`}`;
  // Looking at each found row costs time, so it is left out while nothing can be hidden.
  if (filters.since === undefined && allVisible) return words.best.all(match, limit);
  return words.bestVisible.all({ match, since: filters.since ?? '', limit });
};

const rowsWith = (words: SpaceWords, { stems, match }: QueryUnit): number => {
  const [stem] = stems;
  return readCount(stems.length === 1 && stem !== undefined ? words.rowsWithStem.get(stem) : words.count.get(`text : ${match}`));
};

/** Candidates with their strength (core/quotes.ts), in the order of the rows. */
const createWeigh =
  (sql: Sql, probe: TokenProbe) =>
  ({ space, words }: Scope, units: readonly QueryUnit[], rows: readonly Row[]): readonly QuoteCandidate[] => {
    const all = readCount(sql.indexed.get(space));
    const holders = new Map(units.map((unit) => [unit, rowsWith(words, unit)]));
    const count = (some: Iterable<QueryUnit>): readonly number[] => Array.from(some, (unit) => holders.get(unit) ?? 0);
    const asked = count(units);
    const quotes = rows.map((row) => readQuote(sql.quote.get(readNumber(row, 'row')) ?? {}));
    const seen = probe.look(
      units,
      quotes.map(({ text }) => text),
    );
    return quotes.map((quote, place) => {
      const bm25 = -readNumber(rows[place] ?? {}, 'score');
      const found = count(seen[place]?.units ?? []);
      const strength = matchStrength({ quotes: all, bm25, asked, found });
      return { quote, strength, words: seen[place]?.words ?? [] };
    });
  };

/** The search over one file. Reads one unchanging view of it, so counts and candidates belong together. */
export const createQuoteSearch = (db: DatabaseSync, { spaces, tables, probe }: Parts): QuoteIndex['search'] => {
  const sql = prepare(db);
  const weigh = createWeigh(sql, probe);
  return async (name, { text, filters, limit }) => {
    const units = probe.unitsOf(writtenWords(text));
    return snapshot(db, () => {
      const space = spaces.find(name);
      const words = space === undefined ? undefined : tables.find(space);
      if (space === undefined || !words) return { searched: 0, candidates: [] };
      const scope = { space, words, filters, allVisible: sql.unfinished.get(space) === undefined };
      const searched = countSearched(sql, scope);
      if (units.length === 0 || searched === 0 || limit < 1) return { searched, candidates: [] };
      return { searched, candidates: weigh(scope, units, findRows(scope, units, limit)) };
    });
  };
};
