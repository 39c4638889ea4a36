import type { Sql } from './connection.ts';
import { type Row, readNumber } from './values.ts';

// One row for each stem of each quote. In the order of the index, so that neighbours are written together.
const add = (which: string): string => `INSERT INTO postings (space, term, quote, times, words)
  SELECT q.space, t.term, q.row, count(*), q.words FROM quotes q, unnest(string_to_array(trim(q.stems), ' ')) AS t (term)
  WHERE ${which} AND t.term <> '' GROUP BY t.term, q.row ORDER BY t.term, q.row`;

const remove = (which: string): string => `DELETE FROM postings p USING
  (SELECT DISTINCT q.space, t.term, q.row FROM quotes q, unnest(string_to_array(trim(q.stems), ' ')) AS t (term) WHERE ${which}) gone
  WHERE p.space = gone.space AND p.term = gone.term AND p.quote = gone.row`;

const piecesOf = "FROM quotes q, unnest(string_to_array(trim(q.pieces), ' ')) AS t (piece) WHERE q.pieces IS NOT NULL AND";

const addPieces = (which: string): string =>
  `INSERT INTO piece_postings (space, piece, quote) SELECT DISTINCT q.space, t.piece, q.row ${piecesOf} ${which} ORDER BY 1, 2, 3`;

const removePieces = (
  which: string,
): string => `DELETE FROM piece_postings p USING (SELECT DISTINCT q.space, t.piece, q.row ${piecesOf} ${which}) gone
  WHERE p.space = gone.space AND p.piece = gone.piece AND p.quote = gone.row`;

/** The postings of all quotes of a batch, made from their stems and pieces by the server. */
export const addPostingsOfBatch = async (sql: Sql, batch: number): Promise<void> => {
  await sql.all(add('q.batch = $1'), [batch]);
  await sql.all(addPieces('q.batch = $1'), [batch]);
};

/** The postings of one quote. */
export const addPostings = async (sql: Sql, row: number): Promise<void> => {
  await sql.all(add('q.row = $1'), [row]);
  await sql.all(addPieces('q.row = $1'), [row]);
};

/** Takes the postings of quotes out, while the quotes are still there. */
export const removePostings = async (sql: Sql, rows: readonly number[]): Promise<void> => {
  await sql.all(remove('q.row = ANY ($1)'), [rows]);
  await sql.all(removePieces('q.row = ANY ($1)'), [rows]);
};

/** Takes quotes out with their postings, and off the counts of their batches. */
export const removeQuotes = async (sql: Sql, quotes: readonly Row[]): Promise<void> => {
  if (quotes.length === 0) return;
  const rows = quotes.map((row) => readNumber(row, 'row'));
  await removePostings(sql, rows);
  await sql.all(
    `WITH gone AS (DELETE FROM quotes WHERE row = ANY ($1) RETURNING batch, words),
       sums AS (SELECT batch, count(*) AS quotes, sum(words) AS words FROM gone GROUP BY batch)
     UPDATE batches b SET quotes = b.quotes - sums.quotes, words = b.words - sums.words FROM sums WHERE b.row = sums.batch`,
    [rows],
  );
};
