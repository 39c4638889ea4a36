import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpaceId } from '../../core/ids.ts';
import { type Cut, cutsOf } from '../../core/quotes/pieces.ts';
import type { NewQuote } from '../../core/quotes/quotes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NewBatch, QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import { isGone, thisProcess } from './processes.ts';
import type { QuoteDays } from './quote-days.ts';
import { type Identities, repeatedRows, type Said } from './quote-identities.ts';
import type { Purge } from './quote-purge.ts';
import { saidBy } from './quote-rows.ts';
import type { Tombstones } from './quote-tombstones.ts';
import { cutNumber, type QuoteWords } from './quote-words.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { pack, packOptional, type Row, readNumber, readText } from './values.ts';

/** How long a batch of a process that cannot be asked may rest before it counts as left behind, in milliseconds. */
const abandonedAfterMs = 10 * 60_000;

const prepare = (db: DatabaseSync) => ({
  publishes: db.prepare('SELECT publishes FROM spaces WHERE id = ?'),
  countPublish: db.prepare('UPDATE spaces SET publishes = publishes + 1 WHERE id = ?'),
  known: db.prepare(
    "SELECT published_at FROM batches WHERE space = ? AND file_hash = ? AND state = 'published' ORDER BY published_at LIMIT 1",
  ),
  addBatch: db.prepare(
    `INSERT INTO batches (space, id, file_hash, file_name, author, state, host, pid, touched_ms, publishes_before)
     VALUES (?, ?, ?, ?, ?, 'open', ?, ?, ?, ?)`,
  ),
  open: db.prepare("SELECT * FROM batches WHERE space = ? AND id = ? AND state = 'open'"),
  allUnfinished: db.prepare("SELECT * FROM batches WHERE state <> 'published'"),
  touch: db.prepare('UPDATE batches SET touched_ms = ? WHERE row = ?'),
  publish: db.prepare("UPDATE batches SET state = 'published', published_at = ? WHERE row = ?"),
  // By place: with names, binding takes longer than storing.
  addQuote: db.prepare(
    `INSERT INTO quotes (space, batch, id, identity, text, source, speaker, date, segment, permission, licence, stars, redacted, translated, link, suspect, has_pieces)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  addSource: db.prepare(
    `INSERT INTO batch_sources (batch, source, permission, quotes, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (batch, source, permission) DO UPDATE SET quotes = quotes + excluded.quotes,
       first_day = min(first_day, excluded.first_day), last_day = max(last_day, excluded.last_day)`,
  ),
  repeated: db.prepare(repeatedRows),
  clearSources: db.prepare('DELETE FROM batch_sources WHERE batch = ?'),
  recount: db.prepare(
    `INSERT INTO batch_sources (batch, source, permission, quotes, first_day, last_day)
     SELECT batch, source, permission, count(*), min(date), max(date) FROM quotes WHERE batch = ? GROUP BY source, permission`,
  ),
});

type Parts = Readonly<{
  spaces: Spaces;
  words: QuoteWords;
  identities: Identities;
  days: QuoteDays;
  purge: Purge;
  tombstones: Tombstones;
  clock: Clock;
  random: Random;
}>;
type Batches = Pick<QuoteIndex, 'begin' | 'add' | 'publish' | 'discard'> &
  Readonly<{
    /** Hides what dead processes left half-done, then removes it. Resolves when it is gone. */
    sweep: () => Promise<void>;
    /** Gives up what this opening left open, so that the next one need not wait. */
    abandonOwn: () => void;
  }>;
type Sql = ReturnType<typeof prepare>;
type FindBatch = (space: SpaceId, batchId: string) => Row | undefined;
type MustFindBatch = (space: SpaceId, batchId: string) => Row;

type NewRow = Readonly<{ id: string; quote: NewQuote; cut: Cut | undefined }>;

/** Stores one row, and answers its number. */
const addRow = (sql: Sql, [space, batch]: readonly [number, number], said: Said, { id, quote, cut }: NewRow): number | bigint => {
  const { date, segment, permission, licence, stars, redacted, translated, link, suspect } = quote;
  const { lastInsertRowid } = sql.addQuote.run(
    space,
    batch,
    id,
    said.identity,
    said.text,
    said.source,
    said.speaker,
    date,
    packOptional(segment),
    permission,
    packOptional(licence),
    stars ?? null,
    redacted ? 1 : null,
    translated ? 1 : null,
    packOptional(link),
    suspect ? 1 : null,
    cutNumber(cut),
  );
  return lastInsertRowid;
};

/** Counts stored rows by source and permission, with the days that they cover. */
const countSources = (sql: Sql, batch: number, quotes: readonly NewQuote[]): void => {
  const groups = Map.groupBy(quotes, ({ source, permission }) => JSON.stringify([source, permission]));
  for (const group of groups.values()) {
    const [first] = group;
    const days = group.map(({ date }) => date).toSorted();
    if (first) sql.addSource.run(batch, pack(first.source), first.permission, group.length, days.at(0) ?? '', days.at(-1) ?? '');
  }
};

/**
 * Stores rows, then their words. Not row by row: SQLite opens an inner savepoint for some statements, at which FTS5 writes out all that it
 * has gathered, and a chunk written out a thousand times takes ten times as long and is slower to search.
 */
const addRows = (sql: Sql, { random, words, identities }: Parts, batch: Row, quotes: readonly NewQuote[]): number => {
  // Ids of one call begin alike, so that they lie together in the index: at a million quotes, random ones cost as much as everything else.
  const ids = random.id();
  const [own, space] = [readNumber(batch, 'row'), readNumber(batch, 'space')];
  const gathered = identities.gather(space, own);
  const cuts = cutsOf(quotes.map(({ text }) => text));
  const fresh = quotes.flatMap((quote, place) => {
    const [said, cut] = [saidBy(quote), cuts[place]];
    if (gathered.isKnown(said)) return [];
    const row = addRow(sql, [space, own], said, { id: `${ids}-${place}`, quote, cut });
    gathered.add(said.identity, row);
    return [{ row, quote, cut }];
  });
  countSources(
    sql,
    own,
    fresh.map(({ quote }) => quote),
  );
  words.add(
    space,
    fresh.map(({ row, quote: { text, source, segment }, cut }) => ({ row, text, source, segment, cut })),
  );
  return fresh.length;
};

/** Drops rows whose words another import published while this one was under way. */
const dropRepeated = (sql: Sql, purge: Purge, batch: Row): void => {
  const [row, space] = [readNumber(batch, 'row'), readNumber(batch, 'space')];
  if (readNumber(sql.publishes.get(space) ?? {}, 'publishes') === readNumber(batch, 'publishes_before')) return;
  purge.removeRows(space, true, sql.repeated.all({ batch: row }));
  sql.clearSources.run(row);
  sql.recount.run(row);
};

const createSweep = (db: DatabaseSync, sql: Sql, { purge, clock }: Parts, own: ReadonlySet<string>): (() => Promise<void>) => {
  const isLeftBehind = (batch: Row): boolean => {
    if (readText(batch, 'state') !== 'open') return true;
    if (own.has(readText(batch, 'id'))) return false;
    if (isGone({ host: readText(batch, 'host'), pid: readNumber(batch, 'pid') })) return true;
    return readNumber(batch, 'touched_ms') < clock.now().getTime() - abandonedAfterMs;
  };
  return async () => {
    if (sql.allUnfinished.get() === undefined) return;
    const rows = transaction(db, () => {
      const left = sql.allUnfinished.all().filter(isLeftBehind);
      for (const batch of left) if (readText(batch, 'state') === 'open') purge.mark(batch);
      return left.map((batch) => readNumber(batch, 'row'));
    });
    await purge.run(rows);
  };
};

const createBegin = (
  db: DatabaseSync,
  sql: Sql,
  { spaces, words, identities, clock }: Parts,
  own: Set<string>,
  sweep: () => Promise<void>,
) => {
  const insert = (space: number, { id, fileHash, fileName, author }: NewBatch): void => {
    const { host, pid } = thisProcess();
    const publishes = readNumber(sql.publishes.get(space) ?? {}, 'publishes');
    const { lastInsertRowid } = sql.addBatch.run(
      space,
      pack(id),
      fileHash,
      pack(fileName),
      pack(author),
      host,
      pid,
      clock.now().getTime(),
      publishes,
    );
    identities.drop(Number(lastInsertRowid));
    words.tables.take(space);
  };
  return async (name: SpaceId, batch: NewBatch): Promise<{ importedOn: string } | undefined> => {
    const known = transaction(db, () => {
      const space = spaces.take(name);
      const earlier = sql.known.get(space, batch.fileHash);
      if (earlier) return { importedOn: readText(earlier, 'published_at').slice(0, 10) };
      insert(space, batch);
      return undefined;
    });
    if (known) return known;
    own.add(batch.id);
    // Not waited for: what is left behind is hidden, and taking it out may take a while.
    sweep().catch(() => undefined);
    return undefined;
  };
};

const createDiscard =
  (db: DatabaseSync, { purge, identities }: Parts, own: Set<string>, find: FindBatch): QuoteIndex['discard'] =>
  async (space, batchId) => {
    const row = transaction(db, () => {
      const batch = find(space, batchId);
      if (!batch) return undefined;
      purge.mark(batch);
      identities.drop(readNumber(batch, 'row'));
      return readNumber(batch, 'row');
    });
    own.delete(batchId);
    if (row !== undefined) await purge.run([row]);
  };

const createAdd =
  (db: DatabaseSync, sql: Sql, parts: Parts, mustFind: MustFindBatch): QuoteIndex['add'] =>
  async (name, batchId, quotes) =>
    // Rows that nobody sees yet need not outlive a power cut: the import would begin again.
    transaction(
      db,
      () => {
        const batch = mustFind(name, batchId);
        const space = readNumber(batch, 'space');
        sql.touch.run(parts.clock.now().getTime(), readNumber(batch, 'row'));
        const isForgotten = parts.tombstones.check(space);
        const kept = quotes.filter((quote) => !isForgotten(quote));
        return { added: addRows(sql, parts, batch, kept), forgotten: quotes.length - kept.length };
      },
      'process',
    );

/** Enters identities and days in steps, with a turn of the event loop between them, then shows the rows. What is entered says nothing until then. */
const createPublish = (db: DatabaseSync, sql: Sql, parts: Parts, own: Set<string>, mustFind: MustFindBatch): QuoteIndex['publish'] => {
  const { identities, days, purge, clock } = parts;
  return async (space, batchId) => {
    const enterAll = async (enterSome: (batch: Row, after: number) => number | undefined): Promise<void> => {
      const enter = (after: number) =>
        transaction(
          db,
          () => {
            const batch = mustFind(space, batchId);
            sql.touch.run(clock.now().getTime(), readNumber(batch, 'row'));
            return enterSome(batch, after);
          },
          'process',
        );
      for (let place = enter(0); place !== undefined; place = enter(place)) await nextTurn();
    };
    await enterAll((batch, after) => identities.enterSome(readNumber(batch, 'space'), readNumber(batch, 'row'), after));
    await enterAll((batch, after) => days.enterSome(readNumber(batch, 'row'), after));
    transaction(db, () => {
      const batch = mustFind(space, batchId);
      dropRepeated(sql, purge, batch);
      sql.publish.run(clock.now().toISOString(), readNumber(batch, 'row'));
      sql.countPublish.run(readNumber(batch, 'space'));
      identities.drop(readNumber(batch, 'row'));
    });
    own.delete(batchId);
  };
};

/** Imports of quotes, all or nothing. `add` and `publish` throw for a batch that is not under way. */
export const createBatches = (db: DatabaseSync, parts: Parts): Batches => {
  const { spaces } = parts;
  const sql = prepare(db);
  const own = new Set<string>();
  const sweep = createSweep(db, sql, parts, own);
  const find: FindBatch = (space, batchId) => sql.open.get(spaces.find(space) ?? null, pack(batchId));
  const mustFind: MustFindBatch = (space, batchId) => {
    const batch = find(space, batchId);
    if (!batch) throw new Error('the import is not under way: it was published or discarded, or it rested for too long');
    return batch;
  };
  return {
    sweep,
    abandonOwn: () => {
      for (const batch of sql.allUnfinished.all()) if (own.has(readText(batch, 'id'))) sql.touch.run(0, readNumber(batch, 'row'));
    },
    begin: createBegin(db, sql, parts, own, sweep),
    add: createAdd(db, sql, parts, mustFind),
    publish: createPublish(db, sql, parts, own, mustFind),
    discard: createDiscard(db, parts, own, find),
  };
};
