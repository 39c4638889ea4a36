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

/** Text behind a bar. For words of others, never for a persona. An empty line would end the bar, so it is left out. */
export const barred = (text: string): string => eachLine(plainText(text), '> ');

/** A bullet. `markup` is escaped already. `indent` 1 stands below a bullet of indent 0. */
export const bullet = (markup: string, indent: 0 | 1 = 0): string => {
  const before = '  '.repeat(indent);
  return markup === '' ? '' : `${before}- ${markup.replaceAll(/\n+/g, `\n${before}  `)}`;
};

/** The parts below each other, without those that are empty. */
export const lines = (...parts: readonly string[]): string => parts.filter(Boolean).join('\n');
