import { cutToUnits, onOneLine } from '../../core/text.ts';
import type { Cells } from '../../ports/row-reader.ts';

const quote = 34;
const isLineEnd = (byte: number | undefined): boolean => byte === 10 || byte === 13;

/** Comma first: it wins when two occur equally often, or none. */
const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/**
 * What separates the cells: whichever of comma, semicolon and tab occurs most often in the header line, outside of quotes.
 * `undefined` when the first slice of the file ends before its header line does. `whole` says that there are no more bytes.
 */
export const findDelimiter = (slice: Uint8Array, whole: boolean): Delimiter | undefined => {
  const counts: Record<Delimiter, number> = { ',': 0, ';': 0, '\t': 0 };
  const start = slice.findIndex((byte) => !isLineEnd(byte));
  if (start < 0) return whole ? ',' : undefined;
  let quoted = false;
  for (let at = start; at < slice.length; at += 1) {
    const byte = slice[at];
    if (byte === quote) quoted = !quoted;
    if (quoted) continue;
    if (isLineEnd(byte)) return mostFrequent(counts);
    const delimiter = delimiters.find((candidate) => candidate.charCodeAt(0) === byte);
    if (delimiter) counts[delimiter] += 1;
  }
  return whole ? mostFrequent(counts) : undefined;
};

const mostFrequent = (counts: Readonly<Record<Delimiter, number>>): Delimiter =>
  delimiters.toSorted((one, other) => counts[other] - counts[one])[0] ?? ',';

/** The header line, understood. `width` counts the columns without a name too. */
export type Header = Readonly<{ width: number; columns: readonly string[]; toCells: (record: readonly string[]) => Cells }>;

/** How names are compared: without regard to case, and to the two ways of writing an accent. */
const folded = (name: string): string => name.normalize('NFC').toLowerCase();

/**
 * Makes the header from the first record, or the sentence that says why it cannot be one. Names are trimmed. Columns without a name
 * are left out: spreadsheets leave empty ones behind.
 */
export const readHeader = (record: readonly string[]): Header | Readonly<{ problem: string }> => {
  const names = record.map((name) => name.trim());
  const named = names.flatMap((name, at) => (name === '' ? [] : [{ name, at }]));
  if (named.length === 0) return { problem: 'The first line names no columns. Put the names of the columns there.' };
  const seen = new Set<string>();
  for (const { name } of named) {
    if (seen.has(folded(name))) {
      return { problem: `Two columns are called “${cutToUnits(onOneLine(name), 60)}”. Give one of them another name.` };
    }
    seen.add(folded(name));
  }
  const toCells = (record: readonly string[]): Cells => {
    const cells: Record<string, string> = Object.create(null);
    for (const { name, at } of named) cells[name] = record[at] ?? '';
    return cells;
  };
  return { width: names.length, columns: named.map(({ name }) => name), toCells };
};
