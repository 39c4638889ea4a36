import { Buffer } from 'node:buffer';

/** A vector, and how it is kept: 4 bytes for each number in base64, a third of what JSON takes. */
export type Vector = readonly number[];

const isVector = (value: unknown): value is readonly number[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((one) => typeof one === 'number' && Number.isFinite(one)) &&
  value.some((one) => one !== 0);

/** Numbers as they come back from the cache, so that the same text has the same vector whether it was asked for or remembered. */
const asKept = (vector: Vector): Vector => vector.map(Math.fround);

/** A vector as text. */
export const packVector = (vector: Vector): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64');

/** A vector from its text, or `undefined` for anything else. */
export const unpackVector = (value: unknown): Vector | undefined => {
  if (typeof value !== 'string') return undefined;
  const bytes = Uint8Array.from(Buffer.from(value, 'base64'));
  const vector = bytes.length % 4 === 0 ? Array.from(new Float32Array(bytes.buffer)) : [];
  return isVector(vector) ? vector : undefined;
};

/** True when there is something to compare: all vectors have one length. */
export const haveOneLength = (vectors: readonly Vector[]): boolean => new Set(vectors.map(({ length }) => length)).size <= 1;

const readRow = (row: unknown): { index: unknown; vector: Vector } | undefined => {
  if (typeof row !== 'object' || row === null || !('index' in row) || !('embedding' in row)) return undefined;
  const vector = isVector(row.embedding) ? asKept(row.embedding) : [];
  // Again, because 1e300 is a number of 8 bytes and none of 4.
  return isVector(vector) ? { index: row.index, vector } : undefined;
};

/**
 * Reads the body of an answer to `count` texts: one vector for each, in the order of the texts whatever the order of the answer. Answers
 * `undefined` when one is missing, doubled, empty, all zeros, not of finite numbers, or longer than another.
 */
export const readVectors = (body: unknown, count: number): readonly Vector[] | undefined => {
  if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) return undefined;
  const rows = body.data.map(readRow);
  if (rows.length !== count) return undefined;
  const vectors = Array.from({ length: count }, (_, index) => rows.find((row) => row?.index === index)?.vector);
  const found = vectors.filter((vector) => vector !== undefined);
  return found.length === count && haveOneLength(found) ? found : undefined;
};
