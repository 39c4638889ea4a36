import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Transcript, TranscriptEntry } from '../../ports/transcript.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { pack, packOptional, type Row, readNumber, readOptionalText, readText } from './values.ts';

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

const prepare = (db: DatabaseSync) => ({
  // Counted per space in the file itself, so the order holds over restarts and between processes.
  nextSeq: db.prepare('UPDATE spaces SET transcript_seq = transcript_seq + 1 WHERE id = ? RETURNING transcript_seq AS seq'),
  insert: db.prepare(
    'INSERT INTO transcript (space, seq, id, key, channel, thread, at, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *',
  ),
  replace: db.prepare('UPDATE transcript SET seq = ?, content = ? WHERE space = ? AND id = ? RETURNING *'),
  byKey: db.prepare('SELECT * FROM transcript WHERE space = ? AND key = ?'),
  byId: db.prepare('SELECT * FROM transcript WHERE space = ? AND id = ?'),
  since: db.prepare('SELECT * FROM transcript WHERE space = ? AND seq > ? ORDER BY seq LIMIT ?'),
  before: db.prepare('SELECT * FROM transcript WHERE space = ? AND seq < ? ORDER BY seq DESC LIMIT ?'),
  inThread: db.prepare('SELECT * FROM transcript WHERE space = ? AND thread = ? ORDER BY seq DESC LIMIT ?'),
});

type Parts = Readonly<{ spaces: Spaces; clock: Clock; random: Random }>;

const createLists = (sql: ReturnType<typeof prepare>, spaces: Spaces): Pick<Transcript, 'since' | 'before' | 'inThread'> => {
  const newestLast = (rows: readonly Row[]): readonly TranscriptEntry[] => rows.map(readEntry).toReversed();
  return {
    since: async (space, seq, limit) => sql.since.all(spaces.find(space) ?? null, seq, Math.max(0, limit)).map(readEntry),
    before: async (space, seq, limit) =>
      newestLast(sql.before.all(spaces.find(space) ?? null, seq ?? Number.MAX_SAFE_INTEGER, Math.max(0, limit))),
    inThread: async (space, thread, limit) => newestLast(sql.inThread.all(spaces.find(space) ?? null, pack(thread), Math.max(0, limit))),
  };
};

/** The playground's messages in SQLite. */
export const createTranscript = (db: DatabaseSync, { spaces, clock, random }: Parts): Transcript => {
  const sql = prepare(db);
  const takeSeq = (space: number): number => {
    const row = sql.nextSeq.get(space);
    if (!row) throw new Error('the space is gone');
    return readNumber(row, 'seq');
  };
  const one = (row: Row | undefined): TranscriptEntry | undefined => row && readEntry(row);
  return {
    append: async (space, { key, channel, thread, content }) => {
      const append = (): TranscriptEntry => {
        const number = spaces.take(space);
        const at = clock.now().toISOString();
        const row =
          sql.byKey.get(number, pack(key)) ??
          sql.insert.get(number, takeSeq(number), random.id(), pack(key), pack(channel), packOptional(thread), at, pack(content));
        if (!row) throw new Error('the entry was not stored');
        return readEntry(row);
      };
      // A message that a power cut takes back is still being sent as far as the journal knows, which lies in the same log, and is sent again.
      return transaction(db, append, 'process');
    },
    replace: async (space, id, content) => {
      const replace = (): TranscriptEntry | undefined => {
        const number = spaces.find(space);
        if (number === undefined || !sql.byId.get(number, pack(id))) return undefined;
        return one(sql.replace.get(takeSeq(number), pack(content), number, pack(id)));
      };
      return transaction(db, replace, 'process');
    },
    findByKey: async (space, key) => one(sql.byKey.get(spaces.find(space) ?? null, pack(key))),
    get: async (space, id) => one(sql.byId.get(spaces.find(space) ?? null, pack(id))),
    ...createLists(sql, spaces),
  };
};
