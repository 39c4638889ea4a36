import { expect, it } from 'vitest';
import { testCostumes } from '../../src/core/check/costume.ts';
import { checkSizes } from '../../src/core/check/items.ts';
import { toldApartFrom } from '../../src/core/check/sharpness.ts';
import { seededNumbers } from '../../src/core/random.ts';

const wavering = 0.15;

/** Five personas, of whom the first two differ by so many times their wavering: are these two told apart? */
const isTold = (size: 'quick' | 'full', times: number, seed: number): boolean => {
  const { items, replicates } = checkSizes[size];
  const next = seededNumbers(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const scores = Array.from({ length: items }, () => {
    const own = normal() * 0.3;
    const means = [own, own + normal() * times * wavering, normal() * 0.4, normal() * 0.4, normal() * 0.4];
    return means.map((mean) => Array.from({ length: replicates }, () => mean + normal() * wavering));
  });
  return testCostumes(scores, seed).pairs[0]?.isToldApart ?? false;
};

const shareTold = (size: 'quick' | 'full', times: number): number => {
  const runs = 24;
  return Array.from({ length: runs }, (_, run) => isTold(size, times, run + 1)).filter(Boolean).length / runs;
};

it.each(['quick', 'full'] as const)('the %s size tells about half of the differences that it is said to', { timeout: 120_000 }, (size) => {
  const least = toldApartFrom[size];
  expect(shareTold(size, least)).toBeGreaterThan(0.3);
  expect(shareTold(size, least)).toBeLessThan(0.75);
  expect(shareTold(size, least / 2)).toBeLessThan(0.3);
});
