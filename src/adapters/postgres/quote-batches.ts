import type { SpaceId } from '../../core/ids.ts';
import { cutsOf } from '../../core/quotes/pieces.ts';
import type { Tokenize } from '../../core/quotes/query-units.ts';
import type { NewQuote } from '../../core/quotes/quotes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import type { Database, Sql } from './connection.ts';
import { addPostingsOfBatch, removeQuotes } from './quote-postings.ts';
import { describeQuote, tombOf } from './quote-rows.ts';
import type { Spaces } from './spaces.ts';
import { pack, type Row, readNumber, readOptionalText, readText } from './values.ts';

/** How long a batch may rest before it counts as left behind, in milliseconds. Its process may be on any machine and cannot be asked. */
const abandonedAfterMs = 10 * 60_000;

/** What the stores of quotes have in common. */
export type QuoteParts = Readonly<{ spaces: Spaces; tokenize: Tokenize; clock: Clock; random: Random }>;

const addQuotes = `INSERT INTO quotes (space, batch, id, identity, same, text, source, date, segment, permission, licence, speaker, stars, redacted, translated,
    link, suspect, stems, words, pieces)
  SELECT $1, $2, n.id, decode(n.identity, 'hex'), decode(n.same, 'hex'), n.text, n.source, n.date, n.segment, n.permission, n.licence, n.speaker, n.stars,
    n.redacted, n.translated, n.link, n.suspect, n.stems, n.words, n.pieces
  FROM json_to_recordset($3) AS n (place integer, id text, identity text, same text, text text, source text, date text, segment text, permission text, licence text,
    speaker text, stars double precision, redacted boolean, translated boolean, link text, suspect boolean, stems text, words integer, pieces text)
  WHERE NOT EXISTS (SELECT 1 FROM quotes q JOIN batches b ON b.row = q.batch
                    WHERE q.space = $1 AND q.identity = decode(n.identity, 'hex') AND b.published_at IS NOT NULL)
  ORDER BY n.place ON CONFLICT (space, identity, batch) DO NOTHING RETURNING words`;

const repeated = `SELECT n.row FROM quotes n WHERE n.batch = $1 AND EXISTS
  (SELECT 1 FROM quotes q JOIN batches b ON b.row = q.batch
   WHERE q.space = n.space AND q.identity = n.identity AND q.batch <> n.batch AND b.published_at IS NOT NULL)`;

/** Says of rows whether they must stay out. */
const checkForgotten = async (sql: Sql, space: number, quotes: readonly NewQuote[]): Promise<(quote: NewQuote) => boolean> => {
  const salt = readOptionalText((await sql.first('SELECT salt FROM spaces WHERE id = $1', [space])) ?? { salt: null }, 'salt');
  if (salt === undefined) return () => false;
  const tombsOf = ({ text, speaker }: NewQuote): readonly Buffer[] => [
    tombOf(salt, { text }),
    ...(speaker === undefined ? [] : [tombOf(salt, { speaker })]),
  ];
  const rows = await sql.all("SELECT encode(hash, 'hex') AS hash FROM tombstones WHERE space = $1 AND hash = ANY ($2)", [
    space,
    quotes.flatMap(tombsOf),
  ]);
  const known = new Set(rows.map((row) => readText(row, 'hash')));
  return (quote) => tombsOf(quote).some((tomb) => known.has(tomb.toString('hex')));
};

/** Drops an unpublished batch with its rows; there are no postings yet. */
const drop = async (sql: Sql, batch: Row): Promise<void> => {
  await sql.all('DELETE FROM quotes WHERE batch = $1', [readNumber(batch, 'row')]);
  await sql.all('DELETE FROM batches WHERE row = $1', [readNumber(batch, 'row')]);
};

/** Locks an unpublished batch for the rest of the caller's transaction. */
const find = async (sql: Sql, space: number | undefined, batchId: string): Promise<Row | undefined> =>
  sql.first('SELECT * FROM batches WHERE space = $1 AND id = $2 AND published_at IS NULL FOR UPDATE', [space, pack(batchId)]);

const mustFind = async (sql: Sql, space: number | undefined, batchId: string): Promise<Row> => {
  const batch = await find(sql, space, batchId);
  if (!batch) throw new Error('the import is not under way: it was published or discarded, or it rested for too long');
  return batch;
};

/** Two that publish in one space, or publish and forget, do so one after the other. */
export const lockWords = (sql: Sql, space: number): Promise<readonly Row[]> => sql.all('SELECT pg_advisory_xact_lock(1, $1)', [space]);

/** Drops imports that nobody has gone on with. Others that look at the same moment pass over what is being dropped. */
const createSweep =
  (db: Database, { clock }: QuoteParts) =>
  (): Promise<void> =>
    db.transaction(
      async (sql) => {
        const left = await sql.all('SELECT row FROM batches WHERE published_at IS NULL AND touched_ms < $1 FOR UPDATE SKIP LOCKED', [
          clock.now().getTime() - abandonedAfterMs,
        ]);
        for (const batch of left) await drop(sql, batch);
      },
      { isLong: true },
    );

const createAdd =
  (db: Database, { spaces, tokenize, clock, random }: QuoteParts): QuoteIndex['add'] =>
  async (name, batchId, quotes) => {
    const space = await spaces.find(name);
    const add = async (sql: Sql) => {
      const batch = readNumber(await mustFind(sql, space, batchId), 'row');
      const isForgotten = await checkForgotten(sql, space ?? 0, quotes);
      const kept = quotes.filter((quote) => !isForgotten(quote));
      const ids = random.id();
      const cuts = cutsOf(kept.map(({ text }) => text));
      const rows = kept.map((quote, place) => ({ place, ...describeQuote(`${ids}-${place}`, quote, tokenize, cuts[place]) }));
      const added = await sql.all(addQuotes, [space, batch, JSON.stringify(rows)]);
      const words = added.reduce((sum, row) => sum + readNumber(row, 'words'), 0);
      await sql.all('UPDATE batches SET touched_ms = $1, quotes = quotes + $2, words = words + $3 WHERE row = $4', [
        clock.now().getTime(),
        added.length,
        words,
        batch,
      ]);
      return { added: added.length, forgotten: quotes.length - kept.length };
    };
    // Rows that nobody sees yet need not outlive a power cut: the import would begin again.
    return db.transaction(add, { outlives: 'process' });
  };

const createBegin =
  (db: Database, { spaces, clock }: QuoteParts, sweep: () => Promise<void>): QuoteIndex['begin'] =>
  async (name, { id, fileHash, fileName, author }) => {
    const space = await spaces.take(name);
    const earlier = await db.first(
      'SELECT published_at FROM batches WHERE space = $1 AND file_hash = $2 AND published_at IS NOT NULL ORDER BY published_at LIMIT 1',
      [space, pack(fileHash)],
    );
    if (earlier) return { importedOn: readText(earlier, 'published_at').slice(0, 10) };
    await db.all('INSERT INTO batches (space, id, file_hash, file_name, author, touched_ms) VALUES ($1, $2, $3, $4, $5, $6)', [
      space,
      pack(id),
      pack(fileHash),
      pack(fileName),
      pack(author),
      clock.now().getTime(),
    ]);
    await sweep();
    return undefined;
  };

type Batches = Pick<QuoteIndex, 'begin' | 'add' | 'publish' | 'discard'> & Readonly<{ sweep: () => Promise<void> }>;

/** Imports of quotes, all or nothing. `add` and `publish` throw for a batch that is not under way. */
export const createBatches = (db: Database, parts: QuoteParts): Batches => {
  const { spaces, clock } = parts;
  const sweep = createSweep(db, parts);
  const publish = (space: number, batchId: string) => async (sql: Sql) => {
    await lockWords(sql, space);
    const batch = readNumber(await mustFind(sql, space, batchId), 'row');
    await removeQuotes(sql, await sql.all(repeated, [batch]));
    // A hundred thousand quotes have more than a million stems to sort.
    await sql.all("SET LOCAL work_mem = '64MB'");
    await addPostingsOfBatch(sql, batch);
    await sql.all('UPDATE batches SET published_at = $1 WHERE row = $2', [clock.now().toISOString(), batch]);
  };
  return {
    sweep,
    begin: createBegin(db, parts, sweep),
    add: createAdd(db, parts),
    publish: async (name: SpaceId, batchId) => {
      await db.transaction(publish((await spaces.find(name)) ?? 0, batchId), { isLong: true });
    },
    discard: async (name, batchId) => {
      const space = await spaces.find(name);
      const discard = async (sql: Sql): Promise<void> => {
        const batch = await find(sql, space, batchId);
        if (batch) await drop(sql, batch);
      };
      await db.transaction(discard, { isLong: true });
    },
  };
};
