import { describe, expect, it } from 'vitest';
import { testCostumes, varianceParts } from '../../src/core/check/costume.ts';
import { simulatePanel, worlds } from '../fakes/check-worlds.ts';
import { runs } from '../fakes/runs.ts';

describe('the variance of one item', () => {
  it('lies between and within personas as in the worked example', () => {
    const { between, within, icc } = varianceParts([
      [4, 4, 5, 4],
      [2, 3, 2, 2],
      [3, 3, 4, 3],
    ]);
    expect([between, within]).toEqual([4, 0.25]);
    expect(icc).toBeCloseTo(0.7895, 4);
  });

  it('is nowhere when everybody says the same', () => {
    expect(
      varianceParts([
        [1, 1],
        [1, 1],
      ]),
    ).toEqual({ between: 0, within: 0, icc: 0 });
  });
});

describe('the costume test', () => {
  // The full run over 500 panels of each kind is `npm run bench:check`. Here 16 each: at 10 % wrong the chance of more than 5 is below one in a hundred, and the seeds are fixed.
  it.each(worlds)('tells %s from the other worlds', (world) => {
    const panels = Math.max(4, runs(16));
    const verdicts = Array.from({ length: panels }, (_, seed) => testCostumes(simulatePanel(world, seed * 7 + 1), seed).verdict);
    expect(verdicts.filter((verdict) => verdict === world).length).toBeGreaterThanOrEqual((panels * 11) / 16);
  });

  it('gives the same result for the same seed, and another stream of chance for another', () => {
    const scores = simulatePanel('noise', 3);
    expect(testCostumes(scores, 1)).toEqual(testCostumes(scores, 1));
    expect(testCostumes(scores, 1).p).not.toBe(testCostumes(scores, 2).p);
  });

  it('pools the variance over items, and counts chances as all arrangements would give them', () => {
    // Between 2 and within 0 on the first item, between 0 and within 0.5 on the second: (1 - 0.25) / (1 + 0.25).
    const { icc, within } = testCostumes(
      [
        [
          [1, 1],
          [-1, -1],
        ],
        [
          [0.5, -0.5],
          [0.5, -0.5],
        ],
      ].map((item, at) => (at === 0 ? item.map((own) => own.map((score) => score / Math.SQRT2)) : item)),
      1,
    );
    expect([icc, within].map((value) => value.toFixed(4))).toEqual(['0.6000', '0.2500']);
    // Two answers of 1 and two of 0 fall apart like this in 2 of 6 arrangements.
    const apart = [
      [1, 1],
      [0, 0],
    ];
    // On both items one persona above and the other below: whichever, so 1/3 of 1/3.
    expect(testCostumes([apart, apart], 1).p).toBeCloseTo(1 / 9, 1);
    // Both personas for the first item and against the second, or the other way round: 2 of 36.
    const moved = testCostumes(
      [apart[0], apart[1]].map((own = []) => [own, own]),
      1,
    ).itemP;
    expect(Math.abs(moved - 1 / 18)).toBeLessThan(0.03);
    expect(moved).toBeLessThan(0.1);
  });

  it('calls one answer to everything one voice, not noise', () => {
    const same = Array.from({ length: 8 }, () => Array.from({ length: 4 }, () => [0.6, 0.6, 0.6]));
    expect(testCostumes(same, 1).verdict).toBe('one-voice');
  });

  it('names the two personas that are one', () => {
    const scores = simulatePanel('voices', 11).map((item, at) => [
      ...item.slice(0, 5),
      (item[2] ?? []).map((score, k) => score + ((at + k) % 2 ? 0.01 : -0.01)),
    ]);
    const { pairs } = testCostumes(scores, 5);
    expect(pairs).toHaveLength(15);
    expect(pairs.filter(({ isToldApart }) => !isToldApart).map(({ one, other }) => [one, other])).toEqual([[2, 5]]);
    // The smallest chance that 999 draws allow, corrected for fifteen pairs of which so many have it.
    const least = Math.min(...pairs.map(({ rate }) => rate));
    expect(least).toBeCloseTo((0.001 * 15) / pairs.filter(({ rate }) => rate === least).length, 9);
    expect(pairs.find(({ one, other }) => one === 2 && other === 5)?.rate).toBeGreaterThan(0.05);
    expect(pairs.toSorted((a, b) => a.distance - b.distance)[0]).toMatchObject({ one: 2, other: 5 });
  });

  it('names those that say the same whatever they are asked', () => {
    const scores = simulatePanel('voices', 12).map((item) => [[0.9, 0.9, 0.91], ...item.slice(1)]);
    expect(testCostumes(scores, 5).caricatures).toEqual([0]);
  });

  /** Two answers around each value: their standard deviation is `apart` times the root of 2. */
  const around = (values: ReadonlyArray<readonly number[]>, apart: number) =>
    values.map((item) => item.map((value) => [value - apart, value + apart]));

  it('calls a persona fixed that wavers by less than 0.05 and is moved by less than 0.1', () => {
    const found = (apart: number, moved: number) =>
      testCostumes(
        around(
          [
            [0.5, 0.9],
            [0.5 + moved, -0.9],
          ],
          apart,
        ),
        1,
      ).caricatures;
    expect([found(0.03, 0), found(0.04, 0), found(0.03, 0.13), found(0.03, 0.15)]).toEqual([[0], [], [0], []]);
  });

  it('calls equal answers one voice as long as they waver by less than 0.05, and noise from there on', () => {
    const verdict = (apart: number) =>
      testCostumes(
        around(
          Array.from({ length: 4 }, () => [0.2, 0.2, 0.2]),
          apart,
        ),
        1,
      ).verdict;
    expect([verdict(0.03), verdict(0.04)]).toEqual(['one-voice', 'noise']);
  });

  it('calls personas caricatures when four fifths of what sets them apart is the same on every item', () => {
    // Half a unit apart always, and `more` by the item: 0.25 / (0.25 + more²).
    const verdict = (more: number, all = 0) =>
      testCostumes(
        [
          [0.5 + more, -0.5 - more],
          [0.5 - more, -0.5 + more],
        ].map((item, at) => item.map((value) => [value - 0.01, value, value + 0.01].map((score) => score + (at === 0 ? all : -all)))),
        1,
      ).verdict;
    expect([verdict(0.2), verdict(0.3)]).toEqual(['caricatures', 'voices']);
    // What all of them like more or less does not set them apart.
    expect([verdict(0.2, 0.1), verdict(0.3, 0.1), verdict(0.2, 0.4)]).toEqual(['caricatures', 'voices', 'caricatures']);
  });

  it.each([
    [
      'one item',
      [
        [
          [1, 0],
          [0, 1],
        ],
      ],
    ],
    ['one persona', [[[1, 0]], [[1, 0]]]],
    [
      'one replicate',
      [
        [[1], [0]],
        [[1], [0]],
      ],
    ],
    [
      'a gap',
      [
        [
          [1, 0],
          [0, 1],
        ],
        [[1, 0], [0]],
      ],
    ],
    [
      'a persona missing',
      [
        [
          [1, 0],
          [0, 1],
        ],
        [[1, 0]],
      ],
    ],
    [
      'a persona too many',
      [
        [
          [1, 0],
          [0, 1],
        ],
        [
          [1, 0],
          [0, 1],
          [0, 1],
        ],
      ],
    ],
    ['nothing', []],
    ['items that nobody answered', [[], []]],
    [
      'no number',
      [
        [
          [1, 0],
          [0, Number.NaN],
        ],
        [
          [1, 0],
          [0, 1],
        ],
      ],
    ],
  ])('does not run with %s', (_, scores) => {
    expect(() => testCostumes(scores, 1)).toThrow(RangeError);
  });
});
