import { findWords } from '../query.ts';
import { remember } from '../remember.ts';

/**
 * A text as far as it counts for "the same words": its words in lower case without accents, one space between them. Texts without words are
 * compared as they are, but for the space around them.
 */
export const sameWords = (text: string): string => {
  const words = findWords(text).map(({ folded }) => folded);
  return words.length > 0 ? words.join(' ') : text.trim();
};

/** Two texts say nearly the same from this share of common word triples on: docs/decisions/0023. */
const nearly = 0.8;

const triplesOf = remember((text): ReadonlySet<string> => {
  const words = sameWords(text).split(' ');
  return new Set(words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`));
});

/** True for texts with the same words, and for those that share four of five word triples (Jaccard, 1901). Texts below three words have no triples. */
export const isNearlySame = (one: string, other: string): boolean => {
  if (sameWords(one) === sameWords(other)) return true;
  const [left, right] = [triplesOf(one), triplesOf(other)];
  const common = left.intersection(right).size;
  return common > 0 && common / (left.size + right.size - common) >= nearly;
};

/** Puts what is alike together, each with the first one that it is alike to. The order of the first ones stays. */
export const groupAlike = <T>(
  items: readonly T[],
  areAlike: (one: T, other: T) => boolean,
): ReadonlyArray<Readonly<{ first: T; others: readonly T[] }>> => {
  const groups: { first: T; others: T[] }[] = [];
  for (const item of items) {
    const group = groups.find(({ first }) => areAlike(first, item));
    if (group) group.others.push(item);
    else groups.push({ first: item, others: [] });
  }
  return groups;
};
