import type { DatabaseSync } from 'node:sqlite';

/**
 * What a write outlives once it is acknowledged. `power`: a power cut, because it was flushed to the disk. `process`: the end of this process
 * in any way; a power cut may take it back. Every flush takes along what was written before it.
 */
type Outlives = 'power' | 'process';

const levels = { power: 'FULL', process: 'NORMAL' } as const satisfies Record<Outlives, string>;

/** The statements of one file. Kept ready, because a panel needs a hundred of them; `level` is what the file is set to. */
const prepare = (db: DatabaseSync) => ({
  beginWrite: db.prepare('BEGIN IMMEDIATE'),
  beginRead: db.prepare('BEGIN'),
  commit: db.prepare('COMMIT'),
  rollBack: db.prepare('ROLLBACK'),
  level: '',
});

const files = new WeakMap<DatabaseSync, ReturnType<typeof prepare>>();

const statementsOf = (db: DatabaseSync): ReturnType<typeof prepare> => {
  const known = files.get(db) ?? prepare(db);
  files.set(db, known);
  return known;
};

const run = <T>(db: DatabaseSync, begin: 'beginWrite' | 'beginRead', end: 'commit' | 'rollBack', work: () => T): T => {
  const statements = statementsOf(db);
  statements[begin].run();
  try {
    const result = work();
    statements[end].run();
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after some faults, a full disk for one.
    if (db.isTransaction) statements.rollBack.run();
    throw error;
  }
};

/**
 * Runs `work` as one durable transaction: all of it or, when it throws, nothing. The write lock is taken first, because a transaction
 * that begins by reading cannot wait for the other process's writes and would fail instead. Not to be nested.
 */
export const transaction = <T>(db: DatabaseSync, work: () => T, outlives: Outlives = 'power'): T => {
  const statements = statementsOf(db);
  if (statements.level !== levels[outlives]) {
    db.exec(`PRAGMA synchronous = ${levels[outlives]}`);
    statements.level = levels[outlives];
  }
  return run(db, 'beginWrite', 'commit', work);
};

/** Runs `work` on one unchanging view of the data. What it writes is thrown away. Not to be nested. */
export const snapshot = <T>(db: DatabaseSync, work: () => T): T => run(db, 'beginRead', 'rollBack', work);
