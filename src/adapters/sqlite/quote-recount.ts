import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { transaction } from './transaction.ts';
import { pack, type Row, readNumber, readText } from './values.ts';

/** Rows looked at in one step, during which others wait. */
const lookedAt = 20_000;

const prepare = (db: DatabaseSync) => ({
  days: db.prepare(
    `SELECT source, permission, min(date) AS first_day, max(date) AS last_day, max(row) AS row FROM
       (SELECT row, source, permission, date FROM quotes WHERE batch = ? AND row > ? ORDER BY row LIMIT ${lookedAt}) GROUP BY source, permission`,
  ),
  setDays: db.prepare('UPDATE batch_sources SET first_day = ?, last_day = ? WHERE batch = ? AND source = ? AND permission = ?'),
  dropEmpty: db.prepare('DELETE FROM batch_sources WHERE batch = ? AND quotes <= 0'),
  isEmpty: db.prepare(
    "SELECT 1 FROM batches b WHERE row = ? AND state = 'published' AND NOT EXISTS (SELECT 1 FROM quotes WHERE batch = b.row)",
  ),
  removeBatch: db.prepare('DELETE FROM batches WHERE row = ?'),
});

/** The days that one source of a batch covers. */
type Days = Readonly<{ source: string; permission: string; first: string; last: string }>;

const readDays = (row: Row): Days => ({
  source: readText(row, 'source'),
  permission: readText(row, 'permission'),
  first: readText(row, 'first_day'),
  last: readText(row, 'last_day'),
});

const join = (one: Days | undefined, other: Days): Days => ({
  ...other,
  first: one && one.first < other.first ? one.first : other.first,
  last: one && one.last > other.last ? one.last : other.last,
});

/** Sets the days of batches from which rows were taken, in steps with a turn of the event loop between them, and drops those that are empty now. */
export const createRecount = (db: DatabaseSync): ((batches: Iterable<number>) => Promise<void>) => {
  const sql = prepare(db);
  const daysOf = async (batch: number): Promise<readonly Days[]> => {
    const days = new Map<string, Days>();
    for (let after = 0; ; ) {
      const groups = db.isOpen ? sql.days.all(batch, after) : [];
      if (groups.length === 0) return [...days.values()];
      for (const group of groups) {
        const part = readDays(group);
        const key = JSON.stringify([part.source, part.permission]);
        days.set(key, join(days.get(key), part));
        after = Math.max(after, readNumber(group, 'row'));
      }
      await nextTurn();
    }
  };
  return async (batches) => {
    for (const batch of batches) {
      const days = await daysOf(batch);
      if (!db.isOpen) return;
      transaction(db, () => {
        for (const { source, permission, first, last } of days) sql.setDays.run(first, last, batch, pack(source), permission);
        sql.dropEmpty.run(batch);
        if (sql.isEmpty.get(batch)) sql.removeBatch.run(batch);
      });
    }
  };
};
