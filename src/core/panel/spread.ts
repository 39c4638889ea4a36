import type { SpreadBlock } from '../message.ts';
import { cosine, wordCosine } from '../similarity.ts';
import { eigenvaluesOf, type Matrix } from './eigenvalues.ts';
import type { Reaction, Stance } from './reaction.ts';

/*
 * How many different voices were in the room. Two voices are alike by half because they stand in the same place, and by half because they
 * use the same words, or point the same way in an embedding model.
 *
 * Words say little about opinions. Over random human comments on one topic, trigrams and content words alone gave nearly as many voices as people,
 * and five paraphrases of one opinion got as many as five people: the place is what tells those apart, and the words tell copies from
 * paraphrases. `bench/README.md` has the figures.
 */

/** One voice as it is compared: where it stands on each option, or the one place that it chose, and its words. All voices have as many places. */
export type Voice = Readonly<{ places: readonly string[]; text: string }>;

/**
 * How many different voices there were, from 1 to `of`, among the `of` personas that had an opinion. `noOpinion` counts those that answered and had
 * none. `places` says what was compared beside the words: the stance on one text, the choice among `options`, or the stances on them.
 */
export type Spread = Readonly<{
  voices: number;
  of: number;
  kernel: 'words' | 'embeddings';
  places: 'stance' | 'choice' | 'stances';
  options: number;
  noOpinion: Readonly<{ said: number; of: number }>;
}>;

/** Two entries that differ by less came out of different orders of the same sum. */
const rounding = 1e-9;

const isSimilarity = (matrix: Matrix): boolean =>
  matrix.every(
    (row, at) =>
      row.length === matrix.length &&
      row.every((value, other) => Math.abs(value - (at === other ? 1 : (matrix[other]?.[at] ?? Number.NaN))) <= rounding),
  );

/**
 * The Vendi score: `exp(-Σ λ ln λ)` over the eigenvalues λ of K/n, the effective number of different ones among n (Friedman and Dieng,
 * arXiv 2210.02410). 1 when all are the same, n when none has anything in common, 0 for an empty matrix. Eigenvalues below zero come from rounding, or
 * from a kernel that is not quite one, and count as zero. Throws `RangeError` when the matrix is not symmetric with ones on its diagonal.
 */
export const effectiveVoices = (similarity: Matrix): number => {
  if (!isSimilarity(similarity)) throw new RangeError('a similarity matrix is square and symmetric, with ones on its diagonal');
  if (similarity.length === 0) return 0;
  const positive = eigenvaluesOf(similarity).filter((value) => value > 0);
  const total = positive.reduce((sum, value) => sum + value, 0);
  return Math.exp(-positive.reduce((sum, value) => sum + (value / total) * Math.log(value / total), 0));
};

const samePlaces = (a: Voice, b: Voice): number => a.places.filter((place, at) => place === b.places[at]).length / a.places.length;

/**
 * How alike each two voices are, 0 to 1: half the share of places that they have in common, half the likeness of their words. With one vector for
 * each voice, in order, the cosine of the vectors stands in for the words. Embeddings alone would not do: to them “I would buy” is close to “I would
 * not buy”.
 */
export const similarityOf = (voices: readonly Voice[], vectors?: Matrix): Matrix =>
  voices.map((a, row) =>
    voices.map((b, column) => {
      if (row === column) return 1;
      const [left, right] = [vectors?.[row], vectors?.[column]];
      const text = left && right ? cosine(left, right) : wordCosine(a.text, b.text);
      return (samePlaces(a, b) + text) / 2;
    }),
  );

/** Where a stance stands. `undefined`: it is no opinion. Pulled both ways and undecided are one place, as the middle of a scale is for people. */
const placeOf = {
  for: 'for',
  against: 'against',
  mixed: 'between',
  depends: 'between',
  'no-opinion': undefined,
  outside: undefined,
  silent: undefined,
} as const satisfies Record<Stance, string | undefined>;

/** What is compared: the choice where every persona made one, else the stance on each option. `undefined`: no opinion. */
const voiceOf = ({ answers, spoken }: Reaction, byChoice: boolean): Voice | undefined => {
  const text = answers.map((answer) => answer.text || answer.claims.map((claim) => claim.text).join(' ')).join(' ');
  if (byChoice && spoken?.odds) return spoken.odds.drawn < 0 ? undefined : { places: [String(spoken.odds.drawn)], text };
  const places = answers.map(({ stance }) => placeOf[stance]);
  return places.some((place) => place !== undefined) ? { places: places.map((place) => place ?? ''), text } : undefined;
};

/**
 * How many different voices the answers of one round hold. `vectors`, one for each reaction in order, may be left out; the words are compared
 * then. A persona with no opinion on anything, outside what it knows or with a silent file is no voice, and is counted apart. With no voice or
 * one, `voices` is 0 or 1. Throws `RangeError` when there are more or fewer vectors than reactions.
 */
export const spreadOf = (reactions: readonly Reaction[], vectors?: Matrix): Spread => {
  if (vectors && vectors.length !== reactions.length) throw new RangeError('each reaction needs one vector');
  const options = Math.max(0, ...reactions.map(({ answers }) => answers.length));
  const byChoice = reactions.every(({ spoken }) => spoken?.odds !== undefined);
  const heard = reactions.flatMap((reaction, at) => {
    const voice = voiceOf(reaction, byChoice);
    return voice ? [{ voice, vector: vectors?.[at] ?? [] }] : [];
  });
  const voices = heard.map(({ voice }) => voice);
  const similarity = similarityOf(voices, vectors && heard.map(({ vector }) => vector));
  return {
    voices: effectiveVoices(similarity),
    of: voices.length,
    kernel: vectors ? 'embeddings' : 'words',
    places: options < 2 ? 'stance' : byChoice ? 'choice' : 'stances',
    options,
    noOpinion: { said: reactions.length - voices.length, of: reactions.length },
  };
};

type HumanVoices = Readonly<{ low: readonly number[]; median: readonly number[] }>;

/** The smallest group of people that was measured. */
const firstSize = 3;

/**
 * What people show: the effective number of voices of random groups of 3, 4 … 8 out of 40 real people, by the same measure (`words`): the 10th
 * percentile and the median of 1,000 seeded groups of each size, two decimals. `stance`: would you buy this bottled gazpacho, where 1 and 2 of 5
 * count as against, 3 as between, 4 and 5 as for. `choice`, by how many options there are: 40 parents ranked five story-tellers for children;
 * each group chose among 2, 3, 4 or all 5 of them. Everybody also wrote why.
 *
 * Source: survey data from microsoft/TinyTroupe, data/empirical, commit 8378a11, July 2025, Copyright (c) Microsoft Corporation, MIT License. Measured
 * on 2026-11-21 by `npm run bench:spread`. Two topics, and people who wrote 26 and 31 words (median): a yardstick, no norm.
 */
export const humanVoices: Readonly<{ stance: HumanVoices; choice: Readonly<Record<number, HumanVoices>> }> = {
  stance: { low: [2.34, 3.16, 3.72, 4.38, 4.91, 5.43], median: [2.73, 3.44, 4.21, 4.87, 5.42, 5.97] },
  choice: {
    2: { low: [2.26, 2.78, 3.27, 3.9, 4.39, 4.79], median: [2.68, 3.27, 3.85, 4.43, 4.89, 5.35] },
    3: { low: [2.33, 3.18, 3.73, 4.37, 4.89, 5.38], median: [2.71, 3.43, 4.18, 4.84, 5.41, 5.94] },
    4: { low: [2.63, 3.24, 3.92, 4.52, 5.14, 5.75], median: [2.74, 3.65, 4.33, 5, 5.66, 6.3] },
    5: { low: [2.64, 3.26, 4.02, 4.69, 5.36, 5.95], median: [2.75, 3.69, 4.4, 5.17, 5.88, 6.52] },
  },
};

/** Where people were not measured, half as many voices as names are few. Chosen, not measured. */
const fewShare = 0.5;

/** What groups of as many people show by the same measure, or `undefined` where nobody was measured by it. */
const groupOf = ({ kernel, places, options, of }: Spread): Readonly<{ low: number; median: number }> | undefined => {
  if (kernel === 'embeddings' || places === 'stances') return undefined;
  const people = places === 'stance' ? humanVoices.stance : humanVoices.choice[options];
  const [low, median] = [people?.low[of - firstSize], people?.median[of - firstSize]];
  return low === undefined || median === undefined ? undefined : { low, median };
};

/** Fewer voices than nine in ten groups of as many people had. */
const areFew = (spread: Spread): boolean => {
  const group = groupOf(spread);
  return group ? spread.voices < group.low : spread.voices <= spread.of * fewShare;
};

const numberWords = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const inWords = (count: number): string => numberWords[count] ?? String(count);

/** `one or two opinions`: the whole numbers round the voices, and never as many as there are names. */
const describeFew = (voices: number, of: number): string => {
  const least = Math.floor(voices);
  const most = Math.min(Math.ceil(voices), of - 1);
  return `${inWords(least)}${most > least ? ` or ${inWords(most)}` : ''} ${most > 1 ? 'opinions' : 'opinion'}`;
};

const describeCount = (spread: Spread, voices: number): string => {
  if (spread.of === 0) return 'There are no voices to compare.';
  if (spread.of === 1) return 'There is one voice, and none to compare it with.';
  if (!areFew(spread)) return `About ${voices.toFixed(1)} different voices among ${spread.of}.`;
  return `Only about ${voices.toFixed(1)} different voices among ${spread.of}: treat them as ${describeFew(voices, spread.of)} at most.`;
};

/** SD of ratings, AI personas over the people they stand for: medians 0.40 without a persona to 0.66 with a full one (arXiv 2509.19088, 163 outcomes). */
const publishedSpread =
  'In a published comparison, ratings by AI personas spread about 0.4 to 0.7 as far as those of the people they stood for.';

const describePeople = (spread: Spread): string => {
  const group = groupOf(spread);
  if (!group) {
    return spread.kernel === 'embeddings'
      ? 'Measured with an embedding model, by which no real people were measured here: there is no human figure beside it.'
      : 'No real people were measured in just this way: there is no human figure beside it.';
  }
  const who =
    spread.places === 'stance' ? 'real people who talked about one bottled soup' : `real parents who chose among ${spread.options} devices`;
  return `For comparison: ${spread.of} ${who} had about ${group.median.toFixed(1)} voices by the same measure (groups drawn from 40; nine in ten had at least ${group.low.toFixed(1)}). It compares stances and words, so one opinion in other words still counts as more than one voice.`;
};

/**
 * The spread as people read it: one decimal, a warning where it is low, and counts of personas without an opinion. `reference` says what people
 * show, or that nobody knows. It is `''` below two voices.
 */
export const describeSpread = (spread: Spread): SpreadBlock => {
  const { said, of } = spread.noOpinion;
  const voices = Math.round(spread.voices * 10) / 10;
  const without = said > 0 ? ` ${said} of ${of} had no opinion.` : '';
  return {
    type: 'spread',
    voices,
    of: spread.of,
    sentence: `${describeCount(spread, voices)}${without}`,
    reference: spread.of < 2 ? '' : `${describePeople(spread)} ${publishedSpread}`,
  };
};
