import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpaceId } from '../../src/core/ids.ts';
import type { Budget } from '../../src/ports/budget.ts';
import { reservation } from './bookings.ts';
import { createTestClock, here, ownHostileTexts, type TestClock, there } from './helpers.ts';

/** A budget under test. `close` frees what it holds. */
export type BudgetFixture = Readonly<{ budget: Budget; close: () => void }>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const reserved = { outcome: 'reserved' } as const;

type Get = () => Budget;
const usedBy = async (budget: Budget, actor = 'robin', space: SpaceId = here): Promise<readonly [number, number]> => {
  const { spaceDay, userHour } = await budget.state(space, actor);
  return [spaceDay, userHour];
};

const describeRoom = (get: Get): void => {
  it('lets exactly one of 50 through at once when there is room for one', async () => {
    const caps = { spaceDay: 2_000, userHour: 2_000 };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => get().reserve(here, reservation(`p${n}`, { caps }))));
    expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(1);
    expect(await usedBy(get())).toEqual([1_500, 1_500]);
  });

  it('lets none of 50 panels of 1,500 tokens through when 100 are left, and says when the day is over', async () => {
    const caps = { spaceDay: 10_000, userHour: 1_000_000 };
    await get().reserve(here, reservation('before', { tokens: 9_900, caps }));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => get().reserve(here, reservation(`p${n}`, { caps }))));
    const spent = { outcome: 'spent', window: 'space-day', resetAt: '2026-11-22T00:00:00.000Z' };
    expect(answers).toEqual(Array.from({ length: 50 }, () => spent));
    expect(await usedBy(get())).toEqual([9_900, 9_900]);
  });

  it('fills a window to the last token and not one further', async () => {
    const caps = { spaceDay: 3_000, userHour: 9_999 };
    expect(await get().reserve(here, reservation('a', { caps }))).toEqual(reserved);
    expect(await get().reserve(here, reservation('b', { caps, tokens: 1_501 }))).toMatchObject({ outcome: 'spent' });
    expect(await get().reserve(here, reservation('c', { caps }))).toEqual(reserved);
    expect(await get().reserve(here, reservation('d', { caps, tokens: 1 }))).toMatchObject({ outcome: 'spent' });
    expect(await get().reserve(here, reservation('e', { caps, tokens: 0 }))).toEqual(reserved);
  });

  it('counts each person for themselves in the hour, and all of them in the day', async () => {
    const caps = { spaceDay: 4_000, userHour: 2_000 };
    expect(await get().reserve(here, reservation('a', { caps }))).toEqual(reserved);
    const hour = { outcome: 'spent', window: 'user-hour', resetAt: '2026-11-21T13:00:00.000Z' };
    expect(await get().reserve(here, reservation('b', { caps }))).toEqual(hour);
    expect(await get().reserve(here, reservation('c', { caps, actor: 'uma' }))).toEqual(reserved);
    expect(await usedBy(get(), 'uma')).toEqual([3_000, 1_500]);
    expect(await get().reserve(here, reservation('d', { caps, actor: 'xi' }))).toMatchObject({ window: 'space-day' });
  });

  it('names the day when both windows are spent, because the hour alone would not help', async () => {
    const caps = { spaceDay: 1_000, userHour: 1_000 };
    expect(await get().reserve(here, reservation('a', { caps }))).toMatchObject({ outcome: 'spent', window: 'space-day' });
  });

  it('keeps spaces apart: sums, ids and settlements', async () => {
    const caps = { spaceDay: 1_500, userHour: 1_500 };
    expect(await get().reserve(here, reservation('a', { caps }))).toEqual(reserved);
    expect(await get().reserve(there, reservation('a', { caps }))).toEqual(reserved);
    await get().settle(there, 'a', 10);
    expect(await usedBy(get())).toEqual([1_500, 1_500]);
    expect(await usedBy(get(), 'robin', there)).toEqual([10, 10]);
  });

  it('keeps people and bookings apart whatever their ids hold', async () => {
    const ids = [...ownHostileTexts, '', '0', '__proto__', '2026-11-21'];
    for (const id of ids) expect(await get().reserve(here, reservation(id, { actor: id, tokens: 1 }))).toEqual(reserved);
    for (const id of ids) expect(await usedBy(get(), id)).toEqual([ids.length, 1]);
  });

  it('refuses to count what is no whole number of tokens, and counts nothing', async () => {
    await get().reserve(here, reservation('a'));
    for (const tokens of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(get().reserve(here, reservation('b', { tokens }))).rejects.toThrow(RangeError);
      await expect(get().settle(here, 'a', tokens)).rejects.toThrow(RangeError);
    }
    expect(await usedBy(get())).toEqual([1_500, 1_500]);
  });
};

const describeBookings = (get: Get, clock: () => TestClock): void => {
  it('books the same id once, and answers as the first time though there is no room any more', async () => {
    const caps = { spaceDay: 2_000, userHour: 2_000 };
    const answers = await Promise.all([1, 2, 3].map(() => get().reserve(here, reservation('a', { caps }))));
    expect(answers).toEqual([reserved, reserved, reserved]);
    await get().settle(here, 'a', 700);
    expect(await get().reserve(here, reservation('a', { caps }))).toEqual(reserved);
    expect(await usedBy(get())).toEqual([700, 700]);
  });

  it('judges an id anew that was refused: nothing was booked under it', async () => {
    const caps = { spaceDay: 2_000, userHour: 2_000 };
    await get().reserve(here, reservation('a', { caps }));
    expect(await get().reserve(here, reservation('b', { caps }))).toMatchObject({ outcome: 'spent' });
    await get().settle(here, 'b', 0);
    await get().settle(here, 'a', 500);
    expect(await get().reserve(here, reservation('b', { caps }))).toEqual(reserved);
    expect(await usedBy(get())).toEqual([2_000, 2_000]);
  });

  it('replaces a booking by what was used, once: less makes room, more counts too', async () => {
    await get().reserve(here, reservation('a'));
    await get().reserve(here, reservation('b'));
    await get().settle(here, 'a', 400);
    expect(await usedBy(get())).toEqual([1_900, 1_900]);
    await get().settle(here, 'a', 100);
    expect(await usedBy(get())).toEqual([1_900, 1_900]);
    await get().settle(here, 'b', 9_000);
    expect(await usedBy(get())).toEqual([9_400, 9_400]);
    const caps = { spaceDay: 9_400, userHour: 9_400 };
    expect(await get().reserve(here, reservation('c', { caps, tokens: 1 }))).toMatchObject({ outcome: 'spent' });
  });

  it('changes nothing when something is settled that was never booked', async () => {
    await get().settle(here, 'never', 5_000);
    expect(await usedBy(get())).toEqual([0, 0]);
  });

  it('keeps counting a booking of which nobody ever learns what it used', async () => {
    await get().reserve(here, reservation('a'));
    clock().advance(11 * hourMs);
    expect(await usedBy(get())).toEqual([1_500, 0]);
    expect(await get().reserve(here, reservation('b', { caps: { spaceDay: 2_000, userHour: 2_000 } }))).toMatchObject({ outcome: 'spent' });
  });
};

const describeTime = (get: Get, clock: () => TestClock): void => {
  it('begins the hour anew at the full hour and the day at midnight in UTC, not before', async () => {
    const caps = { spaceDay: 3_000, userHour: 1_500 };
    expect(await get().reserve(here, reservation('a', { caps }))).toEqual(reserved);
    clock().advance(hourMs - 1);
    expect(await get().reserve(here, reservation('b', { caps }))).toMatchObject({
      window: 'user-hour',
      resetAt: '2026-11-21T13:00:00.000Z',
    });
    clock().advance(1);
    expect(await get().reserve(here, reservation('b', { caps }))).toEqual(reserved);
    clock().advance(11 * hourMs - 1);
    expect(await get().reserve(here, reservation('c', { caps }))).toMatchObject({
      window: 'space-day',
      resetAt: '2026-11-22T00:00:00.000Z',
    });
    expect(await usedBy(get())).toEqual([3_000, 0]);
    clock().advance(1);
    expect(await get().state(here, 'robin')).toEqual({
      spaceDay: 0,
      userHour: 0,
      dayEndsAt: '2026-11-23T00:00:00.000Z',
      hourEndsAt: '2026-11-22T01:00:00.000Z',
    });
    expect(await get().reserve(here, reservation('c', { caps }))).toEqual(reserved);
  });

  it('settles in the windows in which it was booked: a later hour, day or person does not notice', async () => {
    await get().reserve(here, reservation('a'));
    clock().advance(hourMs);
    await get().reserve(here, reservation('b', { actor: 'uma' }));
    await get().reserve(here, reservation('c'));
    await get().settle(here, 'a', 100);
    expect(await usedBy(get())).toEqual([3_100, 1_500]);
    expect(await usedBy(get(), 'uma')).toEqual([3_100, 1_500]);
    clock().advance(12 * hourMs);
    await get().reserve(here, reservation('d'));
    await get().settle(here, 'b', 9_000);
    expect(await usedBy(get())).toEqual([1_500, 1_500]);
  });

  it('does not open a day again when a clock is behind at midnight', async () => {
    const caps = { spaceDay: 1_500, userHour: 1_500 };
    await get().reserve(here, reservation('a', { caps }));
    clock().advance(12 * hourMs);
    expect(await get().reserve(here, reservation('b', { caps }))).toEqual(reserved);
    clock().advance(-1);
    expect(await get().reserve(here, reservation('c', { caps }))).toMatchObject({
      window: 'space-day',
      resetAt: '2026-11-22T00:00:00.000Z',
    });
  });

  it('knows a booking for two days, and no longer', async () => {
    const caps = { spaceDay: 1_500, userHour: 1_500 };
    await get().reserve(here, reservation('a', { caps }));
    clock().advance(2 * 24 * hourMs - 1);
    expect(await get().reserve(here, reservation('a', { caps }))).toEqual(reserved);
    expect(await usedBy(get())).toEqual([0, 0]);
    clock().advance(1);
    expect(await get().reserve(here, reservation('a', { caps }))).toEqual(reserved);
    expect(await usedBy(get())).toEqual([1_500, 1_500]);
  });
};

const caps = { spaceDay: 5_000, userHour: 3_000 };
type Step =
  | Readonly<{ do: 'reserve'; space: SpaceId; actor: string; id: string; tokens: number }>
  | Readonly<{ do: 'settle'; space: SpaceId; id: string; tokens: number }>
  | Readonly<{ do: 'wait'; ms: number }>;
const space = fc.constantFrom(here, here, there);
const id = fc.constantFrom(...Array.from({ length: 12 }, (_, n) => `p${n}`));
const reserveStep = fc.record({
  do: fc.constant('reserve' as const),
  space,
  actor: fc.constantFrom('robin', 'uma'),
  id,
  tokens: fc.integer({ min: 0, max: 2_000 }),
});
const settleStep = fc.record({ do: fc.constant('settle' as const), space, id, tokens: fc.integer({ min: 0, max: 4_000 }) });
const waitStep = fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(minuteMs, 20 * minuteMs, hourMs, 13 * hourMs) });
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof({ weight: 6, arbitrary: reserveStep }, { weight: 4, arbitrary: settleStep }, { weight: 1, arbitrary: waitStep }),
  { maxLength: 40 },
);

type Kept = { readonly day: string; readonly hour: string; readonly actor: string; readonly booked: number; used?: number };

/** What the contract says, as plainly as it can be written: every booking kept, every sum counted anew. */
const createOracle = (clock: TestClock) => {
  const kept = new Map<string, Kept>();
  const now = () => ({ day: clock.now().toISOString().slice(0, 10), hour: clock.now().toISOString().slice(0, 13) });
  const sums = (where: SpaceId, actor: string): readonly [number, number] => {
    const mine = [...kept].filter(([key]) => key.startsWith(`${where} `)).map(([, one]) => one);
    const sum = (some: readonly Kept[]) => some.reduce((total, one) => total + (one.used ?? one.booked), 0);
    const today = mine.filter(({ day }) => day === now().day);
    return [sum(today), sum(today.filter((one) => one.hour === now().hour && one.actor === actor))];
  };
  const reserve = ({ space: where, id: name, actor, tokens }: Extract<Step, { do: 'reserve' }>): 'reserved' | 'spent' => {
    const key = `${where} ${name}`;
    if (kept.has(key)) return 'reserved';
    const [day, hour] = sums(where, actor);
    if (day + tokens > caps.spaceDay || hour + tokens > caps.userHour) return 'spent';
    kept.set(key, { ...now(), actor, booked: tokens });
    return 'reserved';
  };
  const settle = ({ space: where, id: name, tokens }: Extract<Step, { do: 'settle' }>): number => {
    const found = kept.get(`${where} ${name}`);
    if (!found || found.used !== undefined) return 0;
    found.used = tokens;
    return Math.max(0, tokens - found.booked);
  };
  return { sums, reserve, settle };
};

const people = ['robin', 'uma'];
const spaces = [here, there];
const sumsOf = (budget: Budget) => Promise.all(spaces.flatMap((where) => people.map((actor) => usedBy(budget, actor, where))));

/** What every store of token budgets must do (src/ports/budget.ts). */
export const budgetContract = (name: string, open: (clock: TestClock) => BudgetFixture | Promise<BudgetFixture>): void => {
  describe(`the token budgets in ${name}`, () => {
    let clock = createTestClock();
    let fixture: BudgetFixture;
    beforeEach(async () => {
      clock = createTestClock();
      fixture = await open(clock);
    });
    afterEach(() => fixture.close());
    const get = () => fixture.budget;
    describeRoom(get);
    describeBookings(get, () => clock);
    describeTime(get, () => clock);

    it('answers as the plainest reading of its contract does, in any order of calls', async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          const time = createTestClock();
          const { budget, close } = await open(time);
          const oracle = createOracle(time);
          try {
            for (const step of all) {
              if (step.do === 'wait') time.advance(step.ms);
              else if (step.do === 'settle') {
                oracle.settle(step);
                await budget.settle(step.space, step.id, step.tokens);
              } else expect((await budget.reserve(step.space, { ...step, caps })).outcome).toBe(oracle.reserve(step));
              expect(await sumsOf(budget)).toEqual(spaces.flatMap((where) => people.map((actor) => oracle.sums(where, actor))));
            }
          } finally {
            close();
          }
        }),
        { numRuns: 60 },
      );
    });

    it('never passes a cap by a reservation, whatever runs at once: only use beyond what was reserved does', async () => {
      const rounds = fc.array(fc.array(fc.oneof({ weight: 3, arbitrary: reserveStep }, settleStep), { maxLength: 12 }), { maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(rounds, async (all) => {
          const { budget, close } = await open(createTestClock());
          const oracle = createOracle(createTestClock());
          let beyond = 0;
          try {
            for (const round of all) {
              const calls = round.map((step) =>
                step.do === 'settle' ? budget.settle(step.space, step.id, step.tokens) : budget.reserve(step.space, { ...step, caps }),
              );
              const answers = await Promise.all(calls);
              round.forEach((step, place) => {
                if (step.do === 'settle') beyond += oracle.settle(step);
                else expect(answers[place]?.outcome).toBe(oracle.reserve(step));
              });
              for (const [day, hour] of await sumsOf(budget)) {
                expect(day).toBeLessThanOrEqual(caps.spaceDay + beyond);
                expect(hour).toBeLessThanOrEqual(caps.userHour + beyond);
              }
            }
          } finally {
            close();
          }
        }),
        { numRuns: 60 },
      );
    });
  });
};
