import { describe, expect, it } from 'vitest';
import { canonicalJson, chainRow, commit } from '../../src/core/ledger/chain.ts';
import { entryOf, type LedgerEntry, type LedgerRow } from '../../src/core/ledger/entry.ts';
import { LedgerCheck } from '../../src/core/ledger/verify.ts';
import { aForecast, outcomeOf, pastTest, sealed, sha256, vote, winner } from '../contract/ledger-entries.ts';

const at = '2026-11-21T12:00:00.000Z';
const chain = (entries: readonly LedgerEntry[]): LedgerRow[] => {
  const rows: LedgerRow[] = [];
  for (const entry of entries) rows.push(chainRow(rows.at(-1), entry, at, sha256));
  return rows;
};
const whole = () =>
  chain([vote('p', 'u1', 0), { kind: 'reveal', panel: 'p' }, sealed('p'), outcomeOf('p', winner(0)), pastTest('past:1', winner(1))]);
const check = (rows: readonly LedgerRow[], head = whole().at(-1)) => {
  const found = new LedgerCheck(sha256);
  for (const row of rows) found.row(row);
  found.end(head);
  return found.problems;
};
const change = (rows: readonly LedgerRow[], seq: number, edit: (row: LedgerRow) => LedgerRow): LedgerRow[] =>
  rows.map((row) => (row.seq === seq ? edit(row) : row));

describe('a check of a ledger', () => {
  it('finds nothing in one that nobody touched', () => {
    expect(check(whole())).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5])('names row %i when its content, its time or its hash was changed', (seq) => {
    const other = (row: LedgerRow): LedgerRow => ({ ...row, body: row.body.replace(/"p"|"past:1"/, '"z"') });
    expect(check(change(whole(), seq, other))[0]).toEqual({ seq, problem: 'its content was changed' });
    expect(check(change(whole(), seq, (row) => ({ ...row, at: '2020-01-01T00:00:00.000Z' })))[0]).toEqual({
      seq,
      problem: 'its content was changed',
    });
    expect(check(change(whole(), seq, (row) => ({ ...row, hash: sha256('x') })))[0]).toEqual({ seq, problem: 'its content was changed' });
  });

  it('names the row behind one that was changed together with its hash', () => {
    const forged = chain([vote('p', 'u1', 1)])[0];
    expect(forged && check(change(whole(), 1, () => forged))).toEqual([{ seq: 2, problem: 'it does not follow the row before it' }]);
  });

  it('finds rows that were left out, doubled or swapped', () => {
    const rows = whole();
    expect(check(rows.filter(({ seq }) => seq !== 2))[0]).toEqual({
      seq: 3,
      problem: 'a row is missing or doubled before it: it follows row 1',
    });
    expect(check(rows.slice(1))[0]?.seq).toBe(2);
    expect(check(rows.flatMap((row) => (row.seq === 2 ? [row, row] : [row])))[0]?.seq).toBe(2);
    expect(check(rows.slice(0, -2))).toEqual([{ problem: 'rows 4 to 5 are missing at the end' }]);
    expect(check([])).toEqual([{ problem: 'rows 1 to 5 are missing at the end' }]);
  });

  it('finds a chain that was written anew from the first row to the last', () => {
    const anew = chain([
      vote('p', 'u1', 1),
      { kind: 'reveal', panel: 'p' },
      sealed('p'),
      outcomeOf('p', winner(0)),
      pastTest('past:1', winner(1)),
    ]);
    expect(check(anew)).toEqual([{ problem: 'the last row is not the one that was written last' }]);
  });

  it('finds a forecast that is not the one that was sealed, though the chain is whole', () => {
    const rows = chain([{ ...sealed('p'), forecast: aForecast({ pooled: [0.1, 0.9] }) }]);
    expect(check(rows, rows.at(-1))).toEqual([
      { seq: 1, problem: 'the forecast is not the one that was sealed: its commitment does not fit' },
    ]);
  });

  it('finds a forecast after its outcome and a vote after the reveal, though the chain is whole', () => {
    const rows = chain([pastTest('p', winner(0)), sealed('p'), { kind: 'reveal', panel: 'q' }, vote('q', 'u1', 0)]);
    expect(check(rows, rows.at(-1))).toEqual([
      { seq: 2, problem: 'it may not stand here (too-late)' },
      { seq: 4, problem: 'it may not stand here (too-late)' },
    ]);
  });

  it('finds what may not follow an outcome or itself, though the chain is whole', () => {
    const past = pastTest('past:1', winner(0));
    const rows = chain([outcomeOf('p', winner(0)), sealed('p'), outcomeOf('q', winner(0)), vote('q', 'u1', 0), past, past]);
    expect(check(rows, rows.at(-1)).map(({ problem }) => /\((.*)\)/.exec(problem)?.[1])).toEqual([
      'no-forecast',
      'too-late',
      'no-forecast',
      'too-late',
      'known',
    ]);
  });

  it('finds a head that names another row than the last', () => {
    const [head] = whole().slice(-1);
    expect(head && check(whole(), { ...head, seq: 4 })).toEqual([{ problem: 'the last row is not the one that was written last' }]);
  });

  it('names a row that holds anything else', () => {
    const rows = chain([{ kind: 'nonsense', panel: 'p' } as never, JSON.parse('{"__proto__":1}')]);
    const problem = 'it holds nothing that a ledger holds';
    expect(check(rows, rows.at(-1))).toEqual([
      { seq: 1, problem },
      { seq: 2, problem },
    ]);
    expect(check(change(whole(), 5, (row) => ({ ...row, body: '{}' })))).toEqual([{ seq: 5, problem: 'its content was changed' }]);
  });

  it('finds sums that are not those of the rows', () => {
    const found = new LedgerCheck(sha256);
    for (const row of whole()) found.row(row);
    const sums = new Map(found.tallies());
    sums.set('all', { ...sums.get('all'), 'panel.right': 99 });
    sums.set('set invented', { graded: 1 });
    sums.delete('past');
    found.end(whole().at(-1), sums);
    expect(found.problems.map(({ problem }) => problem).toSorted()).toEqual([
      'the sums of “all” are not those of the rows',
      'the sums of “past” are not those of the rows',
      'the sums of “set invented” are not those of the rows',
    ]);
  });

  it('ties a commitment to the nonce and to every part of the forecast', () => {
    const made = new Set([
      commit(aForecast(), 'a', sha256),
      commit(aForecast(), 'b', sha256),
      commit(aForecast({ seed: 8 }), 'a', sha256),
      commit(aForecast({ number: 2 }), 'a', sha256),
    ]);
    expect(made.size).toBe(4);
    // What anybody can do with the export alone.
    expect(canonicalJson({ b: 1, a: [{ d: undefined, c: { z: 'é', y: null } }, 2] })).toBe('{"a":[{"c":{"y":null,"z":"é"}},2],"b":1}');
    expect(commit(aForecast(), 'a', sha256)).toBe(sha256(`a\n${canonicalJson(aForecast())}`));
  });
});

describe('a stored row', () => {
  const read = (entry: unknown) => entryOf({ body: JSON.stringify(entry) });
  const counts = (...rows: readonly (readonly [people: number, chose: number])[]) =>
    outcomeOf('p', { kind: 'counts', counts: rows.map(([people, chose]) => ({ people, chose })) });

  it('is read as it was written, up to the bounds', () => {
    const five = aForecast({ options: ['x'.repeat(2_000), 'b', 'c', 'd', 'e'], pooled: [0, 0, 0, 0, 1] });
    const all = [sealed('p', five), outcomeOf('p', winner(4)), counts([100_000_000, 0], [1, 1]), vote('p', 'u1', 4)];
    for (const one of all) expect(read(one)).toEqual(one);
  });

  it.each([
    ['one option', sealed('p', aForecast({ options: ['a'] }))],
    ['six options', sealed('p', aForecast({ options: 'abcdef'.split('') }))],
    ['an option that is too long', sealed('p', aForecast({ options: ['x'.repeat(2_001), 'b'] }))],
    ['a chance below 0', sealed('p', aForecast({ pooled: [-0.1, 1] }))],
    ['a chance above 1', sealed('p', aForecast({ pooled: [1.1, 0] }))],
    ['a chance of one option', sealed('p', aForecast({ pooled: [1] }))],
    ['chances of six', sealed('p', aForecast({ pooled: [0, 0, 0, 0, 0, 1] }))],
    ['no seats', sealed('p', aForecast({ seats: 0 }))],
    ['a sixth winner', outcomeOf('p', winner(5))],
    ['half a winner', outcomeOf('p', winner(0.5))],
    ['a count below 0', counts([-1, 0], [1, 1])],
    ['a count beyond all people', counts([100_000_001, 0], [1, 1])],
    ['counts of one option', counts([1, 1])],
    ['a day that is none', outcomeOf('p', winner(0), '2026-02-30')],
    [
      'a source that is too long',
      { ...outcomeOf('p', winner(0)), outcome: { ...outcomeOf('p', winner(0)).outcome, source: 'x'.repeat(201) } },
    ],
    ['a vote among one', { ...vote('p', 'u1', 0), options: 1 }],
  ])('is none with %s', (_, entry) => {
    expect(() => read(entry)).toThrow();
  });
});
