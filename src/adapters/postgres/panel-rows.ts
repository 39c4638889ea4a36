import type { SpaceId } from '../../core/ids.ts';
import { applyEvent, isOver, type PanelEvent, type PanelState, turnKey } from '../../core/panel/panel-machine.ts';
import type { Attachments, PanelRecord, StoredPost } from '../../ports/journal.ts';
import type { Sql } from './connection.ts';
import { keyOf, pack, type Row, readJson, readNumber, readOptionalText, readText } from './values.ts';

/** When each message of a panel last changed, by its key. */
type Posted = Readonly<Record<string, string>>;

/** The state of a panel. */
export const readState = (row: Row): PanelState => readJson(row, 'state');
const readPosted = (row: Row): Posted => readJson(row, 'posted');

/** A panel as stored. What is JSON was written by this store and by nothing else. */
export const readPanel = (space: SpaceId, row: Row): PanelRecord => {
  const endedAt = readOptionalText(row, 'ended_at');
  const stoppedBy = readOptionalText(row, 'stopped_by');
  return {
    ref: { space, id: readText(row, 'id'), number: readNumber(row, 'number') },
    place: readJson(row, 'place'),
    actor: readJson(row, 'actor'),
    plan: readJson(row, 'plan'),
    acceptedAt: readText(row, 'accepted_at'),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    state: readState(row),
  };
};

/** One message of a panel, or `undefined` when the panel has none under this key. */
export const readPost = (row: Row, key: string): StoredPost | undefined => {
  const post = readState(row).posts.find((one) => one.key === key);
  const updatedAt = new Map(Object.entries(readPosted(row))).get(key);
  if (!post || updatedAt === undefined) return undefined;
  return { key, ...(post.ref === undefined ? {} : { ref: post.ref }), state: post.state, updatedAt };
};

/** The state of a panel and when its messages changed, for the columns of a row. `applyEvent` keeps untouched messages as the same objects. */
export const describeState = (after: PanelState, now: string, before?: PanelState, posted: Posted = {}) => {
  const changed = after.posts.filter((post, place) => post !== before?.posts[place]);
  return {
    state: JSON.stringify(after),
    posted: JSON.stringify({ ...posted, ...Object.fromEntries(changed.map(({ key }) => [key, now])) }),
  };
};

const checkAttachments = (event: PanelEvent, { answer }: Attachments): void => {
  if (answer !== undefined && event.type !== 'answered' && event.type !== 'failed') throw new TypeError('an answer without a turn');
};

/** What `apply` changes besides the event: the attachments, and columns that change in the same step. */
type Change = Readonly<{ attachments?: Attachments; stoppedBy?: string }>;

const keepRefs = async (sql: Sql, panel: Row, before: PanelState, after: PanelState): Promise<void> => {
  for (const [place, { key, ref }] of after.posts.entries())
    if (ref !== undefined && ref !== before.posts[place]?.ref)
      await sql.all(
        'INSERT INTO refs (panel, space, key, post) VALUES ($1, $2, $3, $4) ON CONFLICT (space, key, panel) DO UPDATE SET post = excluded.post',
        [readNumber(panel, 'row'), readNumber(panel, 'space'), keyOf(ref), pack(key)],
      );
};

const keepAnswer = async (sql: Sql, panel: Row, event: PanelEvent, answer: string | undefined): Promise<void> => {
  if (answer === undefined || !('persona' in event)) return;
  await sql.all(
    'INSERT INTO answers (panel, turn, answer) VALUES ($1, $2, $3) ON CONFLICT (panel, turn) DO UPDATE SET answer = excluded.answer',
    [readNumber(panel, 'row'), pack(turnKey(event.persona, event.round)), pack(answer)],
  );
};

/**
 * Applies one event to a panel that the caller's transaction has locked, and stores what it changed. An event that changes nothing leaves its attachments behind
 * with it.
 */
export const apply = async (
  sql: Sql,
  panel: Row,
  event: PanelEvent,
  now: string,
  { attachments = {}, stoppedBy }: Change = {},
): Promise<PanelState> => {
  const before = readState(panel);
  const after = applyEvent(before, event);
  if (after === before) return before;
  checkAttachments(event, attachments);
  const { state, posted } = describeState(after, now, before, readPosted(panel));
  await sql.all('UPDATE panels SET state = $1, posted = $2, ended_at = $3, stopped_by = coalesce(stopped_by, $4) WHERE row = $5', [
    state,
    posted,
    isOver(after) ? now : null,
    stoppedBy === undefined ? null : pack(stoppedBy),
    readNumber(panel, 'row'),
  ]);
  await keepRefs(sql, panel, before, after);
  await keepAnswer(sql, panel, event, attachments.answer);
  return after;
};
