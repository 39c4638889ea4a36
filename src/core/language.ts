import { findWords } from './query.ts';
import { remember } from './remember.ts';

/*
 * Tells languages apart, coarsely: by script, then by the small words of seven languages. It is there to notice a persona that answers in
 * another language than its file, and says nothing when it is not sure.
 */

const scripts = {
  latin: /\p{Script=Latin}/gu,
  cyrillic: /\p{Script=Cyrillic}/gu,
  greek: /\p{Script=Greek}/gu,
  // Japanese mixes three scripts, and a Japanese text with few kana looks Chinese. One family is enough to be sure of the rest.
  eastAsian: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  hangul: /\p{Script=Hangul}/gu,
  arabic: /\p{Script=Arabic}/gu,
  hebrew: /\p{Script=Hebrew}/gu,
  devanagari: /\p{Script=Devanagari}/gu,
  thai: /\p{Script=Thai}/gu,
} as const;

const letters = /\p{L}/gu;

/** The script of at least this share of the letters is the script of a text. */
const mainShare = 0.6;

/** Fewer letters are a name or a sign. */
const fewLetters = 4;

const scriptOf = remember((text): keyof typeof scripts | 'none' => {
  const all = text.match(letters)?.length ?? 0;
  if (all < fewLetters) return 'none';
  const names = Object.keys(scripts) as (keyof typeof scripts)[];
  return names.find((name) => (text.match(scripts[name])?.length ?? 0) >= all * mainShare) ?? 'none';
});

/** Words that one of the languages uses all the time, and as few others as possible. Folded as by `foldWord`. */
const smallWords = {
  en: "the and of to is that it was for with this are not have you they but what would i i'm i'd it's don't my me your from which when about there than be a an",
  de: 'der die das und ist nicht ich ein eine es zu den dem mit auf fur von im auch wie wenn aber oder sich noch nur kann wird sind hat bei mir mich mein das dass was man',
  fr: "le la les et est pas je un une des du que qui dans pour avec sur ce cette mais ou ne il elle nous vous mon ma mes au aux sont plus c'est j'ai n'est qu'il ca",
  es: 'el la los las y es no yo un una de del que en para con por se lo pero como mas mi me si esta este su al son muy cuando porque hay nada ni',
  it: 'il lo la gli le e non io un una di del della che in per con si ma come piu mi mio se questo questa sono anche quando perche nel alla ho ha cosa',
  pt: 'o a os as e nao eu um uma de do da dos das que em para com por se mas como mais meu minha isso este esta sao tambem quando porque no na muito ao ele',
  nl: 'de het een en is niet ik van dat die in te op voor met zijn maar ook als wat dan nog naar om er bij mijn me heb heeft wordt deze dit geen wel',
} as const;

/** A language that the small words can tell. */
type Language = keyof typeof smallWords;

const languages = Object.keys(smallWords) as readonly Language[];

/** In which languages a word is a small one, by their places in `languages`. */
const homes = new Map<string, number[]>();
for (const [place, language] of languages.entries())
  for (const word of new Set(smallWords[language].split(' '))) homes.set(word, [...(homes.get(word) ?? []), place]);

/** Fewer words are too few to tell. */
const fewWords = 5;

/** So many of its words must be small words of a language, and so many more than of the next. */
const sure = { share: 0.2, lead: 2 } as const;

const tellLanguage = remember((text): Language | 'unsure' => {
  const words = findWords(text);
  if (words.length < fewWords) return 'unsure';
  const hits = languages.map(() => 0);
  for (const { folded } of words) for (const place of homes.get(folded) ?? []) hits[place] = (hits[place] ?? 0) + 1;
  const [best = 0, next = 0] = hits.toSorted((one, other) => other - one);
  if (best < words.length * sure.share || best - next < sure.lead) return 'unsure';
  return languages[hits.indexOf(best)] ?? 'unsure';
});

/** The language of a text, or undefined when it is too short, mixed or another language. */
export const languageOf = (text: string): Language | undefined => {
  const language = tellLanguage(text);
  return language === 'unsure' ? undefined : language;
};

/** True when a text is clearly in another script or language than the other one. Unsure is false. */
export const isOtherLanguage = (text: string, expected: string): boolean => {
  const [script, other] = [scriptOf(text), scriptOf(expected)];
  if (script !== 'none' && other !== 'none' && script !== other) return true;
  const [language, otherLanguage] = [languageOf(text), languageOf(expected)];
  return language !== undefined && otherLanguage !== undefined && language !== otherLanguage;
};

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** True when a text holds letters of a script that puts no spaces between its words. */
export const isUnspaced = (text: string): boolean => unspaced.test(text);
