import { createHash } from 'node:crypto';

/** One row as the driver hands it out. */
export type Row = Readonly<Record<string, unknown>>;

const wrong = (name: string): Error => new Error(`the stored column ${name} does not hold what it should; the database may be damaged`);

/** Stands before what a text column cannot hold, and before itself. In no text that people write. */
const mark = '\u0010';

// With the `u` flag a surrogate in a class matches only where it stands alone.
const unstorable = new RegExp(`[\\0${mark}\\ud800-\\udfff]`, 'gu');
const stored = new RegExp(`${mark}([0-9a-f]{4})`, 'g');

const asNumber = (unit: string): string => mark + unit.charCodeAt(0).toString(16).padStart(4, '0');

/**
 * A text for the database. PostgreSQL's texts are UTF-8 without NUL, so a NUL and a lone surrogate are written as a mark and their number: what people wrote
 * comes back unit for unit, two different texts stay different, and all other texts can be read and compared as they are.
 */
export const pack = (text: string): string => text.replace(unstorable, asNumber);

/** Like `pack`, for a value that may be missing. */
export const packOptional = (text: string | undefined): string | null => (text === undefined ? null : pack(text));

const unpack = (text: string): string => text.replace(stored, (_, number: string) => String.fromCharCode(Number.parseInt(number, 16)));

/** Longest text of an index, in UTF-16 units. PostgreSQL refuses entries of more than 2,704 bytes. */
const mostIndexed = 200;

/** A text of any length for an index, in which it is looked for and never read: a long one by its SHA-256. Different texts stay different. */
export const keyOf = (text: string): string =>
  text.length <= mostIndexed ? pack(text) : `${mark}${createHash('sha256').update(text, 'utf16le').digest('hex')}`;

/** A text that `pack` stored. Throws when the column holds anything else. */
export const readText = (row: Row, name: string): string => {
  const value = row[name];
  if (typeof value !== 'string') throw wrong(name);
  return unpack(value);
};

/** Like `readText`; NULL reads as `undefined`. */
export const readOptionalText = (row: Row, name: string): string | undefined => (row[name] === null ? undefined : readText(row, name));

/** A number. Throws when the column holds anything else. */
export const readNumber = (row: Row, name: string): number => {
  const value = row[name];
  if (typeof value !== 'number') throw wrong(name);
  return value;
};

/** JSON that this store wrote: `JSON.stringify` writes NUL and lone surrogates as escapes, so it needs no packing. Throws when the column holds no text. */
export const readJson = (row: Row, name: string): ReturnType<typeof JSON.parse> => {
  const value = row[name];
  if (typeof value !== 'string') throw wrong(name);
  return JSON.parse(value);
};

/** One word of a closed list. Throws when the column holds anything else. */
export const readOneOf = <T extends string>(row: Row, name: string, words: readonly T[]): T => {
  const found = words.find((word) => word === row[name]);
  if (found === undefined) throw wrong(name);
  return found;
};
