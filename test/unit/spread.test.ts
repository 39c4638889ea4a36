import { describe, expect, it } from 'vitest';
import { kernels, measureGroups, readChoices, readStances } from '../../bench/human-voices.ts';
import { editedCopies, paraphrases } from '../../bench/one-voice.ts';
import type { Odds, OptionAnswer, Reaction, Stance } from '../../src/core/panel/reaction.ts';
import { describeSpread, effectiveVoices, humanVoices, type Spread, similarityOf, spreadOf } from '../../src/core/panel/spread.ts';
import { sharedData } from '../fakes/shared-data.ts';

const answer = (stance: Stance, text: string): OptionAnswer => ({ stance, text, claims: [], unmentioned: [] });
const says = (stance: Stance, text: string): Reaction => ({ answers: [answer(stance, text)], questions: [] });
const compares = (stances: readonly Stance[], drawn?: number): Reaction => {
  const odds: Odds = { options: stances.map(() => 0), noOpinion: 0, drawn: drawn ?? -1 };
  return {
    answers: stances.map((stance) => answer(stance, '')),
    questions: [],
    ...(drawn === undefined ? {} : { spoken: { model: 'm', changeMind: '', others: [], odds } }),
  };
};
describe('the spread of a panel', () => {
  it('is half where voices stand and half what words they use', () => {
    expect(spreadOf([says('for', 'cold soup'), says('for', 'cold soup')]).voices).toBeCloseTo(1, 10);
    expect(spreadOf([says('for', 'cold soup'), says('against', 'warm bread')]).voices).toBeCloseTo(2, 10);
    // Half alike: λ = 3/4 and 1/4.
    const half = 4 / 3 ** 0.75;
    expect(spreadOf([says('for', 'cold soup'), says('for', 'warm bread')]).voices).toBeCloseTo(half, 10);
    expect(spreadOf([says('for', 'cold soup'), says('against', 'cold soup')]).voices).toBeCloseTo(half, 10);
  });

  it('takes pulled both ways and undecided for one place', () => {
    const voices = (a: Stance, b: Stance) => spreadOf([says(a, 'soup'), says(b, 'soup')]).voices;
    expect(voices('mixed', 'depends')).toBeCloseTo(1, 10);
    for (const other of ['for', 'against'] as const) expect(voices('mixed', other)).toBeGreaterThan(1.7);
    expect(voices('for', 'against')).toBeGreaterThan(1.7);
  });

  it('does not count those without an opinion as voices, and counts them apart', () => {
    const quiet = (['no-opinion', 'outside', 'silent'] as const).map((stance) => says(stance, 'I cannot say'));
    expect(spreadOf([says('for', 'soup'), ...quiet, says('against', 'bread')])).toMatchObject({
      of: 2,
      noOpinion: { said: 3, of: 5 },
      kernel: 'words',
      places: 'stance',
      options: 1,
    });
    expect(spreadOf(quiet)).toMatchObject({ voices: 0, of: 0, noOpinion: { said: 3, of: 3 } });
    expect(spreadOf([])).toMatchObject({ voices: 0, of: 0, options: 0, noOpinion: { said: 0, of: 0 } });
    expect(spreadOf([says('for', 'soup')])).toMatchObject({ voices: 1, of: 1 });
  });

  it('compares what was chosen where every persona chose', () => {
    const first = compares(['for', 'against'], 0);
    // They stand the same way on each option and still choose apart.
    expect(spreadOf([first, compares(['for', 'against'], 1)])).toMatchObject({ places: 'choice', options: 2 });
    expect(spreadOf([first, compares(['for', 'against'], 1)]).voices).toBeCloseTo(4 / 3 ** 0.75, 10);
    expect(spreadOf([first, compares(['against', 'for'], 0)]).voices).toBeCloseTo(1, 10);
    expect(spreadOf([first, compares(['for', 'for'], -1)])).toMatchObject({ of: 1, noOpinion: { said: 1, of: 2 } });
  });

  it('compares the stances on each option where one persona did not choose', () => {
    const both = [compares(['for', 'against'], 0), compares(['for', 'for'])];
    expect(spreadOf(both)).toMatchObject({ places: 'stances', options: 2, of: 2 });
    // Half the places and all (no) words are shared: 3/4 alike, λ = 7/8 and 1/8.
    expect(spreadOf(both).voices).toBeCloseTo(8 / 7 ** 0.875, 10);
    expect(spreadOf([compares(['for', 'silent']), compares(['silent', 'silent'])])).toMatchObject({ of: 1 });
  });

  it('reads the claims where there is no speech, and every option', () => {
    const claim = { text: 'cold soup', basis: { kind: 'invention' }, leans: 'for', touchedBy: [], because: '' } as const;
    const mute = { answers: [{ ...answer('for', ''), claims: [claim, { ...claim, text: 'warm bread' }] }], questions: [] };
    expect(spreadOf([mute, says('for', 'bread warm soup cold')]).voices).toBeCloseTo(1, 10);
    const two = (a: string, b: string): Reaction => ({ answers: [answer('for', a), answer('for', b)], questions: [] });
    expect(spreadOf([two('cold', 'soup'), two('soup', 'cold')]).voices).toBeCloseTo(1, 10);
  });

  it('compares vectors in place of words where there are some, each with its own reaction', () => {
    const [a, b] = [says('for', 'soup'), says('for', 'bread')];
    // cos = 0.6, so 0.8 alike: λ = 0.9 and 0.1.
    const voices = Math.exp(-(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1)));
    expect(
      spreadOf(
        [a, b],
        [
          [1, 0],
          [0.6, 0.8],
        ],
      ),
    ).toMatchObject({ kernel: 'embeddings', of: 2 });
    expect(
      spreadOf(
        [a, b],
        [
          [1, 0],
          [0.6, 0.8],
        ],
      ).voices,
    ).toBeCloseTo(voices, 10);
    expect(
      spreadOf(
        [says('silent', ''), a, b],
        [
          [0, 1],
          [1, 0],
          [0.6, 0.8],
        ],
      ).voices,
    ).toBeCloseTo(voices, 10);
    // A vector that points nowhere is like no other, and still like itself.
    expect(
      spreadOf(
        [a, b],
        [
          [0, 0],
          [1, 0],
        ],
      ).voices,
    ).toBeCloseTo(4 / 3 ** 0.75, 10);
    expect(() => spreadOf([a, b], [[1, 0]])).toThrow('each reaction needs one vector');
    expect(() =>
      spreadOf(
        [a],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ).toThrow('each reaction needs one vector');
  });

  it('tells edited copies from paraphrases, and both from five people', () => {
    const voices = (five: readonly string[]) => effectiveVoices(similarityOf(five.map((text) => ({ places: ['one'], text }))));
    for (const five of editedCopies) expect(voices(five)).toBeLessThan(1.5);
    for (const five of paraphrases) expect(voices(five)).toBeGreaterThan(3);
    for (const five of paraphrases) expect(voices(five)).toBeLessThan(humanVoices.stance.low[2] ?? 0);
  });
});

describe('the spread as people read it', () => {
  const spread = (voices: number, of: number, more: Partial<Spread> = {}): Spread => ({
    voices,
    of,
    kernel: 'words',
    places: 'stance',
    options: 1,
    noOpinion: { said: 0, of },
    ...more,
  });
  const sentenceOf = (...given: Parameters<typeof spread>) => describeSpread(spread(...given)).sentence;

  it('is one figure with one decimal, beside what people show', () => {
    expect(describeSpread(spread(4.8123, 6))).toEqual({
      type: 'spread',
      voices: 4.8,
      of: 6,
      sentence: 'About 4.8 different voices among 6.',
      reference:
        'For comparison: 6 real people who talked about one bottled soup had about 4.9 voices by the same measure (groups drawn from 40; nine in ten had at least 4.4). It compares stances and words, so one opinion in other words still counts as more than one voice. In a published comparison, ratings by AI personas spread about 0.4 to 0.7 as far as those of the people they stood for.',
    });
  });

  it('warns where nine in ten groups of people had more voices, and not at that very figure', () => {
    expect(sentenceOf(1.8, 6)).toBe('Only about 1.8 different voices among 6: treat them as one or two opinions at most.');
    expect(sentenceOf(4.379, 6)).toBe('Only about 4.4 different voices among 6: treat them as four or five opinions at most.');
    expect(sentenceOf(4.38, 6)).toBe('About 4.4 different voices among 6.');
    expect(sentenceOf(3.02, 6)).toBe('Only about 3.0 different voices among 6: treat them as three opinions at most.');
    expect(sentenceOf(1.001, 3)).toBe('Only about 1.0 different voices among 3: treat them as one opinion at most.');
    expect(sentenceOf(2.3, 3)).toBe('Only about 2.3 different voices among 3: treat them as two opinions at most.');
  });

  it('counts those without an opinion, never as a percentage', () => {
    expect(sentenceOf(4, 4, { noOpinion: { said: 2, of: 6 } })).toBe('About 4.0 different voices among 4. 2 of 6 had no opinion.');
    expect(sentenceOf(4, 4, { noOpinion: { said: 1, of: 5 } })).toBe('About 4.0 different voices among 4. 1 of 5 had no opinion.');
  });

  it('compares nothing where there are fewer than two voices', () => {
    expect(describeSpread(spread(0, 0, { noOpinion: { said: 5, of: 5 } }))).toMatchObject({
      voices: 0,
      sentence: 'There are no voices to compare. 5 of 5 had no opinion.',
      reference: '',
    });
    expect(describeSpread(spread(1, 1))).toMatchObject({ sentence: 'There is one voice, and none to compare it with.', reference: '' });
    expect(describeSpread(spread(2, 2)).reference).not.toBe('');
  });

  it('sets a choice beside the choices of people among as many options', () => {
    const choice = (options: number) => describeSpread(spread(3.9, 5, { places: 'choice', options }));
    expect(choice(2).reference).toContain(
      'For comparison: 5 real parents who chose among 2 devices had about 3.9 voices by the same measure (groups drawn from 40; nine in ten had at least 3.3).',
    );
    expect(choice(2).sentence).toBe('About 3.9 different voices among 5.');
    expect(choice(5).reference).toContain(
      'among 5 devices had about 4.4 voices by the same measure (groups drawn from 40; nine in ten had at least 4.0).',
    );
    expect(choice(5).sentence).toContain('Only about 3.9');
  });

  it.each([
    [
      { kernel: 'embeddings' },
      5,
      'Measured with an embedding model, by which no real people were measured here: there is no human figure beside it. ',
    ],
    [{ places: 'stances', options: 2 }, 5, 'No real people were measured in just this way: there is no human figure beside it. '],
    [{}, 2, 'No real people were measured in just this way: there is no human figure beside it. '],
    [{}, 9, 'No real people were measured in just this way: there is no human figure beside it. '],
    [{ places: 'choice', options: 6 }, 5, 'No real people were measured in just this way: there is no human figure beside it. '],
  ] as const)('has no human figure, and then warns at half as many voices as names (%j, %i voices)', (more, of, reference) => {
    expect(describeSpread(spread(of / 2, of, more)).reference).toBe(
      `${reference}In a published comparison, ratings by AI personas spread about 0.4 to 0.7 as far as those of the people they stood for.`,
    );
    expect(sentenceOf(of / 2, of, more)).toContain('Only about');
    expect(sentenceOf(of / 2 + 0.01, of, more)).not.toContain('Only about');
  });

  it('writes numbers up to the twelve personas of a panel as words', () => {
    expect(sentenceOf(5.5, 12)).toContain('as five or six opinions at most');
    expect(sentenceOf(13.2, 27)).toContain('as 13 or 14 opinions at most');
  });
});

const people = sharedData('human-reactions');

describe('what people show', () => {
  const sizes = [3, 4, 5, 6, 7, 8];

  it('covers groups of three to eight, among two to five options, with figures that grow', () => {
    const tables = [humanVoices.stance, ...Object.values(humanVoices.choice)];
    expect(Object.keys(humanVoices.choice)).toEqual(['2', '3', '4', '5']);
    for (const { low, median } of tables) {
      expect([low.length, median.length]).toEqual([sizes.length, sizes.length]);
      for (const [at, value] of low.entries()) {
        expect(value).toBeGreaterThan(low[at - 1] ?? 1);
        expect(median[at]).toBeGreaterThan(value);
        expect(median[at]).toBeLessThan(sizes[at] ?? 0);
      }
    }
  });

  it.skipIf(people.missing)(people.missing ? people.reason : 'is what the people of the data set show', () => {
    const measure = (menus: Parameters<typeof measureGroups>[0]) => {
      const groups = sizes.map((size) => measureGroups(menus, size));
      return { low: groups.map(({ low }) => low), median: groups.map(({ median }) => median) };
    };
    expect(measure([similarityOf(readStances(people.path))])).toEqual(humanVoices.stance);
    for (const options of [2, 3, 4, 5]) {
      const menus = readChoices(people.path, options).map((voices) => similarityOf(voices));
      expect(measure(menus)).toEqual(humanVoices.choice[options]);
    }
  });

  it.skipIf(people.missing)(people.missing ? people.reason : 'cannot be told from one opinion by words alone', () => {
    const voices = readStances(people.path);
    for (const kernel of [kernels['words only'], kernels['trigrams only']]) {
      if (!kernel) throw new Error('the kernel has another name');
      const human = measureGroups([kernel(voices)], 5).median;
      const said = paraphrases.map((five) => effectiveVoices(kernel(five.map((text) => ({ places: ['one'], text })))));
      expect(Math.abs(Math.max(...said) - human)).toBeLessThan(0.1);
    }
  });
});
