import { z } from 'zod';
import { countBases, describeBasisCounts } from '../src/core/basis.ts';
import { isRefusal, refuse } from '../src/core/errors.ts';
import { notice } from '../src/core/labels.ts';
import type { Block } from '../src/core/message.ts';
import { isStale } from '../src/core/personas/persona.ts';
import type { PersonaSet } from '../src/core/personas/persona-set.ts';
import type { Command } from '../src/ports/command.ts';
import type { SetRecord } from '../src/ports/set-desk.ts';
import { defineAction } from './input.ts';
import { personaCard } from './persona-card.ts';
import { checkActions } from './personas-check.ts';
import { editActions } from './personas-edit.ts';
import { keepActions } from './personas-keep.ts';
import { quoteActions } from './personas-quotes.ts';
import { transferActions } from './personas-transfer.ts';
import { describeOrigin } from './set-draft-reply.ts';
import { versionNumber } from './set-names.ts';

const staleNote = ({ personas }: PersonaSet, today: string): readonly Block[] => {
  const stale = personas.filter((persona) => isStale(persona, today)).map(({ name, reviewBy }) => `${name} (${reviewBy})`);
  return stale.length > 0 ? [{ type: 'note', text: `Past the review date: ${stale.join(', ')}.` }] : [];
};

const describeSet = ({ set, origin, isArchived }: SetRecord, today: string): readonly Block[] => [
  { type: 'heading', text: `${set.title} (${set.id}), version ${set.version}${isArchived ? ', archived' : ''}` },
  { type: 'text', text: set.about },
  { type: 'table', title: '', columns: ['AI persona', 'Role'], rows: set.personas.map(({ name, role }) => [name, role]) },
  { type: 'list', title: 'Use it for', items: set.useFor },
  { type: 'list', title: 'Do not use it for', items: set.notFor },
  {
    type: 'note',
    text: `Rests on ${describeBasisCounts(countBases(set.personas.flatMap(({ traits, voice }) => [...traits.map(({ basis }) => basis), voice.basis])))}. Reviewed ${set.reviewed}: ${set.reviewer}. Licence: ${set.licence}.`,
  },
  ...(origin ? [{ type: 'note', text: describeOrigin(origin) } as const] : []),
  ...staleNote(set, today),
];

const describeState = ({ isBuiltIn, isArchived, origin }: SetRecord, isStandard: boolean): string =>
  [
    isStandard ? 'the default' : '',
    isBuiltIn ? 'built in' : '',
    isArchived ? 'archived' : '',
    origin ? `from elsewhere, licence ${origin.licence}` : '',
  ]
    .filter(Boolean)
    .join(', ');

const list = defineAction({
  path: ['list'],
  about: 'List the persona sets.',
  who: 'member',
  options: {},
  input: z.object({}),
  run: async (_input, { invocation, desks, limits }) => {
    const { space } = invocation;
    const [records, standard] = await Promise.all([desks.sets.records(space), desks.sets.standard(space)]);
    const rows = records.map((record) => {
      const { set } = record;
      const state = describeState(record, set.id === standard.id);
      return [
        set.id,
        `${set.title}, version ${set.version}`,
        String(set.personas.length),
        state === '' ? set.about : `${set.about} (${state})`,
      ];
    });
    return {
      messages: [
        notice(
          {
            summary: `${records.length} persona sets`,
            blocks: [
              { type: 'table', title: 'Persona sets', columns: ['Id', 'Name', 'Personas', 'About'], rows },
              { type: 'note', text: 'See one with /personas show <set>, use one with /panel … set:<set>.' },
            ],
          },
          limits,
        ),
      ],
    };
  },
});

const show = defineAction({
  path: ['show'],
  about: 'Show a set, or one persona of it with the basis of each trait.',
  who: 'member',
  takes: { name: 'set', about: 'The id of the set', example: 'everyday-shoppers' },
  options: { persona: { about: 'One persona of the set', choices: 'personas' }, version: { about: 'An older version', example: '1' } },
  input: z.object({ set: z.string().trim().default(''), persona: z.string().optional(), version: versionNumber.optional() }),
  run: async ({ set: name, persona: personaName, version }, { invocation, desks, limits }) => {
    const { space } = invocation;
    const record = await desks.sets.look(space, name === '' ? (await desks.sets.standard(space)).id : name, version);
    if (isRefusal(record)) return record;
    const { set } = record;
    const today = desks.sets.today();
    if (personaName === undefined) return { messages: [notice({ summary: set.title, blocks: describeSet(record, today) }, limits)] };
    const wanted = personaName.toLowerCase();
    const persona = set.personas.find(({ id, name: shown }) => id === wanted || shown.toLowerCase() === wanted);
    if (!persona) return refuse('persona-unknown', { name: personaName.slice(0, 60), names: set.personas.map(({ id }) => id).join(', ') });
    const facts = { record: `${set.title}, version ${set.version}`, grounding: await desks.quotes.grounding(space, persona), today };
    return { messages: [personaCard(persona, facts, limits)] };
  },
});

/** `/personas`: who can sit on a panel. */
export const personas: Command = {
  name: 'personas',
  about: 'The persona sets: who can sit on a panel, and what each trait rests on.',
  actions: [list, show, ...editActions, ...keepActions, ...transferActions, ...quoteActions, ...checkActions],
};
