import type { Press } from './message.ts';
import { cutToUnits, onOneLine } from './text.ts';

/**
 * What a form may hold on every platform: the smaller of Slack's and Discord's limits, in UTF-16 units. Fields and label: Discord's modal
 * (docs.discord.com, interactions/receiving-and-responding, components/reference); title: Slack's modal (docs.slack.dev/reference/views/modal-views); text: Slack's
 * plain_text_input; choices: Discord's select. Read 2026-11-21.
 */
export const formLimits = {
  fields: 5,
  titleUnits: 24,
  labelUnits: 45,
  hintUnits: 100,
  textUnits: 3_000,
  choices: 25,
  choiceUnits: 75,
  fileCount: 1,
} as const;

/** One thing that can be chosen. `value` goes into the option. */
export type FormChoice = Readonly<{ value: string; label: string }>;

/** One field. What is filled in goes into the option `option` of the form's press; an empty optional field is left out. */
export type FormField = Readonly<{ option: string; label: string; hint?: string; required: boolean }> &
  (
    | Readonly<{ kind: 'line' | 'text'; maxUnits: number; value?: string; placeholder?: string }>
    | Readonly<{ kind: 'choice'; choices: readonly FormChoice[]; value?: string }>
    /** The chosen values come joined by commas, so no value holds one. */
    | Readonly<{ kind: 'choices'; choices: readonly FormChoice[]; values?: readonly string[] }>
    /** The file comes as the invocation's `file`. At most one such field; `accept` are endings such as `.csv`. */
    | Readonly<{ kind: 'file'; accept: readonly string[] }>
  );

/**
 * A form that a command answers with. Sending it asks for `press`, with the fields among its options, as if it had been typed; rights are checked anew then.
 * A form holds nothing between two steps: what must not be lost is stored as a draft by the command before it answers.
 */
export type Form = Readonly<{ title: string; about?: string; fields: readonly FormField[]; press: Press; submit: string }>;

/** Makes a form that fits every platform: texts are cut, and too many fields, choices or files throw `RangeError`, because they are a mistake of ours. */
export const makeForm = (form: Form): Form => {
  const { fields, titleUnits, labelUnits, hintUnits, textUnits, choices, choiceUnits, fileCount } = formLimits;
  if (form.fields.length < 1 || form.fields.length > fields) throw new RangeError(`a form has 1 to ${fields} fields`);
  if (form.fields.filter(({ kind }) => kind === 'file').length > fileCount) throw new RangeError('a form takes one file at most');
  const shorten = (text: string, units: number): string => cutToUnits(onOneLine(text), units);
  const fitChoices = (all: readonly FormChoice[]): readonly FormChoice[] => {
    if (all.length < 1 || all.length > choices) throw new RangeError(`a field has 1 to ${choices} choices`);
    return all.map(({ value, label }) => ({ value, label: shorten(label, choiceUnits) }));
  };
  const fitField = (field: FormField): FormField => {
    const shown = {
      label: shorten(field.label, labelUnits),
      ...(field.hint === undefined ? {} : { hint: shorten(field.hint, hintUnits) }),
    };
    switch (field.kind) {
      case 'line':
      case 'text': {
        const maxUnits = Math.min(field.maxUnits, textUnits);
        return { ...field, ...shown, maxUnits, ...(field.value === undefined ? {} : { value: cutToUnits(field.value, maxUnits) }) };
      }
      case 'choice':
        return { ...field, ...shown, choices: fitChoices(field.choices) };
      case 'choices':
        return { ...field, ...shown, choices: fitChoices(field.choices) };
      case 'file':
        return { ...field, ...shown };
    }
  };
  return { ...form, title: shorten(form.title, titleUnits), submit: shorten(form.submit, titleUnits), fields: form.fields.map(fitField) };
};
