import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { brokenBy, eventsOf, fileOf, read, rowsOf } from './csv-helpers.ts';

const spectrum = join(import.meta.dirname, '../../../shared/data/hostile/csv-spectrum');
const spectrumNames = existsSync(spectrum) ? readdirSync(spectrum).filter((name) => name.endsWith('.csv')) : [];

describe('csv-spectrum', () => {
  it.skipIf(spectrumNames.length > 0)('is skipped: the folder shared/data/hostile/csv-spectrum is not on this machine', () => undefined);

  it.runIf(spectrumNames.length > 0)('has its 11 pairs', () => {
    expect(spectrumNames).toHaveLength(11);
  });

  it.each(spectrumNames)('%s reads as its JSON says, in pieces of any length', async (name) => {
    const bytes = readFileSync(join(spectrum, name));
    const expected = JSON.parse(readFileSync(join(spectrum, name.replace('.csv', '.json')), 'utf8'));
    for (const pieceBytes of [1, 3, 1_000]) {
      const events = await read(bytes, pieceBytes);
      expect(brokenBy(events)).toBeUndefined();
      expect(rowsOf(events)).toEqual(expected);
    }
  });
});

const rowEvent = (line: number, cells: Record<string, string>) => ({ kind: 'row', line, cells });

describe('a table', () => {
  it.each([
    ['comma', 'a,b\n1,2;3\n', '2;3'],
    ['semicolon', 'a;b\n1;2,3\n', '2,3'],
    ['tab', 'a\tb\n1\t2,3\n', '2,3'],
    ['what is most frequent in the header outside of quotes', 'a;"b,c,d"\n1;2,3\n', '2,3'],
  ])('may separate its cells with %s', async (_, content, second) => {
    const [row] = rowsOf(await read(content));
    expect(Object.values(row ?? {})[1]).toBe(second);
  });

  it.each([
    ['CRLF', '\r\n'],
    ['LF', '\n'],
    ['a lone CR', '\r'],
  ])('may end its lines with %s, and the last with nothing', async (_, end) => {
    const expected = [
      { kind: 'columns', columns: ['a', 'b'] },
      rowEvent(2, { a: '1', b: '2' }),
      rowEvent(3, { a: `x${end}y`, b: '' }),
      rowEvent(5, { a: '3', b: '4' }),
    ];
    const content = ['a,b', '1,2', `"x${end}y",`, '3,4'].join(end);
    for (const pieceBytes of [1, 1_000]) expect(await read(content, pieceBytes)).toEqual(expected);
  });

  it('may mix line ends', async () => {
    expect(rowsOf(await read('a\r\n1\n2\r3'))).toEqual([{ a: '1' }, { a: '2' }, { a: '3' }]);
  });

  it('gives each row the line on which it starts, behind blank lines and quoted line breaks', async () => {
    const events = await read('\n\na,b\r\n\r\n"1\r\n\r\n2",x\r\n  \r\n,\r\n3,4\r\n');
    expect(events.flatMap((event) => (event.kind === 'row' ? [event.line] : []))).toEqual([5, 10]);
  });

  it('goes on behind a row with too few or too many cells', async () => {
    expect(await read('a,b\n1\n2,3\n4,5,6\n7,8\n')).toEqual([
      { kind: 'columns', columns: ['a', 'b'] },
      { kind: 'bad-row', line: 2, problem: 'with too few cells' },
      rowEvent(3, { a: '2', b: '3' }),
      { kind: 'bad-row', line: 4, problem: 'with too many cells' },
      rowEvent(5, { a: '7', b: '8' }),
    ]);
  });

  it('keeps white space, formulas and everything else in a cell as it is', async () => {
    const cells = ['  a ', '=cmd|x', '+1', '-1', '@x', '\u00a0', '\u202eabc', 'e\u0301', '👩‍👩‍👧', '\ufeff', '\u0007', "'"];
    const events = await read(`text,other\n${cells.map((cell) => `${cell},x`).join('\n')}`);
    expect(rowsOf(events).map(({ text }) => text)).toEqual(cells);
  });

  it('closes the file when the reader stops early', async () => {
    let closed = false;
    const file = {
      ...fileOf(''),
      open: async function* () {
        try {
          for (;;) yield Buffer.from('a\nb\n'.repeat(10_000));
        } finally {
          closed = true;
        }
      },
    };
    for await (const event of readCsv(file)) if (event.kind === 'row') break;
    expect(closed).toBe(true);
  });

  it('throws what the stream of the file throws', async () => {
    const file = {
      ...fileOf(''),
      open: async function* () {
        yield Buffer.from('a\nb\n');
        throw new Error('gone');
      },
    };
    await expect(eventsOf(file)).rejects.toThrow('gone');
  });
});

describe('a header', () => {
  it('is trimmed, freed of the byte order mark and of columns without a name', async () => {
    const events = await read('\ufeff text , Source,,\n1,2,,x\n');
    expect(events).toEqual([{ kind: 'columns', columns: ['text', 'Source'] }, rowEvent(2, { text: '1', Source: '2' })]);
  });

  it.each(['text,Text', 'text, TEXT ', 'caf\u00e9,cafe\u0301', '__proto__,__PROTO__'])(
    'with the same name twice is refused: %s',
    async (header) => {
      const name = header.split(',')[1]?.trim() ?? '';
      expect(await read(`${header}\n1,2\n`)).toEqual([
        { kind: 'broken', problem: `Two columns are called “${name}”. Give one of them another name.` },
      ]);
    },
  );

  it('with the same long name twice is refused shortly, and without characters that hide', async () => {
    const name = `"a\u202e\n${'x'.repeat(500)}"`;
    expect(brokenBy(await read(`${name},${name}\n`))).toBe(`Two columns are called “a ${'x'.repeat(57)}…”. Give one of them another name.`);
  });

  it('with names from the prototype of objects is harmless', async () => {
    const events = await read('__proto__,constructor,toString,hasOwnProperty\n1,2,3,4\n');
    const row = events.find((event) => event.kind === 'row');
    expect(Object.entries(row?.cells ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['toString', '3'],
      ['hasOwnProperty', '4'],
    ]);
    expect(row?.cells['valueOf']).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['line breaks', '\r\n\n\r'],
    ['a byte order mark', '\ufeff'],
    ['white space', '  \n \n'],
    ['separators', ',,\n,,\n'],
  ])('is missing in a file of %s', async (_, content) => {
    expect(brokenBy(await read(content))).toMatch(/^The file is empty\./);
  });

  it('alone is a table without rows', async () => {
    expect(await read('a,b')).toEqual([{ kind: 'columns', columns: ['a', 'b'] }]);
  });
});

describe('text', () => {
  const content = 'text\tsource\r\n"Ünïcode 👩‍👩‍👧\r\n漢字"\tx\r\nsecond\ty\r\n';
  const expected = [
    { kind: 'columns', columns: ['text', 'source'] },
    rowEvent(2, { text: 'Ünïcode 👩‍👩‍👧\r\n漢字', source: 'x' }),
    rowEvent(4, { text: 'second', source: 'y' }),
  ];
  const utf16 = Buffer.from(`\ufeff${content}`, 'utf16le');

  it.each([
    ['UTF-8', Buffer.from(content)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${content}`)],
    ['UTF-16 LE, Excel’s “Unicode text”', utf16],
    ['UTF-16 BE', Buffer.from(utf16).swap16()],
  ])('is read from %s, in pieces of any length', async (_, bytes) => {
    for (const pieceBytes of [1, 7, 100_000]) expect(await read(bytes, pieceBytes)).toEqual(expected);
  });

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('is whole where a character of %s crosses from one slice to the next', async (_, encode) => {
    for (const shift of [0, 1, 2, 3]) {
      const cell = 'x'.repeat(shift) + '👩é漢'.repeat(20_000);
      expect(rowsOf(await read(encode(`t\n${cell}\n`)))).toEqual([{ t: cell }]);
    }
  });

  it.each([
    ['Latin-1', Buffer.from('text\nok\ncaf\xe9\nx\n', 'latin1'), 'Line 3 holds bytes that are not UTF-8 text. Save it as “CSV UTF-8”'],
    ['Latin-1 at the very end', Buffer.from('text\nok\ncaf\xe9', 'latin1'), 'Line 3 holds bytes that are not UTF-8'],
    ['a cut character at the very end', Buffer.from('text\nok\n漢').subarray(0, -1), 'Line 3 holds bytes that are not UTF-8'],
    ['surrogates in UTF-8', Buffer.from([0x61, 0x0a, 0xed, 0xa0, 0x80, 0x0a]), 'Line 2 holds bytes that are not UTF-8'],
    ['a lone surrogate in UTF-16', Buffer.from('\ufeffa\nb\n\ud83dx\n', 'utf16le'), 'Line 3 holds bytes that are not UTF-8'],
    ['half a unit of UTF-16', Buffer.from('\ufeffa\nb\n', 'utf16le').subarray(0, -1), 'Line 2 holds bytes that are not UTF-8'],
    ['NUL', Buffer.from('text\r\n"o\r\nk"\r\na\0b\r\n'), 'Line 4 holds a NUL byte'],
    ['UTF-16 without a byte order mark', Buffer.from('a,b\n1,2\n', 'utf16le'), 'Line 1 holds a NUL byte'],
  ])('is refused by line: %s', async (_, bytes, sentence) => {
    for (const pieceBytes of [1, 1_000]) expect(brokenBy(await read(bytes, pieceBytes))).toContain(sentence);
  });

  it('is refused by line far behind the first slice', async () => {
    const bytes = Buffer.concat([Buffer.from(`text\n漢字\n${'ok\n'.repeat(100_000)}`), Buffer.from([0xe9, 0x0a])]);
    expect(brokenBy(await read(bytes))).toContain('Line 100003 holds bytes');
  });

  it.each([
    ['gzip', gzipSync('text\nx\n'), 'compressed with gzip'],
    ['an XLSX workbook', Buffer.concat([Buffer.from('PK\x03\x04'), deflateRawSync('x')]), 'an Excel workbook (.xlsx)'],
    ['an empty ZIP', Buffer.from('PK\x05\x06\0\0'), 'an empty ZIP'],
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ'), 'a PDF'],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'old Excel workbook (.xls)'],
  ])('is not in %s, and the sentence says so', async (_, bytes, sentence) => {
    for (const pieceBytes of [1, 1_000]) {
      const events = await read(bytes, pieceBytes);
      expect(events).toHaveLength(1);
      expect(brokenBy(events)).toContain(sentence);
    }
  });
});

describe('a broken quote', () => {
  const rows = 'x,"a\r\nb"\r\n'.repeat(20_000);

  it.each([
    ['never closed', 'a,b\n1,2\n3,"4\n5,6\n', 'Line 3: a quotation mark opens and never closes.'],
    ['never closed at the very end', `a,b\r\n${rows}3,"`, 'Line 40002: a quotation mark opens and never closes.'],
    ['followed by something', 'a,b\n1,"2"x\n3,4\n', 'Line 2: something stands between a closing quotation mark and the next cell.'],
    ['in a cell that spans lines', 'a,b\n"1\n2","3"4\n', 'Line 3: something stands between'],
    ['in the middle of a cell', 'a,b\n\n\n5" pipe,2\n', 'Line 4: a quotation mark stands in the middle of a cell.'],
    ['in the header', 'a,"b\n1,2\n', 'Line 1: a quotation mark opens and never closes.'],
  ])('is refused by its line: %s', async (_, content, sentence) => {
    const problem = brokenBy(await read(content));
    expect(problem).toContain(sentence);
    expect(problem).not.toContain('pipe');
  });
});
