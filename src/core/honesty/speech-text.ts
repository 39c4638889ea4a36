import type { Persona } from '../personas/persona.ts';
import { contentWords, findWords, foldWord } from '../query.ts';
import { remember } from '../remember.ts';
import type { Stimulus } from '../stimulus.ts';
import { skeleton } from '../text.ts';

/*
 * A text as the rules for speech see it, and what a persona may repeat: the stimulus, and its own file. English only where words are
 * compared with patterns; the rules say so.
 */

/** What a persona may repeat. `lines` are the sentences of its file, `names` its own name and those of others on the panel. */
export type Material = Readonly<{ stimulus: string; lines: readonly string[]; names: readonly string[] }>;

/** A longer text than this is no name, in words and in UTF-16 units. */
const longestName = { words: 3, units: 120 } as const;

const fileLines = new WeakMap<Persona, readonly string[]>();

/** The sentences of a persona's file, split once. */
const linesOf = (persona: Persona): readonly string[] => {
  const { role, traits, voice, story } = persona;
  const lines = fileLines.get(persona) ?? [role, ...traits.map(({ text }) => text), ...voice.samples, ...story.split(/(?<=[.!?])\s+/u)];
  fileLines.set(persona, lines);
  return lines;
};

/** Gathers what a persona may repeat. `given` are texts of quotes and of others that it was shown; of these only the names count. */
export const materialOf = (persona: Persona, stimulus: Stimulus, given: readonly string[]): Material => ({
  stimulus: [stimulus.asked, ...stimulus.options].join('\n'),
  lines: linesOf(persona),
  names: [persona.name, ...given.filter((text) => text.length <= longestName.units && findWords(text).length <= longestName.words)],
});

/** Compatibility forms and joiners folded, apostrophes inside words straight. Letters keep their case, quotation marks their form. */
export const plainText = remember((text) =>
  text
    .normalize('NFKC')
    .replace(/\u200C|\u200D|\p{Variation_Selector}/gu, '')
    .replace(/(?<=\p{L})[’‘ʼ´`′](?=\p{L})/gu, "'")
    .replace(/\s+/gu, ' '),
);

/** The words of a text, folded and set apart by single spaces, with one at each end, so that `includes` compares whole words. */
export const foldedWords = remember(
  (text) =>
    ` ${findWords(plainText(text))
      .map(({ folded }) => folded)
      .join(' ')} `,
);

/** True when the words of a phrase stand in a text one after the other. A phrase without words stands nowhere. */
export const holdsPhrase = (text: string, phrase: string): boolean => {
  const folded = foldedWords(phrase);
  return folded.trim() !== '' && foldedWords(text).includes(folded);
};

/** A pattern over skeletons. `source` is plain: letters, groups, `?`, `*`, and boundaries that are written `(?<![a-z])`; no digits, no classes with a capital. */
export const lookPattern = (source: string): RegExp => new RegExp(`(?<![a-z])(?:${skeleton(source)})(?![a-z])`, 'u');

const irregular: Readonly<Record<string, string>> = {
  bought: 'buy',
  paid: 'pay',
  kept: 'keep',
  sold: 'sell',
  told: 'tell',
  left: 'leave',
  gone: 'go',
  went: 'go',
  gave: 'give',
  took: 'take',
  taken: 'take',
  made: 'make',
  slept: 'sleep',
  grew: 'grow',
  tried: 'try',
  tries: 'try',
  children: 'child',
  kids: 'child',
  kid: 'child',
};

/** How many letters two words must share at the start to count as forms of one word. */
const stemLetters = 4;

/** True for two forms of one word, as far as their beginnings tell: `waited` and `waiting`, not `cost` and `customer`. */
const isSameWord = (one: string, other: string): boolean => {
  const [a, b] = [irregular[one] ?? one, irregular[other] ?? other];
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < stemLetters || long.length - short.length > 3) return long === `${short}s`;
  return long.startsWith(short.slice(0, Math.max(stemLetters, short.length - 2)));
};

/** True when a word, or another form of it, is in the text. */
export const holdsWord = (text: string, word: string): boolean => {
  const folded = foldWord(word);
  return findWords(text).some((one) => isSameWord(one.folded.replace(/'s$/, ''), folded));
};

/** From this share of its words on a sentence repeats a line of the file. Below, it adds something of its own. */
const repeatedShare = 0.6;

/** So many words must be in common, or all when there are fewer; one alone never does: two common words of a long line are chance. */
const repeatedWords = { least: 2, enough: 3 } as const;

/** True when a sentence or clause says little more than one line of the persona's file: at least 60 % of its words with a meaning are there. */
export const isFromFile = (text: string, { lines }: Material): boolean => {
  const said = contentWords(text);
  return lines.some((line) => {
    const words = contentWords(line);
    const shared = said.filter((word) => words.some((one) => isSameWord(one, word))).length;
    const needed = Math.max(repeatedWords.least, Math.min(repeatedWords.enough, said.length));
    return shared >= needed && shared >= said.length * repeatedShare;
  });
};

/**
 * All matches of a global pattern. Most rules find nothing in most sentences, and a look is several times cheaper than the list of what
 * it would find.
 */
export const matchesOf = (text: string, pattern: RegExp): readonly RegExpExecArray[] => {
  pattern.lastIndex = 0;
  const found = pattern.test(text);
  pattern.lastIndex = 0;
  return found ? [...text.matchAll(pattern)] : [];
};

/** The sentences of a text, each with its end mark. */
export const sentencesOf = remember((text): readonly string[] => text.match(/[^.!?…\n]+(?:[.!?…\n]+|$)/gu) ?? []);

/** Where one thought ends inside a sentence. */
const clauseBreak = /[,;:()–—]| - |\b(?:and|but|so|because|which|while|though|although|then)\b/giu;

/** The part of a sentence around a match, up to the next comma or conjunction on both sides. */
export const clauseAround = (sentence: string, start: number, end: number): string => {
  let [from, to] = [0, sentence.length];
  for (const { index, 0: mark } of sentence.matchAll(clauseBreak)) {
    if (index + mark.length <= start) from = index + mark.length;
    else if (index >= end && index < to) to = index;
  }
  return sentence.slice(from, to);
};
