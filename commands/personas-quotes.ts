import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../src/core/errors.ts';
import { makeForm } from '../src/core/form.ts';
import { humanQuotes, type LabelledMessage, notice } from '../src/core/labels.ts';
import type { Block, Button } from '../src/core/message.ts';
import { traitParts } from '../src/core/persona.ts';
import type { SegmentThemes, SegmentVoice, Theme } from '../src/core/quote-themes.ts';
import { keyOf, personaFields, personaIds } from '../src/core/set-sheet.ts';
import { showQuote } from '../src/core/show-evidence.ts';
import { freeSlug, toSlug } from '../src/core/slug.ts';
import { onOneLine } from '../src/core/text.ts';
import { writeBasis } from '../src/core/trait-line.ts';
import type { CommandAction, CommandContext, Reply } from '../src/ports/command.ts';
import { defineAction } from './input.ts';
import { personaDraftMessage } from './set-draft-reply.ts';
import { nameField, personaId, setName } from './set-names.ts';

/*
 * Building a persona from what real people said. The bot counts words and shows quotes; the moderator writes each trait, in words of their own, and it
 * goes into the draft with where it comes from.
 */

const press = (action: readonly string[], options: Readonly<Record<string, string>>) => ({ command: 'personas', action, options });

const filter = z.string().trim().max(120, 'That is too long for a segment or a source.').optional();
const filters = { segment: filter, source: filter };
type Filters = Readonly<{ segment?: string | undefined; source?: string | undefined }>;

const given = ({ segment, source }: Filters) => ({
  ...(segment === undefined ? {} : { segment }),
  ...(source === undefined ? {} : { source }),
});

const describeVoice = ({ nearest, shared }: SegmentVoice): string =>
  nearest === undefined ? 'nobody speaks of what it speaks of' : `${nearest}: ${shared.slice(0, 4).join(', ')}`;

const segmentsMessage = (set: string, voices: readonly SegmentVoice[], { limits }: CommandContext): LabelledMessage => {
  const far = voices.filter(({ nearest }) => nearest === undefined);
  const text =
    voices.length === 0
      ? 'The quotes here name no segments. Draw on a source instead, with source:… or import quotes with a segment column: /panel-admin quotes import'
      : far.length === 0
        ? `Each segment of the quotes shares typical words with a persona of ${set}.`
        : `${far.length} of ${voices.length} segments speak of things that no persona of ${set} speaks of.`;
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

const themeBlocks = ({ words, n, quotes }: Theme, index: number): readonly Block[] => [
  { type: 'heading', text: `${index + 1}. ${words.join(', ')}` },
  { type: 'note', text: `In ${n} quotes. For example:` },
  ...quotes.map((quote) => showQuote({ quote, words })),
];

const describeGroup = ({ segment, source }: Filters): string =>
  [segment === undefined ? '' : `segment “${segment}”`, source === undefined ? '' : `source “${source}”`].filter(Boolean).join(', ');

const themesMessage = (
  found: SegmentThemes,
  wanted: Filters & Readonly<{ set: string; persona?: string | undefined }>,
  { limits }: CommandContext,
): LabelledMessage => {
  const group = describeGroup(wanted);
  const beside = found.against > 0 ? `beside ${found.against.toLocaleString('en')} others` : 'with no others to compare';
  const read = `${found.of.toLocaleString('en')} quotes of ${group} were read, ${beside}.`;
  if (found.themes.length === 0) {
    const text = `${read} No word is typical enough of them to be called a theme. Read them with /quotes instead.`;
    return notice({ summary: text, blocks: [{ type: 'text', text }] }, limits);
  }
  const options = { set: wanted.set, ...(wanted.persona === undefined ? {} : { persona: wanted.persona }), ...given(wanted) };
  const buttons: readonly Button[] = found.themes.map(({ words }, index) => ({
    label: `Write a trait: ${words[0] ?? ''}`,
    style: 'plain',
    press: press(['form', 'trait'], { ...options, theme: String(index + 1) }),
  }));
  const blocks: readonly Block[] = [
    { type: 'heading', text: `What ${group} speaks of more than others` },
    { type: 'text', text: `${read} Write what you learn from them in words of your own: a persona never speaks a quote.` },
    ...found.themes.flatMap(themeBlocks),
  ];
  return humanQuotes({ summary: read, blocks, buttons }, limits);
};

const findThemes = ({ invocation: { space }, desks }: CommandContext, wanted: Filters): Promise<SegmentThemes | Refusal> =>
  desks.sets.themes(space, given(wanted));

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
  input: z.object({ set: setName, persona: personaId.optional(), ...filters }),
  run: async (wanted, context): Promise<Reply | Refusal> => {
    const { invocation, desks } = context;
    if (wanted.segment === undefined && wanted.source === undefined) {
      const record = await desks.sets.look(invocation.space, wanted.set);
      if (isRefusal(record)) return record;
      return { messages: [segmentsMessage(record.set.id, await desks.sets.segments(invocation.space, record.set), context)] };
    }
    const draft = await desks.sets.edit(invocation.space, { actor: invocation.actor, set: wanted.set });
    if (isRefusal(draft)) return draft;
    const found = await findThemes(context, wanted);
    return isRefusal(found) ? found : { messages: [themesMessage(found, { ...wanted, set: draft.id }, context)] };
  },
});

const traitInput = z.object({ set: setName, persona: personaId.optional(), theme: z.coerce.number().int().positive(), ...filters });

const gone = (): Refusal =>
  refuse('input-wrong', { problem: 'The quotes changed meanwhile, and this theme is gone.', usage: '/personas suggest <set> segment:…' });

const openTrait = defineAction({
  path: ['form', 'trait'],
  about: 'Open the form for a trait that rests on quotes.',
  who: 'moderator',
  hidden: true,
  opensForm: true,
  options: Object.fromEntries(['set', 'persona', 'theme', 'segment', 'source'].map((name) => [name, { about: name }])),
  input: traitInput,
  run: async (wanted, context) => {
    const found = await findThemes(context, wanted);
    if (isRefusal(found)) return found;
    const theme = found.themes[wanted.theme - 1];
    if (!theme) return gone();
    const source = (wanted.source ?? found.source).slice(0, 120);
    const basis = writeBasis({ kind: 'data', n: theme.n, date: theme.date, source }, '');
    const parts = traitParts.map((part) => ({ value: part, label: nameField(part) }));
    const options = { set: wanted.set, ...(wanted.persona === undefined ? {} : { persona: wanted.persona }), ...given(wanted) };
    const form = makeForm({
      title: 'A trait from quotes',
      about: `Theme: ${theme.words.join(', ')}. In words of your own, in the first person.`,
      fields: [
        { option: 'part', label: 'Kind of trait', required: true, kind: 'choice', choices: parts, value: 'frustrations' },
        {
          option: 'sentence',
          label: 'The sentence',
          hint: 'In your own words; a quote is refused',
          required: true,
          kind: 'text',
          maxUnits: 240,
        },
        {
          option: 'basis',
          label: 'What it rests on',
          hint: 'data as counted; or assumption, invention',
          required: true,
          kind: 'line',
          maxUnits: 300,
          value: basis,
        },
        { option: 'on', label: 'Words that touch it', required: false, kind: 'line', maxUnits: 300, value: theme.words.join(', ') },
        { option: 'ask', label: 'A question to put to real people', required: false, kind: 'line', maxUnits: 200 },
      ],
      press: press(['save', 'trait'], options),
      submit: 'Keep',
    });
    return { messages: [], form };
  },
});

const saveTrait = defineAction({
  path: ['save', 'trait'],
  about: 'Keep a trait that rests on quotes.',
  who: 'moderator',
  hidden: true,
  options: Object.fromEntries(
    ['set', 'persona', 'segment', 'source', 'part', 'sentence', 'basis', 'on', 'ask'].map((name) => [name, { about: name }]),
  ),
  input: z.object({
    set: setName,
    persona: personaId.optional(),
    ...filters,
    part: z.enum(traitParts),
    sentence: z.string().trim().min(1, 'Write the sentence.'),
    basis: z.string().trim().min(1, 'Say what it rests on: data, assumption or invention.'),
    on: z.string().trim().default(''),
    ask: z.string().trim().default(''),
  }),
  run: async ({ set, persona, part, sentence, basis, on, ask, segment }, context) => {
    const { invocation, desks, limits } = context;
    const { space, actor } = invocation;
    const draft = await desks.sets.edit(space, { actor, set });
    if (isRefusal(draft)) return draft;
    const ids = personaIds(draft.sheet);
    const id =
      persona !== undefined && ids.includes(persona)
        ? persona
        : freeSlug(toSlug(segment ?? 'quotes', 'quotes'), (one) => ids.includes(one));
    const line = [onOneLine(sentence), basis, on === '' ? '' : `on: ${on}`, ask === '' ? '' : `ask: ${ask}`].filter(Boolean).join(' | ');
    const key = keyOf(id, part);
    const isNew = !ids.includes(id);
    const texts = {
      ...(isNew ? { personas: [...ids, id].join(', '), ...Object.fromEntries(personaFields.map((field) => [keyOf(id, field), ''])) } : {}),
      ...(isNew ? { [keyOf(id, 'kind')]: 'segment' } : {}),
      [key]: [draft.sheet[key] ?? '', line].filter(Boolean).join('\n'),
    };
    const next = await desks.sets.write(space, { actor, set: draft.id, texts });
    if (isRefusal(next)) return next;
    const said = isNew ? `Begun a new persona with it (${id}). Fill in the other forms.` : 'Kept in your draft.';
    return { messages: [personaDraftMessage(next, id, limits, said)] };
  },
});

/** Personas from quotes. */
export const quoteActions: readonly CommandAction[] = [suggest, openTrait, saveTrait];
