import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { findTypedFillable, formOfAction, formOfAsk } from '../../src/adapters/slack/forms/declared-forms.ts';
import { isSealedFor, sealedContent, sealForm } from '../../src/adapters/slack/forms/form-seal.ts';
import { formView } from '../../src/adapters/slack/forms/form-view.ts';
import { isSlackAddress } from '../../src/adapters/slack/slack-address.ts';
import { parseArguments } from '../../src/app/arguments.ts';
import type { Form, FormField } from '../../src/core/form.ts';
import { spaceId } from '../../src/core/ids.ts';
import { findViewProblems } from '../fakes/slack/views.ts';
import { hostileStrings } from './slack-helpers.ts';

const press = { command: 'panel', action: ['x'], options: {} };
const sets = [{ id: 'shoppers', title: 'Shoppers', personas: [{ id: 'ana', name: 'Ana' }] }];
const form = (fields: readonly FormField[], more: Partial<Form> = {}): Form => ({ title: 'T', submit: 'Go', press, fields, ...more });
const wire = (one: Form): Readonly<Record<string, unknown>> => JSON.parse(JSON.stringify(formView(one, 'carried')));
const problems = (one: Form) => findViewProblems(wire(one), 'modal');

/** Field kinds with texts of any length, hostile ones among them. */
const anyText = fc.oneof(fc.constantFrom(...hostileStrings), fc.string({ maxLength: 400 }), fc.constant('https://a.b '.repeat(300)));
const anyChoice = fc.record({ value: fc.oneof(fc.string({ maxLength: 200 }), fc.constantFrom('a', 'b')), label: anyText });
const anyField = (option: string) =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('line' as const, 'text' as const),
      label: anyText,
      hint: anyText,
      placeholder: anyText,
      value: anyText,
      maxUnits: fc.integer({ min: 1, max: 9_000 }),
      required: fc.boolean(),
      option: fc.constant(option),
    }),
    fc.record({
      kind: fc.constant('choice' as const),
      label: anyText,
      hint: anyText,
      choices: fc.array(anyChoice, { maxLength: 130 }),
      value: fc.constantFrom('a', 'z'),
      required: fc.boolean(),
      option: fc.constant(option),
    }),
    fc.record({
      kind: fc.constant('choices' as const),
      label: anyText,
      hint: anyText,
      choices: fc.array(anyChoice, { maxLength: 30 }),
      values: fc.constant(['a', 'b', 'z']),
      required: fc.boolean(),
      option: fc.constant(option),
    }),
    fc.record({
      kind: fc.constant('file' as const),
      label: anyText,
      hint: anyText,
      accept: fc.constantFrom([], ['.csv'], ['csv', '']),
      required: fc.boolean(),
      option: fc.constant(option),
    }),
  );

describe('forms in Slack', () => {
  it('break no limit and hold no link, however long and hostile a form is', () => {
    const fields = fc
      .integer({ min: 1, max: 8 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyField(`o${index}`))));
    fc.assert(
      fc.property(fields, anyText, anyText, anyText, (made, title, about, submit) => {
        const one = form(made, { title, about, submit });
        expect(problems(one)).toEqual([]);
        // What is in a field is the person's own and is read by nobody else.
        const shown = JSON.stringify(wire(one), (name, value: unknown) => (name === 'initial_value' || name === 'value' ? '' : value));
        expect(shown).not.toMatch(/https?:\/\/|<!(?:channel|here|everyone)|<@[UW]/);
      }),
      { numRuns: 150 },
    );
  });

  it('come from every declaration, and Slack takes each', () => {
    for (const command of commands) {
      for (const action of command.actions) {
        const made = formOfAction(command, action, { sets });
        if (made.fields.length > 0) expect([action.path, problems(made)]).toEqual([action.path, []]);
      }
    }
    expect(problems(formOfAsk(press, { option: 'q', label: 'L'.repeat(300), placeholder: 'P'.repeat(300), maxUnits: 9_000 }))).toEqual([]);
  });

  it('are shown for a missing text or file, filled in with what was typed, and for nothing else', () => {
    const find = (command: string, text: string) => findTypedFillable(commands, parseArguments, { command, text });
    for (const [command, text] of [
      ['panel', 'Tea'],
      ['panel', 'help'],
      ['personas', ''],
      ['personas', 'show'],
      ['panel-about', ''],
      ['nothing', ''],
      ['panel-admin', 'quotes'],
    ] as const)
      expect([command, text, find(command, text)]).toEqual([command, text, undefined]);
    expect(find('panel', ' ')?.action.path).toEqual([]);
    expect(find('quotes', 'source:x')?.typed).toMatchObject({ source: 'x' });
    const found = find('panel-admin', 'quotes import permission:consent text:words');
    if (!found) throw new Error('an import needs a file');
    const fields = formOfAction(found.command, found.action, { ...found, sets }).fields;
    expect(fields.find(({ option }) => option === 'permission')).toMatchObject({ kind: 'choice', value: 'consent' });
    expect(fields.find(({ option }) => option === 'text')).toMatchObject({ kind: 'line', value: 'words' });
    const column = find('panel-admin', 'quotes import permission:my_column');
    if (!column) throw new Error('an import needs a file');
    expect(
      formOfAction(column.command, column.action, { ...column, sets }).fields.find(({ option }) => option === 'permission'),
    ).toMatchObject({ kind: 'line', value: 'my_column' });
  });

  it('throw when what they carry is too long for Slack', () => {
    const one = form([{ kind: 'line', option: 'a', label: 'A', required: true, maxUnits: 9 }]);
    expect(() => formView(one, 'x'.repeat(3_001))).toThrow(RangeError);
    expect(() => formView(one, 'x'.repeat(3_000))).not.toThrow();
  });
});

describe('an address', () => {
  const api = 'https://slack.com/api/';
  it('is Slack’s at the host of the API and at its own hosts, and nowhere else', () => {
    expect(isSlackAddress('https://files.slack.com/files-pri/T1-F1/x.csv', api, 'files')).toBe(true);
    expect(isSlackAddress('https://hooks.slack.com/commands/1/2', api, 'hooks')).toBe(true);
    expect(isSlackAddress('https://hooks.slack.com/commands/1/2', 'https://proxy.example/api/', 'hooks')).toBe(true);
    expect(isSlackAddress('https://files.slack-gov.com/x', 'https://slack-gov.com/api/', 'files')).toBe(true);
    expect(isSlackAddress('http://127.0.0.1:5/x', 'http://127.0.0.1:6/api/', 'hooks')).toBe(true);
    const none = [
      'http://files.slack.com/x',
      'https://files.slack.com:444/x',
      'https://hooks.slack.com/x',
      'https://evil.example/files.slack.com',
      'https://a@files.slack.com/x',
      'https://files.slack.com.evil.example/x',
      '',
    ];
    for (const one of none) expect([one, isSlackAddress(one, api, 'files')]).toEqual([one, false]);
    expect(isSlackAddress('http://127.0.0.1:5/x', 'http://127.0.0.1:6/api/', 'files')).toBe(false);
  });
});

describe('the seal of a form', () => {
  const owner = { token: 'xoxb-1', space: spaceId('slack', 'T1'), user: 'U1' };
  it('holds for its owner and its content, and for nothing that differs in one character', () => {
    const sealed = sealForm('{"channel":"C1"}', owner);
    expect([isSealedFor(sealed, owner), sealedContent(sealed)]).toEqual([true, '{"channel":"C1"}']);
    for (const other of [
      { ...owner, token: 'xoxb-2' },
      { ...owner, space: spaceId('slack', 'T2') },
      { ...owner, user: 'U2' },
    ])
      expect(isSealedFor(sealed, other)).toBe(false);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === '~' ? '!' : '~'}${sealed.slice(at + 1)}`;
      expect([at, isSealedFor(changed, owner)]).toEqual([at, false]);
    }
    for (const short of ['', 'x', sealed.slice(0, 22)]) expect(isSealedFor(short, owner)).toBe(false);
  });
});
