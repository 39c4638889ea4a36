import type { Form, FormField } from '../../../core/form.ts';
import type { WireAction, WireCommand, WireOption } from '../wire.ts';
import { actionFor, type Found, typedName } from './catalogue.ts';

/*
 * Forms that follow from the declaration of a command: for a line that leaves out what the command is about, and for files, which cannot be typed.
 */

const mostUnits = 3_000;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The action that a typed line names and leaves open: nothing stands behind it, and it wants a text or a file. Actions with a form of their own show that. */
export const findOpen = (line: string, commands: readonly WireCommand[]): Found | undefined => {
  const [first = '', ...words] = line.trim().split(/\s+/);
  const command = commands.find(({ name }) => `/${name}` === first.toLowerCase());
  const action = command && actionFor(command, words);
  if (!command || !action || action.opensForm || words.length > action.path.length) return undefined;
  const wantsText = action.path.length === 0 && action.takes !== undefined;
  return wantsText || action.file !== undefined ? { command, action } : undefined;
};

const optionField = ({ name, about, choices }: WireOption, labelOf: (choice: string) => string): FormField => {
  const shared = { option: name, label: capital(name), hint: about, required: false };
  if (choices.length === 0) return { ...shared, kind: 'line', maxUnits: mostUnits };
  return { ...shared, kind: 'choice', choices: choices.map((value) => ({ value, label: labelOf(value) })) };
};

const fieldsOf = ({ takes, file, options }: WireAction, labelOf: (choice: string) => string): readonly FormField[] => {
  const fields = options.map((option) => optionField(option, labelOf));
  if (file !== undefined) return [{ kind: 'file', option: 'file', label: 'File', hint: file, required: true, accept: [] }, ...fields];
  if (!takes) return fields;
  const { name, about, example } = takes;
  return [{ kind: 'text', option: name, label: about, placeholder: example, required: true, maxUnits: mostUnits }, ...fields];
};

/** The form of an action. `labelOf` says how a choice is called. */
export const formOf = ({ command, action }: Found, labelOf: (choice: string) => string): Form => ({
  title: typedName(command, action),
  about: action.about,
  fields: fieldsOf(action, labelOf),
  press: { command: command.name, action: action.path, options: {} },
  submit: action.file === undefined ? 'Send' : 'Import',
});

const quotedIfNeeded = (value: string): string => (/\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value);

/** The line that says what the form was filled in with. */
export const lineOf = ({ command, action }: Found, values: Readonly<Record<string, string>>): string => {
  const options = action.options.flatMap(({ name }) => (values[name] ? [`${name}:${quotedIfNeeded(values[name].trim())}`] : []));
  return [typedName(command, action), action.takes ? values[action.takes.name]?.trim() : '', ...options].filter(Boolean).join(' ');
};
