import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Block } from '../core/message.ts';
import type { Actor } from '../core/panel/panel.ts';
import type { AttachedFile } from './command.ts';

/**
 * How a set run over tests of the past stands. `asked`: nothing was asked of a model yet; `stopped`: it goes on where it was. `estimate` says what is left and the
 * most that it may take, `problem` why it stopped by itself. `used` counts tokens, `cost` is in the currency of the operator's prices. `blocks`
 * are the scores so far, none before the first test, and without charts while it runs. `leftOut` rows of the file lie beyond the limit.
 */
export type BacktestState = Readonly<{
  status: 'asked' | 'running' | 'stopped' | 'done';
  file: string;
  set: Readonly<{ title: string; version: number }>;
  tests: number;
  leftOut: number;
  done: number;
  estimate: string;
  used: number;
  cost?: number;
  problem?: string;
  blocks: readonly Block[];
}>;

/** A file of past tests for one set, named by id or title. The first `limit` tests are taken. */
export type BacktestRequest = Readonly<{ file: AttachedFile; set: string; limit: number; actor: Actor }>;

/**
 * Backtests: one at a time for each space, kept with what was done until another takes its place or it is dropped. Tokens are booked for a few tests at a
 * time on whoever started it. After a restart it waits to be started again, and a crash loses at most the tests that were under way.
 */
export type BacktestDesk = Readonly<{
  state: (space: SpaceId) => Promise<BacktestState | undefined>;
  /** Reads a file and says what it may cost. Takes the place of the one before, unless that is running. */
  propose: (space: SpaceId, request: BacktestRequest) => Promise<BacktestState | Refusal>;
  /** Begins, or goes on. */
  start: (space: SpaceId, actor: Actor) => Promise<BacktestState | Refusal>;
  /** Stops after the tests that are under way. */
  stop: (space: SpaceId) => Promise<BacktestState | Refusal>;
  /** Forgets it, with its tests. */
  drop: (space: SpaceId) => Promise<Refusal | undefined>;
  /** Waits for what is being worked on in this process. With `abort` it is broken off. */
  idle: (options?: Readonly<{ abort: true }>) => Promise<void>;
}>;
