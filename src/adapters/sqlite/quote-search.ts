import type { DatabaseSync } from 'node:sqlite';
import { contentWords, findWords, foldWord } from '../../core/query.ts';
import { chooseTerms, feedback, type Hit, joinHits } from '../../core/quotes/feedback.ts';
import { type AskedPieces, askPieces, joinCandidates, weighPieces } from '../../core/quotes/piece-search.ts';
import { isOneLetter, pieceWords } from '../../core/quotes/pieces.ts';
import { matchStrength, type QuoteCandidate, type QuoteFilters } from '../../core/quotes/quotes.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import { findBest } from './best-rows.ts';
import { readQuote } from './quote-rows.ts';
import type { QuoteWords } from './quote-words.ts';
import { readCount, rowFilter, type SpaceWords, scopeWords } from './space-words.ts';
import type { Spaces } from './spaces.ts';
import { anyOf, type QueryUnit, type TokenProbe } from './token-probe.ts';
import { snapshot } from './transaction.ts';
import { readNumber, readText } from './values.ts';

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
  countRows: db.prepare(
    `SELECT count(*) AS rows FROM quote_days d CROSS JOIN quotes q ON q.row = d.row JOIN batches b ON b.row = q.batch
     WHERE d.space = :space AND d.date BETWEEN :since AND :until AND ${rowFilter} AND b.state = 'published'`,
  ),
});

/** The content words of a query as written: SQLite folds them itself, and not every alphabet as `foldWord` does. */
const writtenWords = (text: string): readonly string[] => {
  const wanted = new Set(contentWords(text));
  return findWords(text)
    .map(({ written }) => written.replace(/['’]s$/i, ''))
    .filter((written) => wanted.has(foldWord(written)));
};

type Parts = Readonly<{ spaces: Spaces; words: QuoteWords; probe: TokenProbe }>;
type Scope = Readonly<{
  space: number;
  words: SpaceWords;
  filters: QuoteFilters;
  allVisible: boolean;
  /** Quotes of the space. */
  all: number;
  /** How many of them hold a unit. Counted once a search. */
  rowsWith: (unit: QueryUnit) => number;
}>;

const scopeMatch = (filters: QuoteFilters): string =>
  scopeWords(filters)
    .map((word) => `scope : "${word}"`)
    .join(' AND ');

type Sql = ReturnType<typeof prepare>;

/** What is asked of each row, or nothing when only words and the scope matter. Days are compared as text, in which `~` comes last. */
const rowFilters = ({ since, until, stars }: QuoteFilters) =>
  since === undefined && until === undefined && stars === undefined
    ? undefined
    : { since: since ?? '', until: until ?? '~', stars: stars ?? -1 };

const countSearched = (sql: Sql, { space, words, filters, allVisible }: Scope): number => {
  const match = scopeMatch(filters);
  const ofRows = rowFilters(filters);
  if (match === '') return readCount(ofRows ? sql.countRows.get({ space, ...ofRows }) : sql.published.get(space));
  if (!ofRows && allVisible) return readCount(words.count.get(match));
  return readCount(words.countVisible.get({ match, ...(ofRows ?? noFilters) }));
};

const noFilters = { since: '', until: '~', stars: -1 } as const;

/** The best rows for an FTS5 expression about their texts. */
const findRows = ({ words, filters, allVisible }: Scope, texts: string, limit: number): readonly Hit<number>[] => {
  const scope = scopeMatch(filters);
  const match = `text : (${texts})${scope === '' ? '' : ` AND ${scope}`}`;
  const ofRows = rowFilters(filters);
  // Looking at each found row costs time, so it is left out while nothing can be hidden.
  const found = !ofRows && allVisible ? words.best.all(match, limit) : words.bestVisible.all({ match, ...(ofRows ?? noFilters), limit });
  return found.map((row) => ({ row: readNumber(row, 'row'), score: -readNumber(row, 'score') }));
};

/** The best rows that hold any of the units. */
const findUnits = (scope: Scope, units: readonly QueryUnit[], limit: number): readonly Hit<number>[] => {
  const counted = units.map((unit) => ({ unit, rows: scope.rowsWith(unit) }));
  return findBest(counted, { all: scope.all, limit }, (texts) => findRows(scope, texts, limit));
};

const createRowsWith = (words: SpaceWords): Scope['rowsWith'] => {
  const known = new Map<string, number>();
  return ({ stems, match }) => {
    const [stem] = stems;
    const rows =
      known.get(match) ??
      readCount(stems.length === 1 && stem !== undefined ? words.rowsWithStem.get(stem) : words.count.get(`text : ${match}`));
    known.set(match, rows);
    return rows;
  };
};

/** What follows the first hits, ordered by the words that these share as well. A hit without any word that was asked for has a score of 0. */
const createWiden =
  (sql: Sql, probe: TokenProbe) =>
  (scope: Scope, units: readonly QueryUnit[], first: readonly Hit<number>[]): readonly Hit<number>[] => {
    const asked = new Set(units.map(({ stems }) => stems.join(' ')));
    const shared = new Map<string, QueryUnit>();
    const hits = first.slice(0, feedback.docs).map(({ row, score }) => {
      const own = probe.unitsOf(writtenWords(readText(sql.quote.get(row) ?? {}, 'text')));
      const terms = own.map((unit) => ({ unit, key: unit.stems.join(' ') })).filter(({ key }) => !asked.has(key));
      for (const { unit, key } of terms) shared.set(key, unit);
      return { score, terms: terms.map(({ key }) => key) };
    });
    const unitOf = (key: string): QueryUnit => shared.get(key) ?? { stems: [], match: '""' };
    const terms = chooseTerms(hits, scope.all, (key) => scope.rowsWith(unitOf(key)));
    const known = new Map(first.map(({ row, score }) => [row, score]));
    const further = findUnits(scope, terms.map(unitOf), feedback.further);
    return joinHits(first, further, (row) => row).map(({ row }) => ({ row, score: known.get(row) ?? 0 }));
  };

/** Candidates with their strength (core/quotes/quotes.ts), in the order of the rows. */
const createWeigh =
  (sql: Sql, probe: TokenProbe) =>
  ({ all, rowsWith }: Scope, units: readonly QueryUnit[], hits: readonly Hit<number>[]): readonly QuoteCandidate[] => {
    const asked = units.map(rowsWith);
    const quotes = hits.map(({ row }) => readQuote(sql.quote.get(row) ?? {}));
    const seen = probe.look(
      units,
      quotes.map(({ text }) => text),
    );
    return quotes.map((quote, place) => {
      const bm25 = hits[place]?.score ?? 0;
      const found = Array.from(seen[place]?.units ?? [], rowsWith);
      const strength = matchStrength({ quotes: all, bm25, asked, found });
      return { quote, strength, words: seen[place]?.words ?? [] };
    });
  };

const makeScope = (sql: Sql, asked: Pick<Scope, 'space' | 'words' | 'filters'>): Scope => ({
  ...asked,
  allVisible: sql.unfinished.get(asked.space) === undefined,
  all: readCount(sql.indexed.get(asked.space)),
  rowsWith: createRowsWith(asked.words),
});

const matchPiece = (piece: string): string => `"${piece.replaceAll('"', '""')}"${isOneLetter(piece) ? '*' : ''}`;

const createAskPieces =
  (probe: TokenProbe) =>
  ({ rowsWith }: Scope, pieces: SpaceWords, text: string): readonly AskedPieces[] =>
    pieceWords(text).map((word) => {
      const rows = readCount(pieces.count.get(`text : (${word.pieces.map(matchPiece).join(' AND ')})`));
      const known = probe.unitsOf([word.word]).reduce((sum, unit) => sum + rowsWith(unit), 0);
      return askPieces(word, rows, known);
    });

/** The search over one file. Reads one unchanging view of it, so counts and candidates belong together. */
export const createQuoteSearch = (db: DatabaseSync, { spaces, words: { tables, pieces }, probe }: Parts): QuoteIndex['search'] => {
  const sql = prepare(db);
  const weigh = createWeigh(sql, probe);
  const widen = createWiden(sql, probe);
  const ask = createAskPieces(probe);
  const byWords = (scope: Scope, units: readonly QueryUnit[], limit: number, wide: true | undefined): readonly QuoteCandidate[] => {
    const first = findUnits(scope, units, wide ? feedback.depth : limit);
    const hits = wide && first.length > 0 ? widen(scope, units, first) : first;
    return weigh(scope, units, hits.slice(0, limit));
  };
  const byPieces = (scope: Scope, parts: SpaceWords, text: string, limit: number): readonly QuoteCandidate[] => {
    const asked = ask(scope, parts, text);
    const units = asked
      .filter(({ isBetter }) => isBetter)
      .flatMap(({ word }) => word.pieces.map((piece) => ({ match: matchPiece(piece) })));
    const hits = units.length === 0 ? [] : findRows({ ...scope, words: parts }, anyOf(units), limit);
    const quotes = hits.map(({ row }) => readQuote(sql.quote.get(row) ?? {}));
    return weighPieces(scope.all, asked, quotes);
  };
  return async (name, { text, filters, limit, wide }) => {
    const units = probe.unitsOf(writtenWords(text));
    return snapshot(db, () => {
      const space = spaces.find(name);
      const words = space === undefined ? undefined : tables.find(space);
      if (space === undefined || !words) return { searched: 0, candidates: [] };
      const scope = makeScope(sql, { space, words, filters });
      const searched = countSearched(sql, scope);
      if (units.length === 0 || searched === 0 || limit < 1) return { searched, candidates: [] };
      const found = byWords(scope, units, limit, wide);
      const parts = pieces.find(space);
      if (!parts) return { searched, candidates: found };
      return { searched, candidates: joinCandidates(found, byPieces(scope, parts, text, limit), limit) };
    });
  };
};
