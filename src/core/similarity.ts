import { contentWords, foldWord } from './query.ts';

/** Every run of three characters, each once. A text of fewer than three is its own only one. */
const trigramsOf = (text: string): ReadonlySet<string> => {
  const letters = Array.from(foldWord(text).replace(/\s+/gu, ' ').trim());
  const found = new Set<string>();
  for (let at = 0; at + 3 <= letters.length; at += 1) found.add(letters.slice(at, at + 3).join(''));
  return found.size > 0 ? found : new Set([letters.join('')]);
};

/**
 * How alike two texts are written, 0 to 1: the character trigrams that both hold, divided by those that either holds (Jaccard, 1901). Case,
 * diacritics and runs of white space do not count. 1 when both are empty. It compares letters, not meaning.
 */
export const trigramJaccard = (a: string, b: string): number => {
  const [left, right] = [trigramsOf(a), trigramsOf(b)];
  return left.intersection(right).size / left.union(right).size;
};

/** The length of a vector, found without overflow or underflow. */
const lengthOf = (vector: readonly number[]): number => Math.hypot(...vector);

/**
 * The cosine of the angle between two vectors, -1 to 1. 0 when one of them is all zeros: it points nowhere. Throws `RangeError` when their
 * lengths differ, because they then come from two different models.
 */
export const cosine = (a: readonly number[], b: readonly number[]): number => {
  if (a.length !== b.length) throw new RangeError('two vectors of different lengths cannot be compared');
  const [left, right] = [lengthOf(a), lengthOf(b)];
  if (left === 0 || right === 0) return 0;
  const product = a.reduce((sum, value, at) => sum + (value / left) * ((b[at] ?? 0) / right), 0);
  return Math.min(1, Math.max(-1, product));
};

/**
 * How many of their words two texts share, 0 to 1: the cosine between the sets of their content words (Ochiai, 1957). 1 when neither has any. Length
 * moves it less than it moves trigrams. Words alone: one opinion in other words counts as different.
 */
export const wordCosine = (a: string, b: string): number => {
  const [left, right] = [new Set(contentWords(a)), new Set(contentWords(b))];
  if (left.size === 0 || right.size === 0) return left.size === right.size ? 1 : 0;
  return left.intersection(right).size / Math.sqrt(left.size * right.size);
};
