import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { commands } from '../commands/index.ts';
import { wordCatalogue } from '../commands/words/catalogue.ts';
import { createPinoLog } from '../src/adapters/pino/log.ts';
import { systemClock, systemRandom } from '../src/adapters/system/system.ts';
import { createPlayground } from '../src/adapters/web/playground.ts';
import { readConfig } from '../src/config.ts';
import { isRefusal } from '../src/core/errors.ts';
import { localSpace } from '../src/core/ids.ts';
import { openHouse } from '../src/house.ts';
import type { ChatSurface } from '../src/ports/chat-surface.ts';

/*
 * How much the house adds to the model's own time. `npm run bench`: the whole application as it is started, with a model endpoint in another
 * process, the playground as the surface without pacing, and every durable write. Figures and their meaning: README.md.
 */

const gc = globalThis.gc;
if (!gc) throw new Error('run it with --expose-gc');

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

const startModel = async (...waits: readonly number[]) => {
  const child = fork(fileURLToPath(new URL('./model-process.ts', import.meta.url)), waits.map(String), { silent: true });
  const port = await new Promise<string>((resolve) => child.stdout?.once('data', (data: Buffer) => resolve(String(data).trim())));
  const url = `http://127.0.0.1:${port}/v1`;
  const slowest = async (): Promise<ReadonlyMap<string, number>> =>
    new Map(Object.entries((await (await fetch(url)).json()) as Record<string, number>));
  return { url, slowest, stop: () => child.disconnect() };
};

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Five bare calls at once with the vendor's own client: what no house can be quicker than. */
const bareCalls = async (url: string, rounds: number) => {
  const client = new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 });
  const prompt = 'x'.repeat(6_000);
  const ratios: number[] = [];
  const ask = async (round: number) => {
    const from = performance.now();
    const calls = Array.from({ length: 5 }, async () => {
      await client.chat.completions.create({ model: 'bare', messages: [{ role: 'user', content: `bench panel ${round} ${prompt}` }] });
      return performance.now() - from;
    });
    const ended = await Promise.all(calls);
    ratios.push((performance.now() - from) / Math.max(...ended));
  };
  await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index)));
  ratios.length = 0;
  const before = cpuMs();
  for (let round = 0; round < rounds; round += 40) await Promise.all(Array.from({ length: 40 }, (_, index) => ask(round + index)));
  return { ratio: median(ratios), cpu: (cpuMs() - before) / rounds };
};

const openBench = async (url: string) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-panels-'));
  const config = readConfig({
    OPENAI_BASE_URL: url,
    PANEL_MODEL: 'bench',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    TOKENS_PER_DAY: '1000000000',
    TOKENS_PER_PERSON_AND_HOUR: '1000000000',
  });
  const log = createPinoLog('error');
  const house = await openHouse(config, log);
  const web = { host: '127.0.0.1', port: 0, paceMs: 0, spoolDir: join(dataDir, 'spool') };
  const { surface } = createPlayground({
    ...house,
    ...web,
    commands,
    catalogue: wordCatalogue,
    batches: house.desks.moderation.imports.batches,
    space: localSpace,
    version: '0',
    health: house.journal.check,
    clock: systemClock,
    random: systemRandom,
    log,
  });
  const posted = new Map<string, { root: number; first: number; closing: number }>();
  const ended = new Map<string, () => void>();
  const timed: ChatSurface = {
    ...surface,
    post: async (request) => {
      const outcome = await surface.post(request);
      const [panel = '', ...key] = request.key.split('/');
      const times = posted.get(panel) ?? { root: 0, first: 0, closing: 0 };
      const now = performance.now();
      posted.set(panel, {
        root: times.root || now,
        first: times.first || (key[0] === 'turn' ? now : 0),
        closing: key[0] === 'closing' ? now : 0,
      });
      if (key[0] === 'closing') ended.get(panel)?.();
      return outcome;
    },
  };
  house.surfaces.set('web', timed);
  house.runner.start();
  let number = 0;
  const run = async () => {
    number += 1;
    const name = String(number);
    const from = performance.now();
    const reply = await house.dispatch({
      deliveryKey: `bench-${name}`,
      space: localSpace,
      place: { surface: 'web', channel: 'bench' },
      actor: { id: `u${number}`, name: 'Bench', role: 'member' },
      command: 'panel',
      text: `Save money with one tap, says bench panel ${name}`,
      options: { set: 'business-software-buyers' },
    });
    const acked = performance.now();
    if (isRefusal(reply) || reply.panelId === undefined) throw new Error(isRefusal(reply) ? reply.userMessage : 'no panel');
    const id = reply.panelId;
    if (!posted.get(id)?.closing) await new Promise<void>((resolve) => ended.set(id, resolve));
    const times = posted.get(id);
    if (!times) throw new Error('not posted');
    return { name, ack: acked - from, wall: times.closing - from };
  };
  const close = async () => {
    await house.runner.drain(5_000);
    await house.close();
    rmSync(dataDir, { recursive: true });
  };
  return { run, idle: house.runner.idle, close };
};

type Bench = Awaited<ReturnType<typeof openBench>>;

const runMany = async (bench: Bench, total: number, overlapping: number) => {
  const results: Awaited<ReturnType<Bench['run']>>[] = [];
  let left = total;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      results.push(await bench.run());
    }
  };
  await Promise.all(Array.from({ length: overlapping }, lane));
  await bench.idle();
  return results;
};

const print = (name: string, value: string) => process.stdout.write(`| ${name} | ${value} |\n`);

const main = async (): Promise<void> => {
  const model = await startModel();
  const bare = await bareCalls(model.url, 400);
  const bench = await openBench(model.url);
  await runMany(bench, 16, 8);
  await model.slowest();
  const results = await runMany(bench, 80, 8);
  const slowest = await model.slowest();
  const ratios = results.map(({ name, wall }) => wall / (slowest.get(name) ?? Number.NaN));
  await runMany(bench, 120, 40);
  const before = cpuMs();
  await runMany(bench, 400, 40);
  const cpu = (cpuMs() - before) / 400;
  const acks = results.map(({ ack }) => ack);
  print('five bare calls: wall / slowest call, median', bare.ratio.toFixed(4));
  print('five bare calls: CPU', `${bare.cpu.toFixed(2)} ms`);
  print('panels of five, 8 overlapping: wall / slowest call, median', median(ratios).toFixed(4));
  print('the same, 90th percentile', at(ratios, 0.9).toFixed(4));
  print('400 panels, 40 overlapping: CPU per panel, everything included', `${cpu.toFixed(2)} ms`);
  print(
    '80 panels, 8 overlapping: acknowledged after, median and slowest',
    `${median(acks).toFixed(1)} and ${Math.max(...acks).toFixed(1)} ms`,
  );
  gc();
  const heap = process.memoryUsage();
  let most = heap;
  const watch = setInterval(() => {
    const now = process.memoryUsage();
    most = { ...most, rss: Math.max(most.rss, now.rss), heapUsed: Math.max(most.heapUsed, now.heapUsed) };
  }, 50);
  const from = performance.now();
  const thousand = await runMany(bench, 1_000, 1_000);
  clearInterval(watch);
  const wall = (performance.now() - from) / 1_000;
  print('1,000 panels at once: finished', `${thousand.length} in ${wall.toFixed(1)} s`);
  print(
    'the same: most memory above before (resident, heap)',
    `${((most.rss - heap.rss) / 2 ** 20).toFixed(0)} MB, ${((most.heapUsed - heap.heapUsed) / 2 ** 20).toFixed(0)} MB`,
  );
  await bench.close();
  model.stop();
};

await main();
