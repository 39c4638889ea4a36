import { describe, expect, test } from 'vitest';
import { suggest } from '../../src/adapters/web/client/completion.ts';
import { guessColumn, readFirstRows } from '../../src/adapters/web/client/csv.ts';
import { findOpen, formOf, lineOf } from '../../src/adapters/web/client/declared-form.ts';
import { figurePath, hueOf } from '../../src/adapters/web/client/glyph.ts';
import { createStore } from '../../src/adapters/web/client/store.ts';
import type { WireCommand, WireEntry } from '../../src/adapters/web/wire.ts';

const commands: readonly WireCommand[] = [
  {
    name: 'panel',
    about: 'Ask',
    actions: [
      {
        path: [],
        about: 'Ask',
        takes: { name: 'stimulus', about: '', example: '' },
        options: [
          { name: 'set', about: 'Which set', choices: ['shoppers', 'stress'] },
          { name: 'rounds', about: 'How many', choices: ['1'] },
        ],
      },
    ],
  },
  {
    name: 'panel-admin',
    about: 'Admin',
    actions: [
      { path: ['quotes', 'import'], about: 'Import', options: [{ name: 'text', about: 'Column', choices: [] }] },
      { path: ['quotes', 'sources'], about: 'Sources', options: [] },
      {
        path: ['outcomes', 'import'],
        about: 'Tests',
        options: [{ name: 'source', about: 'Where from', choices: [] }],
        file: 'A CSV file.',
      },
      { path: ['sets', 'import'], about: 'Sets', options: [], file: 'A set.', opensForm: true },
    ],
  },
];
const shown = (line: string) => suggest(line, commands).map((suggestion) => suggestion.shown);

describe('completion', () => {
  test.each([
    ['/', ['/panel <stimulus>', '/panel-admin']],
    ['/panel-', ['/panel-admin']],
    ['/nothing', []],
    ['Save money', []],
    ['/panel-admin ', ['quotes', 'outcomes', 'sets']],
    ['/panel-admin quotes ', ['import', 'sources']],
    ['/panel-admin quotes s', ['sources']],
    ['/panel-admin quotes import ', ['text:']],
    ['/panel Save money', []],
    ['/panel Save money ', []],
    ['/panel Save money se', ['set:']],
    ['/panel Save money set:', ['shoppers', 'stress']],
    ['/panel Save money set:st', ['stress']],
    ['/panel set:stress x se', []],
    ['/panel one\nse', []],
  ])('after “%s”', (line, expected) => {
    expect(shown(line)).toEqual(expected);
  });

  test('Enter takes a command that is begun, but sends one that is whole, and never touches a headline', () => {
    expect(suggest('/pan', commands)[0]?.eager).toBe(true);
    expect(suggest('/panel', commands)[0]?.eager).toBe(false);
    expect(suggest('/panel Save on every se', commands)[0]?.eager).toBe(false);
  });

  test('says of a group what stands in it', () => {
    expect(suggest('/panel-admin q', commands)[0]?.about).toBe('import, sources');
  });
});

describe('a line that leaves something open', () => {
  const named = (line: string) => findOpen(line, commands)?.action.path.join(' ');
  test.each([
    ['/panel', ''],
    [' /panel  ', ''],
    ['/panel-admin outcomes import', 'outcomes import'],
    ['/panel Save money', undefined],
    ['/panel set:stress', undefined],
    ['/panel-admin', undefined],
    ['/panel-admin quotes sources', undefined],
    ['/panel-admin outcomes import source:x', undefined],
    ['/panel-admin sets import', undefined],
    ['panel', undefined],
  ])('“%s”', (line, expected) => {
    expect(named(line)).toBe(expected);
  });

  test('becomes a form with the text or the file first, and names choices as people know them', () => {
    const open = findOpen('/panel', commands);
    if (!open) throw new Error('no form');
    const [text, set] = formOf(open, (choice) => `${choice}!`).fields;
    expect(text).toMatchObject({ kind: 'text', option: 'stimulus', required: true });
    expect(set).toMatchObject({ kind: 'choice', label: 'Set', choices: [{ value: 'shoppers', label: 'shoppers!' }, { value: 'stress' }] });
    expect(lineOf(open, { stimulus: ' Save | Spend ', set: 'stress', rounds: '' })).toBe('/panel Save | Spend set:stress');
    const file = findOpen('/panel-admin outcomes import', commands);
    if (!file) throw new Error('no form');
    expect(formOf(file, String).fields.map(({ kind }) => kind)).toEqual(['file', 'line']);
    expect(lineOf(file, { source: 'Spring "survey"' })).toBe('/panel-admin outcomes import source:"Spring survey"');
  });
});

describe('the look at a CSV file', () => {
  test('reads quotes, doubled quotes, commas and line breaks inside, CRLF, and stops where it should', () => {
    const text = 'a,b\r\n"one, ""two""\nthree",x\r\nlast,y\r\nnot shown,z\r\n';
    expect(readFirstRows(text, 3)).toEqual([
      ['a', 'b'],
      ['one, "two"\nthree', 'x'],
      ['last', 'y'],
    ]);
  });

  test('finds semicolons and tabs, and a header alone is one row', () => {
    expect(readFirstRows('a;b\n1;2', 5)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(readFirstRows('a\tb', 5)).toEqual([['a', 'b']]);
    expect(readFirstRows('', 5)).toEqual([]);
  });

  test('guesses a column by its name', () => {
    expect(guessColumn(['id', 'Review text'], /^review/i)).toBe('Review text');
    expect(guessColumn(['id'], /^review/i)).toBeUndefined();
  });
});

describe('a persona’s figure', () => {
  test('is always the same, and differs within each built-in set', () => {
    expect(figurePath('emil')).toBe(figurePath('emil'));
    for (const set of [
      ['anwen', 'kaveh', 'makena', 'pilar', 'rasmus'],
      ['delphine', 'emil', 'kofi', 'lupe', 'marit', 'samir'],
      ['bongani', 'halima', 'jaromir', 'mateus', 'ylva'],
    ]) {
      expect(new Set(set.map((id) => figurePath(id) + hueOf(id))).size).toBe(set.length);
    }
  });
});

describe('the page’s memory of the chat', () => {
  const entry = (id: string, seq: number, order = seq): WireEntry => ({
    id,
    seq,
    order,
    at: '',
    content: { type: 'typed', text: `${id} ${seq}` },
  });

  test('ignores what it has, replaces what is newer, and keeps the order', () => {
    const store = createStore();
    const heard: number[] = [];
    store.onChange((changes) => heard.push(changes.length));
    store.take([entry('a', 1), entry('b', 2)], true);
    store.take([entry('b', 2), entry('a', 1)], true);
    store.take([entry('a', 5, 1), entry('c', 4)], true);
    store.take([entry('a', 3, 1)], true);
    expect(store.inChannel().map(({ id, seq }) => [id, seq])).toEqual([
      ['a', 5],
      ['b', 2],
      ['c', 4],
    ]);
    expect(heard).toEqual([2, 2]);
    expect(store.lastSeq()).toBe(5);
  });
});
