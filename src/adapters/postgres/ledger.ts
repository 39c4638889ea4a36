import { createHash } from 'node:crypto';
import { chainRow } from '../../core/ledger/chain.ts';
import { entryOf, type LedgerEntry, type LedgerRow } from '../../core/ledger/entry.ts';
import { gradeItem } from '../../core/ledger/grade.ts';
import { applyEntry, checkEntry, emptyItem, type LedgerItem } from '../../core/ledger/item.ts';
import { addTally, changeBetween, type Tally } from '../../core/ledger/tally.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Appended, Ledger } from '../../ports/ledger.ts';
import type { Database, Sql } from './connection.ts';
import type { Spaces } from './spaces.ts';
import type { Turns } from './turns.ts';
import { pack, type Row, readJson, readNumber, readText } from './values.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const readRow = (row: Row): LedgerRow => ({
  seq: readNumber(row, 'seq'),
  at: readText(row, 'at'),
  body: readText(row, 'body'),
  prev: readText(row, 'prev'),
  hash: readText(row, 'hash'),
});

const readTally = (row: Row | undefined): Tally => (row ? readJson(row, 'sums') : {});

const readItem = async (sql: Sql, space: number | undefined, panel: string): Promise<LedgerItem> => {
  const rows = await sql.all('SELECT * FROM ledger_rows WHERE space = $1 AND panel = $2 ORDER BY seq', [space, pack(panel)]);
  return rows.map(readRow).reduce((item, row) => applyEntry(item, entryOf(row), row.at), emptyItem);
};

const addSums = async (sql: Sql, space: number, group: string, change: Tally): Promise<void> => {
  const known = await sql.first('SELECT sums FROM ledger_tallies WHERE space = $1 AND name = $2', [space, pack(group)]);
  await sql.all(
    'INSERT INTO ledger_tallies (space, name, sums) VALUES ($1, $2, $3) ON CONFLICT (space, name) DO UPDATE SET sums = excluded.sums',
    [space, pack(group), JSON.stringify(addTally(readTally(known), change))],
  );
};

const append = async (sql: Sql, space: number, entry: LedgerEntry, at: string): Promise<Appended> => {
  // Whoever writes in this space next waits here, and then sees what this one wrote.
  await sql.all('SELECT 1 FROM spaces WHERE id = $1 FOR NO KEY UPDATE', [space]);
  const before = await readItem(sql, space, entry.panel);
  const problem = checkEntry(before, entry);
  if (problem !== undefined) return { problem };
  const last = await sql.first('SELECT * FROM ledger_rows WHERE space = $1 ORDER BY seq DESC LIMIT 1', [space]);
  const row = chainRow(last && readRow(last), entry, at, sha256);
  const { seq, body, prev, hash } = row;
  await sql.all('INSERT INTO ledger_rows (space, seq, panel, at, body, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    space,
    seq,
    pack(entry.panel),
    row.at,
    pack(body),
    prev,
    hash,
  ]);
  await sql.all(
    'INSERT INTO ledger_heads (space, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (space) DO UPDATE SET seq = excluded.seq, hash = excluded.hash',
    [space, seq, hash],
  );
  for (const [group, change] of changeBetween(gradeItem(before), gradeItem(applyEntry(before, entry, at))))
    await addSums(sql, space, group, change);
  return { row };
};

/** How the text of an entry of this kind begins: entries are written with their kind first. As long as the index of the migrations reads. */
const startOf = (kind: LedgerEntry['kind']): string => `{"kind":"${kind}`.slice(0, 13);

const ofKind = 'SELECT * FROM ledger_rows WHERE space = $1 AND left(body, 13) = $2 AND seq < $3::bigint ORDER BY seq DESC LIMIT $4';

type Parts = Readonly<{ spaces: Spaces; turns: Turns; clock: Clock }>;

/** The ledger in PostgreSQL. Sums are kept beside the rows, in the same transaction. */
export const createLedger = (db: Database, { spaces, turns, clock }: Parts): Ledger => ({
  append: (space, entry) =>
    turns(space, async () => {
      const number = await spaces.take(space);
      return db.transaction((sql) => append(sql, number, entry, clock.now().toISOString()));
    }),
  item: async (space, panel) => readItem(db, await spaces.find(space), panel),
  tally: async (space, group) =>
    readTally(await db.first('SELECT sums FROM ledger_tallies WHERE space = $1 AND name = $2', [await spaces.find(space), pack(group)])),
  tallies: async (space) => {
    const rows = await db.all('SELECT name, sums FROM ledger_tallies WHERE space = $1 ORDER BY name', [await spaces.find(space)]);
    const all = rows.map((row) => [readText(row, 'name'), readTally(row)] as const);
    return new Map(all.filter(([, tally]) => Object.keys(tally).length > 0));
  },
  items: async (space, { kind, before, limit }) => {
    const number = await spaces.find(space);
    const rows = await db.all(ofKind, [number, startOf(kind), before, limit]);
    return Promise.all(
      rows.map(async (row) => {
        const entry = entryOf(readRow(row));
        const nonce = entry.kind === 'forecast' ? entry.nonce : '';
        return { seq: readNumber(row, 'seq'), item: await readItem(db, number, entry.panel), nonce };
      }),
    );
  },
  rows: async (space, { after, limit }) => {
    const page = 'SELECT * FROM ledger_rows WHERE space = $1 AND seq > $2 ORDER BY seq LIMIT $3';
    return (await db.all(page, [await spaces.find(space), after, limit])).map(readRow);
  },
  head: async (space) => {
    const row = await db.first('SELECT seq, hash FROM ledger_heads WHERE space = $1', [await spaces.find(space)]);
    return row && { seq: readNumber(row, 'seq'), hash: readText(row, 'hash') };
  },
});
