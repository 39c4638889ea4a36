import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, Parser } from 'csv-parse';
import type { Delimiter } from './header.ts';
import { LineCounter } from './line-counter.ts';
import { findBadByte } from './text-slices.ts';

/** Longest row in bytes, line breaks in quotes included. What is longer is a document, or a quotation mark that never closes. */
const maxRowBytes = 1_048_576;

/** One record with the line on which it starts. */
export type CsvRecord = Readonly<{ line: number; record: readonly string[] }>;

/** What one slice gave: the records that ended in it, then the sentence with which reading ends, if it does. */
export type Parsed = Readonly<{ records: readonly CsvRecord[]; broken?: string }>;

/** csv-parse, one slice at a time: `write` in order, then `end` once, and `close` in any case. */
export type RecordParser = Readonly<{
  write: (slice: Uint8Array) => Promise<Parsed>;
  end: () => Promise<Parsed>;
  close: () => void;
}>;

const quoteProblems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark opens and never closes',
  CSV_INVALID_CLOSING_QUOTE: 'something stands between a closing quotation mark and the next cell',
  INVALID_OPENING_QUOTE: 'a quotation mark stands in the middle of a cell',
};

const quoteAdvice = 'Put the cell in quotation marks and write each one inside it twice ("").';

/** The sentence for a record that csv-parse cannot read. Its own message holds the text of the cell, so it is dropped. */
const describeError = (error: CsvError, lines: LineCounter): string => {
  const problem = quoteProblems[error.code];
  if (!problem) throw error;
  // `bytes` is where the last whole cell ended: the broken one begins there.
  const cellStart = typeof error['bytes'] === 'number' ? error['bytes'] : 0;
  lines.skipLineEnds();
  lines.advanceTo(cellStart);
  return `Line ${lines.line}: ${problem}. ${quoteAdvice}`;
};

const openParser = (delimiter: Delimiter, onRecord: (record: string[], endOffset: number) => void): Parser => {
  const parser = new Parser({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (record: string[], { bytes }) => {
      onRecord(record, bytes);
      // csv-parse 7.0.3 builds an error with a stack for each record whose width differs from the first, even when it may: 20 µs a
      // row, half a second without a turn for others. While it believes to be at the first record it does not compare.
      Object.assign(parser.info, { records: 0 });
      return null;
    },
  });
  // The same error reaches the callback of `write`; without a listener it would end the process.
  parser.on('error', () => undefined);
  return parser;
};

const describeLongRow = (lines: LineCounter): string =>
  `Line ${lines.line}: the row that starts here is longer than 1 MB. Perhaps a quotation mark opens there and never closes.`;

/**
 * Opens a parser for cells that one delimiter separates, with CRLF, LF and a lone CR each ending a row. Blank lines are skipped.
 * Memory is bounded by `maxRowBytes` and one slice. After `broken` nothing more may be written.
 */
export const openRecordParser = (delimiter: Delimiter): RecordParser => {
  const lines = new LineCounter();
  let fed = 0;
  let records: CsvRecord[] = [];
  const parser = openParser(delimiter, (record, endOffset) => {
    lines.skipLineEnds();
    records.push({ line: lines.line, record });
    lines.advanceTo(endOffset);
  });

  const settle = async (run: (done: (error?: Error | null) => void) => void): Promise<Parsed> => {
    records = [];
    const error = await new Promise<Error | null | undefined>((resolve) => run(resolve));
    if (error instanceof CsvError) return { records, broken: describeError(error, lines) };
    if (error) throw error;
    lines.skipLineEnds();
    return fed - lines.offset > maxRowBytes ? { records, broken: describeLongRow(lines) } : { records };
  };

  return {
    write: async (slice) => {
      // Parsing is synchronous; between two slices others get their turn.
      await nextTurn();
      lines.feed(slice);
      const bad = findBadByte(slice);
      if (bad) {
        lines.advanceTo(fed + bad.offset);
        return { records: [], broken: `Line ${lines.line} ${bad.sentence}` };
      }
      fed += slice.length;
      return settle((done) => parser.write(slice, done));
    },
    end: () => settle((done) => parser.end(done)),
    close: () => parser.destroy(),
  };
};
