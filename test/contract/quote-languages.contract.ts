import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judge } from '../../src/core/quotes/quotes.ts';
import { createTestClock, here, type TestClock, there } from './helpers.ts';
import type { QuoteIndexFixture } from './quote-index.contract.ts';
import { load, row } from './quote-rows.ts';

export const german = [
  'Die Batterie ist nach zwei Stunden leer und das nervt mich sehr',
  'Ich habe die Batterien schon zweimal gewechselt und es ist nicht besser',
  'Der Versand war schnell und die Verpackung ist gut',
  'Mit dem Kundendienst bin ich nicht zufrieden, weil er nie antwortet',
  'Das Display ist mir zu dunkel und es spiegelt in der Sonne',
];
export const japanese = [
  '電池がすぐ切れるので困っています',
  'アプリが重くて使いにくい',
  '画面が暗いです',
  'この猫は可愛い',
  '配送がとても早かった',
];
export const chinese = ['电池很快就没电了', '这个应用程序太慢了', '屏幕太暗看不清楚', '客服从来不回复'];
export const english = [
  'The battery dies after two hours and it annoys me',
  'Delivery was quick and the box is fine',
  'The app is slow on my phone',
];

/** What a store of quotes must find in languages that the stemmer does not know (docs/decisions/0025). */
export const quoteLanguagesContract = (name: string, open: (clock: TestClock) => Promise<QuoteIndexFixture>): void => {
  describe(`languages that the stemmer does not know, in ${name}`, () => {
    let store: QuoteIndexFixture;
    beforeEach(async () => {
      store = await open(createTestClock());
    });
    afterEach(() => store.close());
    const find = async (text: string, space = here) => {
      const found = await store.quotes.search(space, { text, filters: {}, limit: 9 });
      return judge(found, { filters: {}, limit: 9 }).quotes.map(({ quote, words }) => [quote.text, words] as const);
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
  });
};
