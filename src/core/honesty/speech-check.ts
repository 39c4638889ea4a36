import { isOtherLanguage } from '../language.ts';
import type { Persona } from '../personas/persona.ts';
import { ordersBot } from '../personas/persona-rules.ts';
import { findWords } from '../query.ts';
import type { Stimulus } from '../stimulus.ts';
import { hasHiddenCharacters } from '../text.ts';
import type { HonestyProblem } from './honesty.ts';
import { inventsFigure, speaksForPeople } from './speech-figures.ts';
import { claimsLife } from './speech-lived.ts';
import { holdsMarkup } from './speech-markup.ts';
import { namesRealPerson } from './speech-people.ts';
import { breaksCharacter, claimsHuman, imitatesLabel } from './speech-role.ts';
import { inventsQuote, inventsSource, quotedIn } from './speech-sources.ts';
import { foldedWords, type Material, materialOf, plainText } from './speech-text.ts';

/** In whose name a text is said, and what it may repeat. `given` are texts of quotes and of others that the persona was shown, and their names. */
export type SpeechContext = Readonly<{
  persona: Persona;
  stimulus: Stimulus;
  given: readonly string[];
  kind: 'speech' | 'claim' | 'question';
}>;

/** Longest texts, in words and in UTF-16 units. The prompt asks for 80 words of speech and for one sentence otherwise. */
const longest = {
  speech: { words: 100, units: 700 },
  claim: { words: 40, units: 300 },
  question: { words: 40, units: 300 },
} as const;

const isTooLong = (text: string, kind: SpeechContext['kind']): boolean =>
  text.length > longest[kind].units || findWords(text).length > longest[kind].words;

/** Scripts with letters that look Latin. */
const twins = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Lisu}\p{Script=Cherokee}]/u;

/** A Latin text with single letters or words of a look-alike script, which neither the stimulus nor the file holds, is a disguise. */
const isDisguised = (text: string, { stimulus, lines }: Material): boolean => {
  if (!twins.test(text) || !/\p{Script=Latin}/u.test(text)) return false;
  const known = [stimulus, ...lines].map(foldedWords).join(' ');
  return findWords(text.normalize('NFKC')).some(({ written, folded }) => twins.test(written) && !known.includes(` ${folded} `));
};

/** What is left of a text in the persona's own words: without what it quotes, and without a stimulus that it repeats whole. */
const ownWords = (text: string, options: readonly string[]): string =>
  [...quotedIn(plainText(text)), ...options].reduce((rest, part) => (part.length > 2 ? rest.replaceAll(part, ' ') : rest), plainText(text));

/** So many lines of a file are enough to tell its language. */
const tellingLines = 8;

const fileTexts = new WeakMap<Persona, string>();

/** Enough of a persona's file to tell its language, put together once. */
const fileTextOf = (persona: Persona): string => {
  const lines = persona.traits.slice(0, tellingLines).map((trait) => trait.text);
  const text = fileTexts.get(persona) ?? lines.join(' ').slice(0, 1_000);
  fileTexts.set(persona, text);
  return text;
};

const isForeign = (text: string, { persona, stimulus }: SpeechContext): boolean =>
  isOtherLanguage(ownWords(text, stimulus.options), fileTextOf(persona));

type Rule = readonly [HonestyProblem, (text: string, material: Material, context: SpeechContext) => boolean];

/** In this order: first what makes a text unusable, then what it passes for, then how it is written, then what it claims. The first problem is the one that is told. */
const rules: readonly Rule[] = [
  ['empty', (text) => !/\p{L}/u.test(text)],
  ['too-long', (text, _, { kind }) => isTooLong(text, kind)],
  ['refusal', (text) => breaksCharacter(text)],
  ['label', imitatesLabel],
  ['claims-human', (text) => claimsHuman(text)],
  ['hidden', (text, material) => hasHiddenCharacters(text) || isDisguised(text, material)],
  ['markup', (text) => holdsMarkup(text)],
  ['speech', (text) => ordersBot(text)],
  ['language', (text, _, context) => isForeign(text, context)],
  ['invented-source', inventsSource],
  ['invented-quote', inventsQuote],
  ['invented-figure', inventsFigure],
  ['speaks-for-people', speaksForPeople],
  ['real-person', namesRealPerson],
  ['lived', claimsLife],
];

/** What was found for a panel's stimulus: a candidate is checked before it is drawn, and again as a part of the whole. Ends with the panel. */
const verdicts = new WeakMap<Stimulus, WeakMap<Persona, Map<string, HonestyProblem | undefined>>>();

const verdictsOf = (stimulus: Stimulus, persona: Persona): Map<string, HonestyProblem | undefined> => {
  const ofStimulus = verdicts.get(stimulus) ?? new WeakMap<Persona, Map<string, HonestyProblem | undefined>>();
  verdicts.set(stimulus, ofStimulus);
  const known = ofStimulus.get(persona) ?? new Map<string, HonestyProblem | undefined>();
  ofStimulus.set(persona, known);
  return known;
};

/**
 * Checks one text that a language model wrote in a persona's name. Returns the first rule that it breaks, or undefined when it may be said.
 * Words are compared with English patterns; of another language only what needs no words is checked (markup, labels, figures, quotation
 * marks, names, length). Texts over 700 UTF-16 units are refused before any pattern runs, so the time is bounded.
 */
export const checkWords = (text: string, context: SpeechContext): HonestyProblem | undefined => {
  const { persona, stimulus, given, kind } = context;
  const material = materialOf(persona, stimulus, given);
  const known = verdictsOf(stimulus, persona);
  const key = JSON.stringify([kind, material.names, text]);
  if (!known.has(key)) known.set(key, rules.find(([, isBroken]) => isBroken(text, material, context))?.[0]);
  return known.get(key);
};
