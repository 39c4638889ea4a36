import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SpaceId } from '../../src/core/ids.ts';
import { newQuoteSchema } from '../../src/core/quotes/quotes.ts';
import type { Forgetting, QuoteIndex } from '../../src/ports/quote-index.ts';
import { here, type TestClock, there } from './helpers.ts';
import { begin, load, row } from './quote-rows.ts';

const some = [
  row('The delivery was late', { speaker: 'ana', date: '2026-01-01' }),
  row('The parcel came broken', { speaker: 'ana', source: 'Survey', date: '2026-02-02' }),
  row('Nobody answered the phone', { speaker: 'ben', date: '2026-03-03' }),
  row('The price went up', { source: 'Survey', date: '2026-04-04' }),
];

/** What a quote index must do when words are taken away again (src/ports/quote-index.ts). */
export const describeForgetting = (get: () => QuoteIndex, clock: () => TestClock): void => {
  const texts = async (space: SpaceId = here): Promise<readonly string[]> => {
    const found = await get().search(space, { text: 'delivery parcel phone price colours', filters: {}, limit: 50 });
    expect(found.searched).toBe(await get().count(space));
    return found.candidates.map(({ quote }) => quote.text).toSorted();
  };
  const idOf = async (text: string): Promise<string> => {
    const found = await get().search(here, { text, filters: {}, limit: 1 });
    return found.candidates[0]?.quote.id ?? '';
  };
  const send = async (rows: readonly ReturnType<typeof row>[], space = here) => {
    const id = await begin(get(), space);
    const result = await get().add(space, id, rows);
    await get().publish(space, id);
    return result;
  };

  it('takes one quote away for good, with its copies, whichever source it comes back from', async () => {
    await load(get(), here, [...some, row('the DELIVERY was late!', { source: 'Letters' }), row('The delivery was late again')]);
    const id = await idOf('late');
    const { ids } = await get().forget(here, { kind: 'quote', value: id });
    expect(ids).toHaveLength(2);
    expect(ids).toContain(id);
    expect(await get().get(here, id)).toBeUndefined();
    expect(await texts()).toEqual([
      'Nobody answered the phone',
      'The delivery was late again',
      'The parcel came broken',
      'The price went up',
    ]);
    expect((await get().sources(here)).map(({ source }) => source)).not.toContain('Letters');
    const back = [
      row('The delivery was late', { source: 'Other' }),
      row('  “the délivery” was LATE', { speaker: 'x' }),
      row('Late, the delivery was'),
    ];
    expect(await send(back)).toEqual({ added: 1, forgotten: 2 });
  });

  it('takes away all that a speaker said, and keeps the speaker out with any words, and the words from anybody', async () => {
    await load(get(), here, some);
    expect((await get().forget(here, { kind: 'speaker', value: 'ana' })).ids).toHaveLength(2);
    expect(await texts()).toEqual(['Nobody answered the phone', 'The price went up']);
    const back = [row('Nice colours', { speaker: 'ana' }), row('The parcel came broken'), row('Nice colours', { speaker: 'ben' })];
    expect(await send(back)).toEqual({ added: 1, forgotten: 2 });
    expect((await get().sources(here)).map(({ source, quotes, from, to }) => [source, quotes, from, to])).toEqual([
      ['App store', 2, '2026-03-01', '2026-03-03'],
      ['Survey', 1, '2026-04-04', '2026-04-04'],
    ]);
  });

  it('takes away a source or an import for good, and leaves other rows with the same words', async () => {
    await load(get(), here, some);
    const batch = await begin(get(), here, 'file');
    await get().add(here, batch, [row('The price went up', { source: 'Letters' }), row('Nice colours', { source: 'Letters' })]);
    await get().publish(here, batch);
    expect((await get().forget(here, { kind: 'source', value: 'Survey' })).ids).toHaveLength(2);
    expect(await texts()).toEqual(['Nice colours', 'Nobody answered the phone', 'The delivery was late', 'The price went up']);
    expect((await get().forget(here, { kind: 'batch', value: batch })).ids).toHaveLength(2);
    expect(await texts()).toEqual(['Nobody answered the phone', 'The delivery was late']);
    expect((await get().batches(here)).map(({ id }) => id)).not.toContain(batch);
    expect(await send(some)).toEqual({ added: 0, forgotten: 2 });
    expect(await send([row('Nice colours')])).toEqual({ added: 0, forgotten: 1 });
  });

  it('undoes an import as if it had never been', async () => {
    await load(get(), here, some);
    const batch = await begin(get(), here, 'file');
    await get().add(here, batch, [row('Nice colours', { speaker: 'ana' }), row('The price went up', { source: 'Letters' })]);
    await get().publish(here, batch);
    expect((await get().forget(here, { kind: 'batch', value: batch }, { undo: true })).ids).toHaveLength(2);
    expect(await texts()).toHaveLength(4);
    expect(await load(get(), here, [row('Nice colours', { speaker: 'ana' })], 'file')).toBe(1);
  });

  it('undoes an import that brought nothing new', async () => {
    await load(get(), here, some, 'one');
    await load(get(), here, some, 'two');
    const [again] = await get().batches(here);
    expect(again?.quotes).toBe(0);
    await get().forget(here, { kind: 'batch', value: again?.id ?? '' }, { undo: true });
    expect(await get().batches(here)).toHaveLength(1);
    expect(await load(get(), here, [row('Nice colours')], 'two')).toBe(1);
  });

  it('reaches into an import that is under way', async () => {
    const batch = await begin(get(), here);
    expect(await get().add(here, batch, some)).toEqual({ added: 4, forgotten: 0 });
    await get().forget(here, { kind: 'speaker', value: 'ana' });
    expect(await get().add(here, batch, [row('The delivery was late', { source: 'Letters' })])).toEqual({ added: 0, forgotten: 1 });
    await get().publish(here, batch);
    expect(await texts()).toEqual(['Nobody answered the phone', 'The price went up']);
  });

  it('forgets nothing that was not named, nothing of another space, and keeps nothing out there', async () => {
    await load(get(), here, some);
    await load(get(), there, some);
    for (const what of [
      { kind: 'quote', value: 'no such id' },
      { kind: 'speaker', value: 'Ana' },
      { kind: 'speaker', value: "ana' OR '1'='1" },
      { kind: 'source', value: 'survey' },
      { kind: 'batch', value: '' },
    ] satisfies Forgetting[])
      expect(await get().forget(here, what)).toEqual({ ids: [] });
    expect(await texts()).toHaveLength(4);
    await get().forget(there, { kind: 'speaker', value: 'ana' });
    await get().forget(there, { kind: 'quote', value: await idOf('price') });
    expect([(await texts()).length, (await texts(there)).length]).toEqual([4, 2]);
    expect(await send([row('Nice colours', { speaker: 'ana' }), row('The delivery was late', { source: 'Letters' })])).toEqual({
      added: 2,
      forgotten: 0,
    });
  });

  it('takes away many rows, some of them with hostile words, and counts on', async () => {
    const many = Array.from({ length: 1_300 }, (_, n) =>
      row(`delivery ${n} "(" \0 ⟦`, { source: n % 2 ? 'Odd' : 'Even', date: `2026-0${1 + (n % 9)}-01` }),
    );
    await load(get(), here, [...many, row('🙂🙂'), row('🙂')]);
    expect((await get().forget(here, { kind: 'source', value: 'Odd' })).ids).toHaveLength(650);
    expect(await get().count(here)).toBe(652);
    expect((await get().search(here, { text: 'delivery', filters: {}, limit: 2_000 })).candidates).toHaveLength(650);
  });

  it('removes what was said before a day, and takes it again when it is sent again', async () => {
    await load(get(), here, some, 'file');
    expect((await get().removeBefore(here, '2026-03-03')).ids).toHaveLength(2);
    expect(await texts()).toEqual(['Nobody answered the phone', 'The price went up']);
    expect((await get().sources(here)).map(({ source, from }) => [source, from])).toEqual([
      ['App store', '2026-03-03'],
      ['Survey', '2026-04-04'],
    ]);
    expect(await send(some.slice(0, 2))).toEqual({ added: 2, forgotten: 0 });
    expect((await get().removeBefore(there, '2030-01-01')).ids).toEqual([]);
    expect((await get().removeBefore(here, '2030-01-01')).ids).toHaveLength(4);
    expect([await get().count(here), await get().batches(here)]).toEqual([0, []]);
    expect(await load(get(), here, some, 'file')).toBe(4);
  });

  it('says what would be forgotten, and forgets nothing by that', async () => {
    await load(get(), here, some);
    expect((await get().find(here, { kind: 'speaker', value: 'ana' })).ids).toHaveLength(2);
    expect((await get().find(here, { kind: 'source', value: 'Survey' })).ids).toHaveLength(2);
    expect((await get().find(there, { kind: 'source', value: 'Survey' })).ids).toEqual([]);
    expect((await get().find(here, { kind: 'quote', value: await idOf('price') })).ids).toEqual([await idOf('price')]);
    const batch = await begin(get(), here);
    await get().add(here, batch, [row('Nice colours', { source: 'Survey' })]);
    expect((await get().find(here, { kind: 'source', value: 'Survey' })).ids).toHaveLength(2);
    expect(await texts()).toHaveLength(4);
  });

  it('keeps what a person found harmless, and replaces the words of what was not', async () => {
    const suspects = ['Bob was late', 'The price of Mrs Miller went up', 'The parcel of Jim'].map((text) =>
      row(text, { suspect: true, speaker: 'x' }),
    );
    await load(get(), here, [...suspects, ...some, row('The parcel of [name removed]', { speaker: 'x' })]);
    await load(get(), there, suspects);
    const { total, quotes } = await get().flagged(here, { limit: 2 });
    expect([total, quotes.map(({ text }) => text)]).toEqual([3, ['Bob was late', 'The price of Mrs Miller went up']]);
    expect(quotes.map(({ suspect }) => suspect)).toEqual([true, true]);
    const [bob = '', miller = '', jim = ''] = (await get().flagged(here, { limit: 9 })).quotes.map(({ id }) => id);
    expect(await get().decide(there, bob, { keep: true })).toBe(false);
    expect(await get().decide(here, bob, { keep: true })).toBe(true);
    expect(await get().decide(here, bob, { text: 'x y' })).toBe(false);
    expect(await get().decide(here, miller, { text: 'The price of [name removed] went up' })).toBe(true);
    expect(await get().decide(here, jim, { text: 'The parcel of [name removed]' })).toBe(true);
    expect(await get().get(here, miller)).toMatchObject({ text: 'The price of [name removed] went up', redacted: true });
    expect(await get().get(here, bob)).not.toHaveProperty('redacted');
    expect(await get().get(here, bob)).not.toHaveProperty('suspect');
    expect(await get().get(here, miller)).not.toHaveProperty('suspect');
    expect(await get().get(here, jim)).toBeUndefined();
    const found = async (text: string, space = here) => (await get().search(space, { text, filters: {}, limit: 9 })).candidates.length;
    expect([await found('Miller'), await found('Jim'), await found('removed'), await found('Miller', there)]).toEqual([0, 0, 2, 1]);
    expect((await get().flagged(here, { limit: 9 })).total).toBe(0);
    expect(await get().count(here)).toBe(7);
  });

  it('lists imports, newest first, in their space only', async () => {
    await load(get(), here, some, 'one');
    clock().advance(86_400_000);
    await load(get(), here, [row('Nice colours')], 'two');
    const under = await begin(get(), here, 'three');
    await get().add(here, under, [row('One more')]);
    const first = { fileName: 'reviews.csv', author: 'robin', state: 'published' };
    expect((await get().batches(here)).map(({ id: _id, ...batch }) => batch)).toEqual([
      { ...first, importedOn: '2026-11-22', quotes: 1, state: 'importing' },
      { ...first, importedOn: '2026-11-22', quotes: 1 },
      { ...first, importedOn: '2026-11-21', quotes: 4 },
    ]);
    expect(await get().batches(there)).toEqual([]);
    await get().discard(here, under);
    expect(await get().batches(here)).toHaveLength(2);
  });

  it('gives back what was done to the words and where they stand', async () => {
    const link = 'https://example.org/reviews?id=1#2';
    await load(get(), here, [row('The price went up', { redacted: true, translated: true, link }), row('Nice colours')]);
    const [price, colours] = [await get().get(here, await idOf('price')), await get().get(here, await idOf('colours'))];
    expect(price).toMatchObject({ redacted: true, translated: true, link });
    expect(Object.keys(colours ?? {}).toSorted()).toEqual(['date', 'id', 'permission', 'source', 'text']);
    const links = ['javascript:alert(1)', 'ftp://x.org', 'https://me:secret@x.org', '//x.org', 'https://x.org/a b', 'data:text/html,x', ''];
    for (const bad of links) expect(newQuoteSchema.safeParse(row('x', { link: bad })).success).toBe(false);
    expect(newQuoteSchema.safeParse(row('x', { link })).success).toBe(true);
  });

  it('keeps two spaces apart in any order of calls: nothing of one is ever answered to the other', async () => {
    const words = ['delivery', 'price', 'late', '電池'];
    const call = fc.record({
      space: fc.constantFrom(here, there),
      what: fc.constantFrom('add', 'publish', 'discard', 'forget', 'undo', 'before', 'decide', 'look'),
      word: fc.constantFrom(...words),
      kind: fc.constantFrom<Forgetting['kind']>('quote', 'speaker', 'batch', 'source'),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 4, maxLength: 25 }), async (calls) => {
        run += 1;
        const ids = new Map<SpaceId, string[]>();
        const open = new Map<SpaceId, string>();
        for (const { space, what, word, kind } of calls) {
          const [mark, other] = space === here ? ['zebra', 'lion'] : ['lion', 'zebra'];
          const known = ids.get(space) ?? [];
          const value = kind === 'quote' ? (known.at(-1) ?? '') : kind === 'batch' ? (open.get(space) ?? '') : `${mark} ${word}`;
          if (what === 'add') {
            const id = open.get(space) ?? (await begin(get(), space));
            open.set(space, id);
            const name = `${mark} ${word}`;
            await get().add(space, id, [row(`${name} ${run}`, { speaker: name, source: name, suspect: true }), row(`${word} ${mark}`)]);
          }
          if (what === 'publish' || what === 'discard') {
            const id = open.get(space);
            open.delete(space);
            if (id) await get()[what](space, id);
          }
          const answers: unknown[] = [];
          // Also with what belongs to the other space: an id or a name of there must do nothing here.
          const foreign = (ids.get(space === here ? there : here) ?? []).at(-1) ?? '';
          if (what === 'forget')
            answers.push(await get().forget(space, { kind, value }), await get().forget(space, { kind: 'quote', value: foreign }));
          if (what === 'undo') answers.push(await get().forget(space, { kind, value }, { undo: true }));
          if (what === 'before') answers.push(await get().removeBefore(space, '2026-01-01'));
          const { quotes } = await get().flagged(space, { limit: 9 });
          const [suspect] = quotes;
          if (what === 'decide' && suspect) await get().decide(space, suspect.id, { text: `${mark} ${word} [name removed]` });
          expect(await get().decide(space, foreign, { keep: true })).toBe(false);
          const found = await get().search(space, { text: `${word} zebra lion`, filters: {}, limit: 99, wide: true });
          ids.set(
            space,
            found.candidates.map(({ quote }) => quote.id),
          );
          answers.push(
            found,
            quotes,
            await get().sources(space),
            await get().get(space, foreign),
            await get().find(space, { kind: 'source', value }),
          );
          expect(JSON.stringify(answers)).not.toContain(other);
          expect(await get().get(space, foreign)).toBeUndefined();
          expect(found.searched).toBe(await get().count(space));
        }
        for (const [space, id] of open) await get().discard(space, id);
      }),
      { numRuns: 25 },
    );
  });
};
