import { chooseTerms, feedback, type Hit, joinHits } from '../../core/quotes/feedback.ts';
import { joinCandidates } from '../../core/quotes/piece-search.ts';
import { matchedWords, placesOf, type Unit, unitsOf } from '../../core/quotes/query-units.ts';
import { matchStrength, type QuoteCandidate, type QuoteFilters } from '../../core/quotes/quotes.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { Database, Sql } from './connection.ts';
import type { QuoteParts } from './quote-batches.ts';
import { filterOf } from './quote-filter.ts';
import { type Asked, countHolders } from './quote-holders.ts';
import { createPieceSearch } from './quote-pieces.ts';
import { readQuote, readQuotes, termOf } from './quote-rows.ts';
import { type Row, readNumber, readText } from './values.ts';

/*
 * Okapi BM25 with the numbers that SQLite's FTS5 has built in (https://www.sqlite.org/fts5.html#the_bm25_function, read 2026-11-21):
 * k1 = 1.2, b = 0.75, and an idf that is never below 1e-6. Reckoned over postings of our own, because `ts_rank` knows neither the number of quotes nor how rare a
 * word is, on which the gate for "nothing matches" rests.
 */
const k1 = 1.2;
const b = 0.75;

type Scope = Readonly<{ space: number; quotes: number; words: number; hasPieces: boolean; filters: QuoteFilters }>;

const readScope = async (sql: Sql, space: number, filters: QuoteFilters): Promise<Scope> => {
  const row = await sql.first(
    `SELECT coalesce(sum(quotes), 0)::bigint AS quotes, coalesce(sum(words), 0)::bigint AS words,
       EXISTS (SELECT 1 FROM piece_postings WHERE space = $1) AS has_pieces
     FROM batches WHERE space = $1 AND published_at IS NOT NULL`,
    [space],
  );
  const [quotes, words] = [readNumber(row ?? {}, 'quotes'), readNumber(row ?? {}, 'words')];
  return { space, quotes, words, hasPieces: row?.['has_pieces'] === true, filters };
};

/** How many published quotes a filter leaves, and the day of the newest. */
export const readExtent = async (sql: Sql, space: number, filters: QuoteFilters): Promise<Row> => {
  const { text, values } = filterOf(filters, 2);
  const where = `q.space = $1 AND b.published_at IS NOT NULL${text}`;
  return (
    (await sql.first(`SELECT count(*) AS quotes, max(q.date) AS newest FROM quotes q JOIN batches b ON b.row = q.batch WHERE ${where}`, [
      space,
      ...values,
    ])) ?? {}
  );
};

const countSearched = async (sql: Sql, { space, quotes, filters }: Scope): Promise<number> =>
  filterOf(filters, 1).values.length === 0 ? quotes : readNumber(await readExtent(sql, space, filters), 'quotes');

const okapi = (all: number, rows: number): number => {
  const weight = Math.log((all - rows + 0.5) / (rows + 0.5));
  return weight > 0 ? weight : 1e-6;
};

const best = (filter: string): string => `WITH hits AS (
    SELECT p.quote, a.weight, p.times, p.words FROM unnest($2::text[], $3::float8[]) AS a (term, weight) JOIN postings p ON p.space = $1 AND p.term = a.term
    UNION ALL SELECT * FROM unnest($4::bigint[], $5::float8[], $6::int[], $7::int[])
  ) SELECT h.quote, sum(h.weight * h.times * ${k1 + 1} / (h.times + ${k1} * (${1 - b} + ${b} * h.words::float8 / $8::float8))) AS score
  FROM hits h ${filter === '' ? '' : `JOIN quotes q ON q.row = h.quote${filter}`} GROUP BY h.quote ORDER BY score DESC, h.quote LIMIT $9`;

/** The rows that hold any of the units, best first, equals in the order in which they came. */
const findRows = async (
  sql: Sql,
  { space, quotes, words, filters }: Scope,
  asked: readonly Asked[],
  limit: number,
): Promise<readonly Hit<number>[]> => {
  const single = asked.filter(({ held }) => held === undefined);
  const phrases = asked.flatMap(({ rows, held = [] }) => held.map((one) => ({ ...one, weight: okapi(quotes, rows) })));
  const { text, values } = filterOf(filters, 10);
  const rows = await sql.all(best(text), [
    space,
    single.map(({ unit }) => termOf(unit[0] ?? '')),
    single.map((one) => okapi(quotes, one.rows)),
    phrases.map(({ row }) => row),
    phrases.map(({ weight }) => weight),
    phrases.map(({ times }) => times),
    phrases.map((one) => one.words),
    words / quotes,
    limit,
    ...values,
  ]);
  return rows.map((row) => ({ row: readNumber(row, 'quote'), score: readNumber(row, 'score') }));
};

const rowsOf = (hits: readonly Hit<number>[]): readonly number[] => hits.map(({ row }) => row);

/** What follows the first hits, ordered by the words that these share as well. A hit without any word that was asked for has a score of 0. */
const createWiden =
  (sql: Sql, { tokenize }: QuoteParts) =>
  async (scope: Scope, asked: readonly Asked[], first: readonly Hit<number>[]): Promise<readonly Hit<number>[]> => {
    const known = new Set(asked.map(({ unit }) => unit.join(' ')));
    const top = first.slice(0, feedback.docs);
    const texts = await readQuotes(sql, rowsOf(top));
    const shared = new Map<string, Unit>();
    const hits = top.map(({ row, score }) => {
      const own = unitsOf(readText(texts.get(row) ?? {}, 'text'), tokenize).filter((unit) => !known.has(unit.join(' ')));
      for (const unit of own) shared.set(unit.join(' '), unit);
      return { score, terms: own.map((unit) => unit.join(' ')) };
    });
    const holders = new Map((await countHolders(sql, scope.space, [...shared.values()])).map((one) => [one.unit.join(' '), one]));
    const terms = chooseTerms(hits, scope.quotes, (term) => holders.get(term)?.rows ?? 0);
    const further = await findRows(
      sql,
      scope,
      terms.flatMap((term) => holders.get(term) ?? []),
      feedback.further,
    );
    const scores = new Map(first.map(({ row, score }) => [row, score]));
    return joinHits(first, further, (row) => row).map(({ row }) => ({ row, score: scores.get(row) ?? 0 }));
  };

/** Candidates with their strength (core/quotes/quotes.ts), in the order of the rows. */
const createWeigh =
  (sql: Sql, { tokenize }: QuoteParts) =>
  async ({ quotes }: Scope, asked: readonly Asked[], hits: readonly Hit<number>[]): Promise<readonly QuoteCandidate[]> => {
    const rows = await readQuotes(sql, rowsOf(hits));
    const units = asked.map(({ unit }) => unit);
    return hits.flatMap(({ row, score }) => {
      const stored = rows.get(row);
      if (!stored) return [];
      const quote = readQuote(stored);
      const tokens = tokenize(quote.text);
      const stems = tokens.map(({ stem }) => stem);
      const found = asked.filter(({ unit }) => placesOf(unit, stems).length > 0).map((one) => one.rows);
      const strength = matchStrength({ quotes, bm25: score, asked: asked.map((one) => one.rows), found });
      return [{ quote, strength, words: matchedWords(quote.text, tokens, units) }];
    });
  };

/** The search over the quotes of a space. Its steps may see an import that is published between them; a quote that was taken away meanwhile is left out. */
export const createQuoteSearch = (db: Database, parts: QuoteParts): QuoteIndex['search'] => {
  const widen = createWiden(db, parts);
  const weigh = createWeigh(db, parts);
  const byPieces = createPieceSearch(db, parts);
  return async (name, { text, filters, limit, wide }) => {
    const space = await parts.spaces.find(name);
    if (space === undefined) return { searched: 0, candidates: [] };
    const units = unitsOf(text, parts.tokenize);
    const [scope, asked] = await Promise.all([readScope(db, space, filters), countHolders(db, space, units)]);
    const searched = await countSearched(db, scope);
    if (units.length === 0 || searched === 0 || limit < 1) return { searched, candidates: [] };
    const first = await findRows(db, scope, asked, wide ? feedback.depth : limit);
    const hits = wide && first.length > 0 ? await widen(scope, asked, first) : first;
    const candidates = await weigh(scope, asked, hits.slice(0, limit));
    return { searched, candidates: scope.hasPieces ? joinCandidates(candidates, await byPieces(scope, text, limit), limit) : candidates };
  };
};
