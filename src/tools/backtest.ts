import { createHash } from 'node:crypto';
import { appendFileSync, createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCsv } from '../adapters/csv/read-csv.ts';
import { loadPersonaSets } from '../adapters/files/personas.ts';
import { createCache } from '../adapters/keyv/cache.ts';
import { createOpenAiModels } from '../adapters/openai/models.ts';
import { createPinoLog } from '../adapters/pino/log.ts';
import { systemClock, systemRandom } from '../adapters/system/system.ts';
import { renderMessage } from '../adapters/terminal/render.ts';
import { type BacktestStep, forecastPast, gradeRun, stepKey, withoutModel } from '../app/backtest.ts';
import { createModels } from '../app/create-models.ts';
import { type PastTest, readPastTests } from '../app/past-tests.ts';
import { readConfig } from '../config.ts';
import { isRefusal } from '../core/errors.ts';
import { localSpace } from '../core/ids.ts';
import { notice } from '../core/labels.ts';
import { recordBlocks } from '../core/track-record.ts';
import { addTokens, costOf, countTokens, noTokens } from '../core/usage.ts';

/*
 * `npm run backtest -- FILE.csv [--set ID] [--limit N] [--source NAME] [--date DAY] [--state FILE] [--yes]`: runs a persona set over tests of the past through the configured language
 * model and prints the scores beside the baselines. It says what it may cost and asks first. Every test is noted in the state file, so that a stopped run goes on where it
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

const show = (graded: Parameters<typeof gradeRun>[0]): void => {
  const blocks = [
    ...recordBlocks(`Backtest of ${set?.title ?? ''} on ${basename(path ?? '')}, tests of the past`, gradeRun(graded), 'tests run'),
    {
      type: 'note',
      text: 'Tests of the past: a language model may have seen them, and nothing was sealed before their end. Not part of the track record.',
    } as const,
  ];
  say(renderMessage(notice({ summary: 'Backtest', blocks }, { nameUnits: 80, bodyUnits: 20_000, notificationUnits: 200 }), false));
};

const runAll = async (): Promise<void> => {
  if (!set) return;
  const run = { space: localSpace, set, seed: 20_261_121, ...(models ? { models } : {}) };
  if (!models) {
    say('No language model is configured (OPENAI_API_KEY or OPENAI_BASE_URL), so only the simple rules are scored.');
    return show(tests.map((test, at) => ({ forecast: withoutModel(run, test, at + 1), test })));
  }
  const state = values.state ?? `${path}.backtest.jsonl`;
  const steps = readState(state);
  const left = tests.filter((test) => !steps.has(stepKey(run, test)));
  // The control reads less than any persona; a seat more covers it.
  const asked = [...set.personas, ...set.personas.slice(0, 1)];
  const tokens = left.reduce((sum, { options }) => sum + models.estimate(asked, { asked: options.join(' | '), options }), 0);
  const dearest = { calls: 0, input: 0, output: tokens, cached: 0, isEstimate: true };
  const most = models.prices ? `, at most ${costOf(dearest, models.prices).toFixed(2)}, and as a rule a small part of it` : '';
  say(
    `${tests.length} tests, ${tests.length - left.length} of them done before. ${set.personas.length} personas and the control for each of ${left.length}: at most ${tokens.toLocaleString('en')} tokens${most}.`,
  );
  if (left.length > 0 && !(await confirm())) return say('Nothing was asked.') as undefined;
  let used = noTokens;
  for (const [at, test] of tests.entries()) {
    if (steps.has(stepKey(run, test))) continue;
    const step = await forecastPast(run, test, at + 1, AbortSignal.timeout(120_000));
    appendFileSync(state, `${JSON.stringify(step)}\n`);
    steps.set(step.key, step);
    used = addTokens(used, step.tokens);
    if ((at + 1) % 10 === 0) say(`${at + 1} of ${tests.length}`);
  }
  say(
    `Used ${countTokens(used).toLocaleString('en')} tokens${models.prices ? `, cost ${costOf(used, models.prices).toFixed(4)}` : ''}. Kept in ${state}.`,
  );
  show(
    tests.flatMap((test) => {
      const step = steps.get(stepKey(run, test));
      return step ? [{ forecast: step.forecast, test }] : [];
    }),
  );
};

await runAll();
