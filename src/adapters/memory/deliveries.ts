import type { Clock } from '../../ports/clock.ts';
import type { Deliveries } from '../../ports/deliveries.ts';

/** How long a key is kept: the 25 hours of the contract, and one for clocks that differ. */
const keptMs = 26 * 3_600_000;

/** Taken deliveries in memory. */
export const createMemoryDeliveries = ({ clock }: { clock: Clock }): Deliveries => {
  const takenAt = new Map<string, number>();
  return {
    first: async (space, key) => {
      const now = clock.now().getTime();
      // In the order in which they were taken, so the first that is kept ends the search.
      for (const [oldest, at] of takenAt) {
        if (now - at < keptMs) break;
        takenAt.delete(oldest);
      }
      const name = JSON.stringify([space, key]);
      if (takenAt.has(name)) return false;
      takenAt.set(name, now);
      return true;
    },
  };
};
