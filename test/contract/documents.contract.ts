import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpaceId } from '../../src/core/ids.ts';
import type { Documents } from '../../src/ports/documents.ts';
import { isPresent } from '../fakes/needs.ts';
import { createTestClock, here, hostileList, ownHostileTexts, readHostileTexts, type TestClock, there } from './helpers.ts';

/** Documents under test. `close` frees what they hold. */
export type DocumentsFixture = Readonly<{ documents: Documents; close: () => void }>;

const document = (id: string, value: unknown, expectedVersion = 0) => ({ kind: 'set', id, value, author: 'robin', expectedVersion });

const describeVersions = (get: () => Documents, clock: () => TestClock): void => {
  it('stores the first version when none is expected, and says what it stored', async () => {
    const stored = { id: 'a', version: 1, value: { words: ['x'] }, author: 'robin', at: '2026-11-21T12:00:00.000Z' };
    expect(await get().put(here, document('a', { words: ['x'] }))).toEqual(stored);
    expect(await get().get(here, 'set', 'a')).toEqual(stored);
  });

  it('stores the next version for the writer who knew the newest, and refuses everybody else', async () => {
    await get().put(here, document('a', 1));
    expect(await get().put(here, document('a', 2, 0))).toBeUndefined();
    expect(await get().put(here, document('a', 2, 2))).toBeUndefined();
    expect((await get().put(here, document('a', 2, 1)))?.version).toBe(2);
    expect(await get().put(here, document('a', 3, 1))).toBeUndefined();
    expect((await get().history(here, 'set', 'a')).map(({ value }) => value)).toEqual([2, 1]);
    expect(await get().put(here, document('b', 1, 1))).toBeUndefined();
    expect(await get().get(here, 'set', 'b')).toBeUndefined();
  });

  it('keeps every version readable', async () => {
    for (const version of [0, 1, 2]) {
      await get().put(here, document('a', `v${version + 1}`, version));
      clock().advance(1_000);
    }
    expect((await get().get(here, 'set', 'a', 2))?.value).toBe('v2');
    expect((await get().get(here, 'set', 'a'))?.value).toBe('v3');
    expect(await get().get(here, 'set', 'a', 4)).toBeUndefined();
    expect((await get().history(here, 'set', 'a')).map(({ version, at }) => [version, at])).toEqual([
      [3, '2026-11-21T12:00:02.000Z'],
      [2, '2026-11-21T12:00:01.000Z'],
      [1, '2026-11-21T12:00:00.000Z'],
    ]);
  });

  it('lists the newest version of each document of one kind, ordered by id', async () => {
    for (const id of ['b', 'a', 'B', 'ä', '10', '9']) await get().put(here, document(id, id));
    await get().put(here, document('a', 'newer', 1));
    await get().put(here, { ...document('z', 1), kind: 'other' });
    const list = await get().list(here, 'set');
    expect(list.map(({ id }) => id)).toEqual(['10', '9', 'B', 'a', 'b', 'ä']);
    expect(list[3]).toMatchObject({ version: 2, value: 'newer' });
  });

  it('hands out the end of the list, part by part', async () => {
    for (const id of ['b', 'a', 'B', 'ä', '10', '9']) await get().put(here, document(id, id));
    await get().put(here, document('a', 'newer', 1));
    await get().put(here, { ...document('z', 1), kind: 'other' });
    await get().put(there, document('y', 1));
    const all = await get().list(here, 'set');
    expect(await get().last(here, 'set', { limit: 3 })).toEqual(all.slice(-3));
    expect(await get().last(here, 'set', { limit: 2, before: 'a' })).toEqual(all.slice(1, 3));
    expect(await get().last(here, 'set', { limit: 9, before: 'aa' })).toEqual(all.slice(0, 4));
    expect(await get().last(here, 'set', { limit: 9, before: '10' })).toEqual([]);
    expect(await get().last(here, 'set', { limit: 0 })).toEqual([]);
    expect(await get().last(here, 'none', { limit: 9 })).toEqual([]);
  });

  it('forgets old versions when told how many to keep, and counts on', async () => {
    for (const version of [0, 1, 2]) await get().put(here, document('a', `v${version + 1}`, version));
    await get().put(here, document('b', 'other'));
    expect((await get().put(here, { ...document('a', 'v4', 3), keeps: 2 }))?.version).toBe(4);
    expect((await get().history(here, 'set', 'a')).map(({ value }) => value)).toEqual(['v4', 'v3']);
    expect(await get().get(here, 'set', 'a', 2)).toBeUndefined();
    expect(await get().put(here, { ...document('a', 'late', 3), keeps: 1 })).toBeUndefined();
    expect((await get().history(here, 'set', 'a')).map(({ version }) => version)).toEqual([4, 3]);
    await get().put(here, { ...document('a', 'v5', 4), keeps: 1 });
    expect((await get().history(here, 'set', 'a')).map(({ version, value }) => [version, value])).toEqual([[5, 'v5']]);
    expect((await get().put(here, document('a', 'v6', 5)))?.version).toBe(6);
    expect((await get().history(here, 'set', 'a')).map(({ version }) => version)).toEqual([6, 5]);
    expect((await get().get(here, 'set', 'b'))?.value).toBe('other');
  });

  it('keeps kinds and ids apart', async () => {
    await get().put(here, { ...document('b', 1), kind: 'a' });
    await get().put(here, { ...document('a', 2), kind: 'b' });
    await get().put(here, { ...document('', 3), kind: 'ab' });
    expect((await get().get(here, 'a', 'b'))?.value).toBe(1);
    expect((await get().get(here, 'b', 'a'))?.value).toBe(2);
    expect((await get().get(here, 'ab', ''))?.value).toBe(3);
    expect(await get().get(here, 'a', 'a')).toBeUndefined();
  });

  it('forgets all versions at once, and begins again with the first', async () => {
    await get().put(here, document('a', 1));
    await get().put(here, document('a', 2, 1));
    await get().put(here, document('b', 1));
    await get().remove(here, 'set', 'a');
    await get().remove(here, 'set', 'never stored');
    expect(await get().get(here, 'set', 'a', 1)).toBeUndefined();
    expect(await get().history(here, 'set', 'a')).toEqual([]);
    expect((await get().list(here, 'set')).map(({ id }) => id)).toEqual(['b']);
    expect((await get().put(here, document('a', 3)))?.version).toBe(1);
  });
};

const describeValues = (get: () => Documents): void => {
  it('gives back what was stored, whatever becomes of the value that was handed in or out', async () => {
    const value = { deep: [1, { two: null }], ['__proto__']: 'a key like any other' };
    await get().put(here, document('a', value));
    value.deep.push(3);
    const read = await get().get(here, 'set', 'a');
    if (Array.isArray(read?.value) || typeof read?.value !== 'object' || read.value === null) throw new Error('it is an object');
    Object.assign(read.value, { deep: 'changed' });
    expect(JSON.stringify((await get().get(here, 'set', 'a'))?.value)).toBe('{"deep":[1,{"two":null}],"__proto__":"a key like any other"}');
  });

  it('refuses a value that JSON cannot hold, and stores nothing', async () => {
    await expect(get().put(here, document('a', undefined))).rejects.toThrow(TypeError);
    await expect(get().put(here, document('a', 1n))).rejects.toThrow(TypeError);
    expect(await get().get(here, 'set', 'a')).toBeUndefined();
  });

  const keep = async (texts: readonly string[]): Promise<readonly unknown[]> => {
    const kept: unknown[] = [];
    for (const text of texts) {
      await get().put(here, { kind: text, id: text, value: { [text]: text }, author: text, expectedVersion: 0 });
      const [read] = await get().list(here, text);
      kept.push([read?.id, read?.author, JSON.stringify(read?.value)]);
    }
    return kept;
  };
  const expected = (texts: readonly string[]) => texts.map((text) => [text, text, JSON.stringify({ [text]: text })]);

  it('keeps every text unit for unit, as value, author, id and kind', async () => {
    expect(await keep(ownHostileTexts)).toEqual(expected(ownHostileTexts));
  });

  it.skipIf(!isPresent(hostileList))(
    'keeps the whole list of hostile strings unit for unit (shared/data/hostile, skipped when absent)',
    async () => {
      const texts = [...new Set(readHostileTexts())];
      expect(await keep(texts)).toEqual(expected(texts));
    },
  );
};

type Step = Readonly<{ space: SpaceId; do: 'put' | 'remove'; kind: string; id: string; expected: number }>;
const step: fc.Arbitrary<Step> = fc.record({
  space: fc.constantFrom(here, there),
  do: fc.constantFrom('put', 'put', 'put', 'remove'),
  kind: fc.constantFrom('set', 'other'),
  id: fc.constantFrom('a', 'b'),
  expected: fc.integer({ min: 0, max: 2 }),
});

/** Carries out the steps of these spaces; a document's value is its place in the list. */
const run = async (documents: Documents, steps: readonly Step[], spaces: readonly SpaceId[]): Promise<void> => {
  for (const [place, { space, kind, id, ...one }] of steps.entries()) {
    if (!spaces.includes(space)) continue;
    if (one.do === 'remove') await documents.remove(space, kind, id);
    else await documents.put(space, { kind, id, value: place, author: 'x', expectedVersion: one.expected });
  }
};

const readSpace = async (documents: Documents, space: SpaceId) => ({
  lists: [await documents.list(space, 'set'), await documents.list(space, 'other')],
  histories: [await documents.history(space, 'set', 'a'), await documents.history(space, 'other', 'b')],
});

/** What every store of documents must do (src/ports/documents.ts). */
export const documentsContract = (name: string, open: (clock: TestClock) => DocumentsFixture | Promise<DocumentsFixture>): void => {
  describe(`the documents in ${name}`, () => {
    let clock = createTestClock();
    let fixture: DocumentsFixture;
    beforeEach(async () => {
      clock = createTestClock();
      fixture = await open(clock);
    });
    afterEach(() => fixture.close());
    describeVersions(
      () => fixture.documents,
      () => clock,
    );
    describeValues(() => fixture.documents);

    it('lets a space see what it would see alone, whatever its neighbour does in between', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const [both, alone] = [await open(createTestClock()), await open(createTestClock())];
          try {
            await run(both.documents, steps, [here, there]);
            await run(alone.documents, steps, [here]);
            expect(await readSpace(both.documents, here)).toEqual(await readSpace(alone.documents, here));
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
