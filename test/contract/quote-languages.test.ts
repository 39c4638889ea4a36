import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type Store } from '../../src/adapters/sqlite/database.ts';
import { fuse } from '../../src/core/fusion.ts';
import { cutsOf, piecesOf, pieceWords, seePieces } from '../../src/core/pieces.ts';
import { judge } from '../../src/core/quotes.ts';
import { createTestClock, here, testRandom as random, there } from './helpers.ts';
import { begin, load, row } from './quote-rows.ts';

const german = [
  'Die Batterie ist nach zwei Stunden leer und das nervt mich sehr',
  'Ich habe die Batterien schon zweimal gewechselt und es ist nicht besser',
  'Der Versand war schnell und die Verpackung ist gut',
  'Mit dem Kundendienst bin ich nicht zufrieden, weil er nie antwortet',
  'Das Display ist mir zu dunkel und es spiegelt in der Sonne',
];
const japanese = [
  '電池がすぐ切れるので困っています',
  'アプリが重くて使いにくい',
  '画面が暗いです',
  'この猫は可愛い',
  '配送がとても早かった',
];
const chinese = ['电池很快就没电了', '这个应用程序太慢了', '屏幕太暗看不清楚', '客服从来不回复'];
const english = [
  'The battery dies after two hours and it annoys me',
  'Delivery was quick and the box is fine',
  'The app is slow on my phone',
];

describe('languages that the stemmer does not know', () => {
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
  const find = async (text: string, space = here) => {
    const found = await store.quotes.search(space, { text, filters: {}, limit: 9 });
    return judge(found, { filters: {}, limit: 9 }).quotes.map(({ quote, words }) => [quote.text, words] as const);
  };
  const look = (sql: string): readonly unknown[] => {
    const db = new DatabaseSync(join(folder, 's.sqlite'));
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  };

  it('are found by other forms of a word in German, with the word as written', async () => {
    await load(
      store.quotes,
      here,
      german.map((text) => row(text)),
    );
    const found = await find('Batterie');
    expect(new Set(found.map(([text]) => text))).toEqual(new Set(german.slice(0, 2)));
    expect(found.map(([, words]) => words)).toContainEqual(['Batterien']);
    expect((await find('Verpackungen')).map(([text]) => text)).toEqual([german[2]]);
    expect(await find('Zebrastreifen')).toEqual([]);
  });

  it('are found inside a sentence without spaces in Japanese and Chinese, by words of one letter too', async () => {
    await load(
      store.quotes,
      here,
      [...japanese, ...chinese].map((text) => row(text)),
    );
    for (const [query, text] of [
      ['電池', japanese[0]],
      ['アプリ', japanese[1]],
      ['画面', japanese[2]],
      ['猫', japanese[3]],
      ['配送 早かった', japanese[4]],
      ['电池', chinese[0]],
      ['应用程序', chinese[1]],
      ['客服', chinese[3]],
    ])
      expect((await find(query ?? '')).map(([found]) => found)).toEqual([text]);
    expect(await find('飛行機')).toEqual([]);
  });

  it('stand beside English ones, and filters and spaces hold for both', async () => {
    await load(store.quotes, here, [
      ...english.map((text) => row(text)),
      ...japanese.map((text) => row(text, { source: 'JP', segment: 'x' })),
    ]);
    await load(
      store.quotes,
      there,
      chinese.map((text) => row(text)),
    );
    expect((await find('batteries')).map(([text]) => text)).toEqual([english[0]]);
    expect(await find('客服')).toEqual([]);
    expect(await find('電池', there)).toEqual([]);
    const other = await store.quotes.search(here, { text: '電池', filters: { source: 'App store' }, limit: 9 });
    expect([other.searched, other.candidates]).toEqual([3, []]);
    const own = await store.quotes.search(here, { text: '電池', filters: { source: 'JP', segment: 'x', since: '2026-01-01' }, limit: 9 });
    expect([own.searched, own.candidates.length]).toEqual([5, 1]);
  });

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
