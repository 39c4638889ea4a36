/** The windows of token budgets that a moment falls in, both in UTC: `2026-11-21` and `2026-11-21T12`, with their ends (ISO 8601). */
export type BudgetWindows = Readonly<{ day: string; hour: string; dayEndsAt: string; hourEndsAt: string }>;

/** Tokens, those of a space in its day and those of one person in an hour: used, or allowed. */
type Tokens = Readonly<{ spaceDay: number; userHour: number }>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The windows at a moment. Days and hours of UTC are whole multiples since 1970, leap seconds do not count. */
export const windowsAt = (now: Date): BudgetWindows => {
  const endOf = (lengthMs: number): string => new Date((Math.floor(now.getTime() / lengthMs) + 1) * lengthMs).toISOString();
  const at = now.toISOString();
  return { day: at.slice(0, 10), hour: at.slice(0, 13), dayEndsAt: endOf(dayMs), hourEndsAt: endOf(hourMs) };
};

/**
 * The window that has no room for all of `tokens`, or `undefined` when both have. The day comes first, because it ends last: whoever is told to
 * come back when the hour is over should not be refused again then.
 */
export const findSpent = (
  tokens: number,
  { used, caps, windows }: Readonly<{ used: Tokens; caps: Tokens; windows: BudgetWindows }>,
): Readonly<{ window: 'space-day' | 'user-hour'; resetAt: string }> | undefined => {
  if (used.spaceDay + tokens > caps.spaceDay) return { window: 'space-day', resetAt: windows.dayEndsAt };
  if (used.userHour + tokens > caps.userHour) return { window: 'user-hour', resetAt: windows.hourEndsAt };
  return undefined;
};

/** Hands back a number of tokens. Throws `RangeError` unless it is whole and not negative, because one wrong number would spoil a whole window. */
export const checkTokens = (tokens: number): number => {
  if (!Number.isSafeInteger(tokens) || tokens < 0) throw new RangeError('tokens are counted in whole numbers from 0');
  return tokens;
};
