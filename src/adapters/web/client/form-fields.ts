import type { FormField } from '../../../core/form.ts';
import { h, on } from './dom.ts';

/** One field on the page: its node, what it holds, and the control that takes the focus. */
export type DrawnField = Readonly<{ node: HTMLElement; value: () => string; control: HTMLElement }>;

const idOf = ({ option }: FormField): string => `form-${option}`;

const helpId = (field: FormField): string | undefined => (field.hint === undefined ? undefined : `${idOf(field)}-help`);

const labelText = ({ label, required }: FormField) => [label, required && h('span', { class: 'optional' }, ' required')] as const;

const wrap = (field: FormField, ...controls: HTMLElement[]): HTMLElement =>
  h(
    'div',
    { class: 'field wide' },
    h('label', { for: idOf(field), dir: 'auto' }, ...labelText(field)),
    field.hint !== undefined && h('p', { class: 'hint', id: helpId(field), dir: 'auto' }, field.hint),
    ...controls,
  );

type Written = Extract<FormField, { kind: 'line' | 'text' }>;

const drawWritten = (field: Written): DrawnField => {
  const props = {
    id: idOf(field),
    dir: 'auto',
    required: field.required,
    maxlength: field.maxUnits,
    placeholder: field.placeholder,
    autocomplete: 'off',
    'aria-describedby': helpId(field),
  };
  const control = field.kind === 'line' ? h('input', { type: 'text', ...props }) : h('textarea', { rows: 3, ...props });
  control.value = field.value ?? '';
  if (field.kind === 'text') control.setAttribute('rows', String(Math.min(8, Math.max(3, Math.ceil(control.value.length / 70)))));
  return { node: wrap(field, control), value: () => control.value, control };
};

const drawChoice = (field: Extract<FormField, { kind: 'choice' }>): DrawnField => {
  const options = field.choices.map(({ value, label }) => h('option', { value }, label));
  const control = h(
    'select',
    { id: idOf(field), required: field.required, 'aria-describedby': helpId(field) },
    h('option', { value: '' }, field.required ? 'Choose' : 'None chosen'),
    ...options,
  );
  control.value = field.value ?? '';
  return { node: wrap(field, control), value: () => control.value, control };
};

const drawChoices = (field: Extract<FormField, { kind: 'choices' }>): DrawnField => {
  const chosen = new Set(field.values ?? []);
  const boxes = field.choices.map(({ value, label }, index) => {
    const box = h('input', { type: 'checkbox', id: `${idOf(field)}-${index}`, value, checked: chosen.has(value) });
    return { box, node: h('label', { class: 'tick', for: box.id, dir: 'auto' }, box, label) };
  });
  const node = h(
    'fieldset',
    { class: 'field wide', 'aria-describedby': helpId(field) },
    h('legend', { dir: 'auto' }, ...labelText(field)),
    field.hint !== undefined && h('p', { class: 'hint', id: helpId(field), dir: 'auto' }, field.hint),
    ...boxes.map((one) => one.node),
  );
  const value = () =>
    boxes
      .filter(({ box }) => box.checked)
      .map(({ box }) => box.value)
      .join(',');
  return { node, value, control: boxes[0]?.box ?? node };
};

/** A field that takes a file. `onFile` is told which one was chosen. */
const drawFile = (field: Extract<FormField, { kind: 'file' }>, onFile: (file: File | undefined) => void): DrawnField => {
  const control = h('input', {
    type: 'file',
    id: idOf(field),
    accept: field.accept.join(','),
    required: field.required,
    'aria-describedby': helpId(field),
  });
  on(control, { change: () => onFile(control.files?.[0]) });
  return { node: wrap(field, control), value: () => '', control };
};

/** Draws one field. What a file field holds goes to `onFile`, because a file is no text. */
export const drawField = (field: FormField, onFile: (file: File | undefined) => void): DrawnField => {
  switch (field.kind) {
    case 'line':
    case 'text':
      return drawWritten(field);
    case 'choice':
      return drawChoice(field);
    case 'choices':
      return drawChoices(field);
    case 'file':
      return drawFile(field, onFile);
  }
};
