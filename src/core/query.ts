import { remember } from './remember.ts';

/*
 * Text as a search engine sees it: words folded as SQLite's `unicode61 remove_diacritics 2` folds them, without the words
 * that say nothing. Shared by every QuoteIndex, so that two stores answer one query alike.
 */

const stopWords = new Set(
  `a about above after again all also am an and any are aren't as at be because been before being below between both but by can
  could did do does doing don't down during each few for from further had has have having he her here hers him his how i if in into
  is isn't it its it's just me more most my no nor not of off on once only or other our out over own same she should so some such than
  that that's the their them then there these they this those through to too under until up very was we were what when where which
  while who whom why will with would you your us though although since via per upon onto may might must`.split(/\s+/),
);

const wordPattern = /[\p{L}\p{N}\p{Co}](?:[\p{L}\p{N}\p{Co}\p{M}]|['’](?=\p{L}))*/gu;

const plainWord = /^[a-zA-Z0-9']*$/;

/** Lower case, diacritics removed, apostrophes straight. `Café’s` becomes `cafe's`. */
export const foldWord = (word: string): string =>
  // Most words need no more, and every word of every text comes through here.
  plainWord.test(word) ? word.toLowerCase() : word.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();

/** A word of a text with the letters as written and as folded. */
export type Word = Readonly<{ written: string; folded: string }>;

/** All words of a text in order. */
export const findWords = remember((text): readonly Word[] =>
  (text.match(wordPattern) ?? []).map((written) => ({ written, folded: foldWord(written) })),
);

/** Most words of one query. A longer text is asked by its first words; a headline has 10. */
const maxQueryWords = 64;

/** The words of a query that carry meaning, folded, each once, in order. Empty when only stop words are left. */
export const contentWords = remember((text): readonly string[] => {
  const found = new Set<string>();
  for (const { folded } of findWords(text)) {
    if (!stopWords.has(folded)) found.add(folded.replace(/'s$/, ''));
    if (found.size === maxQueryWords) break;
  }
  return [...found];
});
