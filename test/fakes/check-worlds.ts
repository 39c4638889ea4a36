import type { Scores } from '../../src/core/check/costume.ts';
import { seededNumbers } from '../../src/core/random.ts';

/** Normally distributed numbers from a seed (Box and Muller). */
export const normals = (seed: number): (() => number) => {
  const next = seededNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
};

const clip = (score: number): number => Math.max(-1, Math.min(1, score));

/** Panels whose truth is known, as `testCostumes` should name it. */
export const worlds = ['voices', 'one-voice', 'caricatures', 'noise'] as const;

/**
 * Simulated answers of six personas to eight items, three times each. `voices`: each has its own view of each item. `one-voice`: only the item matters.
 * `caricatures`: only the persona matters, and hardly wavers. `noise`: nothing matters. Standard deviations: views 0.4 to 0.6, wavering 0.25 (caricatures 0.02).
 */
export const simulatePanel = (world: (typeof worlds)[number], seed: number): Scores => {
  const normal = normals(seed);
  const items = Array.from({ length: 8 }, () => normal() * 0.5);
  const personas = Array.from({ length: 6 }, () => normal() * 0.6);
  const viewOf = { voices: (item: number) => item / 2 + normal() * 0.4, 'one-voice': (item: number) => item, noise: () => 0 } as const;
  return items.map((item) =>
    personas.map((persona) => {
      const view = world === 'caricatures' ? persona : viewOf[world](item);
      return Array.from({ length: 3 }, () => clip(view + normal() * (world === 'caricatures' ? 0.02 : 0.25)));
    }),
  );
};
