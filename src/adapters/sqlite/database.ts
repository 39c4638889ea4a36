import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import type { QuoteIndex, QuoteVectors } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import type { Stores } from '../../ports/stores.ts';
import { createBudget } from './budget.ts';
import { createDeliveries } from './deliveries.ts';
import { createDocuments } from './documents.ts';
import { createJournal } from './journal.ts';
import { createLedger } from './ledger.ts';
import { applicationId, migrations } from './migrations.ts';
import { createQuoteIndex } from './quote-index.ts';
import { createQuotePages } from './quote-pages.ts';
import { cutLog } from './settle.ts';
import { createSpaceList } from './space-list.ts';
import { createSpaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { createTranscript } from './transcript.ts';
import { readNumber } from './values.ts';
import { createWipe } from './wipe.ts';

/** How long a write waits for the other process, in milliseconds. */
const busyMs = 5_000;

const pragma = (db: DatabaseSync, name: 'application_id' | 'user_version'): number =>
  readNumber(db.prepare(`PRAGMA ${name}`).get() ?? {}, name);

const makeFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Made before SQLite does, which would let others read it; its side files take the rights of this one.
  closeSync(openSync(path, 'a', 0o600));
};

const notOurs = (path: string): Error =>
  new Error(`${path} is not a data file of Sounding Board. Move it away, or set DATA_DIR to another folder.`);

/** Throws unless the file is empty or ours, and not newer than this program. Changes nothing. */
const checkFile = (db: DatabaseSync, path: string): void => {
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (pragma(db, 'application_id') !== applicationId && !(isEmpty && pragma(db, 'application_id') === 0)) throw notOurs(path);
  const version = pragma(db, 'user_version');
  if (version > migrations.length)
    throw new Error(
      `${path} was written by a newer Sounding Board (format ${version}; this one knows ${migrations.length}). ` +
        'Update Sounding Board, or set DATA_DIR to another folder.',
    );
};

const migrate = (db: DatabaseSync, path: string): void =>
  transaction(db, () => {
    // Looked at again under the lock: another process may have been first.
    checkFile(db, path);
    for (const step of migrations.slice(pragma(db, 'user_version'))) db.exec(step);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
  });

/** Reads the file's first page, which is where SQLite notices a file of another kind. */
const checkKind = (db: DatabaseSync, path: string): void => {
  try {
    checkFile(db, path);
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === 26) throw notOurs(path);
    throw error;
  }
};

const openFile = (path: string): DatabaseSync => {
  const isFile = path !== ':memory:';
  if (isFile) makeFile(path);
  const db = new DatabaseSync(path, { timeout: busyMs, enableForeignKeyConstraints: true });
  try {
    checkKind(db, path);
    if (isFile) chmodSync(path, 0o600);
    // FULL: an acknowledged panel outlives a power cut. secure_delete: what was removed is overwritten. A larger cache makes
    // imports quicker; the log is cut back after a large one. What is sorted stays in memory: a file for it would hold texts that somebody may take back.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16000');
    db.exec('PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY');
    if (pragma(db, 'user_version') < migrations.length) migrate(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Everything that one file keeps. `close` may be called twice. */
export type Store = Stores & Readonly<{ quotes: QuoteIndex & QuoteVectors; vectors: QuoteVectors; close: () => void }>;

/**
 * Opens the data file, making it and its folder when there is none; `:memory:` keeps nothing. Two processes may have the same file open.
 * Rejects with an `Error` that says what to do when the file is not ours or is newer than this program. Imports that a dead process left
 * half-done are hidden at once and removed in the background.
 */
export const openSqlite = async ({ path, clock, random }: { path: string; clock: Clock; random: Random }): Promise<Store> => {
  const db = openFile(path);
  const spaces = createSpaces(db);
  const parts = { spaces, clock, random };
  const { index, words, purge, sweep, close: closeQuotes } = createQuoteIndex(db, parts);
  const store = {
    journal: createJournal(db, parts),
    documents: createDocuments(db, parts),
    quotes: index,
    vectors: index,
    quotePages: createQuotePages(db, parts),
    transcript: createTranscript(db, parts),
    budget: createBudget(db, parts),
    deliveries: createDeliveries(db, parts),
    ledger: createLedger(db, parts),
    wipe: createWipe(db, { spaces, words, purge }),
    spaces: createSpaceList(db),
    settle: async () => cutLog(db),
    close: () => {
      if (!db.isOpen) return;
      try {
        closeQuotes();
      } finally {
        db.close();
      }
    },
  };
  // What is left of it stays hidden, and the next opening tries again.
  sweep().catch(() => undefined);
  return store;
};
