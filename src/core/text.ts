import { remember } from './remember.ts';

/*
 * Text as people see it: cut between graphemes, freed of characters that hide or reorder, compared by look.
 * Pure and locale-independent.
 */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Characters that change how a text reads without being seen: controls, bidirectional overrides and isolates, zero-width spaces,
 * soft hyphen, fillers, tags, interlinear marks, non-characters, lone surrogates. Tab, line feed, the two joiners and variation selectors
 * stay: emoji and several scripts need them. Unicode 16, UTS 36 and 39.
 */
const hidden =
  /(?!\t|\n|\u200C|\u200D|\p{Variation_Selector})[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB]/gu;

const hiddenOnce = new RegExp(hidden.source, 'u');

/** True when a text holds characters that hide or reorder what people read. Tab and line feed do not count. */
export const hasHiddenCharacters = (text: string): boolean => hiddenOnce.test(text);

/** The text without hidden characters, and without more than four combining marks on one letter. Tab and line feed stay. */
export const withoutHiddenCharacters = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(hidden, '')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1');

/** The text on one line: hidden characters gone, every run of white space one space, ends trimmed. */
export const onOneLine = (text: string): string => withoutHiddenCharacters(text).replace(/\s+/gu, ' ').trim();

/** The text with a full stop, unless it ends as a sentence does already, in whatever script. */
export const endSentence = (text: string): string => (/[.!?…。！？؟।]["'”’»)」』]*$/u.test(text) ? text : `${text}.`);

/** True when there is something to read: a letter, a digit, a symbol or punctuation. */
export const isReadable = (text: string): boolean => /[\p{L}\p{N}\p{P}\p{S}]/u.test(withoutHiddenCharacters(text));

/** How many characters people count, family emoji as one. */
export const countGraphemes = (text: string): number => {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
};

/**
 * The longest beginning that fits into `maxUnits` UTF-16 units without breaking a grapheme, with `…` when something was cut.
 * Returns `''` when not even one grapheme and the mark fit.
 */
export const cutToUnits = (text: string, maxUnits: number): string => {
  if (text.length <= maxUnits) return text;
  let end = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    if (index + segment.length > maxUnits - 1) break;
    end = index + segment.length;
  }
  return end === 0 ? '' : `${text.slice(0, end).trimEnd()}…`;
};

/** A text in pieces of at most `units` UTF-16 units, cut between characters and preferably between lines. Together they are the text. */
export const inPieces = (text: string, units: number): readonly string[] => {
  const pieces: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const end = rest.length <= units ? rest.length : rest.lastIndexOf('\n', units - 1) + 1 || units;
    const isSplit = /[\uD800-\uDBFF]/.test(rest.charAt(end - 1)) && end < rest.length;
    pieces.push(rest.slice(0, isSplit ? end - 1 : end));
    rest = rest.slice(isSplit ? end - 1 : end);
  }
  return pieces;
};

/** Letters of other scripts, and digits, that people read as a Latin letter. The part of UTS 39's table that names need. */
const lookAlikes: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  х: 'x',
  у: 'y',
  і: 'i',
  ї: 'i',
  ј: 'j',
  ѕ: 's',
  һ: 'h',
  ԁ: 'd',
  ԛ: 'q',
  ԝ: 'w',
  к: 'k',
  м: 'm',
  т: 't',
  н: 'h',
  в: 'b',
  г: 'r',
  ɑ: 'a',
  ı: 'i',
  ɩ: 'i',
  ο: 'o',
  α: 'a',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  η: 'n',
  օ: 'o',
  ո: 'n',
  ս: 'u',
  հ: 'h',
  ӏ: 'l',
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '5': 's',
  ꓮ: 'a',
  ꓲ: 'i',
};

/**
 * What a text looks like: compatibility forms folded, marks dropped, look-alike letters replaced, lower case, `i` and `l` merged. Two
 * texts with the same skeleton may be taken for each other. Never shown to people.
 */
export const skeleton = remember((text): string => {
  const plain = withoutHiddenCharacters(text)
    .normalize('NFKD')
    .replace(/\p{M}|[\u200C\u200D]/gu, '')
    .toLowerCase();
  return Array.from(plain, (letter) => lookAlikes[letter] ?? letter)
    .join('')
    .replaceAll('i', 'l')
    .replace(/\s+/gu, ' ')
    .trim();
});
