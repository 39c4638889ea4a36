import type { DatabaseSync } from 'node:sqlite';
import type { SpaceId } from '../../core/ids.ts';
import { isOver, type PanelEvent, startPanel, turnKey } from '../../core/panel/panel-machine.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, NewPanel, PanelRecord, StoredPost } from '../../ports/journal.ts';
import { createLeases } from './journal-leases.ts';
import { createPanelStates, type PanelStates } from './journal-state.ts';
import { createPanelTexts } from './journal-texts.ts';
import { readSpace, type Spaces } from './spaces.ts';
import { snapshot, transaction } from './transaction.ts';
import { pack, type Row, readNumber, readOptionalText, readText } from './values.ts';

const prepareWrites = (db: DatabaseSync) => ({
  delivered: db.prepare('SELECT p.* FROM inbox i JOIN panels p ON p.row = i.panel WHERE i.space = ? AND i.delivery_key = ?'),
  lastNumber: db.prepare('SELECT coalesce(max(number), 0) AS last FROM panels WHERE space = ?'),
  addPanel: db.prepare(
    `INSERT INTO panels (space, id, number, status, surface, place, actor, plan, accepted_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  ),
  addDelivery: db.prepare('INSERT INTO inbox (space, delivery_key, panel, received_at) VALUES (?, ?, ?, ?)'),
  setStoppedBy: db.prepare('UPDATE panels SET stopped_by = ? WHERE row = ?'),
  probe: db.prepare('INSERT INTO probes (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at'),
});

const prepareReads = (db: DatabaseSync) => ({
  byId: db.prepare('SELECT * FROM panels WHERE space = ? AND id = ?'),
  byNumber: db.prepare('SELECT * FROM panels WHERE space = ? AND number = ?'),
  newest: db.prepare('SELECT * FROM panels WHERE space = ? ORDER BY number DESC LIMIT ?'),
  newestOpen: db.prepare('SELECT * FROM panels WHERE space = ? AND ended_at IS NULL ORDER BY number DESC LIMIT ?'),
  answers: db.prepare(
    `SELECT t.persona, t.round, t.answer FROM turns t JOIN panels p ON p.row = t.panel
     WHERE p.space = ? AND p.id = ? AND t.answer IS NOT NULL ORDER BY t.position`,
  ),
  post: db.prepare('SELECT o.* FROM posts o JOIN panels p ON p.row = o.panel WHERE p.space = ? AND p.id = ? AND o.key = ?'),
  postByRef: db.prepare('SELECT * FROM posts WHERE space = ? AND ref = ? ORDER BY panel DESC LIMIT 1'),
  panelOfPost: db.prepare('SELECT * FROM panels WHERE row = ?'),
  spacesWithWork: db.prepare(
    `SELECT DISTINCT s.name FROM panels p JOIN spaces s ON s.id = p.space
     WHERE p.ended_at IS NULL AND p.surface IN (SELECT value FROM json_each(?))`,
  ),
});

const readPost = (row: Row): StoredPost => {
  const ref = readOptionalText(row, 'ref');
  return {
    key: readText(row, 'key'),
    ...(ref === undefined ? {} : { ref }),
    state: readText(row, 'state'),
    updatedAt: readText(row, 'updated_at'),
  };
};

/** A panel with its state. What is JSON was written by `accept` and by nothing else. */
const readPanel = (space: SpaceId, row: Row, states: PanelStates): PanelRecord => {
  const endedAt = readOptionalText(row, 'ended_at');
  const stoppedBy = readOptionalText(row, 'stopped_by');
  return {
    ref: { space, id: readText(row, 'id'), number: readNumber(row, 'number') },
    place: JSON.parse(readText(row, 'place')),
    actor: JSON.parse(readText(row, 'actor')),
    plan: JSON.parse(readText(row, 'plan')),
    acceptedAt: readText(row, 'accepted_at'),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    state: states.read(row),
  };
};

type Parts = Readonly<{ spaces: Spaces; clock: Clock }>;
type Inner = Parts & Readonly<{ states: PanelStates; sql: ReturnType<typeof prepareWrites> & ReturnType<typeof prepareReads> }>;

const createAccept = (db: DatabaseSync, { spaces, clock, states, sql }: Inner): Journal['accept'] => {
  const insert = (space: number, panel: NewPanel): Row => {
    const { id, deliveryKey, place, actor, plan } = panel;
    const now = clock.now().toISOString();
    const state = startPanel(plan.seats);
    const number = readNumber(sql.lastNumber.get(space) ?? {}, 'last') + 1;
    const texts = [place, actor, plan].map((part) => JSON.stringify(part));
    const row = sql.addPanel.get(space, pack(id), number, state.status, place.surface, ...texts, now);
    if (!row) throw new Error('the panel was not stored');
    states.add({ row: readNumber(row, 'row'), space }, state);
    sql.addDelivery.run(space, pack(deliveryKey), readNumber(row, 'row'), now);
    return row;
  };
  return async (space, panel) =>
    transaction(db, () => {
      const number = spaces.take(space);
      const known = sql.delivered.get(number, pack(panel.deliveryKey));
      return { panel: readPanel(space, known ?? insert(number, panel), states), fresh: !known };
    });
};

type Reads = Omit<Journal, 'replaceAnswer' | 'eraseTexts' | 'accept' | 'claim' | 'renew' | 'release' | 'record' | 'requestStop' | 'check'>;

const createReads = (db: DatabaseSync, { spaces, states, sql }: Inner): Reads => {
  const number = (space: SpaceId): number | null => spaces.find(space) ?? null;
  // A panel lies in several tables, so it is read from one view of them.
  const one = (space: SpaceId, find: () => Row | undefined): PanelRecord | undefined =>
    snapshot(db, () => {
      const row = find();
      return row && readPanel(space, row, states);
    });
  return {
    read: async (space, panelId) => one(space, () => sql.byId.get(number(space), pack(panelId))),
    readByNumber: async (space, panelNumber) => one(space, () => sql.byNumber.get(number(space), panelNumber)),
    list: async (space, { limit, onlyOpen }) =>
      snapshot(db, () =>
        (onlyOpen ? sql.newestOpen : sql.newest).all(number(space), Math.max(0, limit)).map((row) => readPanel(space, row, states)),
      ),
    answers: async (space, panelId) =>
      new Map(
        sql.answers
          .all(number(space), pack(panelId))
          .map((row) => [turnKey(readText(row, 'persona'), readNumber(row, 'round')), readText(row, 'answer')]),
      ),
    post: async (space, panelId, key) => {
      const row = sql.post.get(number(space), pack(panelId), pack(key));
      return row && readPost(row);
    },
    postByRef: async (space, ref) =>
      snapshot(db, () => {
        const post = sql.postByRef.get(number(space), pack(ref));
        const panel = post && sql.panelOfPost.get(readNumber(post, 'panel'));
        return panel && { panel: readPanel(space, panel, states), post: readPost(post) };
      }),
    spacesWithWork: async (surfaces) => sql.spacesWithWork.all(JSON.stringify(surfaces)).map(readSpace),
  };
};

/**
 * Only what is about to leave the house has to be on the disk first, and takes everything before it along. Anything else that a power cut takes back is
 * done again from what the disk holds: a question asked once more, a message looked for on its platform.
 */
const outlivesOf = ({ type }: PanelEvent) => (type === 'sending' ? 'power' : 'process');

/** The journal in SQLite: one transaction for each call that writes. */
export const createJournal = (db: DatabaseSync, parts: Parts): Journal => {
  const { spaces, clock } = parts;
  const states = createPanelStates(db, clock);
  const sql = { ...prepareWrites(db), ...prepareReads(db) };
  const inner = { ...parts, states, sql };
  const { held, ...leases } = createLeases(db, inner);
  return {
    accept: createAccept(db, inner),
    ...leases,
    ...createReads(db, inner),
    ...createPanelTexts(db, spaces),
    record: async (space, lease, event, attachments) =>
      transaction(
        db,
        () => {
          const panel = held(space, lease);
          if (!panel) return undefined;
          const row = { row: readNumber(panel, 'row'), space: readNumber(panel, 'space') };
          return states.apply(row, states.read(panel), event, attachments);
        },
        outlivesOf(event),
      ),
    requestStop: async (space, panelId, actorId) =>
      transaction(db, () => {
        const panel = sql.byId.get(spaces.find(space) ?? null, pack(panelId));
        if (!panel) return undefined;
        const row = { row: readNumber(panel, 'row'), space: readNumber(panel, 'space') };
        const before = states.read(panel);
        if (isOver(before)) return before.status;
        const after = states.apply(row, before, { type: 'stop' });
        if (after !== before) sql.setStoppedBy.run(pack(actorId), row.row);
        return after.status;
      }),
    check: async () => {
      transaction(db, () => sql.probe.run(clock.now().toISOString()));
    },
  };
};
