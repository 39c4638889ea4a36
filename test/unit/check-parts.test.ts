import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/core/check/files.ts';
import { checkItems, checkSizes, itemsOf, itemsText, itemsVersion, toStimulus } from '../../src/core/check/items.ts';
import { type CheckAnswer, measure, measureDrift } from '../../src/core/check/measure.ts';
import { personaOf, planCalls } from '../../src/core/check/plan.ts';
import { describeLastCheck } from '../../src/core/check/result.ts';
import { scoreOdds, scoreReaction, standingOf } from '../../src/core/check/score.ts';
import { onlyRole, swapAttribute, swapStreet } from '../../src/core/check/swap-attribute.ts';
import { stakesOf } from '../../src/core/honesty/stakes.ts';
import type { Stance } from '../../src/core/panel/reaction.ts';
import type { Persona } from '../../src/core/personas/persona.ts';
import { parseStimulus } from '../../src/core/stimulus.ts';
import { aPersona, aSet } from '../fakes/personas.ts';

const persona = (change: Partial<Persona> = {}): Persona => ({
  ...aPersona('ana', 'Ana', [{ text: 'I read the price before anything else.' }]),
  ...change,
});

describe('the frozen items', () => {
  it('are thirty, each once, short, and none is a grave subject', () => {
    expect(checkItems).toHaveLength(30);
    expect(new Set(checkItems.map(({ id }) => id)).size).toBe(30);
    for (const item of checkItems) {
      const stimulus = toStimulus(item, false);
      expect(stakesOf(stimulus)).toBeUndefined();
      expect(stimulus.asked.length).toBeLessThan(100);
      // What a panel would make of the same words.
      expect(parseStimulus(stimulus.asked)).toEqual(stimulus);
    }
  });

  it('stay as they are: another word needs a new id and another version, for results with the same version are compared', () => {
    expect(itemsText().split('\n').slice(0, 3)).toEqual([
      'list\tA shopping list that writes itself from what you cooked last week',
      'return\tReturn anything within thirty days, without saying why',
      'ten-five\tReady in ten minutes\tMade with five ingredients',
    ]);
    const words = createHash('sha256').update(itemsText()).digest('hex').slice(0, 16);
    expect([itemsVersion, words]).toEqual([1, '990ed2004868ec4b']);
  });

  it('are fewer in the quick size, with comparisons among them, and can be turned round', () => {
    const quick = itemsOf('quick');
    expect(quick).toHaveLength(8);
    expect(quick.filter(({ options }) => options.length === 2)).toHaveLength(3);
    const [pair] = quick.filter(({ options }) => options.length === 2);
    expect(pair && toStimulus(pair, true).options).toEqual([pair?.options[1], pair?.options[0]]);
  });
});

describe('the score of an answer', () => {
  const open = (stance: Stance, others: ReadonlyArray<readonly [Stance, number]>) =>
    scoreReaction(
      {
        answers: [{ stance, text: '', claims: [], unmentioned: [] }],
        questions: [],
        spoken: { model: 'm', changeMind: '', others: others.map(([one, weight]) => ({ stance: one, text: '', weight })) },
      },
      false,
    );

  it.each([
    ['for', [], 1, 0],
    ['against', [['for', 0.25]], -0.5, 0],
    ['mixed', [['for', 0.5]], 0.5, 0],
    [
      'no-opinion',
      [
        ['outside', 0.3],
        ['for', 0.2],
      ],
      0.2,
      0.8,
    ],
  ] as const)('is the lean expected over all candidates: %s %o', (stance, others, score, silent) => {
    expect(open(stance, others)?.score).toBeCloseTo(score, 12);
    expect(open(stance, others)?.silent).toBeCloseTo(silent, 12);
  });

  it('is the drawn stance alone where nobody weighed others, and silence where there is none', () => {
    const plain = (...stances: readonly Stance[]) =>
      scoreReaction({ answers: stances.map((stance) => ({ stance, text: '', claims: [], unmentioned: [] })), questions: [] }, false);
    expect([plain('for'), plain('against'), plain('silent'), plain('mixed'), plain()]).toEqual([
      { score: 1, silent: 0 },
      { score: -1, silent: 0 },
      { score: 0, silent: 1 },
      { score: 0, silent: 0 },
      { score: 0, silent: 1 },
    ]);
  });

  it('of a choice is one share less the other, and the same when the options were turned round', () => {
    expect(scoreOdds({ options: [0.6, 0.3], noOpinion: 0.1 }, false)).toEqual({ score: 0.3, silent: 0.1 });
    expect(scoreOdds({ options: [0.3, 0.6], noOpinion: 0.1 }, true)).toEqual({ score: 0.3, silent: 0.1 });
  });

  it('is none when a comparison came without a choice', () => {
    const answer = { stance: 'for', text: '', claims: [], unmentioned: [] } as const;
    expect(scoreReaction({ answers: [answer, answer], questions: [] }, false)).toBeUndefined();
  });

  it.each([
    [-0.34, 'against'],
    [-1 / 3, 'between'],
    [0, 'between'],
    [1 / 3, 'between'],
    [0.34, 'for'],
  ])('%d stands %s', (score, standing) => expect(standingOf(score)).toBe(standing));
});

describe('a swap', () => {
  it.each([
    ['age', 'She is thirty-four and mends clocks.', 'She is sixty-four and mends clocks.'],
    ['age', 'He is 61, and mends clocks.', 'He is 31, and mends clocks.'],
    ['age', 'A 34-year-old who mends clocks.', 'A 64-year-old who mends clocks.'],
    ['age', 'She is in her twenties.', 'She is in her fifties.'],
    ['gender', 'She likes her work, and it suits her. Ask her to wait.', 'He likes his work, and it suits him. Ask him to wait.'],
    ['gender', 'He hurt himself; his hand is better.', 'She hurt herself; her hand is better.'],
    ['place', 'He lives in Lisbon and works there.', 'He lives in Oststead and works there.'],
    ['place', 'A small town is home.', 'A capital is home.'],
    ['income', 'She runs the house on a tight budget.', 'She runs the house on a generous budget.'],
    ['disability', 'She reads by screen reader.', 'She reads by large screen.'],
  ] as const)('of %s changes “%s”', (attribute, story, changed) => {
    expect(swapAttribute(persona({ story }), attribute)?.story).toBe(changed);
  });

  it.each([
    ['age', 'The rice took 34 minutes, and it is 12 km to the old shop.'],
    ['disability', 'Old records she buys blind, and turns a deaf ear to praise.'],
    ['place', 'She lives in March and in the moment.'.replace('March', 'hope')],
    ['income', 'He counts every screen.'],
    ['gender', 'An invented character.'],
  ] as const)('of %s leaves alone what does not speak of it: “%s”', (attribute, story) => {
    expect(swapAttribute(persona({ story }), attribute)).toBeUndefined();
  });

  it('of gender leaves the people alone whom the persona speaks of', () => {
    const spoken = aPersona('ana', 'Ana', [{ text: 'My sister asked, and she knows the man at the stall.' }]);
    const swapped = swapAttribute({ ...spoken, story: 'She mends clocks.' }, 'gender');
    expect(swapped?.story).toBe('He mends clocks.');
    expect(swapped?.traits).toEqual(spoken.traits);
  });

  it('of a street changes the street, or adds one where there is none', () => {
    expect(swapStreet(persona({ story: 'The shop is in Maple Street.' })).story).toBe('The shop is in Alder Street.');
    expect(swapStreet(persona({ story: 'A shop.' })).story).toBe('A shop.\n\nThe street outside is called Alder Street.');
  });

  it('to the role alone leaves name and role and nothing else', () => {
    const bare = onlyRole(persona());
    expect([bare.name, bare.role]).toEqual(['Ana', 'A persona made for a test']);
    expect([bare.traits, bare.story, bare.voice.manner, bare.voice.samples]).toEqual([[], '', '', []]);
  });
});

describe('the plan of a check', () => {
  const set = aSet([persona({ story: 'She is thirty-four.' }), persona({ id: 'ben', name: 'Ben' })]);
  const request = { set, size: 'full', attributes: ['age'], models: ['m'], seed: 7 } as const;

  it('asks every arm as often as its size says, and swaps only where the file mentions it', () => {
    const calls = planCalls(request);
    const count = (arm: string) => calls.filter((call) => call.arm === arm).length;
    expect(new Set(calls.map(({ key }) => key)).size).toBe(calls.length);
    expect([count('persona'), count('role'), count('age'), count('street')]).toEqual([2 * 30 * 4, 2 * 30 * 2, 30 * 4, 30 * 4]);
    expect(count('control')).toBe(checkItems.filter(({ options }) => options.length > 1).length * 4);
    for (const call of calls.filter(({ arm }) => arm === 'age' || arm === 'street')) expect(call.persona).toBe('ana');
    expect(new Set(planCalls({ ...request, size: 'quick' }).map(({ arm }) => arm))).toEqual(new Set(['persona', 'control']));
  });

  it('puts the persona of each arm, as far as its file has one', () => {
    const [ana] = set.personas;
    if (!ana) throw new Error('no persona');
    expect(personaOf(ana, 'persona')).toBe(ana);
    expect(personaOf(ana, 'control')).toBe(ana);
    expect(personaOf(ana, 'role')).toEqual(onlyRole(ana));
    expect(personaOf(ana, 'street')).toEqual(swapStreet(ana));
    expect(personaOf(ana, 'age')?.story).toBe('She is sixty-four.');
    expect(personaOf(ana, 'income')).toBeUndefined();
  });

  it('orders options alike for all answers of a persona to an item, and anew for each other one', () => {
    const seeds = Map.groupBy(planCalls(request), ({ persona: id, item }) => `${id}/${item.id}`);
    for (const calls of seeds.values()) expect(new Set(calls.map(({ seed }) => seed)).size).toBe(1);
    const all = [...seeds.values()].map(([call]) => call?.seed);
    expect(new Set(all).size).toBe(all.length);
    expect(planCalls({ ...request, seed: 8 })[0]?.seed).not.toBe(planCalls(request)[0]?.seed);
  });

  it('is the same for the same request, and asks comparisons both ways equally often', () => {
    const calls = planCalls(request);
    expect(planCalls(request)).toEqual(calls);
    const choices = calls.filter(({ arm, item }) => arm === 'persona' && item.options.length > 1);
    expect(choices.filter(({ isReversed }) => isReversed).length).toBe(choices.length / 2);
    expect(calls.filter(({ item }) => item.options.length === 1).every(({ isReversed }) => !isReversed)).toBe(true);
  });

  it('gives two models the same number of calls, each of them both ways', () => {
    const choices = planCalls({ ...request, models: ['one', 'two'] }).filter(
      ({ arm, item }) => arm === 'persona' && item.options.length > 1,
    );
    const share = (model: string, isReversed: boolean) =>
      choices.filter((call) => call.model === model && call.isReversed === isReversed).length;
    expect([share('one', false), share('one', true), share('two', false), share('two', true)]).toEqual(
      Array.from({ length: 4 }, () => choices.length / 4),
    );
  });
});

describe('the figures of a check', () => {
  const set = aSet([persona(), persona({ id: 'ben', name: 'Ben' }), persona({ id: 'cleo', name: 'Cleo' })]);
  const request = { set, size: 'quick', attributes: [], models: ['m'], seed: 1 } as const;
  const calls = planCalls(request);
  const answer = (leanOf: (persona: string, item: string, replicate: number) => number | 'withheld'): CheckAnswer[] =>
    calls.map(({ key, persona: id, item, replicate }) => {
      const lean = leanOf(id, item.id, replicate);
      return lean === 'withheld' ? { key, missing: 'withheld' } : { key, score: lean, silent: 0 };
    });

  it('leave out items that somebody did not answer, and fill nothing in', () => {
    const { whole } = measure(
      request,
      answer((id, item) => (id === 'ben' && item === 'list' ? 'withheld' : 0.1)),
    );
    expect(whole).toEqual({ personas: ['ana', 'ben', 'cleo'], items: checkSizes.quick.items - 1, replicates: 3 });
  });

  it('keep more items with fewer replicates when that keeps more answers', () => {
    const { whole } = measure(
      request,
      answer((id, _item, replicate) => (id === 'ben' && replicate === 2 ? 'withheld' : 0.1)),
    );
    expect(whole).toEqual({ personas: ['ana', 'ben', 'cleo'], items: 8, replicates: 2 });
  });

  it('leave out a persona of whom hardly an answer can be scored', () => {
    const figures = measure(
      request,
      answer((id) => (id === 'ben' ? 'withheld' : 0.1)),
    );
    expect(figures.whole.personas).toEqual(['ana', 'cleo']);
    expect(figures.missing['ben']).toEqual({ withheld: 24, failed: 0, of: 24 });
    expect(figures.costume?.pairs).toHaveLength(1);
  });

  it('count choices that follow the order of the options, beside those that change by themselves', () => {
    const turned = new Map(calls.map((call) => [call.key, call.isReversed]));
    const given = calls.map(({ key }) => ({ key, score: turned.get(key) === true ? -0.5 : 0.5, silent: 0 }));
    // Three comparisons and personas: of three replicates one is turned round, so two pairs each differ and one is asked the same way twice.
    expect(measure(request, given).order).toEqual({ pairs: 18, flips: 18, rerunPairs: 9, rerunFlips: 0 });
  });

  it('count a choice of neither as no change to the other option', () => {
    const turned = new Map(calls.map((call) => [call.key, call.isReversed]));
    for (const lean of [0.5, -0.5]) {
      const given = calls.map(({ key }) => ({ key, score: turned.get(key) === true ? 0 : lean, silent: 0 }));
      expect(measure(request, given).order).toEqual({ pairs: 18, flips: 0, rerunPairs: 9, rerunFlips: 0 });
    }
  });

  it('say how far the personas are from no persona at all', () => {
    const { control } = measure(
      request,
      answer((id) => (id === '' ? 0 : id === 'ana' ? 0.5 : -0.1)),
    );
    expect(control?.items).toBe(3);
    expect(control?.distances.map((distance) => distance.toFixed(2))).toEqual(['0.50', '0.10', '0.10']);
  });

  it('count who stands where, and do not take silence for the middle', () => {
    const silent = answer((id) => (id === 'ana' ? 0.9 : id === 'ben' ? -0.9 : 0)).map((one) =>
      'score' in one && one.key.includes('/cleo/') ? { ...one, silent: 1 } : one,
    );
    expect(measure(request, silent).coverage[0]).toEqual({ item: 'list', for: 1, against: 1, between: 0, silent: 1 });
  });

  it('do not depend on the order in which answers came', () => {
    const given = answer((id, item, replicate) => ((id.length + item.length * 3 + replicate) % 7) / 7);
    expect(measure(request, given.toReversed())).toEqual(measure(request, given));
  });
});

describe('drift', () => {
  const kept = (shift: number, ids = ['ana', 'ben']) =>
    Object.fromEntries(ids.map((id) => [id, Object.fromEntries(['a', 'b', 'c', 'd'].map((item, at) => [item, [shift + at / 10]]))]));

  it('compares what both checks hold, and nothing where that is too little', () => {
    expect(measureDrift(kept(0), kept(0.4, ['ana', 'dora']))).toMatchObject({ items: 4, personas: 1, hasMoved: true });
    expect(measureDrift(kept(0), kept(0))).toMatchObject({ hasMoved: false, personas: 2 });
    expect(measureDrift(kept(0), kept(0, ['dora']))).toBeUndefined();
  });
});

describe('what the files show', () => {
  it('names what is past its review, what is called recent and is not, and files that are copies', () => {
    const [first] = persona().traits;
    if (!first) throw new Error('no trait');
    const old = persona({ reviewBy: '2026-11-20', traits: [{ ...first, date: '2025-11-20' }] });
    const facts = readFiles(aSet([old, { ...old, id: 'ben', name: 'Ben', reviewBy: '2026-11-21' }]), '2026-11-21');
    expect(facts.overdue).toEqual([{ name: 'Ana', day: '2026-11-20' }]);
    expect(facts.old.map(({ name }) => name)).toEqual(['Ana', 'Ben']);
    expect(facts.alike).toMatchObject([{ one: 'Ana', other: 'Ben' }]);
    expect(facts.withoutData).toEqual(['Ana', 'Ben']);
  });
});

describe('what the files rest on', () => {
  const [trait] = persona().traits;
  if (!trait) throw new Error('no trait');
  const of = (id: string, change: Partial<Persona>) => persona({ id, name: id, ...change });
  const read = (...personas: readonly Persona[]) => readFiles(aSet(personas), '2026-11-21');

  it('counts each trait and the voice, and names who has no data', () => {
    const data = { kind: 'data', source: 'Survey', date: '2026-01-01', n: 12 } as const;
    const facts = read(
      of('ana', {
        traits: [
          { ...trait, basis: data },
          { ...trait, basis: { kind: 'invention' } },
        ],
      }),
      of('ben', { traits: [trait] }),
    );
    // Each voice of these is an invention.
    expect(facts.bases).toEqual({ data: 1, assumption: 1, invention: 3 });
    expect(facts.withoutData).toEqual(['ben']);
  });

  it('takes for old what is more than a year old, to the day', () => {
    const on = (...days: ReadonlyArray<string | undefined>) =>
      read(of('ana', { traits: days.map((date) => (date === undefined ? trait : { ...trait, date })) })).old.map(({ day }) => day);
    expect(on('2025-11-20', '2025-11-21', undefined, '2026-11-20', '2024-12-31')).toEqual(['2025-11-20', '2024-12-31']);
  });

  it('names files that share half of their words in role, traits and story', () => {
    const words = (first: string) => Array.from({ length: 8 }, (_, at) => first + 'abcdefgh'.charAt(at).repeat(3)).join(' ');
    const made = (id: string, role: string, text: string, story: string) =>
      of(id, { role: words(role), traits: [{ ...trait, text: words(text) }], story: words(story) });
    const alike = (one: Persona, other: Persona) => read(one, other).alike;
    const ana = made('ana', 'r', 't', 's');
    // Of three equal parts two are the same, or one.
    for (const twin of [made('ben', 'x', 't', 's'), made('ben', 'r', 'x', 's'), made('ben', 'r', 't', 'x')])
      expect(alike(ana, twin)).toEqual([{ one: 'ana', other: 'ben', share: expect.closeTo(2 / 3, 9) }]);
    for (const other of [made('ben', 'r', 'x', 'y'), made('ben', 'x', 't', 'y'), made('ben', 'x', 'y', 's')])
      expect(alike(ana, other)).toEqual([]);
  });
});

describe('what a panel says of the last check', () => {
  const last = { day: '2026-11-02', version: 2, models: ['m'] };

  it.each([
    [undefined, { version: 2, models: ['m'] }, ''],
    [last, { version: 2, models: ['m'] }, 'Last checked 2026-11-02, model m.'],
    [last, { version: 3, models: ['m'] }, 'Last checked 2026-11-02, and changed since: checked on version 2, this is version 3.'],
    [last, { version: 2, models: ['n'] }, 'Last checked 2026-11-02, and changed since: checked with m, this is n.'],
    [last, { version: 2, models: [] }, 'Last checked 2026-11-02, model m.'],
    [{ ...last, models: ['m', 'n'] }, { version: 2, models: ['n', 'm'] }, 'Last checked 2026-11-02, model m and n.'],
    [
      { ...last, models: ['m', 'n'] },
      { version: 3, models: ['o', 'p'] },
      'Last checked 2026-11-02, and changed since: checked on version 2, this is version 3; checked with m and n, this is o and p.',
    ],
  ])('is %o now %o: %s', (check, now, said) => expect(describeLastCheck(check, now)).toBe(said));
});
