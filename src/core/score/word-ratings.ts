import { cosine } from '../similarity.ts';
import { spearman } from './rank-correlation.ts';

/*
 * From words to a rating: how close an answer's vector lies to sentences that people at each of five levels would say (semantic similarity rating, Maier et al. 2025,
 * arXiv 2510.08338). Means are drawn to the middle, so they are compared with each other and never with those of people.
 */

type Vector = readonly number[];

/** Vectors of one set of anchors, lowest level first: five of them. */
export type AnchorVectors = readonly Vector[];

/** Levels of every scale. */
export const levels = 5;

/** How likely each level is, and whether the words said anything at all about it. */
export type LevelChances = Readonly<{ chances: readonly number[]; isInformative: boolean }>;

/** Added to the lowest level, so that none is impossible. */
const standardEpsilon = 0.01;

const rateAgainst = (answer: Vector, anchors: AnchorVectors, epsilon: number): LevelChances => {
  const closeness = anchors.map((anchor) => (1 + cosine(answer, anchor)) / 2);
  const least = Math.min(...closeness);
  const lowest = closeness.indexOf(least);
  const above = closeness.map((value) => value - least);
  const spread = above.reduce((sum, value) => sum + value, 0);
  if (spread < 1e-12) return { chances: anchors.map(() => 1 / anchors.length), isInformative: false };
  const sum = spread + epsilon;
  return { chances: above.map((value, level) => (value + (level === lowest ? epsilon : 0)) / sum), isInformative: true };
};

/** Sharpens (below 1) or flattens (above 1) chances. 0 puts all on the likeliest; equal chances stay equal. */
export const temper = (chances: readonly number[], temperature: number): readonly number[] => {
  const most = Math.max(...chances);
  if (chances.every((p) => p === most)) return chances;
  if (temperature === 0) return chances.map((_, level) => Number(level === chances.indexOf(most)));
  const powers = chances.map((p) => p ** (1 / temperature));
  const sum = powers.reduce((total, one) => total + one, 0);
  return powers.map((one) => one / sum);
};

/** How likely each level is for one answer: the mean over the anchor sets, then tempered. Equal for all levels, and marked, when no set tells them apart. */
export const rateWords = (
  answer: Vector,
  sets: readonly AnchorVectors[],
  { epsilon = standardEpsilon, temperature = 1 }: { epsilon?: number; temperature?: number } = {},
): LevelChances => {
  const rated = sets.map((anchors) => rateAgainst(answer, anchors, epsilon));
  const mean = Array.from(
    { length: sets[0]?.length ?? 0 },
    (_, level) => rated.reduce((sum, { chances }) => sum + (chances[level] ?? 0), 0) / rated.length,
  );
  return { chances: temper(mean, temperature), isInformative: rated.some(({ isInformative }) => isInformative) };
};

/** The mean level, from 1. */
export const meanLevel = (chances: readonly number[]): number => chances.reduce((sum, p, level) => sum + p * (level + 1), 0);

/** What became of a scale's self-check. `rho`: how well the scores of the anchors follow their levels; `astray`: anchors more than one level off. */
export type SelfCheck = Readonly<{ passes: boolean; rho: number; astray: number }>;

/**
 * Each anchor in turn is scored against the other sets, as if a person had said it. A scale passes when every anchor's likeliest level lies within one of its
 * own, and Spearman's correlation between level and score is 0.9 or more. Embeddings are weak at negation, which is what this finds. Needs two sets or more.
 */
export const checkScale = (sets: readonly AnchorVectors[]): SelfCheck => {
  const scored = sets.flatMap((anchors, index) => {
    const others = sets.filter((_, other) => other !== index);
    return anchors.map((anchor, level) => ({ level, chances: rateWords(anchor, others).chances }));
  });
  const astray = scored.filter(({ level, chances }) => Math.abs(chances.indexOf(Math.max(...chances)) - level) > 1).length;
  const order = spearman(
    scored.map(({ level }) => level),
    scored.map(({ chances }) => meanLevel(chances)),
  );
  const rho = order?.rho ?? 0;
  return { passes: astray === 0 && rho >= 0.9, rho, astray };
};
