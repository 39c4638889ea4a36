import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { chainRow } from '../../core/ledger/chain.ts';
import { entryOf, type LedgerEntry, type LedgerRow } from '../../core/ledger/entry.ts';
import { gradeItem } from '../../core/ledger/grade.ts';
import { applyEntry, checkEntry, emptyItem, type LedgerItem } from '../../core/ledger/item.ts';
import { addTally, changeBetween, type Tally } from '../../core/ledger/tally.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Appended, Ledger } from '../../ports/ledger.ts';
import type { Spaces } from './spaces.ts';
import { snapshot, transaction } from './transaction.ts';
import { pack, type Row, readNumber, readText } from './values.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const prepare = (db: DatabaseSync) => ({
  insert: db.prepare('INSERT INTO ledger_rows (space, seq, at, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?)'),
  last: db.prepare('SELECT * FROM ledger_rows WHERE space = ? ORDER BY seq DESC LIMIT 1'),
  ofPanel: db.prepare('SELECT * FROM ledger_rows WHERE space = ? AND panel = ? ORDER BY seq'),
  page: db.prepare('SELECT * FROM ledger_rows WHERE space = ? AND seq > ? ORDER BY seq LIMIT ?'),
  ofKind: db.prepare("SELECT * FROM ledger_rows WHERE space = ? AND body ->> 'kind' = ? AND seq < ? ORDER BY seq DESC LIMIT ?"),
  head: db.prepare('SELECT seq, hash FROM ledger_heads WHERE space = ?'),
  setHead: db.prepare(
    'INSERT INTO ledger_heads (space, seq, hash) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash',
  ),
  tally: db.prepare('SELECT name, sums FROM ledger_tallies WHERE space = ? AND name = ?'),
  tallies: db.prepare('SELECT name, sums FROM ledger_tallies WHERE space = ? ORDER BY name'),
  setTally: db.prepare('INSERT INTO ledger_tallies (space, name, sums) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sums = excluded.sums'),
});
type Statements = ReturnType<typeof prepare>;

const readRow = (row: Row): LedgerRow => ({
  seq: readNumber(row, 'seq'),
  at: readText(row, 'at'),
  body: readText(row, 'body'),
  prev: readText(row, 'prev'),
  hash: readText(row, 'hash'),
});

// Written below and by nothing else, so its shape is known.
const readTally = (row: Row | undefined): Tally => (row ? (JSON.parse(readText(row, 'sums')) as Tally) : {});

const readItem = (sql: Statements, space: number | null, panel: string): LedgerItem =>
  sql.ofPanel
    .all(space, panel)
    .map(readRow)
    .reduce((item, row) => applyEntry(item, entryOf(row), row.at), emptyItem);

const append = (sql: Statements, space: number, entry: LedgerEntry, at: string): Appended => {
  const before = readItem(sql, space, entry.panel);
  const problem = checkEntry(before, entry);
  if (problem !== undefined) return { problem };
  const last = sql.last.get(space);
  const row = chainRow(last && readRow(last), entry, at, sha256);
  sql.insert.run(space, row.seq, row.at, row.body, row.prev, row.hash);
  sql.setHead.run(space, row.seq, row.hash);
  for (const [group, change] of changeBetween(gradeItem(before), gradeItem(applyEntry(before, entry, at)))) {
    sql.setTally.run(space, pack(group), JSON.stringify(addTally(readTally(sql.tally.get(space, pack(group))), change)));
  }
  return { row };
};

/** The ledger in SQLite. Sums are kept beside the rows, in the same transaction. */
export const createLedger = (db: DatabaseSync, { spaces, clock }: { spaces: Spaces; clock: Clock }): Ledger => {
  const sql = prepare(db);
  const find = (space: Parameters<Spaces['find']>[0]): number | null => spaces.find(space) ?? null;
  return {
    append: async (space, entry) => transaction(db, () => append(sql, spaces.take(space), entry, clock.now().toISOString())),
    item: async (space, panel) => snapshot(db, () => readItem(sql, find(space), panel)),
    tally: async (space, group) => readTally(sql.tally.get(find(space), pack(group))),
    tallies: async (space) => {
      const all = sql.tallies.all(find(space)).map((row) => [readText(row, 'name'), readTally(row)] as const);
      return new Map(all.filter(([, tally]) => Object.keys(tally).length > 0));
    },
    items: async (space, { kind, before, limit }) =>
      snapshot(db, () =>
        sql.ofKind.all(find(space), kind, before, limit).map((row) => {
          const entry = entryOf(readRow(row));
          const nonce = entry.kind === 'forecast' ? entry.nonce : '';
          return { seq: readNumber(row, 'seq'), item: readItem(sql, find(space), entry.panel), nonce };
        }),
      ),
    rows: async (space, { after, limit }) => sql.page.all(find(space), after, limit).map(readRow),
    head: async (space) => {
      const row = sql.head.get(find(space));
      return row && { seq: readNumber(row, 'seq'), hash: readText(row, 'hash') };
    },
  };
};
