import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type Store } from '../../src/adapters/sqlite/database.ts';
import { fuse } from '../../src/core/quotes/fusion.ts';
import { askPieces, joinCandidates, weighPieces } from '../../src/core/quotes/piece-search.ts';
import { cutsOf, piecesOf, pieceWords, seePieces } from '../../src/core/quotes/pieces.ts';
import { createTestClock, here, testRandom as random, there } from './helpers.ts';
import { chinese, english, german, japanese, quoteLanguagesContract } from './quote-languages.contract.ts';
import { begin, load, row } from './quote-rows.ts';

quoteLanguagesContract('SQLite', (clock) => openSqlite({ path: ':memory:', clock, random }));

describe('the pieces of languages that the stemmer does not know, in SQLite', () => {
  let folder = '';
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sounding-board-languages-'));
    store = await openSqlite({ path: join(folder, 's.sqlite'), clock: createTestClock(), random });
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const look = (sql: string): readonly unknown[] => {
    const db = new DatabaseSync(join(folder, 's.sqlite'));
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  };

  it('cost a space with English quotes nothing', async () => {
    await load(
      store.quotes,
      here,
      english.map((text) => row(text)),
    );
    expect(look("SELECT name FROM sqlite_schema WHERE name LIKE 'pieces%'")).toEqual([]);
    await load(
      store.quotes,
      there,
      japanese.map((text) => row(text)),
    );
    expect(look("SELECT name FROM sqlite_schema WHERE name IN ('pieces_1', 'pieces_2')")).toEqual([{ name: 'pieces_2' }]);
  });

  it('leave no piece behind when they are forgotten, discarded or wiped', async () => {
    const holds = (text: string): boolean => readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(text));
    await load(
      store.quotes,
      here,
      [...japanese, ...english].map((text) => row(text)),
    );
    const batch = await begin(store.quotes, here);
    await store.quotes.add(
      here,
      batch,
      chinese.map((text) => row(text)),
    );
    expect([holds('客服'), holds('配送')]).toEqual([true, true]);
    await store.quotes.discard(here, batch);
    expect(holds('客服')).toBe(false);
    const [hit] = (await store.quotes.search(here, { text: '配送', filters: {}, limit: 1 })).candidates;
    await store.quotes.forget(here, { kind: 'quote', value: hit?.quote.id ?? '' });
    expect([holds('配送'), holds('電池')]).toEqual([false, true]);
    expect(look("INSERT INTO pieces_1 (pieces_1) VALUES ('integrity-check')")).toEqual([]);
    await store.wipe(here);
    expect(holds('電池')).toBe(false);
  });
});

describe('pieces', () => {
  it('are pairs where there are no spaces and triples elsewhere, folded', () => {
    expect(piecesOf('Größe 電池が', 'all')).toEqual(['gro', 'roß', 'oße', '電池', '池か']);
    expect(piecesOf('ab 猫', 'all')).toEqual(['ab', '猫']);
    expect(piecesOf('Größe 電池が', 'unspaced')).toEqual(['電池', '池か']);
    expect(pieceWords('die 電池 iPhone電池').map(({ word }) => word)).toEqual(['die', '電池', '電池', 'iPhone']);
  });

  it('make a word known by most of its pieces', () => {
    const [asked] = [pieceWords('Batterie')];
    expect(seePieces(asked, 'Neue Batterien!')).toEqual({ found: asked, written: ['Batterien'] });
    expect(seePieces(asked, 'Bitte warten').found).toEqual([]);
  });

  it('find no quote by a word that is better asked of the index of words', () => {
    const [delivery, battery] = pieceWords('delivery 電池');
    if (!delivery || !battery) throw new Error('both are words');
    const asked = [askPieces(delivery, 1, 2), askPieces(battery, 1, 0)];
    expect(asked.map(({ rows, isBetter }) => [rows, isBetter])).toEqual([
      [2, false],
      [1, true],
    ]);
    const quoteOf = (text: string) => ({ id: text, ...row(text) });
    const found = weighPieces(3, asked, ['The delivery was late', '電池が delivery', '画面が暗い'].map(quoteOf));
    expect(found.map(({ quote, words }) => [quote.text, words])).toEqual([['電池が delivery', ['電池が', 'delivery']]]);
  });

  it('and words find a quote once, as strongly as the better of the two', () => {
    const found = (id: string, strength: number) => ({ quote: { id, ...row(id) }, strength, words: [] });
    const both = joinCandidates([found('a', 1), found('b', 0.2)], [found('b', 0.9), found('c', 0.5), found('a', 0.1)], 2);
    expect(both.map(({ quote, strength }) => [quote.id, strength])).toEqual([
      ['b', 0.9],
      ['a', 1],
    ]);
  });

  it('are needed by what is not English, and by short texts of such a table', () => {
    expect(cutsOf([...english, 'Nice'])).toEqual([undefined, undefined, undefined, undefined]);
    expect(cutsOf([...german, 'Super'])).toEqual(['all', 'all', 'all', 'all', 'all', 'all']);
    expect(cutsOf([...english, '電池'])).toEqual([undefined, undefined, undefined, 'unspaced']);
    expect(cutsOf([])).toEqual([]);
  });
});

describe('rankings', () => {
  it('are joined by reciprocal rank', () => {
    expect(
      fuse([
        ['a', 'b', 'c'],
        ['c', 'b'],
      ]),
    ).toEqual(['c', 'b', 'a']);
    expect(fuse([['a'], ['b'], []])).toEqual(['a', 'b']);
    expect(fuse([])).toEqual([]);
  });
});
