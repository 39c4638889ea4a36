import { describe, expect, it } from 'vitest';
import { readCounts, readWinner } from '../../src/core/ledger/typed-outcome.ts';

describe('an outcome as people type it', () => {
  it('is a letter, a tie or a withdrawal, in any case', () => {
    expect(['A', ' b ', 'e'].map(readWinner)).toEqual([0, 1, 4].map((winner) => ({ kind: 'winner', winner })));
    expect(['Tie', 'WITHDRAWN'].map(readWinner)).toEqual([{ kind: 'tie' }, { kind: 'withdrawn' }]);
    for (const other of ['', 'f', 'AB', 'ties', 'A B', 'a1', '1a']) expect(readWinner(other)).toBeUndefined();
  });

  it('is a pair of counts for every option from A on, in any order and with any usual mark between', () => {
    const counts = [
      { chose: 120, people: 4_000 },
      { chose: 95, people: 4_010 },
    ];
    for (const typed of ['A 120/4000, B 95/4010', 'b: 95 of 4010; a=120 / 4000', 'A120/4000 B95/4010', 'A:120/4000,B:95/4010'])
      expect(readCounts(typed)).toEqual({ kind: 'counts', counts });
    expect(readCounts('A 0/0 B 5/5 C 1/2')?.counts).toHaveLength(3);
    expect(readCounts('A 1/12345678 B 12345678/12345678')?.counts).toHaveLength(2);
  });

  it('is nothing when an option is missing, doubled, or more clicked than were asked', () => {
    for (const typed of [
      '',
      'A 1/2',
      'A 1/2 B 1/2 C 1/2 D 1/2 E 1/2 F 1/2',
      'A 1/2B 1/2',
      'A 1/2 C 1/2',
      'A 1/2 A 1/2',
      'B 1/2 C 1/2',
      'A 3/2 B 1/2',
      'A 1/2 B 1/2 B 1/2',
    ])
      expect([typed, readCounts(typed)]).toEqual([typed, undefined]);
  });

  it('is nothing when anything else stands beside the counts', () => {
    for (const typed of [
      'A 1/2 B 1/2 and more',
      'about A 1/2 B 1/2',
      'A 1/2.5 B 1/2',
      'A -1/2 B 1/2',
      'A 1e3/2000 B 1/2',
      'A 123456789/999999999 B 1/2',
    ])
      expect([typed, readCounts(typed)]).toEqual([typed, undefined]);
  });
});
