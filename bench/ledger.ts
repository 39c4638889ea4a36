import { createHash } from 'node:crypto';
import { openSqlite } from '../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../src/adapters/system/system.ts';
import { localSpace } from '../src/core/ids.ts';
import { commit } from '../src/core/ledger/chain.ts';
import { pickByRules } from '../src/core/ledger/rules.ts';
import { LedgerCheck } from '../src/core/ledger/verify.ts';
import { seededNumbers } from '../src/core/random.ts';
import { percentile } from './metrics.ts';

/*
 * How fast a full ledger answers. `npm run bench:ledger [-- FORECASTS]`: fills a ledger in memory with forecasts by four sets of five personas, with an outcome each, then
 * reads the sums of one set (the line on every panel) and of all groups (the whole page), and checks the chain.
 */

const forecasts = Number(process.argv[2] ?? 100_000);
const next = seededNumbers(1);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const { ledger, close } = await openSqlite({ path: ':memory:', clock: systemClock, random: systemRandom });

const chances = () => {
  const a = next();
  return { model: 'm', options: [a * 0.9, (1 - a) * 0.9], noOpinion: 0.1 };
};

const timed = async (work: () => Promise<unknown>, times: number): Promise<readonly number[]> => {
  const all: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const from = performance.now();
    await work();
    all.push(performance.now() - from);
  }
  return all;
};

const fill = async (at: number): Promise<void> => {
  const options = [`Headline ${at}`, `Another headline ${at * 7}?`];
  const mine = chances();
  const [p = 0] = mine.options;
  const forecast = {
    number: at + 1,
    options,
    set: { id: `set-${at % 4}`, version: 1 + (at % 3) },
    models: ['m'],
    seed: at,
    seats: 5,
    personas: ['ana', 'ben', 'cleo', 'dan', 'eve'].map((id) => ({ id, ...chances() })),
    pooled: [p / 0.9, 1 - p / 0.9],
    control: chances(),
    rules: pickByRules(options),
  };
  const panel = `panel-${at}`;
  await ledger.append(localSpace, { kind: 'forecast', panel, forecast, nonce: panel, commitment: commit(forecast, panel, sha256) });
  const outcome = { result: { kind: 'winner', winner: at % 2 }, source: 'bench', date: '2099-01-01', author: 'a' } as const;
  await ledger.append(localSpace, { kind: 'outcome', panel, outcome });
};

const from = performance.now();
for (let at = 0; at < forecasts; at += 1) await fill(at);
say(`${forecasts.toLocaleString('en')} forecasts with outcomes written: ${((performance.now() - from) / forecasts).toFixed(2)} ms each`);
const line = await timed(() => ledger.tally(localSpace, 'set set-1 version 2'), 1_000);
const page = await timed(() => ledger.tallies(localSpace), 200);
say(
  `sums of one set, for the line on a panel: median ${percentile(line, 0.5)?.toFixed(3)} ms, 99th percentile ${percentile(line, 0.99)?.toFixed(3)} ms (at most 20)`,
);
say(
  `sums of all groups, for the whole page: median ${percentile(page, 0.5)?.toFixed(3)} ms, 99th percentile ${percentile(page, 0.99)?.toFixed(3)} ms (at most 500)`,
);
const checking = performance.now();
const check = new LedgerCheck(sha256);
for (let after = 0; ; ) {
  const rows = await ledger.rows(localSpace, { after, limit: 1_000 });
  if (rows.length === 0) break;
  for (const row of rows) check.row(row);
  after = rows.at(-1)?.seq ?? after;
}
check.end(await ledger.head(localSpace), await ledger.tallies(localSpace));
say(`the whole chain checked in ${((performance.now() - checking) / 1_000).toFixed(1)} s: ${check.problems.length} problems`);
close();
