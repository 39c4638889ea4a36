import { describe, expect, it } from 'vitest';
import { type SwapAttribute, swapAttribute, swapStreet } from '../../src/core/check/swap-attribute.ts';
import { aPersona } from '../fakes/personas.ts';

/* What a swap changes: each word that it knows, in both directions, and nothing else. */

const withStory = (story: string) => ({ ...aPersona('ana', 'Ana', [{ text: 'I read the price first.' }]), story });
/** The story after the swap, or `undefined` where there was nothing to swap. */
const swapped = (attribute: SwapAttribute, story: string): string | undefined => swapAttribute(withStory(story), attribute)?.story;
const bothWays = (attribute: SwapAttribute, one: string, other: string): void => {
  expect([swapped(attribute, one), swapped(attribute, other)]).toEqual([other, one]);
};

const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy'];
const ones = ['', '-one', '-two', '-three', '-four', '-five', '-six', '-seven', '-eight', '-nine'];

describe('a swap of age', () => {
  it('is by thirty years for everybody between 20 and 79, in figures and in words', () => {
    for (let age = 20; age < 50; age += 1) {
      bothWays('age', `She is ${age}.`, `She is ${age + 30}.`);
      bothWays('age', `A ${age}-year-old.`, `A ${age + 30}-year-old.`);
      const [ten, one] = [Math.floor(age / 10) - 2, age % 10];
      bothWays('age', `She is ${tens[ten]}${ones[one]}.`, `She is ${tens[ten + 3]}${ones[one]}.`);
    }
  });

  it.each([
    ['in her twenties', 'in her fifties'],
    ['in his early thirties', 'in his early sixties'],
    ['in their late forties', 'in their late seventies'],
    ['in my mid-forties', 'in my mid-seventies'],
    ['a pensioner', 'a student'],
    ['retired', 'still studying'],
  ])('knows %s and %s', (one, other) => bothWays('age', `She is ${one} now.`, `She is ${other} now.`));

  it.each([
    ["I'm 34 years old.", "I'm 64 years old."],
    ['I am 34 and was 21, once.', 'I am 64 and was 51, once.'],
    ['AGED 34, he mends clocks; aged 35; he sold them.', 'AGED 64, he mends clocks; aged 65; he sold them.'],
    ['She turned thirty; she turned forty.', 'She turned sixty; she turned seventy.'],
    ['She is THIRTY and He Is Forty.', 'She is Sixty and He Is Seventy.'],
    ['In her twenties and in her thirties.', 'In her fifties and in her sixties.'],
    ['A 34-year-old and a 35 years old.', 'A 64-year-old and a 65 years old.'],
    ['Retired and a Pensioner.', 'Still studying and a Student.'],
    ['She is 34', 'She is 64'],
  ])('changes every one: %s', (story, changed) => expect(swapped('age', story)).toBe(changed));

  it.each(['She has 34 cups.', 'She is 345 and 3.', 'She is 34th.', 'Her retirement, the studentship.'])('leaves %s', (story) =>
    expect(swapped('age', story)).toBeUndefined(),
  );
});

describe('a swap of gender', () => {
  it.each([
    ['woman', 'man'],
    ['girl', 'boy'],
    ['mother', 'father'],
    ['mum', 'dad'],
    ['grandmother', 'grandfather'],
    ['aunt', 'uncle'],
    ['widow', 'widower'],
  ])('knows %s and %s', (one, other) => {
    bothWays('gender', `Known as the ${one} of the house.`, `Known as the ${other} of the house.`);
    bothWays('gender', `Ana is a patient old ${one} indeed.`, `Ana is a patient old ${other} indeed.`);
    expect(swapped('gender', `Met one ${one} at the shop.`)).toBeUndefined();
  });

  it.each([
    ['She said so herself.', 'He said so himself.'],
    ['They asked her to come, and then her.', 'They asked him to come, and then him.'],
    ['Her shop and her own van.', 'His shop and his own van.'],
  ])('changes what is said of the persona: %s', (story, changed) => bothWays('gender', story, changed));

  it('takes “hers” for “his”, which stands for “her” too', () => {
    expect(swapped('gender', 'The shop is hers.')).toBe('The shop is his.');
    expect(swapped('gender', 'It is his shop.')).toBe('It is her shop.');
  });
});

describe('a swap of words', () => {
  it.each([
    ['place', 'a village', 'a big city'],
    ['place', 'the village', 'the big city'],
    ['place', 'a small town', 'a capital'],
    ['place', 'the countryside', 'the city centre'],
    ['place', 'rural', 'urban'],
    ['place', 'a farm', 'a tower block'],
    ['place', 'the suburbs', 'the mountains'],
    ['income', 'low income', 'high income'],
    ['income', 'tight budget', 'generous budget'],
    ['income', 'small budget', 'large budget'],
    ['income', 'short of money', 'well off'],
    ['income', 'badly paid', 'well paid'],
    ['income', 'minimum wage', 'top salary'],
    ['income', 'poor', 'rich'],
    ['income', 'cannot afford', 'can easily afford'],
    ['income', "can't afford", 'can well afford'],
    ['income', 'every penny', 'no penny'],
    ['disability', 'is blind', 'is sharp-eyed'],
    ['disability', 'am deaf', 'am keen of hearing'],
    ['disability', 'screen reader', 'large screen'],
    ['disability', 'wheelchair', 'bicycle'],
    ['disability', 'hearing aid', 'pair of earphones'],
    ['disability', 'low vision', 'sharp eyes'],
    ['disability', 'dyslexic', 'a quick reader'],
    ['disability', 'dyslexia', 'a quick eye'],
  ] as const)('of %s knows “%s” and “%s”', (attribute, one, other) => {
    bothWays(attribute, `It ${one} goes on, and ${one} again.`, `It ${other} goes on, and ${other} again.`);
    const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
    if (!/^(?:is|am) /u.test(one)) bothWays(attribute, `${capital(one)} it is.`, `${capital(other)} it is.`);
    expect(swapped(attribute, `Un${one}ish.`)).toBeUndefined();
  });

  it.each([
    ['He lives in Lisbon.', 'He lives in Oststead.'],
    ['He lives in New York and works there.', 'He lives in Oststead and works there.'],
    ['She grew up near Bad Orb, born in Ulm.', 'She grew up near Oststead, born in Oststead.'],
    ['I am at home close to Ghent.', 'I am at home close to Oststead.'],
  ])('of place puts a name of no real place: %s', (story, changed) => expect(swapped('place', story)).toBe(changed));

  it('keeps the capital of the first letter alone', () => {
    expect(swapped('place', 'Out in the Countryside.')).toBe('Out in the city centre.');
  });
});

describe('a street', () => {
  it('is added below a story without one', () => {
    expect(swapStreet(withStory('  A shop.\n\n')).story).toBe('  A shop.\n\nThe street outside is called Alder Street.');
  });

  it('takes the place of every one that is named', () => {
    expect(swapStreet(withStory('Between Maple Road and Elm Lane, off High Street.')).story).toBe(
      'Between Alder Street and Alder Street, off Alder Street.',
    );
  });
});
