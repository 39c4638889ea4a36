import { placesOf, type Unit } from '../../core/quotes/query-units.ts';
import type { Sql } from './connection.ts';
import { termOf } from './quote-rows.ts';
import { readNumber, readText } from './values.ts';

/** One unit of a query, how many quotes hold it, and for more than one stem in a row the quotes themselves. */
export type Asked = Readonly<{ unit: Unit; rows: number; held?: readonly Held[] }>;
type Held = Readonly<{ row: number; times: number; words: number }>;

/** The quotes that hold several stems one after the other: those that hold all of them, looked through. */
const findPhrase = async (sql: Sql, space: number, unit: Unit): Promise<readonly Held[]> => {
  const terms = unit.map(termOf);
  const rows = await sql.all(
    `SELECT p.quote, p.words, q.stems FROM postings p JOIN quotes q ON q.row = p.quote
     WHERE p.space = $1 AND p.term = $2 AND position($3 in q.stems) > 0`,
    [space, terms[0], ` ${terms.join(' ')} `],
  );
  return rows.map((row) => ({
    row: readNumber(row, 'quote'),
    times: placesOf(terms, readText(row, 'stems').trim().split(' ')).length,
    words: readNumber(row, 'words'),
  }));
};

/** How many quotes hold each unit of a query. */
export const countHolders = async (sql: Sql, space: number, units: readonly Unit[]): Promise<readonly Asked[]> => {
  if (units.length === 0) return [];
  const terms = units.filter(({ length }) => length === 1).map(([stem = '']) => termOf(stem));
  const rows = await sql.all('SELECT term, count(*) AS rows FROM postings WHERE space = $1 AND term = ANY ($2) GROUP BY term', [
    space,
    terms,
  ]);
  const known = new Map(rows.map((row) => [readText(row, 'term'), readNumber(row, 'rows')]));
  return Promise.all(
    units.map(async (unit) => {
      if (unit.length === 1) return { unit, rows: known.get(termOf(unit[0] ?? '')) ?? 0 };
      const held = await findPhrase(sql, space, unit);
      return { unit, rows: held.length, held };
    }),
  );
};
