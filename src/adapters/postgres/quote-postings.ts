import type { Sql } from './connection.ts';
import { type Row, readNumber } from './values.ts';

// One row for each stem of each quote. In the order of the index, so that neighbours are written together.
const add = (which: string): string => `INSERT INTO postings (space, term, quote, times, words)
  SELECT q.space, t.term, q.row, count(*), q.words FROM quotes q, unnest(string_to_array(trim(q.stems), ' ')) AS t (term)
  WHERE ${which} AND t.term <> '' GROUP BY q.space, t.term, q.row, q.words ORDER BY q.space, t.term, q.row`;

const remove = (which: string): string => `DELETE FROM postings p USING
  (SELECT DISTINCT q.space, t.term, q.row FROM quotes q, unnest(string_to_array(trim(q.stems), ' ')) AS t (term) WHERE ${which}) gone
  WHERE p.space = gone.space AND p.term = gone.term AND p.quote = gone.row`;

/** The postings of all quotes of a batch, made from their stems by the server. */
export const addPostingsOfBatch = (sql: Sql, batch: number): Promise<readonly Row[]> => sql.all(add('q.batch = $1'), [batch]);

/** The postings of one quote. */
export const addPostings = (sql: Sql, row: number): Promise<readonly Row[]> => sql.all(add('q.row = $1'), [row]);

/** Takes the postings of quotes out, while the quotes are still there. */
export const removePostings = (sql: Sql, rows: readonly number[]): Promise<readonly Row[]> => sql.all(remove('q.row = ANY ($1)'), [rows]);

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
