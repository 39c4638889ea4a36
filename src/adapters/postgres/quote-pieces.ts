import { type AskedPieces, askPieces, weighPieces } from '../../core/quotes/piece-search.ts';
import { isOneLetter, type PieceWord, pieceWords } from '../../core/quotes/pieces.ts';
import { unitsOf } from '../../core/quotes/query-units.ts';
import { idf, type QuoteCandidate, type QuoteFilters } from '../../core/quotes/quotes.ts';
import type { Sql } from './connection.ts';
import type { QuoteParts } from './quote-batches.ts';
import { filterOf } from './quote-filter.ts';
import { countHolders } from './quote-holders.ts';
import { readQuote, readQuotes } from './quote-rows.ts';
import { readNumber } from './values.ts';

/** Sorts behind whatever begins with the same letter. */
const end = '\u{10ffff}';

/** The stretch of pieces that one of a query stands for: itself, or all that begin with it. */
const stretchOf = (piece: string) => ({ first: piece, last: isOneLetter(piece) ? piece + end : piece });

/** The pieces of words, each once a word, with the place of their word. */
const stretches = (words: readonly PieceWord[]) =>
  words.flatMap(({ pieces }, word) => [...new Set(pieces)].map((piece) => ({ word, ...stretchOf(piece) })));

const count = `SELECT held.word, count(*) AS rows FROM (
    SELECT a.word, p.quote FROM unnest($2::int[], $3::text[], $4::text[]) AS a (word, first, last)
    JOIN piece_postings p ON p.space = $1 AND p.piece BETWEEN a.first AND a.last
    GROUP BY a.word, p.quote HAVING count(DISTINCT a.first) = ($5::int[])[a.word + 1]
  ) AS held GROUP BY held.word`;

/** How many quotes hold all pieces of each word. */
const countWhole = async (sql: Sql, space: number, words: readonly PieceWord[]): Promise<readonly number[]> => {
  const all = stretches(words);
  const rows = await sql.all(count, [
    space,
    all.map(({ word }) => word),
    all.map(({ first }) => first),
    all.map(({ last }) => last),
    words.map(({ pieces }) => new Set(pieces).size),
  ]);
  const known = new Map(rows.map((row) => [readNumber(row, 'word'), readNumber(row, 'rows')]));
  return words.map((_, place) => known.get(place) ?? 0);
};

const best = (filter: string): string => `SELECT h.quote FROM (
    SELECT p.quote, sum(a.weight) AS score FROM unnest($2::text[], $3::text[], $4::float8[]) AS a (first, last, weight)
    JOIN piece_postings p ON p.space = $1 AND p.piece BETWEEN a.first AND a.last GROUP BY p.quote
  ) AS h JOIN quotes q ON q.row = h.quote${filter} ORDER BY h.score DESC, length(q.text), h.quote LIMIT $5`;

/** The quotes that hold most pieces of rare words, shorter ones first among equals. */
const findRows = async (
  sql: Sql,
  { space, quotes, filters }: Readonly<{ space: number; quotes: number; filters: QuoteFilters }>,
  asked: readonly AskedPieces[],
  limit: number,
): Promise<readonly number[]> => {
  const all = stretches(asked.map(({ word }) => word));
  const weights = asked.map(({ word, rows }) => idf(quotes, rows) / new Set(word.pieces).size);
  const { text, values } = filterOf(filters, 6);
  const rows = await sql.all(best(text), [
    space,
    all.map(({ first }) => first),
    all.map(({ last }) => last),
    all.map(({ word }) => weights[word] ?? 0),
    limit,
    ...values,
  ]);
  return rows.map((row) => readNumber(row, 'quote'));
};

/** A search by pieces (core/quotes/pieces.ts): of words that the index of words does not know, or knows in fewer quotes. */
export const createPieceSearch =
  (sql: Sql, { tokenize }: Pick<QuoteParts, 'tokenize'>) =>
  async (
    scope: Readonly<{ space: number; quotes: number; filters: QuoteFilters }>,
    text: string,
    limit: number,
  ): Promise<readonly QuoteCandidate[]> => {
    const words = pieceWords(text);
    const units = words.map(({ word }) => unitsOf(word, tokenize));
    const [whole, holders] = await Promise.all([countWhole(sql, scope.space, words), countHolders(sql, scope.space, units.flat())]);
    const known = new Map(holders.map(({ unit, rows }) => [unit, rows]));
    const asked = words.map((word, place) =>
      askPieces(
        word,
        whole[place] ?? 0,
        (units[place] ?? []).reduce((sum, unit) => sum + (known.get(unit) ?? 0), 0),
      ),
    );
    const better = asked.filter(({ isBetter }) => isBetter);
    if (better.length === 0) return [];
    const found = await findRows(sql, scope, better, limit);
    const rows = await readQuotes(sql, found);
    const quotes = found.flatMap((row) => {
      const stored = rows.get(row);
      return stored ? [readQuote(stored)] : [];
    });
    return weighPieces(scope.quotes, asked, quotes);
  };
