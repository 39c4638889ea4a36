import { onOneLine } from '../../../core/text.ts';
import { defuse, unlikeLabels } from './defuse.ts';

/*
 * Discord reads its markup in `content` and in every text display. A backslash before a character of punctuation takes its meaning away (reference.mdx,
 * Message Formatting; escapeMarkdown of @discordjs/formatters 0.6.2 does the same, but leaves headings, lists and masked links alone unless told). Text gets
 * into a message through this file only.
 */

/** Characters that mean something anywhere in a line: emphasis, code, spoilers, strike-through, links, and what begins a quote. */
const anywhere = /[\\`*_~|[\]<>]/g;
/** What means something where a line begins: headings, small print, lists. It begins behind our own bullet too. */
const atLineStart = /^([ \t]*)([#+-])/gm;
const numbered = /^([ \t]*\d+)([.)])/gm;
/** `:smile:`, which a client shows as an emoji. */
const shortcode = /:(?=[\w+-]+:)/g;

/** Somebody's text as Discord shows it letter for letter: nothing in it is a link, a mention, markup or a label. Lines stay lines. */
export const plainText = (text: string): string =>
  unlikeLabels(defuse(text))
    .replace(anywhere, '\\$&')
    .replace(shortcode, '\\:')
    .replace(atLineStart, '$1\\$2')
    .replace(numbered, '$1\\$2')
    .trim();

/** The same on one line. */
export const plainLine = (text: string): string => plainText(onOneLine(text));

/** The same for fields in which Discord reads no markup: labels of buttons, names. */
export const bareLine = (text: string): string => defuse(onOneLine(text));
