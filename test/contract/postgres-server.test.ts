import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenize } from '../../src/adapters/memory/tokens.ts';
import { connect } from '../../src/adapters/postgres/connection.ts';
import { openPostgres, type Store } from '../../src/adapters/postgres/database.ts';
import { migrations } from '../../src/adapters/postgres/migrations.ts';
import type { SpaceId } from '../../src/core/ids.ts';
import { createTestDatabase, hasPostgres, silent, type TestDatabase } from '../fakes/postgres.ts';
import { reservation } from './bookings.ts';
import { createTestClock, here, testRandom as random, there } from './helpers.ts';
import { mustClaim } from './journal.contract.ts';
import { sealed } from './ledger-entries.ts';
import { newPanel, request } from './panels.ts';
import { ask } from './quote-index.contract.ts';
import { begin, load, row } from './quote-rows.ts';
import { entry } from './transcript.contract.ts';

/* What only a server can show: several openings of one database, its loss, and what its tables hold. */

let database: TestDatabase;
let clock = createTestClock();
let opened: Store[] = [];
const open = async (url = database.url): Promise<Store> => {
  const store = await openPostgres({ url, tokenize, clock, random, log: silent });
  opened.push(store);
  return store;
};
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

describe.skipIf(!hasPostgres)('a PostgreSQL database (skipped where no server answers)', () => {
  beforeEach(async () => {
    database = await createTestDatabase();
    clock = createTestClock();
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
    await database.drop();
  });

  it('is made by several processes at once, and keeps what it holds when it is opened again', async () => {
    const [first, second] = await Promise.all([open(), open(), open()]);
    await first.journal.accept(here, newPanel('a'));
    expect((await second.journal.accept(here, newPanel('b'))).panel.ref.number).toBe(2);
    await load(first.quotes, here, [row('The delivery was late')]);
    const again = await open();
    expect((await again.journal.read(here, 'a'))?.ref.number).toBe(1);
    expect(await ask(again.quotes, 'delivery')).toHaveLength(1);
    expect(await database.look('SELECT version FROM sounding_board.format')).toEqual([{ version: migrations.length }]);
    await again.close();
    await again.close();
    await expect(again.journal.check()).rejects.toThrow();
  });

  it('is refused, untouched, when a newer program wrote it', async () => {
    await (await open()).close();
    await database.look('UPDATE sounding_board.format SET version = 99');
    await expect(open()).rejects.toThrow(/newer Sounding Board \(format 99; this one knows \d+\).*or set DATABASE_URL to another database/);
    expect(await database.look('SELECT version FROM sounding_board.format')).toEqual([{ version: 99 }]);
  });

  it('that cannot be had is named in one sentence that says where and why, and never holds the password', async () => {
    const gone = Object.assign(new URL(database.url), { pathname: '/no_such_database', password: 'hunter2' }).href;
    const closed = 'postgres://someone:hunter2@127.0.0.1:1/somewhere';
    for (const [url, sentence] of [
      [gone, /PostgreSQL of DATABASE_URL at [\w.:]+ cannot be used: there is no such database \(3D000\)\. Check DATABASE_URL\.$/],
      [closed, /at 127\.0\.0\.1:1 cannot be used: it cannot be reached \(ECONNREFUSED\)\. Check DATABASE_URL\.$/],
    ] as const) {
      const error: unknown = await open(url).catch((one: unknown) => one);
      expect(error).toBeInstanceOf(Error);
      expect(error instanceof Error && error.message).toMatch(sentence);
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('that goes away fails the calls of that moment, and serves the next when it is back', async () => {
    const store = await open();
    await store.journal.accept(here, newPanel('a'));
    const cut = () =>
      database.look(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    const calls = Promise.allSettled(numbers(40).map((n) => store.journal.accept(here, newPanel(`during-${n}`))));
    await cut();
    const answers = await calls;
    await cut();
    // A connection that was cut while it lay idle may be handed out once more before its end is heard of.
    await store.journal.check().catch(() => undefined);
    await expect(store.journal.check()).resolves.toBeUndefined();
    const stored = await store.journal.list(here, { limit: 100 });
    expect(stored.map(({ ref }) => ref.number)).toEqual(numbers(stored.length).map((n) => stored.length - n));
    for (const [n, { status }] of answers.entries())
      if (status === 'fulfilled') expect(await store.journal.read(here, `during-${n}`)).toBeDefined();
  });

  it('tries again what the server gave up because two transactions waited for each other', { timeout: 60_000 }, async () => {
    await open();
    const db = connect(database.url, silent);
    const take = (one: number, other: number) =>
      db.transaction(async (sql) => {
        const lock = (id: number) => sql.all('SELECT pg_advisory_xact_lock(7, $1)', [id]);
        await lock(one);
        await sql.all('SELECT pg_sleep(0.1)');
        await lock(other);
      });
    await expect(Promise.all([take(1, 2), take(2, 1)])).resolves.toEqual([undefined, undefined]);
    await db.close();
  });

  it('lets long work wait for other long work, and all else for a few seconds', async () => {
    await open();
    const db = connect(database.url, silent);
    const limits = "SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS answer";
    expect(await db.transaction((sql) => sql.first(limits), { isLong: true })).toEqual({ lock: '0', answer: '0' });
    expect(await db.transaction((sql) => sql.first(limits))).toEqual({ lock: '5s', answer: '15s' });
    await db.close();
  });

  it('rolls back what came before a fault, and goes on', async () => {
    const store = await open();
    await store.journal.accept(here, newPanel('a'));
    await expect(store.journal.accept(here, newPanel('a', { deliveryKey: 'other' }))).rejects.toThrow();
    expect((await store.journal.accept(here, newPanel('b'))).panel.ref.number).toBe(2);
    const id = await begin(store.quotes, here);
    await expect(store.quotes.add(here, id, [row('one'), { ...row('two'), stars: 'many' as never }])).rejects.toThrow();
    expect(await database.look('SELECT count(*)::int AS n FROM sounding_board.quotes')).toEqual([{ n: 0 }]);
    expect(await store.quotes.add(here, id, [row('one')])).toEqual({ added: 1, forgotten: 0 });
  });

  it('holds ids and keys of any length', async () => {
    const store = await open();
    // Without pattern, so that nothing can be made shorter on the way.
    const long = numbers(900)
      .map((n) => Math.sin(n).toString(36).slice(3))
      .join('');
    expect(long.length).toBeGreaterThan(8_000);
    await store.journal.accept(here, newPanel('a', { deliveryKey: long }));
    expect((await store.journal.accept(here, newPanel('b', { deliveryKey: long }))).fresh).toBe(false);
    expect((await store.journal.accept(here, newPanel('c', { deliveryKey: `${long}!` }))).fresh).toBe(true);
    await store.documents.put(here, { kind: long, id: long, value: long, author: long, expectedVersion: 0 });
    expect((await store.documents.list(here, long)).map(({ id }) => id)).toEqual([long]);
    expect([await store.deliveries.first(here, long), await store.deliveries.first(here, long)]).toEqual([true, false]);
    await store.transcript.append(here, entry(long));
    expect(await store.transcript.findByKey(here, long)).toBeDefined();
    await load(store.quotes, here, [row(`x ${long.slice(0, 3_000)}`), row(`x ${long.slice(0, 2_999)}`)]);
    expect(await ask(store.quotes, long.slice(0, 3_000))).toHaveLength(1);
  });

  it('leaves no row of a space that is forgotten, and all of its neighbour', async () => {
    const store = await open();
    const fill = async (space: SpaceId): Promise<void> => {
      await store.journal.accept(space, newPanel('p'));
      const lease = await store.journal.claim(space, request);
      if (!lease) throw new Error('no lease');
      await store.journal.record(space, lease, { type: 'sending', key: 'root' });
      await store.journal.record(space, lease, { type: 'sent', key: 'root', ref: 'r' });
      await store.journal.record(space, lease, { type: 'asked', persona: 'ana', round: 1 });
      await store.journal.record(space, lease, { type: 'answered', persona: 'ana', round: 1 }, { answer: 'yes' });
      await store.documents.put(space, { kind: 'set', id: 'a', value: 1, author: 'x', expectedVersion: 0 });
      await store.transcript.append(space, entry('a'));
      await store.deliveries.first(space, 'a');
      await store.budget.reserve(space, reservation('a'));
      await store.ledger.append(space, sealed('p'));
      await load(store.quotes, space, [row('The delivery was late', { speaker: 'ana' }), row('電池がすぐ切れる')]);
      const { quotes } = await store.vectors.bare(space, { model: 'm', limit: 9 });
      expect(
        await store.vectors.keepVectors(
          space,
          'm',
          quotes.map((one) => ({ ...one, vector: [1, 2] })),
        ),
      ).toBe(2);
      await store.quotes.forget(space, { kind: 'speaker', value: 'ana' });
    };
    await fill(here);
    await fill(there);
    const tables = await database.look(
      "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'sounding_board' AND column_name = 'space' ORDER BY 1",
    );
    const counts = async (space: SpaceId) => {
      const [found] = await database.look(`SELECT id FROM sounding_board.spaces WHERE name = '${space}'`);
      const all: (readonly [unknown, unknown])[] = [];
      for (const { name } of tables) {
        const [counted] = await database.look(
          `SELECT count(*)::int AS n FROM sounding_board.${String(name)} WHERE space = ${String(found?.['id'])}`,
        );
        all.push([name, counted?.['n']]);
      }
      return all;
    };
    expect(tables.length).toBeGreaterThan(12);
    const before = await counts(there);
    for (const [name, n] of before) expect([name, n]).not.toEqual([name, 0]);
    await store.wipe(here);
    for (const [name, n] of await counts(here)) expect([name, n]).toEqual([name, 0]);
    expect(await counts(there)).toEqual(before);
    expect(await database.look(`SELECT salt, last_panel FROM sounding_board.spaces WHERE name = '${here}'`)).toEqual([
      { salt: null, last_panel: 0 },
    ]);
    expect(await database.look('SELECT count(*)::int AS n FROM sounding_board.answers')).toEqual([{ n: 1 }]);
    await fill(here);
    expect((await store.journal.readByNumber(here, 1))?.ref.id).toBe('p');
  });

  it('makes pieces only of what needs them, and keeps none of what is taken away or replaced', async () => {
    const { quotes, wipe } = await open();
    const pieces = async () => {
      const rows = await database.look('SELECT DISTINCT piece FROM sounding_board.piece_postings ORDER BY piece');
      return rows.map(({ piece }) => piece);
    };
    const remove = async (text: string): Promise<void> => {
      const [hit] = (await quotes.search(here, { text, filters: {}, limit: 1 })).candidates;
      await quotes.forget(here, { kind: 'quote', value: hit?.quote.id ?? '' });
    };
    await load(quotes, here, [row('The battery dies after two hours and it annoys me'), row('Fine')]);
    expect(await pieces()).toEqual([]);
    await load(quotes, here, [row('電池が'), row('画面と'), row('電池は猫と', { suspect: true }), row('The iPhone 猫 is fine')]);
    expect(await pieces()).toEqual(['池か', '池は', '電池', '画面', '面と', 'は猫', '猫', '猫と'].toSorted());
    await remove('画面');
    expect(await pieces()).not.toContain('画面');
    const [found] = (await quotes.flagged(here, { limit: 1 })).quotes;
    await quotes.decide(here, found?.id ?? '', { text: '電池は[x]' });
    expect(await pieces()).not.toContain('猫と');
    expect(await pieces()).toContain('池は');
    await quotes.removeBefore(here, '2027-01-01');
    expect(await pieces()).toEqual([]);
    const batch = await begin(quotes, here);
    await quotes.add(here, batch, [row('客服从来不回复')]);
    await quotes.discard(here, batch);
    expect([await pieces(), await quotes.count(here)]).toEqual([[], 0]);
    await load(quotes, here, [row('客服从来不回复')]);
    await load(quotes, there, [row('電池')]);
    await wipe(here);
    expect(await pieces()).toEqual(['電池']);
  });

  it('gives up an import after ten minutes without an addition, and not before', async () => {
    const [one, other] = [await open(), await open()];
    const id = await begin(one.quotes, here);
    for (let times = 0; times < 2; times += 1) {
      clock.advance(9 * 60_000);
      await begin(other.quotes, there);
      await one.quotes.add(here, id, [row(`still going ${times}`)]);
    }
    clock.advance(10 * 60_000 + 1);
    await begin(other.quotes, there);
    await expect(one.quotes.add(here, id, [row('too late')])).rejects.toThrow('not under way');
    expect(await database.look('SELECT count(*)::int AS n FROM sounding_board.quotes')).toEqual([{ n: 0 }]);
  });

  it('lets two openings number, claim, take and count as one', async () => {
    const [one, other] = [await open(), await open()];
    const both = <T>(count: number, call: (store: Store, n: number) => Promise<T>): Promise<readonly T[]> =>
      Promise.all(numbers(count).flatMap((n) => [call(one, n), call(other, n)]));
    const accepted = await both(20, ({ journal }, n) => journal.accept(here, newPanel(`panel-${n}`)));
    expect(accepted.filter(({ fresh }) => fresh)).toHaveLength(20);
    expect((await one.journal.list(here, { limit: 99 })).map(({ ref }) => ref.number)).toEqual(numbers(20).map((n) => 20 - n));
    const claimed: string[] = [];
    for (let n = 0; n < 40 && claimed.length < 20; n += 1)
      for (const lease of await both(3, ({ journal }) => journal.claim(here, request))) if (lease) claimed.push(lease.panel.id);
    expect(claimed.toSorted()).toEqual(
      numbers(20)
        .map((n) => `panel-${n}`)
        .toSorted(),
    );
    const taken = await both(20, ({ deliveries }, n) => deliveries.first(here, `key-${n}`));
    expect(taken.filter(Boolean)).toHaveLength(20);
    const seqs = await both(20, ({ transcript }, n) => transcript.append(here, entry(`${random.id()} ${n}`)));
    expect(seqs.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(numbers(40).map((n) => n + 1));
    const caps = { spaceDay: 15_000, userHour: 15_000 };
    const booked = await both(10, ({ budget }) => budget.reserve(here, reservation(random.id(), { caps })));
    expect(booked.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(10);
    expect(await other.budget.state(here, 'robin')).toMatchObject({ spaceDay: 15_000, userHour: 15_000 });
    const put = await both(5, ({ documents }) => documents.put(here, { kind: 'set', id: 'a', value: 1, author: 'x', expectedVersion: 0 }));
    expect(put.filter((stored) => stored !== undefined)).toHaveLength(1);
  });

  it('keeps a panel from a holder whose lease another opening took over', async () => {
    const [one, other] = [await open(), await open()];
    await one.journal.accept(here, newPanel('a'));
    const lease = await mustClaim(one.journal);
    clock.advance(10_000);
    await mustClaim(other.journal);
    expect(await one.journal.record(here, lease, { type: 'sending', key: 'root' })).toBeUndefined();
    expect(await one.journal.renew(here, lease, 1_000)).toBeUndefined();
  });
});
