import { randomInt } from 'node:crypto';

/** A hash of eight bytes and a row that has it. */
export type HashRow = Readonly<{ hash: Uint8Array; row: number }>;

const leastPlaces = 16;

const readUint32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;

const grown = <Numbers extends Uint32Array | Float64Array>(old: Numbers, made: Numbers): Numbers => {
  made.set(old);
  return made;
};

/** Places by the second and third byte of their hashes: one pass that counts, one that puts each where it belongs. */
const sortPlaces = (high: Uint32Array, size: number): Uint32Array => {
  const next = new Uint32Array(2 ** 16 + 1);
  const prefixOf = (place: number): number => ((high[place] ?? 0) >>> 8) & 0xffff;
  for (let place = 0; place < size; place += 1) next[prefixOf(place) + 1] = (next[prefixOf(place) + 1] ?? 0) + 1;
  for (let prefix = 1; prefix < next.length; prefix += 1) next[prefix] = (next[prefix] ?? 0) + (next[prefix - 1] ?? 0);
  const sorted = new Uint32Array(size);
  for (let place = 0; place < size; place += 1) {
    const at = next[prefixOf(place)] ?? 0;
    sorted[at] = place;
    next[prefixOf(place)] = at + 1;
  }
  return sorted;
};

/** A table with open addressing and linear probing, at most half full. `odd` decides where a hash goes. */
class Part {
  #size = 0;
  #high = new Uint32Array(leastPlaces);
  #low = new Uint32Array(leastPlaces);
  #rows = new Float64Array(leastPlaces);
  /** The place of an entry, counted from 1; 0 is free. */
  #slots = new Uint32Array(2 * leastPlaces);
  #order: Uint32Array | undefined;
  readonly #odd: number;

  constructor(odd: number) {
    this.#odd = odd;
  }

  get size(): number {
    return this.#size;
  }

  add(hash: Uint8Array, row: number): void {
    if (this.#size === this.#rows.length) this.#grow();
    const place = this.#size;
    this.#high[place] = readUint32(hash, 0);
    this.#low[place] = readUint32(hash, 4);
    this.#rows[place] = row;
    this.#size += 1;
    this.#order = undefined;
    this.#put(place);
  }

  rowsOf(hash: Uint8Array): readonly number[] {
    const [high, low] = [readUint32(hash, 0), readUint32(hash, 4)];
    const found: number[] = [];
    for (let slot = this.#slotOf(high, low); ; slot = this.#after(slot)) {
      const place = (this.#slots[slot] ?? 0) - 1;
      if (place < 0) return found;
      if (this.#high[place] === high && this.#low[place] === low) found.push(this.#rows[place] ?? 0);
    }
  }

  inOrder(from: number, count: number): readonly HashRow[] {
    this.#order ??= sortPlaces(this.#high, this.#size);
    return Array.from(this.#order.subarray(from, from + count), (place) => {
      const hash = Buffer.alloc(8);
      hash.writeUInt32BE(this.#high[place] ?? 0, 0);
      hash.writeUInt32BE(this.#low[place] ?? 0, 4);
      return { hash, row: this.#rows[place] ?? 0 };
    });
  }

  #slotOf(high: number, low: number): number {
    return (Math.imul(high ^ low, this.#odd) >>> 0) % this.#slots.length;
  }

  #after(slot: number): number {
    return slot + 1 === this.#slots.length ? 0 : slot + 1;
  }

  #put(place: number): void {
    let slot = this.#slotOf(this.#high[place] ?? 0, this.#low[place] ?? 0);
    while (this.#slots[slot] !== 0) slot = this.#after(slot);
    this.#slots[slot] = place + 1;
  }

  #grow(): void {
    const places = 2 * this.#rows.length;
    this.#high = grown(this.#high, new Uint32Array(places));
    this.#low = grown(this.#low, new Uint32Array(places));
    this.#rows = grown(this.#rows, new Float64Array(places));
    this.#slots = new Uint32Array(2 * places);
    for (let place = 0; place < this.#size; place += 1) this.#put(place);
  }
}

/**
 * Hashes with the rows that have them, in memory, 24 to 48 bytes for each row. A part for each first byte, because a table that grows moves all that it holds: with one for a million, others waited for 67 ms.
 * Where a hash goes in its part depends on a number drawn for each import, so that nobody can write a file whose hashes crowd together. An index of SQLite in memory took a sixth of an import
 * (docs/decisions/0036).
 */
export class HashRows {
  readonly #parts: readonly Part[];
  #size = 0;

  constructor() {
    const odd = randomInt(2 ** 31) * 2 + 1;
    this.#parts = Array.from({ length: 256 }, () => new Part(odd));
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds a row. The same hash may come with many rows. */
  add(hash: Uint8Array, row: number): void {
    this.#parts[hash[0] ?? 0]?.add(hash, row);
    this.#size += 1;
  }

  /** The rows with this hash. */
  rowsOf(hash: Uint8Array): readonly number[] {
    return this.#parts[hash[0] ?? 0]?.rowsOf(hash) ?? [];
  }

  /** So many of all, beginning at a place in the order of their hashes. Of hashes that begin with the same three bytes any may come first. */
  inOrder(from: number, count: number): readonly HashRow[] {
    const found: HashRow[] = [];
    let skipped = 0;
    for (const part of this.#parts) {
      const skip = Math.max(0, from - skipped);
      skipped += part.size;
      if (skip < part.size) found.push(...part.inOrder(skip, count - found.length));
      if (found.length === count) break;
    }
    return found;
  }
}
