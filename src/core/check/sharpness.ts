import type { CheckSize } from './items.ts';

/**
 * From which difference on two personas of five are told apart in half of all checks, in standard deviations of one persona's own wavering (the root of the mean square
 * over items). Found by simulation, which test/unit/check-sharpness.test.ts repeats.
 */
export const toldApartFrom: Readonly<Record<CheckSize, number>> = { quick: 1.1, full: 0.6 };
