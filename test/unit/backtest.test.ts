import { createReadStream, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createModels } from '../../src/app/models/create-models.ts';
import { type BacktestRun, type BacktestStep, stepKey } from '../../src/app/score/backtest.ts';
import { type BookTokens, estimateRun, gradeSteps, runSteps, testsAtOnce } from '../../src/app/score/backtest-run.ts';
import { type PastTest, readPastTests } from '../../src/app/score/past-tests.ts';
import { isRefusal, refuse } from '../../src/core/errors.ts';
import { localSpace } from '../../src/core/ids.ts';
import { clearFrom } from '../../src/core/ledger/grade.ts';
import { readScore } from '../../src/core/ledger/score.ts';
import { choiceText, scriptModel } from '../fakes/language-model.ts';
import { aPersona, aSet } from '../fakes/personas.ts';
import { sharedData } from '../fakes/shared-data.ts';

const set = aSet(['Ana', 'Ben'].map((name) => aPersona(name.toLowerCase(), name, [{ text: 'I want it short.' }])));
const control = JSON.stringify({
  odds: [
    { choice: 'A', probability: 1 },
    { choice: 'B', probability: 0 },
    { choice: 'none', probability: 0 },
  ],
});
const makeModels = (answer: () => string) => {
  const model = scriptModel('m', ({ schema }) => (schema.startsWith('control') ? control : answer()));
  return { model, models: createModels({ languageModels: [model], clock: systemClock, random: systemRandom, digest: (text) => text }) };
};
const test = (winner: number, options = ['Save money', 'Would you save money with one tap?']): PastTest => ({
  options,
  result: { kind: 'winner', winner },
  source: 'an archive',
  date: '2020-01-01',
});
const { signal } = new AbortController();
const runWhole = async (run: BacktestRun, tests: readonly PastTest[], known: ReadonlyMap<string, BacktestStep> = new Map()) => {
  const steps = new Map(known);
  const problems: string[] = [];
  for await (const progress of runSteps(run, tests, known, { signal })) {
    for (const step of progress.steps) steps.set(step.key, step);
    if (progress.problem !== undefined) problems.push(progress.problem);
  }
  return { steps, problems };
};

describe('a set run over tests of the past', () => {
  it('asks each persona and the control once, and is graded by the rules of the record', async () => {
    // The control names options by the order in which it was shown them, and Anas and Bens are always for A.
    const { models, model } = makeModels(() => choiceText([0.6, 0.2, 0.2]));
    const run = { space: localSpace, set, models, seed: 1 };
    const tests = [test(0), test(1, ['One', 'Two of them'])];
    const { steps } = await runWhole(run, tests);
    expect(model.calls).toHaveLength(6);
    const score = readScore(gradeSteps(run, tests, steps));
    expect(score.of('panel')).toMatchObject({ right: 1, decided: 2, chances: { n: 2 } });
    expect(score.of('longer')).toMatchObject({ right: 1, decided: 2 });
    expect(score.of('control').decided).toBe(2);
    expect(score.late).toBe(0);
  });

  it('knows a test again by its words, the set and the models, and by nothing else', () => {
    const run = { space: localSpace, set, ...makeModels(() => ''), seed: 1 };
    expect(stepKey(run, test(0))).toBe(stepKey(run, test(1)));
    const others = [
      stepKey(run, test(0, ['x', 'y'])),
      stepKey({ ...run, set: { ...set, version: 9 } }, test(0)),
      stepKey({ space: localSpace, set, seed: 1 }, test(0)),
      stepKey({ ...run, seed: 2 }, test(0)),
    ];
    expect(new Set([...others, stepKey(run, test(0))]).size).toBe(5);
  });

  it('makes no forecast where the model gives none, and scores the simple rules all the same', async () => {
    const { models } = makeModels(() => 'no JSON at all');
    const run = { space: localSpace, set, models, seed: 1 };
    const { steps, problems } = await runWhole(run, [test(1)]);
    expect([...steps.values()][0]?.forecast.pooled).toBeUndefined();
    expect(readScore(gradeSteps(run, [test(1)], steps)).of('longer')).toMatchObject({ right: 1 });
    expect(problems).toEqual([]);
  });

  it('asks only for what has no step yet, and for a test that stands there twice only once', async () => {
    const { models, model } = makeModels(() => choiceText([0.6, 0.2, 0.2]));
    const run = { space: localSpace, set, models, seed: 1 };
    const tests = [test(0), test(1, ['One', 'Two']), test(0)];
    const first = await runWhole(run, tests.slice(0, 1));
    expect(estimateRun(run, tests, first.steps)).toMatchObject({ done: 2, left: 1 });
    await runWhole(run, tests, first.steps);
    expect(model.calls).toHaveLength(6);
  });

  it('keeps nothing of a test for which the endpoint failed, and ends there with a sentence', async () => {
    let isDown = true;
    const model = scriptModel('m', ({ schema }) =>
      isDown
        ? ({ outcome: 'failed', failure: 'unreachable' } as const)
        : schema.startsWith('control')
          ? control
          : choiceText([0.6, 0.2, 0.2]),
    );
    const models = createModels({ languageModels: [model], clock: systemClock, random: systemRandom, digest: (text) => text });
    const run = { space: localSpace, set, models, seed: 1 };
    const tests = [1, 2, 3, 4, 5].map((at) => test(0, [`One ${at}`, `Two ${at}`]));
    const down = await runWhole(run, tests);
    expect(down.steps.size).toBe(0);
    expect(down.problems).toEqual([expect.stringContaining('the language model could not be reached. Go on later')]);
    isDown = false;
    expect((await runWhole(run, tests)).steps.size).toBe(5);
  });

  it('books before it asks, settles by what was used, and stops at a refusal', async () => {
    const { models } = makeModels(() => choiceText([0.6, 0.2, 0.2]));
    const run = { space: localSpace, set, models, seed: 1 };
    const tests = [1, 2, 3, 4, 5].map((at) => test(0, [`One ${at}`, `Two ${at}`]));
    const booked: string[] = [];
    const book: BookTokens = async (tokens) => {
      if (booked.length >= 4) return refuse('budget-spent', { window: 'user-hour', when: '18:00 UTC' });
      booked.push(`reserve ${tokens > 0}`);
      return async (used) => void booked.push(`settle ${used < tokens}`);
    };
    const seen = [];
    for await (const progress of runSteps(run, tests, new Map(), { signal, book })) seen.push(progress);
    expect(seen.map(({ steps }) => steps.length)).toEqual([testsAtOnce, testsAtOnce, 0]);
    expect(seen.at(-1)?.problem).toContain('18:00 UTC');
    expect(booked).toEqual(['reserve true', 'settle true', 'reserve true', 'settle true']);
  });
});

const headlines = sharedData('headlines/pairs.csv');

describe('the public headlines', () => {
  it.skipIf(headlines.missing)(`give the simple rules what their README states (${headlines.reason} where absent)`, async () => {
    const file = { name: 'pairs.csv', bytes: statSync(headlines.path).size, open: () => createReadStream(headlines.path) };
    const tests = await readPastTests(readCsv, file, { source: 'Upworthy', date: '2015-04-30' });
    if (isRefusal(tests)) throw new Error(tests.userMessage);
    const run = { space: localSpace, set, seed: 1 };
    const score = readScore(gradeSteps(run, tests, (await runWhole(run, tests)).steps));
    expect(score.graded).toBe(500);
    // All pairs were cut above |z| 2.58, so all are clear at 95 %.
    expect([clearFrom, score.noisy]).toEqual([0.95, 0]);
    expect(score.of('longer')).toEqual({ right: 270, decided: 483, unsure: 17 });
    expect(score.of('no-question-mark')).toEqual({ right: 90, decided: 129, unsure: 371 });
    expect(score.of('no-question-mark-then-longer')).toEqual({ right: 291, decided: 484, unsure: 16 });
  });
});
