import { stemmer } from 'stemmer';
import type { Tokenize } from '../../core/quotes/query-units.ts';

/*
 * Texts cut, folded and stemmed as SQLite's `porter unicode61 remove_diacritics 2` does it, so that both stores answer alike. The
 * contract tests compare the two on real texts.
 */

// Letters, digits and private use make words; the common combining marks belong to the letter before them.
const tokenPattern = /[\p{L}\p{N}\p{Co}](?:[\p{L}\p{N}\p{Co}]|[\u0300-\u0331])*/gu;
const combining = /[\u0300-\u0331]/g;

/** SQLite takes marks off the letters a to z only: `é` becomes `e`, `й` and `が` stay. */
const foldLetter = (letter: string): string => {
  const base = letter.normalize('NFD').charAt(0);
  return /[a-z]/i.test(base) ? base : letter;
};

/** SQLite's Porter stemmer leaves words below 3 and above 64 bytes alone. */
const stem = (word: string): string => {
  const bytes = Buffer.byteLength(word);
  return bytes < 3 || bytes > 64 ? word : stemmer(word);
};

/** All tokens of a text in order. */
export const tokenize: Tokenize = (text) =>
  Array.from(text.matchAll(tokenPattern), ({ 0: written, index }) => ({
    written,
    stem: stem(Array.from(written.replace(combining, ''), foldLetter).join('').toLowerCase()),
    start: index,
    end: index + written.length,
  }));
