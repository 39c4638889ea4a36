import type { AttachedFile } from '../../ports/command.ts';
import type { RowEvent, RowReader } from '../../ports/row-reader.ts';
import { findDelimiter, type Header, readHeader } from './header.ts';
import { type CsvRecord, openRecordParser, type Parsed, type RecordParser } from './record-parser.ts';
import { headerBytes, NotText, textSlices } from './text-slices.ts';

const broken = (problem: string): RowEvent => ({ kind: 'broken', problem });

const csvAdvice = 'Is this a CSV file with the names of its columns in the first line?';
const longHeader = `The header line is longer than ${headerBytes / 1024} kB. ${csvAdvice}`;

/** Everything that a file parses to, slice by slice. The delimiter is known from the first slice, or the header line is too long. */
async function* parsedSlices(file: AttachedFile): AsyncGenerator<Parsed> {
  let parser: RecordParser | undefined;
  try {
    for await (const { bytes, last } of textSlices(file)) {
      if (!parser) {
        const delimiter = findDelimiter(bytes, last);
        if (!delimiter) return yield { records: [], broken: longHeader };
        parser = openRecordParser(delimiter);
      }
      const parsed = await parser.write(bytes);
      yield parsed;
      if (parsed.broken !== undefined) return;
    }
    if (parser) yield await parser.end();
  } catch (error) {
    if (!(error instanceof NotText)) throw error;
    yield { records: [], broken: error.message };
  } finally {
    parser?.close();
  }
}

/** Rows that spreadsheets leave behind: separators and white space, and nothing to lose. */
const isBlank = (record: readonly string[]): boolean => record.every((cell) => cell.trim() === '');

const toEvent = (header: Header, { line, record }: CsvRecord): RowEvent => {
  if (record.length === header.width) return { kind: 'row', line, cells: header.toCells(record) };
  return { kind: 'bad-row', line, problem: record.length < header.width ? 'with too few cells' : 'with too many cells' };
};

/**
 * Reads CSV: UTF-8, or UTF-16 with a byte order mark; comma, semicolon or tab, as the header line says; CRLF, LF or CR. Rows of
 * nothing but separators and white space are skipped. Rows longer than 1 MB, broken quotes, doubled column names and anything that
 * is not text end the reading with a sentence that names the line.
 */
export const readCsv: RowReader = async function* (file) {
  let header: Header | undefined;
  for await (const { records, broken: problem } of parsedSlices(file)) {
    for (const record of records) {
      if (isBlank(record.record)) continue;
      if (header) yield toEvent(header, record);
      else {
        const read = readHeader(record.record);
        if ('problem' in read) return yield broken(read.problem);
        header = read;
        yield { kind: 'columns', columns: header.columns };
      }
    }
    if (problem !== undefined) return yield broken(problem);
  }
  if (!header) yield broken('The file is empty. The first line must name the columns, and each line below it holds one quote.');
};
