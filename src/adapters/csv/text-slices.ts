import { isUtf8 } from 'node:buffer';
import type { AttachedFile } from '../../ports/command.ts';

/** Longest header line: the first slice of a file has this many bytes, so that the header is in it. */
export const headerBytes = 32_768;

/** Bytes of every later slice. Short, because the rows of a slice are in memory together: 8 kB may be 4,000 rows. */
const sliceBytes = 8_192;

/** The file is something other than text. The message is a sentence for people. */
export class NotText extends Error {
  override readonly name = 'NotText';
}

const asCsv = 'Save it as “CSV UTF-8” and send that file.';

/** First bytes of what people attach by mistake. Sources: RFC 1952, APPNOTE 6.3.10, ISO 32000-1 7.5.2, MS-CFB 2.2. */
const kinds: ReadonlyArray<readonly [magic: readonly number[], sentence: string]> = [
  [[0x1f, 0x8b], 'The file is compressed with gzip. Unpack it first and send the CSV file in it.'],
  [[0x50, 0x4b, 0x03, 0x04], `The file is a ZIP archive or an Excel workbook (.xlsx), not a CSV file. ${asCsv}`],
  [[0x50, 0x4b, 0x05, 0x06], 'The file is an empty ZIP archive, not a CSV file.'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'The file is a PDF, not a CSV file. Send the table that it was made from.'],
  [[0xd0, 0xcf, 0x11, 0xe0], `The file is an old Excel workbook (.xls), not a CSV file. ${asCsv}`],
];

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);

/** Never part of UTF-8: put where UTF-16 is broken, so that one check finds both, with its line. */
const notUtf8 = Uint8Array.of(0xff);

/** The same bytes in slices of an even, fixed length, whatever pieces a platform sends; only the last may be shorter. */
async function* slicesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let slice = Buffer.allocUnsafe(headerBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + slice.length - filled);
      slice.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < slice.length) continue;
      yield slice;
      slice = Buffer.allocUnsafe(sliceBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield slice.subarray(0, filled);
}

/** Length of the unfinished character at the end: 0 to 3 bytes. Bytes that can never become UTF-8 stay, to be found. */
const unfinishedBytes = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
};

/** Turns one raw slice into UTF-8 that ends with a whole character; what is left over waits for the next. */
type Decode = (slice: Buffer, last: boolean) => Buffer;

const decodeUtf8 = (): Decode => {
  let rest: Uint8Array = Buffer.alloc(0);
  return (slice, last) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, slice]) : slice;
    const kept = last ? bytes.length : bytes.length - unfinishedBytes(bytes);
    rest = bytes.subarray(kept);
    return bytes.subarray(0, kept);
  };
};

const decodeUtf16 = (bigEndian: boolean): Decode => {
  let rest = '';
  return (slice, last) => {
    const whole = slice.subarray(0, slice.length - (slice.length % 2));
    // A copy, because swap16 works in place.
    const text = rest + (bigEndian ? Buffer.from(whole).swap16() : whole).toString('utf16le');
    const unfinished = !last && /[\uD800-\uDBFF]$/.test(text) ? 1 : 0;
    rest = text.slice(text.length - unfinished);
    const ready = text.slice(0, text.length - unfinished);
    const bad = ready.isWellFormed() ? -1 : ready.search(/\p{Cs}/u);
    if (bad >= 0) return Buffer.concat([Buffer.from(ready.slice(0, bad)), notUtf8]);
    return whole.length < slice.length ? Buffer.concat([Buffer.from(ready), notUtf8]) : Buffer.from(ready);
  };
};

/** The decoder that the byte order mark asks for, and the length of the mark. */
const decoderFor = (first: Uint8Array): readonly [Decode, number] => {
  if (startsWith(first, [0xef, 0xbb, 0xbf])) return [decodeUtf8(), 3];
  if (startsWith(first, [0xff, 0xfe])) return [decodeUtf16(false), 2];
  if (startsWith(first, [0xfe, 0xff])) return [decodeUtf16(true), 2];
  return [decodeUtf8(), 0];
};

/** Some of a file's text. `last` says that nothing follows. */
export type TextSlice = Readonly<{ bytes: Buffer; last: boolean }>;

/**
 * The text of a file as UTF-8, in slices that end with a whole character; UTF-16 with a byte order mark (what
 * Excel calls “Unicode text”) is converted. The slices may still hold bytes that are not text: see `findBadByte`. Throws `NotText`
 * for a file that is known to be something else; what the file's stream throws passes through.
 */
export async function* textSlices(file: AttachedFile): AsyncGenerator<TextSlice> {
  let decode: Decode | undefined;
  let held: Buffer | undefined;
  for await (const slice of slicesOf(file.open())) {
    if (decode && held) yield { bytes: decode(held, false), last: false };
    held = slice;
    if (decode) continue;
    const kind = kinds.find(([magic]) => startsWith(slice, magic));
    if (kind) throw new NotText(kind[1]);
    const [decoder, mark] = decoderFor(slice);
    decode = decoder;
    held = slice.subarray(mark);
  }
  if (decode && held) yield { bytes: decode(held, true), last: true };
}

const problemAt = (offset: number, sentence: string) => ({ offset, sentence });

/** Where in a slice the first line with something other than UTF-8 text stands, and what to do about it. */
export const findBadByte = (slice: Uint8Array): Readonly<{ offset: number; sentence: string }> | undefined => {
  const nul = slice.indexOf(0);
  if (nul >= 0) return problemAt(nul, `holds a NUL byte, so the file is not plain text. ${asCsv}`);
  if (isUtf8(slice)) return undefined;
  let start = 0;
  for (let at = 0; at < slice.length; at += 1) {
    if (slice[at] !== 10 && slice[at] !== 13) continue;
    if (!isUtf8(slice.subarray(start, at))) break;
    start = at + 1;
  }
  return problemAt(start, `holds bytes that are not UTF-8 text. ${asCsv}`);
};
