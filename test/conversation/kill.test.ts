import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spaceId } from '../../src/core/ids.ts';
import { seededNumbers } from '../../src/core/random.ts';
import { openStore } from '../../src/open-store.ts';
import { readPlatform } from '../fakes/file-platform.ts';
import { createTestDatabase, hasPostgres, silent, type TestDatabase } from '../fakes/postgres.ts';
import { createWorkers, messagesOfPanel, until } from '../fakes/workers.ts';

const keys = Array.from({ length: 10 }, (_, index) => `delivery-${index}`);

type Workers = ReturnType<typeof createWorkers>;

/** Ten panels, all closed, with each of their messages on the platform exactly once. */
const expectAllOnce = async ({ folder, platform }: Workers, databaseUrl: string, seed: number): Promise<void> => {
  const store = await openStore({ dataDir: folder, databaseUrl }, silent);
  const panels = await store.journal.list(spaceId('file', 'test'), { limit: 100 });
  await store.close();
  const posted = readPlatform(platform);
  expect(
    panels.map(({ state }) => state.status),
    `seed ${seed}`,
  ).toEqual(keys.map(() => 'closed'));
  for (const { ref } of panels) {
    const keysOfPanel = posted.filter(({ key }) => key.startsWith(`${ref.id}/`)).map(({ key }) => key.slice(ref.id.length + 1));
    expect(keysOfPanel.toSorted(), `seed ${seed}`).toEqual(messagesOfPanel);
  }
  expect(posted.length).toBe(70);
  expect(posted.every(({ label }) => label.length > 0)).toBe(true);
};

describe('ten panels whose process is killed with kill -9 at ten random instants', () => {
  let workers: Workers;
  beforeEach(() => {
    workers = createWorkers();
  });
  afterEach(() => workers.remove());

  it('finishes each of them, posts no message twice and loses none', { timeout: 90_000 }, async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const random = seededNumbers(seed);
    let killedWhileWorking = 0;
    for (let kill = 0; kill < 10; kill += 1) {
      const worker = workers.start(keys.slice(0, kill + 1));
      // Each start brings one more panel, so each kill hits one that has just begun beside those that were hit before.
      await until(() => worker.said().includes(`accepted delivery-${kill}\n`), 10_000);
      await wait(random() * 450);
      if (!worker.said().includes('idle')) killedWhileWorking += 1;
      await worker.kill();
    }
    const last = workers.start(keys);
    expect(await until(() => last.said().includes('idle'), 30_000), `seed ${seed}`).toBe(true);
    await last.kill();
    await expectAllOnce(workers, '', seed);
    // Otherwise the kills came too late to prove anything.
    expect(killedWhileWorking).toBeGreaterThan(6);
  });
});

describe.skipIf(!hasPostgres)('two processes on one PostgreSQL (skipped where none answers)', () => {
  let database: TestDatabase;
  let workers: Workers;
  beforeEach(async () => {
    database = await createTestDatabase();
    workers = createWorkers(database.url);
  });
  afterEach(async () => {
    workers.remove();
    await database.drop();
  });

  it('work on the same panels: one is killed with kill -9 again and again, and every message is posted once', {
    timeout: 120_000,
  }, async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const random = seededNumbers(seed);
    let killedWhileWorking = 0;
    const steady = workers.start([]);
    for (let kill = 0; kill < 5; kill += 1) {
      // Both hear of every request, as two processes behind one platform may: each is taken once.
      const worker = workers.start(keys.slice(0, 2 * kill + 2));
      await until(() => worker.said().includes(`accepted delivery-${2 * kill + 1}\n`), 20_000);
      await wait(random() * 300);
      if (!worker.said().includes('idle')) killedWhileWorking += 1;
      await worker.kill();
    }
    const said = steady.said().length;
    expect(await until(() => steady.said().slice(said).includes('idle'), 60_000), `seed ${seed}`).toBe(true);
    await steady.kill();
    await expectAllOnce(workers, database.url, seed);
    expect(killedWhileWorking).toBeGreaterThan(2);
  });
});
