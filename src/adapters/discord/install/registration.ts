import { type WordCatalogue, wordKey, wordLocales } from '../../../core/command-words.ts';
import { cutToUnits } from '../../../core/text.ts';
import type { Command, CommandAction } from '../../../ports/command.ts';
import { moderatorPermissions } from './permissions.ts';

/*
 * The commands as Discord registers them, rendered from the declarations. Numbers and limits of interactions/application-commands.mdx, read 2026-11-21.
 */

const types = { slash: 1, message: 3, subcommand: 1, group: 2, string: 3, attachment: 11 } as const;
const aboutUnits = 100;
/** Only in servers, and only where the app was installed there: a panel needs webhooks and threads. */
const guildOnly = { contexts: [0], integration_types: [0], nsfw: false } as const;

/** The option that takes an action's file. */
export const fileOption = 'file';

/** The context menu on messages. `key` is its key in the catalogue. */
export const menus = { ask: 'Ask the panel', who: 'Who is this?' } as const;

type Localized = Readonly<Record<string, string>>;

/** One option, subcommand or group as Discord takes it. */
export type OptionBody = Readonly<{
  type: number;
  name: string;
  name_localizations: Localized;
  description: string;
  description_localizations: Localized;
  required?: boolean;
  autocomplete?: boolean;
  choices?: ReadonlyArray<Readonly<{ name: string; value: string }>>;
  options?: readonly OptionBody[];
}>;

/** One command as Discord takes it. */
export type CommandBody = Readonly<{
  type: number;
  name: string;
  name_localizations: Localized;
  description?: string;
  description_localizations?: Localized;
  options?: readonly OptionBody[];
  default_member_permissions: string | null;
  contexts: readonly number[];
  integration_types: readonly number[];
  nsfw: boolean;
}>;

const isShown = ({ hidden }: CommandAction): boolean => !hidden;
const shownActions = ({ actions }: Command): readonly CommandAction[] => actions.filter(isShown);

const isBelow = (path: readonly string[], upper: readonly string[]): boolean =>
  path.length > upper.length && upper.every((part, index) => path[index] === part);

/** The path of an action on Discord, where nothing can be typed that has actions below it: then it is one of them. Throws `RangeError` for one without a name. */
const pathOf = (command: Command, { path, root }: CommandAction): readonly string[] => {
  if (!shownActions(command).some((other) => isBelow(other.path, path))) return path;
  if (root === undefined)
    throw new RangeError(`/${[command.name, ...path].join(' ')} has actions below it, and needs \`root\` for Discord`);
  return [...path, root];
};

/** Finds what was typed among the declared actions: by its path on Discord, or by the declared one. */
export const findAction = (commands: readonly Command[], name: string, path: readonly string[]): CommandAction | undefined => {
  const command = commands.find((one) => one.name === name);
  const typed = path.join(' ');
  return command && shownActions(command).find((action) => [pathOf(command, action), action.path].some((one) => one.join(' ') === typed));
};

/** Names and descriptions of one key. What the catalogue does not know is said in English. */
const named = (catalogue: WordCatalogue, key: string, name: string, about: string) => {
  const localized = (part: 0 | 1): Localized =>
    Object.fromEntries(wordLocales.flatMap((locale) => (catalogue[locale][key] ? [[locale, catalogue[locale][key][part]]] : [])));
  return {
    name,
    name_localizations: localized(0),
    description: cutToUnits(catalogue.en[key]?.[1] ?? about, aboutUnits),
    description_localizations: localized(1),
  };
};

const isCompleted = (choices: CommandAction['options'][string]['choices']): choices is 'sets' | 'personas' => typeof choices === 'string';

/** The options of an action: what is required comes first, as Discord asks. */
const renderOptions = (catalogue: WordCatalogue, command: Command, action: CommandAction): readonly OptionBody[] => {
  const option = (name: string, about: string) => named(catalogue, wordKey(command.name, action.path, name), name, about);
  const { takes, file } = action;
  const all: OptionBody[] = Object.entries(action.options).map(([name, { about, choices }]) => ({
    type: types.string,
    ...option(name, about),
    ...(isCompleted(choices) ? { autocomplete: true } : {}),
    ...(choices && !isCompleted(choices) ? { choices: choices.map((value) => ({ name: value, value })) } : {}),
  }));
  if (takes)
    all.unshift({
      type: types.string,
      ...option(takes.name, takes.about),
      ...(takes.required ? { required: true } : {}),
      ...(takes.name === 'set' ? { autocomplete: true } : {}),
    });
  if (file !== undefined) all.unshift({ type: types.attachment, ...option(fileOption, file), required: true });
  return all.toSorted((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
};

const renderSubcommand = (catalogue: WordCatalogue, command: Command, action: CommandAction, name: string): OptionBody => {
  const words = named(catalogue, wordKey(command.name, pathOf(command, action)), name, action.about);
  return { type: types.subcommand, ...words, options: renderOptions(catalogue, command, action) };
};

/**
 * Subcommands and groups, in the order of the declarations. Throws `RangeError` for a path that is too deep for Discord, because that is a mistake of ours.
 */
const renderBranches = (catalogue: WordCatalogue, command: Command): readonly OptionBody[] => {
  const branches = new Map<string, OptionBody>();
  for (const action of shownActions(command)) {
    const [first = '', second, ...deeper] = pathOf(command, action);
    if (deeper.length > 0) throw new RangeError(`/${command.name} ${action.path.join(' ')} is too deep for Discord`);
    const rendered = renderSubcommand(catalogue, command, action, second ?? first);
    const group = branches.get(first);
    if (second === undefined) branches.set(first, rendered);
    else if (group) branches.set(first, { ...group, options: [...(group.options ?? []), rendered] });
    else {
      const words = named(catalogue, wordKey(command.name, [first]), first, command.about);
      branches.set(first, { type: types.group, ...words, options: [rendered] });
    }
  }
  return [...branches.values()];
};

const renderSlash = (catalogue: WordCatalogue, command: Command): CommandBody => {
  const actions = shownActions(command);
  const [only] = actions;
  const isPlain = actions.length === 1 && only?.path.length === 0;
  // A default only: whoever manages a server may open a command to others, so rights are checked again when it is used.
  const isForModerators = actions.length > 0 && actions.every(({ who }) => who === 'moderator');
  return {
    type: types.slash,
    ...named(catalogue, wordKey(command.name), command.name, command.about),
    options: isPlain ? renderOptions(catalogue, command, only) : renderBranches(catalogue, command),
    default_member_permissions: isForModerators ? moderatorPermissions : null,
    ...guildOnly,
  };
};

const renderMenu = (catalogue: WordCatalogue, name: string): CommandBody => ({
  type: types.message,
  name,
  name_localizations: named(catalogue, name, name, '').name_localizations,
  default_member_permissions: null,
  ...guildOnly,
});

/** Everything that is registered, in order. Pure. */
export const renderCommands = (commands: readonly Command[], catalogue: WordCatalogue): readonly CommandBody[] => [
  ...commands.filter((command) => shownActions(command).length > 0).map((command) => renderSlash(catalogue, command)),
  ...Object.values(menus).map((name) => renderMenu(catalogue, name)),
];
