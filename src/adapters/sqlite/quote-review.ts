import type { DatabaseSync } from 'node:sqlite';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import { thisProcess } from './processes.ts';
import type { Identities } from './quote-identities.ts';
import type { Purge } from './quote-purge.ts';
import { readQuote, saidBy } from './quote-rows.ts';
import { type QuoteWords, readIndexed } from './quote-words.ts';
import { readCount } from './space-words.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { pack, type Row, readNumber, readOptionalText, readText } from './values.ts';

const flagged = "q.space = ? AND q.suspect = 1 AND b.state = 'published'";

const prepare = (db: DatabaseSync) => ({
  total: db.prepare(`SELECT count(*) AS rows FROM quotes q JOIN batches b ON b.row = q.batch WHERE ${flagged}`),
  some: db.prepare(`SELECT q.* FROM quotes q JOIN batches b ON b.row = q.batch WHERE ${flagged} ORDER BY q.row LIMIT ?`),
  one: db.prepare(`SELECT q.* FROM quotes q JOIN batches b ON b.row = q.batch WHERE ${flagged} AND q.id = ?`),
  clear: db.prepare('UPDATE quotes SET suspect = NULL WHERE row = ?'),
  // An import under way may hold the new words, and looks again.
  dropVector: db.prepare('DELETE FROM vectors WHERE row = ?'),
  countPublish: db.prepare('UPDATE spaces SET publishes = publishes + 1 WHERE id = ?'),
  replace: db.prepare('UPDATE quotes SET text = ?, identity = ?, redacted = 1, suspect = NULL WHERE row = ?'),
  grave: db.prepare(
    `INSERT INTO batches (space, id, file_hash, file_name, author, state, host, pid, touched_ms, publishes_before)
     VALUES (?, ?, '', '', '', 'discarded', ?, ?, 0, 0)`,
  ),
});

type Parts = Readonly<{ spaces: Spaces; words: QuoteWords; identities: Identities; purge: Purge; random: Random }>;
type Sql = ReturnType<typeof prepare>;

/** Puts other words in the place of a quote's own. The empty batch it answers makes the purge wipe the old words out of the index, also after a crash. */
const replaceText = (sql: Sql, { words, identities, random }: Parts, row: Row, identity: Uint8Array, text: string): number => {
  const [number, space] = [readNumber(row, 'row'), readNumber(row, 'space')];
  const stored = readIndexed(row);
  words.remove(space, [stored]);
  words.add(space, [{ ...stored, text }]);
  identities.remove(number);
  sql.replace.run(pack(text), identity, number);
  identities.add(number);
  sql.dropVector.run(number);
  sql.countPublish.run(space);
  const { host, pid } = thisProcess();
  return Number(sql.grave.run(space, random.id(), host, pid).lastInsertRowid);
};

/** Quotes that a person has to look at, because a name or an address may be in them. */
export const createReview = (
  db: DatabaseSync,
  { remove, ...parts }: Parts & { remove: QuoteIndex['forget'] },
): Pick<QuoteIndex, 'flagged' | 'decide'> => {
  const { spaces, identities, purge } = parts;
  const sql = prepare(db);
  return {
    flagged: async (name, { limit }) => {
      const space = spaces.find(name) ?? null;
      return { total: readCount(sql.total.get(space)), quotes: sql.some.all(space, limit).map(readQuote) };
    },
    decide: async (name, id, decision) => {
      const done = transaction(db, () => {
        const row = sql.one.get(spaces.find(name) ?? null, pack(id));
        if (!row) return { found: false };
        const number = readNumber(row, 'row');
        if (!('text' in decision)) {
          sql.clear.run(number);
          return { found: true };
        }
        const said = saidBy({ source: readText(row, 'source'), speaker: readOptionalText(row, 'speaker'), text: decision.text });
        // The same words as before are no twin of their own.
        const isTwin = decision.text !== readText(row, 'text') && identities.isPublished(readNumber(row, 'space'), said);
        if (isTwin) return { found: true, twin: true };
        return { found: true, grave: replaceText(sql, parts, row, said.identity, decision.text) };
      });
      if (done.twin) await remove(name, { kind: 'quote', value: id }, { undo: true });
      if (done.grave !== undefined) await purge.run([done.grave]);
      return done.found;
    },
  };
};
