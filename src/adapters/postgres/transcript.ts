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

/** The playground's messages in PostgreSQL. What the server's end takes back is still being sent as far as the journal knows, and is sent again. */
export const createTranscript = (db: Database, { spaces, clock, random }: Parts): Transcript => {
  const one = async (space: SpaceId, column: 'id' | 'key', value: string): Promise<TranscriptEntry | undefined> => {
    const row = await db.first(`SELECT * FROM transcript WHERE space = $1 AND ${column} = $2`, [await spaces.find(space), value]);
    return row && readEntry(row);
  };
  return {
    append: async (space, { key, channel, thread, content }) => {
      const number = await spaces.take(space);
      const at = clock.now().toISOString();
      const append = async (sql: Sql): Promise<TranscriptEntry> => {
        const seq = await takeSeq(sql, number);
        const row = await sql.first(
          `INSERT INTO transcript (space, seq, id, key, channel, thread, at, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *`,
          [number, seq, random.id(), keyOf(key), pack(channel), packOptional(thread), at, pack(content)],
        );
        if (!row) throw new Error('the entry was not stored');
        return readEntry(row);
      };
      return db.transaction(
        async (sql) => {
          // Under the lock of the space, so that the same key twice at once is seen.
          await sql.all('SELECT 1 FROM spaces WHERE id = $1 FOR NO KEY UPDATE', [number]);
          const known = await sql.first(byKey, [number, keyOf(key)]);
          return known ? readEntry(known) : append(sql);
        },
        { outlives: 'process' },
      );
    },
    replace: async (space, id, content) => {
      const number = await spaces.find(space);
      if (number === undefined) return undefined;
      const replace = async (sql: Sql): Promise<TranscriptEntry | undefined> => {
        const seq = await takeSeq(sql, number);
        const row = await sql.first('UPDATE transcript SET seq = $1, content = $2 WHERE space = $3 AND id = $4 RETURNING *', [
          seq,
          pack(content),
          number,
          pack(id),
        ]);
        return row && readEntry(row);
      };
      return db.transaction(replace, { outlives: 'process' });
    },
    findByKey: (space, key) => one(space, 'key', keyOf(key)),
    get: (space, id) => one(space, 'id', pack(id)),
    since: async (space, seq, limit) => {
      const rows = await db.all('SELECT * FROM transcript WHERE space = $1 AND seq > $2 ORDER BY seq LIMIT $3', [
        await spaces.find(space),
        seq,
        Math.max(0, limit),
      ]);
      return rows.map(readEntry);
    },
  };
};
