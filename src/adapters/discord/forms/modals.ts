import type { Form, FormField } from '../../../core/form.ts';
import type { Button } from '../../../core/message.ts';
import { cutToUnits, onOneLine } from '../../../core/text.ts';

/*
 * A form as Discord's modal (discord-api-docs, developers/components/reference.mdx and interactions/receiving-and-responding.mdx, read 2026-11-21). What it was opened for
 * travels in its custom id; who sends it and with which rights is read anew.
 */

const types = { textInput: 4, stringSelect: 3, textDisplay: 10, label: 18, fileUpload: 19, radioGroup: 21, checkboxGroup: 22 } as const;
const modalLimits = { title: 45, components: 5, label: 45, description: 100, placeholder: 100, group: 10 } as const;

/** A modal's body. */
export type Modal = Readonly<{ custom_id: string; title: string; components: readonly Readonly<Record<string, unknown>>[] }>;

type Component = Readonly<Record<string, unknown>>;

/** A label is short; what does not fit is said below it in full. */
const label = (text: string, hint: string | undefined, component: Component): Component => {
  const shown = onOneLine(text);
  const below = hint ?? (shown.length > modalLimits.label ? shown : undefined);
  return {
    type: types.label,
    label: cutToUnits(shown, modalLimits.label),
    ...(below === undefined ? {} : { description: cutToUnits(onOneLine(below), modalLimits.description) }),
    component,
  };
};

const textInput = (field: FormField & { kind: 'line' | 'text' }): Component => ({
  type: types.textInput,
  custom_id: field.option,
  style: field.kind === 'line' ? 1 : 2,
  required: field.required,
  max_length: field.maxUnits,
  ...(field.value === undefined || field.value === '' ? {} : { value: field.value }),
  ...(field.placeholder === undefined ? {} : { placeholder: cutToUnits(onOneLine(field.placeholder), modalLimits.placeholder) }),
});

/** Radio buttons where something must be chosen; a select where nothing may be, because a radio button cannot be let go again. */
const oneChoice = (field: FormField & { kind: 'choice' }): Component => {
  const options = field.choices.map(({ value, label: text }) => ({
    value,
    label: text,
    ...(value === field.value ? { default: true } : {}),
  }));
  const isGroup = field.required && options.length >= 2 && options.length <= modalLimits.group;
  if (isGroup) return { type: types.radioGroup, custom_id: field.option, required: true, options };
  return {
    type: types.stringSelect,
    custom_id: field.option,
    required: field.required,
    min_values: field.required ? 1 : 0,
    max_values: 1,
    options,
  };
};

const severalChoices = (field: FormField & { kind: 'choices' }): Component => {
  const options = field.choices.map(({ value, label: text }) => ({
    value,
    label: text,
    ...(field.values?.includes(value) ? { default: true } : {}),
  }));
  const type = options.length <= modalLimits.group ? types.checkboxGroup : types.stringSelect;
  return {
    type,
    custom_id: field.option,
    required: field.required,
    min_values: field.required ? 1 : 0,
    max_values: options.length,
    options,
  };
};

const componentOf = (field: FormField): Component => {
  switch (field.kind) {
    case 'line':
    case 'text':
      return textInput(field);
    case 'choice':
      return oneChoice(field);
    case 'choices':
      return severalChoices(field);
    case 'file':
      return {
        type: types.fileUpload,
        custom_id: field.option,
        required: field.required,
        min_values: field.required ? 1 : 0,
        max_values: 1,
      };
  }
};

/** `about` is one component of five, so it is left out above five fields. `plain` takes the markup out of it. */
export const formModal = (form: Form, customId: string, plain: (text: string) => string): Modal => {
  const fields = form.fields.map((field) => label(field.label, field.hint, componentOf(field)));
  const about =
    form.about === undefined || fields.length >= modalLimits.components ? [] : [{ type: types.textDisplay, content: plain(form.about) }];
  return { custom_id: customId, title: cutToUnits(onOneLine(form.title), modalLimits.title), components: [...about, ...fields] };
};

/** The modal of a button that asks for one text. */
export const askModal = (asks: NonNullable<Button['asks']>, customId: string): Modal => {
  const { option, placeholder, maxUnits } = asks;
  const field = { kind: 'text', option, label: asks.label, required: true, maxUnits, placeholder } as const;
  return { custom_id: customId, title: 'Sounding Board', components: [label(asks.label, undefined, textInput(field))] };
};
