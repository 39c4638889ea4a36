import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import type { AttachedFile } from '../../src/ports/command.ts';
import type { RowEvent } from '../../src/ports/row-reader.ts';

/** A file in memory, handed over in pieces of `pieceBytes`. */
export const fileOf = (content: string | Uint8Array, pieceBytes = 1_000): AttachedFile => {
  const bytes = Buffer.from(content);
  return {
    name: 'quotes.csv',
    bytes: bytes.length,
    open: async function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
};

/** Everything that the reader says about a file. */
export const eventsOf = async (file: AttachedFile): Promise<RowEvent[]> => Array.fromAsync(readCsv(file));

export const read = (content: string | Uint8Array, pieceBytes?: number): Promise<RowEvent[]> => eventsOf(fileOf(content, pieceBytes));

/** The rows alone, as plain objects. */
export const rowsOf = (events: readonly RowEvent[]): Record<string, string>[] =>
  events.flatMap((event) => (event.kind === 'row' ? [{ ...event.cells }] : []));

/** The sentence with which reading ended, or `undefined` when it reached the end of the file. */
export const brokenBy = (events: readonly RowEvent[]): string | undefined => {
  const last = events.at(-1);
  return last?.kind === 'broken' ? last.problem : undefined;
};

/** Writes a table by RFC 4180: quoted where it must be, or everywhere. Written from the RFC, apart from the reader. */
export const toCsv = (
  table: ReadonlyArray<readonly string[]>,
  { delimiter = ',', end = '\r\n', always = false }: { delimiter?: string; end?: string; always?: boolean } = {},
): string =>
  table
    .map((row) => row.map((cell) => (always || /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter) + end)
    .join('');
