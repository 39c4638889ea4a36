import { describeBasis } from './basis.ts';
import { describeHonestyProblem, type HonestyProblem } from './honesty.ts';
import { aiSpeech, evidenceSpeech, type LabelledMessage, type MessageLimits, notice, type PanelMark } from './labels.ts';
import type { AnswerBlock, Block, Button, ClaimBlock } from './message.ts';
import type { PanelPlan } from './panel.ts';
import { isOver, type PanelState, type PanelStatus, turnKey } from './panel-machine.ts';
import { type Persona, personaBases, type TraitPart } from './persona.ts';
import type { Claim, GroundedReaction } from './reaction.ts';
import { showEvidence } from './show-evidence.ts';
import { describeStance } from './stance.ts';
import { isComparison, optionLetter } from './stimulus.ts';
import { onOneLine } from './text.ts';

/* The messages of one panel, made from what the journal holds. Pure, so a message can be made again after a restart. */

/** A panel as its messages need it. */
export type PanelFacts = Readonly<{ number: number; plan: PanelPlan; state: PanelState; acceptedAt: string; stoppedBy?: string }>;

/** What became of one turn. */
export type TurnResult =
  | Readonly<{ kind: 'reaction'; reaction: GroundedReaction }>
  | Readonly<{ kind: 'none'; reason: 'failed' | HonestyProblem }>;

/** The facts that travel with each message of a panel for machines to read. */
export const markOf = ({ number, plan }: PanelFacts, round: number, generatedAt: string): PanelMark => ({
  panel: number,
  set: plan.set.id,
  setVersion: plan.set.version,
  engine: plan.engine.name,
  round,
  seed: plan.seed,
  generatedAt,
});

const partNames = {
  background: 'background',
  goals: 'goal',
  frustrations: 'frustration',
  knows: 'knowledge',
  does_not_know: 'limit',
  tendencies: 'tendency',
  decision_rules: 'decision rule',
  recent_context: 'recent event',
} as const satisfies Record<TraitPart, string>;

const quoted = (texts: readonly string[], most: number): string => {
  const shown = texts.slice(0, most).map((text) => `“${onOneLine(text).slice(0, 80)}”`);
  return shown.join(', ');
};

/** What a claim rests on. A language model's own idea rests on nothing, and says so. */
const groundOf = ({ part, date, basis }: Claim): string =>
  part === undefined
    ? 'the model’s own idea, not in the persona’s file · invention'
    : `${partNames[part]}${date === undefined ? '' : ` of ${date}`} · ${describeBasis(basis)}`;

const showClaim = (claim: Claim, evidence: GroundedReaction['evidence'][number][number]): ClaimBlock => ({
  text: claim.text,
  touched: claim.touchedBy.length > 0 ? `${quoted(claim.touchedBy, 3)}: ${claim.because}` : '',
  ground: groundOf(claim),
  basis: claim.basis.kind,
  evidence: showEvidence(evidence),
});

const showAnswer = (reaction: GroundedReaction, plan: PanelPlan, index: number): AnswerBlock | undefined => {
  const answer = reaction.answers[index];
  if (!answer) return undefined;
  const claims = answer.claims.flatMap((claim, at) => {
    const evidence = reaction.evidence[index]?.[at];
    return evidence ? [showClaim(claim, evidence)] : [];
  });
  const silent = answer.unmentioned.length > 0 ? `My file says nothing about ${quoted(answer.unmentioned, 6)}.` : '';
  return {
    type: 'answer',
    ...(isComparison(plan.stimulus) ? { option: { letter: optionLetter(index), text: plan.stimulus.options[index] ?? '' } } : {}),
    stance: answer.stance,
    stanceText: describeStance[answer.stance],
    text: answer.text,
    claims,
    unmentioned: answer.stance === 'silent' ? silent || 'There is nothing in it that my file speaks about.' : silent,
  };
};

const press = (facts: PanelFacts, action: string, options: Record<string, string> = {}) => ({
  command: 'panel',
  action: [action],
  options: { panel: String(facts.number), ...options },
});

const stanceLine = (reaction: GroundedReaction): string =>
  reaction.answers
    .map((answer, index) =>
      reaction.answers.length > 1 ? `${optionLetter(index)}: ${describeStance[answer.stance]}` : describeStance[answer.stance],
    )
    .join('. ');

/** One persona's message: its answer, or one neutral line when there is none. The label is the same either way. */
export const turnMessage = (
  facts: PanelFacts,
  persona: Persona,
  result: TurnResult,
  generatedAt: string,
  limits: MessageLimits,
): LabelledMessage => {
  const speak = facts.plan.engine.kind === 'model' ? aiSpeech : evidenceSpeech;
  const speaker = { id: persona.id, name: persona.name, bases: personaBases(persona) };
  const buttons: readonly Button[] = [{ label: 'Who is this?', style: 'plain', press: press(facts, 'who', { persona: persona.id }) }];
  const mark = markOf(facts, 1, generatedAt);
  if (result.kind === 'none') {
    const why =
      result.reason === 'failed'
        ? 'The engine gave no answer in time.'
        : `The answer was withheld: ${describeHonestyProblem[result.reason]}.`;
    return speak(
      speaker,
      mark,
      {
        summary: `${persona.name}: no answer. ${why}`,
        blocks: [{ type: 'text', text: `No answer from ${persona.name}. ${why}` }],
        buttons,
      },
      limits,
    );
  }
  const answers = result.reaction.answers.flatMap((_, index) => showAnswer(result.reaction, facts.plan, index) ?? []);
  const asked = result.reaction.questions;
  const blocks: readonly Block[] = asked.length > 0 ? [...answers, { type: 'list', title: 'Ask real people', items: asked }] : answers;
  return speak(speaker, mark, { summary: `${persona.name}: ${stanceLine(result.reaction)}`, blocks, buttons }, limits);
};

/** `5 AI personas. None is a real person.` */
export const describePanelists = (count: number): string =>
  `${count} AI ${count === 1 ? 'persona' : 'personas'}. ${count === 1 ? 'It is not' : 'None is'} a real person.`;

/** Personas whose message stands in the thread: an answer that waits for its turn to be posted is not there yet for people. */
const countPosted = ({ turns, posts }: PanelState): number =>
  turns.filter(({ persona, round }) => posts.some(({ key, state }) => key === turnKey(persona, round) && state === 'sent')).length;

const progressText = (state: PanelState, status: PanelStatus, stoppedBy: string | undefined): string => {
  const done = countPosted(state);
  const of = `${done} of ${state.turns.length}`;
  switch (status) {
    case 'open':
      return `${of} personas have answered.`;
    case 'closed':
      return done === state.turns.length ? `All ${done} personas have answered.` : `Done: ${of} personas have answered.`;
    case 'stopping':
    case 'stopped':
      return `Stopped${stoppedBy === undefined ? '' : ` by ${onOneLine(stoppedBy)}`} after ${of} personas.`;
    case 'expiring':
    case 'expired':
      return `Expired after ${of} personas: the panel waited too long. Run it again.`;
    case 'interrupted':
      return `Interrupted after ${of} personas. Run it again.`;
  }
};

/** The message that opens the thread, and its later editions: what is asked, who answers, how far it is, how it ended. */
export const rootMessage = (facts: PanelFacts, limits: MessageLimits): LabelledMessage => {
  const { plan, state } = facts;
  const stimulus: readonly Block[] = isComparison(plan.stimulus)
    ? [
        {
          type: 'table',
          title: '',
          columns: ['Option', 'Words'],
          rows: plan.stimulus.options.map((option, index) => [optionLetter(index), option]),
        },
      ]
    : [{ type: 'heading', text: plan.stimulus.options[0] ?? '' }];
  const done = countPosted(state);
  const engine =
    plan.engine.kind === 'evidence'
      ? 'Answers come from persona files and stored quotes. No language model.'
      : `Answers are written by ${plan.engine.name}.`;
  const blocks: readonly Block[] = [
    ...stimulus,
    {
      type: 'text',
      text: `Panel ${facts.number} · ${plan.set.title}, version ${plan.set.version} · ${describePanelists(plan.seats.length)}`,
    },
    { type: 'progress', done, total: state.turns.length, status: state.status, text: progressText(state, state.status, facts.stoppedBy) },
    { type: 'note', text: `${engine} No outcomes recorded yet: treat this as a hypothesis.` },
  ];
  const buttons: readonly Button[] = [
    ...(isOver(state) || state.status !== 'open' ? [] : [{ label: 'Stop', style: 'danger', press: press(facts, 'stop') } as const]),
    { label: 'Real quotes', style: 'plain', press: press(facts, 'quotes') },
  ];
  const summary = `Panel ${facts.number}: ${describePanelists(plan.seats.length)} ${progressText(state, state.status, facts.stoppedBy)}`;
  return notice({ summary, blocks, buttons }, limits, markOf(facts, 1, facts.acceptedAt));
};
