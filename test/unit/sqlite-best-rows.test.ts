import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { findBest } from '../../src/adapters/sqlite/best-rows.ts';
import { anyOf } from '../../src/adapters/sqlite/token-probe.ts';
import { readNumber } from '../../src/adapters/sqlite/values.ts';
import { seededNumbers } from '../../src/core/random.ts';

/* FTS5 ranks every row that matches; the shorter way has to find the same. */

const rows = 6_000;
const vocabulary = 60;
const random = seededNumbers(7);
/** The first words stand in half of the rows, the last in a few: text is like that. */
const someWord = (): string => `w${Math.floor(vocabulary * random() ** 3)}`;

const db = new DatabaseSync(':memory:');
afterAll(() => db.close());
db.exec("CREATE VIRTUAL TABLE t USING fts5(text, scope, content = '')");
db.exec("INSERT INTO t (t, rank) VALUES ('rank', 'bm25(1.0, 0.0)')");
const add = db.prepare('INSERT INTO t (rowid, text, scope) VALUES (?, ?, ?)');
for (let row = 1; row <= rows; row += 1)
  add.run(row, Array.from({ length: 1 + Math.floor(random() * 14) }, someWord).join(' '), row % 3 === 0 ? 'srca' : 'srcb');

const best = db.prepare('SELECT rowid AS row, rank AS score FROM t WHERE t MATCH ? ORDER BY rank, rowid LIMIT ?');
const find = (match: string, limit: number) =>
  best.all(match, limit).map((row) => ({ row: readNumber(row, 'row'), score: -readNumber(row, 'score') }));
const unitOf = (word: string) => ({ unit: { match: `"${word}"` }, rows: find(`text : ${word}`, rows).length });

/** What is asked, in how many questions, and how many rows were ranked for it. */
const ask = (units: readonly ReturnType<typeof unitOf>[], limit: number, scope = '') => {
  const asked: string[] = [];
  const found = findBest(units, { all: rows, limit }, (texts) => {
    asked.push(texts);
    return find(`text : (${texts})${scope}`, limit);
  });
  return { found, asked };
};

const words = Array.from({ length: 80 }, () => Array.from({ length: 1 + Math.floor(random() * 6) }, someWord));
const cases = words.map((some) => [...new Set(some)].map(unitOf));
/** Sums in another order differ in the last digits. */
const rounded = (score: number): number => Math.round(score * 1e9) / 1e9;

test.each([1, 20, 300])('finds the same rows with the same scores as ranking all, the best %d', (limit) => {
  let shorter = 0;
  for (const units of cases)
    for (const scope of ['', ' AND scope : srca']) {
      const all = find(`text : (${anyOf(units.map(({ unit }) => unit))})${scope}`, rows);
      const scores = new Map(all.map(({ row, score }) => [row, rounded(score)]));
      const { found, asked } = ask(units, limit, scope);
      expect(found.map(({ score }) => rounded(score))).toEqual(all.slice(0, limit).map(({ score }) => rounded(score)));
      for (const { row, score } of found) expect(scores.get(row)).toBe(rounded(score));
      expect(found).toEqual(found.toSorted((one, other) => other.score - one.score || one.row - other.row));
      if (asked.at(-1)?.includes(' NOT ')) shorter += 1;
    }
  // Otherwise the shorter way would not have been tried.
  expect(shorter).toBeGreaterThan(limit < 100 ? 50 : 5);
});

test('asks nothing for words that nobody said', () => {
  expect(ask([unitOf('nobody'), unitOf('never')], 20)).toEqual({ found: [], asked: [] });
});

test('asks once where few rows match, and in two parts where many do', () => {
  const byRows = Array.from({ length: vocabulary }, (_, at) => unitOf(`w${at}`)).toSorted((one, other) => one.rows - other.rows);
  const [rare] = byRows;
  // With 1,900 rows the second could as well be left out of most of the search.
  const common = byRows.findLast(({ rows: holders }) => holders < 1_900);
  const most = byRows.at(-1);
  if (!rare || !common || !most) throw new Error('there are words');
  expect([rare.rows + common.rows < 2_000, common.rows > 1_000, most.rows > 2_000]).toEqual([true, true, true]);
  expect(ask([rare, common], 1).asked).toEqual([anyOf([rare.unit, common.unit])]);
  expect(ask([rare, most], 1).asked).toEqual([
    `(${rare.unit.match}) AND (${most.unit.match})`,
    `(${rare.unit.match}) NOT (${most.unit.match})`,
  ]);
});
