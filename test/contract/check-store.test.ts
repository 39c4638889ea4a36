import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { type CheckJob, CheckStore } from '../../src/app/check/check-store.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { aPersona, aSet } from '../fakes/personas.ts';
import { hasPostgres } from '../fakes/postgres.ts';
import type { DocumentsFixture } from './documents.contract.ts';
import { createTestClock, here, testRandom as random, there } from './helpers.ts';
import { createStores } from './postgres-stores.ts';

/* What checks keep in documents, on every store of documents. */

const set = aSet([aPersona('ana', 'Ana', [{ text: 'I read the price first.' }])]);
const job: CheckJob = {
  id: 'c1',
  deliveryKey: 'd1',
  set: { id: set.id, title: set.title, version: 1 },
  size: 'quick',
  attributes: [],
  models: ['m'],
  seed: 1,
  itemsHash: 'h',
  calls: 16,
  tokens: 16_000,
  actor: { id: 'u1', name: 'Uma', role: 'moderator' },
  place: { surface: 'chat', channel: 'c' },
  startedAt: '2026-11-21T12:00:00.000Z',
};
const at = (nowMs: number, owner = 'one') => ({ owner, nowMs, leaseMs: 1_000 });

const checkStoreContract = (name: string, open: (clock: Clock) => DocumentsFixture | Promise<DocumentsFixture>): void => {
  describe(`what checks keep in ${name}`, () => {
    let fixture: DocumentsFixture;
    let store: CheckStore;
    beforeEach(async () => {
      fixture = await open(createTestClock());
      store = new CheckStore(fixture.documents);
      await store.begin(here, job, set, 0);
    });
    afterEach(() => fixture.close());

    it('holds until when a check rests and how often it was tried, for whoever opens the store next', async () => {
      await store.change(here, job, { attempts: 3, waitsUntil: '2026-11-22T00:00:00.000Z' });
      const next = new CheckStore(fixture.documents);
      expect(await next.openJobs(here)).toEqual([{ ...job, attempts: 3, waitsUntil: '2026-11-22T00:00:00.000Z' }]);
      expect(await next.openJobs(there)).toEqual([]);
    });

    it('loses neither of two changes at once', async () => {
      await Promise.all([store.change(here, job, { attempts: 1 }), store.change(here, job, { stoppedBy: 'Xi' })]);
      expect((await store.job(here, set.id))?.job).toEqual({ ...job, attempts: 1, stoppedBy: 'Xi' });
    });

    it('opens and changes no check that has ended', async () => {
      const end = { kind: 'failed', done: 0, reason: 'it broke off' } as const;
      await store.change(here, job, { end });
      expect(await store.change(here, job, { attempts: 0 })).toEqual({ ...job, end });
      expect(await store.openJobs(here)).toEqual([]);
    });

    it('counts a lease that ran out as a loss, and one that was let go at rest as none', async () => {
      const first = await store.claim(here, job, at(0));
      expect(first).toMatchObject({ takeovers: 0 });
      expect(await store.claim(here, job, at(999, 'other'))).toBeUndefined();
      if (first) await store.rest(here, job, first, 'one');
      const second = await store.claim(here, job, at(10, 'other'));
      expect(second).toMatchObject({ takeovers: 0 });
      // Who held it before lets nothing go.
      if (first) await store.rest(here, job, first, 'one');
      expect(await store.claim(here, job, at(500))).toBeUndefined();
      expect(await store.claim(here, job, at(1_010))).toMatchObject({ takeovers: 1 });
    });
  });
};

checkStoreContract('memory', (clock) => ({ documents: createMemoryDocuments({ clock }), close: () => {} }));
checkStoreContract('SQLite', (clock) => openSqlite({ path: ':memory:', clock, random }));
describe.skipIf(!hasPostgres)('on a PostgreSQL server (skipped where none answers)', () => {
  checkStoreContract('PostgreSQL', createStores());
});
