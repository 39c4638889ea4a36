import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type Store } from '../../src/adapters/sqlite/database.ts';
import { applicationId, migrations } from '../../src/adapters/sqlite/migrations.ts';
import { createTestClock, here, testRandom as random } from './helpers.ts';
import { begin, load, row } from './quote-rows.ts';

/* What only SQLite can get wrong about quotes: bytes in its files, rows of older files, and hashes that stand for words. */

let folder = '';
let opened: Store[] = [];
const path = (): string => join(folder, 's.sqlite');
const open = async (): Promise<Store> => {
  const store = await openSqlite({ path: path(), clock: createTestClock(), random });
  opened.push(store);
  return store;
};
const inFile = <T>(work: (db: DatabaseSync) => T): T => {
  const db = new DatabaseSync(path());
  try {
    return work(db);
  } finally {
    db.close();
  }
};
const identityOf = (text: string): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(['App store', null, text]))
    .digest();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sounding-board-quotes-'));
});
afterEach(() => {
  for (const store of opened) store.close();
  opened = [];
  rmSync(folder, { recursive: true, force: true });
});

describe('the vectors in a file', () => {
  const model = 'scripted-embedding';
  /** Long enough to spill over several pages, and another for each quote. */
  const vectorOf = (n: number): readonly number[] => Array.from({ length: 3_000 }, (_, at) => Math.sin(1 + n * 7 + at));
  const partOf = (n: number): Buffer => {
    const vector = vectorOf(n);
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return Buffer.from(Float32Array.from(vector.slice(2_000, 2_016).map((value) => value / length)).buffer);
  };
  const holds = (n: number): boolean => readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(partOf(n)));

  it('go with the words to the last byte: forgotten, replaced, undone, or with their space', async () => {
    const store = await open();
    const texts = ['one zebra', 'two zebras', 'three of them', 'four in a row'];
    await load(
      store.quotes,
      here,
      texts.map((text, n) => row(text, { suspect: true, speaker: `s${n}` })),
    );
    const { quotes } = await store.quotes.bare(here, { model, limit: 9 });
    await store.quotes.keepVectors(
      here,
      model,
      quotes.map((one, n) => ({ ...one, vector: vectorOf(n) })),
    );
    const held = (): readonly boolean[] => texts.map((_, n) => holds(n));
    expect(held()).toEqual([true, true, true, true]);
    await store.quotes.forget(here, { kind: 'quote', value: quotes[0]?.id ?? '' });
    expect(held()).toEqual([false, true, true, true]);
    await store.quotes.decide(here, quotes[1]?.id ?? '', { text: 'two [words removed]' });
    expect(held()).toEqual([false, false, true, true]);
    await store.quotes.forget(here, { kind: 'speaker', value: 's2' }, { undo: true });
    expect(held()).toEqual([false, false, false, true]);
    await store.wipe(here);
    expect(held()).toEqual([false, false, false, false]);
    expect(inFile((db) => db.prepare('SELECT row FROM vectors').all())).toEqual([]);
  });
});

describe('the identities in a file', () => {
  const entries = () => inFile((db) => db.prepare('SELECT count(*) AS n FROM identities').get());

  it('only lead to words, which are compared: eight equal bytes are not yet the same words', async () => {
    const { quotes } = await open();
    await load(quotes, here, [row('The delivery was late')]);
    const other = identityOf('The price went up').subarray(0, 8);
    inFile((db) => db.prepare('INSERT INTO identities (space, identity, row) SELECT space, ?, row FROM quotes').run(other));
    expect(await load(quotes, here, [row('The price went up'), row('The delivery was late')])).toBe(1);
    expect(await quotes.count(here)).toBe(2);
  });

  it('are there once an import is published, and gone with its rows', async () => {
    const { quotes } = await open();
    const batch = await begin(quotes, here);
    await quotes.add(here, batch, [row('The delivery was late'), row('The price went up')]);
    expect(entries()).toEqual({ n: 0 });
    await quotes.publish(here, batch);
    expect(entries()).toEqual({ n: 2 });
    await quotes.forget(here, { kind: 'batch', value: batch }, { undo: true });
    expect(entries()).toEqual({ n: 0 });
    expect(await load(quotes, here, [row('The delivery was late')])).toBe(1);
  });

  it('hold the rows of an import that two processes stored together', async () => {
    const [one, other] = [await open(), await open()];
    const texts = Array.from({ length: 120 }, (_, at) => `Words ${at} of an import`);
    const first = await begin(one.quotes, here, 'one file');
    await one.quotes.add(
      here,
      first,
      texts.slice(0, 60).map((text) => row(text)),
    );
    await other.quotes.add(
      here,
      first,
      texts.slice(60).map((text) => row(text)),
    );
    await one.quotes.publish(here, first);
    const second = await begin(other.quotes, here, 'another file');
    expect(
      await other.quotes.add(
        here,
        second,
        texts.map((text) => row(text)),
      ),
    ).toMatchObject({ added: 0 });
  });

  it('leave out rows that another process took out of an import under way', async () => {
    const [one, other] = [await open(), await open()];
    const batch = await begin(one.quotes, here);
    await one.quotes.add(here, batch, [row('The delivery was late', { speaker: 'ana' }), row('The price went up')]);
    await other.quotes.forget(here, { kind: 'speaker', value: 'ana' });
    await one.quotes.publish(here, batch);
    expect(entries()).toEqual({ n: 1 });
    expect(await one.quotes.count(here)).toBe(1);
  });

  it('are made of an older file when it is opened, with all its rows', async () => {
    inFile((db) => {
      for (const step of migrations.slice(0, 4)) db.exec(step);
      db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = 4`);
    });
    inFile((db) => {
      db.exec(`INSERT INTO spaces (id, name, has_words) VALUES (1, '${here}', 1);
        CREATE VIRTUAL TABLE words_1 USING fts5(text, scope, content = '', tokenize = 'porter unicode61 remove_diacritics 2');
        CREATE VIRTUAL TABLE words_1_vocab USING fts5vocab(words_1, 'col');
        INSERT INTO batches (row, space, id, file_hash, file_name, author, state, host, pid, touched_ms, publishes_before, published_at)
        VALUES (1, 1, 'b', 'h', 'f', 'a', 'published', 'host', 1, 0, 0, '2026-01-01T00:00:00.000Z');
        INSERT INTO batch_sources VALUES (1, 'App store', 'public-review', 1, '2026-03-01', '2026-03-01');
        INSERT INTO words_1 (rowid, text, scope) VALUES (7, 'The delivery was late', '')`);
      const add = db.prepare(
        "INSERT INTO quotes (row, space, batch, id, identity, text, source, date, permission, stars) VALUES (7, 1, 1, 'q', ?, ?, 'App store', '2026-03-01', 'public-review', 2)",
      );
      add.run(identityOf('The delivery was late'), 'The delivery was late');
    });
    const { quotes } = await open();
    expect(await quotes.get(here, 'q')).toMatchObject({ text: 'The delivery was late', stars: 2, date: '2026-03-01' });
    expect((await quotes.search(here, { text: 'delivery', filters: {}, limit: 5 })).candidates).toHaveLength(1);
    expect(await quotes.extent(here, { since: '2026-03-01' })).toEqual({ quotes: 1, newest: '2026-03-01' });
    expect(await quotes.extent(here, { since: '2026-03-02' })).toEqual({ quotes: 0 });
    expect(await load(quotes, here, [row('The delivery was late'), row('The price went up')])).toBe(1);
    expect(entries()).toEqual({ n: 2 });
  });
});
