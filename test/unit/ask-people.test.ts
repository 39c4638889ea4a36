import { describe, expect, it } from 'vitest';
import { askPeopleMessage } from '../../src/core/panel/ask-people.ts';
import { planPanel } from '../../src/core/panel/panel.ts';
import { startPanel } from '../../src/core/panel/panel-machine.ts';
import type { TurnResult } from '../../src/core/panel/turn.ts';
import { aPersona, aSet } from '../fakes/personas.ts';

/* What a panel leaves for people: an interview guide, and for a comparison a plan for a test. */

const ana = aPersona('ana', 'Ana', [{ text: 'I read the price first.' }]);
const limits = { nameUnits: 40, bodyUnits: 8_000, notificationUnits: 160 };
const engine = { kind: 'evidence', name: 'evidence engine' } as const;

const messageOf = (options: readonly string[], questions: readonly string[]) => {
  const plan = planPanel({ stimulus: { asked: options.join(), options }, set: aSet([ana]), setKey: 'k', seed: 1, engine });
  const answers = options.map(() => ({ stance: 'for', text: '', claims: [], unmentioned: [] }) as const);
  const result: TurnResult = { engine, kind: 'reaction', reaction: { answers, questions, evidence: options.map(() => []) } };
  const facts = { number: 7, plan, state: startPanel(plan.seats), acceptedAt: '2026-11-21T09:00:00.000Z' };
  return askPeopleMessage(facts, [{ persona: ana, result }], limits);
};
const itemsOf = (title: string, options: readonly string[], questions: readonly string[] = []) =>
  messageOf(options, questions).blocks.flatMap((block) => (block.type === 'list' && block.title === title ? block.items : []));
const noteOf = (questions: readonly string[]) => messageOf(['Save time'], questions).blocks.at(-1);

describe('the interview guide', () => {
  it('asks the open questions before anything is shown, each with a question after it', () => {
    expect(itemsOf('Interview guide', ['Save time'], ['When were you late last?', 'Whom did you call?'])).toEqual([
      'Talk to 5 to 8 people whom this is for, one at a time, for half an hour. Ask whether you may note down their words.',
      'Do not show the headline or concept first, and do not say what you hope for.',
      'Ask: When were you late last? Then: What did you do next? Why?',
      'Ask: Whom did you call? Then: What did you do next? Why?',
      'Now show it. Ask: What is this? Who is it for? What would you do?',
      'Write down their words as they said them, and import them with /panel-admin quotes import.',
    ]);
    const message = messageOf(['Save time'], []);
    expect(message.blocks[0]).toEqual({ type: 'heading', text: 'Panel 7: ask real people' });
    expect(message.notification).toMatch(/ Panel 7: an interview guide$/u);
  });

  it('ends what is asked, however it was written', () => {
    const asked = (question: string) => itemsOf('Interview guide', ['Save time'], [question])[2];
    expect(asked('Tell me about the last time')).toBe('Ask: Tell me about the last time. Then: What did you do next? Why?');
    expect(asked('Tell me about it.')).toBe('Ask: Tell me about it. Then: What did you do next? Why?');
  });

  it('has a beginning where the personas left no question open, and does not say that they did', () => {
    expect(itemsOf('Interview guide', ['Save time'])[2]).toBe(
      'Ask: When did you last need something like this? Tell me about it from the beginning. Then: What did you do next? Why?',
    );
    const note = (text: string) => ({ type: 'note', text });
    expect(noteOf(['Why?'])).toEqual(note('The questions come from what AI personas left open. Only people can answer them.'));
    expect(noteOf([])).toEqual(note('The AI personas left no question open. Only people can answer what is asked here.'));
  });
});

describe('the plan for a test', () => {
  it('is made for comparisons alone', () => {
    const types = (options: readonly string[]) => messageOf(options, []).blocks.map(({ type }) => type);
    expect(types(['Save time'])).toEqual(['heading', 'list', 'note']);
    expect(types(['Save time', 'Save money'])).toEqual(['heading', 'list', 'heading', 'list', 'table', 'note']);
    expect(messageOf(['Save time', 'Save money'], []).blocks[2]).toEqual({ type: 'heading', text: 'A/B plan' });
  });

  it('names all options, says when to stop, and warns of many pairs', () => {
    const plan = (...options: readonly string[]) => itemsOf('Before it starts', options);
    expect(plan('Save time', 'Save money')).toEqual([
      'Show A, B to people drawn at random, at the same time, with everything else the same.',
      'Decide beforehand what is counted, how many people see each option, and on which day you stop. Do not stop early because one leads.',
      'When it is over: /outcome with the counts.',
    ]);
    expect(plan('Save time', 'Save money', 'Save face', 'Save the day').slice(0, 1)).toEqual([
      'Show A, B, C, D to people drawn at random, at the same time, with everything else the same.',
    ]);
    expect(plan('Save time', 'Save money', 'Save face', 'Save the day').at(-1)).toBe(
      'When it is over: /outcome with the counts. With 6 pairs to compare, a lone winner is likelier to be chance: test the best two again.',
    );
  });

  it('says how many people it takes to find a fifth more', () => {
    // By hand for the first: rates 0.01 and 0.012, mean 0.011; 1.959964 * sqrt(2 * 0.011 * 0.989) + 0.841621 * sqrt(0.0099 + 0.011856), squared, by 0.002 squared.
    expect(messageOf(['Save time', 'Save money'], []).blocks.find(({ type }) => type === 'table')).toEqual({
      type: 'table',
      title: 'People for each option, to find a fifth more in 4 of 5 tests (5 % two-sided)',
      columns: ['Does it today', 'Would be', 'People for each'],
      rows: [
        ['1 %', '1.2 %', '42,693'],
        ['3 %', '3.6 %', '13,914'],
        ['10 %', '12 %', '3,841'],
      ],
    });
  });
});
