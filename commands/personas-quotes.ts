import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../src/core/errors.ts';
import { humanQuotes, type LabelledMessage, notice } from '../src/core/labels.ts';
import type { Block, Button } from '../src/core/message.ts';
import { writeBasis } from '../src/core/personas/trait-line.ts';
import { nameSources, type SegmentTheme, type SegmentThemes, type SegmentVoice } from '../src/core/quotes/segment-themes.ts';
import { showQuote } from '../src/core/quotes/show-evidence.ts';
import { onOneLine } from '../src/core/text.ts';
import type { CommandAction, CommandContext, Reply } from '../src/ports/command.ts';
import { defineAction } from './input.ts';
import { offerOf, proposalActions, proposeTraits } from './personas-proposals.ts';
import { personaDraftMessage } from './set-draft-reply.ts';
import { describeGroup, filtersOf, type Group, groupInput, groupOptions, keepTrait, traitForm, traitInput } from './trait-form.ts';

/*
 * Building a persona from what real people said. The bot counts words and shows quotes; the moderator writes each trait, in words of their own, and it
 * goes into the draft with where it comes from.
 */

const press = (action: readonly string[], options: Readonly<Record<string, string>>) => ({ command: 'personas', action, options });

const describeVoice = ({ nearest, shared }: SegmentVoice): string =>
  nearest === undefined ? 'nobody speaks of what it speaks of' : `${nearest}: ${shared.slice(0, 4).join(', ')}`;

const segmentsMessage = (set: string, voices: readonly SegmentVoice[], { limits }: CommandContext): LabelledMessage => {
  const far = voices.filter(({ nearest }) => nearest === undefined);
  const text =
    voices.length === 0
      ? 'The quotes here name no segments. Draw on a source instead, with source:… or import quotes with a segment column: /panel-admin quotes import'
      : far.length === 0
        ? `Each segment of the quotes shares typical words with a persona of ${set}.`
        : `${far.length} of ${voices.length} segments ${far.length === 1 ? 'speaks' : 'speak'} of things that no persona of ${set} speaks of.`;
  const rows = voices.map((voice) => [voice.segment, voice.quotes.toLocaleString('en'), describeVoice(voice)]);
  const buttons: readonly Button[] = far.slice(0, 5).map(({ segment }) => ({
    label: `Draft: ${onOneLine(segment).slice(0, 40)}`,
    style: 'plain',
    press: press(['suggest'], { set, segment }),
  }));
  const blocks: readonly Block[] = [
    { type: 'heading', text: `Who speaks for whom: ${set}` },
    { type: 'text', text },
    ...(rows.length > 0
      ? [{ type: 'table', title: '', columns: ['Segment', 'Quotes', 'Nearest persona, by shared words'], rows } as const]
      : []),
    { type: 'note', text: 'Words are counted, nothing is understood: a hint where to look, and no proof that anybody is represented.' },
  ];
  return notice({ summary: text, blocks, buttons }, limits);
};

/** How many quotes of a theme are shown. */
const shownQuotes = 3;

const themeBlocks = ({ words, n, quotes }: SegmentTheme, index: number): readonly Block[] => [
  { type: 'heading', text: `${index + 1}. ${words.join(', ')}` },
  { type: 'note', text: `In ${n.toLocaleString('en')} quotes. For example:` },
  ...quotes.slice(0, shownQuotes).map((quote) => showQuote({ quote, words })),
];

const describeRead = ({ of, against }: SegmentThemes, group: Group): string => {
  const beside = against > 0 ? `beside ${against.toLocaleString('en')} others` : 'with no others to compare';
  return `${of.toLocaleString('en')} quotes of ${describeGroup(group)} were read, ${beside}.`;
};

/** The themes, with what can be done with them. `said` is why a language model proposed nothing. */
const themesMessage = (
  found: SegmentThemes,
  group: Group,
  { blocks: offered, buttons: offers }: ReturnType<typeof offerOf>,
  { limits, said }: Pick<CommandContext, 'limits'> & Readonly<{ said: string }>,
): LabelledMessage => {
  const read = describeRead(found, group);
  if (found.themes.length === 0) {
    const text = `${read} No word is typical enough of them to be called a theme. Read them with /quotes instead.`;
    return notice({ summary: text, blocks: [{ type: 'text', text }] }, limits);
  }
  const buttons = found.themes.map(
    ({ words }, index): Button => ({
      label: `Write a trait: ${words[0] ?? ''}`,
      style: 'plain',
      press: press(['form', 'trait'], { ...groupOptions(group), theme: String(index + 1) }),
    }),
  );
  const blocks: readonly Block[] = [
    { type: 'heading', text: `What ${describeGroup(group)} speaks of more than others` },
    ...(said === '' ? [] : [{ type: 'text', text: said } as const]),
    { type: 'text', text: `${read} Write what you learn from them in words of your own: a persona never speaks a quote.` },
    ...offered,
    ...found.themes.flatMap(themeBlocks),
  ];
  return humanQuotes({ summary: `${said} ${read}`.trim(), blocks, buttons: [...offers, ...buttons] }, limits);
};

/** The themes of a group for a set that this moderator may edit. */
const answerThemes = async (context: CommandContext, wanted: Group, said = ''): Promise<Reply | Refusal> => {
  const { invocation, desks, limits } = context;
  const { space, actor } = invocation;
  const draft = await desks.sets.edit(space, { actor, set: wanted.set });
  if (isRefusal(draft)) return draft;
  const found = await desks.sets.themes(space, filtersOf(wanted));
  if (isRefusal(found)) return found;
  const group = { ...wanted, set: draft.id };
  const waiting = await desks.proposals.look(space, { actor, set: draft.id, filters: filtersOf(group) });
  return { messages: [themesMessage(found, group, offerOf(group, desks.proposals.offer(found), waiting), { limits, said })] };
};

const suggest = defineAction({
  path: ['suggest'],
  about:
    'Draft a persona from imported quotes: themes of a segment or source, each with its quotes. Without one: which segments no persona speaks for.',
  who: 'moderator',
  takes: { name: 'set', about: 'The set that it goes into', example: 'repair-shop' },
  options: {
    segment: { about: 'The segment of the quotes', example: 'family' },
    source: { about: 'The source of the quotes', example: '"Spring survey"' },
    persona: { about: 'The persona that the traits go to; a new one without it', choices: 'personas' },
  },
  input: z.object(groupInput),
  run: async (group, context): Promise<Reply | Refusal> => {
    if (group.segment !== undefined || group.source !== undefined) return answerThemes(context, group);
    const { space } = context.invocation;
    const record = await context.desks.sets.look(space, group.set);
    if (isRefusal(record)) return record;
    return { messages: [segmentsMessage(record.set.id, await context.desks.sets.segments(space, record.set), context)] };
  },
});

const hidden = (path: readonly string[], about: string, options: readonly string[] = []) => ({
  path,
  about,
  who: 'moderator' as const,
  hidden: true as const,
  options: Object.fromEntries(['set', 'persona', 'segment', 'source', ...options].map((name) => [name, { about: name }])),
});

const propose = defineAction({
  ...hidden(['propose'], 'Have a language model propose traits from quotes.'),
  input: z.object(groupInput),
  run: async (group, context): Promise<Reply | Refusal> => {
    const message = await proposeTraits(context, group);
    // The themes need no model, so they stand whatever kept the model from answering.
    return isRefusal(message) ? answerThemes(context, group, message.userMessage) : { messages: [message] };
  },
});

const gone = (): Refusal =>
  refuse('input-wrong', { problem: 'The quotes changed meanwhile, and this theme is gone.', usage: '/personas suggest <set> segment:…' });

const openTrait = defineAction({
  ...hidden(['form', 'trait'], 'Open the form for a trait that rests on quotes.', ['theme']),
  opensForm: true,
  input: z.object({ ...groupInput, theme: z.coerce.number().int().positive() }),
  run: async ({ theme: which, ...group }, { invocation: { space }, desks }) => {
    const found = await desks.sets.themes(space, filtersOf(group));
    if (isRefusal(found)) return found;
    const theme = found.themes[which - 1];
    if (!theme) return gone();
    const source = nameSources([group.source ?? found.source]);
    const form = traitForm({
      about: `Theme: ${theme.words.join(', ')}. In words of your own, in the first person.`,
      part: 'frustrations',
      sentence: '',
      basis: writeBasis({ kind: 'data', n: theme.n, date: theme.date, source }, ''),
      on: theme.words.join(', '),
      press: press(['save', 'trait'], groupOptions(group)),
    });
    return { messages: [], form };
  },
});

const saveTrait = defineAction({
  ...hidden(['save', 'trait'], 'Keep a trait that rests on quotes.', Object.keys(traitInput)),
  input: z.object({ ...groupInput, ...traitInput }),
  run: async ({ part, sentence, basis, on, ask, ...group }, context) => {
    const kept = await keepTrait(context, group, { part, sentence, basis, on, ask });
    return isRefusal(kept) ? kept : { messages: [personaDraftMessage(kept.draft, kept.persona, context.limits, kept.said)] };
  },
});

/** Personas from quotes. */
export const quoteActions: readonly CommandAction[] = [suggest, propose, openTrait, saveTrait, ...proposalActions];
