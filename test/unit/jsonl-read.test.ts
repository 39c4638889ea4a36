import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readJsonl } from '../../src/adapters/jsonl/read-jsonl.ts';
import { fileOf } from './csv-helpers.ts';

const read = (content: string | Uint8Array, pieceBytes?: number) => Array.fromAsync(readJsonl(fileOf(content, pieceBytes)));
const rows = async (content: string) => (await read(content)).flatMap((event) => (event.kind === 'row' ? [{ ...event.cells }] : []));
const bad = async (content: string) => (await read(content)).flatMap((event) => (event.kind === 'bad-row' ? [event.line] : []));
const good = '{"text":"x","n":1}\n';

describe('JSON Lines', () => {
  it('are read as a table: the keys of the first object are the columns, an object inside gives a dotted name', async () => {
    expect((await read('{"text":"a","user":{"id":7,"deep":{"x":1}},"tags":["t"],"ok":true,"none":null}\n'))[0]).toEqual({
      kind: 'columns',
      columns: ['text', 'user.id', 'user.deep', 'tags', 'ok', 'none'],
    });
    expect(await rows(`${good}\n{"text":"y","other":2}\r\n{"n":3}`)).toEqual([
      { text: 'x', n: '1' },
      { text: 'y', n: '' },
      { text: '', n: '3' },
    ]);
  });

  it('of any cut into pieces are the same, in the middle of a character too', async () => {
    const content = '{"text":"zu späät 😀 あ"}\n{"text":"später"}\n';
    const whole = await read(content, 1_000);
    for (const size of [1, 2, 3, 5, 7]) expect(await read(content, size)).toEqual(whole);
  });

  it('that are cut off, or not one object each, are bad rows by line, and the others are read on', async () => {
    expect(await bad(`${good}[1]\n"x"\n7\n{"text":\n${good}{"text":"cut`)).toEqual([2, 3, 4, 5, 7]);
  });

  it('with numbers that are too large or half characters are bad rows', async () => {
    expect(await bad(`${good}{"text":"x","n":1e400}\n{"text":"\\ud800","n":1}\n`)).toEqual([2, 3]);
  });

  it('cannot change what all objects inherit', async () => {
    const [row] = await rows('{"text":"x","__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}\n');
    expect(row?.['__proto__.polluted']).toBe('yes');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('with the same key twice have the last value', async () => {
    expect(await rows('{"text":"a","text":"b"}\n')).toEqual([{ text: 'b' }]);
  });

  it('nested 100,000 deep end neither the reading nor the process', async () => {
    const deep = `{"text":"x","n":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`;
    expect((await read(good + deep + good)).filter(({ kind }) => kind === 'row').length).toBeGreaterThanOrEqual(2);
  });

  it('of 100 MB on one line end the reading without holding it', async () => {
    const piece = Buffer.alloc(1_000_000, 'a');
    let pieces = 0;
    const events = await Array.fromAsync(
      readJsonl({
        name: 'x.jsonl',
        bytes: 100_000_000,
        open: async function* () {
          yield Buffer.from(`${good}{"text":"`);
          for (; pieces < 100; pieces += 1) yield piece;
        },
      }),
    );
    expect(events.at(-1)).toMatchObject({ kind: 'broken', problem: expect.stringContaining('Line 2 is longer than 1 MB') });
    expect(pieces).toBeLessThan(5);
  });

  it('that are empty, packed or no text are refused with a sentence', async () => {
    expect(await read('')).toEqual([{ kind: 'broken', problem: 'The file is empty. Each line must hold one JSON object.' }]);
    expect((await read('not json\n'))[0]).toMatchObject({
      kind: 'broken',
      problem: expect.stringContaining('Line 1 is not a JSON object'),
    });
    expect((await read(gzipSync(good.repeat(100))))[0]).toMatchObject({ kind: 'broken', problem: expect.stringContaining('not UTF-8') });
    expect((await read('{}\n'))[0]).toMatchObject({ kind: 'broken' });
  });
});
