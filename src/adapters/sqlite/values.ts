import type { SQLOutputValue } from 'node:sqlite';

/** One row as SQLite hands it out. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

const wrong = (name: string): Error => new Error(`the stored column ${name} does not hold what it should; the data file may be damaged`);

/**
 * A text for the database. SQLite keeps UTF-8, which has no form for a lone surrogate, so such a text is kept as UTF-16 bytes instead:
 * what people wrote comes back byte for byte, and two different keys stay different.
 */
export const pack = (text: string): string | Uint8Array => (text.isWellFormed() ? text : Buffer.from(text, 'utf16le'));

/** Like `pack`, for a value that may be missing. */
export const packOptional = (text: string | undefined): string | Uint8Array | null => (text === undefined ? null : pack(text));

/** A text that `pack` stored. Throws when the column holds anything else. */
export const readText = (row: Row, name: string): string => {
  const value = row[name];
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf16le');
  throw wrong(name);
};

/** Like `readText`; NULL reads as `undefined`. */
export const readOptionalText = (row: Row, name: string): string | undefined => (row[name] === null ? undefined : readText(row, name));

/** A number. Throws when the column holds anything else. */
export const readNumber = (row: Row, name: string): number => {
  const value = row[name];
  if (typeof value !== 'number') throw wrong(name);
  return value;
};

/** One word of a closed list. Throws when the column holds anything else. */
export const readOneOf = <T extends string>(row: Row, name: string, words: readonly T[]): T => {
  const found = words.find((word) => word === row[name]);
  if (found === undefined) throw wrong(name);
  return found;
};
