import { idf } from './quotes.ts';

/**
 * How a second look widens a search: the words that the first hits share and that were not asked for. `docs` hits are read for them, the best
 * `terms` are asked in turn and count `weight` of what the words typed count; the first `kept` hits stay where they are. Chosen on half of the topics of
 * two collections and better on the other half of both (bench/README.md).
 */
export const feedback = { docs: 5, terms: 10, weight: 0.2, kept: 5, depth: 100, further: 300, leastRows: 2 } as const;

/** A row that was found, with its bm25. */
export type Hit<Row> = Readonly<{ row: Row; score: number }>;

/** The terms that say most about the first hits. `terms` of a hit are those that it holds and that were not asked for; `rowsWith` counts quotes. */
export const chooseTerms = <Term>(
  hits: readonly Readonly<{ score: number; terms: readonly Term[] }>[],
  all: number,
  rowsWith: (term: Term) => number,
): readonly Term[] => {
  const sums = new Map<Term, number>();
  for (const { score, terms } of hits) for (const term of terms) sums.set(term, (sums.get(term) ?? 0) + score);
  return [...sums]
    .map(([term, sum]) => ({ term, sum, rows: rowsWith(term) }))
    .filter(({ rows }) => rows >= feedback.leastRows)
    .map(({ term, sum, rows }) => ({ term, weight: sum * idf(all, rows) }))
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, feedback.terms)
    .map(({ term }) => term);
};

/** Joins the hits of the words typed with those of the further terms: the first stay, the rest are ordered by both. `rowKey` tells rows apart. */
export const joinHits = <Row>(
  first: readonly Hit<Row>[],
  further: readonly Hit<Row>[],
  keyOf: (row: Row) => unknown,
): readonly Hit<Row>[] => {
  const kept = first.slice(0, feedback.kept);
  const sums = new Map(first.slice(feedback.kept).map((hit) => [keyOf(hit.row), hit]));
  const isKept = new Set(kept.map(({ row }) => keyOf(row)));
  for (const { row, score } of further) {
    const key = keyOf(row);
    if (!isKept.has(key)) sums.set(key, { row, score: (sums.get(key)?.score ?? 0) + feedback.weight * score });
  }
  return [...kept, ...[...sums.values()].toSorted((one, other) => other.score - one.score)];
};
