import type { WireAction } from '../wire.ts';
import { guessColumn } from './csv.ts';
import { h, on, unseen } from './dom.ts';

/** One field of the form: its node, and what it gives to the import. */
export type Field = Readonly<{ node: HTMLElement; value: () => string }>;

type Wanted = Readonly<{
  name: string;
  label: string;
  guess: RegExp;
  kind: 'column' | 'either' | 'choice';
  required: boolean;
  type?: 'date' | 'text';
}>;

/** What the dialog asks for, of the options that the command declares. Licence, speaker and stars can be typed; few files have them. */
const wanted: readonly Wanted[] = [
  {
    name: 'text',
    label: 'Column with the words',
    guess: /^(text|verbatim|quote|review|comment|feedback|body|answer|message)/i,
    kind: 'column',
    required: true,
  },
  { name: 'source', label: 'Where they come from', guess: /^(source|channel|product|survey|site)/i, kind: 'either', required: true },
  {
    name: 'date',
    label: 'When they were said',
    guess: /^(date|day|created|submitted|time)/i,
    kind: 'either',
    required: true,
    type: 'date',
  },
  {
    name: 'segment',
    label: 'Column with the segment',
    guess: /^(segment|group|age|plan|tier|role|cohort)/i,
    kind: 'column',
    required: false,
  },
  { name: 'permission', label: 'Why you may show them', guess: /^permission$/i, kind: 'choice', required: true },
];

const permissionWords: Readonly<Record<string, string>> = {
  consent: 'With the speakers’ consent',
  licence: 'Under a licence',
  'public-review': 'Public reviews',
  'own-customers': 'Our own customers',
};

const select = (
  id: string,
  required: boolean,
  options: ReadonlyArray<readonly [value: string, shown: string]>,
  chosen: string,
): HTMLSelectElement => {
  const node = h('select', { id, required }, ...options.map(([value, shown]) => h('option', { value }, shown)));
  node.value = chosen;
  return node;
};

const labelled = (id: string, label: string, required: boolean, ...controls: HTMLElement[]): HTMLElement =>
  h('div', { class: 'field' }, h('label', { for: id }, label, !required && h('span', { class: 'optional' }, ' optional')), ...controls);

const columnField = (field: Wanted, header: readonly string[]): Field => {
  const id = `import-${field.name}`;
  const none = field.required ? 'Choose a column' : 'None';
  const node = select(
    id,
    field.required,
    [['', none], ...header.map((name) => [name, name] as const)],
    guessColumn(header, field.guess) ?? '',
  );
  return { node: labelled(id, field.label, field.required, node), value: () => node.value };
};

/** A column, or one value that holds for all rows. The two share a name with the command's option, which takes either. */
const eitherField = (field: Wanted, header: readonly string[]): Field => {
  const id = `import-${field.name}`;
  const same = '\u0000same';
  const guess = guessColumn(header, field.guess);
  const column = select(
    id,
    true,
    [[same, 'The same for all rows:'], ...header.map((name) => [name, `Column: ${name}`] as const)],
    guess ?? same,
  );
  const fixed = h('input', {
    id: `${id}-fixed`,
    type: field.type ?? 'text',
    placeholder: field.type ? undefined : 'Spring survey',
    maxlength: 120,
    autocomplete: 'off',
  });
  const fixedLabel = h('label', { for: `${id}-fixed` }, unseen(`${field.label}, for all rows`));
  const sync = () => {
    fixed.hidden = column.value !== same;
    fixedLabel.hidden = fixed.hidden;
    fixed.required = !fixed.hidden;
  };
  on(column, { change: sync });
  sync();
  return {
    node: labelled(id, field.label, true, h('div', { class: 'either' }, column, fixedLabel, fixed)),
    value: () => (column.value === same ? fixed.value : column.value),
  };
};

const choiceField = (field: Wanted, header: readonly string[], choices: readonly string[]): Field => {
  const id = `import-${field.name}`;
  const guess = guessColumn(header, field.guess);
  const columns = guess === undefined ? [] : [[guess, `Column: ${guess}`] as const];
  const named = choices.map((choice) => [choice, permissionWords[choice] ?? choice] as const);
  const node = select(id, true, [['', 'Choose a ground'], ...columns, ...named], guess ?? '');
  return { node: labelled(id, field.label, true, node), value: () => node.value };
};

const makeField = (field: Wanted, header: readonly string[], choices: readonly string[]): Field => {
  if (field.kind === 'column') return columnField(field, header);
  return field.kind === 'either' ? eitherField(field, header) : choiceField(field, header, choices);
};

/** The fields of an import for a file with this header, as far as the command declares them. */
export const importFields = (action: WireAction, header: readonly string[]): ReadonlyMap<string, Field> =>
  new Map(
    wanted.flatMap((field) => {
      const option = action.options.find(({ name }) => name === field.name);
      return option ? [[field.name, makeField(field, header, option.choices)] as const] : [];
    }),
  );
