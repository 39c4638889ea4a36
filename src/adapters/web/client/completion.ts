import type { WireCommand } from '../wire.ts';
import { actionFor } from './catalogue.ts';

/**
 * One thing that could be typed next: what replaces the line from `from` to the caret, how it is shown, and whether Enter takes it.
 * Where `eager` is false Enter still sends the line, because a headline must not be changed by accident.
 */
export type Suggestion = Readonly<{ from: number; insert: string; shown: string; about: string; eager: boolean }>;

const commandSuggestions = (typed: string, commands: readonly WireCommand[]): readonly Suggestion[] => {
  const exact = commands.some(({ name }) => `/${name}` === typed);
  return commands
    .filter(({ name }) => `/${name}`.startsWith(typed))
    .map((command) => {
      const takes = actionFor(command, [])?.takes;
      const shown = `/${command.name}${takes ? ` <${takes.name}>` : ''}`;
      return { from: 0, insert: `/${command.name} `, shown, about: command.about, eager: !exact };
    });
};

type Position = Readonly<{ command: WireCommand; words: readonly string[]; last: string; from: number }>;

/** What may be typed next behind a path that is no action itself. */
const partsBelow = ({ actions }: WireCommand, typed: readonly string[]): readonly string[] => [
  ...new Set(
    actions.filter(({ path }) => typed.every((part, index) => path[index] === part)).flatMap(({ path }) => path[typed.length] ?? []),
  ),
];

const pathSuggestions = ({ command, words, last, from }: Position): readonly Suggestion[] => {
  const before = words.slice(0, -1);
  const next = new Map<string, string>();
  for (const { path, about } of command.actions) {
    const part = path[before.length];
    if (part === undefined || !part.startsWith(last) || !before.every((word, index) => path[index] === word)) continue;
    next.set(part, next.has(part) || path.length > before.length + 1 ? '' : about);
  }
  const exact = next.has(last);
  return [...next].map(([part, about]) => ({
    from,
    insert: `${part} `,
    shown: part,
    about: about || partsBelow(command, [...before, part]).join(', '),
    eager: !exact,
  }));
};

const optionSuggestions = ({ command, words, last, from }: Position): readonly Suggestion[] => {
  const action = actionFor(command, words);
  if (!action) return [];
  const colon = last.indexOf(':');
  if (colon > 0) {
    const option = action.options.find(({ name }) => name === last.slice(0, colon));
    const begun = last.slice(colon + 1).toLowerCase();
    const choices = (option?.choices ?? []).filter((choice) => choice.startsWith(begun) && choice !== begun);
    return choices.map((choice) => ({
      from: from + colon + 1,
      insert: `${choice} `,
      shown: choice,
      about: option?.about ?? '',
      eager: true,
    }));
  }
  // Among free text an option is offered once its name is begun; without free text there is nothing else to type.
  if (last === '' && (action.takes || action.options.length === 0)) return [];
  return action.options
    .filter(({ name }) => name.startsWith(last) && !words.some((word) => word.startsWith(`${name}:`)))
    .map(({ name, about }) => ({ from, insert: `${name}:`, shown: `${name}:`, about, eager: false }));
};

/** What could be typed next, from the declarations alone. `line` is the text before the caret. */
export const suggest = (line: string, commands: readonly WireCommand[]): readonly Suggestion[] => {
  if (!line.startsWith('/') || line.includes('\n')) return [];
  const [first = '', ...words] = line.split(/\s+/);
  if (words.length === 0) return commandSuggestions(first, commands);
  const command = commands.find(({ name }) => `/${name}` === first);
  if (!command) return [];
  const last = words.at(-1) ?? '';
  const position = { command, words, last, from: line.length - last.length };
  const paths = pathSuggestions(position);
  return paths.length > 0 ? paths : optionSuggestions(position);
};
