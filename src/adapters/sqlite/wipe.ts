import type { DatabaseSync } from 'node:sqlite';
import type { SpaceId } from '../../core/ids.ts';
import type { Purge } from './quote-purge.ts';
import type { QuoteWords } from './quote-words.ts';
import { cutLog } from './settle.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { readNumber } from './values.ts';

/** Tables that hold rows of panels, in an order in which nothing points at what is gone. */
const ofPanels = ['posts', 'turns', 'leases'] as const;
/** Tables that hold rows of spaces, in the same order. Quotes and what hangs on them are not among them. */
export const ofSpaces = [
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
] as const;

/** What stands before the number of a space whose name is forgotten. No platform is called so. */
export const forgottenName = 'forgotten:';

const prepare = (db: DatabaseSync) => ({
  ofPanels: ofPanels.map((table) => db.prepare(`DELETE FROM ${table} WHERE panel IN (SELECT row FROM panels WHERE space = ?)`)),
  ofSpaces: ofSpaces.map((table) => db.prepare(`DELETE FROM ${table} WHERE space = ?`)),
  hide: db.prepare("UPDATE batches SET state = 'unindexed' WHERE space = ?"),
  batches: db.prepare('SELECT row FROM batches WHERE space = ?'),
  forgetName: db.prepare(`UPDATE spaces SET name = '${forgottenName}' || id, salt = NULL WHERE id = ?`),
});

/**
 * Forgets everything that a space ever stored, and cuts the write-ahead log, so that no file holds it any more. One transaction takes all of it away from everybody; the rows of its quotes
 * then go in steps, because a million of them would keep other processes waiting for longer than they do, and a removal that is cut short goes on at the next opening. A panel of the
 * space that runs at that moment loses its lease and ends. The number of the space stays without its name: it must not be given to another one, because tables of words are called after
 * it. Who comes back gets a new one.
 */
export const createWipe = (db: DatabaseSync, { spaces, words, purge }: { spaces: Spaces; words: QuoteWords; purge: Purge }) => {
  const sql = prepare(db);
  return async (space: SpaceId): Promise<void> => {
    const number = spaces.find(space);
    if (number === undefined) return;
    transaction(db, () => {
      for (const statement of [...sql.ofPanels, ...sql.ofSpaces]) statement.run(number);
      words.clear(number);
      for (const statement of [sql.hide, sql.forgetName]) statement.run(number);
    });
    await purge.run(sql.batches.all(number).map((batch) => readNumber(batch, 'row')));
    if (db.isOpen) cutLog(db);
  };
};
