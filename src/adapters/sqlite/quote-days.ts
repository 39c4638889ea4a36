import type { DatabaseSync } from 'node:sqlite';
import { readNumber } from './values.ts';

/*
 * Which quotes are of which day. Days come in any order: in an index of the table itself each commit of an import writes a page for nearly every row, which took longer than storing
 * the rows. So they are entered when an import is published, many rows at a time and in the order of the days. Entries of rows that are not published, or gone, mean nothing: each look goes to
 * the row.
 */

/** Rows entered in one transaction: some 20 ms with its commit, during which others wait. */
const enteredRows = 4_000;

const prepare = (db: DatabaseSync) => ({
  last: db.prepare(`SELECT max(row) AS row FROM (SELECT row FROM quotes WHERE batch = ? AND row > ? ORDER BY row LIMIT ${enteredRows})`),
  enter: db.prepare(
    `INSERT OR IGNORE INTO quote_days (space, date, row)
     SELECT space, date, row FROM quotes WHERE batch = ? AND row > ? AND row <= ? ORDER BY date, row`,
  ),
  remove: db.prepare('DELETE FROM quote_days WHERE (space, date, row) = (SELECT space, date, row FROM quotes WHERE row = ?)'),
});

/** The days of one file. Call everything inside a transaction. */
export const createQuoteDays = (db: DatabaseSync) => {
  const sql = prepare(db);
  return {
    /** Enters the next part of an import, after a row; answers the last row of the part, and nothing once all are there. */
    enterSome: (batch: number, after: number): number | undefined => {
      const last = sql.last.get(batch, after);
      if (!last || last['row'] === null) return undefined;
      const until = readNumber(last, 'row');
      sql.enter.run(batch, after, until);
      return until;
    },
    /** Takes one stored row out, before it goes. */
    remove: (row: number): void => void sql.remove.run(row),
  };
};

/** The days of one file. */
export type QuoteDays = ReturnType<typeof createQuoteDays>;
