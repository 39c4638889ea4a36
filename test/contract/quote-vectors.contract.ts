import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { QuoteIndex, QuoteVectors } from '../../src/ports/quote-index.ts';
import { createTestClock, here, type TestClock, there } from './helpers.ts';
import { begin, load, row } from './quote-rows.ts';

const model = 'scripted-embedding';
const some = [
  row('The delivery was late', { source: 'Survey', date: '2026-01-05', stars: 1 }),
  row('Nice colours', { segment: 'families', date: '2026-03-05', stars: 5 }),
  row('The price went up', { date: '2026-05-05' }),
];
const late = [1, 0, 0.1];
const vectors: Readonly<Record<string, readonly number[]>> = {
  'The delivery was late': late,
  'Nice colours': [0, 2, 0],
  'The price went up': [0.6, 0.8, 0],
};

type Fixture = Readonly<{ quotes: QuoteIndex & QuoteVectors; close: () => void }>;
type Bare = Awaited<ReturnType<QuoteVectors['bare']>>;

/** What every store of vectors must do (src/ports/quote-index.ts). */
export const quoteVectorsContract = (name: string, open: (clock: TestClock) => Promise<Fixture> | Fixture): void => {
  let fixture: Fixture;
  const all = async (space = here): Promise<Bare['quotes']> => {
    const found: Bare['quotes'][number][] = [];
    let after: string | undefined = '0';
    while (after !== undefined) {
      const part: Bare = await fixture.quotes.bare(space, { model, limit: 2, after });
      expect(part.quotes.length).toBeLessThanOrEqual(2);
      found.push(...part.quotes);
      after = part.next;
    }
    return found;
  };
  const fill = async (space = here): Promise<number> => {
    const bare = await all(space);
    const fresh = bare.map((one) => ({ ...one, vector: vectors[one.text] ?? [0, 0, 1] }));
    return fixture.quotes.keepVectors(space, model, fresh);
  };
  const near = async (vector: readonly number[], filters = {}, space = here) => {
    const found = await fixture.quotes.near(space, { model, vector, filters, limit: 9 });
    return { compared: found.compared, texts: found.quotes.map(({ quote }) => quote.text) };
  };
  const idOf = async (text: string): Promise<string> =>
    (await fixture.quotes.search(here, { text, filters: {}, limit: 1 })).candidates[0]?.quote.id ?? '';

  describe(`vectors of quotes in ${name}`, () => {
    beforeEach(async () => {
      fixture = await open(createTestClock());
    });
    afterEach(() => fixture.close());

    it('are missing part by part, and nowhere once all quotes have one', async () => {
      const { quotes } = fixture;
      await load(quotes, here, some);
      await load(quotes, there, [row('Another space')]);
      expect((await all()).map(({ text }) => text)).toEqual(some.map(({ text }) => text));
      expect(await fill()).toBe(3);
      expect(await all()).toEqual([]);
      expect((await all(there)).map(({ text }) => text)).toEqual(['Another space']);
      expect((await quotes.bare(here, { model: 'another', limit: 9 })).quotes).toHaveLength(3);
    });

    it('find the closest first, by their cosine, whatever their lengths', async () => {
      await load(fixture.quotes, here, some);
      await fill();
      const { compared, quotes } = await fixture.quotes.near(here, { model, vector: [0, 0.001, 0], filters: {}, limit: 2 });
      expect(compared).toBe(3);
      expect(quotes.map(({ quote }) => quote.text)).toEqual(['Nice colours', 'The price went up']);
      expect(quotes.map(({ cosine }) => cosine)).toEqual([expect.closeTo(1, 5), expect.closeTo(0.8, 5)]);
    });

    it('are compared only within the filters, the model and the space', async () => {
      await load(fixture.quotes, here, some);
      await load(fixture.quotes, there, [row('The delivery was late')]);
      await fill();
      await fill(there);
      expect(await near(late, { source: 'Survey' })).toEqual({ compared: 1, texts: ['The delivery was late'] });
      expect(await near(late, { segment: 'families' })).toEqual({ compared: 1, texts: ['Nice colours'] });
      expect(await near(late, { since: '2026-03-05', until: '2026-03-05' })).toEqual({ compared: 1, texts: ['Nice colours'] });
      expect(await near(late, { stars: 1 })).toEqual({ compared: 2, texts: ['The delivery was late', 'Nice colours'] });
      expect(await near(late, {}, there)).toEqual({ compared: 1, texts: ['The delivery was late'] });
      expect((await fixture.quotes.near(here, { model: 'another', vector: late, filters: {}, limit: 9 })).compared).toBe(0);
      expect((await near([1, 0])).compared).toBe(0);
    });

    it('are kept only of published quotes that still have these words', async () => {
      const { quotes } = fixture;
      const batch = await begin(quotes, here);
      await quotes.add(here, batch, some);
      expect(await all()).toEqual([]);
      await quotes.publish(here, batch);
      const [first] = await all();
      if (!first) throw new Error('every quote has a vector');
      expect(await quotes.keepVectors(here, model, [{ ...first, text: 'other words', vector: late }])).toBe(0);
      expect(await quotes.keepVectors(there, model, [{ ...first, vector: late }])).toBe(0);
      expect(await quotes.keepVectors(here, model, [{ ...first, id: 'gone', vector: late }])).toBe(0);
      expect(await all()).toHaveLength(3);
    });

    it('give way to those of another model, and never differ in length within one', async () => {
      const { quotes } = fixture;
      await load(quotes, here, some);
      await fill();
      const bare = (await quotes.bare(here, { model: 'another', limit: 9 })).quotes;
      const fresh = bare.map((one) => ({ ...one, vector: [1, 1] }));
      expect(await quotes.keepVectors(here, 'another', fresh)).toBe(3);
      expect((await near(late)).compared).toBe(0);
      expect(await all()).toHaveLength(3);
      const odd = (vector: readonly number[]) => bare.slice(0, 1).map((one) => ({ ...one, vector }));
      await expect(quotes.keepVectors(here, 'another', odd([1, 1, 1]))).rejects.toThrow('differ in length');
      await expect(quotes.keepVectors(here, 'another', odd([0, 0]))).rejects.toThrow('without a direction');
    });

    it('go with the words, and do not come back with them', async () => {
      const { quotes } = fixture;
      const call = row('Call Maya about the parcel', { suspect: true, date: '2026-04-01' });
      await load(quotes, here, [...some, call], 'file');
      await fill();
      await quotes.forget(here, { kind: 'quote', value: await idOf('delivery') });
      expect(await near(late)).toEqual({ compared: 3, texts: ['The price went up', call.text, 'Nice colours'] });
      await quotes.removeBefore(here, '2026-03-06');
      expect((await near(late)).compared).toBe(2);
      await quotes.decide(here, await idOf('Maya'), { text: 'Call [words removed] about the parcel' });
      expect(await near(late)).toEqual({ compared: 1, texts: ['The price went up'] });
      await load(quotes, here, [row('Nice colours')]);
      expect((await all()).map(({ text }) => text)).toEqual(['Call [words removed] about the parcel', 'Nice colours']);
      await quotes.forget(here, { kind: 'source', value: 'App store' }, { undo: true });
      expect((await near(late)).compared).toBe(0);
    });
  });
};
