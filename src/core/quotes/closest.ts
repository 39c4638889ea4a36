/*
 * Vectors by which the meaning of texts is compared (src/ports/embedder.ts), as they are stored: of length 1 and 4 bytes a number, so that their product is
 * their cosine.
 */

/** A vector of the same direction and of length 1. Throws `RangeError` when it points nowhere or holds what is no number. */
export const toUnit = (vector: readonly number[]): Float32Array<ArrayBuffer> => {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 0) || !Number.isFinite(length)) throw new RangeError('a vector without a direction cannot be compared');
  return Float32Array.from(vector, (value) => value / length);
};

/** The numbers of a vector as bytes, for a store. */
export const bytesOf = (vector: Float32Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

/** The vector that `bytesOf` wrote. A copy where the bytes do not lie as numbers must. Throws for what is not bytes: then the store is damaged. */
export const readVector = (bytes: unknown): Float32Array => {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('a stored vector is no vector; the database may be damaged');
  return bytes.byteOffset % 4 === 0
    ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
    : new Float32Array(bytes.slice().buffer);
};

/** The cosine of two vectors of length 1, -1 to 1. Throws `RangeError` when they have not as many numbers. */
export const unitCosine = (one: Float32Array, other: Float32Array): number => {
  if (one.length !== other.length) throw new RangeError('two vectors of different lengths cannot be compared');
  let product = 0;
  for (let at = 0; at < one.length; at += 1) product += (one[at] ?? 0) * (other[at] ?? 0);
  return Math.min(1, Math.max(-1, product));
};

/** Keeps the `limit` closest of any number that come by. Equals keep the order in which they came. */
export const createClosest = <T>(limit: number) => {
  let kept: Readonly<{ one: T; cosine: number }>[] = [];
  const cut = (): void => {
    kept = kept.toSorted((a, b) => b.cosine - a.cosine).slice(0, limit);
  };
  return {
    add: (one: T, cosine: number): void => {
      kept.push({ one, cosine });
      // Now and then: to keep them in order all the time would cost more than comparing.
      if (kept.length >= 4 * limit + 400) cut();
    },
    /** The closest first. */
    best: (): ReadonlyArray<Readonly<{ one: T; cosine: number }>> => {
      cut();
      return kept;
    },
  };
};
