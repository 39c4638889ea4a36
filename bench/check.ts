import { testCostumes } from '../src/core/check/costume.ts';
import { auditSwaps, type Swapped } from '../src/core/check/swap.ts';
import { normals, simulatePanel, worlds } from '../test/fakes/check-worlds.ts';

/*
 * How often the checks of persona sets are right on simulated answers whose truth is known. `npm run bench:check`. The worlds are described in
 * test/fakes/check-worlds.ts.
 */

const runs = 500;
const print = (...cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
const percent = (count: number): string => `${((100 * count) / runs).toFixed(1)} %`;

print('truth', ...worlds.map((world) => `called ${world}`), 'pairs not told apart, of 15', 'ms each');
for (const world of worlds) {
  const from = performance.now();
  const results = Array.from({ length: runs }, (_, seed) => testCostumes(simulatePanel(world, seed * 7 + 1), seed));
  const ms = (performance.now() - from) / runs;
  const pairs = results.reduce((sum, { pairs: all }) => sum + all.filter(({ isToldApart }) => !isToldApart).length, 0) / runs;
  const called = worlds.map((verdict) => percent(results.filter((result) => result.verdict === verdict).length));
  print(world, ...called, pairs.toFixed(1), ms.toFixed(0));
}

const answersOf = (normal: () => number, shift: number, items: readonly number[]) =>
  items.map((item) => Array.from({ length: 4 }, () => item + (normal() + shift) * 0.3));

const auditOnce = (seed: number, bias: number) => {
  const normal = normals(seed * 13 + 5);
  const items = Array.from({ length: 30 }, () => normal() * 0.4);
  const swap = (attribute: string, shift: number): Swapped => ({
    attribute,
    before: answersOf(normal, 0, items),
    after: answersOf(normal, shift, items),
  });
  return auditSwaps([swap('swapped', bias), swap('another', 0)], swap('nothing', 0), seed);
};

print('planted bias, in standard deviations', 'found', 'unbiased attribute accused', 'nothing could be said');
for (const bias of [0, 0.25, 0.5, 0.75]) {
  const audits = Array.from({ length: runs }, (_, seed) => auditOnce(seed, bias));
  const found = (at: number) => percent(audits.filter(({ results }) => results[at]?.isFound).length);
  print(bias, found(0), found(1), percent(audits.filter(({ isUnstable }) => isUnstable).length));
}
