import type { Costume, Pair } from '../../src/core/check/costume.ts';
import type { Figures } from '../../src/core/check/measure.ts';
import type { CheckResult } from '../../src/core/check/result.ts';

/* A check of three personas that went well, and any part of it changed. */

const people = [
  { id: 'ana', name: 'Ana' },
  { id: 'ben', name: 'Ben' },
  { id: 'cem', name: 'Cem' },
];

/** Two of them by their places. */
export const pair = (one: number, other: number, isToldApart: boolean, distance = 0.5): Pair => ({
  one,
  other,
  distance,
  rate: 0.5,
  isToldApart,
});
/** All three told apart. */
export const apart = [pair(0, 1, true, 0.2), pair(0, 2, true, 2), pair(1, 2, true, 0)];
/** What the costume test found: three voices, unless changed. */
export const costume = (change: Partial<Costume> = {}): Costume => ({
  verdict: 'voices',
  icc: 0.4,
  within: 0.04,
  p: 0.001,
  itemP: 0.001,
  pairs: apart,
  caricatures: [],
  ...change,
});
/** Everything that a check computes, with a costume test and little else. */
export const figures = (change: Partial<Figures> = {}): Figures => ({
  whole: { personas: ['ana', 'ben', 'cem'], items: 8, replicates: 3 },
  missing: {},
  silentShare: 0.1,
  order: { pairs: 0, flips: 0, rerunPairs: 0, rerunFlips: 0 },
  coverage: [],
  kept: {},
  costume: costume(),
  ...change,
});
/** What the files show. */
export const files: CheckResult['files'] = {
  bases: { data: 0, assumption: 3, invention: 1 },
  withoutData: [],
  overdue: [],
  old: [],
  alike: [],
};
/** A finished check of the full size. */
export const aCheckResult = (found: Partial<Figures> = {}, change: Partial<CheckResult> = {}): CheckResult => ({
  job: 'j',
  at: '2026-11-21T09:00:00.000Z',
  by: 'u',
  set: { id: 'set', title: 'Test set', version: 2 },
  personas: people,
  models: ['m'],
  items: { version: 1, hash: 'abcdefabcdefabcdef' },
  size: 'full',
  attributes: [],
  swaps: [],
  seed: 1,
  calls: 100,
  tokens: { calls: 1, input: 1, output: 1, cached: 0, isEstimate: false },
  figures: figures(found),
  files,
  ...change,
});
