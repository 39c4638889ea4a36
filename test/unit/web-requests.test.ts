import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { findFileAction, readImportRequest, readInvokeRequest, readLine } from '../../src/adapters/web/requests.ts';

const key = 'delivery-key-1';

describe('what the page may send', () => {
  test('a typed line', () => {
    expect(readInvokeRequest({ deliveryKey: key, line: '/panel x' })).toEqual({ deliveryKey: key, line: '/panel x' });
  });

  test('a button, in its thread', () => {
    const press = { command: 'panel', action: ['stop'], options: { panel: '1' } };
    expect(readInvokeRequest({ deliveryKey: key, thread: 't', press })).toEqual({ deliveryKey: key, thread: 't', press });
  });

  test('a button with a text of up to 3,000 characters, and not one more', () => {
    const press = (units: number) => ({ command: 'panel', action: ['ask'], options: { panel: '1', question: 'x'.repeat(units) } });
    expect(readInvokeRequest({ deliveryKey: key, press: press(3_000) })).toEqual({ deliveryKey: key, press: press(3_000) });
    expect(readInvokeRequest({ deliveryKey: key, press: press(3_001) })).toBeUndefined();
  });

  test('a button, with the answer in which it stands', () => {
    const press = { command: 'panel', action: ['stop'], options: { panel: '1' } };
    const from = { entry: 'e', press };
    expect(readInvokeRequest({ deliveryKey: key, press, from })).toEqual({ deliveryKey: key, press, from });
    expect(readInvokeRequest({ deliveryKey: key, press, from: { entry: 7, press } })).toBeUndefined();
    expect(readInvokeRequest({ deliveryKey: key, press, from: { entry: 'e' } })).toBeUndefined();
  });

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['no key', { line: 'x' }],
    ['a key that is too short to be one', { deliveryKey: 'a', line: 'x' }],
    ['a key with a path in it', { deliveryKey: '../../../etc', line: 'x' }],
    ['an empty line', { deliveryKey: key, line: '  ' }],
    ['a line that is a number', { deliveryKey: key, line: 7 }],
    ['both a line and a button', { deliveryKey: key, line: 'x', press: { command: 'panel', action: [], options: {} } }],
    ['a button without options', { deliveryKey: key, press: { command: 'panel', action: [] } }],
    ['options that are not text', { deliveryKey: key, press: { command: 'panel', action: [], options: { panel: 1 } } }],
    ['an action that is not a list', { deliveryKey: key, press: { command: 'panel', action: 'stop', options: {} } }],
    ['a thread that is not text', { deliveryKey: key, line: 'x', thread: {} }],
  ])('not %s', (_what, body) => {
    expect(readInvokeRequest(body)).toBeUndefined();
  });
});

describe('a typed line', () => {
  test.each([
    ['/panel Save money', 'panel', 'Save money'],
    ['Save money', 'panel', 'Save money'],
    ['  /quotes  late delivery ', 'quotes', 'late delivery '],
    ['/panel-about', 'panel-about', ''],
    ['/panel two\nlines', 'panel', 'two\nlines'],
    ['/', '', ''],
    ['A | B', 'panel', 'A | B'],
    ['and/or', 'panel', 'and/or'],
  ])('“%s” is /%s with “%s”', (line, command, text) => {
    expect(readLine(line)).toEqual({ command, text });
  });
});

describe('an import', () => {
  const query = {
    key,
    command: 'panel-admin',
    action: 'quotes import',
    name: 'reviews.csv',
    'option.text': 'review',
    'option.source': 'Survey',
  };

  test('names its action, its file and its options', () => {
    expect(readImportRequest(query)).toEqual({
      deliveryKey: key,
      command: 'panel-admin',
      action: ['quotes', 'import'],
      fileName: 'reviews.csv',
      options: { text: 'review', source: 'Survey' },
    });
  });

  test('needs a key, a command and a name of sane length', () => {
    expect(readImportRequest({ ...query, key: '' })).toBeUndefined();
    expect(readImportRequest({ ...query, command: '' })).toBeUndefined();
    expect(readImportRequest({ ...query, name: 'x'.repeat(256) })).toBeUndefined();
  });

  test('is taken only for an action that wants a file', () => {
    const request = readImportRequest(query);
    expect(request && findFileAction(commands, request)?.path).toEqual(['quotes', 'import']);
    expect(request && findFileAction(commands, { ...request, action: ['quotes', 'sources'] })).toBeUndefined();
    expect(request && findFileAction(commands, { ...request, command: 'panel' })).toBeUndefined();
  });
});
