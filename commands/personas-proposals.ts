import { z } from 'zod';
import { describeGround } from '../src/core/basis.ts';
import { isRefusal, type Refusal, refuse } from '../src/core/errors.ts';
import { aiDigest, type LabelledMessage, type MessageLimits } from '../src/core/labels.ts';
import type { Block, Button } from '../src/core/message.ts';
import { joinTraitLine } from '../src/core/personas/add-trait.ts';
import { writeBasis } from '../src/core/personas/trait-line.ts';
import { type LeftOut, leftOutFor } from '../src/core/personas/trait-proposals.ts';
import type { Quote } from '../src/core/quotes/quotes.ts';
import { showQuote } from '../src/core/quotes/show-evidence.ts';
import type { CommandAction, CommandContext, Reply } from '../src/ports/command.ts';
import type { Proposal, ProposalOffer, ProposalScope, Proposals } from '../src/ports/proposal-desk.ts';
import { defineAction } from './input.ts';
import { counted, say } from './say.ts';
import { personaDraftMessage } from './set-draft-reply.ts';
import { nameField } from './set-names.ts';
import { describeGroup, filtersOf, type Group, groupInput, groupOptions, keepTrait, traitForm, traitInput } from './trait-form.ts';

/*
 * Traits that a language model proposes. The moderator accepts, edits or leaves out each one; only what is accepted goes into the draft.
 */

/** How many proposals one message shows, and how many quotes of each. Three buttons for each have to fit beside them on Discord. */
const most = { shown: 3, quotes: 2, quoteUnits: 400 } as const;

const button = (label: string, action: readonly string[], options: Readonly<Record<string, string>>): Button => ({
  label,
  style: 'plain',
  press: { command: 'personas', action, options },
});

/** What it would cost to have traits proposed, and the button that does it; or the way back to those that wait. */
export const offerOf = (
  group: Group,
  offer: ProposalOffer | undefined,
  waiting: Proposals | undefined,
): Readonly<{ blocks: readonly Block[]; buttons: readonly Button[] }> => {
  const goOn = waiting ? [button(`Decide ${counted(waiting.open.length, 'proposal')}`, ['propose', 'show'], groupOptions(group))] : [];
  if (!offer) return { blocks: [], buttons: goOn };
  const { writer, judge, quotes, tokens, cost } = offer;
  const price = cost === undefined ? '' : `, at most ${cost.toFixed(2)} by the operator’s prices`;
  const who = judge === writer ? `${writer} can propose traits and check` : `${writer} can propose traits, and ${judge} check,`;
  const text = `${who} which quotes support them. ${counted(quotes, 'quote')} would be sent to ${judge === writer ? 'this language model' : 'these language models'}, for up to ${counted(tokens, 'token')}${price}. You decide about each trait.`;
  return {
    blocks: [{ type: 'note', text }],
    buttons: [...goOn, button(`Propose traits (up to ${counted(tokens, 'token')})`, ['propose'], groupOptions(group))],
  };
};

const doubts = ({ doubt }: Proposal, judge: string): string => {
  if (doubt === 'unnamed') return 'The model named no quote for it, so it counts as an invention.';
  if (doubt === 'unsupported') return `${judge} found no quote that supports it, so it counts as an invention.`;
  return 'The quotes that it rested on were forgotten since, so it counts as an invention.';
};

const quoteBlocks = (title: string, quotes: readonly Quote[], words: readonly string[]): readonly Block[] => {
  if (quotes.length === 0) return [];
  const short = quotes.filter(({ text }) => text.length <= most.quoteUnits).slice(0, most.quotes);
  const rest = quotes.length - short.length;
  const more = rest > 0 && short.length > 0 ? `, ${rest} of them not shown` : rest > 0 ? ', too long to show here' : '';
  return [
    { type: 'note', text: `${title} ${counted(quotes.length, 'quote')}${more}:` },
    ...short.map((quote) => showQuote({ quote, words })),
  ];
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const proposalBlocks = (proposal: Proposal, judge: string): readonly Block[] => {
  const { number, part, basis, text, quotes, against, words, doubt } = proposal;
  return [
    { type: 'heading', text: `${number}. ${capital(nameField(part))}: ${describeGround(basis)}` },
    { type: 'text', text: `AI-written: ${text}` },
    ...(doubt ? [{ type: 'note', text: doubts(proposal, judge) } as const] : []),
    ...quoteBlocks('Rests on', quotes, words),
    ...quoteBlocks('Contradicted by', against, words),
  ];
};

const describeLeftOut = (leftOut: Proposals['leftOut']): string => {
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${leftOutFor[reason as LeftOut]}`);
  return reasons.length === 0 ? '' : ` Left out: ${reasons.join(', ')}.`;
};

const decideButtons = (group: Group, run: string, { number }: Proposal): readonly Button[] => {
  const options = { ...groupOptions(group), run, number: String(number) };
  return [
    button(`Accept ${number}`, ['propose', 'accept'], options),
    button(`Edit ${number}`, ['form', 'proposal'], options),
    button(`Leave out ${number}`, ['propose', 'leave'], options),
  ];
};

/** The next proposals to decide about. `said` is what has just happened. */
const proposalsMessage = (group: Group, proposals: Proposals, limits: MessageLimits, said = ''): LabelledMessage => {
  const { open, total, writer, judge, run, tokens, leftOut } = proposals;
  const now = open.slice(0, most.shown);
  const author =
    judge === writer
      ? `${writer}, a language model, wrote these sentences and chose the quotes.`
      : `${writer}, a language model, wrote these sentences, and ${judge} chose the quotes.`;
  const title = `Proposed traits from ${describeGroup(group)}: ${open.length} of ${total} to decide`;
  const blocks: readonly Block[] = [
    { type: 'heading', text: title },
    ...(said === '' ? [] : [{ type: 'text', text: said } as const]),
    {
      type: 'text',
      text: `${author} Nobody said the sentences; read the quotes yourself. What you accept goes into your draft, and nobody else sees it before you publish.`,
    },
    ...now.flatMap((proposal) => proposalBlocks(proposal, judge)),
    { type: 'note', text: `${counted(tokens, 'token')} used.${describeLeftOut(leftOut)}` },
  ];
  return aiDigest({ summary: `${said} ${title}`.trim(), blocks, buttons: now.flatMap((one) => decideButtons(group, run, one)) }, limits);
};

const scopeOf = ({ invocation: { actor } }: CommandContext, group: Group): ProposalScope => ({
  actor,
  set: group.set,
  filters: filtersOf(group),
});

/** Asks for proposals; where there are none, the reason, for whoever shows the themes again. */
export const proposeTraits = async (context: CommandContext, group: Group): Promise<LabelledMessage | Refusal> => {
  const { invocation, desks, limits } = context;
  const { space, actor, deliveryKey: delivery } = invocation;
  const draft = await desks.sets.edit(space, { actor, set: group.set });
  if (isRefusal(draft)) return draft;
  const themes = await desks.sets.themes(space, filtersOf(group));
  if (isRefusal(themes)) return themes;
  const own = { ...group, set: draft.id };
  const persona = group.persona === undefined ? {} : { persona: group.persona };
  const proposals = await desks.proposals.propose(space, { ...scopeOf(context, own), delivery, themes, ...persona });
  return isRefusal(proposals) ? proposals : proposalsMessage(own, proposals, limits);
};

const gone = (): Refusal => refuse('proposals-gone');

const hidden = (path: readonly string[], about: string, options: readonly string[] = []) => ({
  path,
  about,
  who: 'moderator' as const,
  hidden: true as const,
  options: Object.fromEntries(['set', 'persona', 'segment', 'source', ...options].map((name) => [name, { about: name }])),
});

const number = z.coerce.number().int().positive();
const oneOf = { ...groupInput, run: z.string().max(40), number };

const show = defineAction({
  ...hidden(['propose', 'show'], 'Show the proposed traits that wait for a decision.'),
  input: z.object(groupInput),
  run: async (group, context) => {
    const waiting = await context.desks.proposals.look(context.invocation.space, scopeOf(context, group));
    return waiting ? { messages: [proposalsMessage(group, waiting, context.limits)] } : gone();
  },
});

type Decided = Exclude<Awaited<ReturnType<CommandContext['desks']['proposals']['decide']>>, Refusal>;

/** The next proposals; when all are decided, the persona that the accepted ones went to. */
const afterDecision = (group: Group, { proposals, draft, persona }: Decided, said: string, { limits }: CommandContext): Reply => {
  if (proposals.open.length > 0) return { messages: [proposalsMessage(group, proposals, limits, said)], settled: 'message' };
  const end = `${said} All are decided: you accepted ${proposals.accepted} of ${proposals.total}.`;
  if (draft && persona !== undefined) return { messages: [personaDraftMessage(draft, persona, limits, end)], settled: 'message' };
  const { set } = group;
  const open =
    proposals.persona === undefined ? [] : [button('Open the persona', ['draft', 'persona'], { set, persona: proposals.persona })];
  return { messages: [say(end, limits, [...open, button('Whole set', ['edit'], { set })])], settled: 'message' };
};

const decide = (choice: 'accept' | 'leave', about: string): CommandAction =>
  defineAction({
    ...hidden(['propose', choice], about, ['run', 'number']),
    input: z.object(oneOf),
    run: async ({ run, number: which, ...group }, context) => {
      const persona = group.persona === undefined ? {} : { persona: group.persona };
      const request = { ...scopeOf(context, group), run, number: which, choice, ...persona };
      const done = await context.desks.proposals.decide(context.invocation.space, request);
      if (isRefusal(done)) return done;
      const said =
        choice === 'leave'
          ? `Trait ${which} is left out.`
          : `Trait ${which} is in your draft${done.persona === undefined ? '' : ` (persona ${done.persona})`}.`;
      return afterDecision(group, done, said, context);
    },
  });

const openEdit = defineAction({
  ...hidden(['form', 'proposal'], 'Open the form for a proposed trait.', ['run', 'number']),
  opensForm: true,
  input: z.object(oneOf),
  run: async ({ run, number: which, ...group }, context) => {
    const waiting = await context.desks.proposals.look(context.invocation.space, scopeOf(context, group));
    const proposal = waiting?.run === run ? waiting.open.find((one) => one.number === which) : undefined;
    if (!proposal) return gone();
    const { part, text, basis, words } = proposal;
    const form = traitForm({
      about: 'What you keep goes into your draft. A sentence that you change has to follow from the same quotes, or say assumption.',
      part,
      sentence: text,
      basis: writeBasis(basis, ''),
      on: words.join(', '),
      press: { command: 'personas', action: ['save', 'proposal'], options: { ...groupOptions(group), run, number: String(which) } },
    });
    return { messages: [], form };
  },
});

const saveEdit = defineAction({
  ...hidden(['save', 'proposal'], 'Keep a proposed trait as edited.', ['run', 'number', ...Object.keys(traitInput)]),
  input: z.object({ ...oneOf, ...traitInput }),
  run: async ({ run, number: which, part, sentence, basis, on, ask, ...group }, context) => {
    const { invocation, desks, limits } = context;
    const persona = group.persona === undefined ? {} : { persona: group.persona };
    const line = joinTraitLine({ sentence, basis, on, ask });
    const request = { ...scopeOf(context, group), run, number: which, ...persona, choice: 'edit' as const, part, line };
    const done = await desks.proposals.decide(invocation.space, request);
    if (!isRefusal(done)) return afterDecision(group, done, `Trait ${which} is in your draft, as you wrote it.`, context);
    if (done.refused !== 'proposals-gone') return done;
    // What somebody typed is kept, also when the proposal that it began with is gone.
    const kept = await keepTrait(context, group, { part, sentence, basis, on, ask });
    return isRefusal(kept) ? kept : { messages: [personaDraftMessage(kept.draft, kept.persona, limits, kept.said)] };
  },
});

/** Deciding about proposed traits. */
export const proposalActions: readonly CommandAction[] = [
  show,
  decide('accept', 'Take a proposed trait into the draft.'),
  decide('leave', 'Leave a proposed trait out.'),
  openEdit,
  saveEdit,
];
