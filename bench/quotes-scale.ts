import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import MiniSearch from 'minisearch';
import { openSqlite } from '../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../src/adapters/system/system.ts';
import { spaceId } from '../src/core/ids.ts';
import { contentWords } from '../src/core/query.ts';
import { percentile } from './metrics.ts';
import { makeTexts, readQueries } from './scale-texts.ts';

/*
 * How the search grows: `npm run bench:quotes-scale -- QUOTES OTHERS DIR...`. QUOTES are put into the space that is asked, OTHERS into its neighbour. In the same run,
 * on the same texts and in processor time: an FTS5 table alone (what the reference measured), MiniSearch as it comes, and looking at every text in turn.
 */

const chunkRows = 500;
const shown = 20;
type Figures = Readonly<{ what: string; buildS: number; p50: number; p95: number; worst: number }>;

/** Processor time of this process in milliseconds: other work on the machine does not count. Waiting for the disk does not either. */
const now = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

const ask = async (what: string, buildS: number, queries: readonly string[], search: (query: string) => unknown): Promise<Figures> => {
  for (const query of queries.slice(0, 40)) await search(query);
  const ms: number[] = [];
  for (const query of queries) {
    const from = now();
    await search(query);
    ms.push(now() - from);
  }
  return { what, buildS, p50: percentile(ms, 0.5) ?? 0, p95: percentile(ms, 0.95) ?? 0, worst: Math.max(...ms) };
};

const measureStore = async (folder: string, texts: readonly string[], others: readonly string[], queries: readonly string[]) => {
  const { quotes, close } = await openSqlite({ path: join(folder, 'ours.sqlite'), clock: systemClock, random: systemRandom });
  const load = async (space: ReturnType<typeof spaceId>, all: readonly string[]): Promise<number> => {
    const from = now();
    await quotes.begin(space, { id: space, fileHash: space, fileName: 'f', author: 'a' });
    for (let at = 0; at < all.length; at += chunkRows) {
      const rows = all
        .slice(at, at + chunkRows)
        .map((text) => ({ text, source: 'benchmark', date: '2026-01-01', permission: 'licence' as const }));
      await quotes.add(space, space, rows);
    }
    await quotes.publish(space, space);
    return (now() - from) / 1_000;
  };
  const space = spaceId('benchmark', 'own');
  await load(spaceId('benchmark', 'neighbour'), others);
  const buildS = await load(space, texts);
  const plain = (text: string) => quotes.search(space, { text, filters: {}, limit: shown });
  const wide = (text: string) => quotes.search(space, { text, filters: {}, limit: shown, wide: true });
  const figures = [await ask('this store', buildS, queries, plain), await ask('this store, looking wide', buildS, queries, wide)];
  close();
  return figures;
};

const matchOf = (query: string): string =>
  contentWords(query)
    .map((word) => `"${word}"`)
    .join(' OR ') || '"the"';

const measureTable = async (folder: string, texts: readonly string[], queries: readonly string[]): Promise<Figures> => {
  const db = new DatabaseSync(join(folder, 'table.sqlite'));
  db.exec("PRAGMA journal_mode = WAL; CREATE VIRTUAL TABLE t USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')");
  const from = now();
  const add = db.prepare('INSERT INTO t (rowid, text) VALUES (?, ?)');
  db.exec('BEGIN');
  for (const [at, text] of texts.entries()) add.run(at, text);
  db.exec('COMMIT');
  const buildS = (now() - from) / 1_000;
  const best = db.prepare(`SELECT rowid, text FROM t WHERE t MATCH ? ORDER BY rank LIMIT ${shown}`);
  const figures = await ask('an FTS5 table alone', buildS, queries, (query) => best.all(matchOf(query)));
  db.close();
  return figures;
};

const measureMiniSearch = async (texts: readonly string[], queries: readonly string[]): Promise<Figures> => {
  const index = new MiniSearch({ fields: ['text'] });
  const from = now();
  index.addAll(texts.map((text, id) => ({ id, text })));
  const buildS = (now() - from) / 1_000;
  return ask('MiniSearch', buildS, queries, (query) => index.search(contentWords(query).join(' ')).slice(0, shown));
};

/** Every text in turn, ranked by how many words of the query it holds. */
const measureScan = (texts: readonly string[], queries: readonly string[]): Promise<Figures> => {
  const lower = texts.map((text) => text.toLowerCase());
  return ask('a plain scan', 0, queries.slice(0, 60), (query) => {
    const words = contentWords(query);
    return lower
      .map((text, at) => ({ at, hits: words.filter((word) => text.includes(word)).length }))
      .filter(({ hits }) => hits > 0)
      .toSorted((one, other) => other.hits - one.hits)
      .slice(0, shown);
  });
};

const print = (rows: readonly Figures[]): void => {
  const base = rows.find(({ what }) => what === 'this store') ?? rows[0];
  const ratio = (value: number, of: number | undefined): string => (of ? `${value.toFixed(2)} (×${(value / of).toFixed(1)})` : '');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  console.log(line(['engine', 'build s', 'p50 ms', 'p95 ms', 'worst ms']));
  console.log(line(['---', '---', '---', '---', '---']));
  for (const { what, buildS, p50, p95, worst } of rows)
    console.log(line([what, ratio(buildS, base?.buildS), ratio(p50, base?.p50), ratio(p95, base?.p95), worst.toFixed(1)]));
};

const [count = '', others = '', ...folders] = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Usage: npm run bench:quotes-scale -- QUOTES OTHERS DIR...   (each DIR with quotes.jsonl and queries.jsonl)');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'sounding-board-scale-'));
try {
  const all = makeTexts(folders, Number(count) + Number(others));
  const [texts, rest] = [all.slice(0, Number(count)), all.slice(Number(count))];
  const queries = readQueries(folders);
  const rows = [
    ...(await measureStore(folder, texts, rest, queries)),
    await measureTable(folder, texts, queries),
    await measureMiniSearch(texts, queries),
    await measureScan(texts, queries),
  ];
  print(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
