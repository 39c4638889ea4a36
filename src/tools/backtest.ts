import { createHash } from 'node:crypto';
import { appendFileSync, createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createPictures } from '../adapters/charts/pictures.ts';
import { readCsv } from '../adapters/csv/read-csv.ts';
import { loadPersonaSets } from '../adapters/files/personas.ts';
import { createCache } from '../adapters/keyv/cache.ts';
import { createOpenAiModels } from '../adapters/openai/models.ts';
import { createPinoLog } from '../adapters/pino/log.ts';
import { systemClock, systemRandom } from '../adapters/system/system.ts';
import { renderMessage } from '../adapters/terminal/render.ts';
import { createModels } from '../app/models/create-models.ts';
import { type BacktestRun, type BacktestStep, backtestSeed } from '../app/score/backtest.ts';
import { type BacktestSteps, describeEstimate, estimateRun, gradeSteps, pastNote, runBlocks, runSteps } from '../app/score/backtest-run.ts';
import { type PastTest, readPastTests } from '../app/score/past-tests.ts';
import { readConfig } from '../config.ts';
import { isRefusal } from '../core/errors.ts';
import { localSpace } from '../core/ids.ts';
import { notice } from '../core/labels.ts';
import type { Block } from '../core/message.ts';
import { addTokens, costOf, countTokens, noTokens, type UsedTokens } from '../core/usage.ts';

/*
 * `npm run backtest -- FILE.csv [--set ID] [--limit N] [--source NAME] [--date DAY] [--state FILE] [--yes]`: runs a persona set over tests of the past through the configured language
 * model, prints the scores beside the baselines, and writes the charts beside the state file. It says what it may cost and asks first. Every test is noted in the state file, so that a stopped run goes on where it
 * was. Without a language model only the simple rules are scored.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: 'string' },
    limit: { type: 'string' },
    source: { type: 'string' },
    date: { type: 'string' },
    state: { type: 'string' },
    yes: { type: 'boolean' },
  },
});
const say = (line = ''): unknown => process.stdout.write(`${line}\n`);
const fail = (line: string): never => {
  process.stderr.write(`${line}\n`);
  process.exit(2);
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const { model: config } = readConfig(process.env);
const log = createPinoLog('warn');

const openModels = () => {
  if (!config) return undefined;
  const openAi = createOpenAiModels({ ...config, cache: createCache({ log }), clock: systemClock, random: systemRandom, log });
  const [first, ...others] = config.models;
  const languageModels = [openAi.languageModel(first), ...others.map(openAi.languageModel)] as const;
  return createModels({
    languageModels,
    clock: systemClock,
    random: systemRandom,
    digest,
    thinkingTokens: config.thinkingTokens,
    ...(config.prices ? { prices: config.prices } : {}),
  });
};

const readTests = async (path: string): Promise<readonly PastTest[]> => {
  if (!existsSync(path)) return fail(`There is no file ${path}.`);
  const file = { name: basename(path), bytes: statSync(path).size, open: () => createReadStream(path) };
  const fixed = { source: values.source ?? basename(path), date: values.date ?? '1970-01-01' };
  const tests = await readPastTests(readCsv, file, fixed);
  return isRefusal(tests) ? fail(tests.userMessage) : tests.slice(0, values.limit === undefined ? undefined : Number(values.limit));
};

/** Steps of an earlier run. A line that was cut off by a crash is left out and asked again. */
const readState = (path: string): Map<string, BacktestStep> => {
  const steps = new Map<string, BacktestStep>();
  if (!existsSync(path)) return steps;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    try {
      // Written below and by nothing else, so its shape is known.
      const step = JSON.parse(line) as BacktestStep;
      steps.set(step.key, step);
    } catch {
      // The last line of a run that was killed.
    }
  }
  return steps;
};

const confirm = async (): Promise<boolean> => {
  if (values.yes) return true;
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question('Go on? Type yes: ');
  asking.close();
  return answer.trim().toLowerCase() === 'yes';
};

const [path] = positionals;
if (path === undefined)
  fail('Usage: npm run backtest -- FILE.csv [--set ID] [--limit N] [--source NAME] [--date DAY] [--state FILE] [--yes]');
const tests = await readTests(path ?? '');
const { sets } = await loadPersonaSets(fileURLToPath(new URL('../../personas', import.meta.url)));
const set = values.set === undefined ? sets[0] : sets.find(({ id }) => id === values.set);
if (!set) fail(`There is no persona set ${values.set}. There are: ${sets.map(({ id }) => id).join(', ')}.`);
const models = openModels();

const base = (values.state ?? `${path}.backtest.jsonl`).replace(/\.jsonl$/, '');
const state = `${base}.jsonl`;

/** Writes each chart beside the state file, as SVG and as PNG. */
const plot = async (blocks: readonly Block[]): Promise<void> => {
  const pictures = createPictures();
  const charts = blocks.flatMap((block) => (block.type === 'chart' ? [block.chart] : []));
  for (const chart of charts) {
    writeFileSync(`${base}.${chart.kind}.svg`, await pictures.svg(chart, 'light'));
    writeFileSync(`${base}.${chart.kind}.png`, await pictures.png(chart, 'light'));
    say(`Chart: ${base}.${chart.kind}.svg and .png`);
  }
};

const show = async (run: BacktestRun, steps: BacktestSteps): Promise<void> => {
  const blocks = runBlocks(run, basename(path ?? ''), gradeSteps(run, tests, steps));
  say(renderMessage(notice({ summary: 'Backtest', blocks }, { nameUnits: 80, bodyUnits: 20_000, notificationUnits: 200 }), false));
  await plot(blocks);
};

const describeUse = (used: UsedTokens): string => {
  const prices = models?.prices;
  return `Used ${countTokens(used).toLocaleString('en')} tokens${prices ? `, cost ${costOf(used, prices).toFixed(4)}` : ''}. Kept in ${state}.`;
};

const runAll = async (): Promise<void> => {
  if (!set) return;
  const run = { space: localSpace, set, seed: backtestSeed, ...(models ? { models } : {}) };
  // What no model was asked for is quickly done again, and is not kept.
  const steps = models ? readState(state) : new Map<string, BacktestStep>();
  const estimate = estimateRun(run, tests, steps);
  say(describeEstimate(run, tests.length, estimate));
  say(pastNote);
  if (models && estimate.left > 0 && !(await confirm())) return say('Nothing was asked.') as undefined;
  let used = noTokens;
  let problem: string | undefined;
  let { done } = estimate;
  for await (const progress of runSteps(run, tests, new Map(steps), { signal: new AbortController().signal })) {
    for (const step of progress.steps) {
      if (models) appendFileSync(state, `${JSON.stringify(step)}\n`);
      steps.set(step.key, step);
      used = addTokens(used, step.tokens);
    }
    problem = progress.problem;
    const before = done;
    done += progress.steps.length;
    if (models && Math.floor(done / 10) > Math.floor(before / 10)) say(`${done} of ${tests.length}`);
  }
  if (models) say(describeUse(used));
  await show(run, steps);
  if (problem !== undefined) fail(problem);
};

await runAll();
