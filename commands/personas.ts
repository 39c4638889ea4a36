import { z } from 'zod';
import { countBases, describeBasisCounts } from '../src/core/basis.ts';
import { refuse } from '../src/core/errors.ts';
import { notice } from '../src/core/labels.ts';
import type { Block } from '../src/core/message.ts';
import type { PersonaSet } from '../src/core/persona-set.ts';
import type { Command } from '../src/ports/command.ts';
import { defineAction } from './input.ts';
import { personaCard } from './persona-card.ts';

const describeSet = (set: PersonaSet): readonly Block[] => [
  { type: 'heading', text: `${set.title} (${set.id}), version ${set.version}` },
  { type: 'text', text: set.about },
  { type: 'table', title: '', columns: ['AI persona', 'Role'], rows: set.personas.map(({ name, role }) => [name, role]) },
  { type: 'list', title: 'Use it for', items: set.useFor },
  { type: 'list', title: 'Do not use it for', items: set.notFor },
  {
    type: 'note',
    text: `Rests on ${describeBasisCounts(countBases(set.personas.flatMap(({ traits, voice }) => [...traits.map(({ basis }) => basis), voice.basis])))}. Reviewed ${set.reviewed}: ${set.reviewer}. Licence: ${set.licence}.`,
  },
];

const list = defineAction({
  path: ['list'],
  about: 'List the persona sets.',
  who: 'member',
  options: {},
  input: z.object({}),
  run: async (_input, { invocation, desks, limits }) => {
    const [sets, standard] = await Promise.all([desks.sets.list(invocation.space), desks.sets.standard(invocation.space)]);
    const rows = sets.map((set) => [
      set.id,
      `${set.title}, version ${set.version}`,
      String(set.personas.length),
      set.id === standard.id ? `${set.about} (the default)` : set.about,
    ]);
    return {
      messages: [
        notice(
          {
            summary: `${sets.length} persona sets`,
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
  options: { persona: { about: 'One persona of the set', choices: 'personas' } },
  input: z.object({ set: z.string().trim().default(''), persona: z.string().optional() }),
  run: async ({ set: name, persona: personaName }, { invocation, desks, limits }) => {
    const { space } = invocation;
    const set = name === '' ? await desks.sets.standard(space) : await desks.sets.find(space, name);
    if (!set)
      return refuse('set-unknown', { name: name.slice(0, 60), names: (await desks.sets.list(space)).map(({ id }) => id).join(', ') });
    if (personaName === undefined) return { messages: [notice({ summary: set.title, blocks: describeSet(set) }, limits)] };
    const wanted = personaName.toLowerCase();
    const persona = set.personas.find(({ id, name: shown }) => id === wanted || shown.toLowerCase() === wanted);
    if (!persona) return refuse('persona-unknown', { name: personaName.slice(0, 60), names: set.personas.map(({ id }) => id).join(', ') });
    const grounding = await desks.quotes.grounding(space, persona);
    return { messages: [personaCard(persona, `${set.title}, version ${set.version}`, grounding, limits)] };
  },
});

/** `/personas`: who can sit on a panel. */
export const personas: Command = {
  name: 'personas',
  about: 'The persona sets: who can sit on a panel, and what each trait rests on.',
  actions: [list, show],
};
