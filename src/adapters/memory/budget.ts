import { type BudgetWindows, checkTokens, findSpent, windowsAt } from '../../core/budget-windows.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { Budget, BudgetCaps } from '../../ports/budget.ts';
import type { Clock } from '../../ports/clock.ts';

/** One booking. `actor` is there while its hour lasts. */
type Booking = Readonly<{ at: Date; day: string; hour: string; actor?: string; tokens: number; isSettled: boolean }>;

const twoDaysMs = 2 * 86_400_000;

/** Drops what is over: people's ids with their hour, bookings after two days. */
const forget = (bookings: Map<string, Booking>, now: Date): void => {
  for (const [id, booking] of bookings) {
    const { actor: _gone, ...rest } = booking;
    if (now.getTime() - booking.at.getTime() >= twoDaysMs) bookings.delete(id);
    else if (booking.hour < windowsAt(now).hour) bookings.set(id, rest);
  }
};

/** Token budgets in memory, added up from their bookings. `reserve` and `settle` throw `RangeError` for tokens that are no whole number from 0. */
export const createMemoryBudget = ({ clock }: { clock: Clock }): Budget => {
  const spaces = new Map<SpaceId, Map<string, Booking>>();
  const take = (space: SpaceId): Map<string, Booking> => {
    const bookings = spaces.get(space) ?? new Map<string, Booking>();
    spaces.set(space, bookings);
    return bookings;
  };
  const addUp = (space: SpaceId, { day, hour }: BudgetWindows, actor: string): BudgetCaps => {
    const all = [...(spaces.get(space)?.values() ?? [])];
    const sum = (some: readonly Booking[]): number => some.reduce((total, { tokens }) => total + tokens, 0);
    return {
      spaceDay: sum(all.filter((one) => one.day === day)),
      userHour: sum(all.filter((one) => one.hour === hour && one.actor === actor)),
    };
  };
  return {
    reserve: async (space, { id, actor, tokens, caps }) => {
      checkTokens(tokens);
      const now = clock.now();
      for (const bookings of spaces.values()) forget(bookings, now);
      if (spaces.get(space)?.has(id)) return { outcome: 'reserved' };
      const windows = windowsAt(now);
      const spent = findSpent(tokens, { used: addUp(space, windows, actor), caps, windows });
      if (spent) return { outcome: 'spent', ...spent };
      take(space).set(id, { at: now, day: windows.day, hour: windows.hour, actor, tokens, isSettled: false });
      return { outcome: 'reserved' };
    },
    settle: async (space, id, tokens) => {
      checkTokens(tokens);
      const booking = spaces.get(space)?.get(id);
      if (booking && !booking.isSettled) take(space).set(id, { ...booking, tokens, isSettled: true });
    },
    state: async (space, actor) => {
      const windows = windowsAt(clock.now());
      return { ...addUp(space, windows, actor), dayEndsAt: windows.dayEndsAt, hourEndsAt: windows.hourEndsAt };
    },
  };
};
