import { describe, expect, it } from 'vitest';
import { askPeopleMessage } from '../../src/core/panel/ask-people.ts';
import { closingMessage } from '../../src/core/panel/closing.ts';
import { describeTriggers, openQuestions, type Seat, saidOf, spokenOf, standings, unanswered } from '../../src/core/panel/closing-said.ts';
import { planPanel } from '../../src/core/panel/panel.ts';
import { startPanel } from '../../src/core/panel/panel-machine.ts';
import type { Claim, OptionAnswer, Stance } from '../../src/core/panel/reaction.ts';
import type { TurnResult } from '../../src/core/panel/turn.ts';
import type { Evidence, Quote } from '../../src/core/quotes/quotes.ts';
import { aPersona, aSet } from '../fakes/personas.ts';

const ask = (what: string) => `When did you last think of ${what}?`;
const goals = (what: string) => [{ text: `I want ${what} to work.`, ask: ask(what) }];
const [ana, ben, cem] = [
  aPersona('ana', 'Ana', goals('soup')),
  aPersona('ben', 'Ben', goals('bread')),
  aPersona('cem', 'Cem', goals('tea')),
];

const model = { engine: { kind: 'model', name: 'm' } } as const;
const file = { engine: { kind: 'evidence', name: 'evidence engine' } } as const;

const claim = (leans: Claim['leans'], touchedBy: readonly string[] = []): Claim => ({
  text: 'I want it to work.',
  traitId: 'goals.1',
  basis: { kind: 'invention' },
  leans,
  touchedBy,
  because: '',
});
const quoted = (permission: Quote['permission']): Evidence => ({
  verdict: 'quotes',
  quotes: [{ strength: 1, words: [], quote: { id: 'q', text: 'It works.', source: 'Survey', date: '2026-01-01', permission } }],
  loose: 0,
  searched: 1,
  filters: {},
  samples: false,
});

type Answer = Readonly<{ stance?: Stance; claims?: readonly Claim[]; unmentioned?: readonly string[]; evidence?: readonly Evidence[] }>;
/** What a persona said to one option, with questions of its own. */
const reaction = (answer: Answer = {}, questions: readonly string[] = [], mark: Seat['result']['engine'] = file.engine): TurnResult => {
  const { stance = 'for', claims = [], unmentioned = [], evidence = [] } = answer;
  const only: OptionAnswer = { stance, text: '', claims, unmentioned };
  return { engine: mark, kind: 'reaction', reaction: { answers: [only], questions, evidence: [evidence] } };
};
const none = { kind: 'none', reason: 'failed' } as const;
const questions = { kind: 'questions', topic: 'health', questions: ['Whom did you ask?'] } as const;
const said = (...seats: readonly Seat[]) => saidOf(spokenOf(seats), 0);

describe('what sums a panel up', () => {
  const plan = planPanel({
    stimulus: { asked: 'Save time', options: ['Save time'] },
    set: aSet([ana, ben]),
    setKey: 'k',
    seed: 1,
    engine: file.engine,
  });
  const facts = { number: 7, plan, state: startPanel(plan.seats), acceptedAt: '2026-11-21T09:00:00.000Z' };
  const limits = { nameUnits: 40, bodyUnits: 4_000, notificationUnits: 160 };
  const kindsOf = (result: TurnResult) => {
    const seats = [
      { persona: ana, result: reaction() },
      { persona: ben, result },
    ];
    return [closingMessage(facts, { seats, voices: [] }, facts.acceptedAt, limits).kind, askPeopleMessage(facts, seats, limits).kind];
  };

  const coverageOf = (human: number, judged?: ReadonlyArray<Readonly<{ supports: number; contradicts: number }>>): string => {
    const evidence = [0, 1, 2].map((at) =>
      at < human ? quoted('consent') : { ...quoted('consent'), verdict: 'nothing' as const, quotes: [] },
    );
    const seats = [{ persona: ana, result: reaction({ claims: [claim('for'), claim('for'), claim('against')], evidence }) }];
    const some = (count: number) => quoted('consent').quotes.slice(0, count);
    const read = judged?.map(({ supports, contradicts }) => ({
      persona: 'Ana',
      text: 'I want it to work.',
      supports: some(supports),
      contradicts: some(contradicts),
    }));
    const closing = { seats, voices: [], ...(read ? { judged: read } : {}) };
    return JSON.stringify(closingMessage(facts, closing, facts.acceptedAt, limits).blocks);
  };

  it('keeps apart what the search found close and what a language model found to agree', () => {
    const alone = 'The search alone found real quotes close to';
    expect(coverageOf(0)).toContain('0 of 3 claims have real quotes close to them. They are what AI personas say');
    expect(coverageOf(1)).toContain('1 of 3 claims have real quotes close to them. Close is not agreement: read the quotes. The rest is');
    const none = coverageOf(1, [{ supports: 0, contradicts: 1 }]);
    expect(none).toContain('found a human voice behind 0 of 3 claims, and 1 contradicted by real people.');
    expect(none).toContain(`${alone} 1 of them: close is not agreement. They are`);
    const more = coverageOf(0, [{ supports: 1, contradicts: 0 }]);
    expect(more).toContain(`found a human voice behind 1 of 3 claims. ${alone} 0 of them: the model reads weaker matches too. The rest is`);
    expect(coverageOf(1, [{ supports: 1, contradicts: 0 }])).not.toContain(alone);
  });

  it.each([
    ['spoke', reaction({}, [], model.engine)],
    ['put questions', { ...model, ...questions }],
  ] as const)('is partly AI-generated when a language model %s for one seat', (_, result) => {
    expect(kindsOf(result)).toEqual(['ai-digest', 'ai-digest']);
  });

  it.each([
    ['failed', { ...model, ...none }],
    ['was not asked', { ...file, ...questions }],
    ['was replaced by the file', { ...file, ...none, instead: 'timeout' }],
  ] as const)('is the bot’s own where a language model %s', (_, result) => {
    expect(kindsOf(result)).toEqual(['notice', 'notice']);
  });
});

describe('where personas stand', () => {
  it('is told by name, once each, with those who cannot judge last', () => {
    const seats = [
      { persona: ana, result: reaction({ stance: 'silent' }) },
      { persona: ben, result: reaction({ stance: 'for' }) },
      { persona: cem, result: reaction({ stance: 'outside' }) },
      { persona: ben, result: reaction({ stance: 'for' }) },
      { persona: ana, result: { ...file, ...none } },
    ];
    expect(standings(spokenOf(seats), 0)).toEqual([
      'Pulled towards it: Ben',
      'Outside what it knows: Cem',
      'Its file says nothing about it: Ana',
    ]);
  });

  it('is told of several in the plural', () => {
    const both = (stance: Stance) => standings(spokenOf([ana, ben].map((persona) => ({ persona, result: reaction({ stance }) }))), 0);
    expect([both('outside'), both('silent'), both('against')].flat()).toEqual([
      'Outside what they know: Ana, Ben',
      'Their files say nothing about it: Ana, Ben',
      'Put off by it: Ana, Ben',
    ]);
  });

  it('is told in one order, whoever spoke first', () => {
    const stances: readonly Stance[] = ['silent', 'outside', 'no-opinion', 'depends', 'mixed', 'against', 'for'];
    const seats = stances.map((stance, at) => ({
      persona: aPersona(`p${at}`, ['Gil', 'Fay', 'Eve', 'Don', 'Col', 'Bea', 'Abe'][at] ?? '', goals('soup')),
      result: reaction({ stance }),
    }));
    const told = standings(spokenOf(seats), 0).map((line) => line.split(': '));
    expect(told.map(([, who]) => who)).toEqual(['Abe', 'Bea', 'Col', 'Don', 'Eve', 'Fay', 'Gil']);
    expect(new Set(told.map(([stance]) => stance)).size).toBe(7);
  });

  it('is a gap where no file says anything, up to six words, however they are written', () => {
    const seats = (...unmentioned: readonly (readonly string[])[]) =>
      spokenOf(unmentioned.map((words) => ({ persona: ana, result: reaction({ unmentioned: words }) })));
    expect(unanswered(seats(['Café', 'tap', 'fee'], ['fee', 'cafe']), 0)).toEqual(['Café', 'fee']);
    expect(unanswered(seats('abcdefg'.split('')), 0)).toEqual('abcdef'.split(''));
    expect(unanswered([], 0)).toEqual([]);
  });
});

describe('words of a stimulus', () => {
  const about = (persona: typeof ana, leans: Claim['leans'], ...words: readonly string[]): Seat => ({
    persona,
    result: reaction({ claims: words.map((word) => claim(leans, [word])) }),
  });

  it('that pull personas apart come before those that touch several, most touched first', () => {
    const seats = [
      about(ana, 'for', 'Time', 'two', 'all', 'alone'),
      about(ben, 'against', 'time', 'all'),
      about(cem, 'depends', 'two', 'all'),
      about(ana, 'for', 'TIME'),
    ];
    expect(describeTriggers(said(...seats))).toEqual([
      '“Time” pulls Ana in and puts Ben off',
      '“all” pulls Ana in and puts Ben off',
      '“two” touches Ana, Cem',
    ]);
    const agreed = [about(ana, 'for', 'two', 'all'), about(ben, 'for', 'two', 'all'), about(cem, 'for', 'all')];
    expect(describeTriggers(said(...agreed))).toEqual(['“all” touches Ana, Ben, Cem', '“two” touches Ana, Ben']);
  });

  it('that all are put off by pull nobody apart', () => {
    expect(describeTriggers(said(about(ana, 'against', 'fee'), about(ben, 'against', 'fee')))).toEqual(['“fee” touches Ana, Ben']);
    expect(describeTriggers(said(about(ana, 'against', 'fee'), about(ben, 'depends', 'fee')))).toEqual(['“fee” touches Ana, Ben']);
  });

  it('are three that split and two that are shared at most, on one line, cut at 80', () => {
    const words = 'abcd'.split('');
    expect(describeTriggers(said(about(ana, 'for', ...words), about(ben, 'against', ...words)))).toHaveLength(3);
    expect(describeTriggers(said(about(ana, 'for', ...words), about(ben, 'for', ...words)))).toHaveLength(2);
    const long = `a\n${'b'.repeat(90)}`;
    expect(describeTriggers(said(about(ana, 'for', long), about(ben, 'for', long)))).toEqual([`“a ${'b'.repeat(78)}” touches Ana, Ben`]);
  });
});

describe('what to ask real people next', () => {
  const seat = (persona: typeof ana, answer: Answer, own: readonly string[] = []): Seat => ({ persona, result: reaction(answer, own) });
  const next = (...seats: readonly Seat[]) => openQuestions(seats, said(...seats));
  const voice = (permission: Quote['permission']) => ({ evidence: [quoted(permission)] });

  it('begins with what no person said, and there with what leans one way', () => {
    expect(
      next(
        seat(ana, { claims: [claim('for')], ...voice('consent') }),
        seat(cem, { claims: [claim('depends')] }),
        seat(ben, { claims: [claim('against')], ...voice('sample') }),
      ),
    ).toEqual([ask('bread'), ask('tea'), ask('soup')]);
  });

  it('takes one question of each persona before a second of any, each once, three at most', () => {
    const chatty = seat(ana, { claims: [claim('for')] }, ['Why now?', ask('bread')]);
    expect(next(chatty, seat(ben, { claims: [claim('for')] }))).toEqual([ask('soup'), ask('bread'), 'Why now?']);
    expect(next(seat(ana, {}, ['One?', 'Two?', 'Three?', 'Four?']))).toEqual(['One?', 'Two?', 'Three?']);
  });

  it('keeps the order of claims that lean no way, and of those that lean one', () => {
    const leaning = (leans: Claim['leans']) => [ana, ben, cem].map((persona) => seat(persona, { claims: [claim(leans)] }));
    for (const leans of ['depends', 'for', 'against'] as const)
      expect(next(...leaning(leans))).toEqual([ask('soup'), ask('bread'), ask('tea')]);
  });

  it('is what the trait behind a claim asks, and nothing where it asks nothing or is not there', () => {
    const dan = aPersona('dan', 'Dan', [...goals('soup'), ...goals('salt')]);
    const on = (persona: typeof ana, ...ids: readonly string[]) =>
      seat(persona, { claims: ids.map((traitId) => ({ ...claim('for'), traitId })) });
    expect(next(on(dan, 'goals.2'))).toEqual([ask('salt')]);
    expect(next(on(dan, 'goals.1', 'goals.2'), on(ben, 'goals.1'))).toEqual([ask('soup'), ask('bread'), ask('salt')]);
    // Ana's second goal has no question.
    expect(next(on(ana, 'goals.2', 'goals.9'))).toEqual([]);
  });

  it('takes in the questions of a subject that is too grave, and nothing of a turn that failed', () => {
    expect(next({ persona: ana, result: { ...file, ...questions } }, { persona: ben, result: { ...file, ...none } })).toEqual([
      'Whom did you ask?',
    ]);
  });
});
