import { describe, expect, it } from 'vitest';
import { type CheckRoom, roomOf, scheduleOf } from '../../src/core/check/schedule.ts';

/* When a check has had room for all of its tokens. Each is followed through the hours and days by hand in the comments. */

const books = {
  tokensPerDay: 10_001,
  tokensPerPersonAndHour: 1_000,
  spaceDay: 0,
  userHour: 0,
  dayEndsAt: '2026-11-22T00:00:00.000Z',
  hourEndsAt: '2026-11-21T22:00:00.000Z',
};

describe('the room for checks', () => {
  it('is half of a day, less what the space has used, and in an hour what checks have not used of it', () => {
    expect(roomOf(books)).toEqual({
      day: 5_000,
      hour: 1_000,
      dayLeft: 5_000,
      hourLeft: 1_000,
      dayEndsAt: books.dayEndsAt,
      hourEndsAt: books.hourEndsAt,
    });
    expect(roomOf({ ...books, spaceDay: 3_000, userHour: 400 })).toMatchObject({ dayLeft: 2_000, hourLeft: 600 });
  });

  it('is never more in the hour than in the day, and never less than nothing', () => {
    expect(roomOf({ ...books, spaceDay: 4_700 })).toMatchObject({ dayLeft: 300, hourLeft: 300 });
    expect(roomOf({ ...books, spaceDay: 9_000 })).toMatchObject({ dayLeft: 0, hourLeft: 0 });
    expect(roomOf({ ...books, userHour: 1_300 })).toMatchObject({ dayLeft: 5_000, hourLeft: 0 });
  });
});

describe('how long a check takes', () => {
  // Two hours of this day are left after the present one; a step is 8 calls of 10 tokens.
  const room = (change: Partial<CheckRoom> = {}): CheckRoom => ({
    day: 10_000,
    hour: 1_000,
    dayLeft: 10_000,
    hourLeft: 1_000,
    dayEndsAt: '2026-11-22T00:00:00.000Z',
    hourEndsAt: '2026-11-21T22:00:00.000Z',
    ...change,
  });
  const checkOf = (calls: number, tokensPerCall = 10) => ({ calls, tokens: calls * tokensPerCall });

  it('is no time where the hour has room for all of it', () => {
    expect(scheduleOf(checkOf(100), room())).toEqual({ kind: 'now' });
    expect(scheduleOf(checkOf(100), room({ hourLeft: 999 }))).toEqual({ kind: 'hours', hours: 2 });
  });

  it('counts hours in whole steps: what no step fits into stays unused', () => {
    // 12 steps of 80 fit into each hour, which are 960: 960 now, 960 in the next, 960 in the last.
    expect(scheduleOf(checkOf(192), room())).toEqual({ kind: 'hours', hours: 2 });
    expect(scheduleOf(checkOf(193), room())).toEqual({ kind: 'hours', hours: 3 });
    expect(scheduleOf(checkOf(288), room())).toEqual({ kind: 'hours', hours: 3 });
    expect(scheduleOf(checkOf(289), room())).toMatchObject({ kind: 'days' });
    // Nothing fits into the rest of this hour.
    expect(scheduleOf(checkOf(96), room({ hourLeft: 79 }))).toEqual({ kind: 'hours', hours: 2 });
    expect(scheduleOf(checkOf(97), room({ hourLeft: 79 }))).toEqual({ kind: 'hours', hours: 3 });
  });

  it('counts no hour of this day beyond what the day has left, and none after its last', () => {
    expect(scheduleOf(checkOf(200), room({ dayLeft: 1_999, hourLeft: 1_000 }))).toEqual({ kind: 'days', days: 2 });
    const last = { hourEndsAt: '2026-11-22T00:00:00.000Z' };
    expect(scheduleOf(checkOf(97), room({ ...last, hourLeft: 960 }))).toEqual({ kind: 'days', days: 2 });
  });

  it('counts days with today among them, each with as much as its day or its hours have room for', () => {
    // Today three hours of 960 each; then 10,000 a day, which are 125 steps, since the day holds less than 24 hours of 960 would.
    expect(scheduleOf(checkOf(288 + 1_000), room({ day: 10_079 }))).toEqual({ kind: 'days', days: 2 });
    expect(scheduleOf(checkOf(288 + 1_001), room({ day: 10_079 }))).toEqual({ kind: 'days', days: 3 });
    // A day of 100,000 is bound by its hours: 24 of 960 are 23,040.
    expect(scheduleOf(checkOf(288 + 2_304), room({ day: 100_000, dayLeft: 100_000 }))).toEqual({ kind: 'days', days: 2 });
    expect(scheduleOf(checkOf(288 + 2_305), room({ day: 100_000, dayLeft: 100_000 }))).toEqual({ kind: 'days', days: 3 });
    expect(scheduleOf(checkOf(992), room({ dayLeft: 0, hourLeft: 0 }))).toEqual({ kind: 'days', days: 2 });
  });

  it('is none where not even a step fits into a whole day or hour, and says what a step takes', () => {
    expect(scheduleOf(checkOf(100, 125), room({ hour: 1_000, day: 1_000 }))).toMatchObject({ kind: 'days' });
    expect(scheduleOf(checkOf(100, 126), room({ day: 1_000 }))).toEqual({ kind: 'small', step: 1_008, window: 'space-day' });
    expect(scheduleOf(checkOf(100, 126), room())).toEqual({ kind: 'small', step: 1_008, window: 'user-hour' });
    // A check of fewer calls than a step has takes one small step.
    expect(scheduleOf(checkOf(3, 200), room())).toEqual({ kind: 'now' });
    expect(scheduleOf(checkOf(3, 400), room())).toEqual({ kind: 'small', step: 1_200, window: 'user-hour' });
    // Tokens that no call takes alone are rounded up.
    expect(scheduleOf({ calls: 24, tokens: 2_999 }, room({ hour: 999 }))).toEqual({ kind: 'small', step: 1_000, window: 'user-hour' });
  });
});
