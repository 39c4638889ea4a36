import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BudgetDesk, QuoteDesk } from '../../ports/desks.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Journal, PanelRecord } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { Models } from '../models/models.ts';
import type { RateSpeech } from '../score/ratings.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { Pacer } from './pacer.ts';
import type { PanelSets } from './panel-sets.ts';
import type { TakeTurn } from './panel-turn.ts';

/** What a run needs from the house. */
export type RunParts = Readonly<{
  journal: Journal;
  documents: Documents;
  panelSets: PanelSets;
  surfaces: ReadonlyMap<string, ChatSurface>;
  takeTurn: TakeTurn;
  models?: Models;
  budget: Pick<BudgetDesk, 'settle'>;
  quotes: Pick<QuoteDesk, 'search'>;
  /** Starts what was asked to follow a panel that has closed. Doubling it changes nothing. */
  followUp: (panel: PanelRecord) => Promise<void>;
  scores: ScoreBook;
  /** Rates what personas said, where an embedding model is configured. */
  rateSpeech?: RateSpeech;
  pacer: Pacer;
  clock: Clock;
  log: Log;
  times: RunTimes;
}>;

/**
 * Deadlines, in milliseconds. A message is given up before half of the lease has passed, so a worker whose lease ran out has
 * nothing under way any more. A turn outlives its model's deadline, so that the persona's file can answer in its place.
 */
export type RunTimes = Readonly<{ leaseMs: number; turnMs: number; expireMs: number; lookMs: readonly number[] }>;

export const runTimes: RunTimes = { leaseMs: 10_000, turnMs: 30_000, expireMs: 15 * 60_000, lookMs: [2_000, 5_000, 15_000, 60_000] };
