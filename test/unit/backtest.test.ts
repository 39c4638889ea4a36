import { createReadStream, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { forecastPast, gradeRun, stepKey, withoutModel } from '../../src/app/backtest.ts';
import { createModels } from '../../src/app/create-models.ts';
import { type PastTest, readPastTests } from '../../src/app/past-tests.ts';
import { isRefusal } from '../../src/core/errors.ts';
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

describe('a set run over tests of the past', () => {
  it('asks each persona and the control once, and is graded by the rules of the record', async () => {
    // The control names options by the order in which it was shown them, and Anas and Bens are always for A.
    const { models, model } = makeModels(() => choiceText([0.6, 0.2, 0.2]));
    const run = { space: localSpace, set, models, seed: 1 };
    const steps = [test(0), test(1, ['One', 'Two of them'])];
    const graded = [];
    for (const [at, one] of steps.entries()) graded.push({ test: one, forecast: (await forecastPast(run, one, at + 1, signal)).forecast });
    expect(model.calls).toHaveLength(6);
    const score = readScore(gradeRun(graded));
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
    const { forecast } = await forecastPast({ space: localSpace, set, models, seed: 1 }, test(1), 1, signal);
    expect(forecast.pooled).toBeUndefined();
    expect(readScore(gradeRun([{ forecast, test: test(1) }])).of('longer')).toMatchObject({ right: 1 });
  });
});

const headlines = sharedData('headlines/pairs.csv');

describe('the public headlines', () => {
  it.skipIf(headlines.missing)(`give the simple rules what their README states (${headlines.reason} where absent)`, async () => {
    const file = { name: 'pairs.csv', bytes: statSync(headlines.path).size, open: () => createReadStream(headlines.path) };
    const tests = await readPastTests(readCsv, file, { source: 'Upworthy', date: '2015-04-30' });
    if (isRefusal(tests)) throw new Error(tests.userMessage);
    const run = { space: localSpace, set, seed: 1 };
    const score = readScore(gradeRun(tests.map((one, at) => ({ test: one, forecast: withoutModel(run, one, at + 1) }))));
    expect(score.graded).toBe(500);
    // All pairs were cut above |z| 2.58, so all are clear at 95 %.
    expect([clearFrom, score.noisy]).toEqual([0.95, 0]);
    expect(score.of('longer')).toEqual({ right: 270, decided: 483, unsure: 17 });
    expect(score.of('no-question-mark')).toEqual({ right: 90, decided: 129, unsure: 371 });
    expect(score.of('no-question-mark-then-longer')).toEqual({ right: 291, decided: 484, unsure: 16 });
  });
});
