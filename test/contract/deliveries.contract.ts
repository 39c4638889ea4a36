import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deliveries } from '../../src/ports/deliveries.ts';
import { createTestClock, here, ownHostileTexts, type TestClock, there } from './helpers.ts';

/** Deliveries under test. `close` frees what they hold. */
export type DeliveriesFixture = Readonly<{ deliveries: Deliveries; close: () => void }>;

const hourMs = 3_600_000;

/** What every store of deliveries must do (src/ports/deliveries.ts). */
export const deliveriesContract = (name: string, open: (clock: TestClock) => DeliveriesFixture | Promise<DeliveriesFixture>): void => {
  describe(`the deliveries in ${name}`, () => {
    let clock = createTestClock();
    let fixture: DeliveriesFixture;
    const first = (key: string, space = here) => fixture.deliveries.first(space, key);
    beforeEach(async () => {
      clock = createTestClock();
      fixture = await open(clock);
    });
    afterEach(() => fixture.close());

    it('say of a key once that it is the first, and never again', async () => {
      expect([await first('a'), await first('a'), await first('b'), await first('a')]).toEqual([true, false, true, false]);
    });

    it('let one of many through who ask at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => first('a')));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    it('keep spaces apart', async () => {
      expect([await first('a', here), await first('a', there), await first('a', here)]).toEqual([true, true, false]);
    });

    it('tell every key from every other, unit for unit', async () => {
      for (const key of ['', 'a', 'A', 'a ', ...ownHostileTexts]) expect([key, await first(key)]).toEqual([key, true]);
      for (const key of ['', 'a', 'A', 'a ', ...ownHostileTexts]) expect([key, await first(key)]).toEqual([key, false]);
    });

    it('remember a key for 25 hours, from when it was taken', async () => {
      await first('a');
      clock.advance(20 * hourMs);
      expect(await first('a')).toBe(false);
      clock.advance(5 * hourMs);
      expect(await first('a')).toBe(false);
    });

    it('forget a key after some days', async () => {
      await first('a');
      clock.advance(20 * hourMs);
      await first('b');
      clock.advance(20 * hourMs);
      expect([await first('a'), await first('b')]).toEqual([true, false]);
    });
  });
};
