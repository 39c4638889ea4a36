import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transcript } from '../../src/ports/transcript.ts';
import { isPresent } from '../fakes/needs.ts';
import { createTestClock, here, hostileList, ownHostileTexts, readHostileTexts, type TestClock, there } from './helpers.ts';

/** A transcript under test. `close` frees what it holds. */
export type TranscriptFixture = Readonly<{ transcript: Transcript; close: () => void }>;

/** An entry as the playground writes it. */
export const entry = (key: string, content = `content of ${key}`) => ({ key, channel: 'panels', content });

const describeEntries = (get: () => Transcript, clock: () => TestClock): void => {
  it('appends once for each key: the second time changes nothing and answers the first entry', async () => {
    const first = await get().append(here, { ...entry('a'), thread: 't1' });
    clock().advance(1_000);
    expect(await get().append(here, entry('a', 'other words'))).toEqual(first);
    expect(await get().since(here, 0, 10)).toEqual([first]);
    expect(first).toMatchObject({ channel: 'panels', thread: 't1', content: 'content of a', at: '2026-11-21T12:00:00.000Z' });
    expect('thread' in (await get().append(here, entry('b')))).toBe(false);
  });

  it('finds an entry by its key and by its id', async () => {
    const first = await get().append(here, entry('a'));
    expect(await get().findByKey(here, 'a')).toEqual(first);
    expect(await get().get(here, first.id)).toEqual(first);
    expect(await get().findByKey(here, first.id)).toBeUndefined();
    expect(await get().get(here, 'a')).toBeUndefined();
  });

  it('gives a replaced entry its new content and a place at the end, and leaves the rest of it as it was', async () => {
    const first = await get().append(here, { ...entry('a'), thread: 't1' });
    const second = await get().append(here, entry('b'));
    clock().advance(1_000);
    const replaced = await get().replace(here, first.id, 'edited');
    expect(replaced).toEqual({ ...first, content: 'edited', seq: replaced?.seq });
    expect(replaced?.seq).toBeGreaterThan(second.seq);
    expect(await get().since(here, 0, 10)).toEqual([second, replaced]);
    expect(await get().findByKey(here, 'a')).toEqual(replaced);
    expect(await get().replace(here, 'no such id', 'x')).toBeUndefined();
  });

  it('counts every change strictly upwards', async () => {
    const seqs: number[] = [];
    const { id } = await get().append(here, entry('first'));
    for (let n = 0; n < 20; n += 1) {
      seqs.push((await get().append(here, entry(`key ${n}`))).seq);
      seqs.push((await get().replace(here, id, `edit ${n}`))?.seq ?? Number.NaN);
    }
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(new Set(seqs).size).toBe(40);
  });

  it('answers what a reader missed, in order, in pages', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await get().append(here, entry(key));
    const page = await get().since(here, 0, 2);
    expect(page.map(({ content }) => content)).toEqual(['content of a', 'content of b']);
    const rest = await get().since(here, page.at(-1)?.seq ?? 0, 10);
    expect(rest.map(({ content }) => content)).toEqual(['content of c', 'content of d']);
    expect(await get().since(here, rest.at(-1)?.seq ?? 0, 10)).toEqual([]);
    expect(await get().since(here, 0, 0)).toEqual([]);
  });

  it('answers the last entries below a number, in order, so that a reader can go back to the start', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await get().append(here, entry(key));
    const last = await get().before(here, undefined, 3);
    expect(last.map(({ content }) => content)).toEqual(['content of b', 'content of c', 'content of d']);
    const first = await get().before(here, last[0]?.seq, 3);
    expect(first.map(({ content }) => content)).toEqual(['content of a']);
    expect(await get().before(here, first[0]?.seq, 3)).toEqual([]);
    expect(await get().before(here, undefined, 0)).toEqual([]);
    const moved = await get().replace(here, first[0]?.id ?? '', 'edited');
    expect(await get().before(here, undefined, 1)).toEqual([moved]);
  });

  it('answers the last entries of a thread, in order, and none that merely names it', async () => {
    const root = await get().append(here, entry('root'));
    for (const key of ['a', 'b', 'c']) await get().append(here, { ...entry(key), thread: root.id });
    await get().append(here, { ...entry('elsewhere', root.id), thread: `${root.id} ` });
    expect((await get().inThread(here, root.id, 10)).map(({ content }) => content)).toEqual([
      'content of a',
      'content of b',
      'content of c',
    ]);
    expect((await get().inThread(here, root.id, 2)).map(({ content }) => content)).toEqual(['content of b', 'content of c']);
    expect(await get().inThread(here, root.id, 0)).toEqual([]);
    expect(await get().inThread(here, 'no such thread', 10)).toEqual([]);
    expect(await get().inThread(there, root.id, 10)).toEqual([]);
  });

  it('shows nothing of a space to another', async () => {
    const mine = await get().append(here, entry('a'));
    expect(await get().since(there, 0, 10)).toEqual([]);
    expect(await get().before(there, undefined, 10)).toEqual([]);
    expect(await get().findByKey(there, 'a')).toBeUndefined();
    expect(await get().get(there, mine.id)).toBeUndefined();
    expect(await get().replace(there, mine.id, 'x')).toBeUndefined();
    expect((await get().append(there, entry('a', 'theirs'))).content).toBe('theirs');
    expect(await get().since(here, 0, 10)).toEqual([mine]);
  });
};

const describeTexts = (get: () => Transcript): void => {
  const keep = async (texts: readonly string[]): Promise<readonly unknown[]> => {
    for (const [place, text] of texts.entries())
      await get().append(here, { key: `${place} ${text}`, channel: text, thread: text, content: text });
    for (const text of texts) expect((await get().inThread(here, text, 1)).map(({ thread }) => thread)).toEqual([text]);
    return (await get().since(here, 0, texts.length)).map(({ channel, thread, content }) => [channel, thread, content]);
  };

  it('keeps every text unit for unit', async () => {
    expect(await keep(ownHostileTexts)).toEqual(ownHostileTexts.map((text) => [text, text, text]));
  });

  it.skipIf(!isPresent(hostileList))(
    'keeps the whole list of hostile strings unit for unit (shared/data/hostile, skipped when absent)',
    async () => {
      const texts = readHostileTexts();
      expect(await keep(texts)).toEqual(texts.map((text) => [text, text, text]));
    },
  );
};

/** What every transcript must do (src/ports/transcript.ts). */
export const transcriptContract = (name: string, open: (clock: TestClock) => TranscriptFixture | Promise<TranscriptFixture>): void => {
  describe(`the transcript in ${name}`, () => {
    let clock = createTestClock();
    let fixture: TranscriptFixture;
    beforeEach(async () => {
      clock = createTestClock();
      fixture = await open(clock);
    });
    afterEach(() => fixture.close());
    describeEntries(
      () => fixture.transcript,
      () => clock,
    );
    describeTexts(() => fixture.transcript);
  });
};
