import { isRefusal, type Refusal } from '../../../core/errors.ts';
import type { Form, FormChoice, FormField } from '../../../core/form.ts';
import type { Button, Press } from '../../../core/message.ts';
import type { PersonaSet } from '../../../core/personas/persona-set.ts';
import type { Command, CommandAction, Invocation } from '../../../ports/command.ts';
import { slackLimits } from '../limits.ts';

/*
 * Forms that follow from the declaration of a command, so that every command can be filled in where it cannot be typed: an attached file cannot be sent with a slash command
 * at all.
 */

/** What a typed line means, as the application reads it. */
export type ReadTyped = (
  command: Command,
  text: string,
) => Readonly<{ action: CommandAction; input: Readonly<Record<string, string>> }> | Refusal;

/** The sets that a form offers. */
export type OfferedSet = Pick<PersonaSet, 'id' | 'title'> & Readonly<{ personas: ReadonlyArray<Readonly<{ id: string; name: string }>> }>;

type Known = Readonly<Record<string, string>>;
type OptionSpec = CommandAction['options'][string];

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const choicesOf = ({ choices }: OptionSpec, sets: readonly OfferedSet[]): readonly FormChoice[] => {
  if (choices === 'sets') return sets.map(({ id, title }) => ({ value: id, label: `${title} (${id})` }));
  if (choices === 'personas')
    return sets.flatMap(({ title, personas }) => personas.map(({ id, name }) => ({ value: id, label: `${name} (${title})` })));
  return (choices ?? []).map((value) => ({ value, label: value }));
};

const optionField = (option: string, spec: OptionSpec, value: string | undefined, sets: readonly OfferedSet[]): FormField => {
  const shared = { option, label: capital(option), hint: spec.about, required: false };
  const choices = choicesOf(spec, sets);
  const isListed = value === undefined || choices.some((choice) => choice.value === value);
  const given = value === undefined ? {} : { value };
  // What was typed and is in no list stays as it was typed.
  if (choices.length > 0 && isListed) return { ...shared, kind: 'choice', choices, ...given };
  const example = spec.example === undefined ? {} : { placeholder: `For example ${spec.example.replace(/^"(.*)"$/, '$1')}` };
  return { ...shared, kind: 'line', maxUnits: slackLimits.plainTextInput, ...example, ...given };
};

/** The form of an action. `typed` is filled in beforehand; `fixed` came with a button and is not asked for. */
export const formOfAction = (
  command: Command,
  action: CommandAction,
  known: Readonly<{ typed?: Known; fixed?: Known; sets: readonly OfferedSet[] }>,
): Form => {
  const { typed = {}, fixed = {}, sets } = known;
  const { path, about, takes, options, file } = action;
  const title = path.length === 0 ? `/${command.name}` : capital(path.join(' '));
  const taken: readonly FormField[] =
    takes && fixed[takes.name] === undefined
      ? [
          {
            kind: 'text',
            option: takes.name,
            label: takes.about,
            placeholder: takes.example,
            required: true,
            maxUnits: slackLimits.plainTextInput,
            value: typed[takes.name] ?? '',
          },
        ]
      : [];
  const attached: readonly FormField[] =
    file === undefined ? [] : [{ kind: 'file', option: 'attached_file', label: 'File', hint: file, required: true, accept: [] }];
  const asked = Object.entries(options)
    .filter(([name]) => fixed[name] === undefined)
    .map(([name, spec]) => optionField(name, spec, typed[name], sets));
  const press = { command: command.name, action: path, options: fixed };
  return { title, about, fields: [...taken, ...attached, ...asked], press, submit: 'Send' };
};

/** The form of a button that asks for one text. */
export const formOfAsk = (press: Press, { option, label, placeholder, maxUnits }: NonNullable<Button['asks']>): Form => ({
  title: 'One question',
  fields: [{ kind: 'text', option, label, placeholder, required: true, maxUnits }],
  press,
  submit: 'Send',
});

/** An action that a form is made for, and what is known already. */
export type Fillable = Readonly<{ command: Command; action: CommandAction; typed?: Known; fixed?: Known }>;

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((part, index) => part === b[index]);

/** The declared action that a button or a sent form names. */
const findAction = (
  commands: readonly Command[],
  { command: name, action: path = [] }: Pick<Invocation, 'command' | 'action'>,
): Readonly<{ command: Command; action: CommandAction }> | undefined => {
  const command = commands.find((one) => one.name === name);
  const action = command?.actions.find((one) => samePath(one.path, path));
  return command && action ? { command, action } : undefined;
};

/**
 * What a typed line is missing that a form can ask for: a file, or the text behind the command's own name. `undefined` when it is carried out as it stands, because nothing is
 * missing, the command shows a form of its own, or the line is wrong.
 */
export const findTypedFillable = (
  commands: readonly Command[],
  read: ReadTyped,
  { command: name, text }: Pick<Invocation, 'command' | 'text'>,
): Fillable | undefined => {
  const command = commands.find((one) => one.name === name);
  const parsed = command && !/^\s*help\s*$/i.test(text) ? read(command, text) : undefined;
  if (!command || !parsed || isRefusal(parsed)) return undefined;
  const { action, input } = parsed;
  if (action.opensForm) return undefined;
  const isEmpty = action.path.length === 0 && action.takes !== undefined && (input[action.takes.name] ?? '').trim() === '';
  return isEmpty || action.file !== undefined ? { command, action, typed: input } : undefined;
};

/** The same for a button: an action that wants a file cannot get it by a press. */
export const findPressedFillable = (commands: readonly Command[], press: Press): Fillable | undefined => {
  const found = findAction(commands, press);
  return found?.action.file !== undefined && !found.action.opensForm ? { ...found, fixed: press.options } : undefined;
};
