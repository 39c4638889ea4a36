import type { Hit } from '../../core/quotes/feedback.ts';
import { anyOf, type QueryUnit } from './token-probe.ts';

/*
 * The best rows of a search without ranking all that match. To rank a row costs FTS5 ten times as much as to find it, and the most frequent word of a
 * question matches most rows and says least. Once so many rows are found that no row with frequent words alone can come among them, such rows need no look:
 * MaxScore, H. Turtle and J. Flood, Query evaluation: strategies and optimizations, 1995, with FTS5's operators in place of postings. The
 * result is the same as that of ranking all.
 */

/** A unit of a query with how many quotes of the space hold it. */
export type CountedUnit = Readonly<{ unit: Pick<QueryUnit, 'match'>; rows: number }>;

/** The most that a row can gain from a word, in idf: k1 + 1 of bm25, with FTS5's k1 of 1.2 (https://www.sqlite.org/fts5.html#the_bm25_function, read 2026-11-21). */
const mostPerIdf = 2.2;
/** What the last of the best rows is thought to score, in idf of the rarest word. A wrong guess costs time, never a row: 1.0 to 1.4 measure alike. */
const likelyScore = 1.2;
/** Below so many rows to rank, ranking all is as quick. */
const fewRows = 2_000;

/** As FTS5 computes it: a word that half of the quotes hold says next to nothing. */
const idf = (all: number, rows: number): number => Math.max(1e-6, Math.log((all - rows + 0.5) / (rows + 0.5)));

/** How many of the words, the rarest first, a row must hold one of to reach a score: the others together cannot. */
const neededFor = (score: number, idfs: readonly number[]): number => {
  let left = score / mostPerIdf;
  let needed = idfs.length;
  for (const own of idfs.toReversed()) {
    left -= own;
    if (left <= 0) break;
    needed -= 1;
  }
  // Rows that are being taken out may still be ranked but no longer be counted.
  return Math.max(needed, 1);
};

const inOrder = (one: Hit<number>, other: Hit<number>): number => other.score - one.score || one.row - other.row;

/**
 * The `limit` best rows that hold any of the units, best first, equal ones by row. `all` is the number of quotes in the space; `find` answers an FTS5
 * expression with at most `limit` hits, best first.
 */
export const findBest = (
  units: readonly CountedUnit[],
  { all, limit }: Readonly<{ all: number; limit: number }>,
  find: (match: string) => readonly Hit<number>[],
): readonly Hit<number>[] => {
  const known = units.filter(({ rows }) => rows > 0).toSorted((one, other) => one.rows - other.rows);
  if (known.length === 0) return [];
  const matchOf = (from: number, to?: number): string => anyOf(known.slice(from, to).map(({ unit }) => unit));
  const idfs = known.map(({ rows }) => idf(all, rows));
  const total = known.reduce((sum, { rows }) => sum + rows, 0);
  let needed = total < fewRows ? known.length : neededFor(likelyScore * (idfs[0] ?? 0), idfs);
  while (needed < known.length) {
    const [rare, frequent] = [matchOf(0, needed), matchOf(needed)];
    // Two questions, because a word that stands twice in one counts twice.
    const found = [...find(`(${rare}) AND (${frequent})`), ...find(`(${rare}) NOT (${frequent})`)].toSorted(inOrder).slice(0, limit);
    const really = neededFor(found[limit - 1]?.score ?? 0, idfs);
    if (really <= needed) return found;
    needed = really;
  }
  return find(matchOf(0));
};
