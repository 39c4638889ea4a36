import { describe, expect, it } from 'vitest';
import { chooseTerms, feedback, joinHits } from '../../src/core/quotes/feedback.ts';

/* What a second look at a search asks for, and where it puts what it finds. */

describe('the further words of a search', () => {
  const all = 1_000;
  const choose = (hits: Parameters<typeof chooseTerms<string>>[0], rows: Readonly<Record<string, number>> = {}) =>
    chooseTerms(hits, all, (term) => rows[term] ?? 10);

  it('are those of the best hits first, and what several hits share before what one has', () => {
    expect(
      choose([
        { score: 3, terms: ['best'] },
        { score: 2, terms: ['shared', 'second'] },
        { score: 1.5, terms: ['shared', 'third'] },
      ]),
    ).toEqual(['shared', 'best', 'second', 'third']);
  });

  it('are rare words before frequent ones, but none that one quote alone has', () => {
    const hits = [{ score: 1, terms: ['frequent', 'rare', 'once', 'twice'] }];
    expect(choose(hits, { frequent: 500, rare: 5, once: 1, twice: 2 })).toEqual(['twice', 'rare', 'frequent']);
  });

  it('are ten at most', () => {
    const terms = Array.from({ length: 12 }, (_, at) => `w${at}`);
    const rows = Object.fromEntries(terms.map((term, at) => [term, 2 + at]));
    expect(choose([{ score: 1, terms }], rows)).toEqual(terms.slice(0, 10));
    expect(choose([])).toEqual([]);
  });
});

describe('what a second look finds', () => {
  const hit = (row: string, score: number) => ({ row, score });
  const join = (first: readonly ReturnType<typeof hit>[], further: readonly ReturnType<typeof hit>[]) =>
    joinHits(first, further, (row) => row).map(({ row }) => row);
  const first = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((row, at) => hit(row, 10 - at));

  it('never comes before the first five', () => {
    expect(feedback.kept).toBe(5);
    expect(join(first, [hit('new', 1_000), hit('e', 1_000), hit('g', 1)])).toEqual(['a', 'b', 'c', 'd', 'e', 'new', 'f', 'g']);
  });

  it('counts a fifth beside what the words typed count, and lifts what both found', () => {
    // f has 5 and g 4: with a fifth of 4.9 or of 5.1 g stays behind, or passes it.
    expect(join(first, [hit('g', 4.9)]).slice(5)).toEqual(['f', 'g']);
    expect(join(first, [hit('g', 5.1)]).slice(5)).toEqual(['g', 'f']);
    expect(join(first, [hit('new', 19.9), hit('newer', 20.1)]).slice(5)).toEqual(['f', 'newer', 'g', 'new']);
  });

  it('is each row once, and a row keeps the score that it was ordered by', () => {
    const found = joinHits(first, [hit('g', 10), hit('a', 10), hit('new', 10)], (row) => row);
    expect(found.map(({ row, score }) => [row, score]).slice(4)).toEqual([
      ['e', 6],
      ['g', 6],
      ['f', 5],
      ['new', 2],
    ]);
    expect(found).toHaveLength(8);
  });
});
