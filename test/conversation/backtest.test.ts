import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { createMemoryBudget } from '../../src/adapters/memory/budget.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import { createModels } from '../../src/app/models/create-models.ts';
import { createBacktestDesk } from '../../src/app/score/backtest-desk.ts';
import { testsAtOnce } from '../../src/app/score/backtest-run.ts';
import { isRefusal, type Refusal } from '../../src/core/errors.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { BacktestState } from '../../src/ports/backtest-desk.ts';
import type { BudgetRules } from '../../src/ports/desks.ts';
import type { Documents } from '../../src/ports/documents.ts';
import { choiceText, scriptModel } from '../fakes/language-model.ts';
import { aPersona, aSet } from '../fakes/personas.ts';
import { openSetDesk } from '../fakes/set-desk.ts';

const set = aSet(['Ana', 'Ben'].map((name) => aPersona(name.toLowerCase(), name, [{ text: 'I want it short.' }])));
const space = spaceId('file', 'one');
const actor = { id: 'u', name: 'U', role: 'moderator' } as const;
const log = { info: () => {}, warn: () => {}, error: () => {} };
const plenty: BudgetRules = { tokensPerDay: 10_000_000, tokensPerPersonAndHour: 10_000_000, whenSpent: 'refuse' };
const callsPerTest = 3;

const csv = (tests: number) => {
  const rows = Array.from({ length: tests }, (_, at) => `Save money ${at},Save money with one tap ${at},a`);
  const bytes = Buffer.from(['option_a,option_b,winner', ...rows, ''].join('\n'));
  return { name: 'past.csv', bytes: bytes.length, open: () => Readable.from([bytes]) };
};

/** A desk whose model waits at a gate after so many calls. */
const open = (changes: { rules?: BudgetRules; documents?: Documents; freeCalls?: number; isPaused?: () => boolean } = {}) => {
  const documents = changes.documents ?? createMemoryDocuments({ clock: systemClock });
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const model = scriptModel('m', async () => {
    if (model.calls.length > (changes.freeCalls ?? Number.POSITIVE_INFINITY)) {
      reached.resolve();
      await gate.promise;
    }
    return choiceText([0.6, 0.3, 0.1]);
  });
  const budget = createBudgetDesk({ budget: createMemoryBudget({ clock: systemClock }), documents, standard: changes.rules ?? plenty });
  const desk = createBacktestDesk({
    documents,
    budget,
    sets: openSetDesk([set]),
    models: createModels({ languageModels: [model], clock: systemClock, random: systemRandom, digest: (text) => text }),
    readRows: readCsv,
    isPaused: async () => changes.isPaused?.() ?? false,
    random: systemRandom,
    log,
  });
  return { desk, budget, documents, model, gate, reached };
};

const taken = (answer: BacktestState | Refusal | undefined): BacktestState => {
  if (answer === undefined || isRefusal(answer)) throw new Error(answer?.userMessage ?? 'there is none');
  return answer;
};
const sentence = (answer: unknown): string => (isRefusal(answer) ? answer.userMessage : 'taken');
const ask = (tests: number, limit = 100) => ({ file: csv(tests), set: set.id, limit, actor });

describe('a backtest in a space', () => {
  it('runs once when it is started twice, however close together', async () => {
    for (let ticks = 0; ticks < 30; ticks += 1) {
      const { desk, model } = open();
      await desk.propose(space, ask(2));
      const late = async () => {
        for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
        return desk.start(space, actor);
      };
      const answers = (await Promise.all([desk.start(space, actor), late()])).map(sentence);
      expect(answers.filter((said) => said === 'taken')).toHaveLength(1);
      await desk.idle();
      expect(model.calls).toHaveLength(2 * callsPerTest);
    }
  });

  it('says what it may take before anything is asked, and shows scores, baselines and the caution at its end', async () => {
    const { desk, model, budget } = open();
    const asked = taken(await desk.propose(space, ask(5, 4)));
    expect(asked).toMatchObject({ status: 'asked', tests: 4, leftOut: 1, done: 0, blocks: [] });
    expect(asked.estimate).toMatch(/^4 tests\. 2 personas and the control for each of 4: at most [\d,]+ tokens\.$/);
    expect(model.calls).toHaveLength(0);
    expect(taken(await desk.start(space, actor)).status).toBe('running');
    await desk.idle();
    const done = taken(await desk.state(space));
    expect(done).toMatchObject({ status: 'done', done: 4, used: 4 * callsPerTest * 1_200 });
    const shown = JSON.stringify(done.blocks);
    expect(done.blocks[0]).toMatchObject({ type: 'chart', chart: { kind: 'intervals' } });
    for (const said of [
      'too few to tell',
      'longer headline',
      'the model without personas',
      'may have seen them',
      'Not part of the track record',
    ])
      expect(shown).toContain(said);
    // Every booking was settled by what was used.
    expect((await budget.state(space, actor.id)).userHour).toBe(done.used);
  });

  it('shows the scores so far, stops after what is under way, keeps that, and goes on with the rest', async () => {
    const free = testsAtOnce * callsPerTest;
    const { desk, model, gate, reached } = open({ freeCalls: free });
    await desk.propose(space, ask(6));
    await desk.start(space, actor);
    await reached.promise;
    const running = taken(await desk.state(space));
    expect(running).toMatchObject({ status: 'running', done: testsAtOnce });
    expect(JSON.stringify(running.blocks)).toContain('too few to tell');
    expect(running.blocks.some(({ type }) => type === 'chart')).toBe(false);
    const stopping = desk.stop(space);
    gate.resolve();
    expect(taken(await stopping)).toMatchObject({ status: 'stopped', done: 2 * testsAtOnce });
    expect(model.calls).toHaveLength(2 * free);
    await desk.start(space, actor);
    await desk.idle();
    expect(taken(await desk.state(space))).toMatchObject({ status: 'done', done: 6 });
    expect(model.calls).toHaveLength(6 * callsPerTest);
  });

  it('is one at a time for each space, and other spaces see nothing of it', async () => {
    const { desk, gate, reached } = open({ freeCalls: 0 });
    await desk.propose(space, ask(3));
    const both = await Promise.all([desk.start(space, actor), desk.start(space, actor)]);
    expect(both.filter(isRefusal)).toHaveLength(1);
    await reached.promise;
    for (const refused of [await desk.start(space, actor), await desk.propose(space, ask(3)), await desk.drop(space)])
      expect(sentence(refused)).toBe('A run over past tests is under way here already. Watch it, or stop it first.');
    const other = spaceId('file', 'two');
    expect(await desk.state(other)).toBeUndefined();
    expect(sentence(await desk.start(other, actor))).toContain('Choose a file first');
    gate.resolve();
    await desk.idle();
  });

  it('waits after a restart to be started again', async () => {
    const before = open({ freeCalls: testsAtOnce * callsPerTest });
    await before.desk.propose(space, ask(6));
    await before.desk.start(space, actor);
    await before.reached.promise;
    await before.desk.idle({ abort: true });
    const after = open({ documents: before.documents });
    expect(taken(await after.desk.state(space))).toMatchObject({
      status: 'stopped',
      done: testsAtOnce,
      problem: 'The bot was started anew while this ran. What was done is kept.',
    });
    await after.desk.start(space, actor);
    await after.desk.idle();
    expect(taken(await after.desk.state(space))).toMatchObject({ status: 'done', done: 6 });
    expect(after.model.calls).toHaveLength((6 - testsAtOnce) * callsPerTest);
  });

  it('ends in one process when another takes it over', async () => {
    const one = open({ freeCalls: 0 });
    await one.desk.propose(space, ask(6));
    await one.desk.start(space, actor);
    await one.reached.promise;
    const other = open({ documents: one.documents });
    await other.desk.start(space, actor);
    await other.desk.idle();
    one.gate.resolve();
    await one.desk.idle();
    expect(one.model.calls).toHaveLength(testsAtOnce * callsPerTest);
    expect(taken(await other.desk.state(space))).toMatchObject({ status: 'done', done: 6 });
  });

  it.each(['refuse', 'evidence'] as const)(
    'stops with the hour when the tokens are spent, where a space wants %s then',
    async (whenSpent) => {
      const { desk, model, budget } = open();
      const { estimate } = taken(await desk.propose(space, ask(testsAtOnce)));
      const few = Number(/at most ([\d,]+) tokens/.exec(estimate)?.[1]?.replaceAll(',', ''));
      // Enough to book once, and not to book again beside what was used.
      await budget.change(space, { author: 'u', tokensPerPersonAndHour: few + 100, whenSpent });
      await desk.propose(space, ask(6));
      await desk.start(space, actor);
      await desk.idle();
      const stopped = taken(await desk.state(space));
      expect(stopped).toMatchObject({ status: 'stopped', done: testsAtOnce });
      expect(stopped.problem).toMatch(/You have used your tokens for this hour\. .* after \d\d:00 UTC\./);
      expect(model.calls).toHaveLength(testsAtOnce * callsPerTest);
    },
  );

  it('obeys the pause of a space', async () => {
    let paused = true;
    const { desk, model } = open({ isPaused: () => paused });
    await desk.propose(space, ask(4));
    expect(sentence(await desk.start(space, actor))).toContain('paused here by a moderator');
    expect(model.calls).toHaveLength(0);
    paused = false;
    expect(taken(await desk.start(space, actor)).status).toBe('running');
    paused = true;
    await desk.idle();
    expect(taken(await desk.state(space))).toMatchObject({ status: 'stopped', problem: expect.stringContaining('paused here') });
  });

  it('leaves nothing behind when it is discarded, and takes no file that cannot be read', async () => {
    const { desk, documents } = open();
    await desk.propose(space, ask(2));
    await desk.start(space, actor);
    await desk.idle();
    expect(sentence(await desk.propose(space, { ...ask(2), set: 'nobody' }))).toContain('There is no persona set “nobody”');
    const bytes = Buffer.from('option_a,winner\nOne,a\n');
    const bad = { name: 'bad.csv', bytes: bytes.length, open: () => Readable.from([bytes]) };
    expect(sentence(await desk.propose(space, { ...ask(2), file: bad }))).toContain('line 2 without two options');
    // What was there stays until something takes its place.
    expect(taken(await desk.state(space)).status).toBe('done');
    expect(await desk.drop(space)).toBeUndefined();
    expect(await desk.state(space)).toBeUndefined();
    for (const kind of ['backtest', 'backtest-tests', 'backtest-steps']) expect(await documents.list(space, kind)).toEqual([]);
  });
});
