import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import type { Deliveries } from '../../ports/deliveries.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { pack } from './values.ts';

/** How long a key is kept: the 25 hours of the contract, and one for clocks that differ. */
const keptMs = 26 * 3_600_000;

/** Taken deliveries in SQLite. What is over goes with the next question, found by its index. */
export const createDeliveries = (db: DatabaseSync, { spaces, clock }: { spaces: Spaces; clock: Clock }): Deliveries => {
  const forget = db.prepare('DELETE FROM deliveries WHERE expires_ms <= ?');
  const take = db.prepare('INSERT OR IGNORE INTO deliveries (space, key, expires_ms) VALUES (?, ?, ?)');
  return {
    first: async (space, key) =>
      transaction(db, () => {
        const now = clock.now().getTime();
        forget.run(now);
        return take.run(spaces.take(space), pack(key), now + keptMs).changes === 1;
      }),
  };
};
