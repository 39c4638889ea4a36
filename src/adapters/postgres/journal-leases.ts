import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, Lease } from '../../ports/journal.ts';
import type { Database, Sql } from './connection.ts';
import { apply } from './panel-rows.ts';
import type { Spaces } from './spaces.ts';
import { pack, type Row, readNumber, readText } from './values.ts';

const free = `SELECT * FROM panels WHERE space = $1 AND ended_at IS NULL AND surface = ANY ($2) AND ($3::text IS NULL OR id = $3)
  AND (owner IS NULL OR until_ms <= $4) ORDER BY number LIMIT 1`;

const heldBy = 'space = $1 AND id = $2 AND token = $3 AND owner IS NOT NULL';

/** Finds the panel of a lease that still holds, and locks it until the end of the caller's transaction. */
export const findHeld = (sql: Sql, space: number, { panel, token }: Lease): Promise<Row | undefined> =>
  sql.first(`SELECT * FROM panels WHERE ${heldBy} FOR UPDATE`, [space, pack(panel.id), token]);

type Parts = Readonly<{ spaces: Spaces; clock: Clock }>;

const createClaim =
  (db: Database, { spaces, clock }: Parts): Journal['claim'] =>
  async (space, { owner, leaseMs, surfaces, panelId }) => {
    const number = await spaces.find(space);
    if (number === undefined) return undefined;
    const wanted = () => [number, surfaces.map(pack), panelId === undefined ? null : pack(panelId), clock.now().getTime()];
    // Looked at first without a transaction, because workers ask every second and mostly in vain.
    if (!(await db.first(free, wanted()))) return undefined;
    // On the disk before it counts: a server that lost a claim would give its token to the next holder, beside the first.
    return db.transaction(async (sql) => {
      // Panels that others are just taking are passed over.
      const panel = await sql.first(`${free} FOR UPDATE SKIP LOCKED`, wanted());
      if (!panel) return undefined;
      const token = readNumber(panel, 'token') + 1;
      const untilMs = clock.now().getTime() + leaseMs;
      await sql.all('UPDATE panels SET owner = $1, token = $2, until_ms = $3 WHERE row = $4', [
        owner,
        token,
        untilMs,
        readNumber(panel, 'row'),
      ]);
      // Also after a release: a worker that was told to stop lets go with turns still asked, which nobody would ask again.
      await apply(sql, panel, { type: 'taken-over' }, clock.now().toISOString());
      return { panel: { space, id: readText(panel, 'id'), number: readNumber(panel, 'number') }, owner, token, untilMs };
    });
  };

/** Leases on panels, kept in their rows. The token of a panel only ever grows, so it tells the newest holder from every earlier one. */
export const createLeases = (db: Database, parts: Parts): Pick<Journal, 'claim' | 'renew' | 'release'> => {
  const change = async (space: SpaceId, { panel, token }: Lease, what: string, values: readonly unknown[]): Promise<boolean> => {
    const number = await parts.spaces.find(space);
    const update = `UPDATE panels SET ${what} WHERE ${heldBy} RETURNING 1 AS done`;
    const run = (sql: Sql) => sql.first(update, [number, pack(panel.id), token, ...values]);
    return (await db.transaction(run, { outlives: 'process' })) !== undefined;
  };
  return {
    claim: createClaim(db, parts),
    renew: async (space, lease, leaseMs) => {
      const untilMs = parts.clock.now().getTime() + leaseMs;
      return (await change(space, lease, 'until_ms = $4', [untilMs])) ? { ...lease, untilMs } : undefined;
    },
    release: async (space, lease) => {
      await change(space, lease, 'owner = NULL, until_ms = 0', []);
    },
  };
};
