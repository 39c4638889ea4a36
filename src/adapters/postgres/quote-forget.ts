import { cutsOf } from '../../core/quotes/pieces.ts';
import type { Forgetting, QuoteIndex } from '../../ports/quote-index.ts';
import type { Database, Sql } from './connection.ts';
import { lockWords, type QuoteParts } from './quote-batches.ts';
import { addPostings, removePostings, removeQuotes } from './quote-postings.ts';
import { describeWords, readQuote, sameOf, tombOf } from './quote-rows.ts';
import { pack, type Row, readNumber, readOptionalText, readText } from './values.ts';

const conditions = {
  quote: 'q.id = $2',
  speaker: 'q.speaker = $2',
  batch: 'b.id = $2',
  source: 'q.source = $2',
  before: 'q.date < $2',
} as const;

const named = (kind: keyof typeof conditions): string =>
  `SELECT q.row, q.id, q.text FROM quotes q JOIN batches b ON b.row = q.batch WHERE q.space = $1 AND ${conditions[kind]}`;

const idsOf = (rows: readonly Row[]) => ({ ids: rows.map((row) => readText(row, 'id')) });

/** The salt of a space, made with the first thing that is forgotten in it. */
const takeSalt = async (sql: Sql, space: number, fresh: string): Promise<string> =>
  readText((await sql.first('UPDATE spaces SET salt = coalesce(salt, $2) WHERE id = $1 RETURNING salt', [space, fresh])) ?? {}, 'salt');

/** Writes down what must stay out from now on, and answers other rows with the very same words: whoever took them back did not mean one file only. */
const bury = async (sql: Sql, space: number, salt: string, { kind, value }: Forgetting, rows: readonly Row[]): Promise<readonly Row[]> => {
  const texts = rows.map((row) => readText(row, 'text'));
  const tombs = texts.map((text) => tombOf(salt, { text }));
  if (kind === 'speaker') tombs.push(tombOf(salt, { speaker: value }));
  await sql.all('INSERT INTO tombstones (space, hash) SELECT $1, unnest($2::bytea[]) ON CONFLICT DO NOTHING', [space, tombs]);
  if (kind !== 'quote' && kind !== 'speaker') return [];
  const known = rows.map((row) => readNumber(row, 'row'));
  return sql.all('SELECT row, id, text FROM quotes WHERE space = $1 AND same = ANY ($2) AND row <> ALL ($3)', [
    space,
    texts.map(sameOf),
    known,
  ]);
};

const dropEmpty = 'DELETE FROM batches WHERE space = $1 AND published_at IS NOT NULL AND quotes = 0';

type Also = (sql: Sql, rows: readonly Row[]) => Promise<readonly Row[]>;

/** Taking quotes away on demand, in one transaction. */
export const createForget = (db: Database, { spaces, random }: QuoteParts): Pick<QuoteIndex, 'find' | 'forget' | 'removeBefore'> => {
  const remove = (space: number, kind: keyof typeof conditions, value: string, also: Also) =>
    db.transaction(
      async (sql) => {
        await lockWords(sql, space);
        const rows = await sql.all(named(kind), [space, pack(value)]);
        const all = [...rows, ...(await also(sql, rows))];
        await removeQuotes(sql, all);
        await sql.all(dropEmpty, [space]);
        return idsOf(all);
      },
      { isLong: true },
    );
  return {
    find: async (name, { kind, value }) =>
      idsOf(await db.all(`${named(kind)} AND b.published_at IS NOT NULL`, [await spaces.find(name), pack(value)])),
    forget: async (name, what, options) => {
      const space = await spaces.find(name);
      if (space === undefined) return { ids: [] };
      const also: Also = async (sql, rows) => {
        if (options?.undo || (rows.length === 0 && what.kind !== 'speaker')) return [];
        return bury(sql, space, await takeSalt(sql, space, random.id()), what, rows);
      };
      return remove(space, what.kind, what.value, also);
    },
    removeBefore: async (name, day) => {
      const space = await spaces.find(name);
      return space === undefined ? { ids: [] } : remove(space, 'before', day, async () => []);
    },
  };
};

const flagged = 'FROM quotes q JOIN batches b ON b.row = q.batch WHERE q.space = $1 AND q.suspect AND b.published_at IS NOT NULL';

const replace = `UPDATE quotes SET text = $2, identity = decode($3, 'hex'), same = decode($4, 'hex'), stems = $5, words = $6, pieces = $7, redacted = true, suspect = NULL WHERE row = $1`;

/** Puts other words in the place of a quote's own, or takes the quote out when the same words are stored already. */
const replaceText = async (sql: Sql, space: number, row: Row, text: string, { tokenize }: QuoteParts): Promise<void> => {
  const [number, batch] = [readNumber(row, 'row'), readNumber(row, 'batch')];
  const [speaker, segment] = [readOptionalText(row, 'speaker'), readOptionalText(row, 'segment')];
  const quote = {
    text,
    source: readText(row, 'source'),
    ...(speaker === undefined ? {} : { speaker }),
    ...(segment === undefined ? {} : { segment }),
  };
  // Alone a short text says little of its language; the old one was judged by its table.
  const cut = cutsOf([text])[0] ?? (row['pieces'] === null ? undefined : 'all');
  const next = describeWords(quote, tokenize, cut);
  const twin = await sql.first("SELECT 1 FROM quotes WHERE space = $1 AND identity = decode($2, 'hex') AND row <> $3", [
    space,
    next.identity,
    number,
  ]);
  if (twin) return removeQuotes(sql, [row]);
  await removePostings(sql, [number]);
  await sql.all(replace, [number, next.text, next.identity, next.same, next.stems, next.words, next.pieces]);
  // Of the old words. After them, so that one that is being kept at this moment is seen.
  await sql.all('DELETE FROM vectors WHERE quote = $1', [number]);
  await sql.all('UPDATE batches SET words = words + $1 WHERE row = $2', [next.words - readNumber(row, 'words'), batch]);
  await addPostings(sql, number);
};

/** Quotes that a person has to look at, because a name or an address may be in them. */
export const createReview = (db: Database, parts: QuoteParts): Pick<QuoteIndex, 'flagged' | 'decide'> => ({
  flagged: async (name, { limit }) => {
    const space = await parts.spaces.find(name);
    const total = await db.first(`SELECT count(*) AS total ${flagged}`, [space]);
    const rows = await db.all(`SELECT q.* ${flagged} ORDER BY q.row LIMIT $2`, [space, limit]);
    return { total: readNumber(total ?? {}, 'total'), quotes: rows.map(readQuote) };
  },
  decide: async (name, id, decision) => {
    const space = await parts.spaces.find(name);
    if (space === undefined) return false;
    const change = async (sql: Sql): Promise<boolean> => {
      await lockWords(sql, space);
      const row = await sql.first(`SELECT q.* ${flagged} AND q.id = $2`, [space, pack(id)]);
      if (!row) return false;
      if ('text' in decision) await replaceText(sql, space, row, decision.text, parts);
      else await sql.all('UPDATE quotes SET suspect = NULL WHERE row = $1', [readNumber(row, 'row')]);
      return true;
    };
    return db.transaction(change, { isLong: true });
  },
});
