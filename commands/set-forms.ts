import { type Form, type FormField, makeForm } from '../src/core/form.ts';
import { personaKinds } from '../src/core/personas/persona.ts';
import { keyOf, maxSheetUnits, type PersonaField, personaIds, type SetSheet } from '../src/core/personas/set-sheet.ts';
import { onOneLine } from '../src/core/text.ts';
import type { SetDraft } from '../src/ports/set-desk.ts';
import { type PersonaPart, partLabels, personaParts } from './set-names.ts';

/*
 * The forms by which sets are edited: at most five fields each, because Discord shows no more. What was typed comes back in them. Texts are longer than
 * the rules allow on purpose: a sentence that is too long is kept and named, and not cut off while it is typed.
 */

const press = (action: readonly string[], options: Readonly<Record<string, string>>) => ({ command: 'personas', action, options });

type Asked = Readonly<{ label: string; hint?: string; kind: 'line' | 'text' | 'choice'; placeholder?: string }>;

const perLine = 'One per line: sentence | basis | against | on: price, @free | ask: …';

const asked: Readonly<Record<PersonaField, Asked>> = {
  name: { label: 'First name', hint: 'Shown as “Wanda · AI persona”', kind: 'line', placeholder: 'Wanda' },
  role: { label: 'Who this is, in one line', kind: 'line', placeholder: 'Repairs a thing before she replaces it' },
  kind: { label: 'Kind', kind: 'choice' },
  assumed_by: {
    label: 'Who assumes it',
    hint: 'Stands behind every trait marked “assumption”',
    kind: 'line',
    placeholder: 'the support team',
  },
  story: { label: 'Story', hint: '80 to 150 words about the character, who is invented', kind: 'text' },
  background: { label: 'Background (1 to 5 lines)', hint: perLine, kind: 'text' },
  goals: {
    label: 'Goals (2 to 6 lines)',
    hint: perLine,
    kind: 'text',
    placeholder: 'I want one price with everything in it. | assumption | on: price, fee',
  },
  frustrations: {
    label: 'Frustrations (2 to 6 lines)',
    hint: perLine,
    kind: 'text',
    placeholder: 'Free has cost me most. | assumption | against | on: @free',
  },
  decision_rules: { label: 'Decision rules (2 to 6 lines)', hint: perLine, kind: 'text' },
  tendencies: { label: 'Habits (1 to 5 lines)', hint: perLine, kind: 'text' },
  knows: { label: 'What it knows (1 to 5 lines)', hint: perLine, kind: 'text' },
  does_not_know: { label: 'What it does not know (1 to 5 lines)', hint: perLine, kind: 'text' },
  recent_context: {
    label: 'Recent events (1 to 3 lines, with a day)',
    hint: 'sentence | invention | 2026-05-09 | on: kitchen',
    kind: 'text',
  },
  grounded_in: {
    label: 'Which quotes it rests on',
    hint: 'By segment, source or both; empty for none. The card counts them',
    kind: 'line',
    placeholder: 'segment: family | source: Spring survey',
  },
  manner: {
    label: 'How it talks',
    hint: 'One sentence, and a basis after a bar',
    kind: 'line',
    placeholder: 'Plain and patient, with the names of parts. | invention',
  },
  samples: { label: 'Sample sentences (2 or 3 lines)', hint: 'Never shown as a reaction', kind: 'text' },
  review_by: { label: 'Review by', hint: 'A day; after it the persona counts as stale', kind: 'line', placeholder: '2027-05-31' },
  reviewer: { label: 'Reviewed by', hint: 'A role or a team', kind: 'line', placeholder: 'not yet reviewed' },
};

const kindNames: Readonly<Record<(typeof personaKinds)[number], string>> = {
  segment: 'Segment: many customers in one',
  'individual-archetype': 'Archetype: one sort of customer',
  expert: 'Expert: knows a trade, without a credential',
  composite: 'Composite: put together from several',
  'edge-case': 'Edge case: whom a design forgets',
};

const toField = (field: PersonaField, value: string): FormField => {
  const { label, hint, kind, placeholder } = asked[field];
  const shared = { option: field, label, required: false, ...(hint === undefined ? {} : { hint }) };
  if (kind === 'choice') {
    const choices = personaKinds.map((one) => ({ value: one, label: kindNames[one] }));
    const isKnown = personaKinds.some((one) => one === value);
    return { ...shared, kind, choices, ...(isKnown ? { value } : {}) };
  }
  const maxUnits = kind === 'line' ? 300 : maxSheetUnits;
  return { ...shared, kind, maxUnits, ...(value === '' ? {} : { value }), ...(placeholder === undefined ? {} : { placeholder }) };
};

/** One part of a persona, with what the draft holds. */
export const personaForm = (draft: SetDraft, persona: string, part: PersonaPart): Form =>
  makeForm({
    title: partLabels[part],
    about: 'Everything is kept as you type it, also half done. What is missing or wrong is named before you publish.',
    fields: personaParts[part].map((field) => toField(field, draft.sheet[keyOf(persona, field)] ?? '')),
    press: press(['save', part], { set: draft.id, persona }),
    submit: 'Keep',
  });

/** A new persona begins with its name and story. */
export const addForm = (draft: SetDraft): Form =>
  makeForm({
    title: 'Add a persona',
    fields: personaParts.basics.map((field) => toField(field, '')),
    press: press(['save', 'add'], { set: draft.id }),
    submit: 'Keep',
  });

const setTexts = (sheet: SetSheet): readonly FormField[] => {
  const value = (field: string) => (sheet[field] === undefined || sheet[field] === '' ? {} : { value: sheet[field] });
  const shared = { required: false } as const;
  return [
    {
      ...shared,
      option: 'title',
      label: 'Title',
      required: true,
      kind: 'line',
      maxUnits: 80,
      placeholder: 'Repair shop customers',
      ...value('title'),
    },
    { ...shared, option: 'about', label: 'Who these personas are', kind: 'text', maxUnits: 600, ...value('about') },
    { ...shared, option: 'use_for', label: 'Use it for (1 to 6 lines)', kind: 'text', maxUnits: 1_500, ...value('use_for') },
    { ...shared, option: 'not_for', label: 'Do not use it for (1 to 6 lines)', kind: 'text', maxUnits: 1_500, ...value('not_for') },
    {
      ...shared,
      option: 'licence',
      label: 'Licence',
      hint: 'On what terms others may use it',
      kind: 'line',
      maxUnits: 80,
      placeholder: 'for our own use',
      ...value('licence'),
    },
  ];
};

/** A new set: `sheet` holds what is known of it already. */
export const createForm = (sheet: SetSheet): Form =>
  makeForm({ title: 'New persona set', fields: setTexts(sheet), press: press(['save', 'new'], {}), submit: 'Keep as draft' });

/** What a set says of itself. */
export const setForm = (draft: SetDraft): Form =>
  makeForm({ title: 'Set details', fields: setTexts(draft.sheet), press: press(['save', 'set'], { set: draft.id }), submit: 'Keep' });

/** Which persona to work on. A set holds at most twelve, and a draft more than a list shows: the first 25 then. */
export const chooseForm = (draft: SetDraft): Form =>
  makeForm({
    title: 'Choose a persona',
    fields: [
      {
        option: 'persona',
        label: 'Persona',
        required: true,
        kind: 'choice',
        choices: personaIds(draft.sheet)
          .slice(0, 25)
          .map((id) => ({ value: id, label: onOneLine(draft.sheet[keyOf(id, 'name')] ?? '') || id })),
      },
    ],
    press: press(['draft', 'persona'], { set: draft.id }),
    submit: 'Open',
  });

/** The last step: why, and who looked at it. Where no word differs there is only the last to note. */
export const publishForm = (draft: SetDraft): Form => {
  const isReview = draft.base > 0 && draft.changes.length === 0;
  const next = `Makes version ${draft.base + 1} of ${draft.id}`;
  return makeForm({
    title: isReview ? 'Note a review' : 'Publish',
    about: isReview
      ? `${next} when somebody else has reviewed it than version ${draft.base} says. Its words stay as they are.`
      : `${next}. Panels that run keep the version they began with.`,
    fields: [
      {
        option: 'reason',
        label: isReview ? 'What was looked at, and why' : 'What changed, and why',
        required: true,
        kind: 'line',
        maxUnits: 200,
        placeholder: isReview ? 'Read against the spring survey' : 'New frustrations after the spring survey',
        ...(draft.origin && draft.base === 0 ? { value: `Imported from ${draft.origin.file}` } : {}),
      },
      {
        option: 'reviewer',
        label: 'Reviewed by',
        hint: 'A role or a team, or “not yet reviewed”',
        required: false,
        kind: 'line',
        maxUnits: 80,
        ...(draft.sheet['reviewer'] ? { value: draft.sheet['reviewer'] } : {}),
      },
    ],
    press: press(['save', 'publish'], { set: draft.id }),
    submit: isReview ? 'Note it' : 'Publish',
  });
};

/** The form that takes a file, where a command cannot. */
export const importForm = (set: string): Form =>
  makeForm({
    title: 'Import personas',
    about: 'A set as exported by this bot, or one persona’s Markdown file. You see the differences before anything changes.',
    fields: [
      { option: 'file', label: 'File', required: true, kind: 'file', accept: ['.md', '.txt', '.yaml'] },
      {
        option: 'set',
        label: 'Into which set',
        hint: 'Needed for a single persona',
        required: false,
        kind: 'line',
        maxUnits: 80,
        ...(set === '' ? {} : { value: set }),
      },
    ],
    press: press(['import'], {}),
    submit: 'Read it',
  });
