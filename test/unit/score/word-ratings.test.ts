import { describe, expect, it } from 'vitest';
import { scaleNames, scales } from '../../../src/core/score/anchors.ts';
import { checkScale, levels, meanLevel, rateWords, temper } from '../../../src/core/score/word-ratings.ts';

/* From words to ratings. Vectors: the reference, computed from the formulas of the published library. */

const anchors = [
  [1, 0, 0],
  [0.8, 0.6, 0],
  [0, 1, 0],
  [0, 0.6, 0.8],
  [0, 0, 1],
] as const;
const answer = [0.2, 0.5, 0.9] as const;
const close = (found: readonly number[], expected: readonly number[]): void => {
  expect(found).toHaveLength(expected.length);
  for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 6);
};

describe('a rating from words', () => {
  it('gives the published chances of each level', () => {
    close(rateWords(answer, [anchors], { epsilon: 0 }).chances, [0, 0.125, 0.144231, 0.394231, 0.336538]);
    close(rateWords(answer, [anchors], { epsilon: 0.01 }).chances, [0.009984, 0.123752, 0.142791, 0.390295, 0.333178]);
    close(rateWords(answer, [anchors]).chances, [0.009984, 0.123752, 0.142791, 0.390295, 0.333178]);
    close(rateWords(answer, [anchors], { epsilon: 0, temperature: 0.5 }).chances, [0, 0.051212, 0.068182, 0.509394, 0.371212]);
  });

  it('averages over the sets before it sharpens', () => {
    const turned = anchors.toReversed();
    const both = rateWords(answer, [anchors, turned], { epsilon: 0, temperature: 0.5 }).chances;
    const mean = [0.336538, 0.394231, 0.144231, 0.125, 0].map((one, at) => (one + ([0, 0.125, 0.144231, 0.394231, 0.336538][at] ?? 0)) / 2);
    const sum = mean.reduce((total, p) => total + p ** 2, 0);
    close(
      both,
      mean.map((p) => p ** 2 / sum),
    );
  });

  it('lets each set weigh the same, however far apart its anchors lie', () => {
    // Closeness 1, 1/2 and 1/2, 1/2, 3/4: the second set tells half as much apart, and says just as much.
    const wide = [
      [1, 0],
      [0, 1],
      [0, 1],
    ];
    const narrow = [
      [0, 1],
      [0, 1],
      [0.5, Math.sqrt(0.75)],
    ];
    close(rateWords([1, 0], [wide, narrow], { epsilon: 0 }).chances, [0.5, 0, 0.5]);
    // With 1/4 for the lowest level: 1/2, 1/4, 0 over 3/4 and 1/4, 0, 1/4 over 1/2.
    close(rateWords([1, 0], [wide, narrow], { epsilon: 0.25 }).chances, [(2 / 3 + 1 / 2) / 2, 1 / 3 / 2, 1 / 2 / 2]);
  });

  it('is equal for all levels, and marked, when the words tell nothing apart', () => {
    const same = anchors.map(() => [1, 0, 0]);
    expect(rateWords(answer, [same])).toEqual({ chances: [0.2, 0.2, 0.2, 0.2, 0.2], isInformative: false });
    expect(rateWords(answer, [same, same])).toEqual({ chances: [0.2, 0.2, 0.2, 0.2, 0.2], isInformative: false });
    expect(rateWords(answer, [same, anchors]).isInformative).toBe(true);
  });

  it('goes to the likeliest at temperature 0, and leaves equal chances equal', () => {
    expect(temper([0.2, 0.5, 0.3], 0)).toEqual([0, 1, 0]);
    expect(temper([0.5, 0.5], 0)).toEqual([0.5, 0.5]);
    expect(meanLevel([0, 0, 0, 0.5, 0.5])).toBe(4.5);
  });
});

/** Vectors on an arc: levels that lie in order, with a little of each set's own. */
const arc = (tilt: number) =>
  Array.from({ length: levels }, (_, level) => [Math.cos(level * 0.3), Math.sin(level * 0.3), tilt + 0.01 * level]);

describe('the self-check of a scale', () => {
  it('passes where every anchor lands at its own level or the next', () => {
    expect(checkScale([arc(0), arc(0.1), arc(0.2), arc(0.15)])).toMatchObject({ passes: true, astray: 0 });
  });

  it('fails where one set says the opposite, as an embedding that is blind to negation does', () => {
    expect(checkScale([arc(0), arc(0.1), arc(0.2), arc(0.15).toReversed()]).passes).toBe(false);
  });

  it('asks the other sets only, for in its own each anchor finds itself', () => {
    const straight = Array.from({ length: levels }, (_, level) => Array.from({ length: levels }, (__, at) => Number(at === level)));
    // Each set takes the anchors of the other for their opposite; the middle ones are right by chance.
    const found = checkScale([straight, straight.toReversed()]);
    expect(found).toMatchObject({ passes: false, astray: 8 });
    expect(found.rho).toBeCloseTo(-1, 12);
  });

  it('fails where one anchor of one set lies at the other end', () => {
    const [first = [], ...rest] = arc(0.2);
    const swapped = [...rest.slice(3), ...rest.slice(0, 3), first];
    const found = checkScale([arc(0), arc(0.1), arc(0.15), swapped]);
    expect(found.passes).toBe(false);
    expect(found.astray).toBeGreaterThan(0);
  });

  /** Six sets on the arc, each with its levels at these places. */
  const sixOf = (places: (set: number) => readonly number[]) =>
    Array.from({ length: 6 }, (_, set) => places(set).map((place) => [Math.cos(place * 0.3), Math.sin(place * 0.3), 0.02 * set]));

  it('fails for one anchor astray among thirty, though the order as a whole is kept', () => {
    const found = checkScale(sixOf((set) => (set === 0 ? [2.4, 1, 2, 3, 4] : [0, 1, 2, 3, 4])));
    expect(found.rho).toBeGreaterThan(0.9);
    expect(found).toMatchObject({ astray: 1, passes: false });
  });

  it('fails for an order that is kept badly, though no anchor is far from its level', () => {
    const straight = [0, 1, 2, 3, 4];
    const places = [[0, 2, 1, 4, 3], [1, 0, 3, 2, 4], straight, [1, 1, 2, 3, 3], straight, [1, 1, 2, 3, 3]];
    const found = checkScale(sixOf((set) => places[set] ?? straight));
    expect(found.astray).toBe(0);
    expect(found.rho).toBeLessThan(0.9);
    expect(found.rho).toBeGreaterThan(0.5);
    expect(found.passes).toBe(false);
  });

  it('fails where all vectors are the same, and with one set, which has nothing to be checked against', () => {
    const flat = Array.from({ length: levels }, () => [1, 1]);
    expect(checkScale([flat, flat, flat]).passes).toBe(false);
    expect(checkScale([arc(0)]).passes).toBe(false);
  });
});

describe('the anchors', () => {
  it('are four sets of five different sentences for each scale', () => {
    expect(scaleNames.toSorted()).toEqual(Object.keys(scales).toSorted());
    const all = scaleNames.flatMap((name) => scales[name].flat());
    expect(all).toHaveLength(4 * 4 * 5);
    expect(new Set(all).size).toBe(all.length);
    for (const sentence of all) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});
