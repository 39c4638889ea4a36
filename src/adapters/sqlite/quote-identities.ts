import type { DatabaseSync } from 'node:sqlite';
import { type HashRow, HashRows } from './hash-rows.ts';
import { readNumber } from './values.ts';

/*
 * Which words are stored already. A row is known by eight bytes of a hash, and whatever has the same eight is compared word by word. Hashes fall all over an index: put in as
 * rows come, each commit would write a page for nearly every row, which made an import three times as long. So those of an import under way are gathered in memory
 * and go into the file in order, when it is published. Entries of rows that are not published, or gone, mean nothing: each look goes to the row.
 */

/** Entries put into the file in one transaction: some 10 ms, during which others wait. */
const enteredRows = 2_500;

/** Entries of one statement: a statement for each takes three times as long. */
const enteredAtOnce = 50;

const enterRows = (count: number): string =>
  `INSERT OR IGNORE INTO identities (space, identity, row) VALUES ${Array.from({ length: count }, () => '(?, ?, ?)').join(', ')}`;

const isSame = 'q.text = :text AND q.source = :source AND q.speaker IS :speaker';

/** Rows of an import whose words another import has published. */
export const repeatedRows = `SELECT n.row, n.text, n.source, n.segment, n.has_pieces FROM quotes n WHERE n.batch = :batch AND EXISTS
  (SELECT 1 FROM identities i JOIN quotes q ON q.row = i.row JOIN batches b ON b.row = q.batch
   WHERE i.space = n.space AND i.identity = n.identity AND q.batch <> n.batch AND b.state = 'published'
     AND q.text = n.text AND q.source = n.source AND q.speaker IS n.speaker)`;

const prepare = (db: DatabaseSync) => ({
  anyOfSpace: db.prepare('SELECT 1 FROM identities WHERE space = ? LIMIT 1'),
  anyEntered: db.prepare('SELECT 1 FROM identities WHERE space = ? AND identity = ? LIMIT 1'),
  published: db.prepare(
    `SELECT 1 FROM identities i JOIN quotes q ON q.row = i.row JOIN batches b ON b.row = q.batch
     WHERE i.space = :space AND i.identity = :identity AND b.state = 'published' AND ${isSame} LIMIT 1`,
  ),
  own: db.prepare(`SELECT 1 FROM quotes q WHERE q.row = :row AND q.batch = :batch AND ${isSame}`),
  readBack: db.prepare('SELECT identity, row FROM quotes WHERE batch = ?'),
  stored: db.prepare('SELECT coalesce(sum(quotes), 0) AS rows FROM batch_sources WHERE batch = ?'),
  enter: db.prepare(enterRows(1)),
  enterMany: db.prepare(enterRows(enteredAtOnce)),
  add: db.prepare('INSERT OR IGNORE INTO identities (space, identity, row) SELECT space, identity, row FROM quotes WHERE row = ?'),
  remove: db.prepare(
    'DELETE FROM identities WHERE space = (SELECT space FROM quotes WHERE row = :row) AND identity = (SELECT identity FROM quotes WHERE row = :row) AND row = :row',
  ),
});

/** What makes two rows the same: words, source and speaker as they are bound, and the eight bytes made of them. */
export type Said = Readonly<{
  identity: Uint8Array;
  text: string | Uint8Array;
  source: string | Uint8Array;
  speaker: string | Uint8Array | null;
}>;

type Sql = ReturnType<typeof prepare>;

/** Those of imports under way. */
const createGathered = (sql: Sql) => {
  const known = new Map<number, HashRows>();
  const drop = (batch: number): void => void known.delete(batch);
  /** Those of an import, which another process may have begun. */
  const of = (batch: number): HashRows => {
    const found = known.get(batch);
    if (found) return found;
    const made = new HashRows();
    for (const row of sql.readBack.iterate(batch))
      if (row['identity'] instanceof Uint8Array) made.add(row['identity'], readNumber(row, 'row'));
    known.set(batch, made);
    return made;
  };
  /** The same, read anew where another process has stored more or taken some away, or what was stored was rolled back. */
  const allOf = (batch: number): HashRows => {
    if (of(batch).size !== readNumber(sql.stored.get(batch) ?? {}, 'rows')) drop(batch);
    return of(batch);
  };
  return { drop, of, allOf };
};

const enterAll = (sql: Sql, space: number, entries: readonly HashRow[]): void => {
  const values = (some: readonly HashRow[]) => some.flatMap(({ hash, row }) => [space, hash, row]);
  for (let at = 0; at < entries.length; at += enteredAtOnce) {
    const some = entries.slice(at, at + enteredAtOnce);
    if (some.length === enteredAtOnce) sql.enterMany.run(...values(some));
    else for (const one of some) sql.enter.run(...values([one]));
  }
};

/** The identities of one file. Call everything inside a transaction. */
export const createIdentities = (db: DatabaseSync) => {
  const sql = prepare(db);
  const { drop, of, allOf } = createGathered(sql);
  /** True when a published row of the space says the same. Eight bytes are looked for first: nearly always there are none. */
  const isPublished = (space: number, said: Said): boolean =>
    sql.anyEntered.get(space, said.identity) !== undefined && sql.published.get({ space, ...said }) !== undefined;
  /** Enters the next part of an import into the file, after so many; answers how many are entered then, and nothing once all are. */
  const enterSome = (space: number, batch: number, entered: number): number | undefined => {
    const gathered = entered === 0 ? allOf(batch) : of(batch);
    if (entered >= gathered.size) return undefined;
    const some = gathered.inOrder(entered, enteredRows);
    enterAll(sql, space, some);
    return entered + some.length;
  };
  return {
    /** Takes up an import: its hashes are remembered, and looked up and entered from there. */
    gather: (space: number, batch: number) => {
      const gathered = of(batch);
      const isFirst = sql.anyOfSpace.get(space) === undefined;
      const isOwn = ({ identity, text, source, speaker }: Said): boolean =>
        gathered.rowsOf(identity).some((row) => sql.own.get({ row, batch, text, source, speaker }) !== undefined);
      return {
        /** True when a published row of the space, or a row of this import, says the same. Holds for one transaction. */
        isKnown: (said: Said): boolean => (!isFirst && isPublished(space, said)) || isOwn(said),
        /** Remembers a row that was just stored. */
        add: (identity: Uint8Array, row: number | bigint): void => gathered.add(identity, Number(row)),
      };
    },
    isPublished,
    drop,
    enterSome,
    /** Enters one stored row. */
    add: (row: number): void => void sql.add.run(row),
    /** Takes one stored row out, before it goes or changes its words. */
    remove: (row: number): void => void sql.remove.run({ row }),
  };
};

/** The identities of one file. */
export type Identities = ReturnType<typeof createIdentities>;
