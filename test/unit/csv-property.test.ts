import fc from 'fast-check';
import { expect, it } from 'vitest';
import { brokenBy, read, rowsOf, toCsv } from './csv-helpers.ts';

/** Texts with every character that matters to a CSV reader, and any other except NUL, which no CSV file may hold. */
const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '\r', '\n', ' ', 'a', '\ufeff', 'é', '👩') }),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
);

const isVisible = (text: string): boolean => text.trim() !== '';

const folded = (name: string): string => name.trim().normalize('NFC').toLowerCase();

const table = fc.uniqueArray(cell.filter(isVisible), { minLength: 1, maxLength: 5, selector: folded }).chain((names) =>
  fc.record({
    names: fc.constant(names),
    // Rows of nothing but white space count as blank lines.
    rows: fc.array(
      fc.array(cell, { minLength: names.length, maxLength: names.length }).filter((row) => row.some(isVisible)),
      {
        maxLength: 8,
      },
    ),
  }),
);

const writing = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  end: fc.constantFrom('\r\n', '\n', '\r'),
  always: fc.boolean(),
  mark: fc.boolean(),
  encoding: fc.constantFrom('utf8', 'utf16le', 'utf16be'),
  pieceBytes: fc.integer({ min: 1, max: 40 }),
});

const encode = (text: string, encoding: string, mark: boolean): Buffer => {
  if (encoding === 'utf8') return Buffer.from(mark ? `\ufeff${text}` : text);
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return encoding === 'utf16be' ? bytes.swap16() : bytes;
};

/** The line on which each row starts, counted from the table and not from the file. */
const lineStarts = (rows: ReadonlyArray<readonly string[]>): number[] => {
  let line = 1;
  return rows.map((row) => {
    const start = line;
    line += 1 + row.reduce((sum, text) => sum + (text.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
    return start;
  });
};

it('any table of strings written by RFC 4180 comes back the same, each row with its line', async () => {
  await fc.assert(
    fc.asyncProperty(table, writing, async ({ names, rows }, { mark, encoding, pieceBytes, ...style }) => {
      // One column has no delimiter to be decided by; a delimiter in the only name must not look like one.
      const events = await read(encode(toCsv([names, ...rows], style), encoding, mark), pieceBytes);
      expect(brokenBy(events)).toBeUndefined();
      expect(events[0]).toEqual({ kind: 'columns', columns: names.map((name) => name.trim()) });
      expect(rowsOf(events)).toEqual(rows.map((row) => Object.fromEntries(names.map((name, at) => [name.trim(), row[at]]))));
      expect(events.flatMap((event) => (event.kind === 'row' ? [event.line] : []))).toEqual(lineStarts([names, ...rows]).slice(1));
    }),
    { numRuns: 1_000 },
  );
});

it('any bytes end in events: nothing is thrown, and the last says whether the file could be read', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .array(fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d, 0x61, 0x3b, 0xc3, 0xa9, 0xff), { maxLength: 200 })
      .map((list) => Uint8Array.from(list)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 50 }), async (content, pieceBytes) => {
      const events = await read(content, pieceBytes);
      const kinds = events.map(({ kind }) => kind);
      expect(kinds.indexOf('columns')).toBeLessThanOrEqual(0);
      expect(kinds.slice(0, -1)).not.toContain('broken');
      expect(events.length).toBeGreaterThan(0);
    }),
    { numRuns: 2_000 },
  );
});
