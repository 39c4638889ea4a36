import { afterAll, beforeAll } from 'vitest';
import { tokenize } from '../../src/adapters/memory/tokens.ts';
import { openPostgres, type Store } from '../../src/adapters/postgres/database.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createTestDatabase, silent, type TestDatabase } from '../fakes/postgres.ts';
import { createTestClock, testRandom as random } from './helpers.ts';

/**
 * Stores for the contract suites, one database each: made once and emptied between tests, because making the tables takes a hundred times as long as
 * a test. The clock of the test is put into the store that is handed out.
 */
export const createStores = () => {
  const made: TestDatabase[] = [];
  const free: { store: Store; database: TestDatabase; time: { clock: Clock } }[] = [];
  const all: Store[] = [];

  const make = async () => {
    const database = await createTestDatabase();
    made.push(database);
    const time: { clock: Clock } = { clock: createTestClock() };
    const clock: Clock = { now: () => time.clock.now(), monotonicMs: () => time.clock.monotonicMs(), sleep: async () => {} };
    const store = await openPostgres({ url: database.url, tokenize, clock, random, log: silent });
    all.push(store);
    return { store, database, time };
  };

  /** A store that holds nothing. Its `close` gives it back. */
  const open = async (clock: Clock): Promise<Omit<Store, 'close'> & { close: () => void }> => {
    const one = free.pop() ?? (await make());
    one.time.clock = clock;
    await one.database.look(
      `DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'sounding_board' AND tablename NOT IN ('format', 'spaces') ORDER BY tablename = 'batches'
         LOOP EXECUTE 'DELETE FROM sounding_board.' || t; END LOOP; UPDATE sounding_board.spaces SET last_panel = 0, transcript_seq = 0, salt = NULL; END $$`,
    );
    return {
      ...one.store,
      close: () => {
        free.push(one);
      },
    };
  };

  afterAll(async () => {
    for (const store of all) await store.close();
    for (const database of made) await database.drop();
  });
  beforeAll(async () => {
    free.push(await make());
  });
  return open;
};
