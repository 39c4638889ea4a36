import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reaction } from '../../src/core/panel/reaction.ts';
import { drawOdds, drawReaction, mergeCandidates } from '../../src/core/prompt/draw.ts';
import type { Candidate } from '../../src/core/prompt/read-answer.ts';

const candidate = (text: string, probability?: number, change: Partial<Candidate> = {}): Candidate => ({
  stance: 'for',
  text,
  claims: [],
  changeMind: `${text} Or not.`,
  ...(probability === undefined ? {} : { probability }),
  ...change,
});
const apple = 'An apple a day is plenty.';
const bread = 'Bread I bake at home.';
const cheese = 'Cheese? Never heard of that brand.';
const draftOf = (...candidates: readonly Candidate[]) => ({ kind: 'open', candidates, questions: ['What next?'] }) as const;
const isNever = (): string | undefined => undefined;
const draw = (candidates: readonly Candidate[], seed: number, problemOf: (reaction: Reaction) => string | undefined = isNever) =>
  drawReaction(draftOf(...candidates), { seed, model: 'tiny', problemOf });
const drawnText = (candidates: readonly Candidate[], seed: number): string | undefined => {
  const drawn = draw(candidates, seed);
  return drawn.outcome === 'reaction' ? drawn.reaction.answers[0]?.text : drawn.problem;
};

describe('drawing a reaction', () => {
  it('gives the same for the same seed, for ever', () => {
    // The first numbers of these seeds are 0.627, 0.734, 0.720, 0.924, 0.690, 0.526, 0.012, 0.156.
    const candidates = [candidate(apple, 0.5), candidate(bread, 0.2), candidate(cheese, 0.3)];
    const drawn = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => drawnText(candidates, seed));
    expect(drawn).toEqual([bread, cheese, cheese, cheese, bread, bread, apple, apple]);
  });

  it('keeps the others beside it, the likeliest first, with weights that sum to 1 together with its own', () => {
    expect(draw([candidate(apple, 0.1), candidate(bread, 0.2), candidate(cheese, 0.1, { stance: 'outside' })], 6)).toEqual({
      outcome: 'reaction',
      reaction: {
        answers: [{ stance: 'for', text: bread, claims: [], unmentioned: [] }],
        questions: ['What next?'],
        spoken: {
          model: 'tiny',
          changeMind: `${bread} Or not.`,
          others: [
            { stance: 'for', text: apple, weight: 0.25 },
            { stance: 'outside', text: cheese, weight: 0.25 },
          ],
        },
      },
    });
    const drawn = draw([candidate(apple, 0.1), candidate(bread, 0.2), candidate(cheese, 0.7)], 7);
    const others = drawn.outcome === 'reaction' ? drawn.reaction.spoken?.others : [];
    expect(others?.map(({ text }) => text)).toEqual([cheese, bread]);
  });

  it('draws as often as the weights say', () => {
    const candidates = [candidate(apple, 0.6), candidate(bread, 0.2)];
    const apples = Array.from({ length: 4_000 }, (_, seed) => drawnText(candidates, seed)).filter((text) => text === apple).length;
    // 3,000 expected; five standard deviations are 137.
    expect(Math.abs(apples - 3_000)).toBeLessThan(137);
  });

  it('weighs all alike when none has a probability or all have zero, and gives nothing to one without among others', () => {
    for (const chance of [undefined, 0]) {
      const drawn = draw([candidate(apple, chance), candidate(bread, chance)], 1);
      expect(drawn.outcome === 'reaction' && drawn.reaction.spoken?.others[0]?.weight).toBe(0.5);
    }
    const drawn = Array.from({ length: 200 }, (_, seed) => drawnText([candidate(apple), candidate(bread, 0.01)], seed));
    expect(new Set(drawn)).toEqual(new Set([bread]));
  });

  it('leaves out what may not be shown, from the others too, with the chances of those that may', () => {
    const noApples = (reaction: Reaction) => (reaction.answers[0]?.text === apple ? 'label' : undefined);
    for (let seed = 0; seed < 20; seed += 1) {
      const drawn = draw([candidate(apple, 0.98), candidate(bread, 0.01), candidate(cheese, 0.01)], seed, noApples);
      expect(JSON.stringify(drawn)).not.toContain(apple);
      expect(drawn.outcome === 'reaction' && drawn.reaction.spoken?.others[0]?.weight).toBe(0.5);
    }
  });

  it('draws among those that may be shown with the chances that they have among themselves', () => {
    const noApples = (reaction: Reaction) => (reaction.answers[0]?.text === apple ? 'label' : undefined);
    const offered = [candidate(apple, 0.5), candidate(bread, 0.3), candidate(cheese, 0.2)];
    const drawn = Array.from({ length: 4_000 }, (_, seed) => draw(offered, seed * 7_919, noApples));
    const breads = drawn.filter((one) => one.outcome === 'reaction' && one.reaction.answers[0]?.text === bread).length;
    // 0.3 of 0.5. Four standard errors are 0.031.
    expect(Math.abs(breads / drawn.length - 0.6)).toBeLessThan(0.031);
  });

  it('shows the drawn one for judgement as the reaction that it would become, and the others as what is kept of them', () => {
    const seen: Reaction[] = [];
    draw([candidate(apple, 1), candidate(bread, 0)], 1, (reaction) => {
      seen.push(reaction);
      return undefined;
    });
    expect(seen.map(({ answers }) => answers[0]?.text)).toEqual([apple, bread]);
    expect(seen[0]).toMatchObject({ questions: ['What next?'], spoken: { changeMind: `${apple} Or not.`, others: [] } });
    expect(seen[1]).toMatchObject({ questions: [], answers: [{ claims: [] }], spoken: { changeMind: '', others: [] } });
  });

  it('names the problem of the first that was drawn when nothing may be shown', () => {
    const problemOf = (reaction: Reaction) => (reaction.answers[0]?.text === apple ? 'lived' : 'label');
    expect(draw([candidate(apple, 0.1), candidate(bread, 0.9)], 1, problemOf)).toEqual({ outcome: 'unfit', problem: 'label' });
    expect(draw([candidate(apple, 0.9), candidate(bread, 0.1)], 1, problemOf)).toEqual({ outcome: 'unfit', problem: 'lived' });
  });

  it('never draws what weighs nothing, and its weights sum to 1, whatever the numbers', () => {
    const chance = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(fc.tuple(chance, chance, chance), fc.nat(), ([a, b, c], seed) => {
        const candidates = [candidate(apple, a), candidate(bread, b), candidate(cheese, c)];
        const drawn = draw(candidates, seed);
        if (drawn.outcome !== 'reaction') throw new Error('all are fit');
        const own = candidates.find(({ text }) => text === drawn.reaction.answers[0]?.text)?.probability ?? 0;
        const rest = drawn.reaction.spoken?.others.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
        if ((a ?? 0) + (b ?? 0) + (c ?? 0) > 0) expect(own).toBeGreaterThan(0);
        expect(rest).toBeGreaterThanOrEqual(0);
        expect(rest).toBeLessThanOrEqual(1 + 1e-9);
        expect(draw(candidates, seed)).toEqual(drawn);
      }),
    );
  });
});

describe('merging candidates', () => {
  const long = 'The fee comes later, so I would leave it on the shelf.';
  const longToo = 'The FEE comes later, so I would leave it on  its shelf!';

  it('makes one of two that say nearly the same, with both weights, and keeps the first', () => {
    const [first, ...more] = mergeCandidates([candidate(long, 0.25), candidate(bread, 0.5), candidate(longToo, 0.125)]);
    expect(first).toEqual(candidate(long, 0.375));
    expect(more).toEqual([candidate(bread, 0.5)]);
  });

  it('merges also where a weight is missing', () => {
    expect(mergeCandidates([candidate(long), candidate(longToo, 0.5)])).toEqual([candidate(long, 0.5)]);
    expect(mergeCandidates([candidate(long, 0.5), candidate(longToo)])).toEqual([candidate(long, 0.5)]);
    expect(mergeCandidates([candidate(long), candidate(longToo)])).toEqual([candidate(long)]);
  });

  it('never merges two stances, nor texts at 0.6 and below', () => {
    const opposite = candidate(longToo, 0.1, { stance: 'against' });
    expect(mergeCandidates([candidate(long, 0.1), opposite]).length).toBe(2);
    // Trigrams abc, bcd, cde, def, efg against the first four and one more: 4 of 6. With 3 of 5 it is 0.6.
    expect(mergeCandidates([candidate('abcdefg'), candidate('abcdefx')]).length).toBe(1);
    expect(mergeCandidates([candidate('abcdef'), candidate('abcdex')]).length).toBe(2);
  });
});

describe('drawing a choice', () => {
  const odds = { options: [0.5, 0.15], noOpinion: 0.35 };

  it('resolves the odds with the seed, -1 for no opinion', () => {
    expect([1, 2, 6, 7].map((seed) => drawOdds(odds, seed).drawn)).toEqual([1, -1, 1, 0]);
    expect(drawOdds(odds, 7)).toEqual({ ...odds, drawn: 0 });
  });

  it('takes the last choice with any weight when rounding leaves a gap', () => {
    // The first number of seed 4 is 0.924; these do not reach it.
    expect(drawOdds({ options: [0.4, 0.5], noOpinion: 0 }, 4).drawn).toBe(1);
  });

  const answers = [
    { stance: 'for', text: apple, claims: [], unmentioned: [] },
    { stance: 'outside', text: bread, claims: [], unmentioned: [] },
  ] as const;
  const draft = { kind: 'comparison', answers, odds, changeMind: 'A lower price.', questions: [] } as const;

  it('comes with a comparison, whose answers stand as they are', () => {
    expect(drawReaction(draft, { seed: 2, model: 'tiny', problemOf: isNever })).toEqual({
      outcome: 'reaction',
      reaction: {
        answers,
        questions: [],
        spoken: { model: 'tiny', changeMind: 'A lower price.', others: [], odds: { ...odds, drawn: -1 } },
      },
    });
  });

  it('is left out of a comparison without odds, and a comparison that may not be shown says why', () => {
    const { odds: _, ...without } = draft;
    const drawn = drawReaction(without, { seed: 2, model: 'tiny', problemOf: isNever });
    expect(drawn.outcome === 'reaction' && drawn.reaction.spoken).not.toHaveProperty('odds');
    expect(drawReaction(draft, { seed: 2, model: 'tiny', problemOf: () => 'label' })).toEqual({ outcome: 'unfit', problem: 'label' });
  });
});
