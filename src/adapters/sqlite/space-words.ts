import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { tokenizer } from './token-probe.ts';
import { type Row, readNumber } from './values.ts';

/*
 * The words of one space: an FTS5 table of its own, so that bm25, document counts and the average length are the space's own and
 * nobody else's quotes move its threshold. The table is named from the number of the space, never from its id.
 *
 * It is contentless, so a text is stored once, in `quotes`. FTS5's `delete` command takes the text to forget and writes down that it is
 * gone; the words themselves leave with the next merge of the whole index, which a removal therefore ends with. (FTS5's `secure-delete`
 * takes them out at once, but at 1.5 ms for each row of a space with 50,000: fifteen times as long, merge and all.)
 */

/** What a table of a space holds: words as people write them, or pieces (core/quotes/pieces.ts), which are folded already. */
const kinds = {
  words: { tokenizer, has: 'has_words' },
  pieces: { tokenizer: 'unicode61', has: 'has_pieces' },
} as const;

const create = (name: string, kind: keyof typeof kinds): string => `
CREATE VIRTUAL TABLE ${name} USING fts5(text, scope, content = '', tokenize = '${kinds[kind].tokenizer}');
CREATE VIRTUAL TABLE ${name}_vocab USING fts5vocab(${name}, 'col');
INSERT INTO ${name} (${name}, rank) VALUES ('rank', 'bm25(1.0, 0.0)');
`;

/** What a filter asks of a row itself; stars below 0 are asked of none. */
export const rowFilter = 'q.date BETWEEN :since AND :until AND (:stars < 0 OR q.stars >= :stars)';

const prepare = (db: DatabaseSync, name: string) => ({
  add: db.prepare(`INSERT INTO ${name} (rowid, text, scope) VALUES (?, ?, ?)`),
  remove: db.prepare(`INSERT INTO ${name} (${name}, rowid, text, scope) VALUES ('delete', ?, ?, ?)`),
  clear: db.prepare(`INSERT INTO ${name} (${name}) VALUES ('delete-all')`),
  merge: db.prepare(`INSERT INTO ${name} (${name}, rank) VALUES ('merge', ?)`),
  best: db.prepare(`SELECT rowid AS row, rank AS score FROM ${name} WHERE ${name} MATCH ? ORDER BY rank, rowid LIMIT ?`),
  bestVisible: db.prepare(
    `SELECT f.rowid AS row, f.rank AS score FROM ${name} f JOIN quotes q ON q.row = f.rowid JOIN batches b ON b.row = q.batch
     WHERE f.${name} MATCH :match AND b.state = 'published' AND ${rowFilter} ORDER BY f.rank, f.rowid LIMIT :limit`,
  ),
  all: db.prepare(`SELECT rowid AS row FROM ${name} WHERE ${name} MATCH ?`),
  count: db.prepare(`SELECT count(*) AS rows FROM ${name} WHERE ${name} MATCH ?`),
  countVisible: db.prepare(
    `SELECT count(*) AS rows FROM ${name} f JOIN quotes q ON q.row = f.rowid JOIN batches b ON b.row = q.batch
     WHERE f.${name} MATCH :match AND b.state = 'published' AND ${rowFilter}`,
  ),
  rowsWithStem: db.prepare(`SELECT doc AS rows FROM ${name}_vocab WHERE term = ? AND col = 'text'`),
});

/** The prepared statements on one space's words. */
export type SpaceWords = ReturnType<typeof prepare>;

/** Spaces whose statements are kept ready. A statement takes a few kilobytes; a bot in thousands of servers must not keep them all. */
const mostReady = 100;

/** Makes and finds the words, or the pieces, of spaces. */
export const createSpaceWords = (db: DatabaseSync, kind: keyof typeof kinds) => {
  const has = db.prepare(`SELECT ${kinds[kind].has} AS has FROM spaces WHERE id = ?`);
  const mark = db.prepare(`UPDATE spaces SET ${kinds[kind].has} = 1 WHERE id = ?`);
  const ready = new Map<number, SpaceWords>();
  const nameOf = (space: number): string => {
    if (!Number.isSafeInteger(space) || space < 0) throw new RangeError('a space is numbered by SQLite');
    return `${kind}_${space}`;
  };
  const exists = (space: number): boolean => readNumber(has.get(space) ?? { has: 0 }, 'has') === 1;

  /** The statements of a space, or `undefined` when nothing was ever added to it. */
  const find = (space: number): SpaceWords | undefined => {
    if (!exists(space)) return undefined;
    const words = ready.get(space) ?? prepare(db, nameOf(space));
    ready.delete(space);
    ready.set(space, words);
    const [oldest] = ready.keys();
    if (ready.size > mostReady && oldest !== undefined) ready.delete(oldest);
    return words;
  };

  /** Like `find`, and makes the table when there is none. Call it inside a transaction. */
  const take = (space: number): SpaceWords => {
    if (!exists(space)) {
      db.exec(create(nameOf(space), kind));
      mark.run(space);
    }
    const words = find(space);
    if (!words) throw new Error('the words of the space are gone');
    return words;
  };

  return { find, take };
};

// A word for the index, not a secret. It ends in a digit, because the stemmer takes nothing off a digit.
const scopeWord = (kind: 'src' | 'seg', value: string): string =>
  `${kind}${createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)}0`;

/** What a row or a filter belongs to, as words of the scope column. Source and segment match exactly. */
export const scopeWords = ({ source, segment }: { source?: string | undefined; segment?: string | undefined }): readonly string[] => [
  ...(source === undefined ? [] : [scopeWord('src', source)]),
  ...(segment === undefined ? [] : [scopeWord('seg', segment)]),
];

/** The number in a row of `count`, 0 when there is no row. */
export const readCount = (row: Row | undefined): number => (row ? readNumber(row, 'rows') : 0);
