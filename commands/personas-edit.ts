import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../src/core/errors.ts';
import { keyOf, personaIds, readPersonaSheet } from '../src/core/personas/set-sheet.ts';
import { freeSlug, toSlug } from '../src/core/personas/slug.ts';
import type { CommandAction, CommandContext, Reply } from '../src/ports/command.ts';
import type { SetDraft } from '../src/ports/set-desk.ts';
import { defineAction } from './input.ts';
import { personaCard } from './persona-card.ts';
import { say } from './say.ts';
import { changesMessage, contestedMessage, draftMessage, personaDraftMessage } from './set-draft-reply.ts';
import { addForm, chooseForm, createForm, personaForm, publishForm, setForm } from './set-forms.ts';
import { type PersonaPart, personaId, personaParts, reason, setName, typedText } from './set-names.ts';

/*
 * Editing a set: forms that put texts into a draft, and the last one that makes a version of it. Whatever is typed is kept first and judged
 * afterwards, so that no refusal loses a word.
 */

const openDraft = ({ invocation: { space, actor }, desks }: CommandContext, set: string): Promise<SetDraft | Refusal> =>
  desks.sets.edit(space, { actor, set });

/** Answers with what a draft gives, or with the refusal that kept it shut. */
const withDraft = async (
  context: CommandContext,
  set: string,
  answer: (draft: SetDraft) => Reply | Refusal | Promise<Reply | Refusal>,
): Promise<Reply | Refusal> => {
  const draft = await openDraft(context, set);
  return isRefusal(draft) ? draft : answer(draft);
};

const unknownPersona = (draft: SetDraft, name: string): Refusal =>
  refuse('persona-unknown', { name: name.slice(0, 60), names: personaIds(draft.sheet).join(', ') });

const findPersona = (draft: SetDraft, name: string): string | undefined => {
  const wanted = name.trim().toLowerCase();
  return personaIds(draft.sheet).find((id) => id === wanted || draft.sheet[keyOf(id, 'name')]?.trim().toLowerCase() === wanted);
};

const create = defineAction({
  path: ['create'],
  about: 'Make a persona set of your own, with a form.',
  who: 'moderator',
  takes: { name: 'title', about: 'What the set is called', example: 'Repair shop customers' },
  options: {},
  opensForm: true,
  input: z.object({ title: z.string().trim().max(80, 'A title has up to 60 characters.').default('') }),
  run: async ({ title }) => ({ messages: [], form: createForm({ title }) }),
});

const edit = defineAction({
  path: ['edit'],
  about: 'Change a set of your own: your draft, with its forms. Nothing changes for others until you publish.',
  who: 'moderator',
  takes: { name: 'set', about: 'The id of the set', example: 'repair-shop' },
  options: { persona: { about: 'One persona of the set', choices: 'personas' } },
  input: z.object({ set: setName, persona: z.string().optional() }),
  run: async ({ set, persona }, context) =>
    withDraft(context, set, (draft) => {
      if (persona === undefined) return { messages: [draftMessage(draft, context.limits)] };
      const id = findPersona(draft, persona);
      return id === undefined ? unknownPersona(draft, persona) : { messages: [personaDraftMessage(draft, id, context.limits)] };
    }),
});

const setInput = z.object({ set: setName });
const personaInput = z.object({ set: setName, persona: personaId });

/** An action that a button or a form asks for and nobody types. */
const hiddenAction = (path: readonly string[], about: string, options: readonly string[]) => ({
  path,
  about,
  who: 'moderator' as const,
  hidden: true as const,
  options: Object.fromEntries(options.map((name) => [name, { about: name }])),
});

const openSetForm = (name: string, about: string, form: (draft: SetDraft) => Reply['form']): CommandAction =>
  defineAction({
    ...hiddenAction(['form', name], about, ['set']),
    opensForm: true,
    input: setInput,
    run: async ({ set }, context) =>
      withDraft(context, set, (draft) => {
        const made = form(draft);
        return { messages: [], ...(made ? { form: made } : {}) };
      }),
  });

const openPartForm = (part: PersonaPart): CommandAction =>
  defineAction({
    ...hiddenAction(['form', part], 'Open a form of a persona.', ['set', 'persona']),
    opensForm: true,
    input: personaInput,
    run: async ({ set, persona }, context) =>
      withDraft(context, set, (draft) =>
        findPersona(draft, persona) === undefined
          ? unknownPersona(draft, persona)
          : { messages: [], form: personaForm(draft, persona, part) },
      ),
  });

/** What a form sent for a field. An empty field is left out of what platforms send. */
const textIn = (typed: Readonly<Record<string, unknown>>, field: string): string => {
  const text = typed[field];
  return typeof text === 'string' ? text : '';
};

const texts = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, typedText]));

const setTexts = ['title', 'about', 'use_for', 'not_for', 'licence'] as const;

const saveNew = defineAction({
  ...hiddenAction(['save', 'new'], 'Keep a new set as a draft.', setTexts),
  input: z.object(texts(setTexts)),
  run: async (typed, { invocation: { space, actor }, desks, limits }) => {
    const sheet = Object.fromEntries(setTexts.map((field) => [field, textIn(typed, field)]));
    const fresh = { ...sheet, reviewed: desks.sets.today(), reviewer: 'not yet reviewed' };
    const draft = await desks.sets.create(space, { actor, sheet: fresh });
    return isRefusal(draft) ? draft : { messages: [draftMessage(draft, limits, 'Kept as a draft. Now add its personas.')] };
  },
});

const saveSet = defineAction({
  ...hiddenAction(['save', 'set'], 'Keep the details of a set.', ['set', ...setTexts]),
  input: z.object({ set: setName, ...texts(setTexts) }),
  run: async ({ set, ...typed }, { invocation: { space, actor }, desks, limits }) => {
    const sheet = Object.fromEntries(setTexts.map((field) => [field, textIn(typed, field)]));
    const draft = await desks.sets.write(space, { actor, set, texts: sheet });
    return isRefusal(draft) ? draft : { messages: [draftMessage(draft, limits, 'Kept in your draft.')] };
  },
});

const savePart = (part: PersonaPart): CommandAction => {
  const fields = personaParts[part];
  return defineAction({
    ...hiddenAction(['save', part], 'Keep a part of a persona.', ['set', 'persona', ...fields]),
    input: z.object({ set: setName, persona: personaId, ...texts(fields) }),
    run: async ({ set, persona, ...typed }, { invocation: { space, actor }, desks, limits }) => {
      const sheet = Object.fromEntries(fields.map((field) => [keyOf(persona, field), textIn(typed, field)]));
      const draft = await desks.sets.write(space, { actor, set, texts: sheet });
      if (isRefusal(draft)) return draft;
      return findPersona(draft, persona) === undefined
        ? unknownPersona(draft, persona)
        : { messages: [personaDraftMessage(draft, persona, limits, 'Kept in your draft.')] };
    },
  });
};

const saveAdd = defineAction({
  ...hiddenAction(['save', 'add'], 'Add a persona to a draft.', ['set', ...personaParts.basics]),
  input: z.object({ set: setName, ...texts(personaParts.basics) }),
  run: async ({ set, ...typed }, { invocation: { space, actor }, desks, limits }) => {
    let id = '';
    const draft = await desks.sets.write(space, {
      actor,
      set,
      texts: (sheet) => {
        const ids = personaIds(sheet);
        id = freeSlug(toSlug(textIn(typed, 'name'), 'persona'), (one) => ids.includes(one));
        const basics = personaParts.basics.map((field) => [keyOf(id, field), textIn(typed, field)] as const);
        return { personas: [...ids, id].join(', '), ...Object.fromEntries(basics) };
      },
    });
    return isRefusal(draft)
      ? draft
      : { messages: [personaDraftMessage(draft, id, limits, 'Added to your draft. Fill in the other forms.')] };
  },
});

const showChanges = defineAction({
  ...hiddenAction(['draft', 'changes'], 'Show what a draft changes.', ['set']),
  input: setInput,
  run: async ({ set }, context) => withDraft(context, set, (draft) => ({ messages: [changesMessage(draft, context.limits)] })),
});

const showPersona = defineAction({
  ...hiddenAction(['draft', 'persona'], 'Work on one persona of a draft.', ['set', 'persona']),
  input: personaInput,
  run: async ({ set, persona }, context) =>
    withDraft(context, set, (draft) =>
      findPersona(draft, persona) === undefined
        ? unknownPersona(draft, persona)
        : { messages: [personaDraftMessage(draft, persona, context.limits)] },
    ),
});

const preview = defineAction({
  ...hiddenAction(['draft', 'preview'], 'Show the card of a persona in a draft.', ['set', 'persona']),
  input: personaInput,
  run: async ({ set, persona }, context) =>
    withDraft(context, set, async (draft) => {
      const { limits, desks } = context;
      const read = readPersonaSheet(draft.sheet, persona);
      if (!('value' in read)) return { messages: [personaDraftMessage(draft, persona, limits)] };
      const record = `A preview from your draft of ${draft.id}. Not published.`;
      const grounding = await desks.quotes.grounding(context.invocation.space, read.value);
      return { messages: [personaCard(read.value, { record, grounding, today: desks.sets.today() }, limits)] };
    }),
});

const remove = defineAction({
  ...hiddenAction(['draft', 'remove'], 'Take a persona out of a draft.', ['set', 'persona']),
  input: personaInput,
  run: async ({ set, persona }, { invocation: { space, actor }, desks, limits }) => {
    const without = (sheet: SetDraft['sheet']) => ({
      personas: personaIds(sheet)
        .filter((id) => id !== persona)
        .join(', '),
    });
    const draft = await desks.sets.write(space, { actor, set, texts: without });
    return isRefusal(draft)
      ? draft
      : { messages: [draftMessage(draft, limits, `${persona} is out of your draft. Published versions keep it.`)] };
  },
});

const discard = defineAction({
  ...hiddenAction(['draft', 'discard'], 'Throw a draft away.', ['set']),
  input: setInput,
  run: async ({ set }, { invocation: { space, actor }, desks, limits }) => {
    await desks.sets.discard(space, { actor, set });
    return { messages: [say(`Your draft of ${set} is gone. Published versions are as they were.`, limits)], settled: 'message' };
  },
});

/** A new name behind "Reviewed by" also sets the day. */
const noteReviewer = async (
  { invocation, desks }: CommandContext,
  set: string,
  reviewer: string | undefined,
): Promise<Refusal | undefined> => {
  const { space, actor } = invocation;
  const draft = await desks.sets.edit(space, { actor, set });
  if (isRefusal(draft)) return draft;
  if (reviewer === undefined || reviewer === draft.sheet['reviewer']) return undefined;
  const written = await desks.sets.write(space, { actor, set, texts: { reviewer, reviewed: desks.sets.today() } });
  return isRefusal(written) ? written : undefined;
};

const publish = defineAction({
  ...hiddenAction(['save', 'publish'], 'Publish a draft as a new version.', ['set', 'reason', 'reviewer']),
  input: z.object({
    set: setName,
    reason: reason.min(3, 'Say in a few words what changed, and why.'),
    reviewer: z.string().trim().optional(),
  }),
  run: async ({ set, reason: why, reviewer }, context) => {
    const { invocation, desks, limits } = context;
    const refused = await noteReviewer(context, set, reviewer);
    if (refused) return refused;
    const done = await desks.sets.publish(invocation.space, { actor: invocation.actor, set, reason: why });
    if (isRefusal(done)) return done;
    if (done.outcome === 'contested') return { messages: [contestedMessage(done, limits)] };
    if (done.outcome === 'unready')
      return { messages: [draftMessage(done.draft, limits, 'Not published yet: something has to be mended first.')] };
    const { id, title, version } = done.record.set;
    const text = `${title} is published: version ${version} of ${id}. Use it with /panel … set:${id}`;
    return { messages: [say(text, limits)], settled: 'message' };
  },
});

const partNames = Object.keys(personaParts) as PersonaPart[];

/** Making and changing sets. */
export const editActions: readonly CommandAction[] = [
  create,
  edit,
  openSetForm('set', 'Open the details of a set.', setForm),
  openSetForm('add', 'Open the form of a new persona.', addForm),
  openSetForm('choose', 'Choose a persona to work on.', (draft) =>
    personaIds(draft.sheet).length > 0 ? chooseForm(draft) : addForm(draft),
  ),
  openSetForm('publish', 'Open the last form before publishing.', publishForm),
  ...partNames.map(openPartForm),
  saveNew,
  saveSet,
  saveAdd,
  ...partNames.map(savePart),
  publish,
  showChanges,
  showPersona,
  preview,
  remove,
  discard,
];
