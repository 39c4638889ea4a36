import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashRows } from '../../src/adapters/sqlite/hash-rows.ts';

const hashOf = (text: string): Uint8Array => hash('sha256', text, 'buffer').subarray(0, 8);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const filled = (count: number): HashRows => {
  const rows = new HashRows();
  for (let row = 1; row <= count; row += 1) rows.add(hashOf(`${row}`), row);
  return rows;
};

describe('hashes with their rows', () => {
  it('are found again, however many there are, and others are not', () => {
    const rows = filled(5_000);
    for (let row = 1; row <= 5_000; row += 1) expect(rows.rowsOf(hashOf(`${row}`))).toEqual([row]);
    for (let row = 5_001; row <= 6_000; row += 1) expect(rows.rowsOf(hashOf(`${row}`))).toEqual([]);
    expect(rows.size).toBe(5_000);
  });

  it('answer what a plain list would, also where hashes are equal, or equal in one half', () => {
    const bytes = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff);
    const eight = fc.tuple(...Array.from({ length: 8 }, () => bytes)).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.array(eight, { maxLength: 60 }), eight, (hashes, asked) => {
        const rows = new HashRows();
        for (const [at, one] of hashes.entries()) rows.add(one, at + 1);
        for (const one of [...hashes, asked]) {
          const expected = hashes.flatMap((other, at) => (hex(other) === hex(one) ? [at + 1] : []));
          expect([...rows.rowsOf(one)].toSorted((a, b) => a - b)).toEqual(expected);
        }
      }),
    );
  });

  it('come in parts, each once, in the order of their first three bytes', () => {
    const rows = filled(5_000);
    const parts = [0, 1_200, 2_400, 3_600, 4_800].map((from) => rows.inOrder(from, 1_200));
    expect(parts.map(({ length }) => length)).toEqual([1_200, 1_200, 1_200, 1_200, 200]);
    const all = parts.flat();
    const prefixes = all.map(({ hash: own }) => hex(own).slice(0, 6));
    expect(prefixes).toEqual(prefixes.toSorted());
    expect(all.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 5_000 }, (_, at) => at + 1));
    for (const { hash: own, row } of all) expect(hex(own)).toBe(hex(hashOf(`${row}`)));
  });

  it('come in order also after more were added', () => {
    const rows = filled(10);
    expect(rows.inOrder(0, 20)).toHaveLength(10);
    rows.add(hashOf('more'), 2 ** 40);
    expect(rows.inOrder(0, 20).filter(({ row }) => row === 2 ** 40)).toHaveLength(1);
  });
});
