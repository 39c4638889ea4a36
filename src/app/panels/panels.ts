import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BudgetDesk, PanelDesk, QuoteDesk, ScoreDesk, SetDesk } from '../../ports/desks.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { PersonaModel } from '../../ports/persona-model.ts';
import type { Random } from '../../ports/random.ts';
import type { LastCheckOf } from '../check/check-desk.ts';
import type { Models } from '../models/models.ts';
import { createRatings } from '../score/ratings.ts';
import { createScoreBook } from '../score/score-book.ts';
import { createPacer } from './pacer.ts';
import { createPanelDesk, type DeskParts } from './panel-desk.ts';
import { followUp } from './panel-follow-up.ts';
import { createRedraw, type RedrawMessage } from './panel-redraw.ts';
import { createPanelRunner, type PanelRunner } from './panel-runner.ts';
import { createPanelSets } from './panel-sets.ts';
import { createTurn } from './panel-turn.ts';
import type { RunTimes } from './run-parts.ts';

/** What running panels takes. `owner` names this process in leases; two processes need two names. */
type PanelParts = Readonly<{
  journal: Journal;
  documents: Documents;
  surfaces: ReadonlyMap<string, ChatSurface>;
  sets: SetDesk;
  quotes: Pick<QuoteDesk, 'search'>;
  budget: BudgetDesk;
  ledger: Ledger;
  scores: ScoreDesk;
  evidence: PersonaModel;
  models?: Models;
  lastCheck?: LastCheckOf;
  clock: Clock;
  random: Random;
  log: Log;
  digest: (text: string) => string;
  times: RunTimes;
  owner: string;
}>;

/** The desk that accepts panels and the runner that carries them out, joined: a panel may ask for another that follows it. */
export const createPanels = (parts: PanelParts): { desk: PanelDesk; runner: PanelRunner; redraw: RedrawMessage } => {
  const { evidence, models, quotes, log, clock, owner } = parts;
  const shared = { panelSets: createPanelSets(parts), ...(models ? { models } : {}) };
  const takeTurn = createTurn({ engines: { evidence, models: models?.engines ?? new Map() }, quotes, log });
  const deskParts: DeskParts = { ...parts, evidence: evidence.mark, ...shared, runner: { wake: (space, id) => runner.wake(space, id) } };
  const scores = createScoreBook(parts);
  const rated = models?.embedder ? { rateSpeech: createRatings(models.embedder) } : {};
  const runParts = { ...parts, ...shared, ...rated, scores, takeTurn, followUp: followUp(deskParts), pacer: createPacer(clock) };
  const runner = createPanelRunner(runParts, owner);
  return { desk: createPanelDesk(deskParts), runner, redraw: createRedraw(runParts) };
};
