import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SpaceId, spaceId } from '../../src/core/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Random } from '../../src/ports/random.ts';

/** A clock that stands still until it is moved. */
export const createTestClock = () => {
  let ms = Date.parse('2026-11-21T12:00:00.000Z');
  const clock: Clock = { now: () => new Date(ms), monotonicMs: () => ms, sleep: async () => {} };
  return Object.assign(clock, {
    advance: (by: number): void => {
      ms += by;
    },
  });
};

/** A clock that stands still until it is moved. */
export type TestClock = ReturnType<typeof createTestClock>;

/** Ids that never repeat, and a seed that never changes. */
export const testRandom: Random = { seed: () => 1, id: () => randomUUID() };

/** Two tenants of one platform. */
export const here: SpaceId = spaceId('test', 'here');
/** The neighbour of `here`. */
export const there: SpaceId = spaceId('test', 'there');

/** Where the shared data lie, beside the repository. Absent in most places. */
export const sharedData = resolve(fileURLToPath(new URL('../../../shared/data', import.meta.url)));

/** Texts that break careless storage and are in no public list. */
export const ownHostileTexts: readonly string[] = [
  'a\0b',
  'x\ud800y',
  '\udc00 starts with a low surrogate',
  'ends with a high one \ud83d',
  '\ufeffbyte order mark',
  'cafe\u0301 is not café',
  'marks ⟦of our own⟧',
  ' leading and trailing ',
  'line\r\nbreaks\nof\rall\u2028kinds',
  '"; DROP TABLE quotes; --',
  'word'.repeat(1_000),
];

/** The public list of hostile strings (sharedData). Throws when it is absent: ask `isPresent` first. */
export const hostileList = `${sharedData}/hostile/blns.json`;
export const readHostileTexts = (): readonly string[] => JSON.parse(readFileSync(hostileList, 'utf8'));
