import type { DatabaseSync } from 'node:sqlite';
import { contentWords, findWords, foldWord } from '../../core/query.ts';
import type { QuoteCandidate, QuoteFilters } from '../../core/quotes.ts';
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

/** How much it says that a word is there: the rarer, the more. `rows` of `all` hold it. A word that is nowhere says most. */
const idf = (all: number, rows: number): number => Math.log(1 + (all - rows + 0.5) / (rows + 0.5));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

type Parts = Readonly<{ spaces: Spaces; tables: SpaceWordTables; probe: TokenProbe }>;
type Scope = Readonly<{ space: number; words: SpaceWords; filters: QuoteFilters; allVisible: boolean }>;

const scopeMatch = (filters: QuoteFilters): string =>
  scopeWords(filters)
    .map((word) => `scope : "${word}"`)
    .join(' AND ');

/** The search over one file. Reads one unchanging view of it, so counts and candidates belong together. */
export const createQuoteSearch = (db: DatabaseSync, { spaces, tables, probe }: Parts): QuoteIndex['search'] => {
  const sql = prepare(db);

  const countSearched = ({ space, words, filters, allVisible }: Scope): number => {
    const match = scopeMatch(filters);
    const { since } = filters;
    if (match === '') return readCount(since === undefined ? sql.published.get(space) : sql.countSince.get(space, since));
    if (since === undefined && allVisible) return readCount(words.count.get(match));
    return readCount(words.countVisible.get({ match, since: since ?? '' }));
  };

  const findRows = ({ words, filters, allVisible }: Scope, units: readonly QueryUnit[], limit: number): readonly Row[] => {
    const match = [`text : (${anyOf(units)})`, ...scopeWords(filters).map((word) => `scope : "${word}"`)].join(' AND ');
    // Looking at each found row costs time, so it is left out while nothing can be hidden.
    if (filters.since === undefined && allVisible) return words.best.all(match, limit);
    return words.bestVisible.all({ match, since: filters.since ?? '', limit });
  };

  const rowsWith = (words: SpaceWords, { stems, match }: QueryUnit): number => {
    const [stem] = stems;
    return readCount(stems.length === 1 && stem !== undefined ? words.rowsWithStem.get(stem) : words.count.get(`text : ${match}`));
  };

  const judgeRows = ({ space, words }: Scope, units: readonly QueryUnit[], rows: readonly Row[]): readonly QuoteCandidate[] => {
    const all = readCount(sql.indexed.get(space));
    const weight = new Map(units.map((unit) => [unit, idf(all, rowsWith(words, unit))]));
    const weigh = (some: Iterable<QueryUnit>): number => sum(Array.from(some, (unit) => weight.get(unit) ?? 0));
    const scale = weigh(units) * idf(all, 0);
    const quotes = rows.map((row) => readQuote(sql.quote.get(readNumber(row, 'row')) ?? {}));
    const seen = probe.look(
      units,
      quotes.map(({ text }) => text),
    );
    return quotes.map((quote, place) => {
      const score = -readNumber(rows[place] ?? {}, 'score');
      return { quote, strength: (score * weigh(seen[place]?.units ?? [])) / scale, words: seen[place]?.words ?? [] };
    });
  };

  return async (name, { text, filters, limit }) => {
    const units = probe.unitsOf(writtenWords(text));
    return snapshot(db, () => {
      const space = spaces.find(name);
      const words = space === undefined ? undefined : tables.find(space);
      if (space === undefined || !words) return { searched: 0, candidates: [] };
      const scope = { space, words, filters, allVisible: sql.unfinished.get(space) === undefined };
      const searched = countSearched(scope);
      if (units.length === 0 || searched === 0 || limit < 1) return { searched, candidates: [] };
      return { searched, candidates: judgeRows(scope, units, findRows(scope, units, limit)) };
    });
  };
};
