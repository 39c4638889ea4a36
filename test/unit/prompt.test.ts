import { describe, expect, it } from 'vitest';
import { schemaFor } from '../../src/core/prompt/answer-schema.ts';
import { mendPrompt } from '../../src/core/prompt/mend-prompt.ts';
import { buildPrompt, kindOf, type PromptRequest } from '../../src/core/prompt/prompt.ts';
import type { Quote } from '../../src/core/quotes/quotes.ts';
import { parseInput, parsePersona } from '../fakes/parse-prompt.ts';
import { aPersona } from '../fakes/personas.ts';

const persona = aPersona('ana', 'Ana', [{ text: 'I read the price before anything else on the shelf.' }]);
const quote = (text: string, change: Partial<Quote> = {}): Quote => ({
  id: 'q',
  text,
  source: 'a survey',
  date: '2026-01-01',
  permission: 'consent',
  ...change,
});
const open: PromptRequest = {
  persona,
  stimulus: { asked: 'Half the price', options: ['Half the price'] },
  quotes: [],
  heard: [],
  order: [0],
  mark: 'k3f9x2',
};
const three: PromptRequest = { ...open, stimulus: { asked: 'a | b | c', options: ['First', 'Second', 'Third'] }, order: [2, 0, 1] };

describe('a prompt', () => {
  it('asks for a reaction, a comparison, questions or a choice without a persona, and a grave subject comes first', () => {
    expect(kindOf(open)).toBe('open');
    expect(kindOf(three)).toBe('comparison');
    expect(kindOf({ ...three, persona: undefined })).toBe('control');
    expect(kindOf({ ...open, stakes: 'health' })).toBe('questions');
    expect(kindOf({ ...three, persona: undefined, stakes: 'law' })).toBe('questions');
  });

  it('is laid out as rules, shape, persona; then quotes, what was heard, and the text last', () => {
    const prompt = buildPrompt({ ...open, quotes: [quote('Too dear.')], heard: [{ name: 'Vera, an AI persona', said: 'Against it.' }] });
    const places = ['How to speak', schemaFor('open', 1).shape, '<persona '].map((part) => prompt.prefix.indexOf(part));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(parseInput(prompt).fences).toEqual([
      { name: 'quote', text: 'Too dear.' },
      { name: 'heard', text: 'Vera, an AI persona:\nAgainst it.' },
      { name: 'headline', text: 'Half the price' },
    ]);
  });

  it('keeps its prefix to the byte over headlines, marks, quotes, orders and rounds', () => {
    const { prefix } = buildPrompt(open);
    const other: PromptRequest = {
      ...open,
      stimulus: { asked: 'Other', options: ['Other'] },
      quotes: [quote('Too dear.')],
      heard: [{ name: 'Vera, an AI persona', said: 'Against it.' }],
      mark: 'other-mark',
    };
    expect(buildPrompt(other).prefix).toBe(prefix);
    expect(buildPrompt({ ...three, order: [1, 2, 0], heard: other.heard }).prefix).toBe(buildPrompt(three).prefix);
    expect(buildPrompt({ ...open, stakes: 'law' }).prefix).toBe(buildPrompt({ ...other, stakes: 'health' }).prefix);
    expect(buildPrompt({ ...three, persona: undefined }).prefix).toBe(buildPrompt({ ...three, persona: undefined, mark: 'zzzz' }).prefix);
  });

  it('gives each persona, kind and number of options its own prefix', () => {
    const requests = [
      open,
      { ...open, persona: aPersona('ben', 'Ben', [{ text: 'I read the small print first.' }]) },
      three,
      { ...three, stimulus: { asked: '', options: ['x', 'y'] }, order: [0, 1] },
      { ...open, stakes: 'price' as const },
    ];
    expect(new Set(requests.map((request) => buildPrompt(request).prefix)).size).toBe(requests.length);
  });

  it('lays options before the model in the given order, each with its own letter', () => {
    expect(parseInput(buildPrompt(three)).fences).toEqual([
      { name: 'option C', text: 'Third' },
      { name: 'option A', text: 'First' },
      { name: 'option B', text: 'Second' },
    ]);
  });

  it('is not made for an order that forgets, repeats or invents an option', () => {
    for (const order of [[], [0, 1], [0, 1, 1], [0, 1, 3], [0, 1, 2, 2]]) {
      expect(() => buildPrompt({ ...three, order })).toThrow(RangeError);
    }
  });

  it('is not made for a control without a choice, nor with a mark that is no word', () => {
    expect(() => buildPrompt({ ...open, persona: undefined })).toThrow('2 to 5 options');
    for (const mark of ['', 'abc', 'two words', 'a\nb\nc', 'abc>']) expect(() => buildPrompt({ ...open, mark })).toThrow('a mark');
  });

  it('tells the persona with the id of every trait, and neither its id, what it rests on, nor who stands behind it', () => {
    const { fences } = parsePersona(buildPrompt({ ...open, persona: { ...persona, id: 'secret-id' } }));
    const [{ text } = { text: '' }] = fences;
    expect(fences.length).toBe(1);
    for (const trait of persona.traits) expect(text).toContain(`\n${trait.id}: ${trait.text}\n`);
    expect(text).toMatch(/^name: Ana\nrole: A persona made for a test\nkind: composite\n/);
    expect(text).toContain('\nsample: It runs again.\n');
    expect(text).toMatch(/\nstory:\nAn invented character for a test\.$/);
    for (const untold of ['secret-id', 'assumption', 'the test\n', 'nobody yet']) expect(text).not.toContain(untold);
  });

  it('has no persona in the control', () => {
    const { prefix } = buildPrompt({ ...three, persona: undefined });
    expect(prefix).not.toContain('<persona ');
    expect(prefix).toContain(schemaFor('control', 3).shape);
  });

  it('leaves out sample lines, because nobody said them', () => {
    const prompt = buildPrompt({ ...open, quotes: [quote('A sample.', { permission: 'sample' }), quote('A voice.')] });
    expect(parseInput(prompt).fences.map(({ text }) => text)).toEqual(['A voice.', 'Half the price']);
    expect(buildPrompt({ ...open, quotes: [quote('A sample.', { permission: 'sample' })] }).input).not.toContain('real people');
  });

  it('asks on a grave subject for questions alone', () => {
    const { prefix } = buildPrompt({ ...open, stakes: 'health' });
    expect(prefix).toContain(schemaFor('questions', 1).shape);
    expect(prefix).not.toContain('stance');
    expect(prefix).not.toContain('How to speak');
  });

  it('says in a second try what was wrong with the first, after the fences, and keeps its prefix', () => {
    const first = buildPrompt(open);
    const reasons = (['claims-human', 'malformed'] as const).map((problem) => {
      const second = mendPrompt(first, problem);
      expect(second.prefix).toBe(first.prefix);
      expect(second.input.startsWith(first.input)).toBe(true);
      expect(parseInput(second).fences).toEqual(parseInput(first).fences);
      return second.input.slice(first.input.length);
    });
    expect(reasons[0]).toContain('it claimed to be a real person');
    expect(reasons[1]).toContain('JSON object that was asked for');
  });
});
