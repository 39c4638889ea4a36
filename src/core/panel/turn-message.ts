import { describeBasis } from '../basis.ts';
import { describeHonestyProblem, type HonestyProblem } from '../honesty/honesty.ts';
import { describeStakes } from '../honesty/stakes.ts';
import { aiSpeech, evidenceSpeech, type LabelledMessage, type MessageLimits } from '../labels.ts';
import type { AnswerBlock, Block, Button, ClaimBlock, OddsBlock } from '../message.ts';
import { describeModelFailure } from '../model-failure.ts';
import { type Persona, personaBases, type TraitPart } from '../personas/persona.ts';
import { showEvidence } from '../quotes/show-evidence.ts';
import { probability } from '../share.ts';
import { isComparison, optionLetter } from '../stimulus.ts';
import { onOneLine } from '../text.ts';
import { type PanelPlan, roundOf } from './panel.ts';
import { markOf, type PanelFacts, pressOf } from './panel-facts.ts';
import type { Claim, GroundedReaction, Odds, Reaction } from './reaction.ts';
import { describeStance } from './stance.ts';
import type { NoAnswer, TurnResult } from './turn.ts';

/* One persona's message. */

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

/**
 * What a claim rests on. A language model's own idea rests on nothing, and says so; where it names a line of the file, the line is shown, because
 * whether the claim follows from it is for people to judge.
 */
const groundOf = ({ part, traitId, text, date, basis }: Claim, persona: Persona): string => {
  if (part === undefined) return 'the model’s own idea, not in the persona’s file · invention';
  const line = persona.traits.find(({ id }) => id === traitId)?.text ?? text;
  const cited = line === text ? '' : ` ${quoted([line], 1)}`;
  return `${partNames[part]}${date === undefined ? '' : ` of ${date}`}${cited} · ${describeBasis(basis)}`;
};

const showClaim = (claim: Claim, evidence: GroundedReaction['evidence'][number][number], persona: Persona): ClaimBlock => ({
  text: claim.text,
  touched: claim.touchedBy.length > 0 ? `${quoted(claim.touchedBy, 3)}: ${claim.because}` : '',
  ground: groundOf(claim, persona),
  basis: claim.basis.kind,
  evidence: showEvidence(evidence),
});

const showAnswer = (reaction: GroundedReaction, plan: PanelPlan, persona: Persona, index: number): AnswerBlock | undefined => {
  const answer = reaction.answers[index];
  if (!answer) return undefined;
  const claims = answer.claims.flatMap((claim, at) => {
    const evidence = reaction.evidence[index]?.[at];
    return evidence ? [showClaim(claim, evidence, persona)] : [];
  });
  const nothing = answer.stance === 'silent' ? 'Not a line on' : 'My file says nothing about';
  const silent = answer.unmentioned.length > 0 ? `${nothing} ${quoted(answer.unmentioned, 6)}.` : '';
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

const stanceLine = (reaction: Reaction): string =>
  reaction.answers
    .map((answer, index) =>
      reaction.answers.length > 1 ? `${optionLetter(index)}: ${describeStance[answer.stance]}` : describeStance[answer.stance],
    )
    .join('. ');

const showOdds = ({ options, noOpinion, drawn }: Odds): OddsBlock => {
  const choice = drawn < 0 ? 'no opinion' : optionLetter(drawn);
  return {
    type: 'odds',
    rows: [
      ...options.map((share, index) => ({ label: optionLetter(index), share, text: probability(share), drawn: index === drawn })),
      { label: 'No opinion', share: noOpinion, text: probability(noOpinion), drawn: drawn < 0 },
    ],
    sentence: `Drawn from these probabilities: ${choice}. A forecast of what this AI persona would pick, never a share of people.`,
  };
};

/** What a language model said besides its answers. Probabilities belong to round 1, where nobody has influenced anybody. */
const spokenBlocks = ({ spoken }: Reaction, plan: PanelPlan): readonly Block[] => {
  if (!spoken) return [];
  return [
    ...(spoken.odds && roundOf(plan) === 1 ? [showOdds(spoken.odds)] : []),
    ...(spoken.changeMind ? [{ type: 'text', text: `What would change my mind: ${spoken.changeMind}` } as const] : []),
  ];
};

const reactionBlocks = (reaction: GroundedReaction, plan: PanelPlan, persona: Persona): readonly Block[] => {
  const answers = reaction.answers.flatMap((_, index) => showAnswer(reaction, plan, persona, index) ?? []);
  const asked = reaction.questions;
  return [
    ...answers,
    ...spokenBlocks(reaction, plan),
    ...(asked.length > 0 ? [{ type: 'list', title: 'Ask real people', items: asked } as const] : []),
  ];
};

const isProblem = (reason: string): reason is HonestyProblem => reason in describeHonestyProblem;

/** Why there is no answer, in words that say nothing of what was withheld. */
const describeNoAnswer = (reason: NoAnswer): string => {
  if (reason === 'failed') return 'The engine gave no answer in time.';
  if (isProblem(reason)) return `The answer was withheld: ${describeHonestyProblem[reason]}.`;
  const sentence = describeModelFailure[reason];
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
};

/** What one turn came to, without its label: the summary for a notification, and the blocks. */
const contentOf = (persona: Persona, result: TurnResult, plan: PanelPlan): { summary: string; blocks: readonly Block[] } => {
  switch (result.kind) {
    case 'none': {
      const why = describeNoAnswer(result.reason);
      return { summary: `${persona.name}: no answer. ${why}`, blocks: [{ type: 'text', text: `No answer from ${persona.name}. ${why}` }] };
    }
    case 'questions':
      return {
        summary: `${persona.name}: only questions. ${describeStakes[result.topic]}`,
        blocks: [
          { type: 'text', text: describeStakes[result.topic] },
          { type: 'list', title: 'Ask real people', items: result.questions },
        ],
      };
    case 'reaction':
      return { summary: `${persona.name}: ${stanceLine(result.reaction)}`, blocks: reactionBlocks(result.reaction, plan, persona) };
  }
};

/** Longest question to one persona, in UTF-16 units. */
export const maxQuestionUnits = 500;

/** Longest reason of a report, in UTF-16 units. */
export const maxReasonUnits = 300;

/** The button that reports what a persona said to the moderators of the space. */
export const reportButton = (panel: number, { id, name }: Pick<Persona, 'id' | 'name'>): Button => ({
  label: 'Report',
  style: 'plain',
  press: { command: 'panel', action: ['report'], options: { panel: String(panel), persona: id } },
  asks: {
    option: 'reason',
    label: `What is wrong with this message of ${name}, an AI persona?`,
    placeholder: 'It insults somebody.',
    maxUnits: maxReasonUnits,
  },
});

const buttonsOf = (facts: PanelFacts, persona: Persona, result: TurnResult): readonly Button[] => {
  const about = { persona: persona.id };
  const others = result.kind === 'reaction' ? (result.reaction.spoken?.others.length ?? 0) : 0;
  const ask: Button = {
    label: `Ask ${persona.name}`,
    style: 'plain',
    press: pressOf(facts, 'ask', about),
    asks: {
      option: 'question',
      label: `One question to ${persona.name}, an AI persona`,
      placeholder: 'What would have to change?',
      maxUnits: maxQuestionUnits,
    },
  };
  return [
    { label: 'Who is this?', style: 'plain', press: pressOf(facts, 'who', about) },
    ...(others > 0 ? [{ label: 'Other reactions', style: 'plain', press: pressOf(facts, 'others', about) } as const] : []),
    ...(result.engine.kind === 'model' && facts.plan.follows?.kind !== 'discuss' ? [ask] : []),
    reportButton(facts.number, persona),
  ];
};

/** The arm of the label follows from who wrote the words, and from nothing else. */
const speakerOf = (result: TurnResult): typeof aiSpeech =>
  result.engine.kind === 'model' || (result.kind === 'reaction' && result.reaction.spoken) ? aiSpeech : evidenceSpeech;

/** One persona's message: its answer, or one neutral line when there is none. */
export const turnMessage = (
  facts: PanelFacts,
  persona: Persona,
  result: TurnResult,
  generatedAt: string,
  limits: MessageLimits,
): LabelledMessage => {
  const { summary, blocks } = contentOf(persona, result, facts.plan);
  const instead: readonly Block[] =
    result.instead === undefined
      ? []
      : [{ type: 'note', text: `This comes from the persona’s file, because ${describeModelFailure[result.instead]}.` }];
  return speakerOf(result)(
    { id: persona.id, name: persona.name, bases: personaBases(persona) },
    markOf(facts, generatedAt, result.engine),
    { summary, blocks: [...blocks, ...instead], buttons: buttonsOf(facts, persona, result) },
    limits,
  );
};

/** The other reactions that a persona might have had, under the label of AI speech like the one that was posted. */
export const othersMessage = (
  facts: Pick<PanelFacts, 'number' | 'plan' | 'acceptedAt'>,
  persona: Persona,
  result: TurnResult & { kind: 'reaction' },
  limits: MessageLimits,
): LabelledMessage => {
  const others = result.reaction.spoken?.others ?? [];
  const blocks = others.map(
    ({ stance, text }): Block => ({ type: 'answer', stance, stanceText: describeStance[stance], text, claims: [], unmentioned: '' }),
  );
  return aiSpeech(
    { id: persona.id, name: persona.name, bases: personaBases(persona) },
    markOf(facts, facts.acceptedAt, result.engine),
    {
      summary: `${persona.name}: other plausible reactions`,
      blocks: [{ type: 'text', text: 'One reaction was drawn by chance. The same persona might as well have said:' }, ...blocks],
    },
    limits,
  );
};
