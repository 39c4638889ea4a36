import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { parseArguments } from '../../src/app/arguments.ts';
import { isRefusal } from '../../src/core/errors.ts';

const panel = commands.find(({ name }) => name === 'panel');

const read = (text: string): Readonly<Record<string, string>> => {
  if (!panel) throw new Error('there is no /panel');
  const parsed = parseArguments(panel, text);
  if (isRefusal(parsed)) throw new Error(parsed.userMessage);
  return parsed.input;
};

describe('options in a typed line', () => {
  const name = panel?.actions.find(({ path }) => path.length === 0)?.takes?.name ?? '';

  it.each([
    ['vote:first A | B', { vote: 'first' }, 'A | B'],
    ['A | B vote:first', { vote: 'first' }, 'A | B'],
    ['vote:first set:"my set" A | B rounds:2', { vote: 'first', set: 'my set', rounds: '2' }, 'A | B'],
    ['set:one A | B set:two', { set: 'two' }, 'A | B'],
    ['Note: save money', {}, 'Note: save money'],
    ['note:this Save money', {}, 'note:this Save money'],
    ['Set: the table', {}, 'Set: the table'],
    ['set: the table', {}, 'set: the table'],
    ['Save vote:first money', {}, 'Save vote:first money'],
    ['vote:first', { vote: 'first' }, ''],
  ])('reads %j with options from both ends only', (text, options, rest) => {
    const { [name]: free, ...others } = read(text);
    expect(others).toEqual(options);
    expect(free?.trim()).toBe(rest);
  });
});
