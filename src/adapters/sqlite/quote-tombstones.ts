import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { sameWords } from '../../core/quotes/near-duplicates.ts';
import type { NewQuote } from '../../core/quotes/quotes.ts';
import type { Random } from '../../ports/random.ts';
import { readOptionalText } from './values.ts';

const prepare = (db: DatabaseSync) => ({
  salt: db.prepare('SELECT salt FROM spaces WHERE id = ?'),
  setSalt: db.prepare('UPDATE spaces SET salt = ? WHERE id = ?'),
  has: db.prepare('SELECT 1 FROM tombstones WHERE space = ? AND hash = ?'),
  add: db.prepare('INSERT INTO tombstones (space, hash) VALUES (?, ?) ON CONFLICT DO NOTHING'),
});

/** What somebody had taken away: their words, or all that they ever said. */
export type Forgotten = Readonly<{ text: string } | { speaker: string }>;

const hashOf = (salt: string, what: Forgotten): Uint8Array => {
  const said = 'text' in what ? ['text', sameWords(what.text)] : ['speaker', what.speaker];
  return createHash('sha256')
    .update(JSON.stringify([salt, ...said]))
    .digest();
};

/**
 * What may never be imported again, as hashes that say nothing without the words themselves. The salt of a space is made with the first of
 * them, so a space in which nothing was forgotten pays nothing. Call `add` inside a transaction.
 */
export const createTombstones = (db: DatabaseSync, random: Random) => {
  const sql = prepare(db);
  const saltOf = (space: number): string | undefined => readOptionalText(sql.salt.get(space) ?? { salt: null }, 'salt');
  const add = (space: number, what: Forgotten): void => {
    const salt = saltOf(space) ?? random.id();
    sql.setSalt.run(salt, space);
    sql.add.run(space, hashOf(salt, what));
  };
  /** Says of rows whether they must stay out, for as long as the transaction lasts. */
  const check = (space: number): ((quote: NewQuote) => boolean) => {
    const salt = saltOf(space);
    if (salt === undefined) return () => false;
    const has = (what: Forgotten): boolean => sql.has.get(space, hashOf(salt, what)) !== undefined;
    return ({ text, speaker }) => has({ text }) || (speaker !== undefined && has({ speaker }));
  };
  return { add, check };
};

/** What may never be imported again. */
export type Tombstones = ReturnType<typeof createTombstones>;
