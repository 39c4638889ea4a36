import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpaceId } from '../../core/ids.ts';
import { bytesOf, createClosest, readVector, toUnit, unitCosine } from '../../core/quotes/closest.ts';
import type { QuoteVectors as Vectors } from '../../ports/quote-index.ts';
import { bindFilters, ofSourceAndSegment, readQuote } from './quote-rows.ts';
import { rowFilter } from './space-words.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { pack, readNumber, readText } from './values.ts';

/** Rows looked at in one step when those without a vector are sought, and vectors compared in one step: some milliseconds each, during which others wait. */
const lookedAt = 5_000;
const comparedRows = 500;

const prepare = (db: DatabaseSync) => ({
  last: db.prepare('SELECT coalesce(max(row), 0) AS row FROM quotes'),
  bare: db.prepare(
    `SELECT q.row, q.id, q.text FROM quotes q JOIN batches b ON b.row = q.batch
     WHERE q.row > :after AND q.row <= :until AND q.space = :space AND b.state = 'published'
       AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.row = q.row AND v.model = :model) ORDER BY q.row LIMIT :limit`,
  ),
  length: db.prepare('SELECT dimensions FROM vectors WHERE space = ? AND model = ? LIMIT 1'),
  keep: db.prepare(
    `INSERT INTO vectors (row, space, model, dimensions, vector)
     SELECT q.row, q.space, :model, :dimensions, :vector FROM quotes q JOIN batches b ON b.row = q.batch
     WHERE q.space = :space AND q.id = :id AND q.text = :text AND b.state = 'published'
     ON CONFLICT (row) DO UPDATE SET model = excluded.model, dimensions = excluded.dimensions, vector = excluded.vector`,
  ),
  near: db.prepare(
    `SELECT v.row, v.vector FROM vectors v JOIN quotes q ON q.row = v.row JOIN batches b ON b.row = q.batch
     WHERE v.space = :space AND v.model = :model AND v.dimensions = :dimensions AND v.row > :after AND b.state = 'published'
       AND ${rowFilter} AND ${ofSourceAndSegment} ORDER BY v.row LIMIT ${comparedRows}`,
  ),
  quote: db.prepare("SELECT q.* FROM quotes q JOIN batches b ON b.row = q.batch WHERE q.row = ? AND b.state = 'published'"),
});

type Sql = ReturnType<typeof prepare>;

const createBare =
  (sql: Sql, spaces: Spaces): Vectors['bare'] =>
  async (name, { model, limit, after = '0' }) => {
    const space = spaces.find(name);
    const from = Number(after);
    const last = readNumber(sql.last.get() ?? {}, 'row');
    if (space === undefined || from >= last) return { quotes: [] };
    const until = from + lookedAt;
    const rows = sql.bare.all({ after: from, until, space, model: pack(model), limit });
    const found = rows.at(-1);
    const at = rows.length === limit && found ? readNumber(found, 'row') : until;
    const quotes = rows.map((row) => ({ id: readText(row, 'id'), text: readText(row, 'text') }));
    return at < last ? { quotes, next: `${at}` } : { quotes };
  };

const createKeep =
  (db: DatabaseSync, sql: Sql, spaces: Spaces): Vectors['keepVectors'] =>
  async (name, model, vectors) =>
    transaction(db, () => {
      const space = spaces.find(name);
      if (space === undefined) return 0;
      let kept = 0;
      for (const { id, text, vector } of vectors) {
        const length = sql.length.get(space, pack(model));
        if (length && readNumber(length, 'dimensions') !== vector.length) throw new Error('vectors of one model differ in length');
        const bytes = bytesOf(toUnit(vector));
        kept += Number(
          sql.keep.run({ space, id: pack(id), text: pack(text), model: pack(model), dimensions: vector.length, vector: bytes }).changes,
        );
      }
      return kept;
    });

const createNear = (db: DatabaseSync, sql: Sql, spaces: Spaces): Vectors['near'] => {
  const compare = async (space: number, { model, vector, filters, limit }: Parameters<Vectors['near']>[1]) => {
    const asked = toUnit(vector);
    const closest = createClosest<number>(limit);
    const bound = { space, model: pack(model), dimensions: asked.length, ...bindFilters(filters) };
    let compared = 0;
    for (let after = 0; db.isOpen; await nextTurn()) {
      const rows = sql.near.all({ ...bound, after });
      for (const row of rows) closest.add(readNumber(row, 'row'), unitCosine(asked, readVector(row['vector'])));
      compared += rows.length;
      const last = rows.at(-1);
      if (rows.length < comparedRows || !last) break;
      after = readNumber(last, 'row');
    }
    return { compared, closest: closest.best() };
  };
  return async (name: SpaceId, query) => {
    const space = spaces.find(name);
    if (space === undefined) return { compared: 0, quotes: [] };
    const { compared, closest } = await compare(space, query);
    const quotes = closest.flatMap(({ one, cosine }) => {
      // Looked at again: it may have been taken away while others had their turn.
      const row = db.isOpen ? sql.quote.get(one) : undefined;
      return row ? [{ quote: readQuote(row), cosine }] : [];
    });
    return { compared, quotes };
  };
};

/** Vectors of quotes, each beside its row, with which it goes. Compared one by one, a part at a time with a turn of the event loop between two. */
export const createVectors = (db: DatabaseSync, { spaces }: { spaces: Spaces }): Vectors => {
  const sql = prepare(db);
  return { bare: createBare(sql, spaces), keepVectors: createKeep(db, sql, spaces), near: createNear(db, sql, spaces) };
};
