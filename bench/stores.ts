import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spaceId } from '../src/core/ids.ts';
import { nextActions, type PanelAction } from '../src/core/panel/panel-machine.ts';
import { openStore } from '../src/open-store.ts';
import type { Lease } from '../src/ports/journal.ts';
import { newPanel } from '../test/contract/panels.ts';
import { createTestDatabase, silent } from '../test/fakes/postgres.ts';
import { percentile } from './metrics.ts';
import { makeTexts, readQueries } from './scale-texts.ts';

/*
 * What PostgreSQL costs beside the file. `npm run bench:stores -- QUOTES DIR...`: the journal's calls of panels, one at a time and eight at once, and the import of
 * QUOTES quotes and the search over them, on both stores in turn in one run. By the wall clock, because a server works in processes of its own.
 */

type Store = Awaited<ReturnType<typeof openStore>>;

const space = spaceId('benchmark', 'own');
const seats = ['ana', 'ben', 'cleo', 'dora', 'emre'];
const answer = JSON.stringify({ text: 'word '.repeat(90) });

const carryOut = async ({ journal }: Store, lease: Lease, action: PanelAction): Promise<boolean> => {
  const record = async (...events: readonly Parameters<typeof journal.record>[2][]): Promise<void> => {
    for (const event of events) await journal.record(space, lease, event, event.type === 'answered' ? { answer } : {});
  };
  if (action.do === 'ask') {
    const { persona, round } = action;
    await record({ type: 'asked', persona, round }, { type: 'answered', persona, round });
  } else if (action.do === 'send')
    await record({ type: 'sending', key: action.key }, { type: 'sent', key: action.key, ref: `${lease.panel.id}/${action.key}` });
  else if (action.do === 'close') await record({ type: 'closing' });
  else if (action.do === 'finish') await record({ type: 'over' });
  return action.do === 'finish';
};

/** One panel of five personas from its acceptance to its end. */
const runPanel = async (store: Store, id: string): Promise<void> => {
  const wanted = newPanel(id);
  await store.journal.accept(space, { ...wanted, plan: { ...wanted.plan, seats } });
  const lease = await store.journal.claim(space, { owner: 'bench', leaseMs: 60_000, surfaces: ['web'], panelId: id });
  if (!lease) throw new Error('no lease');
  for (let isOver = false; !isOver; ) {
    const panel = await store.journal.read(space, id);
    const [action] = panel ? nextActions(panel.state) : [];
    if (!action) throw new Error('nothing to do');
    isOver = await carryOut(store, lease, action);
  }
  await store.journal.release(space, lease);
};

const measurePanels = async (store: Store, name: string, rounds: number, width: number): Promise<number> => {
  const from = performance.now();
  for (let round = 0; round < rounds; round += 1)
    await Promise.all(Array.from({ length: width }, (_, n) => runPanel(store, `${name}-${width}-${round}-${n}`)));
  return (performance.now() - from) / rounds / width;
};

const measureQuotes = async ({ quotes }: Store, texts: readonly string[], queries: readonly string[]) => {
  const from = performance.now();
  await quotes.begin(space, { id: 'b', fileHash: 'b', fileName: 'f', author: 'a' });
  for (let at = 0; at < texts.length; at += 500)
    await quotes.add(
      space,
      'b',
      texts.slice(at, at + 500).map((text) => ({ text, source: 'benchmark', date: '2026-01-01', permission: 'licence' as const })),
    );
  await quotes.publish(space, 'b');
  const buildMs = performance.now() - from;
  const ms: number[] = [];
  for (const [place, text] of [...queries.slice(0, 40), ...queries].entries()) {
    const before = performance.now();
    await quotes.search(space, { text, filters: {}, limit: 20 });
    if (place >= 40) ms.push(performance.now() - before);
  }
  return { buildMs, p50: percentile(ms, 0.5) ?? Number.NaN, p95: percentile(ms, 0.95) ?? Number.NaN };
};

const show = (what: string, file: number, server: number): void => {
  process.stdout.write(`| ${what} | ${file.toFixed(1)} | ${server.toFixed(1)} | ${(server / file).toFixed(1)} |\n`);
};

const main = async (count: number, folders: readonly string[]): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'sounding-board-stores-'));
  const database = await createTestDatabase();
  const file = await openStore({ dataDir: folder, databaseUrl: '' }, silent);
  const server = await openStore({ dataDir: folder, databaseUrl: database.url }, silent);
  try {
    process.stdout.write('| What | SQLite, ms | PostgreSQL, ms | ratio |\n| --- | --- | --- | --- |\n');
    for (const store of [file, server]) await measurePanels(store, 'warm', 3, 2);
    for (const [width, rounds] of [
      [1, 30],
      [8, 8],
    ] as const)
      show(
        `journal of one panel, ${width} at a time`,
        await measurePanels(file, 'p', rounds, width),
        await measurePanels(server, 'p', rounds, width),
      );
    const [texts, queries] = [makeTexts(folders, count), readQueries(folders)];
    const [ours, theirs] = [await measureQuotes(file, texts, queries), await measureQuotes(server, texts, queries)];
    show(`import of ${count} quotes`, ours.buildMs, theirs.buildMs);
    show('search, median', ours.p50, theirs.p50);
    show('search, 95th percentile', ours.p95, theirs.p95);
  } finally {
    await file.close();
    await server.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  }
};

const [count = '100000', ...folders] = process.argv.slice(2);
await main(Number(count), folders);
