import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeState, offerButtons, offerSections } from '../../commands/check-offer.ts';
import { loadPersonaSets } from '../../src/adapters/files/personas.ts';
import { mostAttempts } from '../../src/app/check/check-run.ts';
import { reportOf } from '../../src/core/check/report.ts';
import { swapAttributes } from '../../src/core/check/swap-attribute.ts';
import { isRefusal } from '../../src/core/errors.ts';
import type { CheckOffer } from '../../src/ports/check-desk.ts';
import type { Documents } from '../../src/ports/documents.ts';
import { createCheckWorld, openCheckHouse } from '../fakes/check-house.ts';
import { chanceOf, leaningModel } from '../fakes/check-models.ts';
import { aPersona, aSet } from '../fakes/personas.ts';

/* Checks that have no room for their tokens rest and go on by themselves; those that cannot go on are given up. */

const names = ['Ana', 'Ben', 'Cleo', 'Dora'];
const set = aSet(names.map((name) => aPersona(name.toLowerCase(), name, [{ text: `The ${name} way of doing it is what I look for.` }])));
const planned = 105;
/** What the scripted model says that one call used. */
const perCall = 1_200;
const openModel = () => leaningModel(({ name, item }) => chanceOf(`${name}/${item}`) * 2 - 1);
type Model = ReturnType<typeof openModel>;
const open = (world: ReturnType<typeof createCheckWorld>, model: Model = openModel(), documents?: Documents) =>
  openCheckHouse(world, { sets: [set], model, ...(documents ? { documents } : {}) });

const textOf = (offer: CheckOffer): string => JSON.stringify(offerSections(offer));
const runLabels = (offer: CheckOffer): readonly string[] =>
  offerButtons(offer).flatMap(({ label }) => (label.startsWith('Run it') ? [label] : []));
const must = <T>(value: T): Exclude<T, { refused: unknown }> => {
  if (isRefusal(value)) throw new Error(value.userMessage);
  return value as Exclude<T, { refused: unknown }>;
};

describe('a check that the tokens of a day do not suffice for', () => {
  // Half of it is for checks, which is some fifty calls.
  const small = { tokensPerDay: 130_000 };

  it('rests until the next day begins and goes on by itself, asks nothing twice, and leaves half of each day', async () => {
    const world = createCheckWorld(small);
    const model = openModel();
    const house = open(world, model);
    const offer = must(await house.offer());
    expect(textOf(offer)).toContain('65,000 of 65,000 tokens for checks today (UTC)');
    expect(runLabels(offer)).toEqual([expect.stringMatching(/^Run it: 105 calls, about \d days$/)]);
    const days = offer.time?.kind === 'days' ? offer.time.days : 0;
    await house.start();
    let spent = 1;
    for (; (await house.go()).status === 'running' && spent <= days; spent += 1) {
      const { spaceDay } = await world.budget.state(house.space, 'u1');
      expect(spaceDay).toBeLessThanOrEqual(65_000);
      expect(spaceDay).toBeGreaterThan(30_000);
      expect(await house.desk.state(house.space, '')).toMatchObject({ waitsUntil: `2026-11-${21 + spent}T00:00:00.000Z` });
      expect(world.posted()).toEqual([expect.stringContaining(`it goes on by itself after 2026-11-${21 + spent}, 00:00 UTC`)]);
      expect(world.buttons()).toEqual(['Stop']);
      world.putForward(spent === 1 ? 12 : 24);
    }
    expect(spent).toBeGreaterThan(1);
    expect(spent).toBeLessThanOrEqual(days);
    expect(model.calls).toHaveLength(planned);
    expect(world.posted()).toEqual([expect.stringContaining('Done: 105 of 105 calls.')]);
    const { result, history } = must(await house.desk.report(house.space, ''));
    expect(result).toMatchObject({ calls: planned, tokens: { calls: planned }, from: '2026-11-21' });
    expect(JSON.stringify(reportOf(result, history))).toContain(`from 2026-11-21 to 2026-11-${20 + spent}`);
  });

  it('takes nothing from the hour of whoever asked, and nothing from the other half of the day', async () => {
    const world = createCheckWorld({ ...small, tokensPerPersonAndHour: 65_000 });
    const house = open(world);
    await house.start();
    expect(await house.go()).toMatchObject({ status: 'running' });
    expect((await world.budget.state(house.space, 'u1')).userHour).toBe(0);
    expect(await world.budget.admit(house.space, { id: 'a panel', actorId: 'u1', tokens: 65_000 })).toBe('model');
  });

  it('does not go on too early, and not from the beginning, when another process finds it', async () => {
    const world = createCheckWorld(small);
    const [first, second] = [openModel(), openModel()];
    const one = open(world, first);
    await one.start();
    const { done } = await one.go();
    await one.close();
    expect(done).toBeGreaterThan(0);
    const other = open(world, second);
    expect(await other.go()).toMatchObject({ done, status: 'running', waitsUntil: '2026-11-22T00:00:00.000Z' });
    const versions = async () => (await world.documents.history(other.space, 'check-job', set.id)).length;
    const before = await versions();
    for (let looks = 0; looks < 3; looks += 1) await other.go();
    // Nobody even tries before its time.
    expect(await versions()).toBe(before);
    expect(second.calls).toHaveLength(0);
    for (world.putForward(12); (await other.go()).status === 'running'; ) world.putForward(24);
    expect(first.calls.length + second.calls.length).toBe(planned);
    expect(world.logged.some((line) => line.includes('failed'))).toBe(false);
  });

  const pausedSentence = 'Panels are paused here: it goes on by itself once /panel-admin resume lets them start again';

  it('goes on resting where a pause overlaps, says so in the channel, and goes on after it with what it had', async () => {
    const world = createCheckWorld(small);
    const model = openModel();
    const house = open(world, model);
    await house.start();
    const { done } = await house.go();
    world.isPaused.now = true;
    const resting = await house.go();
    expect(resting).toMatchObject({ status: 'running', done, isPaused: true, waitsUntil: '2026-11-22T00:00:00.000Z' });
    expect(describeState(resting)).toContain(`${pausedSentence}, and not before 2026-11-22, 00:00 UTC.`);
    world.putForward(13);
    const asked = model.calls.length;
    const overdue = await house.go();
    expect(overdue).toMatchObject({ status: 'running', done, isPaused: true });
    expect(describeState(overdue)).toContain(`${done} of 105 calls are done. ${pausedSentence}.`);
    expect(world.posted()).toEqual([expect.stringContaining(pausedSentence)]);
    expect(world.buttons()).toEqual(['Stop']);
    const versions = async () => JSON.stringify(await world.documents.history(house.space, 'check-job', set.id));
    const before = await versions();
    for (let looks = 0; looks < mostAttempts + 2; looks += 1) await house.go();
    // Said once, and then it is left alone; no attempt is counted.
    expect(await versions()).toBe(before);
    expect(model.calls).toHaveLength(asked);
    world.isPaused.now = false;
    for (; (await house.go()).status === 'running'; ) world.putForward(24);
    expect(await house.go()).toMatchObject({ status: 'done' });
    expect(model.calls).toHaveLength(planned);
    expect(world.posted()).toEqual([expect.stringContaining('Done: 105 of 105 calls.')]);
  });

  it('can be stopped while it rests and panels are paused', async () => {
    const world = createCheckWorld(small);
    const house = open(world);
    await house.start();
    world.isPaused.now = true;
    world.putForward(13);
    const { done } = await house.go();
    await house.desk.stop(house.space, { set: '', actor: { id: 'u2', name: 'Xi', role: 'moderator' } });
    expect(await house.go()).toMatchObject({ status: 'stopped', done, stoppedBy: 'Xi' });
  });

  it('says that nobody hears of it where a terminal started it, once that has ended', async () => {
    const world = createCheckWorld(small);
    const house = open(world);
    await house.start({}, { surface: 'terminal-x', channel: 'terminal' });
    expect(describeState(await house.go())).toMatch(
      /UTC\. It was started in a terminal, so whichever process goes on with it tells nobody: npm run sets -- check status test-set shows how it stands\.$/,
    );
    const other = createCheckWorld(small);
    const chat = open(other);
    await chat.start();
    expect(describeState(await chat.go())).not.toContain('terminal');
  });

  it('can be stopped while it rests', async () => {
    const world = createCheckWorld(small);
    const house = open(world);
    await house.start();
    const { done } = await house.go();
    await house.desk.stop(house.space, { set: '', actor: { id: 'u2', name: 'Xi', role: 'moderator' } });
    expect(await house.go()).toMatchObject({ status: 'stopped', done, stoppedBy: 'Xi' });
    expect(world.posted()).toEqual([expect.stringContaining(`Stopped by Xi after ${done} of 105 calls`)]);
    expect((await world.budget.state(house.space, 'u1')).spaceDay).toBe(done * perCall);
  });

  it('rests until the hour begins anew where only that is used up, and says so at the offer', async () => {
    const world = createCheckWorld({ tokensPerPersonAndHour: 65_000 });
    const house = open(world);
    const offer = must(await house.offer());
    expect(runLabels(offer)).toEqual([expect.stringMatching(/^Run it: 105 calls, about \d hours$/)]);
    expect(textOf(offer)).toContain('65,000 of them in this hour');
    await house.start();
    expect(await house.go()).toMatchObject({ waitsUntil: '2026-11-21T13:00:00.000Z' });
  });

  it('ends, with what to do, when panels leave nothing for weeks', async () => {
    const world = createCheckWorld(small);
    const house = open(world);
    await world.budget.admit(house.space, { id: 'panels', actorId: 'u9', tokens: 100_000 });
    expect(textOf(must(await house.offer()))).toContain('0 of 65,000 tokens for checks today');
    await house.start();
    expect(await house.go()).toMatchObject({ status: 'running', done: 0 });
    world.putForward(24 * 22);
    expect(await house.go()).toMatchObject({ status: 'failed', reason: expect.stringContaining('not finished within 21 days') });
  });
});

describe('a check after another', () => {
  /** Runs a check with the items so worded, and answers what it found of drift. */
  const run = async (world: ReturnType<typeof createCheckWorld>, items: string, lean: number) => {
    const model = leaningModel(({ name, item }) => (chanceOf(`${name}/${item}`) - 0.5) * 0.4 + lean);
    const house = openCheckHouse(world, { sets: [set], model, items });
    await house.start();
    await house.go();
    const { result } = must(await house.desk.report(house.space, ''));
    return result.drift;
  };

  it('is compared with it, unless the items have other words now: other questions have other answers', async () => {
    const world = createCheckWorld({ tokensPerPersonAndHour: 2_000_000 });
    expect(await run(world, 'old', 0)).toBeUndefined();
    expect(await run(world, 'old', 0.6)).toMatchObject({ hasMoved: true });
    expect(await run(world, 'new', -0.6)).toBeUndefined();
    expect(await run(world, 'new', -0.6)).toMatchObject({ hasMoved: false });
  });
});

describe('a check that cannot be run', () => {
  it.each([
    [
      { tokensPerDay: 8_000 },
      /One step of a check may need up to [\d,]+ tokens, and checks may use 4,000 in a day, half of .*TOKENS_PER_DAY/,
    ],
    [{ tokensPerPersonAndHour: 4_000 }, /checks may use 4,000 in an hour\. .*TOKENS_PER_PERSON_AND_HOUR/],
    [{ tokensPerDay: 50_000 }, /would take about \d+ days, and 10 are the most\. Try \/personas check test-set size:quick/],
  ])('is not offered with %o, and is refused with a sentence', async (rules, sentence) => {
    const world = createCheckWorld(rules);
    const model = openModel();
    const house = open(world, model);
    const wish = { size: 'full' } as const;
    const offer = must(await house.offer(wish));
    expect(runLabels(offer)).toEqual([]);
    expect(textOf(offer)).toContain('It cannot be run');
    expect(textOf(offer)).toContain('An operator raises the limits with TOKENS_PER_DAY');
    expect(offerButtons(offer).map(({ label }) => label)).toContain('Look at the quick size');
    const refused = await house.start(wish);
    expect(isRefusal(refused) && refused.userMessage).toMatch(sentence);
    expect(model.calls).toHaveLength(0);
  });

  it('is none of those of the sets that come with the bot, with the standard limits', async () => {
    const { sets } = await loadPersonaSets(fileURLToPath(new URL('../../personas', import.meta.url)));
    expect(sets.length).toBeGreaterThan(2);
    const house = openCheckHouse(createCheckWorld(), { sets, model: openModel() });
    for (const { id } of sets) {
      expect(must(await house.offer({ set: id })).time).toEqual({ kind: 'now' });
      const full = must(await house.offer({ set: id, size: 'full', attributes: swapAttributes }));
      expect(full.time?.kind).toBe('days');
      expect(runLabels(full)).toHaveLength(1);
    }
  });
});

describe('a check whose every attempt throws', () => {
  /** A store in which no result can be kept. */
  const broken = (documents: Documents): Documents => ({
    ...documents,
    put: async (space, request) => {
      if (request.kind === 'set-check') throw new Error('The Ana way of doing it cannot be stored');
      return documents.put(space, request);
    },
  });

  it('is given up, says so to whoever asked, logs no text, and is not taken up again', async () => {
    const world = createCheckWorld();
    const model = openModel();
    const house = open(world, model, broken(world.documents));
    await house.start();
    let tries = 1;
    for (; (await house.go()).status === 'running' && tries < 50; tries += 1) world.putForward(0.01);
    // The first got something done: all answers.
    expect(tries).toBeLessThanOrEqual(mostAttempts + 2);
    expect(await house.go()).toMatchObject({ status: 'failed', done: planned });
    const sentence = 'Ended after 105 of 105 calls: it broke off 5 times without getting further';
    expect(world.posted()).toEqual([expect.stringMatching(new RegExp(`${sentence}.*Start it again.*Nothing is reported of a part`))]);
    expect(world.buttons()).toEqual([]);
    expect(world.logged.filter((line) => line.includes('check failed'))).toHaveLength(mostAttempts + 1);
    expect(world.logged.join()).not.toContain('Ana');
    expect(model.calls).toHaveLength(planned);
    // The store is whole again, and a new process comes.
    const after = open(world, model);
    world.putForward(1);
    expect(await after.go()).toMatchObject({ status: 'failed' });
    expect(model.calls).toHaveLength(planned);
    expect(isRefusal(await after.start())).toBe(false);
    expect(await after.go()).toMatchObject({ status: 'done' });
  });

  it('goes on where the fault passes in time, and then has all its attempts again', async () => {
    const world = createCheckWorld();
    let faults = mostAttempts - 1;
    const passing: Documents = {
      ...world.documents,
      put: async (space, request) => {
        if (request.kind === 'check-batch' && faults > 0) {
          faults -= 1;
          throw new Error('away');
        }
        return world.documents.put(space, request);
      },
    };
    const house = open(world, openModel(), passing);
    await house.start();
    for (let tries = 0; tries < mostAttempts; tries += 1) {
      world.putForward(0.01);
      await house.go();
    }
    expect(await house.go()).toMatchObject({ status: 'done' });
    expect(faults).toBe(0);
  });
});
