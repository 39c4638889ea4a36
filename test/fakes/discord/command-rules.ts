import { bool, both, type Check, int, list, object, oneOf, text } from './checks.ts';
import { locales, rules } from './rules.ts';
import { type Fields, isFields, listOf, textOf } from './types.ts';

const chatName: Check = (value, path, problems) => {
  text(rules.commandName, 1)(value, path, problems);
  if (typeof value !== 'string') return;
  if (!/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]+$/u.test(value) || value !== value.toLowerCase())
    problems.add(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
};

const localized =
  (check: Check): Check =>
  (value, path, problems) => {
    if (!isFields(value)) return problems.add(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    for (const [locale, one] of Object.entries(value)) {
      if (!locales.includes(locale)) problems.add([...path, locale], 'BASE_TYPE_CHOICES', 'Not a locale.');
      if (one !== null) check(one, [...path, locale], problems);
    }
  };

const description = text(rules.commandDescription, 1);
const named = {
  name: chatName,
  'name_localizations?': localized(chatName),
  description,
  'description_localizations?': localized(description),
};

const choiceValue: Check = (value, path, problems) => {
  if (typeof value !== 'number') text(rules.commandChoice, 1)(value, path, problems);
};
const choiceName = text(rules.commandChoice, 1);
/** A choice of an option or of an autocompletion. */
export const choice: Check = object({ name: choiceName, 'name_localizations?': localized(choiceName), value: choiceValue });

const ordered: Check = (value, path, { add }) => {
  const options = listOf(value);
  const firstFree = options.findIndex((one) => one['required'] !== true);
  options.forEach((one, index) => {
    if (firstFree >= 0 && index > firstFree && one['required'] === true)
      add([...path, index], 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Required options must be placed before non-required options');
  });
  if (new Set(options.map((one) => one['name'])).size !== options.length)
    add(path, 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID', 'Option name already exists');
};

const leaf = object({
  ...named,
  type: oneOf(3, 4, 5, 6, 7, 8, 9, 10, 11),
  'required?': bool,
  'choices?': list(choice, rules.commandChoices),
  'channel_types?': list(int(0, 16), 17),
  'min_value?': (value, path, { add }) => {
    if (typeof value !== 'number') add(path, 'NUMBER_TYPE_COERCE', 'Must be a number.');
  },
  'max_value?': (value, path, { add }) => {
    if (typeof value !== 'number') add(path, 'NUMBER_TYPE_COERCE', 'Must be a number.');
  },
  'min_length?': int(0, rules.optionLength),
  'max_length?': int(1, rules.optionLength),
  'autocomplete?': bool,
});
const noBoth: Check = (value, path, { add }) => {
  if (isFields(value) && value['autocomplete'] === true && listOf(value['choices']).length > 0)
    add([...path, 'autocomplete'], 'APPLICATION_COMMAND_AUTOCOMPLETE_AND_CHOICES', 'An option has choices or completes, not both.');
};

/** Options of a level: leaves alone, or subcommands and groups alone. */
const options =
  (below: readonly number[]): Check =>
  (value, path, problems) => {
    const given = listOf(value);
    const nested = given.filter((one) => one['type'] === 1 || one['type'] === 2);
    if (nested.length > 0 && nested.length < given.length)
      problems.add(
        path,
        'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
        'Sub-command and sub-command group options are mutually exclusive to others',
      );
    const item: Check = (one, at, inside) => {
      const type = isFields(one) ? one['type'] : undefined;
      if (type !== 1 && type !== 2) return both(leaf, noBoth)(one, at, inside);
      if (!below.includes(type)) return inside.add([...at, 'type'], 'BASE_TYPE_CHOICES', 'Not at this level.');
      return object({ ...named, type: oneOf(1, 2), 'options?': options(type === 2 ? [1] : []), 'required?': bool })(one, at, inside);
    };
    both(list(item, rules.commandOptions), ordered)(value, path, problems);
  };

const longest = (one: Fields, name: string): number => {
  const translated = isFields(one[`${name}_localizations`]) ? Object.values(one[`${name}_localizations`] ?? {}) : [];
  return Math.max(textOf(one[name]).length, ...translated.map((each) => textOf(each).length));
};
const sizeOf = (one: Fields): number =>
  longest(one, 'name') +
  longest(one, 'description') +
  textOf(one['value']).length +
  [...listOf(one['options']), ...listOf(one['choices'])].reduce((sum, each) => sum + sizeOf(each), 0);

const permissions: Check = (value, path, { add }) => {
  if (!/^\d+$/.test(textOf(value))) add(path, 'BITFIELD_TYPE_INVALID', 'Must be a number in a string.');
};
const placed = {
  'id?': text(20),
  'type?': oneOf(1, 2, 3),
  'default_member_permissions?': permissions,
  'dm_permission?': bool,
  'default_permission?': bool,
  'contexts?': list(oneOf(0, 1, 2), 3),
  'integration_types?': list(oneOf(0, 1), 2),
  'nsfw?': bool,
  'handler?': int(1, 3),
};
const chatCommand = object({ ...named, ...placed, 'options?': options([1, 2]) });
const menuName = text(rules.commandName, 1);
const menuCommand = object({
  ...placed,
  name: menuName,
  'name_localizations?': localized(menuName),
  'description?': text(0),
  'description_localizations?': localized(text(0)),
  'options?': list(leaf, 0),
});

/** One command. */
export const command: Check = (value, path, problems) => {
  const type = isFields(value) ? (value['type'] ?? 1) : 1;
  (type === 1 ? chatCommand : menuCommand)(value, path, problems);
  if (isFields(value) && sizeOf(value) > rules.commandText)
    problems.add(path, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${rules.commandText})`);
};

const most: Readonly<Record<number, number>> = { 1: rules.chatCommands, 2: rules.userCommands, 3: rules.messageCommands };

/** All commands of an app, global or of one guild. */
export const commandList: Check = (value, path, problems) => {
  list(command, rules.chatCommands + rules.userCommands + rules.messageCommands)(value, path, problems);
  const given = listOf(value).map((one) => ({ type: typeof one['type'] === 'number' ? one['type'] : 1, name: one['name'] }));
  for (const [type, max] of Object.entries(most)) {
    if (given.filter((one) => one.type === Number(type)).length > max)
      problems.add(path, 'APPLICATION_COMMANDS_MAX', `No more than ${max} commands of type ${type}.`);
  }
  if (new Set(given.map(({ type, name }) => `${type} ${String(name)}`)).size !== given.length)
    problems.add(path, 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
};
