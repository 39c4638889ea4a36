import type { Seat } from '../../core/panel/closing-said.ts';
import type { Ratings } from '../../core/panel/closing-score.ts';
import { type Scale, scaleNames, scales } from '../../core/score/anchors.ts';
import { type AnchorVectors, checkScale, levels, meanLevel, rateWords } from '../../core/score/word-ratings.ts';
import type { Embedder } from '../../ports/embedder.ts';

type Checked = Readonly<{ anchors: ReadonlyMap<Scale, readonly AnchorVectors[]>; refused: readonly Scale[] }>;

const readAnchors = async (embedder: Embedder, signal: AbortSignal): Promise<Checked | undefined> => {
  const texts = scaleNames.flatMap((scale) => scales[scale].flat());
  const vectors = await embedder.embed(texts, signal);
  if (!vectors || vectors.length !== texts.length) return undefined;
  let at = 0;
  const anchors = new Map<Scale, readonly AnchorVectors[]>();
  const refused: Scale[] = [];
  for (const scale of scaleNames) {
    const sets = scales[scale].map((_, set) => vectors.slice(at + set * levels, at + (set + 1) * levels));
    at += sets.length * levels;
    if (checkScale(sets).passes) anchors.set(scale, sets);
    else refused.push(scale);
  }
  return { anchors, refused };
};

/** Rates options by what personas said about them, or answers nothing when the embedding model does not. */
export type RateSpeech = (seats: readonly Seat[], options: number, signal: AbortSignal) => Promise<Ratings | undefined>;

/** The texts about one option that a language model wrote for the personas. */
const textsOn = (seats: readonly Seat[], option: number): readonly string[] =>
  seats.flatMap(({ result }) => {
    const said = result.kind === 'reaction' && result.reaction.spoken ? (result.reaction.answers[option]?.text ?? '') : '';
    return said === '' ? [] : [said];
  });

/**
 * Makes the rater of one embedding model. Its anchors are embedded and checked once, before the first rating; a scale whose check fails is never rated with
 * this model, and is named as refused.
 */
export const createRatings = (embedder: Embedder): RateSpeech => {
  let checked: Promise<Checked | undefined> | undefined;
  return async (seats, options, signal) => {
    const texts = Array.from({ length: options }, (_, option) => textsOn(seats, option));
    if (texts.some(({ length }) => length === 0)) return undefined;
    checked ??= readAnchors(embedder, signal);
    const [ready, vectors] = await Promise.all([checked, embedder.embed(texts.flat(), signal)]);
    if (!ready) checked = undefined;
    if (!ready || !vectors) return undefined;
    const startOf = (option: number): number => texts.slice(0, option).reduce((sum, { length }) => sum + length, 0);
    const byOption = texts.map(({ length }, option) => vectors.slice(startOf(option), startOf(option) + length));
    const means = Object.fromEntries(
      [...ready.anchors].map(([scale, sets]) => [
        scale,
        byOption.map((answers) => answers.reduce((sum, answer) => sum + meanLevel(rateWords(answer, sets).chances), 0) / answers.length),
      ]),
    );
    return { model: embedder.name, means, refused: ready.refused };
  };
};
