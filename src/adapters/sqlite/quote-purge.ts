import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QuoteDays } from './quote-days.ts';
import type { Identities } from './quote-identities.ts';
import { type QuoteWords, readIndexed } from './quote-words.ts';
import { cutLog } from './settle.ts';
import { transaction } from './transaction.ts';
import { type Row, readNumber, readText } from './values.ts';

/** Rows removed in one transaction: some 40 ms, during which others wait. */
const chunkRows = 500;

const prepare = (db: DatabaseSync) => ({
  batch: db.prepare('SELECT * FROM batches WHERE row = ?'),
  setState: db.prepare('UPDATE batches SET state = ? WHERE row = ?'),
  others: db.prepare(
    "SELECT 1 FROM batches WHERE space = ? AND row <> ? AND state <> 'unindexed' AND EXISTS (SELECT 1 FROM quotes WHERE batch = batches.row) LIMIT 1",
  ),
  some: db.prepare('SELECT row, text, source, segment, has_pieces FROM quotes WHERE batch = ? LIMIT ?'),
  remove: db.prepare('DELETE FROM quotes WHERE row = ?'),
  removeSources: db.prepare('DELETE FROM batch_sources WHERE batch = ?'),
  removeBatch: db.prepare('DELETE FROM batches WHERE row = ?'),
});

type Sql = ReturnType<typeof prepare>;

const createMark =
  (sql: Sql, words: QuoteWords) =>
  (batch: Row): void => {
    const [row, space] = [readNumber(batch, 'row'), readNumber(batch, 'space')];
    const alone = words.tables.find(space) !== undefined && sql.others.get(space, row) === undefined;
    // The words of a first import that failed: all at once instead of row by row.
    if (alone) words.clear(space);
    sql.setState.run(alone ? 'unindexed' : 'discarded', row);
  };

/**
 * Takes batches out again. `mark` hides a batch for good and is one small write, inside a transaction of the caller; `run` then removes
 * its rows and their words in chunks, with a turn of the event loop between them. A removal that was cut short goes on at the next opening.
 */
export const createPurge = (db: DatabaseSync, words: QuoteWords, entries: Readonly<{ identities: Identities; days: QuoteDays }>) => {
  const sql = prepare(db);
  const removeRows = (space: number, isIndexed: boolean, quotes: readonly Row[]): void => {
    // First all words, then all rows: in turns, FTS5 would write out every single change.
    if (isIndexed) words.remove(space, quotes.map(readIndexed));
    for (const quote of quotes) {
      entries.identities.remove(readNumber(quote, 'row'));
      entries.days.remove(readNumber(quote, 'row'));
      sql.remove.run(readNumber(quote, 'row'));
    }
  };
  /** Removes rows of a batch; false when there are none. Another process may be at the same batch, which harms nothing. */
  const removeSome = (row: number): boolean =>
    transaction(db, () => {
      const batch = sql.batch.get(row);
      if (!batch) return false;
      const quotes = sql.some.all(row, chunkRows);
      removeRows(readNumber(batch, 'space'), readText(batch, 'state') !== 'unindexed', quotes);
      return quotes.length > 0;
    });
  /** Removes what is left of a batch without rows, a part at a time; false when nothing is. */
  const finish = (row: number): boolean =>
    transaction(db, () => {
      const batch = sql.batch.get(row);
      if (!batch) return false;
      if (readText(batch, 'state') !== 'unindexed' && words.merge(readNumber(batch, 'space'))) return true;
      sql.removeSources.run(row);
      sql.removeBatch.run(row);
      return false;
    });
  const run = async (rows: readonly number[]): Promise<void> => {
    // All rows of all batches first: each merge goes through the whole index of a space. The file may be closed while others have their turn.
    for (const row of rows) while (db.isOpen && removeSome(row)) await nextTurn();
    for (const row of rows) while (db.isOpen && finish(row)) await nextTurn();
    // The write-ahead log would keep the removed pages until somebody writes over them.
    if (db.isOpen && rows.length > 0) cutLog(db);
  };
  return { mark: createMark(sql, words), run, removeRows };
};

/** What takes batches out again. */
export type Purge = ReturnType<typeof createPurge>;
