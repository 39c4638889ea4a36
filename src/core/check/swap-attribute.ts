import type { Persona } from '../personas/persona.ts';

/*
 * Changes one attribute of a persona's file and nothing else, by simple rules in English. Only what the file mentions is changed: an attribute that is not there
 * cannot be swapped. The name stays, though it may hint at several attributes; the report says so.
 */

/** What a swap audit can change. `street` means nothing, and shows whether any change moves the model. */
export const swapAttributes = ['age', 'gender', 'place', 'income', 'disability'] as const;
export type SwapAttribute = (typeof swapAttributes)[number];

type Rule = Readonly<{ find: RegExp; put: (...found: readonly (string | undefined)[]) => string }>;

/** Words that stand for each other in both directions. Capital letters are kept. */
const pairs = (words: ReadonlyArray<readonly [string, string]>, before = ''): readonly Rule[] => {
  const other = new Map(words.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
  return [{ find: new RegExp(`${before}\\b(?:${[...other.keys()].join('|')})\\b`, 'giu'), put: (word = '') => keepCase(word, other) }];
};

const keepCase = (word: string, other: ReadonlyMap<string, string>): string => {
  const found = other.get(word.toLowerCase()) ?? word;
  return /^\p{Lu}/u.test(word) ? found.charAt(0).toUpperCase() + found.slice(1) : found;
};

/** From here on somebody is made younger, below it older, by as many years: whoever is between 20 and 79 stays so. */
const [middle, years] = [50, 30];
const otherAge = (age: number): number => (age < middle ? age + years : age - years);

const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy'];
const digits = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const spell = (age: number): string => [tens[Math.floor(age / 10) - 2], digits[age % 10]].filter(Boolean).join('-');
const ages: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 60 }, (_, at) => 20 + at).map((age) => [spell(age), spell(otherAge(age))]),
);
const decades: ReadonlyMap<string, string> = new Map(
  tens.map((ten, at) => [`${ten.slice(0, -1)}ies`, `${(tens[(at + 3) % 6] ?? ten).slice(0, -1)}ies`]),
);

const aged = String.raw`\b((?:am|is|was|['’]m|aged|turned) )`;

// An age stands behind "is" or "aged", or before "years old"; any other number may count anything.
const age: readonly Rule[] = [
  {
    find: new RegExp(`${aged}(\\d{2})(?=[,.;]| and\\b| years?\\b|$)`, 'giu'),
    put: (_, lead = '', n = '') => lead + String(otherAge(Number(n))),
  },
  {
    find: new RegExp(`${aged}((?:${tens.join('|')})(?:-\\w+)?)(?=[,.;]| and\\b| years?\\b|$)`, 'giu'),
    put: (_, lead = '', n = '') => lead + keepCase(n, ages),
  },
  {
    find: /(?<!\b(?:am|is|was|['’]m|aged|turned) )\b(\d{2})([- ]years?[- ]old)\b/giu,
    put: (_, n = '', rest = '') => `${otherAge(Number(n))}${rest}`,
  },
  {
    find: new RegExp(`\\bin (?:my|her|his|their) (?:early |mid-|late )?(?:${[...decades.keys()].join('|')})\\b`, 'giu'),
    put: (found = '') => found.replace(/\w+$/u, (word) => keepCase(word, decades)),
  },
  ...pairs([
    ['pensioner', 'student'],
    ['retired', 'still studying'],
  ]),
];

/** "I am a patient man", "as a mother": a noun that says who speaks. Any other is about somebody else. */
const nounsOfGender: readonly Rule[] = pairs(
  [
    ['woman', 'man'],
    ['girl', 'boy'],
    ['mother', 'father'],
    ['mum', 'dad'],
    ['grandmother', 'grandfather'],
    ['aunt', 'uncle'],
    ['widow', 'widower'],
  ],
  String.raw`(?<=\b(?:am|['’]m|as|is|was) (?:an?|the)(?: [\p{L}-]+){0,2} )`,
);

/** Words behind "her" that do not belong to her: there it is "him". */
const notOwned =
  'and|or|to|for|in|on|at|with|from|by|into|until|when|while|if|that|than|then|but|so|as|because|the|a|an|is|was|are|what|how|who|which|where|why|this|their|all|very';

const otherPronouns: ReadonlyMap<string, string> = new Map([
  ['she', 'he'],
  ['he', 'she'],
  ['herself', 'himself'],
  ['himself', 'herself'],
  ['her', 'him'],
  ['him', 'her'],
  ['hers', 'his'],
  ['his', 'her'],
]);
const owning: ReadonlyMap<string, string> = new Map([['her', 'his']]);

// "her" is both "his" and "him": it owns the word behind it, unless that is one of the above. Some stay wrong ("taught his what"), which a model reads over.
const pronouns: readonly Rule[] = [
  {
    find: new RegExp(`\\b(?:she|he|herself|himself|hers|her|him|his)\\b(?=(?: ((?!(?:${notOwned})\\b)\\p{L}))?)`, 'giu'),
    put: (word = '', owned) => keepCase(word, owned !== undefined && owning.has(word.toLowerCase()) ? owning : otherPronouns),
  },
];

const place: readonly Rule[] = [
  ...pairs([
    ['a village', 'a big city'],
    ['the village', 'the big city'],
    ['a small town', 'a capital'],
    ['the countryside', 'the city centre'],
    ['rural', 'urban'],
    ['a farm', 'a tower block'],
    ['the suburbs', 'the mountains'],
  ]),
  // Names of places stand behind words of living; the name that is put is of no real place.
  {
    find: /\b((?:live|lives|lived|living|grew up|born|based|at home) (?:in|near|outside|close to) )(?!(?:a|the|my|our)\b)\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)?/gu,
    put: (_, lead = '') => `${lead}Oststead`,
  },
];

const income: readonly Rule[] = pairs([
  ['low income', 'high income'],
  ['tight budget', 'generous budget'],
  ['small budget', 'large budget'],
  ['short of money', 'well off'],
  ['badly paid', 'well paid'],
  ['minimum wage', 'top salary'],
  ['poor', 'rich'],
  ['cannot afford', 'can easily afford'],
  ["can't afford", 'can well afford'],
  ['every penny', 'no penny'],
]);

// "Buys it blind" says nothing about eyes.
const disability: readonly Rule[] = [
  ...pairs(
    [
      ['blind', 'sharp-eyed'],
      ['deaf', 'keen of hearing'],
    ],
    String.raw`(?<=\b(?:am|is|was|['’]m|born) )`,
  ),
  ...pairs([
    ['screen reader', 'large screen'],
    ['wheelchair', 'bicycle'],
    ['hearing aid', 'pair of earphones'],
    ['low vision', 'sharp eyes'],
    ['dyslexic', 'a quick reader'],
    ['dyslexia', 'a quick eye'],
  ]),
];

const rules: Readonly<Record<SwapAttribute, readonly Rule[]>> = { age, gender: nounsOfGender, place, income, disability };

const applyRules = (text: string, all: readonly Rule[]): string =>
  all.reduce((sofar, { find, put }) => sofar.replace(find, (...found: string[]) => put(...found)), text);

/** `own` edits what the persona says itself, `about` what is said of it. */
const change = (persona: Persona, own: (text: string) => string, about: (text: string) => string = own): Persona => ({
  ...persona,
  role: about(persona.role),
  traits: persona.traits.map((trait) => ({ ...trait, text: own(trait.text) })),
  voice: { ...persona.voice, manner: about(persona.voice.manner), samples: persona.voice.samples.map(own) },
  story: about(persona.story),
});

const isSame = (one: Persona, other: Persona): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The persona with this attribute changed wherever its file mentions it, or `undefined` when it mentions it nowhere. */
export const swapAttribute = (persona: Persona, attribute: SwapAttribute): Persona | undefined => {
  const own = (text: string): string => applyRules(text, rules[attribute]);
  // In the first person "she" is somebody else.
  const swapped = change(persona, own, attribute === 'gender' ? (text) => applyRules(own(text), pronouns) : own);
  return isSame(swapped, persona) ? undefined : swapped;
};

/** The persona with a detail that means nothing: the name of a street. One that the file names is changed, else one is added. */
export const swapStreet = (persona: Persona): Persona => {
  const find = /\b\p{Lu}\p{L}+ (?:Street|Road|Lane)\b/gu;
  const swapped = change(persona, (text) => text.replace(find, 'Alder Street'));
  if (!isSame(swapped, persona)) return swapped;
  return { ...persona, story: `${persona.story.trimEnd()}\n\nThe street outside is called Alder Street.` };
};

/** The persona without its file: only the name and the one-line role are left. */
export const onlyRole = (persona: Persona): Persona => ({
  ...persona,
  traits: [],
  voice: { ...persona.voice, manner: '', samples: [] },
  story: '',
});
