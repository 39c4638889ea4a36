import type { Clock } from '../../ports/clock.ts';
import type { Deliveries } from '../../ports/deliveries.ts';
import type { Database } from './connection.ts';
import type { Spaces } from './spaces.ts';
import { keyOf } from './values.ts';

/** How long a key is kept: the 25 hours of the contract, and one for clocks that differ. */
const keptMs = 26 * 3_600_000;

/** Taken deliveries in PostgreSQL. What is over goes with the next question, found by its index. */
export const createDeliveries = (db: Database, { spaces, clock }: { spaces: Spaces; clock: Clock }): Deliveries => ({
  first: async (space, key) => {
    const number = await spaces.take(space);
    const now = clock.now().getTime();
    return db.transaction(async (sql) => {
      // Rows that another process is at are its to forget: waiting for each other in different orders would be a deadlock.
      await sql.all(
        `DELETE FROM deliveries WHERE (space, key) IN
           (SELECT space, key FROM deliveries WHERE expires_ms <= $1 FOR UPDATE SKIP LOCKED)`,
        [now],
      );
      const taken = await sql.first(
        'INSERT INTO deliveries (space, key, expires_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1 AS taken',
        [number, keyOf(key), now + keptMs],
      );
      return taken !== undefined;
    });
  },
});
