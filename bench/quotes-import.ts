import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { readCsv } from '../src/adapters/csv/read-csv.ts';
import { createFindPhones, usualCountries } from '../src/adapters/phones/find-phones.ts';
import { openSqlite } from '../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../src/adapters/system/system.ts';
import { createQuoteImport } from '../src/app/quotes/quote-import.ts';
import { createProtection } from '../src/app/quotes/quote-import-protect.ts';
import { createSpeakerNames } from '../src/app/quotes/speaker-names.ts';
import { spaceId } from '../src/core/ids.ts';
import type { Log } from '../src/ports/log.ts';
import { makeTexts } from './scale-texts.ts';

/*
 * What an import costs, the whole path: `npm run bench:quotes-import -- ROWS DIR...`. A CSV file is written, read twice, checked, freed of private details and stored,
 * while a timer watches how long anything else has to wait. In the same run, an FTS5 table alone takes the same texts.
 */

const silent: Log = { info: () => {}, warn: () => {}, error: (message, cause) => console.error(message, cause) };
const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(0);
const day = (at: number): string => new Date(Date.UTC(2023, 0, 1 + ((at * 7_919) % 1_095))).toISOString().slice(0, 10);

/** One line in forty names an address, a number or a handle, as reviews do. */
const withDetails = (made: string, at: number): string => {
  // The number that keeps made texts apart would make each look as if it held a telephone number.
  const text = made.replace(/ \d+$/, '');
  return at % 40 === 0 ? `${text} Write to person${at}@example.com or call +44 20 7946 ${String(at % 10_000).padStart(4, '0')}.` : text;
};

const writeCsv = async (path: string, folders: readonly string[], rows: number): Promise<void> => {
  const out = createWriteStream(path);
  out.write('text,source,date,segment,permission,speaker,stars\n');
  for (const [at, text] of makeTexts(folders, rows).entries()) {
    const cell = `"${withDetails(text, at).replaceAll('"', '""')}"`;
    const line = `${cell},Source ${at % 5},${day(at)},Segment ${at % 7},licence,speaker-${at % 200_003},${at % 6}\n`;
    if (!out.write(line)) await new Promise<void>((resolve) => void out.once('drain', resolve));
  }
  out.end();
  await finished(out);
};

/** The longest stretch between two turns of the event loop in processor time, in milliseconds: unlike a timer's wait, it does not tell who else was there. */
const watchTurns = () => {
  let [longest, isOn] = [0, true];
  let last = process.threadCpuUsage();
  const turn = (): void => {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, (user + system) / 1_000);
    last = process.threadCpuUsage();
    if (isOn) setImmediate(turn);
  };
  turn();
  return {
    stop: () => {
      isOn = false;
      return longest;
    },
  };
};

/** Runs something, and says how long it took, on the clock and on the processor, how much memory it held, and how long a timer had to wait. */
const watch = async (what: string, work: () => Promise<void> | void) => {
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let most = idle;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const sampler = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const [cpu, wall, turns] = [process.cpuUsage(), performance.now(), watchTurns()];
  await work();
  const longestTurn = turns.stop();
  const used = process.cpuUsage(cpu);
  const wallS = (performance.now() - wall) / 1_000;
  most = Math.max(most, process.memoryUsage.rss());
  clearInterval(sampler);
  delay.disable();
  return { what, wallS, cpuS: (used.user + used.system) / 1e6, grewMb: megabytes(most - idle), delay, longestTurn };
};

const buildTable = (path: string, folders: readonly string[], rows: number): void => {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; CREATE VIRTUAL TABLE t USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')");
  const add = db.prepare('INSERT INTO t (rowid, text) VALUES (?, ?)');
  db.exec('BEGIN');
  for (const [at, text] of makeTexts(folders, rows).entries()) add.run(at, text);
  db.exec('COMMIT');
  db.close();
};

const importAll = async (folder: string, csv: string): Promise<void> => {
  const store = await openSqlite({ path: join(folder, 'ours.sqlite'), clock: systemClock, random: systemRandom });
  const findPhones = createFindPhones(usualCountries);
  const protect = createProtection({
    speakers: createSpeakerNames({ documents: store.documents, random: systemRandom }),
    phonesOf: async () => findPhones,
  });
  const run = createQuoteImport({
    quotes: store.quotes,
    readRows: readCsv,
    protect,
    random: systemRandom,
    clock: systemClock,
    log: silent,
  });
  const file = { name: 'reviews.csv', bytes: statSync(csv).size, open: () => Readable.from(createReadStream(csv)) };
  const report = await run(spaceId('benchmark', 'own'), { file, mapping: { columns: {}, fixed: {} }, author: 'benchmark' });
  console.log(JSON.stringify(report));
  store.close();
};

const [count = '', ...folders] = process.argv.slice(2);
const csvPath = process.env['CSV_PATH'];
if (folders.length === 0) {
  console.error('Usage: npm run bench:quotes-import -- ROWS DIR...   (each DIR with quotes.jsonl)');
  process.exit(1);
}
if (csvPath !== undefined) {
  await writeCsv(csvPath, folders, Number(count));
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'sounding-board-import-'));
try {
  const csv = join(folder, 'reviews.csv');
  // By another process: what it takes to make the texts is not memory of the import.
  if (
    spawnSync(process.execPath, [fileURLToPath(import.meta.url), count, ...folders], { env: { ...process.env, CSV_PATH: csv } }).status !==
    0
  )
    throw new Error('the file could not be written');
  const ours = await watch('this import', () => importAll(folder, csv));
  console.error(`import: ${ours.wallS.toFixed(1)} s, ${ours.cpuS.toFixed(1)} s of processor time`);
  const table = await watch('an FTS5 table alone', () => buildTable(join(folder, 'table.sqlite'), folders, Number(count)));
  console.log('| what | wall s | processor s | memory MB | p99 wait ms | longest wait ms | longest turn, processor ms |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const { what, wallS, cpuS, grewMb, delay, longestTurn } of [ours, table])
    console.log(
      `| ${what} | ${wallS.toFixed(1)} (×${(wallS / table.wallS).toFixed(1)}) | ${cpuS.toFixed(1)} (×${(cpuS / table.cpuS).toFixed(1)}) | ${grewMb} | ${(delay.percentile(99) / 1e6).toFixed(0)} | ${(delay.max / 1e6).toFixed(0)} | ${longestTurn.toFixed(0)} |`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
