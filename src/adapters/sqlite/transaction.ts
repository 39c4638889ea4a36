import type { DatabaseSync } from 'node:sqlite';

const run = <T>(db: DatabaseSync, begin: string, end: string, work: () => T): T => {
  db.exec(begin);
  try {
    const result = work();
    db.exec(end);
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after some faults, a full disk for one.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};

/**
 * Runs `work` as one durable transaction: all of it or, when it throws, nothing. The write lock is taken first, because a transaction
 * that begins by reading cannot wait for the other process's writes and would fail instead. Not to be nested.
 */
export const transaction = <T>(db: DatabaseSync, work: () => T): T => run(db, 'BEGIN IMMEDIATE', 'COMMIT', work);

/** Runs `work` on one unchanging view of the data. What it writes is thrown away. Not to be nested. */
export const snapshot = <T>(db: DatabaseSync, work: () => T): T => run(db, 'BEGIN', 'ROLLBACK', work);
