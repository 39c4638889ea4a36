import { foldWord } from '../query.ts';
import { famousNames, givenNames, productNames } from './known-names.ts';
import { foldedWords, type Material, matchesOf, plainText } from './speech-text.ts';

/*
 * Real people by name. A persona may repeat a name of the stimulus, of its file, or of another persona that it heard, word by word: "Kofi"
 * given does not give "Kofi Annan".
 */

/** Titles before a name. `Miss` is left out: it is a verb more often. */
const title =
  /\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Doctor|President|Senator|Governor|Congressman|Congresswoman|Minister|Chancellor|Secretary|Mayor|Pope|King|Queen|Prince|Princess|Duke|Duchess|Sir|Dame|Lord|Lady|Judge|Justice|General|Colonel|Captain|Reverend|Rabbi|Imam|Sheikh|CEO|Herr|Frau|Monsieur|Madame|Señor|Señora|Signor|Signora)\.? (\p{Lu}[\p{L}'-]+)/gu;

/** Two capitalised words in a row, also over an initial. Each pair is tried, so a first word that only begins the sentence hides nothing. */
const pair = /\b(\p{Lu}[\p{L}-]+)(?= (?:\p{Lu}\.? )?(\p{Lu}[\p{L}-]+))/gu;

const capitalised = /(?<![\p{L}\p{N}])\p{Lu}[\p{L}-]+/gu;

/** Capitalised words that begin no surname. */
const calendar = new Set(
  'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december christmas easter'.split(
    ' ',
  ),
);

const isName = (first: string, second: string): boolean => {
  const [one, other] = [foldWord(first), foldWord(second)];
  return givenNames.has(one) && !calendar.has(other) && !productNames.has(`${one} ${other}`);
};

/** The capitalised words by which a text names somebody, each with the words that must be known for it to be nobody new. */
const findNames = (plain: string): ReadonlyArray<readonly string[]> => [
  ...matchesOf(plain, title)
    .filter(([found, name = '']) => !productNames.has(foldWord(found).replace('.', '')) && !calendar.has(foldWord(name)))
    .map(([, name = '']) => [name]),
  ...matchesOf(plain, pair)
    .filter(([, first = '', second = '']) => isName(first, second))
    .map(([, first = '', second = '']) => [first, second]),
  ...(plain.match(capitalised) ?? []).filter((word) => famousNames.has(foldWord(word))).map((word) => [word]),
];

/** True when a text names a real person whom neither the stimulus, nor the file, nor another persona named. It knows names, not people: short lists. */
export const namesRealPerson = (text: string, { stimulus, lines, names }: Material): boolean => {
  const found = findNames(plainText(text));
  if (found.length === 0) return false;
  const known = [stimulus, ...lines, ...names].map(foldedWords).join(' ');
  return found.some((words) => words.some((word) => !known.includes(foldedWords(word))));
};
