import { plainLine, plainText } from './escape.ts';

/*
 * The few shapes that our messages are built of, in Discord's markup. Somebody's text gets between the marks escaped. Each helper answers `''` when there is nothing to
 * say, and `lines` leaves those out.
 */

const around =
  (mark: string) =>
  (text: string): string => {
    const line = plainLine(text);
    return line === '' ? '' : `${mark}${line}${mark}`;
  };

/** Text in bold, on one line. */
export const bold = around('**');
/** Text in italics, on one line. */
export const italic = around('*');

/** A title. */
export const heading = (text: string): string => {
  const line = plainLine(text);
  return line === '' ? '' : `### ${line}`;
};

const eachLine = (text: string, mark: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `${mark}${line}`)
    .join('\n');

/** Small grey print. */
export const small = (text: string): string => eachLine(plainText(text), '-# ');

/**
 * These words in bold, wherever they stand whole. `markup` is escaped already: no star in it is bare, and a word is letters and digits only, so nothing else
 * can become bold.
 */
const markWords = (markup: string, words: readonly string[]): string => {
  const whole = [...new Set(words)].filter((word) => /^[\p{L}\p{N}]+$/u.test(word));
  if (whole.length === 0) return markup;
  return markup.replace(new RegExp(`(?<![\\p{L}\\p{N}])(?:${whole.join('|')})(?![\\p{L}\\p{N}])`, 'giu'), '**$&**');
};

/** Text behind a bar, with the words that matched in bold. For words of others, never for a persona. An empty line would end the bar, so it is left out. */
export const barred = (text: string, words: readonly string[]): string => eachLine(markWords(plainText(text), words), '> ');

/** A bullet. `markup` is escaped already. `indent` 1 stands below a bullet of indent 0. */
export const bullet = (markup: string, indent: 0 | 1 = 0): string => {
  const before = '  '.repeat(indent);
  return markup === '' ? '' : `${before}- ${markup.replaceAll(/\n+/g, `\n${before}  `)}`;
};

/** The parts below each other, without those that are empty. */
export const lines = (...parts: readonly string[]): string => parts.filter(Boolean).join('\n');
