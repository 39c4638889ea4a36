import type { DatabaseSync } from 'node:sqlite';

/**
 * What a write outlives once it is acknowledged. `power`: a power cut, because it was flushed to the disk. `process`: the end of this process
 * in any way; a power cut may take it back. Every flush takes along what was written before it.
 */
type Outlives = 'power' | 'process';

const begins = {
  power: 'PRAGMA synchronous = FULL; BEGIN IMMEDIATE',
  process: 'PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE',
} as const satisfies Record<Outlives, string>;

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
export const transaction = <T>(db: DatabaseSync, work: () => T, outlives: Outlives = 'power'): T =>
  run(db, begins[outlives], 'COMMIT', work);

/** Runs `work` on one unchanging view of the data. What it writes is thrown away. Not to be nested. */
export const snapshot = <T>(db: DatabaseSync, work: () => T): T => run(db, 'BEGIN', 'ROLLBACK', work);
