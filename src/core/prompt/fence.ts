import { skeleton, withoutHiddenCharacters } from '../text.ts';

/*
 * Fences keep what others wrote apart from what the program says to a language model. A fence is two lines that carry a mark, a word that
 * occurs in none of the texts, so no text can close its own fence. The text between stays as it is: it is shown, not disarmed.
 */

/** Texts by others under a heading of the program. `name` says what each is: `headline`, `quote`, `option A`. It is never taken from a text. */
export type Section = Readonly<{ heading: string; texts: ReadonlyArray<Readonly<{ name: string; text: string }>> }>;

/** 32-bit FNV-1a over UTF-16 units, in base 36. Not for secrets. */
const hash = (text: string): string => {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return state.toString(36).padStart(7, '0');
};

/**
 * `wanted`, or `wanted` with the first number behind it that gives a word which no text holds, in whatever case, script or disguise. Throws
 * `RangeError` unless `wanted` is 4 to 64 letters, digits, hyphens or underscores.
 */
export const chooseMark = (wanted: string, texts: readonly string[]): string => {
  if (!/^[\w-]{4,64}$/.test(wanted)) throw new RangeError('a mark is one word of 4 to 64 letters or digits');
  // Joined by a space, which no mark holds.
  const all = texts.map(skeleton).join(' ');
  let mark = wanted;
  for (let count = 1; all.includes(skeleton(mark)); count += 1) mark = `${wanted}${count}`;
  return mark;
};

/** A mark that depends on the text alone, for what must read the same in every call. */
export const markOf = (text: string): string => chooseMark(hash(text), [text]);

/** The text between two lines with the mark, without its hidden characters. */
export const fence = (name: string, mark: string, text: string): string =>
  `<${name} ${mark}>\n${withoutHiddenCharacters(text)}\n</${name} ${mark}>`;

/** The sections one below the other, each text in a fence; a section without texts is left out. The first line tells the mark, `last` ends it. */
export const layOut = (mark: string, sections: readonly Section[], last: string): string =>
  [
    `The mark of this message is ${mark}`,
    ...sections
      .filter(({ texts }) => texts.length > 0)
      .map(({ heading, texts }) => [heading, ...texts.map(({ name, text }) => fence(name, mark, text))].join('\n')),
    last,
  ].join('\n\n');
