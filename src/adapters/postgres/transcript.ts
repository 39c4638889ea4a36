import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Transcript, TranscriptEntry } from '../../ports/transcript.ts';
import type { Database, Sql } from './connection.ts';
import type { Spaces } from './spaces.ts';
import { keyOf, pack, packOptional, type Row, readNumber, readOptionalText, readText } from './values.ts';

const readEntry = (row: Row): TranscriptEntry => {
  const thread = readOptionalText(row, 'thread');
  return {
    id: readText(row, 'id'),
    seq: readNumber(row, 'seq'),
    channel: readText(row, 'channel'),
    ...(thread === undefined ? {} : { thread }),
    at: readText(row, 'at'),
    content: readText(row, 'content'),
  };
};

const byKey = 'SELECT * FROM transcript WHERE space = $1 AND key = $2';

/** Counted per space in its row, which stays locked to the end of the transaction: whoever sees a number has seen all before it. */
const takeSeq = async (sql: Sql, space: number): Promise<number> => {
  const row = await sql.first('UPDATE spaces SET transcript_seq = transcript_seq + 1 WHERE id = $1 RETURNING transcript_seq AS seq', [
    space,
  ]);
  if (!row) throw new Error('the space is gone');
  return readNumber(row, 'seq');
};

type Parts = Readonly<{ spaces: Spaces; clock: Clock; random: Random }>;
type NewEntry = Parameters<Transcript['append']>[1];

const insert =
  'INSERT INTO transcript (space, seq, id, key, channel, thread, at, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *';

const append =
  (space: number, { key, channel, thread, content }: NewEntry, { clock, random }: Parts) =>
  async (sql: Sql): Promise<TranscriptEntry> => {
    // Under the lock of the space, so that the same key twice at once is seen.
    await sql.all('SELECT 1 FROM spaces WHERE id = $1 FOR NO KEY UPDATE', [space]);
    const known = await sql.first(byKey, [space, keyOf(key)]);
    if (known) return readEntry(known);
    const texts = [keyOf(key), pack(channel), packOptional(thread), clock.now().toISOString(), pack(content)];
    const row = await sql.first(insert, [space, await takeSeq(sql, space), random.id(), ...texts]);
    if (!row) throw new Error('the entry was not stored');
    return readEntry(row);
  };

const replace =
  (space: number, id: string, content: string) =>
  async (sql: Sql): Promise<TranscriptEntry | undefined> => {
    const update = 'UPDATE transcript SET seq = $1, content = $2 WHERE space = $3 AND id = $4 RETURNING *';
    const row = await sql.first(update, [await takeSeq(sql, space), pack(content), space, pack(id)]);
    return row && readEntry(row);
  };

/** The playground's messages in PostgreSQL. What the server's end takes back is still being sent as far as the journal knows, and is sent again. */
export const createTranscript = (db: Database, parts: Parts): Transcript => {
  const { spaces } = parts;
  const one = async (space: SpaceId, text: string, value: string): Promise<TranscriptEntry | undefined> => {
    const row = await db.first(text, [await spaces.find(space), value]);
    return row && readEntry(row);
  };
  return {
    append: async (space, entry) => db.transaction(append(await spaces.take(space), entry, parts), { outlives: 'process' }),
    replace: async (space, id, content) => {
      const number = await spaces.find(space);
      return number === undefined ? undefined : db.transaction(replace(number, id, content), { outlives: 'process' });
    },
    findByKey: (space, key) => one(space, byKey, keyOf(key)),
    get: (space, id) => one(space, 'SELECT * FROM transcript WHERE space = $1 AND id = $2', pack(id)),
    since: async (space, seq, limit) => {
      const page = 'SELECT * FROM transcript WHERE space = $1 AND seq > $2 ORDER BY seq LIMIT $3';
      return (await db.all(page, [await spaces.find(space), seq, Math.max(0, limit)])).map(readEntry);
    },
    before: async (space, seq, limit) => {
      const page = 'SELECT * FROM transcript WHERE space = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3';
      return (await db.all(page, [await spaces.find(space), seq ?? Number.MAX_SAFE_INTEGER, Math.max(0, limit)]))
        .map(readEntry)
        .toReversed();
    },
    inThread: async (space, thread, limit) => {
      const page = 'SELECT * FROM transcript WHERE space = $1 AND md5(thread) = md5($2) AND thread = $2 ORDER BY seq DESC LIMIT $3';
      return (await db.all(page, [await spaces.find(space), pack(thread), Math.max(0, limit)])).map(readEntry).toReversed();
    },
  };
};
