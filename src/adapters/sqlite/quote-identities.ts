import type { DatabaseSync } from 'node:sqlite';
import { type Row, readNumber } from './values.ts';

/*
 * Which words are stored already. A row is known by eight bytes of a hash, and whatever has the same eight is compared word by word. Hashes fall all over an index: put in as
 * rows come, each commit would write a page for nearly every row, which made an import three times as long. So those of an import under way are gathered in memory
 * and go into the file in order, when it is published. Entries of rows that are not published, or gone, mean nothing: each look goes to the row.
 */

/** Entries put into the file in one transaction: some 10 ms, during which others wait. */
const enteredRows = 2_500;

const gather = `
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE IF NOT EXISTS gathered (batch INTEGER, identity BLOB, row INTEGER, PRIMARY KEY (batch, identity, row)) WITHOUT ROWID;
`;

const isSame = 'q.text = :text AND q.source = :source AND q.speaker IS :speaker';

/** Rows of an import whose words another import has published. */
export const repeatedRows = `SELECT n.row, n.text, n.source, n.segment, n.has_pieces FROM quotes n WHERE n.batch = :batch AND EXISTS
  (SELECT 1 FROM identities i JOIN quotes q ON q.row = i.row JOIN batches b ON b.row = q.batch
   WHERE i.space = n.space AND i.identity = n.identity AND q.batch <> n.batch AND b.state = 'published'
     AND q.text = n.text AND q.source = n.source AND q.speaker IS n.speaker)`;

const prepare = (db: DatabaseSync) => ({
  anyOfSpace: db.prepare('SELECT 1 FROM identities WHERE space = ? LIMIT 1'),
  anyEntered: db.prepare('SELECT 1 FROM identities WHERE space = ? AND identity = ? LIMIT 1'),
  anyGathered: db.prepare('SELECT 1 FROM temp.gathered WHERE batch = ? AND identity = ? LIMIT 1'),
  published: db.prepare(
    `SELECT 1 FROM identities i JOIN quotes q ON q.row = i.row JOIN batches b ON b.row = q.batch
     WHERE i.space = :space AND i.identity = :identity AND b.state = 'published' AND ${isSame} LIMIT 1`,
  ),
  own: db.prepare(
    `SELECT 1 FROM temp.gathered g JOIN quotes q ON q.row = g.row
     WHERE g.batch = :batch AND g.identity = :identity AND q.batch = :batch AND ${isSame} LIMIT 1`,
  ),
  put: db.prepare('INSERT INTO temp.gathered (batch, identity, row) VALUES (?, ?, ?)'),
  drop: db.prepare('DELETE FROM temp.gathered WHERE batch = ?'),
  readBack: db.prepare('INSERT INTO temp.gathered (batch, identity, row) SELECT batch, identity, row FROM quotes WHERE batch = ?'),
  stored: db.prepare('SELECT coalesce(sum(quotes), 0) AS rows FROM batch_sources WHERE batch = ?'),
  last: db.prepare(
    `SELECT identity, row FROM (SELECT identity, row FROM temp.gathered WHERE batch = :batch AND (identity, row) > (:identity, :row)
     ORDER BY identity, row LIMIT ${enteredRows}) ORDER BY identity DESC, row DESC LIMIT 1`,
  ),
  enter: db.prepare(
    `INSERT OR IGNORE INTO identities (space, identity, row) SELECT :space, g.identity, g.row FROM temp.gathered g
     WHERE g.batch = :batch AND (g.identity, g.row) > (:identity, :row) AND (g.identity, g.row) <= (:lastIdentity, :lastRow)
       AND (:isWhole OR EXISTS (SELECT 1 FROM quotes q WHERE q.row = g.row AND q.batch = :batch)) ORDER BY g.identity, g.row`,
  ),
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

/** Where an entering ended. */
export type Place = Readonly<{ identity: Uint8Array; row: number }>;

const readPlace = (found: Row | undefined): Place | undefined => {
  const identity = found?.['identity'];
  return found && identity instanceof Uint8Array ? { identity, row: readNumber(found, 'row') } : undefined;
};

/** Which hashes may be there: one bit for each beginning of three bytes, in 2 MB. Of a million hashes 19 in 20 new ones need not be looked for. */
const createMaybe = () => {
  const bits = new Uint8Array(2 ** 21);
  const placeOf = (identity: Uint8Array) => {
    const [one = 0, two = 0, three = 0] = identity;
    return { byte: (one << 13) | (two << 5) | (three >> 3), mask: 1 << (three & 7) };
  };
  return {
    has: (identity: Uint8Array): boolean => {
      const { byte, mask } = placeOf(identity);
      return ((bits[byte] ?? 0) & mask) !== 0;
    },
    add: (identity: Uint8Array): void => {
      const { byte, mask } = placeOf(identity);
      bits[byte] = (bits[byte] ?? 0) | mask;
    },
    addAll: (): void => void bits.fill(0xff),
  };
};

/** Those of imports under way, and how many were gathered here: another process may have stored more, or taken some away. */
const createGathered = (sql: Sql) => {
  const counts = new Map<number, number>();
  const maybe = new Map<number, ReturnType<typeof createMaybe>>();
  const drop = (batch: number): void => {
    counts.delete(batch);
    maybe.delete(batch);
    sql.drop.run(batch);
  };
  /** Makes ready for rows of an import, which another process may have begun. */
  const prepareFor = (batch: number): void => {
    if (counts.has(batch)) return;
    drop(batch);
    const stored = Number(sql.readBack.run(batch).changes);
    counts.set(batch, stored);
    const own = createMaybe();
    if (stored > 0) own.addAll();
    maybe.set(batch, own);
  };
  const put = (batch: number, identity: Uint8Array, row: number | bigint): void => {
    sql.put.run(batch, identity, row);
    maybe.get(batch)?.add(identity);
    counts.set(batch, (counts.get(batch) ?? 0) + 1);
  };
  /** True when what was gathered is what the import holds. */
  const isWhole = (batch: number): boolean => counts.get(batch) === readNumber(sql.stored.get(batch) ?? {}, 'rows');
  /** True when a row of this import says the same. Eight bytes are looked for first: binding names takes longer than looking. */
  const isGathered = (batch: number, said: Said): boolean =>
    maybe.get(batch)?.has(said.identity) !== false &&
    sql.anyGathered.get(batch, said.identity) !== undefined &&
    sql.own.get({ batch, ...said }) !== undefined;
  return { drop, prepareFor, put, isWhole, isGathered };
};

/** The identities of one file. Call everything inside a transaction. */
export const createIdentities = (db: DatabaseSync) => {
  db.exec(gather);
  const sql = prepare(db);
  const { isWhole, isGathered, ...gathered } = createGathered(sql);
  /** True when a published row of the space says the same. Eight bytes are looked for first: nearly always there are none. */
  const isPublished = (space: number, said: Said): boolean =>
    sql.anyEntered.get(space, said.identity) !== undefined && sql.published.get({ space, ...said }) !== undefined;
  /** Enters the next part of an import into the file, after `place`; answers where it ended, and nothing once all is there. */
  const enterSome = (space: number, batch: number, place: Place | undefined): Place | undefined => {
    gathered.prepareFor(batch);
    const after = place ?? { identity: new Uint8Array(), row: 0 };
    const last = readPlace(sql.last.get({ batch, ...after }));
    if (!last) return undefined;
    sql.enter.run({ space, batch, ...after, lastIdentity: last.identity, lastRow: last.row, isWhole: isWhole(batch) ? 1 : 0 });
    return last;
  };
  return {
    /** Tells of words whether a published row of the space, or a row of this import, says the same. Holds for one transaction. */
    lookIn: (space: number, batch: number): ((said: Said) => boolean) => {
      const isFirst = sql.anyOfSpace.get(space) === undefined;
      return (said) => (!isFirst && isPublished(space, said)) || isGathered(batch, said);
    },
    isPublished,
    ...gathered,
    enterSome,
    /** Enters one stored row. */
    add: (row: number): void => void sql.add.run(row),
    /** Takes one stored row out, before it goes or changes its words. */
    remove: (row: number): void => void sql.remove.run({ row }),
  };
};

/** The identities of one file. */
export type Identities = ReturnType<typeof createIdentities>;
