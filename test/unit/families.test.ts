import { describe, expect, it } from 'vitest';
import { familyDoubt } from '../../src/core/panel/families.ts';
import type { Stance } from '../../src/core/panel/reaction.ts';

const short: Readonly<Record<string, Stance>> = {
  '+': 'for',
  '-': 'against',
  '0': 'mixed',
  d: 'depends',
  n: 'no-opinion',
  o: 'outside',
  s: 'silent',
};
const voices = (model: string, marks: string) => Array.from(marks, (mark) => ({ model, stance: short[mark] ?? 'silent' }));
const doubt = (first: string, second: string, third = '') =>
  familyDoubt([...voices('alpha', first), ...voices('beta', second), ...voices('gamma', third)]);

describe('two language models on one panel', () => {
  it('are doubted when one leans towards it and the other away', () => {
    expect(doubt('++0', '--+')).toBe(
      'The two language models disagree: alpha leans towards it, beta leans away from it. That is doubt about the models, not a finding about people.',
    );
    expect(doubt('--+', '+d0')).toContain('alpha leans away from it, beta leans towards it.');
  });

  it('are doubted when one is of one mind and the other leans neither way', () => {
    expect(doubt('++', '+-')).toContain('alpha leans towards it, beta leans neither way.');
    expect(doubt('0d', '---')).toContain('alpha leans neither way, beta leans away from it.');
  });

  it('are not doubted when they lie closer and no lean opposes the other', () => {
    expect(doubt('++0', '+0')).toBeUndefined();
    // 2/3 against 0: apart by less than 1.
    expect(doubt('++0', '+-')).toBeUndefined();
    expect(doubt('--', '--0')).toBeUndefined();
    expect(doubt('+-', '0d')).toBeUndefined();
  });

  it('need two personas with an opinion each', () => {
    expect(doubt('++', '-')).toBeUndefined();
    expect(doubt('+', '--')).toBeUndefined();
    expect(doubt('++', '-nos')).toBeUndefined();
    expect(doubt('++', '--nos')).toBeDefined();
    // Those without an opinion weigh nothing: 1 and 0, not 1/2 and 0.
    expect(doubt('++nn', '0d')).toBeDefined();
  });

  it('are two: there is nothing to say of one, and a third with too few voices does not count', () => {
    expect(familyDoubt([])).toBeUndefined();
    expect(doubt('++--', '')).toBeUndefined();
    expect(doubt('++', '--', '++')).toBeUndefined();
    expect(doubt('++', '--', '+')).toBeDefined();
  });

  it('are named on one line', () => {
    expect(familyDoubt([...voices('al\npha\u202E', '++'), ...voices('beta', '--')])).toContain('disagree: al pha leans');
  });
});
