import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sameWords } from '../../core/quotes/near-duplicates.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Forgetting, QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import { thisProcess } from './processes.ts';
import type { Purge } from './quote-purge.ts';
import { createRecount } from './quote-recount.ts';
import type { Tombstones } from './quote-tombstones.ts';
import type { QuoteWords } from './quote-words.ts';
import type { Spaces } from './spaces.ts';
import { phraseOf } from './token-probe.ts';
import { transaction } from './transaction.ts';
import { pack, type Row, readNumber, readText } from './values.ts';

/** Rows looked at, and rows hidden, in one transaction: some 40 ms each, during which others wait. */
const lookedAt = 20_000;
const chunkRows = 500;

// Each looks at a stretch of the file: there is no index on speakers or sources, which every import would have to pay for.
const stretch = (condition: string): string =>
  `SELECT q.row, q.id, q.text, q.date, q.source, q.permission, q.batch, b.state FROM quotes q JOIN batches b ON b.row = q.batch
   WHERE q.row > :after AND q.row <= :until AND q.space = :space AND b.state IN ('open', 'published') AND ${condition}
   ORDER BY q.row LIMIT ${chunkRows}`;

const conditions = {
  quote: 'q.id = :value',
  speaker: 'q.speaker = :value',
  batch: 'b.id = :value',
  source: 'q.source = :value',
  before: 'q.date < :value',
} as const;
type Condition = keyof typeof conditions;

const prepare = (db: DatabaseSync) => ({
  quote: db.prepare(stretch(conditions.quote)),
  speaker: db.prepare(stretch(conditions.speaker)),
  batch: db.prepare(stretch(conditions.batch)),
  source: db.prepare(stretch(conditions.source)),
  before: db.prepare(stretch(conditions.before)),
  last: db.prepare('SELECT coalesce(max(row), 0) AS row FROM quotes'),
  byRow: db.prepare(
    `SELECT q.row, q.id, q.text, q.date, q.source, q.permission, q.batch FROM quotes q JOIN batches b ON b.row = q.batch
     WHERE q.row = ? AND b.state IN ('open', 'published')`,
  ),
  grave: db.prepare(
    `INSERT INTO batches (space, id, file_hash, file_name, author, state, host, pid, touched_ms, publishes_before)
     VALUES (?, ?, '', '', '', 'discarded', ?, ?, 0, 0)`,
  ),
  bury: db.prepare('UPDATE quotes SET batch = ? WHERE row = ?'),
  takeOff: db.prepare('UPDATE batch_sources SET quotes = quotes - 1 WHERE batch = ? AND source = ? AND permission = ?'),
  batchRow: db.prepare("SELECT row FROM batches WHERE space = ? AND id = ? AND state = 'published'"),
});

/** Which other rows go with those of a step. */
type AlsoGone = (rows: readonly Row[]) => readonly Row[];

type Sql = ReturnType<typeof prepare>;
type Parts = Readonly<{ spaces: Spaces; words: QuoteWords; purge: Purge; tombstones: Tombstones; random: Random; clock: Clock }>;

/** What one call has done so far. */
type Course = { ids: string[]; graves: number[]; touched: Set<number> };

/** Hides rows: they go to a batch that is never seen and that the purge takes away, now or after a crash at the next opening. */
const hide = (sql: Sql, random: Random, space: number, rows: readonly Row[], course: Course): void => {
  if (rows.length === 0) return;
  const { host, pid } = thisProcess();
  const grave = Number(sql.grave.run(space, random.id(), host, pid).lastInsertRowid);
  for (const row of rows) {
    const batch = readNumber(row, 'batch');
    sql.bury.run(grave, readNumber(row, 'row'));
    sql.takeOff.run(batch, pack(readText(row, 'source')), readText(row, 'permission'));
    course.touched.add(batch);
    course.ids.push(readText(row, 'id'));
  }
  course.graves.push(grave);
};

/** Other rows with the very same words: whoever took them back did not mean one file only. */
const findSame = (sql: Sql, words: QuoteWords, space: number, rows: readonly Row[]): readonly Row[] => {
  const named = new Set(rows.map((row) => readNumber(row, 'row')));
  const found = rows.flatMap((row) => {
    const same = sameWords(readText(row, 'text'));
    const phrase = phraseOf(readText(row, 'text'));
    const near = phrase === undefined ? [] : (words.tables.find(space)?.all.all(`text : ${phrase}`) ?? []);
    return near.flatMap(({ row: number }) => {
      const other = typeof number === 'number' && !named.has(number) ? sql.byRow.get(number) : undefined;
      if (!other || sameWords(readText(other, 'text')) !== same) return [];
      named.add(readNumber(other, 'row'));
      return [other];
    });
  });
  return found;
};

/** Where the next stretch begins: after the last row that was found, as there may be more, or after all that was looked at. */
const nextAfter = (rows: readonly Row[], after: number): number => {
  const last = rows.at(-1);
  return rows.length === chunkRows && last ? readNumber(last, 'row') : after + lookedAt;
};

/** Hides all rows that fit, then removes them; `alsoGone` says which other rows go with those of a step. */
const createRemoval = (db: DatabaseSync, sql: Sql, { purge, random }: Parts) => {
  const recount = createRecount(db);
  const step = (space: number, kind: Condition, value: string, after: number, alsoGone: AlsoGone, course: Course): number =>
    transaction(db, () => {
      const rows = sql[kind].all({ after, until: after + lookedAt, space, value: pack(value) });
      hide(sql, random, space, [...rows, ...alsoGone(rows)], course);
      return nextAfter(rows, after);
    });
  return async (space: number, kind: Condition, value: string, alsoGone: AlsoGone): Promise<{ ids: readonly string[] }> => {
    // A batch without rows, because all were stored before, goes too.
    const empty = kind === 'batch' ? sql.batchRow.all(space, pack(value)) : [];
    const course: Course = { ids: [], graves: [], touched: new Set(empty.map((row) => readNumber(row, 'row'))) };
    const last = readNumber(sql.last.get() ?? {}, 'row');
    for (let after = 0; after < last && db.isOpen; await nextTurn()) after = step(space, kind, value, after, alsoGone, course);
    await recount(course.touched);
    await purge.run(course.graves);
    return { ids: course.ids };
  };
};

/** Taking quotes away on demand: hidden first, in steps with a turn of the event loop between them, then removed without a trace. */
export const createForget = (db: DatabaseSync, parts: Parts): Pick<QuoteIndex, 'find' | 'forget' | 'removeBefore'> => {
  const { spaces, words, tombstones } = parts;
  const sql = prepare(db);
  const remove = createRemoval(db, sql, parts);
  const remember = (space: number, { kind }: Forgetting, rows: readonly Row[]): readonly Row[] => {
    for (const row of rows) tombstones.add(space, { text: readText(row, 'text') });
    return kind === 'quote' || kind === 'speaker' ? findSame(sql, words, space, rows) : [];
  };
  return {
    find: async (name, { kind, value }) => {
      const space = spaces.find(name);
      const last = readNumber(sql.last.get() ?? {}, 'row');
      const ids: string[] = [];
      for (let after = 0; space !== undefined && after < last && db.isOpen; await nextTurn()) {
        const rows = sql[kind].all({ after, until: after + lookedAt, space, value: pack(value) });
        ids.push(...rows.filter((row) => row['state'] === 'published').map((row) => readText(row, 'id')));
        after = nextAfter(rows, after);
      }
      return { ids };
    },
    forget: async (name, what, options) => {
      const space = spaces.find(name);
      if (space === undefined) return { ids: [] };
      if (options?.undo) return remove(space, what.kind, what.value, () => []);
      if (what.kind === 'speaker') transaction(db, () => tombstones.add(space, { speaker: what.value }));
      return remove(space, what.kind, what.value, (rows) => remember(space, what, rows));
    },
    removeBefore: async (name, day) => {
      const space = spaces.find(name);
      return space === undefined ? { ids: [] } : remove(space, 'before', day, () => []);
    },
  };
};
