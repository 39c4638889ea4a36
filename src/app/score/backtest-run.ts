import { isRefusal, type Refusal } from '../../core/errors.ts';
import type { Tally } from '../../core/ledger/tally.ts';
import { trackCharts } from '../../core/ledger/track-charts.ts';
import { recordBlocks } from '../../core/ledger/track-record.ts';
import type { Block } from '../../core/message.ts';
import { describeModelFailure } from '../../core/model-failure.ts';
import { costOf, countTokens } from '../../core/usage.ts';
import { type BacktestRun, type BacktestStep, forecastPast, gradeRun, stepKey } from './backtest.ts';
import type { PastTest } from './past-tests.ts';

/*
 * The course of a backtest: what it may cost, its steps, and what it shows. The tool of the command line and the playground both run this one.
 */

/** Tests under way at once, each with a call for each persona and one for the control. A crash loses at most so many. */
export const testsAtOnce = 2;

/** Longest that one test may take, in milliseconds. */
const testMs = 120_000;

/** Said wherever a backtest is offered or shown. */
export const pastNote =
  'Tests of the past: a language model may have seen them, a public benchmark above all, and nothing was sealed before their end. Not part of the track record.';

/** Steps by their key. */
export type BacktestSteps = ReadonlyMap<string, BacktestStep>;

/** The tests without a step, each with its number in the file, from 1. A test that stands there twice is asked once. */
const findLeft = (run: BacktestRun, tests: readonly PastTest[], done: BacktestSteps) => {
  const seen = new Set(done.keys());
  return tests.flatMap((test, at) => {
    const key = stepKey(run, test);
    if (seen.has(key)) return [];
    seen.add(key);
    return { test, number: at + 1 };
  });
};

type Left = ReturnType<typeof findLeft>;

const mostTokens = ({ models, set }: BacktestRun, left: Left): number => {
  // The control reads less than any persona; a seat more covers it.
  const asked = [...set.personas, ...set.personas.slice(0, 1)];
  return left.reduce(
    (sum, { test: { options } }) => sum + (models?.estimate(asked, { asked: options.join(' | '), options: [...options] }) ?? 0),
    0,
  );
};

/** How many tests have a step, how many are left to ask, and the most that these may take. `cost` is in the currency of the operator's prices, left out without them. */
export type BacktestEstimate = Readonly<{ done: number; left: number; tokens: number; cost?: number }>;

/** What the tests without a step may take at most. */
export const estimateRun = (run: BacktestRun, tests: readonly PastTest[], done: BacktestSteps): BacktestEstimate => {
  const left = findLeft(run, tests, done);
  const tokens = mostTokens(run, left);
  const prices = run.models?.prices;
  const dearest = { calls: 0, input: 0, output: tokens, cached: 0, isEstimate: true };
  const without = tests.filter((test) => !done.has(stepKey(run, test))).length;
  return { done: tests.length - without, left: left.length, tokens, ...(prices ? { cost: costOf(dearest, prices) } : {}) };
};

/** The same in a sentence. */
export const describeEstimate = (run: BacktestRun, tests: number, { done, left, tokens, cost }: BacktestEstimate): string => {
  const count = `${tests} ${tests === 1 ? 'test' : 'tests'}${done > 0 ? `, ${done} of them done before` : ''}.`;
  if (!run.models) return `${count} No language model is configured, so only the simple rules are scored and nothing is used.`;
  const most = cost === undefined ? '' : `, at most ${cost.toFixed(2)} by the operator’s prices, and as a rule a small part of it`;
  return `${count} ${run.set.personas.length} personas and the control for each of ${left}: at most ${tokens.toLocaleString('en')} tokens${most}.`;
};

/** Books tokens before they are used. The answer settles the booking by what was used, or refuses. */
export type BookTokens = (tokens: number) => Promise<((used: number) => Promise<void>) | Refusal>;

/** What came of a few tests. With `problem` the run ends here, and goes on with the same tests another time. */
export type BacktestProgress = Readonly<{ steps: readonly BacktestStep[]; problem?: string }>;

const freely: BookTokens = async () => async () => undefined;

const askFew = async (run: BacktestRun, few: Left, signal: AbortSignal): Promise<BacktestProgress> => {
  const asked = await Promise.all(
    few.map(async ({ test, number }) => {
      const late = AbortSignal.timeout(testMs);
      return forecastPast(run, test, number, AbortSignal.any([signal, late])).catch((cause: unknown) => {
        if (late.aborted && !signal.aborted) return { outage: 'timeout' } as const;
        throw cause;
      });
    }),
  );
  const steps = asked.flatMap((one) => ('step' in one ? one.step : []));
  const outage = asked.find((one) => one.outage !== undefined)?.outage;
  return {
    steps,
    ...(outage ? { problem: `It stopped because ${describeModelFailure[outage]}. Go on later; what was done is kept.` } : {}),
  };
};

/**
 * Asks for every test without a step, a few at a time. The caller keeps what is yielded before it asks for more, so that nothing else is lost by a crash.
 * Ends early after a `problem`. Rejects with the signal's reason when it is aborted; the booking of what was under way then stands.
 */
export async function* runSteps(
  run: BacktestRun,
  tests: readonly PastTest[],
  done: BacktestSteps,
  { signal, book = freely }: Readonly<{ signal: AbortSignal; book?: BookTokens }>,
): AsyncGenerator<BacktestProgress> {
  const left = findLeft(run, tests, done);
  for (let at = 0; at < left.length; at += testsAtOnce) {
    signal.throwIfAborted();
    const few = left.slice(at, at + testsAtOnce);
    const reserved = mostTokens(run, few);
    const settle = await book(reserved);
    if (isRefusal(settle)) {
      yield { steps: [], problem: settle.userMessage };
      return;
    }
    const progress = await askFew(run, few, signal);
    // What failed calls used is unknown: then the booking stands.
    if (progress.problem === undefined) await settle(progress.steps.reduce((sum, { tokens }) => sum + countTokens(tokens), 0));
    yield progress;
    if (progress.problem !== undefined) return;
  }
}

/** The grades of all tests that have a step. */
export const gradeSteps = (run: BacktestRun, tests: readonly PastTest[], done: BacktestSteps): Tally =>
  gradeRun(
    tests.flatMap((test) => {
      const step = done.get(stepKey(run, test));
      return step ? [{ forecast: step.forecast, test }] : [];
    }),
  );

/** What a run shows, in its middle and at its end: charts, scores beside the baselines, and what they are not. */
export const runBlocks = ({ set }: BacktestRun, file: string, tally: Tally): readonly Block[] => [
  ...trackCharts(`${set.title} on tests of the past`, tally),
  ...recordBlocks(`Backtest of ${set.title} on ${file}, tests of the past`, tally, { one: 'test run', many: 'tests run' }),
  { type: 'note', text: pastNote },
];
