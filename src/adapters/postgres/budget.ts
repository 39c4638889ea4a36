import { type BudgetWindows, checkTokens, findSpent, windowsAt } from '../../core/budget-windows.ts';
import type { Budget } from '../../ports/budget.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Database, Sql } from './connection.ts';
import type { Spaces } from './spaces.ts';
import type { Turns } from './turns.ts';
import { keyOf, readNumber, readText } from './values.ts';

const dayMs = 86_400_000;
const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

// Rows that another process is at are its to forget: waiting for each other in different orders would be a deadlock.
const forgetting = [
  'DELETE FROM budget_windows WHERE row IN (SELECT row FROM budget_windows WHERE expires_at <= $1 FOR UPDATE SKIP LOCKED)',
  'DELETE FROM bookings WHERE (space, key) IN (SELECT space, key FROM bookings WHERE expires_at <= $1 FOR UPDATE SKIP LOCKED)',
];

const open = `INSERT INTO budget_windows (space, start, actor, tokens, expires_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (space, start, actor) DO UPDATE SET tokens = budget_windows.tokens + excluded.tokens RETURNING row`;

const book = 'INSERT INTO bookings (space, key, day, hour, tokens, expires_at) VALUES ($1, $2, $3, $4, $5, $6)';

/** What both running windows hold. */
const readUsed = async (sql: Sql, space: number | undefined, { day, hour }: BudgetWindows, actor: string) => {
  const rows = await sql.all(`SELECT start, tokens FROM budget_windows WHERE space = $1 AND (start, actor) IN (($2, ''), ($3, $4))`, [
    space,
    day,
    hour,
    keyOf(actor),
  ]);
  const tokens = (start: string): number => {
    const row = rows.find((one) => readText(one, 'start') === start);
    return row ? readNumber(row, 'tokens') : 0;
  };
  return { spaceDay: tokens(day), userHour: tokens(hour) };
};

type Reservation = Parameters<Budget['reserve']>[1];

const reserve = async (sql: Sql, space: number, now: Date, { id, actor, tokens, caps }: Reservation) => {
  // A person's id goes with the window of its hour, whatever space it was in: an idle space would keep it for ever.
  for (const text of forgetting) await sql.all(text, [now.toISOString()]);
  // Whoever reserves in this space next waits here, and then sees what this one booked.
  await sql.all('SELECT 1 FROM spaces WHERE id = $1 FOR NO KEY UPDATE', [space]);
  if (await sql.first('SELECT 1 FROM bookings WHERE space = $1 AND key = $2', [space, keyOf(id)])) return { outcome: 'reserved' } as const;
  const windows = windowsAt(now);
  const spent = findSpent(tokens, { used: await readUsed(sql, space, windows, actor), caps, windows });
  if (spent) return { outcome: 'spent', ...spent } as const;
  const take = async (start: string, who: string, expiresAt: string): Promise<number> =>
    readNumber((await sql.first(open, [space, start, who, tokens, expiresAt])) ?? {}, 'row');
  const day = await take(windows.day, '', later(windows.dayEndsAt, dayMs));
  const hour = await take(windows.hour, keyOf(actor), windows.hourEndsAt);
  await sql.all(book, [space, keyOf(id), day, hour, tokens, later(now.toISOString(), 2 * dayMs)]);
  return { outcome: 'reserved' } as const;
};

/** The window of the hour may be gone by now, and a booking of tokens that is settled has none left: then there is nothing to correct. */
const settle = async (sql: Sql, space: number, id: string, tokens: number): Promise<void> => {
  await sql.all('SELECT 1 FROM spaces WHERE id = $1 FOR NO KEY UPDATE', [space]);
  const booking = await sql.first('SELECT day, hour, tokens FROM bookings WHERE space = $1 AND key = $2 AND tokens IS NOT NULL', [
    space,
    keyOf(id),
  ]);
  if (!booking) return;
  const rows = [readNumber(booking, 'day'), readNumber(booking, 'hour')];
  await sql.all('UPDATE budget_windows SET tokens = tokens + $1 WHERE row = ANY ($2)', [tokens - readNumber(booking, 'tokens'), rows]);
  await sql.all('UPDATE bookings SET tokens = NULL WHERE space = $1 AND key = $2', [space, keyOf(id)]);
};

/**
 * Token budgets in PostgreSQL. Sums are kept, not counted anew, so that a call costs the same on a busy day. `reserve` and `settle` throw `RangeError`
 * for tokens that are no whole number from 0.
 */
export const createBudget = (db: Database, { spaces, turns, clock }: { spaces: Spaces; turns: Turns; clock: Clock }): Budget => ({
  reserve: async (space, request) => {
    checkTokens(request.tokens);
    return turns(space, async () => {
      const number = await spaces.take(space);
      return db.transaction((sql) => reserve(sql, number, clock.now(), request));
    });
  },
  settle: async (space, id, tokens) => {
    checkTokens(tokens);
    await turns(space, async () => {
      const number = await spaces.find(space);
      // A settlement that a power cut takes back leaves the booking, which is never too low.
      if (number !== undefined) await db.transaction((sql) => settle(sql, number, id, tokens), { outlives: 'process' });
    });
  },
  state: async (space, actor) => {
    const windows = windowsAt(clock.now());
    const { dayEndsAt, hourEndsAt } = windows;
    return { ...(await readUsed(db, await spaces.find(space), windows, actor)), dayEndsAt, hourEndsAt };
  },
});
