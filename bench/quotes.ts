import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { systemClock, systemRandom } from '../src/adapters/system/system.ts';
import { type SpaceId, spaceId } from '../src/core/ids.ts';
import { judge, type NewQuote, type QuoteCandidate } from '../src/core/quotes/quotes.ts';
import { openStore } from '../src/open-store.ts';
import type { Stores } from '../src/ports/stores.ts';
import { silent } from '../test/fakes/postgres.ts';
import { cappedRecall, mean, ndcg, percentile, share } from './metrics.ts';

/*
 * How well and how fast quotes are found. `npm run bench:quotes -- DIR...`; each folder holds quotes.jsonl (id, text, topic?), queries.jsonl
 * (id, text, topic?) and qrels.tsv (query_id, quote_id, label; a label above 0 is relevant, a missing pair is not). With DATABASE_URL in that database, which should hold nothing else.
 */

const lineSchema = z.object({ id: z.string(), text: z.string(), topic: z.string().optional() });
type Line = z.infer<typeof lineSchema>;
type Collection = Readonly<{
  name: string;
  quotes: readonly Line[];
  queries: readonly Line[];
  relevant: ReadonlyMap<string, ReadonlySet<string>>;
}>;

const readLines = (file: string): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

const readCollection = (folder: string): Collection => {
  const read = (name: string): readonly Line[] => readLines(join(folder, name)).map((line) => lineSchema.parse(JSON.parse(line)));
  const relevant = new Map<string, Set<string>>();
  for (const line of readLines(join(folder, 'qrels.tsv')).slice(1)) {
    const [query = '', quote = '', label] = line.split('\t');
    const known = relevant.get(query) ?? new Set<string>();
    if (Number(label) > 0) relevant.set(query, known.add(quote));
  }
  return { name: basename(folder), quotes: read('quotes.jsonl'), queries: read('queries.jsonl'), relevant };
};

/** A line as it is imported. Its id goes into the licence, which is handed back, and into the speaker, so that equal texts stay two quotes. */
const toQuote = ({ id, text }: Line): NewQuote => ({
  text,
  source: 'benchmark',
  date: '2026-01-01',
  permission: 'licence',
  licence: id,
  speaker: id,
});

const chunkRows = 1_000;
const load = async ({ quotes }: Stores, space: SpaceId, lines: readonly Line[]): Promise<void> => {
  const id = systemRandom.id();
  await quotes.begin(space, { id, fileHash: id, fileName: 'quotes.jsonl', author: 'benchmark' });
  for (let from = 0; from < lines.length; from += chunkRows) await quotes.add(space, id, lines.slice(from, from + chunkRows).map(toQuote));
  await quotes.publish(space, id);
};

const shown = 20;
type Answer = Readonly<{ query: Line; candidates: readonly QuoteCandidate[]; ranked: readonly string[]; passes: boolean; ms: number }>;

const askAll = async ({ quotes }: Stores, space: SpaceId, queries: readonly Line[]): Promise<readonly Answer[]> => {
  const answers: Answer[] = [];
  for (const query of queries) {
    const from = systemClock.monotonicMs();
    const found = await quotes.search(space, { text: query.text, filters: {}, limit: shown, wide: true });
    const ms = systemClock.monotonicMs() - from;
    const passes = judge(found, { filters: {}, limit: 3 }).verdict === 'quotes';
    answers.push({ query, candidates: found.candidates, ranked: found.candidates.map(({ quote }) => quote.licence ?? ''), passes, ms });
  }
  return answers;
};

/** Each query, asked of an index from which its own topic was taken away: whatever passes the gate is a false answer. */
const askWithoutTopic = async (store: Stores, { name, quotes, queries }: Collection): Promise<readonly Answer[]> => {
  const topics = Map.groupBy(
    queries.filter(({ topic }) => topic !== undefined),
    ({ topic }) => topic,
  );
  const answers: Answer[] = [];
  for (const [topic, own] of topics) {
    const space = spaceId(`without-${name}`, topic ?? '');
    await load(
      store,
      space,
      quotes.filter((quote) => quote.topic !== topic),
    );
    answers.push(...(await askAll(store, space, own)));
  }
  return answers;
};

const percent = (value: number | undefined): string => (value === undefined ? '' : `${Math.round(value * 100)} %`);
const digits = (value: number | undefined, count: number): string => value?.toFixed(count) ?? '';

const measure = async (store: Stores, collection: Collection): Promise<Record<string, string | number>> => {
  const { name, quotes, queries, relevant } = collection;
  const space = spaceId('benchmark', name);
  const from = systemClock.monotonicMs();
  await load(store, space, quotes);
  const buildMs = systemClock.monotonicMs() - from;
  await askAll(store, space, queries);
  const answers = await askAll(store, space, queries);
  const relevantOf = ({ query }: Answer): ReadonlySet<string> => relevant.get(query.id) ?? new Set();
  const inTopFive = answers.filter((answer) => answer.ranked.slice(0, 5).some((id) => relevantOf(answer).has(id)));
  const impossible = await askWithoutTopic(store, collection);
  return {
    collection: name,
    quotes: quotes.length,
    queries: queries.length,
    'nDCG@10': digits(mean(answers.map((answer) => ndcg(answer.ranked, relevantOf(answer), 10))), 3),
    'recall@20': digits(mean(answers.map((answer) => cappedRecall(answer.ranked, relevantOf(answer), 20))), 3),
    'build s': digits(buildMs / 1_000, 2),
    'p50 ms': digits(
      percentile(
        answers.map(({ ms }) => ms),
        0.5,
      ),
      2,
    ),
    'p95 ms': digits(
      percentile(
        answers.map(({ ms }) => ms),
        0.95,
      ),
      2,
    ),
    'false answers': percent(share(impossible, ({ passes }) => passes)),
    'answered, hit in top 5': percent(share(inTopFive, ({ passes }) => passes)),
    'answered, all': percent(share(answers, ({ passes }) => passes)),
  };
};

const toMarkdown = (rows: readonly Record<string, string | number>[]): string => {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n');
};

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Usage: npm run bench:quotes -- DIR...   (each with quotes.jsonl, queries.jsonl and qrels.tsv)');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'sounding-board-bench-'));
const store = await openStore({ dataDir: folder, databaseUrl: process.env['DATABASE_URL'] ?? '' }, silent);
try {
  const rows: Record<string, string | number>[] = [];
  for (const one of folders) rows.push(await measure(store, readCollection(one)));
  console.log(toMarkdown(rows));
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
