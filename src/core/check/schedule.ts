/*
 * When a check can be asked. It books its tokens a few calls at a time and rests when there is no room, so it may take days; what is worked out here is how long
 * that is likely to be.
 */

/** Checks stop for the day once a space has used this share of its daily tokens, whoever used them. The rest is left for panels. */
export const dayShare = 0.5;

/** Calls that are under way at once. Their tokens are booked together, and so are their answers kept: a crash loses at most so many. */
export const batchCalls = 8;

/** A check that would take longer is not begun, in days: by then neither the model nor the set may be what they were. */
export const mostPlannedDays = 10;

/** A check that is open for longer ends, in days: panels have used what it was to have. */
export const mostDays = 21;

/** Room for checks in tokens: the most in a day and in an hour, and what is left of both. Ends are ISO 8601, of the hour and the day of one moment in UTC. */
export type CheckRoom = Readonly<{ day: number; hour: number; dayLeft: number; hourLeft: number; dayEndsAt: string; hourEndsAt: string }>;

type Books = Readonly<{
  tokensPerDay: number;
  tokensPerPersonAndHour: number;
  spaceDay: number;
  userHour: number;
  dayEndsAt: string;
  hourEndsAt: string;
}>;

/** The room that the books of a space leave for checks. `userHour` is what checks have used in this hour. */
export const roomOf = ({ tokensPerDay, tokensPerPersonAndHour: hour, spaceDay, userHour, dayEndsAt, hourEndsAt }: Books): CheckRoom => {
  const day = Math.floor(tokensPerDay * dayShare);
  const dayLeft = Math.max(0, day - spaceDay);
  return { day, hour, dayLeft, hourLeft: Math.min(dayLeft, Math.max(0, hour - userHour)), dayEndsAt, hourEndsAt };
};

/**
 * How long a check is likely to take at most, unless panels use more than their share: `now` in one go, `hours` with rests until an hour begins anew, `days` (counting
 * today) with rests until a day does. `small`: not even one step has room in a whole window, with what a step takes.
 */
export type CheckTime =
  | Readonly<{ kind: 'now' }>
  | Readonly<{ kind: 'hours'; hours: number }>
  | Readonly<{ kind: 'days'; days: number }>
  | Readonly<{ kind: 'small'; step: number; window: 'space-day' | 'user-hour' }>;

const hourMs = 3_600_000;

/** Works out when `tokens` of so many calls have had room. */
export const scheduleOf = ({ calls, tokens }: Readonly<{ calls: number; tokens: number }>, room: CheckRoom): CheckTime => {
  const step = Math.ceil((tokens / calls) * Math.min(calls, batchCalls));
  if (step > room.day) return { kind: 'small', step, window: 'space-day' };
  if (step > room.hour) return { kind: 'small', step, window: 'user-hour' };
  if (tokens <= room.hourLeft) return { kind: 'now' };
  // What no whole step fits into stays unused.
  const whole = (window: number): number => Math.floor(window / step) * step;
  const hoursLeft = (Date.parse(room.dayEndsAt) - Date.parse(room.hourEndsAt)) / hourMs;
  const today = Math.min(whole(room.dayLeft), whole(room.hourLeft) + hoursLeft * whole(room.hour));
  if (tokens <= today) return { kind: 'hours', hours: 1 + Math.ceil((tokens - whole(room.hourLeft)) / whole(room.hour)) };
  const perDay = Math.min(whole(room.day), 24 * whole(room.hour));
  return { kind: 'days', days: 1 + Math.ceil((tokens - today) / perDay) };
};
