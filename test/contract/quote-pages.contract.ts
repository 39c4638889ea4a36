import { describe, expect, it } from 'vitest';
import type { NewQuote } from '../../src/core/quotes/quotes.ts';
import type { QuoteIndex } from '../../src/ports/quote-index.ts';
import type { QuotePages } from '../../src/ports/quote-pages.ts';
import { here, there } from './helpers.ts';

type Opened = Readonly<{ quotes: QuoteIndex; pages: QuotePages; close: () => void }>;

const row = (text: string, change: Partial<NewQuote> = {}): NewQuote => ({
  text,
  source: 'Survey',
  date: '2026-04-01',
  segment: 'family',
  permission: 'own-customers',
  ...change,
});

/** Every implementation of QuotePages behaves like this. */
export const quotePagesContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`pages of quotes, ${name}`, () => {
    const withQuotes = async (rows: readonly NewQuote[], use: (opened: Opened) => Promise<void>) => {
      const opened = await open();
      try {
        await opened.quotes.begin(here, { id: 'b1', fileHash: 'h1', fileName: 'f.csv', author: 'u1' });
        await opened.quotes.add(here, 'b1', rows);
        await use(opened);
      } finally {
        opened.close();
      }
    };
    const texts = async ({ pages }: Opened, filters: Parameters<QuotePages['spread']>[1]['filters'], limit = 10) =>
      (await pages.spread(here, { filters, limit })).map(({ text }) => text);

    it('hold what was published, and nothing before', async () => {
      await withQuotes([row('one')], async (opened) => {
        expect(await texts(opened, {})).toEqual([]);
        expect(await opened.pages.segments(here)).toEqual([]);
        await opened.quotes.publish(here, 'b1');
        expect(await texts(opened, {})).toEqual(['one']);
        expect(await opened.pages.segments(there)).toEqual([]);
        expect(await opened.pages.spread(there, { filters: {}, limit: 10 })).toEqual([]);
      });
    });

    it('leave samples out', async () => {
      await withQuotes([row('one'), row('sample', { permission: 'sample', segment: 'made up' })], async (opened) => {
        await opened.quotes.publish(here, 'b1');
        expect(await texts(opened, {})).toEqual(['one']);
        expect(await opened.pages.segments(here)).toEqual([{ segment: 'family', quotes: 1 }]);
      });
    });

    it('name segments by size, then by name, without those that have none', async () => {
      const { segment: _none, ...nobody } = row('x');
      const rows = [row('a', { segment: 'b' }), row('b', { segment: 'a' }), row('c', { segment: 'c' }), row('d', { segment: 'c' }), nobody];
      await withQuotes(rows, async (opened) => {
        await opened.quotes.publish(here, 'b1');
        expect(await opened.pages.segments(here)).toEqual([
          { segment: 'c', quotes: 2 },
          { segment: 'a', quotes: 1 },
          { segment: 'b', quotes: 1 },
        ]);
      });
    });

    it('pass every filter, and never more than asked for, evenly spread', async () => {
      const rows = Array.from({ length: 100 }, (_, index) =>
        row(`quote ${index}`, { source: index % 2 === 0 ? 'Even' : 'Odd', date: index < 50 ? '2026-01-01' : '2026-02-01' }),
      );
      await withQuotes(rows, async (opened) => {
        await opened.quotes.publish(here, 'b1');
        expect(await texts(opened, { source: 'Even', since: '2026-02-01' }, 100)).toHaveLength(25);
        expect(await texts(opened, { segment: 'other' })).toEqual([]);
        const ten = await texts(opened, {}, 10);
        expect(ten).toEqual(Array.from({ length: 10 }, (_, index) => `quote ${index * 10}`));
        expect(await texts(opened, {}, 30)).toHaveLength(25);
        expect(await texts(opened, {}, 10)).toEqual(ten);
      });
    });
  });
};
