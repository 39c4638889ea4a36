import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import { type EngineMark, type PanelPlan, planPanel } from '../../core/panel/panel.ts';
import { isOver } from '../../core/panel/panel-machine.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { isComparison, parseStimulus } from '../../core/stimulus.ts';
import { costOf } from '../../core/usage.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { BudgetDesk, PanelDesk, ScoreDesk, SetDesk } from '../../ports/desks.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Random } from '../../ports/random.ts';
import type { LastCheckOf } from '../check/check-desk.ts';
import type { Models } from '../models/models.ts';
import { isChannelMuted } from '../objection-desk.ts';
import { readUse } from './panel-books.ts';
import { ask, discuss, discussionId } from './panel-follow-up.ts';
import { behind, remove } from './panel-messages.ts';
import { readSeats, resultOf } from './panel-record.ts';
import type { PanelRunner } from './panel-runner.ts';
import type { PanelSets } from './panel-sets.ts';

/** What the desk needs from the house. `evidence` answers where no language model is configured, or none may be paid for. */
export type DeskParts = Readonly<{
  journal: Journal;
  documents: Documents;
  surfaces: ReadonlyMap<string, ChatSurface>;
  sets: SetDesk;
  random: Random;
  runner: Pick<PanelRunner, 'wake'>;
  evidence: EngineMark;
  models?: Models;
  budget: Pick<BudgetDesk, 'admit' | 'settle'>;
  panelSets: PanelSets;
  scores: Pick<ScoreDesk, 'rules' | 'line'>;
  /** The last check of a set, which its panels name. */
  lastCheck?: LastCheckOf;
}>;

const unknownSet = async (sets: SetDesk, space: SpaceId, name: string, typed: string) => {
  const names = (await sets.list(space)).map(({ id }) => id).join(', ');
  const record = await sets.look(space, name);
  return isRefusal(record)
    ? refuse('set-unknown', { name: name.slice(0, 60), names }, typed)
    : refuse('set-archived', { name: record.set.id, names }, typed);
};

type Draft = Readonly<{ space: SpaceId; id: string; actorId: string; set: PersonaSet; plan: PanelPlan }>;

/** Books the tokens of every round, or plans the panel without a language model where the space chose that. */
const admit = async ({ models, budget, evidence }: DeskParts, { space, id, actorId, set, plan }: Draft): Promise<PanelPlan | Refusal> => {
  if (!models || !plan.models) return plan;
  const tokens = models.estimate(set.personas, plan.stimulus);
  const rounds = plan.rounds === 2 ? [id, discussionId(id)] : [id];
  for (const round of rounds) {
    const admitted = await budget.admit(space, { id: round, actorId, tokens });
    if (admitted === 'model') continue;
    await budget.settle(space, id, 0);
    if (isRefusal(admitted)) return { ...admitted, typed: plan.stimulus.asked };
    const { models: _none, ...rest } = plan;
    return { ...rest, rounds: 1, engine: evidence, instead: 'budget' };
  }
  return { ...plan, tokens };
};

/** What the record says, and whether people may vote. Only comparisons are voted on. */
const withScores = async ({ scores }: DeskParts, space: SpaceId, plan: PanelPlan, voteFirst: boolean): Promise<PanelPlan> => {
  const [track, rules] = await Promise.all([scores.line(space, plan.set), scores.rules(space)]);
  const isVotedOn = isComparison(plan.stimulus) && rules.mode !== 'off';
  const isHeld = rules.mode === 'always' || voteFirst;
  return { ...plan, track, ...(isVotedOn ? { voting: { holdMinutes: isHeld ? rules.minutes : 0 } } : {}) };
};

const summon =
  (parts: DeskParts): PanelDesk['summon'] =>
  async ({ space, deliveryKey, place, actor, typed, set: name, rounds = 1, voteFirst = false }) => {
    const stimulus = parseStimulus(typed);
    if (isRefusal(stimulus)) return stimulus;
    if (await isChannelMuted(parts.documents, space, place)) return refuse('channel-muted', {}, typed);
    if (rounds === 2 && !parts.models) return refuse('model-needed', { action: 'A second round' }, typed);
    const set = name === undefined ? await parts.sets.standard(space) : await parts.sets.find(space, name);
    if (!set) return unknownSet(parts.sets, space, name ?? '', typed);
    const setKey = await parts.panelSets.keep(space, set);
    const id = parts.random.id();
    const models = [...(parts.models?.engines.keys() ?? [])];
    const planned = planPanel({
      stimulus,
      set,
      setKey,
      seed: parts.random.seed(),
      engine: parts.evidence,
      rounds,
      models,
      today: parts.sets.today(),
    });
    const draft = await withScores(parts, space, planned, voteFirst);
    const checked = await parts.lastCheck?.(space, set.id);
    const plan = await admit(parts, { space, id, actorId: actor.id, set, plan: checked ? { ...draft, checked } : draft });
    if (isRefusal(plan)) return plan;
    const accepted = await parts.journal.accept(space, { id, deliveryKey, place, actor, plan });
    if (!accepted.fresh && plan.tokens !== undefined) await parts.budget.settle(space, id, 0);
    if (!accepted.fresh && plan.rounds === 2) await parts.budget.settle(space, discussionId(id), 0);
    parts.runner.wake(space, accepted.panel.ref.id);
    return accepted;
  };

const stop =
  (parts: DeskParts): PanelDesk['stop'] =>
  async ({ space, number, actor }) => {
    const panel = await parts.journal.readByNumber(space, number);
    if (!panel) return refuse('panel-unknown', { panel: number });
    if (actor.role !== 'moderator' && panel.actor.id !== actor.id)
      return refuse('not-allowed', { action: 'Stop on the panel of somebody else' });
    if (isOver(panel.state)) return refuse('panel-over', { panel: number });
    await parts.journal.requestStop(space, panel.ref.id, actor.name);
    parts.runner.wake(space, panel.ref.id);
    return (await parts.journal.readByNumber(space, number)) ?? panel;
  };

const who =
  (parts: DeskParts): PanelDesk['who'] =>
  async (space, number, personaId) => {
    const panel = await parts.journal.readByNumber(space, number);
    if (!panel) return refuse('panel-unknown', { panel: number });
    const set = await parts.panelSets.read(panel);
    const persona = set.personas.find(({ id }) => id === personaId);
    if (!persona) return refuse('persona-unknown', { name: personaId.slice(0, 60), names: set.personas.map(({ id }) => id).join(', ') });
    const answers = await parts.journal.answers(space, panel.ref.id);
    const answered = panel.state.turns.some((turn) => turn.persona === personaId && turn.state === 'answered');
    return { panel, persona, ...(answered ? { result: resultOf(panel, answers, personaId) } : {}) };
  };

/** Accepts panels durably before it answers, stops them, goes on from them, and reads them back. */
export const createPanelDesk = (parts: DeskParts): PanelDesk => ({
  summon: summon(parts),
  discuss: discuss(parts),
  ask: ask(parts),
  stop: stop(parts),
  who: who(parts),
  behind: behind(parts),
  remove: remove(parts),
  find: async (space, number) => (await parts.journal.readByNumber(space, number)) ?? refuse('panel-unknown', { panel: number }),
  seats: async (space, number) => {
    const panel = await parts.journal.readByNumber(space, number);
    if (!panel) return refuse('panel-unknown', { panel: number });
    return { panel, seats: await readSeats(parts.journal, panel, await parts.panelSets.read(panel)) };
  },
  recent: (space, limit) => parts.journal.list(space, { limit }),
  use: async (panel) => {
    const { tokens } = await readUse(parts, panel);
    return { tokens, ...(parts.models?.prices ? { cost: costOf(tokens, parts.models.prices) } : {}) };
  },
});
