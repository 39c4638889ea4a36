import { describe, expect, it } from 'vitest';
import { type Asked, type Draft, readAnswer } from '../../src/core/prompt/read-answer.ts';
import { aPersona } from '../fakes/personas.ts';

const persona = aPersona('ana', 'Ana', [{ text: 'I read the price before anything else on the shelf.' }]);
const asOpen: Asked = { kind: 'open', persona, options: 1 };
const asComparison: Asked = { kind: 'comparison', persona, options: 2 };
const asQuestions: Asked = { kind: 'questions', persona, options: 1 };
const asControl: Asked = { kind: 'control', persona: undefined, options: 2 };

const candidate = (change: object = {}) => ({
  stance: 'against',
  text: 'The price comes too late for me.',
  claims: [{ text: 'A late price makes me leave.', leans: 'against', trait: 'goals.1' }],
  change_my_mind: 'A price in the first line.',
  probability: 0.5,
  ...change,
});
const openAnswer = (...candidates: readonly unknown[]) => ({ candidates, questions: ['When did you last leave a page?'] });
const option = (letter: string, change: object = {}) => ({
  option: letter,
  stance: 'for',
  text: `I take ${letter}.`,
  claims: [],
  ...change,
});
const comparison = (change: object = {}) => ({
  options: [option('A'), option('B')],
  odds: [
    { choice: 'A', probability: 0.6 },
    { choice: 'B', probability: 0.3 },
    { choice: 'none', probability: 0.1 },
  ],
  change_my_mind: '',
  questions: [],
  ...change,
});

const read = <K extends Draft['kind']>(answer: unknown, asked: Asked & { kind: K }): Draft & { kind: K } => {
  const result = readAnswer(typeof answer === 'string' ? answer : JSON.stringify(answer), asked);
  if (result.outcome === 'failed') throw new Error(result.failure);
  const isAsked = (draft: Draft): draft is Draft & { kind: K } => draft.kind === asked.kind;
  if (!isAsked(result.draft)) throw new Error('another kind');
  return result.draft;
};
const readOpen = (answer: unknown) => read(answer, { ...asOpen, kind: 'open' });
const readComparison = (answer: unknown) => read(answer, { ...asComparison, kind: 'comparison' });
const failureOf = (text: string, asked: Asked = asOpen) => {
  const result = readAnswer(text, asked);
  return result.outcome === 'failed' ? result.failure : 'none';
};

describe('reading a reaction', () => {
  it('gives candidates as they are, and a claim the ground of the trait that it names', () => {
    const [trait] = persona.traits;
    expect(readOpen(openAnswer(candidate()))).toEqual({
      kind: 'open',
      candidates: [
        {
          stance: 'against',
          text: 'The price comes too late for me.',
          claims: [
            {
              text: 'A late price makes me leave.',
              leans: 'against',
              part: 'goals',
              traitId: 'goals.1',
              basis: trait?.basis,
              touchedBy: [],
              because: '',
            },
          ],
          changeMind: 'A price in the first line.',
          probability: 0.5,
        },
      ],
      questions: ['When did you last leave a page?'],
    });
  });

  it('keeps the date of a dated trait', () => {
    const claims = [{ text: 'I was renamed last week.', leans: 'depends', trait: 'recent_context.1' }];
    expect(readOpen(openAnswer(candidate({ claims }))).candidates[0]?.claims[0]?.date).toBe('2026-11-01');
  });

  it('makes an invention of a claim whose trait is not in the file', () => {
    for (const trait of ['goals.99', 'goals', '', '__proto__', 'constructor', null, undefined, 7, {}, 'goals.1; data']) {
      const claims = [{ text: 'A late price makes me leave.', leans: 'against', trait }];
      expect(readOpen(openAnswer(candidate({ claims }))).candidates[0]?.claims).toEqual([
        { text: 'A late price makes me leave.', leans: 'against', basis: { kind: 'invention' }, touchedBy: [], because: '' },
      ]);
    }
  });

  it('bears what does no harm: case, spaces, unknown keys, missing lists, numbers as strings', () => {
    const odd = { stance: ' No Opinion ', text: '  I do not\n care.\u200B ', probability: ' 0.4 ', reasoning: 'x', leans: 1 };
    expect(readOpen({ candidates: [odd], extra: [] })).toEqual({
      kind: 'open',
      candidates: [{ stance: 'no-opinion', text: 'I do not care.', claims: [], changeMind: '', probability: 0.4 }],
      questions: [],
    });
    const claims = [{ text: 'It pulls somewhere.', leans: 'sideways', trait: ' goals.1 ' }];
    expect(readOpen(openAnswer(candidate({ claims }))).candidates[0]?.claims[0]).toMatchObject({ leans: 'depends', traitId: 'goals.1' });
  });

  it('drops what is no probability, a percentage too', () => {
    const chances = ['40', '40%', '', ' ', 'NaN', 'Infinity', '-0.1', '1e-1', '0x1', '1e400', '-1', '1.01', 'null', '[]', 'true'];
    for (const chance of chances) {
      const texts = /^[\d.e-]+$/.test(chance) ? [chance, `"${chance}"`] : [`"${chance}"`];
      for (const text of texts.filter((one) => one !== '1e-1')) {
        const answer = JSON.stringify(openAnswer(candidate({ probability: 'HERE' }))).replace('"HERE"', text);
        expect(readOpen(answer).candidates[0]).not.toHaveProperty('probability');
      }
    }
    for (const chance of [0, 1, '0', '1', '.5', 1e-9]) {
      expect(readOpen(openAnswer(candidate({ probability: chance }))).candidates[0]?.probability).toBe(Number(chance));
    }
  });

  it('leaves out a candidate that does not fit, and fails when none is left', () => {
    const bad = [
      candidate({ stance: 'silent' }),
      candidate({ stance: 'love it' }),
      candidate({ text: '' }),
      candidate({ text: ' \u200B\n' }),
      candidate({ text: 7 }),
      candidate({ text: 'x'.repeat(2_001) }),
      [],
      'text',
    ];
    const { candidates } = readOpen(openAnswer(...bad, candidate()));
    expect(candidates.map(({ text }) => text)).toEqual(['The price comes too late for me.']);
    expect(failureOf(JSON.stringify(openAnswer(...bad)))).toBe('malformed');
  });

  it('bounds every list', () => {
    const claim = { text: 'A late price makes me leave.', leans: 'against', trait: null };
    const many = candidate({ claims: Array.from({ length: 30 }, () => claim) });
    const draft = readOpen({
      candidates: Array.from({ length: 30 }, () => many),
      questions: Array.from({ length: 30 }, () => 'What next?'),
    });
    expect(draft.candidates.length).toBe(5);
    expect(draft.candidates[0]?.claims.length).toBe(4);
    expect(draft.questions.length).toBe(2);
  });
});

describe('reading a comparison', () => {
  it('puts answers and odds into the order of the stimulus, whatever order the model chose', () => {
    const odds = [
      { choice: 'no opinion', probability: 0.2 },
      { choice: 'option b', probability: 0.5 },
      { choice: 'A', probability: 0.3 },
    ];
    const draft = readComparison(comparison({ options: [option('b'), option('Option A')], odds }));
    expect(draft.answers.map(({ text }) => text)).toEqual(['I take Option A.', 'I take b.']);
    expect(draft.odds).toEqual({ options: [0.3, 0.5], noOpinion: 0.2 });
  });

  it('makes the odds sum to 1, and gives a choice that was left out nothing', () => {
    expect(readComparison(comparison({ odds: [{ choice: 'B', probability: 0.2 }] })).odds).toEqual({ options: [0, 1], noOpinion: 0 });
    const draft = readComparison(comparison({ odds: ['A', 'B', 'none'].map((choice) => ({ choice, probability: 0.9 })) }));
    expect([...(draft.odds?.options ?? []), draft.odds?.noOpinion].every((one) => Math.abs((one ?? 0) - 1 / 3) < 1e-12)).toBe(true);
  });

  it('has no odds when nothing weighs anything', () => {
    const zero = ['A', 'B', 'none'].map((choice) => ({ choice, probability: 0 }));
    const percentages = [
      { choice: 'A', probability: 60 },
      { choice: 'B', probability: 40 },
    ];
    for (const odds of [zero, percentages, [], 'A', undefined, [{ choice: 'C', probability: 1 }]]) {
      expect(readComparison(comparison({ odds }))).not.toHaveProperty('odds');
    }
  });

  it('counts the first of two answers or odds for one option, and none for a letter that was not offered', () => {
    const options = [option('A'), option('A', { text: 'Again.' }), option('C'), option('AB'), option('__proto__'), option('B')];
    const odds = [
      { choice: 'A', probability: 0.5 },
      { choice: 'A', probability: 0.1 },
      { choice: 'E', probability: 1 },
      { choice: 'B', probability: 0.5 },
    ];
    const draft = readComparison(comparison({ options, odds }));
    expect(draft.answers.map(({ text }) => text)).toEqual(['I take A.', 'I take B.']);
    expect(draft.odds).toEqual({ options: [0.5, 0.5], noOpinion: 0 });
  });

  it('fails when an option has no answer', () => {
    for (const options of [[option('A')], [option('A'), option('C')], [option('A'), option('B', { text: '' })], undefined]) {
      expect(failureOf(JSON.stringify(comparison({ options })), asComparison)).toBe('malformed');
    }
  });
});

describe('reading questions and the control', () => {
  it('takes one to three questions', () => {
    const ask = (questions: unknown) => readAnswer(JSON.stringify({ questions }), asQuestions);
    const three = ['What did you do?', 'Who helped?', 'What then?'];
    expect(ask([...three, 'And?'])).toEqual({ outcome: 'draft', draft: { kind: 'questions', questions: three } });
    for (const none of [[], [''], 'What?', [7], null]) expect(ask(none)).toEqual({ outcome: 'failed', failure: 'malformed' });
  });

  it('needs odds for the control', () => {
    expect(readAnswer('{"odds":[{"choice":"B","probability":1}]}', asControl)).toEqual({
      outcome: 'draft',
      draft: { kind: 'control', odds: { options: [0, 1], noOpinion: 0 } },
    });
    expect(failureOf('{"odds":[]}', asControl)).toBe('malformed');
  });
});
