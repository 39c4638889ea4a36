import type { DatabaseSync } from 'node:sqlite';
import type { SpaceId } from '../../core/ids.ts';
import type { QuoteWords } from './quote-words.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';

/** Tables that hold rows of panels, and tables that hold rows of spaces, in an order in which nothing points at what is gone. */
const ofPanels = ['posts', 'turns', 'leases'] as const;
const ofSpaces = [
  'inbox',
  'panels',
  'documents',
  'transcript',
  'bookings',
  'budget_windows',
  'deliveries',
  'tombstones',
  'ledger_rows',
  'ledger_heads',
  'ledger_tallies',
  'identities',
  'quote_days',
] as const;

const prepare = (db: DatabaseSync) => ({
  ofPanels: ofPanels.map((table) => db.prepare(`DELETE FROM ${table} WHERE panel IN (SELECT row FROM panels WHERE space = ?)`)),
  ofSpaces: ofSpaces.map((table) => db.prepare(`DELETE FROM ${table} WHERE space = ?`)),
  sources: db.prepare('DELETE FROM batch_sources WHERE batch IN (SELECT row FROM batches WHERE space = ?)'),
  quotes: db.prepare('DELETE FROM quotes WHERE batch IN (SELECT row FROM batches WHERE space = ?)'),
  batches: db.prepare('DELETE FROM batches WHERE space = ?'),
  salt: db.prepare('UPDATE spaces SET salt = NULL WHERE id = ?'),
});

/**
 * Forgets everything that a space ever stored, in one transaction, and cuts the write-ahead log, so that no file holds it any more. A panel of the
 * space that runs at that moment loses its lease and ends. The number of the space stays, and means nothing to anybody.
 */
export const createWipe = (db: DatabaseSync, { spaces, words }: { spaces: Spaces; words: QuoteWords }) => {
  const sql = prepare(db);
  return async (space: SpaceId): Promise<void> => {
    const number = spaces.find(space);
    if (number === undefined) return;
    transaction(db, () => {
      for (const statement of [...sql.ofPanels, ...sql.ofSpaces]) statement.run(number);
      words.clear(number);
      for (const statement of [sql.sources, sql.quotes, sql.batches, sql.salt]) statement.run(number);
    });
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  };
};
