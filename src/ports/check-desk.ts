import type { FileFacts } from '../core/check/files.ts';
import type { CheckSize } from '../core/check/items.ts';
import type { CheckResult, LastCheck } from '../core/check/result.ts';
import type { CheckRoom, CheckTime } from '../core/check/schedule.ts';
import type { SwapAttribute } from '../core/check/swap-attribute.ts';
import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Actor, Place } from '../core/panel/panel.ts';

/** What somebody wants checked. `set` is an id or a title; attributes are swapped in the full size only. */
export type CheckWish = Readonly<{ set: string; size: CheckSize; attributes: readonly SwapAttribute[] }>;

/** What a check would take. `tokens` are booked step by step, and it ends when it has used more; `cost` is there where the operator has given prices. */
export type CheckCost = Readonly<{ calls: number; tokens: number; cost?: number; models: readonly string[] }>;

/**
 * What can be said before anything is asked: the files, the price (absent without a language model), the room for its tokens and how long it takes with that, which
 * attributes could be swapped in whom, and the check that is running.
 */
export type CheckOffer = Readonly<{
  set: Readonly<{ id: string; title: string; version: number; personas: number }>;
  size: CheckSize;
  attributes: readonly SwapAttribute[];
  swaps: ReadonlyArray<Readonly<{ attribute: SwapAttribute; personas: readonly string[] }>>;
  files: FileFacts;
  price?: CheckCost;
  room?: CheckRoom;
  time?: CheckTime;
  last?: LastCheck;
  running?: CheckState;
}>;

/** How a check stands. `spent`: it has used more tokens than were expected. */
export type CheckState = Readonly<{
  set: Readonly<{ id: string; title: string; version: number }>;
  size: CheckSize;
  startedAt: string;
  by: string;
  done: number;
  calls: number;
  status: 'running' | 'stopping' | 'done' | 'stopped' | 'spent' | 'failed';
  stoppedBy?: string;
  /** It rests until then, because there is no room for its tokens (ISO 8601). */
  waitsUntil?: string;
  /** It rests and panels are paused: it goes on after the pause. */
  isPaused?: true;
  /** It was started in a terminal, whose call has ended since or ends now that it rests: nobody hears of it unless they ask. */
  isUnheard?: true;
  /** Why it failed, in words. */
  reason?: string;
}>;

/**
 * Checks of persona sets. At most one runs for each set of a space. A check goes on after a crash and in another process; answers that are there are not asked
 * for again. It books its tokens step by step, leaves a part of each day's to panels, and rests by itself until there is room. Of answers only scores are kept.
 */
export type CheckDesk = Readonly<{
  offer: (space: SpaceId, wish: CheckWish) => Promise<CheckOffer | Refusal>;
  /** Starts it, also when there is room for its tokens only later. `version` is that of the set when the price was shown: another one is refused. Repeating a delivery changes nothing. */
  start: (
    space: SpaceId,
    request: CheckWish & Readonly<{ version: number; actor: Actor; place: Place; deliveryKey: string }>,
  ) => Promise<CheckState | Refusal>;
  state: (space: SpaceId, set: string) => Promise<CheckState | Refusal>;
  /** Ends it after the calls that are under way. Nothing is reported of a check that was stopped. */
  stop: (space: SpaceId, request: Readonly<{ set: string; actor: Actor }>) => Promise<CheckState | Refusal>;
  /** The newest result and all before it, the oldest first. */
  report: (space: SpaceId, set: string) => Promise<Readonly<{ result: CheckResult; history: readonly CheckResult[] }> | Refusal>;
}>;
