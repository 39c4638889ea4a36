import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpaceId } from '../../src/core/ids.ts';
import { judge, type NewQuote, type QuoteFilters } from '../../src/core/quotes/quotes.ts';
import type { QuoteIndex } from '../../src/ports/quote-index.ts';
import { isPresent } from '../fakes/needs.ts';
import { createTestClock, here, hostileList, ownHostileTexts, readHostileTexts, type TestClock, there } from './helpers.ts';
import { describeForgetting } from './quote-forgetting.contract.ts';
import { begin, load, row } from './quote-rows.ts';

/** A quote index under test. `close` frees what it holds. */
export type QuoteIndexFixture = Readonly<{ quotes: QuoteIndex; close: () => void }>;

/** Asks, and answers the texts that came back, best first. */
export const ask = async (quotes: QuoteIndex, text: string, filters: QuoteFilters = {}, space = here): Promise<readonly string[]> =>
  (await quotes.search(space, { text, filters, limit: 50 })).candidates.map(({ quote }) => quote.text);

const some: readonly NewQuote[] = [
  row('The delivery was late and nobody answered the phone', { segment: 'families' }),
  row('Deliveries on time matter more to me than the price', { source: 'Survey', date: '2026-04-02', segment: 'families' }),
  row('The price went up twice this year', { source: 'Survey', date: '2026-05-03' }),
  row('Nice colours', { date: '2026-01-09', segment: 'over 60' }),
];

const describeSearch = (get: () => QuoteIndex): void => {
  it('finds other forms of a word, in any order, and names the words as written, each once', async () => {
    await load(get(), here, [row('Cancelled! It took weeks; cancel it, I said, CANCEL it.'), ...some]);
    const { searched, candidates } = await get().search(here, { text: 'weeks of cancelling', filters: {}, limit: 5 });
    expect(searched).toBe(5);
    expect(candidates).toHaveLength(1);
    expect(candidates[0]?.words).toEqual(['Cancelled', 'weeks', 'cancel']);
    expect(await ask(get(), 'deliveries')).toHaveLength(2);
  });

  it('ranks what holds more and rarer words of the query first, and never answers more than the limit', async () => {
    await load(get(), here, some);
    expect(await ask(get(), 'delivery price')).toEqual([
      'Deliveries on time matter more to me than the price',
      'The price went up twice this year',
      'The delivery was late and nobody answered the phone',
    ]);
    expect((await get().search(here, { text: 'delivery price', filters: {}, limit: 2 })).candidates).toHaveLength(2);
    expect((await get().search(here, { text: 'delivery price', filters: {}, limit: 0 })).candidates).toEqual([]);
  });

  it('calls a full match of rare words strong, and one common word of many weak', async () => {
    const crowd = Array.from({ length: 200 }, (_, n) => row(`opinion number ${n} about the app and its colour`));
    await load(get(), here, [...crowd, row('My grandmother learned crochet from the leaflet')]);
    const strong = await get().search(here, { text: 'grandmother crochet', filters: {}, limit: 5 });
    const weak = await get().search(here, { text: 'opinion of grandfather about knitting and embroidery', filters: {}, limit: 5 });
    expect(judge(strong, { filters: {}, limit: 3 }).verdict).toBe('quotes');
    expect(judge(weak, { filters: {}, limit: 3 }).verdict).toBe('nothing');
    expect(weak.candidates.length).toBeGreaterThan(0);
  });

  it('finds nothing for stop words alone, and still says how much was searched', async () => {
    await load(get(), here, some);
    for (const text of ['', 'what is the', '?!', '’s'])
      expect(await get().search(here, { text, filters: {}, limit: 5 })).toEqual({ searched: 4, candidates: [] });
    expect(await get().search(here, { text: 'it is', filters: { source: 'Survey' }, limit: 5 })).toEqual({ searched: 2, candidates: [] });
  });

  it('narrows by source, segment and day, together and alone, and counts what is left', async () => {
    await load(get(), here, some);
    const searchedWith = async (filters: QuoteFilters) => {
      const { searched, candidates } = await get().search(here, { text: 'delivery price colours', filters, limit: 9 });
      return [searched, candidates.length];
    };
    expect(await searchedWith({})).toEqual([4, 4]);
    expect(await searchedWith({ source: 'Survey' })).toEqual([2, 2]);
    expect(await searchedWith({ segment: 'families' })).toEqual([2, 2]);
    expect(await searchedWith({ source: 'Survey', segment: 'families' })).toEqual([1, 1]);
    expect(await searchedWith({ since: '2026-03-01' })).toEqual([3, 3]);
    expect(await searchedWith({ since: '2026-03-02', segment: 'families' })).toEqual([1, 1]);
    expect(await searchedWith({ source: 'survey' })).toEqual([0, 0]);
    expect(await searchedWith({ segment: '' })).toEqual([0, 0]);
    expect(await searchedWith({ source: 'Survey" OR scope : "x' })).toEqual([0, 0]);
  });

  it('narrows by the last day and the least stars, and leaves out what has none', async () => {
    const rated = [row('price fine', { stars: 4.5 }), row('price bad', { stars: 1, date: '2025-01-01' }), row('price so so', { stars: 3 })];
    await load(get(), here, [...rated, row('price unknown')]);
    const found = async (filters: QuoteFilters) => {
      const { searched, candidates } = await get().search(here, { text: 'price', filters, limit: 9 });
      expect(candidates).toHaveLength(searched);
      return candidates.map(({ quote }) => quote.text).toSorted();
    };
    expect(await found({ stars: 3 })).toEqual(['price fine', 'price so so']);
    expect(await found({ stars: 0 })).toHaveLength(3);
    expect(await found({ until: '2025-12-31' })).toEqual(['price bad']);
    expect(await found({ since: '2025-06-01', until: '2026-03-01', stars: 4, source: 'App store' })).toEqual(['price fine']);
    expect(await found({ stars: 5 })).toEqual([]);
  });

  it('puts behind the first five what shares their other words, when it is asked to look wide', async () => {
    const parcels = Array.from({ length: 6 }, (_, n) => row(`delivery courier parcel doorstep${n}`));
    const others = Array.from({ length: 6 }, (_, n) => row(`delivery${n} room maternity nurse ward delivery`));
    await load(get(), here, [...parcels, ...others, row('courier parcel thrown over the fence'), row('Nice colours')]);
    const search = async (wide: true | undefined, limit = 14) =>
      (await get().search(here, { text: 'delivery', filters: {}, limit, ...(wide ? { wide } : {}) })).candidates;
    const [narrow, wide] = [await search(undefined), await search(true)];
    expect(wide.slice(0, 5).map(({ quote }) => quote.id)).toEqual(narrow.slice(0, 5).map(({ quote }) => quote.id));
    const more = wide.filter(({ words }) => words.length === 0);
    expect([narrow.length, wide.length]).toEqual([12, 13]);
    expect(more.map(({ quote, strength }) => [quote.text, strength])).toEqual([['courier parcel thrown over the fence', 0]]);
    expect(judge({ searched: 14, candidates: more }, { filters: {}, limit: 5 }).loose).toBe(0);
    expect(await search(true, 3)).toHaveLength(3);
  });

  it('says how many quotes a filter leaves, and the day of the newest', async () => {
    await load(get(), here, some);
    await load(get(), there, [row('x', { date: '2026-11-11', source: 'Survey' })]);
    const batch = await begin(get(), here);
    await get().add(here, batch, [row('not yet', { date: '2026-12-12', source: 'Survey' })]);
    expect(await get().extent(here, {})).toEqual({ quotes: 4, newest: '2026-05-03' });
    expect(await get().extent(here, { segment: 'families' })).toEqual({ quotes: 2, newest: '2026-04-02' });
    expect(await get().extent(here, { source: 'Survey', until: '2026-05-01' })).toEqual({ quotes: 1, newest: '2026-04-02' });
    expect(await get().extent(here, { source: 'survey' })).toEqual({ quotes: 0 });
  });

  it('judges a filtered search by the words of the whole space', async () => {
    await load(get(), here, some);
    const [whole] = (await get().search(here, { text: 'price', filters: {}, limit: 1 })).candidates;
    const [part] = (await get().search(here, { text: 'price', filters: { source: 'Survey' }, limit: 1 })).candidates;
    expect(part?.strength).toBe(whole?.strength);
  });

  it('takes no text of a query for an instruction', async () => {
    await load(get(), here, [...some, row('AND OR NOT NEAR text scope rowid rank')]);
    const queries = [
      '"delivery" OR "price"',
      'delivery AND zebra',
      'NOT delivery',
      'NEAR(delivery late, 2)',
      'text : delivery',
      'scope : src*',
      'deliver*',
      '^delivery',
      '-delivery',
      '{text scope} : delivery',
      '"',
      '""',
      "what's the delivery?",
      "'; DROP TABLE quotes; --",
      '(((',
      'a\0delivery',
      '\ud800 delivery',
      ...ownHostileTexts,
      ...(isPresent(hostileList) ? readHostileTexts() : []),
    ];
    for (const text of queries) {
      const { searched, candidates } = await get().search(here, { text, filters: {}, limit: 9 });
      expect(searched).toBe(5);
      if (/\bdelivery\b/.test(text)) expect(candidates.map(({ quote }) => quote.text)).toContain(some[0]?.text);
    }
    expect(await get().count(here)).toBe(5);
    expect(await ask(get(), 'zebra -delivery')).toHaveLength(2);
  });

  it('finds words of other alphabets as people write them', async () => {
    await load(get(), here, [
      row('Мой йогурт слишком сладкий'),
      row('한국 앱이 좋아요'),
      row('アプリが 重い'),
      row('Le café était fermé'),
      row('ΚΑΛΗΜΕΡΑ κόσμε'),
      ...some,
    ]);
    for (const [query, found] of [
      ['йогурт', 'Мой йогурт слишком сладкий'],
      ['앱이', '한국 앱이 좋아요'],
      ['アプリが', 'アプリが 重い'],
      ['CAFE', 'Le café était fermé'],
      ['κόσμε', 'ΚΑΛΗΜΕΡΑ κόσμε'],
    ])
      expect(await ask(get(), query ?? '')).toEqual([found]);
  });

  it('names matched words next to NUL, brackets and quotation marks as well', async () => {
    await load(get(), here, [row('a ⟦late⟧ one\0and "Delivery", ⟦again'), ...some]);
    const [hit] = (await get().search(here, { text: 'late delivery again', filters: {}, limit: 1 })).candidates;
    expect(hit?.words).toEqual(['late', 'Delivery']);
    const [last] = (await get().search(here, { text: 'one ⟦late⟧ "delivery"', filters: {}, limit: 1 })).candidates;
    expect(last?.words).toEqual(['late', 'one', 'Delivery']);
  });

  it('takes a word with an apostrophe for one word', async () => {
    await load(get(), here, [row('I can’t open it'), row('A can of soup and a T shirt'), ...some]);
    expect(await ask(get(), "can't")).toEqual(['I can’t open it']);
    const [hit] = (await get().search(here, { text: "can't", filters: {}, limit: 1 })).candidates;
    expect(hit?.words).toEqual(['can’t']);
  });
};

const describeBatches = (get: () => QuoteIndex, clock: () => TestClock): void => {
  const view = async () => ({
    searched: (await get().search(here, { text: 'delivery', filters: {}, limit: 9 })).searched,
    found: await ask(get(), 'delivery'),
    filtered: (await get().search(here, { text: 'delivery', filters: { source: 'App store', since: '2026-01-01' }, limit: 9 })).searched,
    narrowed: (await get().search(here, { text: 'delivery', filters: { source: 'App store' }, limit: 9 })).searched,
    sources: await get().sources(here),
    count: await get().count(here),
  });

  it('shows nothing of a batch before it is published, and all of it afterwards', async () => {
    await load(get(), here, some);
    const before = await view();
    const id = await begin(get(), here);
    expect((await get().add(here, id, [row('Another late delivery'), row('A third delivery', { source: 'Letters' })])).added).toBe(2);
    expect(await view()).toEqual(before);
    await get().publish(here, id);
    const after = await view();
    expect(after.count).toBe(6);
    expect(after.searched).toBe(6);
    expect(after.found).toHaveLength(4);
    expect(after.sources.map(({ source }) => source)).toEqual(['App store', 'Letters', 'Survey']);
  });

  it('leaves nothing of a discarded batch, not even in the weight of words', async () => {
    await load(get(), here, some);
    const strengths = async () => (await get().search(here, { text: 'late delivery', filters: {}, limit: 9 })).candidates;
    const before = [await view(), await strengths()];
    const id = await begin(get(), here);
    await get().add(
      here,
      id,
      Array.from({ length: 250 }, (_, n) => row(`late delivery number ${n}`)),
    );
    await get().discard(here, id);
    expect([await view(), await strengths()]).toEqual(before);
    await expect(get().add(here, id, [row('x y z')])).rejects.toThrow('not under way');
    await expect(get().publish(here, id)).rejects.toThrow('not under way');
    await expect(get().discard(here, id)).resolves.toBeUndefined();
  });

  it('forgets a first import that failed, and takes the file again', async () => {
    const id = await begin(get(), here, 'file');
    await get().add(here, id, some);
    await get().discard(here, id);
    expect(await view()).toEqual({ searched: 0, found: [], filtered: 0, narrowed: 0, sources: [], count: 0 });
    expect(await load(get(), here, some, 'file')).toBe(4);
    expect(await ask(get(), 'delivery')).toHaveLength(2);
  });

  it('does not discard what is published', async () => {
    const id = await begin(get(), here);
    await get().add(here, id, some);
    await get().publish(here, id);
    await get().discard(here, id);
    expect(await get().count(here)).toBe(4);
    await expect(get().add(here, id, some)).rejects.toThrow('not under way');
  });

  it('says on which day the very file was imported before, in this space only', async () => {
    await load(get(), here, some, 'file');
    clock().advance(3 * 86_400_000);
    const batch = { id: 'second', fileHash: 'file', fileName: 'again.csv', author: 'robin' };
    expect(await get().begin(here, batch)).toEqual({ importedOn: '2026-11-21' });
    await expect(get().add(here, 'second', some)).rejects.toThrow('not under way');
    expect(await get().begin(there, batch)).toBeUndefined();
  });

  it('does not know a file by an import that was never published', async () => {
    const first = await begin(get(), here, 'file');
    expect(await get().begin(here, { id: 'second', fileHash: 'file', fileName: 'f.csv', author: 'robin' })).toBeUndefined();
    await get().discard(here, first);
    await get().discard(here, 'second');
  });

  it('stores the same words by the same speaker from the same source once, and counts what was new', async () => {
    const twice = [row('Same words'), row('Same words'), row('Same words', { date: '2026-12-01', segment: 'families' })];
    expect(await load(get(), here, twice)).toBe(1);
    expect(await load(get(), here, [row('Same words'), row('same words')])).toBe(1);
    const others = [row('Same words', { speaker: 'a' }), row('Same words', { speaker: 'b' }), row('Same words', { source: 'Letters' })];
    expect(await load(get(), here, others)).toBe(3);
    expect(await load(get(), here, others)).toBe(0);
    expect(await load(get(), there, others)).toBe(3);
    expect(await get().count(here)).toBe(5);
    expect(await get().sources(here)).toEqual([
      { source: 'App store', permission: 'public-review', quotes: 4, from: '2026-03-01', to: '2026-03-01' },
      { source: 'Letters', permission: 'public-review', quotes: 1, from: '2026-03-01', to: '2026-03-01' },
    ]);
  });

  it('keeps words once that two imports brought at the same time, and loses none when one of them is discarded', async () => {
    const [first, second, third] = [await begin(get(), here), await begin(get(), here), await begin(get(), here)];
    for (const id of [first, second, third]) expect(await get().add(here, id, some)).toEqual({ added: 4, forgotten: 0 });
    await get().discard(here, first);
    await get().publish(here, second);
    expect(await get().count(here)).toBe(4);
    await get().publish(here, third);
    expect(await get().count(here)).toBe(4);
    expect(await ask(get(), 'delivery price')).toHaveLength(3);
    expect((await get().sources(here)).map(({ quotes }) => quotes)).toEqual([2, 2]);
  });
};

const describeReading = (get: () => QuoteIndex): void => {
  it('gives back every field but the speaker', async () => {
    const full = row('All of it', { segment: 'families', licence: 'CC BY 4.0', speaker: 'secret@example.org', stars: 4.5 });
    await load(get(), here, [full, row('Bare')]);
    const [hit] = (await get().search(here, { text: 'all of it bare', filters: {}, limit: 5 })).candidates;
    expect(hit?.quote).toEqual({ id: hit?.quote.id, text: 'Bare', source: 'App store', date: '2026-03-01', permission: 'public-review' });
    const { speaker: _speaker, ...shown } = full;
    const [whole] = (await get().search(here, { text: 'all', filters: { segment: 'families' }, limit: 5 })).candidates;
    expect(whole).toBeUndefined();
    await load(get(), there, [{ ...full, text: 'Whole' }]);
    const [found] = (await get().search(there, { text: 'whole', filters: {}, limit: 5 })).candidates;
    expect(found?.quote).toEqual({ ...shown, text: 'Whole', id: found?.quote.id });
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  it('finds a quote by its id, in its space, once it is published', async () => {
    await load(get(), here, some);
    const [hit] = (await get().search(here, { text: 'colours', filters: {}, limit: 1 })).candidates;
    expect(hit && (await get().get(here, hit.quote.id))).toEqual(hit?.quote);
    expect(hit && (await get().get(there, hit.quote.id))).toBeUndefined();
    expect(await get().get(here, 'no such id')).toBeUndefined();
  });

  it('lists what a space holds by source and permission, with the days', async () => {
    await load(get(), here, [...some, row('Fine', { permission: 'consent', date: '2026-02-02' })]);
    expect(await get().sources(here)).toEqual([
      { source: 'App store', permission: 'consent', quotes: 1, from: '2026-02-02', to: '2026-02-02' },
      { source: 'App store', permission: 'public-review', quotes: 2, from: '2026-01-09', to: '2026-03-01' },
      { source: 'Survey', permission: 'public-review', quotes: 2, from: '2026-04-02', to: '2026-05-03' },
    ]);
    expect(await get().sources(there)).toEqual([]);
    expect(await get().count(there)).toBe(0);
  });

  const keep = async (texts: readonly string[]): Promise<void> => {
    const rows = texts.map((text, place) => row(`findable ${text}`, { segment: text, licence: text, speaker: `${place}` }));
    expect(await load(get(), here, rows)).toBe(rows.length);
    const { candidates } = await get().search(here, { text: 'findable', filters: {}, limit: rows.length });
    const found = candidates.map(({ quote }) => [quote.text, quote.segment, quote.licence]);
    const inOrder = (lists: readonly (readonly unknown[])[]) => lists.map((list) => JSON.stringify(list)).toSorted();
    expect(inOrder(found)).toEqual(inOrder(texts.map((text) => [`findable ${text}`, text, text])));
    for (const text of texts.slice(0, 40))
      expect((await get().search(here, { text: 'findable', filters: { segment: text }, limit: 1 })).searched).toBe(
        texts.filter((one) => one === text).length,
      );
  };

  it('keeps every text unit for unit, NUL and lone surrogates too, and filters by it', async () => {
    await keep(ownHostileTexts);
  });

  it.skipIf(!isPresent(hostileList))(
    'keeps the whole list of hostile strings unit for unit (shared/data/hostile, skipped when absent)',
    async () => {
      await keep(readHostileTexts());
    },
  );
};

type Step = Readonly<{ space: SpaceId; words: readonly string[]; end: 'publish' | 'discard' | 'leave' }>;
const vocabulary = ['delivery', 'late', 'price', 'colour', 'crochet', 'phone'];
const step: fc.Arbitrary<Step> = fc.record({
  space: fc.constantFrom(here, there),
  words: fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 6 }),
  end: fc.constantFrom('publish', 'publish', 'discard', 'leave'),
});

const runSteps = async (quotes: QuoteIndex, steps: readonly Step[], spaces: readonly SpaceId[]): Promise<void> => {
  for (const [place, { space, words, end }] of steps.entries()) {
    if (!spaces.includes(space)) continue;
    const batch = { id: `step-${place}`, fileHash: words.join(' '), fileName: 'f.csv', author: 'x' };
    if (await quotes.begin(space, batch)) continue;
    await quotes.add(space, batch.id, [row(words.join(' ')), row(`${words.join(' and ')} again`, { source: words[0] ?? '' })]);
    if (end !== 'leave') await quotes[end](space, batch.id);
  }
};

const withoutIds = async (quotes: QuoteIndex, space: SpaceId) => {
  const searches = await Promise.all(vocabulary.map((text) => quotes.search(space, { text: `${text} late`, filters: {}, limit: 20 })));
  return {
    count: await quotes.count(space),
    sources: await quotes.sources(space),
    searches: searches.map(({ searched, candidates }) => ({
      searched,
      candidates: candidates.map(({ quote: { id: _id, ...quote }, strength, words }) => ({ quote, strength, words })),
    })),
  };
};

/** What every quote index must do (src/ports/quote-index.ts). */
export const quoteIndexContract = (name: string, open: (clock: TestClock) => QuoteIndexFixture | Promise<QuoteIndexFixture>): void => {
  describe(`the quotes in ${name}`, () => {
    let clock = createTestClock();
    let fixture: QuoteIndexFixture;
    beforeEach(async () => {
      clock = createTestClock();
      fixture = await open(clock);
    });
    afterEach(() => fixture.close());
    const get = (): QuoteIndex => fixture.quotes;
    describeSearch(get);
    describeBatches(get, () => clock);
    describeReading(get);
    describeForgetting(get, () => clock);

    it('lets a space find, count and weigh what it would alone, whatever its neighbour imports in between', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
          const [both, alone] = [await open(createTestClock()), await open(createTestClock())];
          try {
            await runSteps(both.quotes, steps, [here, there]);
            await runSteps(alone.quotes, steps, [here]);
            expect(await withoutIds(both.quotes, here)).toEqual(await withoutIds(alone.quotes, here));
          } finally {
            both.close();
            alone.close();
          }
        }),
        { numRuns: 40 },
      );
    });
  });
};
