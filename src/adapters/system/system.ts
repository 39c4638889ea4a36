import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

/** This machine's clocks. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await wait(Math.min(ms, 2_147_483_647), undefined, signal === undefined ? {} : { signal });
    } catch {
      // Only an abort ends the wait early, and that is what the caller asked for.
    }
  },
};

/** This machine's randomness, from the operating system's generator. */
export const systemRandom: Random = {
  seed: () => randomBytes(4).readUInt32BE(),
  id: () => randomUUID(),
};
