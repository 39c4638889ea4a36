import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { wordCatalogue } from '../../commands/words/catalogue.ts';
import { compareCommands, isUpToDate } from '../../src/adapters/discord/install/registered.ts';
import {
  type CommandBody,
  fileOption,
  findAction,
  menus,
  type OptionBody,
  renderCommands,
} from '../../src/adapters/discord/install/registration.ts';
import { wordKey, wordLanguage, wordLocales, wordsIn } from '../../src/core/command-words.ts';
import type { Command } from '../../src/ports/command.ts';
import { someCommands } from '../fakes/discord-intake.ts';

const rendered = renderCommands(commands, wordCatalogue);
const named = (name: string, all: readonly CommandBody[] = rendered): CommandBody => {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const below = (options: readonly OptionBody[] = []): readonly OptionBody[] => options.flatMap((one) => [one, ...below(one.options)]);

/** What Discord counts: names, descriptions and values, of each text the longest language. */
const unitsOf = (one: CommandBody | OptionBody): number => {
  const longest = (text: string, others: Readonly<Record<string, string>> = {}) =>
    Math.max(text.length, ...Object.values(others).map(({ length }) => length));
  const own = longest(one.name, one.name_localizations) + longest(one.description ?? '', one.description_localizations);
  const choices = 'choices' in one ? (one.choices ?? []).reduce((sum, { name, value }) => sum + name.length + value.length, 0) : 0;
  return own + choices + (one.options ?? []).reduce((sum, option) => sum + unitsOf(option), 0);
};

/** Every key that the declarations ask words for. */
const keys = [
  ...Object.values(menus),
  ...commands.flatMap(({ name, actions }) =>
    actions
      .filter(({ hidden }) => !hidden)
      .flatMap(({ path, root, takes, file, options }) => [
        wordKey(name),
        ...(root === undefined ? [] : [wordKey(name, [...path, root])]),
        ...path.map((_, index) => wordKey(name, path.slice(0, index + 1))),
        ...[...(file === undefined ? [] : [fileOption]), ...(takes ? [takes.name] : []), ...Object.keys(options)].map((option) =>
          wordKey(name, path, option),
        ),
      ]),
  ),
];

describe('the commands on Discord', () => {
  it('are those that can be typed, with their groups, and two on messages', () => {
    expect(rendered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      ...commands.map(({ name }) => `1 ${name}`),
      '3 Ask the panel',
      '3 Who is this?',
    ]);
    const admin = named('panel-admin');
    expect(admin.options?.find(({ name }) => name === 'quotes')).toMatchObject({
      type: 2,
      options: ['import', 'confirm', 'columns', 'sources', 'undo', 'forget', 'review'].map((name) => ({ type: 1, name })),
    });
    expect(admin.options?.find(({ name }) => name === 'mute')).toMatchObject({ type: 1 });
    // Hidden: /panel stop. Not hidden: /personas check stop.
    const stops = rendered.filter(({ options }) => below(options).some(({ name }) => name === 'stop'));
    expect(stops.map(({ name }) => name)).toEqual(['personas']);
  });

  it('have options with their kinds, what is required first', () => {
    const filters = ['segment', 'source', 'since', 'until', 'stars'].map((name) => ({ type: 3, name }));
    expect(named('panel').options).toMatchObject([
      { name: 'stimulus', type: 3 },
      { name: 'set', type: 3, autocomplete: true },
      { name: 'rounds', type: 3, choices: [{ value: '1' }, { value: '2' }] },
      { name: 'vote', type: 3, choices: [{ value: 'first' }] },
    ]);
    expect(named('panel').options?.some(({ required }) => required)).toBe(false);
    expect(named('quotes').options).toMatchObject([
      { type: 1, name: 'find', options: [{ name: 'topic', required: true }, ...filters] },
      { type: 1, name: 'themes', options: [{ name: 'topic', required: true }, ...filters] },
    ]);
    expect(below(named('quotes').options).filter(({ required }) => required).length).toBe(2);
    const file = below(named('panel-admin').options).find(({ name }) => name === 'import')?.options?.[0];
    expect(file).toMatchObject({ type: 11, name: 'file', required: true });
    const show = below(named('personas').options).find(({ name }) => name === 'show');
    expect(show?.options).toMatchObject([
      { name: 'set', autocomplete: true },
      { name: 'persona', autocomplete: true },
      { name: 'version', type: 3 },
    ]);
  });

  it('are for servers only, and those of moderators hidden from others by default', () => {
    for (const one of rendered) expect(one).toMatchObject({ contexts: [0], integration_types: [0], nsfw: false });
    expect(named('panel-admin').default_member_permissions).toBe('32');
    for (const name of ['panel', 'quotes', 'personas', 'Who is this?']) expect(named(name).default_member_permissions).toBe(null);
  });

  it('find their way back to the declared action', () => {
    for (const { name, actions } of commands)
      for (const action of actions.filter(({ hidden }) => !hidden)) expect(findAction(commands, name, action.path)).toBe(action);
    expect(findAction(commands, 'panel', ['stop'])).toBe(undefined);
    expect(findAction(commands, 'nothing', [])).toBe(undefined);
  });

  it('give the root of a command the name that it declares where it has others beside it', () => {
    const [first] = someCommands;
    if (!first) throw new Error('no command');
    const [root, second] = first.actions;
    if (!root || !second) throw new Error('no action');
    const { hidden: _, ...more } = { ...second, path: ['more'] };
    const named = { ...root, root: 'begin' };
    const both: Command = { ...first, actions: [named, more] };
    const [panel] = renderCommands([both], wordCatalogue);
    expect(panel?.options?.map(({ name, type }) => [name, type])).toEqual([
      ['begin', 1],
      ['more', 1],
    ]);
    for (const path of [['begin'], []]) expect(findAction([both], 'panel', path)).toBe(named);
    expect(findAction([both], 'panel', ['more'])).toBe(more);
    expect(() => renderCommands([{ ...first, actions: [root, more] }], wordCatalogue)).toThrow('needs `root`');
    // With nothing beside it, the command is typed as it is, and the name means nothing.
    const [alone] = renderCommands([{ ...both, actions: [named, second] }], wordCatalogue);
    expect(alone?.options?.map(({ name, type }) => [name, type])).toEqual(['stimulus', 'set', 'rounds'].map((name) => [name, 3]));
    expect(findAction([{ ...both, actions: [named, second] }], 'panel', ['begin'])).toBe(undefined);
  });

  it('call the roots of /quotes and /panel-about by a verb, in every language', () => {
    const [find] = named('quotes').options ?? [];
    expect(find).toMatchObject({ name: 'find', name_localizations: { de: 'finden', fr: 'chercher', 'es-ES': 'buscar', ja: '検索' } });
    const [show] = named('panel-about').options ?? [];
    expect(show).toMatchObject({
      name: 'show',
      description: 'The method card: what answers, on what data, with what limits, and what is stored.',
    });
    const check = named('personas').options?.find(({ name }) => name === 'check');
    expect(check).toMatchObject({ type: 2, options: ['start', 'status', 'stop', 'report', 'export'].map((name) => ({ type: 1, name })) });
    expect(findAction(commands, 'personas', ['check', 'start'])?.path).toEqual(['check']);
    expect(findAction(commands, 'quotes', ['find'])?.takes?.name).toBe('topic');
    expect(findAction(commands, 'panel-about', ['show'])?.path).toEqual([]);
  });
});

describe('the words of the commands', () => {
  it('are there for every command, group, action and option, and for nothing else', () => {
    expect(keys.length).toBeGreaterThan(30);
    for (const locale of wordLocales)
      expect({ locale, keys: Object.keys(wordCatalogue[locale]).toSorted() }).toEqual({ locale, keys: [...new Set(keys)].toSorted() });
    for (const key of Object.keys(wordCatalogue.en)) expect(keys).toContain(key);
  });

  it('keep to what Discord takes', () => {
    const isName = (name: string) => /^[-_'\p{L}\p{N}]{1,32}$/u.test(name) && name === name.toLowerCase();
    const check = (
      one: { name: string; name_localizations: object; description?: string; description_localizations?: object },
      isMenu: boolean,
    ) => {
      for (const name of [one.name, ...Object.values(one.name_localizations)]) {
        expect({ name, fits: isMenu ? name.length >= 1 && name.length <= 32 : isName(name) }).toEqual({ name, fits: true });
      }
      if (isMenu) return;
      for (const text of [one.description ?? '', ...Object.values(one.description_localizations ?? {})]) {
        expect({ text, fits: text.length >= 1 && text.length <= 100 && !text.endsWith('…') }).toEqual({ text, fits: true });
      }
      for (const locale of wordLocales) expect(Object.keys(one.name_localizations)).toContain(locale);
    };
    for (const command of rendered) {
      check(command, command.type === 3);
      for (const option of below(command.options)) check(option, false);
      const siblings = [command.options ?? [], ...below(command.options).map(({ options = [] }) => options)];
      for (const some of siblings) expect(some.length).toBeLessThanOrEqual(25);
      for (const some of siblings)
        for (const locale of wordLocales) {
          const names = some.map(({ name, name_localizations }) => name_localizations[locale] ?? name);
          expect({ command: command.name, locale, names: new Set(names).size }).toEqual({
            command: command.name,
            locale,
            names: names.length,
          });
        }
      expect(unitsOf(command)).toBeLessThanOrEqual(8_000);
    }
    for (const locale of wordLocales) {
      const all = rendered.filter(({ type }) => type === 1).map(({ name, name_localizations }) => name_localizations[locale] ?? name);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it('are found by the language of a person, in English where there are none', () => {
    expect(wordsIn(wordCatalogue, 'de', 'quotes')?.name).toBe('zitate');
    expect(wordsIn(wordCatalogue, 'es-419', 'quotes')?.name).toBe('citas');
    expect(wordsIn(wordCatalogue, 'pt-BR', 'quotes')?.name).toBe('quotes');
    expect(wordsIn(wordCatalogue, 'de', 'nothing')).toBe(undefined);
    expect(['de', 'de-AT', 'en-GB', 'es', 'fr-CA', 'ja', 'pt-BR', '', '*'].map(wordLanguage)).toEqual([
      'de',
      'de',
      'en',
      'es-ES',
      'fr',
      'ja',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('never translate a label', () => {
    for (const locale of wordLocales)
      for (const [name, about] of Object.values(wordCatalogue[locale]))
        expect(`${name} ${about}`).not.toMatch(/AI persona|AI-generated|Not a real person/);
  });
});

describe('the comparison with what is registered', () => {
  /** As Discord answers: ids, versions, and members that it fills in. */
  const asDiscordSays = (all: readonly CommandBody[]): unknown[] =>
    JSON.parse(JSON.stringify(all)).map((one: CommandBody, index: number) => ({
      ...one,
      id: String(index),
      application_id: '1',
      version: '2',
      default_permission: true,
      dm_permission: false,
      description: one.description ?? '',
      ...(one.type === 3 ? { description_localizations: {}, options: [] } : {}),
      name_localizations: Object.fromEntries(Object.entries(one.name_localizations).toReversed()),
      contexts: [...one.contexts].toReversed(),
    }));
  const change = (how: (one: CommandBody) => CommandBody) => rendered.map((one) => (one.name === 'panel' ? how(one) : one));

  it('finds nothing where nothing differs', () => {
    expect(compareCommands(asDiscordSays(rendered), rendered)).toEqual({ added: [], changed: [], removed: [] });
    expect(isUpToDate(compareCommands(asDiscordSays(rendered), rendered))).toBe(true);
  });

  it('names what is new, gone and other', () => {
    const there = asDiscordSays([...rendered.slice(1), { ...named('panel'), name: 'old' }]);
    expect(compareCommands(there, rendered)).toEqual({ added: ['/panel'], changed: [], removed: ['/old'] });
    expect(compareCommands([], rendered).added).toEqual([...commands.map(({ name }) => `/${name}`), 'Ask the panel', 'Who is this?']);
  });

  it('sees every member that counts', () => {
    const [first, ...others] = named('panel').options ?? [];
    if (!first) throw new Error('no option');
    const changes: readonly ((one: CommandBody) => CommandBody)[] = [
      (one) => ({ ...one, description: 'Other' }),
      (one) => ({ ...one, description_localizations: { ...one.description_localizations, de: 'Anders' } }),
      (one) => ({ ...one, name_localizations: {} }),
      (one) => ({ ...one, default_member_permissions: '32' }),
      (one) => ({ ...one, contexts: [0, 1] }),
      (one) => ({ ...one, integration_types: [0, 1] }),
      (one) => ({ ...one, nsfw: true }),
      (one) => ({ ...one, options: [...others, first] }),
      (one) => ({ ...one, options: [{ ...first, required: true }, ...others] }),
      (one) => ({ ...one, options: [{ ...first, autocomplete: true }, ...others] }),
      (one) => ({ ...one, options: [{ ...first, choices: [{ name: 'a', value: 'b' }] }, ...others] }),
    ];
    for (const [index, how] of changes.entries())
      expect({ index, ...compareCommands(asDiscordSays(rendered), change(how)) }).toEqual({
        index,
        added: [],
        changed: ['/panel'],
        removed: [],
      });
  });
});
