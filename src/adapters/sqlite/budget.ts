import type { DatabaseSync } from 'node:sqlite';
import { type BudgetWindows, checkTokens, findSpent, windowsAt } from '../../core/budget-windows.ts';
import type { Budget } from '../../ports/budget.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Spaces } from './spaces.ts';
import { snapshot, transaction } from './transaction.ts';
import { pack, type Row, readNumber } from './values.ts';

const dayMs = 86_400_000;
const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

const prepare = (db: DatabaseSync) => ({
  booking: db.prepare('SELECT day, hour, tokens FROM bookings WHERE space = ? AND id = ?'),
  book: db.prepare('INSERT INTO bookings (space, id, day, hour, tokens, expires_at) VALUES (?, ?, ?, ?, ?, ?)'),
  settle: db.prepare('UPDATE bookings SET tokens = NULL WHERE space = ? AND id = ?'),
  window: db.prepare('SELECT row, tokens FROM budget_windows WHERE space = ? AND start = ? AND actor = ?'),
  open: db.prepare('INSERT INTO budget_windows (space, start, actor, tokens, expires_at) VALUES (?, ?, ?, 0, ?)'),
  add: db.prepare('UPDATE budget_windows SET tokens = tokens + ? WHERE row IN (?, ?)'),
  forgetWindows: db.prepare('DELETE FROM budget_windows WHERE expires_at <= ?'),
  forgetBookings: db.prepare('DELETE FROM bookings WHERE expires_at <= ?'),
});
type Statements = ReturnType<typeof prepare>;

/** The rows of both running windows, where there are any, and what they hold. */
const readWindows = (sql: Statements, space: number | null, { day, hour }: BudgetWindows, actor: string) => {
  const rows = { day: sql.window.get(space, day, ''), hour: sql.window.get(space, hour, pack(actor)) };
  const tokens = (row: Row | undefined): number => (row ? readNumber(row, 'tokens') : 0);
  return { rows, used: { spaceDay: tokens(rows.day), userHour: tokens(rows.hour) } };
};

type Reservation = Parameters<Budget['reserve']>[1];

const reserve = (sql: Statements, space: number, now: Date, { id, actor, tokens, caps }: Reservation) => {
  // A person's id goes with the window of its hour, whatever space it was in: an idle space would keep it for ever.
  sql.forgetWindows.run(now.toISOString());
  sql.forgetBookings.run(now.toISOString());
  if (sql.booking.get(space, pack(id))) return { outcome: 'reserved' } as const;
  const windows = windowsAt(now);
  const { rows, used } = readWindows(sql, space, windows, actor);
  const spent = findSpent(tokens, { used, caps, windows });
  if (spent) return { outcome: 'spent', ...spent } as const;
  const take = (row: Row | undefined, start: string, who: string, expiresAt: string): number =>
    row ? readNumber(row, 'row') : Number(sql.open.run(space, start, pack(who), expiresAt).lastInsertRowid);
  const day = take(rows.day, windows.day, '', later(windows.dayEndsAt, dayMs));
  const hour = take(rows.hour, windows.hour, actor, windows.hourEndsAt);
  sql.add.run(tokens, day, hour);
  sql.book.run(space, pack(id), day, hour, tokens, later(now.toISOString(), 2 * dayMs));
  return { outcome: 'reserved' } as const;
};

/** The window of the hour may be gone by now, and a booking of tokens that is settled has none left: then there is nothing to correct. */
const settle = (sql: Statements, space: number | null, id: string, tokens: number): void => {
  const booking = sql.booking.get(space, pack(id));
  if (!booking || booking['tokens'] === null) return;
  sql.add.run(tokens - readNumber(booking, 'tokens'), readNumber(booking, 'day'), readNumber(booking, 'hour'));
  sql.settle.run(space, pack(id));
};

/**
 * Token budgets in SQLite. Sums are kept, not counted anew, so that a call costs the same on a busy day. `reserve` and `settle` throw `RangeError`
 * for tokens that are no whole number from 0.
 */
export const createBudget = (db: DatabaseSync, { spaces, clock }: { spaces: Spaces; clock: Clock }): Budget => {
  const sql = prepare(db);
  return {
    reserve: async (space, request) => {
      checkTokens(request.tokens);
      return transaction(db, () => reserve(sql, spaces.take(space), clock.now(), request));
    },
    settle: async (space, id, tokens) => {
      checkTokens(tokens);
      // A settlement that a power cut takes back leaves the booking, which is never too low.
      transaction(db, () => settle(sql, spaces.find(space) ?? null, id, tokens), 'process');
    },
    state: async (space, actor) => {
      const windows = windowsAt(clock.now());
      const { dayEndsAt, hourEndsAt } = windows;
      return { ...snapshot(db, () => readWindows(sql, spaces.find(space) ?? null, windows, actor).used), dayEndsAt, hourEndsAt };
    },
  };
};
