import { type Refusal, refuse } from '../core/errors.ts';
import type { Command, CommandAction } from '../ports/command.ts';

/** A typed line, taken apart: which action, its options, and the free text. */
export type Parsed = Readonly<{ action: CommandAction; input: Readonly<Record<string, string>> }>;

const pathText = (command: Command, action: CommandAction): string => [`/${command.name}`, ...action.path].join(' ');

/** How an action is typed: `/quotes <topic> [segment:…] [source:…]`. */
export const usageOf = (command: Command, action: CommandAction): string =>
  [
    pathText(command, action),
    action.takes ? `<${action.takes.name}>` : '',
    ...Object.keys(action.options).map((name) => `[${name}:…]`),
    action.file === undefined ? '' : '+ a file',
  ]
    .filter(Boolean)
    .join(' ');

/** All usages of a command that can be typed. */
export const usages = (command: Command): string =>
  command.actions
    .filter(({ hidden }) => !hidden)
    .map((action) => usageOf(command, action))
    .join(' or ');

const words = (text: string): readonly string[] => text.trim().split(/\s+/).filter(Boolean);

/** The action with the longest path that the text begins with, and what follows the path. */
const findAction = (command: Command, text: string): { action: CommandAction; rest: string } | undefined => {
  const typed = words(text).map((word) => word.toLowerCase());
  const fits = command.actions.filter(({ path, hidden }) => !hidden && path.every((part, index) => typed[index] === part));
  const [action] = fits.toSorted((a, b) => b.path.length - a.path.length);
  if (!action) return undefined;
  const path = new RegExp(`^\\s*${action.path.join('\\s+')}\\s?`, 'i');
  return { action, rest: action.path.length > 0 ? text.replace(path, '') : text };
};

const written = String.raw`([a-z]+):(?:"([^"]*)"|“([^”]*)”|(\S+))`;
const trailingOption = new RegExp(String.raw`(?:^|\s)${written}\s*$`, 'u');
const leadingOption = new RegExp(String.raw`^\s*${written}(?:\s+|$)`, 'u');

/**
 * Takes options off both ends of the text, as long as they are declared: `Save money set:stress-set`, `vote:first A | B`. Anything else that looks like
 * an option belongs to the text, because headlines have colons too. What stands at the end counts where both ends name one option.
 */
const takeOptions = (text: string, names: readonly string[]): { rest: string; options: Record<string, string> } => {
  const options: Record<string, string> = {};
  let rest = text;
  for (const end of [trailingOption, leadingOption]) {
    for (let match = end.exec(rest); match; match = end.exec(rest)) {
      const [whole, name = '', ...values] = match;
      if (!names.includes(name)) break;
      options[name] ??= values.find((value) => value !== undefined) ?? '';
      rest = end === trailingOption ? rest.slice(0, match.index) : rest.slice(whole.length);
    }
  }
  return { rest, options };
};

/** Reads what was typed behind a command. The free text comes back as typed, but for the options at its beginning and its end. */
export const parseArguments = (command: Command, text: string): Parsed | Refusal => {
  const found = findAction(command, text);
  if (!found)
    return refuse(
      'action-unknown',
      { name: `/${command.name} ${words(text).slice(0, 2).join(' ')}`.trim().slice(0, 60), usage: usages(command) },
      text,
    );
  const { action, rest: typed } = found;
  const { rest, options } = takeOptions(typed, Object.keys(action.options));
  if (action.takes) return { action, input: { ...options, [action.takes.name]: rest } };
  const [left] = words(rest);
  return left === undefined
    ? { action, input: options }
    : refuse('option-unknown', { name: left.slice(0, 60), usage: usageOf(command, action) }, text);
};
