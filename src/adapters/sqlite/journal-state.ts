import type { DatabaseSync } from 'node:sqlite';
import {
  applyEvent,
  isOver,
  type PanelEvent,
  type PanelState,
  type PanelStatus,
  type Post,
  type Turn,
} from '../../core/panel/panel-machine.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Attachments } from '../../ports/journal.ts';
import { pack, packOptional, type Row, readNumber, readOneOf, readOptionalText, readText } from './values.ts';

// Objects, so that the compiler misses a word that is not listed.
const statuses = Object.values({
  open: 'open',
  stopping: 'stopping',
  expiring: 'expiring',
  closed: 'closed',
  stopped: 'stopped',
  expired: 'expired',
  interrupted: 'interrupted',
} as const satisfies { [S in PanelStatus]: S });
const turnStates = Object.values({
  waiting: 'waiting',
  asked: 'asked',
  answered: 'answered',
  failed: 'failed',
  skipped: 'skipped',
} as const satisfies { [S in Turn['state']]: S });
const postStates = Object.values({
  ready: 'ready',
  sending: 'sending',
  unknown: 'unknown',
  sent: 'sent',
  refused: 'refused',
  dropped: 'dropped',
} as const satisfies { [S in Post['state']]: S });

const readTurn = (row: Row): Turn => ({
  persona: readText(row, 'persona'),
  round: readNumber(row, 'round'),
  state: readOneOf(row, 'state', turnStates),
  attempts: readNumber(row, 'attempts'),
});

const readPost = (row: Row): Post => {
  const ref = readOptionalText(row, 'ref');
  return {
    key: readText(row, 'key'),
    state: readOneOf(row, 'state', postStates),
    attempts: readNumber(row, 'attempts'),
    ...(ref === undefined ? {} : { ref }),
  };
};

const prepare = (db: DatabaseSync) => ({
  turns: db.prepare('SELECT persona, round, state, attempts FROM turns WHERE panel = ? ORDER BY position'),
  posts: db.prepare('SELECT key, state, attempts, ref FROM posts WHERE panel = ? ORDER BY position'),
  addTurn: db.prepare('INSERT INTO turns (panel, position, persona, round, state, attempts) VALUES (?, ?, ?, ?, ?, ?)'),
  setTurn: db.prepare('UPDATE turns SET state = ?, attempts = ? WHERE panel = ? AND position = ?'),
  setAnswer: db.prepare('UPDATE turns SET answer = ? WHERE panel = ? AND persona = ? AND round = ?'),
  addPost: db.prepare('INSERT INTO posts (panel, position, space, key, state, attempts, ref, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
  setPost: db.prepare('UPDATE posts SET state = ?, attempts = ?, ref = ?, updated_at = ? WHERE panel = ? AND position = ?'),
  setStatus: db.prepare('UPDATE panels SET status = ?, ended_at = ? WHERE row = ?'),
});

type Sql = ReturnType<typeof prepare>;

/** A panel inside this file: its row, and the number of its space. */
export type PanelRow = Readonly<{ row: number; space: number }>;

const checkAttachments = (event: PanelEvent, { answer }: Attachments): void => {
  if (answer !== undefined && event.type !== 'answered' && event.type !== 'failed') throw new TypeError('an answer without a turn');
};

const createRead =
  (sql: Sql) =>
  (panel: Row): PanelState => {
    const row = readNumber(panel, 'row');
    return {
      status: readOneOf(panel, 'status', statuses),
      turns: sql.turns.all(row).map(readTurn),
      posts: sql.posts.all(row).map(readPost),
    };
  };

const createWrite = (sql: Sql, clock: Clock) => {
  const addPost = ({ row, space }: PanelRow, position: number, post: Post): void => {
    const { key, state, attempts, ref } = post;
    sql.addPost.run(row, position, space, pack(key), state, attempts, packOptional(ref), clock.now().toISOString());
  };
  const add = (panel: PanelRow, state: PanelState): void => {
    for (const [position, turn] of state.turns.entries())
      sql.addTurn.run(panel.row, position, pack(turn.persona), turn.round, turn.state, turn.attempts);
    for (const [position, post] of state.posts.entries()) addPost(panel, position, post);
  };
  /** Writes what is different. `applyEvent` keeps untouched turns and messages as the same objects, in the same order. */
  const write = (panel: PanelRow, before: PanelState, after: PanelState): void => {
    const now = clock.now().toISOString();
    for (const [position, turn] of after.turns.entries())
      if (turn !== before.turns[position]) sql.setTurn.run(turn.state, turn.attempts, panel.row, position);
    for (const [position, post] of after.posts.entries()) {
      if (position >= before.posts.length) addPost(panel, position, post);
      else if (post !== before.posts[position])
        sql.setPost.run(post.state, post.attempts, packOptional(post.ref), now, panel.row, position);
    }
    if (after.status !== before.status) sql.setStatus.run(after.status, isOver(after) ? now : null, panel.row);
  };
  return { add, write };
};

/** The light state of panels, kept in columns. Every call belongs inside a transaction of the caller. */
export const createPanelStates = (db: DatabaseSync, clock: Clock) => {
  const sql = prepare(db);
  const { add, write } = createWrite(sql, clock);
  /** Applies one event and stores what it changed. An event that changes nothing leaves its attachments behind with it. */
  const apply = (panel: PanelRow, before: PanelState, event: PanelEvent, attachments: Attachments = {}): PanelState => {
    const after = applyEvent(before, event);
    if (after === before) return before;
    checkAttachments(event, attachments);
    write(panel, before, after);
    if (attachments.answer !== undefined && 'persona' in event)
      sql.setAnswer.run(pack(attachments.answer), panel.row, pack(event.persona), event.round);
    return after;
  };
  return { read: createRead(sql), add, apply };
};

/** What reads and changes the states of panels. */
export type PanelStates = ReturnType<typeof createPanelStates>;
