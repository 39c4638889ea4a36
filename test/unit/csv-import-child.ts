import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { createFindPhones, usualCountries } from '../../src/adapters/phones/find-phones.ts';
import { createQuoteImport } from '../../src/app/quotes/quote-import.ts';
import { createProtection } from '../../src/app/quotes/quote-import-protect.ts';
import { createSpeakerNames } from '../../src/app/quotes/speaker-names.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { QuoteIndex } from '../../src/ports/quote-index.ts';

/*
 * Imports one generated file in a process of its own and prints what it took, as JSON. Started by csv-bounds.test.ts, because memory
 * can only be told apart from the test runner's in another process.
 */

const mb = 1_000_000;

const row = '"I would, frankly, not buy this again: it broke after two weeks",Spring survey,2026-04-30,consent,25-34,3\n';
const header = 'text,source,date,permission,segment,stars\n';

async function* repeat(text: string, times: number, perChunk = Math.ceil(65_536 / text.length)): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.from(text.repeat(perChunk));
  for (let left = times; left > 0; left -= perChunk) yield left >= perChunk ? chunk : Buffer.from(text.repeat(left));
}

async function* after(first: string, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first);
  yield* rest;
}

const files: Readonly<Record<string, () => AsyncIterable<Uint8Array>>> = {
  'a few rows': () => after(header, repeat(row, 2_000)),
  '2 million rows': () => after(header, repeat(row, 2_000_000)),
  '200,000 rows': () => after(header, repeat(row, 200_000)),
  'a field of 10 MB': () => after(`${header}${row}"`, after('x'.repeat(10 * mb), repeat('",s,2026-01-01,consent,,\n', 1))),
  '100 MB without a line break': () => after(`${header}${row}`, repeat('abcdefghij', 10 * mb)),
  '100 MB header': () => repeat('abcdefghij', 10 * mb),
  '100 MB of commas': () => after(`${header}${row}`, repeat(',', 100 * mb)),
  '100 MB of line breaks': () => after(`${header}${row}`, repeat('\n', 100 * mb)),
  '100 MB behind an open quote': () => after(`${header}${row}"`, repeat(row.replaceAll('"', ''), 1 * mb)),
  '900,000 narrow rows': () => after(header, repeat('x\n', 900_000)),
};

/** A store that keeps nothing: the figures are those of reading and checking. */
const sink: QuoteIndex = {
  search: async () => ({ searched: 0, candidates: [] }),
  get: async () => undefined,
  sources: async () => [],
  extent: async () => ({ quotes: 0 }),
  count: async () => 0,
  begin: async () => undefined,
  add: async (_space, _id, quotes) => ({ added: quotes.length, forgotten: 0 }),
  publish: async () => undefined,
  discard: async () => undefined,
  batches: async () => [],
  forget: async () => ({ ids: [] }),
  find: async () => ({ ids: [] }),
  flagged: async () => ({ total: 0, quotes: [] }),
  decide: async () => false,
  removeBefore: async () => ({ ids: [] }),
};

const clock = { now: () => new Date(0), monotonicMs: () => performance.now(), sleep: async () => undefined };
const random = { seed: () => 1, id: () => 'an-id-of-more-than-twenty-letters' };
const phones = createFindPhones(usualCountries);
const protect = createProtection({
  speakers: createSpeakerNames({ documents: createMemoryDocuments({ clock }), random }),
  phonesOf: async () => phones,
});

const importQuotes = createQuoteImport({
  quotes: sink,
  readRows: readCsv,
  protect,
  random,
  clock,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
});

const run = (name: string) => {
  const open = files[name];
  if (!open) throw new Error(`no such file: ${name}`);
  return importQuotes(spaceId('test', 'child'), { file: { name, bytes: 0, open }, mapping: { columns: {}, fixed: {} }, author: 'x' });
};

// Compiled code and the first heap pages belong to the idle process that the growth is measured against.
await run('a few rows');
globalThis.gc?.();
const idle = process.memoryUsage();
let heap = 0;
let rss = 0;
const sampler = setInterval(() => {
  const now = process.memoryUsage();
  heap = Math.max(heap, now.heapUsed - idle.heapUsed);
  rss = Math.max(rss, now.rss - idle.rss);
}, 5);
// Processor time of this thread, not time on the wall: other test files and other people use the same machine.
let stallMs = 0;
let watching = true;
let lastTurn = process.threadCpuUsage();
const watch = (): void => {
  const { user, system } = process.threadCpuUsage(lastTurn);
  stallMs = Math.max(stallMs, (user + system) / 1_000);
  lastTurn = process.threadCpuUsage();
  if (watching) setImmediate(watch);
};
watch();
const before = process.cpuUsage();
const result = await run(process.argv[2] ?? '');
watching = false;
clearInterval(sampler);
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ result, seconds: (user + system) / mb, heapMb: heap / mb, rssMb: rss / mb, stallMs }));
