import type { TurnResult } from '../core/panel-messages.ts';
import type { Persona } from '../core/persona.ts';
import type { ChatSurface } from '../ports/chat-surface.ts';
import type { Clock } from '../ports/clock.ts';
import type { QuoteDesk } from '../ports/desks.ts';
import type { Documents } from '../ports/documents.ts';
import type { Journal, Lease, PanelRecord } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { Pacer } from './pacer.ts';

/** Carries out one persona's turn (panel-turn.ts). */
type TakeTurn = (request: {
  space: Lease['panel']['space'];
  panelId: string;
  plan: PanelRecord['plan'];
  persona: Persona;
  signal: AbortSignal;
}) => Promise<TurnResult>;

/** What a run needs from the house. */
export type RunParts = Readonly<{
  journal: Journal;
  documents: Documents;
  surfaces: ReadonlyMap<string, ChatSurface>;
  takeTurn: TakeTurn;
  quotes: Pick<QuoteDesk, 'search'>;
  pacer: Pacer;
  clock: Clock;
  log: Log;
  times: RunTimes;
}>;

/**
 * Deadlines, in milliseconds. A message is given up before half of the lease has passed, so a worker whose lease ran out has
 * nothing under way any more.
 */
export type RunTimes = Readonly<{ leaseMs: number; turnMs: number; expireMs: number; lookMs: readonly number[] }>;

export const runTimes: RunTimes = { leaseMs: 10_000, turnMs: 30_000, expireMs: 15 * 60_000, lookMs: [2_000, 5_000, 15_000, 60_000] };
