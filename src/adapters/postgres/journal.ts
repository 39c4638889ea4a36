import type { SpaceId } from '../../core/ids.ts';
import { isOver, type PanelEvent, startPanel } from '../../core/panel/panel-machine.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, PanelRecord } from '../../ports/journal.ts';
import type { Database, Sql } from './connection.ts';
import { createLeases, findHeld } from './journal-leases.ts';
import { createPanelTexts } from './journal-texts.ts';
import { apply, describeState, readPanel, readPost, readState } from './panel-rows.ts';
import { readSpace, type Spaces } from './spaces.ts';
import type { Turns } from './turns.ts';
import { keyOf, pack, type Row, readNumber, readText } from './values.ts';

type Parts = Readonly<{ spaces: Spaces; turns: Turns; clock: Clock }>;

const addPanel = `INSERT INTO panels (space, id, number, delivery_key, surface, place, actor, plan, accepted_at, state, posted)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *`;

const createAccept =
  (db: Database, { spaces, turns, clock }: Parts): Journal['accept'] =>
  async (space, { id, deliveryKey, place, actor, plan }) => {
    const now = clock.now().toISOString();
    const { state, posted } = describeState(startPanel(plan.seats), now);
    const texts = [place, actor, plan].map((part) => JSON.stringify(part));
    const accept = (number: number) => async (sql: Sql) => {
      // Whoever accepts in this space next waits here, and then sees what this one stored.
      const counted = await sql.first('SELECT last_panel FROM spaces WHERE id = $1 FOR NO KEY UPDATE', [number]);
      const known = await sql.first('SELECT * FROM panels WHERE space = $1 AND delivery_key = $2', [number, keyOf(deliveryKey)]);
      if (known) return { panel: readPanel(space, known), fresh: false };
      const last = readNumber(counted ?? {}, 'last_panel') + 1;
      await sql.all('UPDATE spaces SET last_panel = $1 WHERE id = $2', [last, number]);
      const values = [number, pack(id), last, keyOf(deliveryKey), pack(place.surface), ...texts, now, state, posted];
      const row = await sql.first(addPanel, values);
      if (!row) throw new Error('the panel was not stored');
      return { panel: readPanel(space, row), fresh: true };
    };
    return turns(space, async () => db.transaction(accept(await spaces.take(space))));
  };

type Reads = Pick<Journal, 'read' | 'readByNumber' | 'list' | 'answers' | 'post' | 'postByRef' | 'spacesWithWork'>;

const byId = 'SELECT * FROM panels WHERE space = $1 AND id = $2';

const createReads = (db: Database, { spaces }: Parts): Reads => {
  const one = async (space: SpaceId, text: string, value: unknown): Promise<PanelRecord | undefined> => {
    const row = await db.first(text, [await spaces.find(space), value]);
    return row && readPanel(space, row);
  };
  return {
    read: (space, panelId) => one(space, byId, pack(panelId)),
    readByNumber: (space, number) => one(space, 'SELECT * FROM panels WHERE space = $1 AND number = $2', number),
    list: async (space, { limit, onlyOpen = false }) => {
      const text = `SELECT * FROM panels WHERE space = $1 ${onlyOpen ? 'AND ended_at IS NULL' : ''} ORDER BY number DESC LIMIT $2`;
      return (await db.all(text, [await spaces.find(space), Math.max(0, limit)])).map((row) => readPanel(space, row));
    },
    answers: async (space, panelId) => {
      const rows = await db.all('SELECT turn, answer FROM answers JOIN panels ON row = panel WHERE space = $1 AND id = $2', [
        await spaces.find(space),
        pack(panelId),
      ]);
      return new Map(rows.map((row) => [readText(row, 'turn'), readText(row, 'answer')]));
    },
    post: async (space, panelId, key) => {
      const row = await db.first(byId, [await spaces.find(space), pack(panelId)]);
      return row && readPost(row, key);
    },
    postByRef: async (space, ref) => {
      const row = await db.first(
        'SELECT p.*, r.post FROM refs r JOIN panels p ON p.row = r.panel WHERE r.space = $1 AND r.key = $2 ORDER BY r.panel DESC LIMIT 1',
        [await spaces.find(space), keyOf(ref)],
      );
      const post = row && readPost(row, readText(row, 'post'));
      return post && { panel: readPanel(space, row), post };
    },
    spacesWithWork: async (surfaces) => {
      const rows = await db.all(
        'SELECT name FROM spaces s WHERE EXISTS (SELECT 1 FROM panels WHERE space = s.id AND ended_at IS NULL AND surface = ANY ($1))',
        [surfaces.map(pack)],
      );
      return rows.map(readSpace);
    },
  };
};

/**
 * Only what is about to leave the house has to be on the disk first, and takes everything before it along. Anything else that the server's end takes back is
 * done again from what the disk holds: a question asked once more, a message looked for on its platform.
 */
const outlivesOf = ({ type }: PanelEvent) => (type === 'sending' ? 'power' : 'process');

const stop = async (sql: Sql, row: Row, actorId: string, now: string) => {
  const state = readState(row);
  return isOver(state) ? state.status : (await apply(sql, row, { type: 'stop' }, now, { stoppedBy: actorId })).status;
};

/** The journal in PostgreSQL: one transaction for each call that writes. */
export const createJournal = (db: Database, parts: Parts): Journal => {
  const { spaces, clock } = parts;
  const now = (): string => clock.now().toISOString();
  return {
    accept: createAccept(db, parts),
    ...createLeases(db, parts),
    ...createReads(db, parts),
    ...createPanelTexts(db, spaces),
    record: async (space, lease, event, attachments = {}) => {
      const number = await spaces.find(space);
      if (number === undefined) return undefined;
      const record = async (sql: Sql) => {
        const panel = await findHeld(sql, number, lease);
        return panel && apply(sql, panel, event, now(), { attachments });
      };
      return db.transaction(record, { outlives: outlivesOf(event) });
    },
    requestStop: async (space, panelId, actorId) => {
      const number = await spaces.find(space);
      if (number === undefined) return undefined;
      return db.transaction(async (sql) => {
        const panel = await sql.first(`${byId} FOR UPDATE`, [number, pack(panelId)]);
        return panel && stop(sql, panel, actorId, now());
      });
    },
    check: async () => {
      const probe = 'INSERT INTO probes (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at';
      await db.transaction((sql) => sql.all(probe, [now()]), { outlives: 'process' });
    },
  };
};
