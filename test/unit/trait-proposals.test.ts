import { describe, expect, it } from 'vitest';
import { addTrait } from '../../src/core/personas/add-trait.ts';
import { basisOfQuotes, proposalProblem, readTraits } from '../../src/core/personas/trait-proposals.ts';
import type { Quote } from '../../src/core/quotes/quotes.ts';

const quote = (id: string, text: string, date = '2026-04-01', source = 'Survey'): Quote => ({
  id,
  text,
  source,
  date,
  permission: 'consent',
});

const nothing = { quotes: [], knownNames: [] };

describe('what a trait rests on', () => {
  it('is counted in quotes: the same one twice, and one that says nearly the same, count once', () => {
    const one = quote('a', 'The fold takes two hands and a foot', '2026-04-01');
    const nearly = quote('b', 'the fold takes two hands and a foot!', '2026-05-02');
    const other = quote('c', 'Nobody told me about the fee', '2026-03-01', 'Shop | reviews');
    expect(basisOfQuotes([one, one, nearly])).toEqual({ kind: 'data', n: 1, date: '2026-05-02', source: 'Survey' });
    expect(basisOfQuotes([one, other])).toEqual({ kind: 'data', n: 2, date: '2026-04-01', source: 'Survey, Shop / reviews' });
  });

  it('is nothing without quotes', () => {
    expect(basisOfQuotes([])).toEqual({ kind: 'invention' });
  });
});

describe('a sentence of a model', () => {
  it.each([
    'I read the whole label before I put anything in the basket.',
    'Mark-downs make me look twice.',
    'I want one price with everything in it.',
    'I walk away when nobody answers.',
  ])('may be plain: %s', (text) => {
    expect(proposalProblem(text, nothing)).toBeUndefined();
  });

  it('is as long as one in a file, and holds no bar', () => {
    const long = `I look at ${'every single label '.repeat(13)}`;
    const problems = ['I fold.', 'I fry it', long.slice(0, 240), long.slice(0, 241), 'I fold it | data'];
    expect(problems.map((text) => proposalProblem(text, nothing))).toEqual(['rule', undefined, undefined, 'rule', 'rule']);
  });

  it('may hold a known name of one word, which is an everyday word too, but none of several', () => {
    const of = (...knownNames: readonly string[]) => proposalProblem('I fold the paper bag first.', { ...nothing, knownNames });
    expect([of('Fold'), of('Paper '), of('Paper Bag'), of(' paper bag ')]).toEqual([undefined, undefined, 'name', 'name']);
  });

  it('of a whole quote in other letters is still a quote', () => {
    expect(proposalProblem('“NEVER BUY THIS AGAIN”', { ...nothing, quotes: [quote('a', 'Never buy this again!')] })).toBe('quote');
  });
});

describe('an answer of a model', () => {
  const given = new Map([['q1', quote('long-id-1', 'The fold takes two hands and a foot')]]);
  const read = (answer: unknown) => readTraits(JSON.stringify(answer), { given, knownNames: [] });

  it('keeps only ids that were given, once each', () => {
    const answer = read({ traits: [{ part: 'Decision rules', text: 'I fold it in the shop first.', quotes: ['q1', 'q1', 'q9', 7] }] });
    expect(answer).toMatchObject({ traits: [{ part: 'decision_rules', quotes: ['q1'] }] });
  });

  it('rests on eight quotes at most', () => {
    const ids = Array.from({ length: 10 }, (_, at) => `q${at}`);
    const many = new Map(ids.map((id) => [id, quote(id, `Something else number ${id}`)]));
    const text = JSON.stringify({ traits: [{ part: 'goals', text: 'I fold it in the shop first.', quotes: ids }] });
    expect(readTraits(text, { given: many, knownNames: [] })).toMatchObject({ traits: [{ quotes: ids.slice(0, 8) }] });
  });

  it('loses what does not fit, and keeps the rest', () => {
    const fine = { part: 'goals', text: 'I want it to fold with one hand.', quotes: [] };
    const answer = read({ traits: [7, { part: 'recent_context', text: 'I bought one last week.', quotes: [] }, { part: 'goals' }, fine] });
    expect(answer).toMatchObject({ outcome: 'traits', traits: [fine] });
  });

  it.each([['no'], ['{"answer": 1}'], ['']])('without a list of traits is none: %s', (text) => {
    expect(readTraits(text, { given, knownNames: [] }).outcome).toBe('failed');
  });

  it('holds at most twelve traits', () => {
    const words = 'apples pears plums grapes figs dates limes lemons melons kiwis olives nuts beans peas'.split(' ');
    const answer = read({ traits: words.map((word) => ({ part: 'goals', text: `I look for ${word} first.`, quotes: [] })) });
    expect(answer).toMatchObject({ outcome: 'traits' });
    expect('traits' in answer && answer.traits).toHaveLength(12);
  });
});

describe('a trait that goes into a draft', () => {
  const trait = { part: 'goals', line: 'I want it to fold. | invention', group: { segment: 'Young family', source: 'Survey' } } as const;

  it('begins a persona, goes on with it while it has no name, and begins another afterwards', () => {
    const first = addTrait({ personas: 'ana' }, trait);
    expect(first).toMatchObject({
      id: 'young-family',
      texts: {
        personas: 'ana, young-family',
        'young-family/kind': 'segment',
        'young-family/grounded_in': 'segment: Young family | source: Survey',
      },
    });
    const sheet = { personas: 'ana', ...first.texts };
    const second = addTrait(sheet, { ...trait, line: 'I want a bell.' });
    expect(second).toEqual({ id: 'young-family', texts: { 'young-family/goals': `${trait.line}\nI want a bell.` } });
    expect(addTrait({ ...sheet, 'young-family/name': 'Wanda' }, trait).id).toBe('young-family-2');
  });

  it('stands there once, however often it is added', () => {
    expect(addTrait({ personas: 'ana', 'ana/goals': trait.line }, { ...trait, persona: 'ana' }).texts).toEqual({ 'ana/goals': trait.line });
  });
});
