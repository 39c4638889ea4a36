import type { SpaceId } from '../core/ids.ts';

/** Most tokens that language models may use: in one space in one day (UTC), and for one person in one hour. */
export type BudgetCaps = Readonly<{ spaceDay: number; userHour: number }>;

/** Which cap is reached, and when its window begins anew (ISO 8601). */
type BudgetWindow = Readonly<{ window: 'space-day' | 'user-hour'; resetAt: string }>;

/** What was used and reserved in the running windows, in tokens. */
export type BudgetState = Readonly<{ spaceDay: number; userHour: number; dayEndsAt: string; hourEndsAt: string }>;

/**
 * Tokens reserved before they are used and settled afterwards. Every call is one durable transaction.
 *
 * Contract (test/contract/budget.contract.ts):
 * - `reserve` books `tokens` under `id` when both windows have room for all of them, and answers which window has none otherwise. Many at once
 *   never book more than there is room for. The same id twice books once and answers as the first time.
 * - `settle` replaces a booking by what was used, in the windows in which it was booked; settling twice or settling what was never booked
 *   changes nothing. A booking that is never settled keeps counting.
 * - A booking counts in the window in which it was made. Times come from the store's own clock.
 * - `actor` is the platform's id of a person, kept only as long as its hour counts. No call reads across spaces.
 */
export type Budget = Readonly<{
  reserve: (
    space: SpaceId,
    request: { id: string; actor: string; tokens: number; caps: BudgetCaps },
  ) => Promise<Readonly<{ outcome: 'reserved' }> | (Readonly<{ outcome: 'spent' }> & BudgetWindow)>;
  settle: (space: SpaceId, id: string, tokens: number) => Promise<void>;
  state: (space: SpaceId, actor: string) => Promise<BudgetState>;
}>;
