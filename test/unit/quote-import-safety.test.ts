import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/errors.ts';
import { newQuoteSchema } from '../../src/core/quotes/quotes.ts';
import type { AttachedFile } from '../../src/ports/command.ts';
import { fileOf, toCsv } from './csv-helpers.ts';
import { good, header, here, numbered, sentence, setUp, there } from './quote-import-helpers.ts';

describe('text', () => {
  const blns = join(import.meta.dirname, '../../../shared/data/hostile/blns.json');
  const naughty: string[] = existsSync(blns) ? JSON.parse(readFileSync(blns, 'utf8')) : [];

  it.runIf(naughty.length > 0)('of the big list of naughty strings arrives byte for byte', async () => {
    const { send, stored } = setUp();
    const texts = naughty.filter((text) => newQuoteSchema.shape.text.safeParse(text).success);
    expect(texts.length).toBeGreaterThan(490);
    await send(toCsv([['text', 'source', 'date', 'permission'], ...texts.map((text) => [text, 's', '2026-01-01', 'consent'])]));
    expect(stored(here).map(({ text }) => text)).toEqual([...new Set(texts)]);
  });

  it.skipIf(naughty.length > 0)('of the big list of naughty strings is skipped: blns.json is not on this machine', () => undefined);

  it.each(['=cmd|x', '+1', '-1', '@x', '\tx', '\rx', '  x  ', '(a+)+$', 'x\r\n\r\n'])('is stored unchanged: %j', async (text) => {
    const { send, stored } = setUp();
    await send(
      toCsv([
        ['text', 'source', 'date', 'permission'],
        [text, 's', '2026-01-01', 'consent'],
      ]),
    );
    expect(stored(here).map((quote) => quote.text)).toEqual([text]);
  });

  it('of any kind arrives byte for byte, or the file is refused', async () => {
    const cells = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 30 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(cells, async (texts) => {
        const { send, stored } = setUp();
        const result = await send(
          toCsv([['text', 'source', 'date', 'permission'], ...texts.map((text) => [text, 's', '2026-01-01', 'consent'])]),
        );
        const fine = texts.every((text) => newQuoteSchema.shape.text.safeParse(text).success && !text.includes('\0'));
        expect(isRefusal(result)).toBe(!fine);
        expect(stored(here).map(({ text }) => text)).toEqual(fine ? texts : []);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the same file', () => {
  it('with the same mapping is known, however the mapping was given', async () => {
    const { send, stored } = setUp();
    await send(header + good);
    const again = await send(header + good, { columns: { text: 'TEXT', source: 'source' } });
    expect(again).toMatchObject({ refused: 'import-known' });
    expect(sentence(again)).toBe('Nothing was imported: this file was already imported, on 2026-11-21.');
    expect(stored(here)).toHaveLength(1);
  });

  it('with another mapping, or in another space, is another import', async () => {
    const { send } = setUp();
    await send(header + good);
    expect(await send(header + good, { fixed: { segment: 'b' } })).toMatchObject({ rows: 1, added: 0, repeated: 1 });
    expect(await send(header + good, {}, undefined, there)).toMatchObject({ rows: 1, added: 1, repeated: 0 });
  });
});

describe('nothing is half imported', () => {
  it('when the store fails in the middle', async () => {
    let calls = 0;
    const { send, stored, open, logged } = setUp();
    const failing = setUp({
      add: async () => {
        calls += 1;
        throw new Error('disk full');
      },
    });
    expect(await failing.send(header + numbered(1_200))).toMatchObject({ refused: 'store-unavailable' });
    expect([calls, failing.stored(here), failing.open()]).toEqual([1, [], []]);
    expect(failing.logged[0]).toBe('import failed');
    expect(await send(header + numbered(1_200))).toMatchObject({ rows: 1_200, added: 1_200, repeated: 0 });
    expect([stored(here).length, open(), logged[0]]).toEqual([1_200, [], 'quotes imported']);
  });

  it.each(['begin', 'publish', 'discard'] as const)('when the store fails to %s', async (call) => {
    const fail = async () => {
      throw new Error('disk full');
    };
    const { send, stored } = setUp({ [call]: fail, ...(call === 'discard' ? { add: fail } : {}) });
    expect(await send(header + good)).toMatchObject({ refused: 'store-unavailable' });
    expect(stored(here)).toStrictEqual([]);
  });

  it.each([
    [
      'holds other words in the second pass',
      [header + good, `${header}Other,Survey,2026-04-30,consent\n`],
      'The file changed while it was read.',
    ],
    ['is shorter in the second pass', [header + numbered(2_000), header + numbered(1_000)], 'The file changed while it was read.'],
    [
      'breaks in the second pass',
      [header + numbered(2_000), `${header}${numbered(1_000)}"`],
      'Line 1002: a quotation mark opens and never closes.',
    ],
    ['cannot be read', [], 'The file could not be read to its end.'],
    ['cannot be read a second time', [header + numbered(2_000)], 'The file could not be read to its end.'],
  ])('when the file %s', async (_, passes, expected) => {
    const { send, stored, open } = setUp();
    const left = [...passes];
    const file: AttachedFile = {
      ...fileOf(''),
      open: async function* () {
        const content = left.shift();
        if (content === undefined) throw new Error('connection lost');
        yield* fileOf(content).open();
      },
    };
    expect(sentence(await send(file))).toContain(`Nothing was imported. ${expected}`);
    expect([stored(here), open()]).toEqual([[], []]);
  });

  it.each([0, 1, 600, 2_500, 3_000])('when it is aborted after %i rows', async (rows) => {
    const controller = new AbortController();
    let seen = 0;
    const { send, stored, open } = setUp();
    const file: AttachedFile = {
      ...fileOf(''),
      open: async function* () {
        yield Buffer.from(header);
        for (let at = 0; at < 2_000; at += 1) {
          if (seen++ === rows) controller.abort();
          yield Buffer.from(`Text ${at},Survey,2026-04-30,consent\n`);
        }
      },
    };
    expect(sentence(await send(file, {}, controller.signal))).toContain('It was stopped before its end.');
    expect([stored(here), open()]).toEqual([[], []]);
  });

  it('when it is aborted while the last rows are stored', async () => {
    const controller = new AbortController();
    const { send, stored } = setUp({
      add: async () => {
        controller.abort();
        return { added: 1, forgotten: 0 };
      },
    });
    expect(sentence(await send(header + good, {}, controller.signal))).toContain('It was stopped before its end.');
    expect(stored(here)).toStrictEqual([]);
  });

  it('and an abort ends the reading at once', async () => {
    const controller = new AbortController();
    let pieces = 0;
    const file: AttachedFile = {
      ...fileOf(''),
      open: async function* () {
        for (; pieces < 1_000; pieces += 1) {
          if (pieces === 10) controller.abort();
          yield Buffer.from(pieces === 0 ? header : good);
        }
      },
    };
    await setUp().send(file, {}, controller.signal);
    expect(pieces).toBe(10);
  });

  it('while another import runs in the space; other spaces go on, and afterwards so does this one', async () => {
    const { send } = setUp();
    const first = send(header + numbered(1_000));
    expect(await send(header + good)).toMatchObject({ refused: 'import-busy' });
    expect(await send(header + good, {}, undefined, there)).toMatchObject({ added: 1 });
    expect(await first).toMatchObject({ added: 1_000 });
    expect(await send(header + good)).toMatchObject({ added: 1 });
    await send('broken');
    expect(await send(header + numbered(2))).toMatchObject({ rows: 2 });
  });
});

describe('the store', () => {
  it('gets chunks of 250 rows, while others get their turn', async () => {
    const chunks: number[] = [];
    let turns = 0;
    const { send } = setUp({ add: async (_space, _id, quotes) => ({ added: chunks.push(quotes.length), forgotten: 0 }) });
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await send(header + numbered(20_250));
    clearInterval(timer);
    expect(chunks).toEqual(Array.from({ length: 81 }, () => 250));
    expect(turns).toBeGreaterThan(20);
  });

  it('gets no larger chunks from a survey, whose rows hold several quotes each', async () => {
    const chunks: number[] = [];
    const { send } = setUp({ add: async (_space, _id, quotes) => ({ added: chunks.push(quotes.length), forgotten: 0 }) });
    const rows = Array.from({ length: 300 }, (_, at) => `Dear ${at},Slow ${at},Ugly ${at},Survey,2026-04-30,consent\n`).join('');
    await send(`one,two,three,source,date,permission\n${rows}`, { questions: ['one', 'two', 'three'] });
    expect(chunks).toEqual([252, 252, 252, 144]);
  });

  it('gets nothing more from the first bad row on, and is told to discard what it has', async () => {
    const chunks: number[] = [];
    const discarded: string[] = [];
    const { send, open } = setUp({
      add: async (_space, _id, quotes) => ({ added: chunks.push(quotes.length), forgotten: 0 }),
      discard: async (_space, id) => void discarded.push(id),
    });
    const bad = 'It broke,,2026-04-30,consent\n';
    const refused = await send(header + numbered(600) + bad + numbered(1_000) + bad);
    expect(sentence(refused)).toContain('2 of 1602 rows cannot be imported. 2 rows without a source: lines 602, 1603.');
    expect([chunks, discarded, open().length]).toEqual([[250, 250], ['batch-1'], 1]);
  });

  it('is told who imported which file', async () => {
    const { send, batches } = setUp();
    await send(header + good);
    expect(batches).toEqual([{ id: 'batch-1', fileHash: expect.stringMatching(/^[0-9a-f]{64}$/), fileName: 'quotes.csv', author: 'U1' }]);
  });
});
