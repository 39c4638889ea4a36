import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, Lease } from '../../ports/journal.ts';
import type { PanelStates } from './journal-state.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { pack, type Row, readNumber, readText } from './values.ts';

const prepare = (db: DatabaseSync) => ({
  // No second look at the token is needed: the write lock is held from here to the commit.
  free: db.prepare(
    `SELECT p.*, coalesce(l.token, 0) AS token FROM panels p LEFT JOIN leases l ON l.panel = p.row
     WHERE p.space = :space AND p.ended_at IS NULL AND (:id IS NULL OR p.id = :id)
       AND p.surface IN (SELECT value FROM json_each(:surfaces))
       AND (l.panel IS NULL OR l.owner IS NULL OR l.until_ms <= :now)
     ORDER BY p.number LIMIT 1`,
  ),
  take: db.prepare(
    `INSERT INTO leases (panel, owner, token, until_ms) VALUES (:panel, :owner, :token, :until)
     ON CONFLICT (panel) DO UPDATE SET owner = excluded.owner, token = excluded.token, until_ms = excluded.until_ms`,
  ),
  renew: db.prepare('UPDATE leases SET until_ms = ? WHERE panel = ? AND token = ? AND owner IS NOT NULL'),
  release: db.prepare('UPDATE leases SET owner = NULL, until_ms = 0 WHERE panel = ? AND token = ?'),
  held: db.prepare(
    `SELECT p.row, p.space, p.status FROM panels p JOIN leases l ON l.panel = p.row
     WHERE p.space = ? AND p.id = ? AND l.token = ? AND l.owner IS NOT NULL`,
  ),
});

type Parts = Readonly<{ spaces: Spaces; states: PanelStates; clock: Clock }>;
type LeaseCalls = Pick<Journal, 'claim' | 'renew' | 'release'> &
  Readonly<{
    /** The panel of a lease that still holds, inside a transaction of the caller. */
    held: (space: Lease['panel']['space'], lease: Lease) => Row | undefined;
  }>;

type Sql = ReturnType<typeof prepare>;

const createClaim =
  (db: DatabaseSync, sql: Sql, { spaces, states, clock }: Parts): Journal['claim'] =>
  async (space, { owner, leaseMs, surfaces, panelId }) => {
    const number = spaces.find(space);
    if (number === undefined) return undefined;
    const wanted = { space: number, id: panelId === undefined ? null : pack(panelId), surfaces: JSON.stringify(surfaces) };
    const nowMs = (): number => clock.now().getTime();
    // Looked at first without the lock, because workers ask every second and mostly in vain.
    if (!sql.free.get({ ...wanted, now: nowMs() })) return undefined;
    const take = (): Lease | undefined => {
      const panel = sql.free.get({ ...wanted, now: nowMs() });
      if (!panel) return undefined;
      const row = readNumber(panel, 'row');
      const token = readNumber(panel, 'token') + 1;
      const untilMs = nowMs() + leaseMs;
      sql.take.run({ panel: row, owner, token, until: untilMs });
      // Also after a release: a worker that was told to stop lets go with turns still asked, which nobody would ask again.
      states.apply({ row, space: number }, states.read(panel), { type: 'taken-over' });
      return { panel: { space, id: readText(panel, 'id'), number: readNumber(panel, 'number') }, owner, token, untilMs };
    };
    return transaction(db, take, 'process');
  };

/** Leases on panels. They outlive a process and need not outlive a power cut, which ends their holders too. The token of a panel only ever grows, so it tells the newest holder from every earlier one. */
export const createLeases = (db: DatabaseSync, parts: Parts): LeaseCalls => {
  const sql = prepare(db);
  const held: LeaseCalls['held'] = (space, { panel, token }) => sql.held.get(parts.spaces.find(space) ?? null, pack(panel.id), token);
  return {
    claim: createClaim(db, sql, parts),
    held,
    renew: async (space, lease, leaseMs) => {
      const renew = (): Lease | undefined => {
        const panel = held(space, lease);
        if (!panel) return undefined;
        const untilMs = parts.clock.now().getTime() + leaseMs;
        sql.renew.run(untilMs, readNumber(panel, 'row'), lease.token);
        return { ...lease, untilMs };
      };
      return transaction(db, renew, 'process');
    },
    release: async (space, lease) => {
      const release = (): void => {
        const panel = held(space, lease);
        if (panel) sql.release.run(readNumber(panel, 'row'), lease.token);
      };
      transaction(db, release, 'process');
    },
  };
};
