import type { SpaceId } from '../../core/ids.ts';
import type { Database } from './connection.ts';
import type { Spaces } from './spaces.ts';

/** Tables that hold rows of spaces, in an order in which nothing points at what is gone. Answers and refs go with their panels, vectors with their quotes. */
export const tables = [
  'panels',
  'documents',
  'transcript',
  'bookings',
  'budget_windows',
  'deliveries',
  'postings',
  'piece_postings',
  'quotes',
  'batches',
  'tombstones',
  'ledger_rows',
  'ledger_heads',
  'ledger_tallies',
] as const;

/**
 * Forgets everything that a space ever stored, in one transaction. A panel of the space that runs at that moment loses its lease and ends. The id of the
 * space and its number stay: other processes remember the number, and would write under it.
 */
export const createWipe =
  (db: Database, spaces: Spaces) =>
  async (space: SpaceId): Promise<void> => {
    const number = await spaces.find(space);
    if (number === undefined) return;
    await db.transaction(
      async (sql) => {
        await sql.all('UPDATE spaces SET last_panel = 0, salt = NULL WHERE id = $1', [number]);
        for (const table of tables) await sql.all(`DELETE FROM ${table} WHERE space = $1`, [number]);
      },
      { isLong: true },
    );
  };
