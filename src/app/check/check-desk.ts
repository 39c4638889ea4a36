import { readFiles } from '../../core/check/files.ts';
import { toStimulus } from '../../core/check/items.ts';
import { findSwaps, personaOf, planCalls } from '../../core/check/plan.ts';
import { dayOf, type LastCheck } from '../../core/check/result.ts';
import { mostPlannedDays, roomOf, scheduleOf } from '../../core/check/schedule.ts';
import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { costOf } from '../../core/usage.ts';
import { passingSurface } from '../../ports/chat-surface.ts';
import type { CheckCost, CheckDesk, CheckOffer, CheckState, CheckWish } from '../../ports/check-desk.ts';
import type { SetDesk } from '../../ports/desks.ts';
import type { Random } from '../../ports/random.ts';
import { type CheckParts, checkActor } from './check-run.ts';
import type { CheckRunner } from './check-runner.ts';
import type { CheckJob } from './check-store.ts';

/** What the desk needs from the house. */
export type CheckDeskParts = CheckParts &
  Readonly<{
    sets: Pick<SetDesk, 'list' | 'find' | 'standard'>;
    random: Random;
    runner: Pick<CheckRunner, 'wake'>;
  }>;

const findSet = async ({ sets }: CheckDeskParts, space: SpaceId, name: string): Promise<PersonaSet | Refusal> => {
  const set = name === '' ? await sets.standard(space) : await sets.find(space, name);
  return set ?? refuse('set-unknown', { name: name.slice(0, 60), names: (await sets.list(space)).map(({ id }) => id).join(', ') });
};

/** What is said of a check that rests, or that has rested and goes on. */
const restOf = async ({ clock, isPaused }: CheckDeskParts, space: SpaceId, job: CheckJob) => {
  const { end, stoppedBy, waitsUntil, place } = job;
  if (end || waitsUntil === undefined) return {};
  return {
    ...(Date.parse(waitsUntil) > clock.now().getTime() ? { waitsUntil } : {}),
    ...(stoppedBy === undefined && (await isPaused(space)) ? { isPaused: true as const } : {}),
    ...(place.surface.startsWith(passingSurface) ? { isUnheard: true as const } : {}),
  };
};

const stateOf = async (parts: CheckDeskParts, space: SpaceId, job: CheckJob): Promise<CheckState> => {
  const { set, size, startedAt, calls, end, stoppedBy } = job;
  const batches = end ? [] : [...(await parts.store.batches(space, job)).values()];
  const done = end ? end.done : batches.reduce((sum, { answers }) => sum + answers.length, 0);
  const running = stoppedBy === undefined ? 'running' : 'stopping';
  return {
    set,
    size,
    startedAt,
    by: job.actor.name,
    done,
    calls,
    status: end?.kind ?? running,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    ...(await restOf(parts, space, job)),
    ...(end?.reason === undefined ? {} : { reason: end.reason }),
  };
};

/** Adds up what every call is likely to take. Calls of one arm and persona differ by their items only. */
const priceOf = ({ models }: CheckDeskParts, set: PersonaSet, wish: CheckWish): CheckCost | undefined => {
  if (!models) return undefined;
  const names = [...models.engines.keys()];
  const calls = planCalls({ set, size: wish.size, attributes: wish.attributes, models: names, seed: 0 });
  const speakers = new Map(set.personas.map((persona) => [persona.id, persona]));
  const known = new Map<string, { input: number; output: number }>();
  const sum = { input: 0, output: 0 };
  for (const { arm, persona, item, isReversed } of calls) {
    const key = `${arm}/${persona}/${item.id}`;
    const file = speakers.get(persona);
    const one = known.get(key) ?? models.expect(file && personaOf(file, arm), toStimulus(item, isReversed));
    known.set(key, one);
    sum.input += one.input;
    sum.output += one.output;
  }
  return {
    calls: calls.length,
    tokens: sum.input + sum.output,
    models: names,
    ...(models.prices ? { cost: costOf({ ...sum, calls: 0, cached: 0, isEstimate: true }, models.prices) } : {}),
  };
};

/** How long a check takes with the room that there is, and that room. */
const timeOf = async ({ budget }: CheckDeskParts, space: SpaceId, price: CheckCost) => {
  const room = roomOf(await budget.state(space, checkActor));
  return { room, time: scheduleOf(price, room) };
};

/** Swaps need many items, so the quick size has none. */
const withoutIdle = (wish: CheckWish): CheckWish => (wish.size === 'full' ? wish : { ...wish, attributes: [] });

/** In whom an attribute can be swapped, by their names. */
const namedSwaps = ({ personas }: PersonaSet, { attributes }: CheckWish): CheckOffer['swaps'] => {
  const names = new Map(personas.map(({ id, name }) => [id, name]));
  return findSwaps(personas, attributes).map(({ attribute, personas: ids }) => ({
    attribute,
    personas: ids.map((id) => names.get(id) ?? id),
  }));
};

const offer =
  (parts: CheckDeskParts): CheckDesk['offer'] =>
  async (space, wished) => {
    const set = await findSet(parts, space, wished.set);
    if (isRefusal(set)) return set;
    const wish = withoutIdle(wished);
    const [last, newest] = await Promise.all([lastCheck(parts)(space, set.id), parts.store.job(space, set.id)]);
    const price = priceOf(parts, set, wish);
    if (newest && !newest.job.end) await wakeUp(parts, space);
    return {
      set: { id: set.id, title: set.title, version: set.version, personas: set.personas.length },
      size: wish.size,
      attributes: wish.attributes,
      swaps: namedSwaps(set, wish),
      files: readFiles(set, parts.clock.now().toISOString().slice(0, 10)),
      ...(price ? { price, ...(await timeOf(parts, space, price)) } : {}),
      ...(last ? { last } : {}),
      ...(newest && !newest.job.end ? { running: await stateOf(parts, space, newest.job) } : {}),
    };
  };

/** Looks at a space again, should the note that it has something open have been lost. */
const wakeUp = async ({ store, runner }: CheckDeskParts, space: SpaceId): Promise<void> => {
  await store.note(space);
  runner.wake(space);
};

const plan = (parts: CheckDeskParts, set: PersonaSet, price: CheckCost, request: Parameters<CheckDesk['start']>[1]): CheckJob => {
  const { actor, place, deliveryKey, size, attributes } = request;
  return {
    id: parts.random.id(),
    deliveryKey,
    set: { id: set.id, title: set.title, version: set.version },
    size,
    attributes,
    models: price.models,
    seed: parts.random.seed(),
    itemsHash: parts.itemsHash,
    calls: price.calls,
    tokens: price.tokens,
    actor,
    place,
    startedAt: parts.clock.now().toISOString(),
  };
};

const start =
  (parts: CheckDeskParts): CheckDesk['start'] =>
  async (space, wished) => {
    const request = { ...wished, ...withoutIdle(wished) };
    const { store } = parts;
    if (await parts.isPaused(space)) return refuse('paused');
    const set = await findSet(parts, space, request.set);
    if (isRefusal(set)) return set;
    const price = priceOf(parts, set, request);
    if (!price) return refuse('check-model', { name: set.id });
    const before = await store.job(space, set.id);
    if (before?.job.deliveryKey === request.deliveryKey) return stateOf(parts, space, before.job);
    if (before && !before.job.end) return refuse('check-running', { name: set.id });
    if (request.version !== set.version) return refuse('check-changed', { name: set.id });
    const { time, room } = await timeOf(parts, space, price);
    if (time.kind === 'small')
      return refuse('check-small', { tokens: time.step, window: time.window, limit: time.window === 'space-day' ? room.day : room.hour });
    if (time.kind === 'days' && time.days > mostPlannedDays)
      return refuse('check-long', { name: set.id, count: time.days, limit: mostPlannedDays });
    const job = plan(parts, set, price, request);
    // What a crash at its very end may have left behind.
    if (before) await store.clear(space, before.job);
    if (!(await store.begin(space, job, set, before?.version ?? 0))) {
      await store.clear(space, job);
      return refuse('check-running', { name: set.id });
    }
    parts.runner.wake(space);
    return stateOf(parts, space, job);
  };

const newestJob = async (parts: CheckDeskParts, space: SpaceId, name: string): Promise<CheckJob | Refusal> => {
  const set = await findSet(parts, space, name);
  if (isRefusal(set)) return set;
  return (await parts.store.job(space, set.id))?.job ?? refuse('check-none', { name: set.id });
};

const stop =
  (parts: CheckDeskParts): CheckDesk['stop'] =>
  async (space, { set, actor }) => {
    const job = await newestJob(parts, space, set);
    if (isRefusal(job)) return job;
    if (job.end) return refuse('check-over', { name: job.set.id });
    const stopped = await parts.store.change(space, job, { stoppedBy: job.stoppedBy ?? actor.name });
    await wakeUp(parts, space);
    return stateOf(parts, space, stopped ?? job);
  };

/** Reads the last check of a set. */
export type LastCheckOf = (space: SpaceId, set: string) => Promise<LastCheck | undefined>;

/** What panels say of the last check of a set. */
export const lastCheck =
  ({ store }: Pick<CheckDeskParts, 'store'>): LastCheckOf =>
  async (space, set) => {
    const result = await store.result(space, set);
    return result && { day: dayOf(result), version: result.set.version, models: result.models };
  };

/** Says what a check takes, starts and stops checks, and reads their results. */
export const createCheckDesk = (parts: CheckDeskParts): CheckDesk => ({
  offer: offer(parts),
  start: start(parts),
  state: async (space, set) => {
    const job = await newestJob(parts, space, set);
    if (isRefusal(job)) return job;
    if (!job.end) await wakeUp(parts, space);
    return stateOf(parts, space, job);
  },
  stop: stop(parts),
  report: async (space, name) => {
    const set = await findSet(parts, space, name);
    if (isRefusal(set)) return set;
    const all = await parts.store.results(space, set.id);
    const result = all.at(-1);
    return result ? { result, history: all.slice(0, -1) } : refuse('check-none', { name: set.id });
  },
});
