import type { FileFacts } from '../core/check/files.ts';
import type { CheckSize } from '../core/check/items.ts';
import type { CheckResult, LastCheck } from '../core/check/result.ts';
import type { SwapAttribute } from '../core/check/swap-attribute.ts';
import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Actor, Place } from '../core/panel.ts';

/** What somebody wants checked. `set` is an id or a title; attributes are swapped in the full size only. */
export type CheckWish = Readonly<{ set: string; size: CheckSize; attributes: readonly SwapAttribute[] }>;

/** What a check would take. `tokens` are reserved for it, and it ends when they are used up; `cost` is there where the operator has given prices. */
export type CheckCost = Readonly<{ calls: number; tokens: number; cost?: number; models: readonly string[] }>;

/**
 * What can be said before anything is asked: the files, the price (absent without a language model), which attributes could be swapped in whom, and the check
 * that is running.
 */
export type CheckOffer = Readonly<{
  set: Readonly<{ id: string; title: string; version: number; personas: number }>;
  size: CheckSize;
  attributes: readonly SwapAttribute[];
  swaps: ReadonlyArray<Readonly<{ attribute: SwapAttribute; personas: readonly string[] }>>;
  files: FileFacts;
  price?: CheckCost;
  last?: LastCheck;
  running?: CheckState;
}>;

/** How a check stands. `spent`: it was about to use more tokens than were reserved. */
export type CheckState = Readonly<{
  set: Readonly<{ id: string; title: string; version: number }>;
  size: CheckSize;
  startedAt: string;
  by: string;
  done: number;
  calls: number;
  status: 'running' | 'stopping' | 'done' | 'stopped' | 'spent' | 'failed';
  stoppedBy?: string;
  /** Why it failed, in words. */
  reason?: string;
}>;

/**
 * Checks of persona sets. At most one runs for each set of a space. A check goes on after a crash and in another process; answers that are there are not asked
 * for again. Of answers only scores are kept.
 */
export type CheckDesk = Readonly<{
  offer: (space: SpaceId, wish: CheckWish) => Promise<CheckOffer | Refusal>;
  /** Reserves the tokens and starts. `version` is that of the set when the price was shown: another one is refused. Repeating a delivery changes nothing. */
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
