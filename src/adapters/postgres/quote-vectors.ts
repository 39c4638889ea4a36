import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesOf, createClosest, readVector, toUnit, unitCosine } from '../../core/quotes/closest.ts';
import type { QuoteVectors } from '../../ports/quote-index.ts';
import type { Database } from './connection.ts';
import { filterOf } from './quote-filter.ts';
import { readQuote, readQuotes } from './quote-rows.ts';
import type { Spaces } from './spaces.ts';
import { keyOf, pack, readNumber, readText } from './values.ts';

/** Rows looked at when those without a vector are sought, and vectors compared in one step: some milliseconds of this process each, during which others wait. */
const lookedAt = 5_000;
const comparedRows = 500;

const bare = `SELECT q.row, q.id, q.text FROM quotes q JOIN batches b ON b.row = q.batch
  WHERE q.row > $1 AND q.row <= $2 AND q.space = $3 AND b.published_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.quote = q.row AND v.model = $4) ORDER BY q.row LIMIT $5`;

// Locked, so that words which are taken away or replaced at this moment are seen, or take the vector along.
const keep = `INSERT INTO vectors (quote, space, model, dimensions, vector)
  SELECT q.row, q.space, $2, $3, n.vector FROM unnest($4::text[], $5::text[], $6::bytea[]) AS n (id, text, vector)
  JOIN quotes q ON q.id = n.id AND q.space = $1 AND q.text = n.text JOIN batches b ON b.row = q.batch AND b.published_at IS NOT NULL
  FOR SHARE OF q
  ON CONFLICT (quote) DO UPDATE SET model = excluded.model, dimensions = excluded.dimensions, vector = excluded.vector RETURNING quote`;

// Only published quotes have one.
const near = (
  filter: string,
): string => `SELECT v.quote, v.vector FROM vectors v ${filter === '' ? '' : `JOIN quotes q ON q.row = v.quote${filter}`}
  WHERE v.space = $1 AND v.model = $2 AND v.dimensions = $3 AND v.quote > $4 ORDER BY v.quote LIMIT ${comparedRows}`;

const createBare =
  (db: Database, spaces: Spaces): QuoteVectors['bare'] =>
  async (name, { model, limit, after = '0' }) => {
    const space = await spaces.find(name);
    const from = Number(after);
    const last = readNumber((await db.first('SELECT coalesce(max(row), 0) AS row FROM quotes')) ?? {}, 'row');
    if (space === undefined || from >= last) return { quotes: [] };
    const until = from + lookedAt;
    const rows = await db.all(bare, [from, until, space, keyOf(model), limit]);
    const found = rows.at(-1);
    const at = rows.length === limit && found ? readNumber(found, 'row') : until;
    const quotes = rows.map((row) => ({ id: readText(row, 'id'), text: readText(row, 'text') }));
    return at < last ? { quotes, next: `${at}` } : { quotes };
  };

const createKeep =
  (db: Database, spaces: Spaces): QuoteVectors['keepVectors'] =>
  async (name, model, vectors) => {
    const space = await spaces.find(name);
    const [first] = vectors;
    if (space === undefined || !first) return 0;
    // PostgreSQL takes each row once in a statement.
    const fresh = [...new Map(vectors.map((one) => [one.id, one])).values()];
    const kept = fresh.map(({ id, text, vector }) => ({ id: pack(id), text: pack(text), bytes: Buffer.from(bytesOf(toUnit(vector))) }));
    const columns = [kept.map(({ id }) => id), kept.map(({ text }) => text), kept.map(({ bytes }) => bytes)];
    // What a server's end takes back is missing again, and made anew.
    const terms = { outlives: 'process' } as const;
    return db.transaction(async (sql) => {
      const stored = await sql.first('SELECT dimensions FROM vectors WHERE space = $1 AND model = $2 LIMIT 1', [space, keyOf(model)]);
      const length = stored ? readNumber(stored, 'dimensions') : first.vector.length;
      if (fresh.some(({ vector }) => vector.length !== length)) throw new Error('vectors of one model differ in length');
      return (await sql.all(keep, [space, keyOf(model), length, ...columns])).length;
    }, terms);
  };

const createNear = (db: Database, spaces: Spaces): QuoteVectors['near'] => {
  const compare = async (space: number, { model, vector, filters, limit }: Parameters<QuoteVectors['near']>[1]) => {
    const asked = toUnit(vector);
    const closest = createClosest<number>(limit);
    const { text, values } = filterOf(filters, 5);
    let compared = 0;
    for (let after = 0; ; await nextTurn()) {
      const rows = await db.all(near(text), [space, keyOf(model), asked.length, after, ...values]);
      for (const row of rows) closest.add(readNumber(row, 'quote'), unitCosine(asked, readVector(row['vector'])));
      compared += rows.length;
      const last = rows.at(-1);
      if (rows.length < comparedRows || !last) return { compared, closest: closest.best() };
      after = readNumber(last, 'quote');
    }
  };
  return async (name, query) => {
    const space = await spaces.find(name);
    if (space === undefined) return { compared: 0, quotes: [] };
    const { compared, closest } = await compare(space, query);
    // One that was taken away meanwhile is left out.
    const rows = await readQuotes(
      db,
      closest.map(({ one }) => one),
    );
    const quotes = closest.flatMap(({ one, cosine }) => {
      const row = rows.get(one);
      return row ? [{ quote: readQuote(row), cosine }] : [];
    });
    return { compared, quotes };
  };
};

/**
 * Vectors of quotes in PostgreSQL, as bytes beside the rows, with which they go. The server hands them out a part at a time and this process compares them, so that
 * no extension is needed.
 */
export const createQuoteVectors = (db: Database, { spaces }: { spaces: Spaces }): QuoteVectors => ({
  bare: createBare(db, spaces),
  keepVectors: createKeep(db, spaces),
  near: createNear(db, spaces),
});
