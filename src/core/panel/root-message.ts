import { describeLastCheck } from '../check/result.ts';
import { type LabelledMessage, type MessageLimits, notice } from '../labels.ts';
import { noRecord } from '../ledger/track-record.ts';
import type { Block, Button } from '../message.ts';
import { isComparison, optionLetter, type Stimulus } from '../stimulus.ts';
import { onOneLine } from '../text.ts';
import type { PanelPlan } from './panel.ts';
import { markOf, type PanelFacts, pressOf } from './panel-facts.ts';
import { isOver, type PanelState, type PanelStatus, rootKey, turnKey } from './panel-machine.ts';

/** `5 AI personas. None is a real person.` */
export const describePanelists = (count: number): string =>
  `${count} AI ${count === 1 ? 'persona' : 'personas'}. ${count === 1 ? 'It is not' : 'None is'} a real person.`;

/** Personas whose message stands in the thread: an answer that waits for its turn to be posted is not there yet for people. */
const countPosted = ({ turns, posts }: PanelState): number =>
  turns.filter(({ persona, round }) => posts.some(({ key, state }) => key === turnKey(persona, round) && state === 'sent')).length;

const progressText = (state: PanelState, status: PanelStatus, stoppedBy: string | undefined): string => {
  const done = countPosted(state);
  const of = `${done} of ${state.turns.length}`;
  const personas = state.turns.length === 1 ? 'persona' : 'personas';
  const haveAnswered = `${personas} ${state.turns.length === 1 ? 'has' : 'have'} answered`;
  switch (status) {
    case 'open':
      return `${of} ${haveAnswered}.`;
    case 'closed':
      if (done === 1 && state.turns.length === 1) return 'The one persona has answered.';
      return done === state.turns.length ? `All ${done} ${haveAnswered}.` : `Done: ${of} ${haveAnswered}.`;
    case 'stopping':
    case 'stopped':
      return `Stopped${stoppedBy === undefined ? '' : ` by ${onOneLine(stoppedBy)}`} after ${of} ${personas}.`;
    case 'expiring':
    case 'expired':
      return `Expired after ${of} ${personas}: the panel waited too long. Run it again.`;
    case 'interrupted':
      return `Interrupted after ${of} ${personas}. Run it again.`;
  }
};

const showStimulus = (stimulus: Stimulus): Block =>
  isComparison(stimulus)
    ? {
        type: 'table',
        title: '',
        columns: ['Option', 'Words'],
        rows: stimulus.options.map((option, index) => [optionLetter(index), option]),
      }
    : { type: 'heading', text: stimulus.options[0] ?? '' };

const describeEngine = ({ engine, instead }: PanelPlan): string => {
  if (engine.kind === 'model') return `Answers are written by ${engine.name}.`;
  const why = instead === 'budget' ? ' The tokens for language models are used up here for now.' : '';
  return `Answers come from persona files and stored quotes. No language model.${why}`;
};

/** When the set was last checked, and whether that still holds. Nothing for a set that never was. */
const describeCheck = ({ checked, set, models = [] }: PanelPlan): string => {
  const said = describeLastCheck(checked, { version: set.version, models: [...new Set(models)] });
  return said === '' ? '' : ` ${said}`;
};

/** What kind of panel this is, when it goes on from another. */
const describeFollowUp = ({ follows, seats }: PanelPlan): string => {
  if (!follows) return '';
  return follows.kind === 'discuss'
    ? `Round 2 of panel ${follows.number}: the personas have read each other and influence each other here. Scores stay with round 1.`
    : `One more question to ${seats.length === 1 ? 'one persona' : 'personas'} of panel ${follows.number}.`;
};

/** True as long as nobody can read an answer, so that a vote is blind. */
const isVoteOpen = ({ plan, state }: PanelFacts): boolean =>
  plan.voting !== undefined && state.status === 'open' && !state.posts.some(({ key, state: post }) => key !== rootKey && post !== 'ready');

const describeVote = (facts: PanelFacts): string => {
  if (!isVoteOpen(facts)) return '';
  const { holdMinutes = 0 } = facts.plan.voting ?? {};
  const wait =
    holdMinutes > 0 ? ` The personas wait until whoever asked, or a moderator, reveals them, for ${holdMinutes} minutes at most.` : '';
  return `Vote first: which one will win? Nobody sees votes before the reveal.${wait}`;
};

const voteButtons = (facts: PanelFacts): readonly Button[] => {
  if (!isVoteOpen(facts)) return [];
  const options = facts.plan.stimulus.options.map(
    (_, index): Button => ({
      label: `Vote ${optionLetter(index)}`,
      style: 'plain',
      press: pressOf(facts, 'vote', { choice: optionLetter(index) }),
    }),
  );
  const isHeld = (facts.plan.voting?.holdMinutes ?? 0) > 0;
  return [...options, ...(isHeld ? [{ label: 'Reveal', style: 'plain', press: pressOf(facts, 'reveal') } as const] : [])];
};

/** Personas that nobody has looked at for too long, said before they speak. */
const describeStale = ({ stale = 0, seats }: PanelPlan): string =>
  stale === 0 ? '' : ` ${stale} of ${seats.length} ${stale === 1 ? 'is' : 'are'} past the review date.`;

const buttonsOf = (facts: PanelFacts): readonly Button[] => {
  const { plan, state } = facts;
  const runs = !isOver(state) && state.status === 'open';
  const mayDiscuss =
    state.status === 'closed' && plan.engine.kind === 'model' && !plan.follows && plan.rounds === 1 && plan.seats.length > 1;
  return [
    ...(runs ? [{ label: 'Stop', style: 'danger', press: pressOf(facts, 'stop') } as const] : []),
    ...voteButtons(facts),
    { label: 'Real quotes', style: 'plain', press: pressOf(facts, 'quotes') },
    ...(mayDiscuss ? [{ label: 'Let them discuss', style: 'plain', press: pressOf(facts, 'discuss') } as const] : []),
  ];
};

/** The message that opens the thread, and its later editions: what is asked, who answers, how far it is, how it ended. */
export const rootMessage = (facts: PanelFacts, limits: MessageLimits): LabelledMessage => {
  const { plan, state } = facts;
  const progress = progressText(state, state.status, facts.stoppedBy);
  const followUp = describeFollowUp(plan);
  const vote = describeVote(facts);
  const blocks: readonly Block[] = [
    showStimulus(plan.stimulus),
    ...(followUp ? [{ type: 'text', text: followUp } as const] : []),
    {
      type: 'text',
      text: `Panel ${facts.number} · ${plan.set.title}, version ${plan.set.version} · ${describePanelists(plan.seats.length)}${describeStale(plan)}`,
    },
    { type: 'progress', done: countPosted(state), total: state.turns.length, status: state.status, text: progress },
    ...(vote ? [{ type: 'text', text: vote } as const] : []),
    { type: 'note', text: `${describeEngine(plan)}${describeCheck(plan)} ${plan.track ?? noRecord}` },
  ];
  const summary = `Panel ${facts.number}: ${describePanelists(plan.seats.length)} ${progress}`;
  return notice({ summary, blocks, buttons: buttonsOf(facts) }, limits, markOf(facts, facts.acceptedAt));
};
