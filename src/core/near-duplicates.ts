import { findWords } from './query.ts';

/**
 * A text as far as it counts for "the same words": its words in lower case without accents, one space between them. Texts without words are
 * compared as they are, but for the space around them.
 */
export const sameWords = (text: string): string => {
  const words = findWords(text).map(({ folded }) => folded);
  return words.length > 0 ? words.join(' ') : text.trim();
};
