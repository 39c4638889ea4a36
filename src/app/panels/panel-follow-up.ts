import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { Actor } from '../../core/panel/panel.ts';
import { type Follows, planFollowUp } from '../../core/panel/panel.ts';
import { isOver } from '../../core/panel/panel-machine.ts';
import { maxQuestionUnits } from '../../core/panel/turn-message.ts';
import type { Stimulus } from '../../core/stimulus.ts';
import { isReadable, withoutHiddenCharacters } from '../../core/text.ts';
import type { PanelDesk } from '../../ports/desks.ts';
import type { PanelRecord } from '../../ports/journal.ts';
import { isChannelMuted } from '../objection-desk.ts';
import type { DeskParts } from './panel-desk.ts';

/* What goes on from a panel: a discussion, or one more question to one persona. Each is a panel of its own, in the thread of the first. */

type Accepted = Readonly<{ panel: PanelRecord; fresh: boolean }>;

/** The id of the discussion that was asked for together with a panel. Known beforehand, so that its tokens can be reserved with the first round's. */
export const discussionId = (panelId: string): string => `${panelId}-discussion`;

type FollowUp = Readonly<{
  id: string;
  deliveryKey: string;
  actor: Actor;
  kind: Follows['kind'];
  stimulus: Stimulus;
  personas: readonly string[];
}>;

/** Plans, pays for and accepts a panel that goes on from an earlier one. There is no evidence engine for this: a file cannot listen. */
const accept = async (parts: DeskParts, earlier: PanelRecord, request: FollowUp): Promise<Accepted | Refusal> => {
  const { space, id: panelId, number } = earlier.ref;
  const { id, deliveryKey, actor, kind, stimulus, personas } = request;
  if (!parts.models || earlier.plan.engine.kind !== 'model') return refuse('model-needed', { action: 'This' }, stimulus.asked);
  if (await isChannelMuted(parts.documents, space, earlier.place)) return refuse('channel-muted', {}, stimulus.asked);
  const set = await parts.panelSets.read(earlier);
  const speaking = set.personas.filter((persona) => personas.includes(persona.id));
  const tokens = parts.models.estimate(speaking, stimulus);
  const admitted = await parts.budget.admit(space, { id, actorId: actor.id, tokens });
  if (isRefusal(admitted)) return { ...admitted, typed: stimulus.asked };
  if (admitted === 'evidence') return refuse('model-spent', {}, stimulus.asked);
  const follows: Follows = { panelId, number, kind };
  const plan = { ...planFollowUp(earlier.plan, { follows, stimulus, personas, seed: parts.random.seed() }), tokens };
  const thread = earlier.place.thread ?? earlier.state.posts[0]?.ref;
  const place = thread === undefined ? earlier.place : { ...earlier.place, thread };
  const accepted = await parts.journal.accept(space, { id, deliveryKey, place, actor, plan });
  if (!accepted.fresh && accepted.panel.ref.id !== id) await parts.budget.settle(space, id, 0);
  parts.runner.wake(space, accepted.panel.ref.id);
  return accepted;
};

/** The second round of a panel that closed. A discussion is not discussed again: two rounds are where personas have converged already. */
export const discuss =
  (parts: DeskParts): PanelDesk['discuss'] =>
  async ({ space, deliveryKey, number, actor }) => {
    const earlier = await parts.journal.readByNumber(space, number);
    if (!earlier) return refuse('panel-unknown', { panel: number });
    if (earlier.plan.follows) return refuse('discussed-already', { panel: number });
    if (earlier.state.status !== 'closed') return refuse('panel-running', { panel: number });
    const { stimulus, seats: personas } = earlier.plan;
    return accept(parts, earlier, { id: parts.random.id(), deliveryKey, actor, kind: 'discuss', stimulus, personas });
  };

/** Starts the discussion that was asked for together with a panel. Doubling it gives the same panel. */
export const followUp =
  (parts: DeskParts) =>
  async (earlier: PanelRecord): Promise<void> => {
    const id = discussionId(earlier.ref.id);
    const { stimulus, seats: personas } = earlier.plan;
    await accept(parts, earlier, { id, deliveryKey: id, actor: earlier.actor, kind: 'discuss', stimulus, personas });
  };

/** One more question to one persona. A bar in the question is a bar: it is no comparison. */
export const ask =
  (parts: DeskParts): PanelDesk['ask'] =>
  async ({ space, deliveryKey, number, actor, persona, question }) => {
    if (question.length > maxQuestionUnits) return refuse('question-long', { units: question.length }, question);
    const text = withoutHiddenCharacters(question).trim();
    if (!isReadable(text)) return refuse('question-empty', {}, question);
    const earlier = await parts.journal.readByNumber(space, number);
    if (!earlier) return refuse('panel-unknown', { panel: number });
    if (!isOver(earlier.state)) return refuse('panel-running', { panel: number }, question);
    if (!earlier.plan.seats.includes(persona)) {
      return refuse('persona-unknown', { name: persona.slice(0, 60), names: earlier.plan.seats.join(', ') }, question);
    }
    const stimulus: Stimulus = { asked: question, options: [text] };
    return accept(parts, earlier, { id: parts.random.id(), deliveryKey, actor, kind: 'ask', stimulus, personas: [persona] });
  };
