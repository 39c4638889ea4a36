const lineFeed = 10;
const carriageReturn = 13;

/**
 * Knows on which line a byte stands. csv-parse 7.0.3 counts a CRLF inside a quoted cell twice, so its own line numbers drift from
 * what an editor shows; its byte offsets are right, and are turned into lines here.
 *
 * `feed` takes the bytes in order, `advanceTo` moves a cursor forwards. Bytes behind the cursor are let go, so memory is bounded by
 * the longest stretch between two calls.
 */
export class LineCounter {
  #pieces: Uint8Array[] = [];
  #within = 0;
  #afterReturn = false;
  /** Offset of the cursor from the first byte fed. */
  offset = 0;
  /** Line of the cursor, from 1. CRLF, LF and a lone CR each end one line. */
  line = 1;

  feed(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#pieces.push(bytes);
  }

  /** Moves the cursor to `offset`, or to the end of what was fed. Never moves back. */
  advanceTo(offset: number): void {
    this.#advanceWhile((_, at) => at < offset);
  }

  /** Moves the cursor over line ends: from the end of one record to the start of the next. */
  skipLineEnds(): void {
    this.#advanceWhile((byte) => byte === lineFeed || byte === carriageReturn);
  }

  #advanceWhile(goesOn: (byte: number, offset: number) => boolean): void {
    for (let piece = this.#pieces[0]; piece; piece = this.#pieces[0]) {
      for (; this.#within < piece.length; this.#within += 1, this.offset += 1) {
        const byte = piece[this.#within] ?? 0;
        if (!goesOn(byte, this.offset)) return;
        if (byte === carriageReturn || (byte === lineFeed && !this.#afterReturn)) this.line += 1;
        this.#afterReturn = byte === carriageReturn;
      }
      this.#pieces.shift();
      this.#within = 0;
    }
  }
}
