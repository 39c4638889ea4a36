import { describe, expect, it } from 'vitest';
import { canonicalJson, chainRow, commit } from '../../src/core/ledger/chain.ts';
import { entryOf, type LedgerEntry, type LedgerRow } from '../../src/core/ledger/entry.ts';
import { gradeItem, teamPick, truthOf } from '../../src/core/ledger/grade.ts';
import { applyEntry, emptyItem } from '../../src/core/ledger/item.ts';
import { pool } from '../../src/core/ledger/pool.ts';
import { pickByRules } from '../../src/core/ledger/rules.ts';
import { addTally, changeBetween } from '../../src/core/ledger/tally.ts';
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
    ['six options', sealed('p', aForecast({ options: [...'abcdef'] }))],
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

describe('what an outcome says', () => {
  const counts = (...pairs: readonly (readonly [number, number])[]) =>
    truthOf(outcomeOf('p', { kind: 'counts', counts: pairs.map(([people, chose]) => ({ people, chose })) }).outcome, 2);

  it('names a winner from counts only from 95 % on', () => {
    expect(counts([4_000, 120], [4_010, 95])?.winner).toBe(0);
    expect(counts([4_000, 118], [4_010, 95])?.winner).toBeUndefined();
    expect(counts([100, 8], [100, 12])?.chances[1]).toBeCloseTo(0.8216, 4);
  });

  it('takes a winner by somebody’s word, a tie as no winner, and a withdrawn test as nothing', () => {
    expect(truthOf(outcomeOf('p', winner(1)).outcome, 3)).toEqual({ chances: [0, 1, 0], winner: 1 });
    expect(truthOf(outcomeOf('p', { kind: 'tie' }).outcome, 2)).toEqual({ chances: [0.5, 0.5] });
    expect(truthOf(outcomeOf('p', { kind: 'withdrawn' }).outcome, 2)).toBeUndefined();
  });
});

describe('the grades of one comparison', () => {
  const read = (entries: readonly LedgerEntry[]) => entries.reduce((item, one) => applyEntry(item, one, at), emptyItem);

  it('set panel, personas, control, team and rules beside the same outcome', () => {
    const all = gradeItem(read([vote('p', 'u1', 1), vote('p', 'u2', 1), vote('p', 'u3', 0), sealed('p'), outcomeOf('p', winner(0))]));
    expect(all.get('all')).toMatchObject({
      sealed: 1,
      graded: 1,
      'panel.right': 1,
      'panel.scored': 1,
      'panel.brier': 111_111_111,
      'panel.coin': 250_000_000,
      'control.wrong': 1,
      'team.wrong': 1,
      'longer.wrong': 1,
      'no-question-mark.right': 1,
      'only.longer.panel': 1,
      'only.team.panel': 1,
      'only.control.panel': 1,
      'both.no-question-mark': 1,
      'bin.13.n': 1,
      'bin.13.said': 666_666_667,
      'bin.13.was': 1_000_000_000,
      'panel.log': 405_465_108,
    });
    expect(all.get('all')).not.toHaveProperty('only.no-question-mark.panel');
    expect(all.get('all')).not.toHaveProperty('noisy');
    expect(all.get('persona everyday ana')).toMatchObject({ 'panel.right': 1, 'bin.16.n': 1 });
    expect(all.get('persona everyday ben')).toMatchObject({ 'panel.wrong': 1 });
    expect(all.get('set everyday version 2')).toEqual(all.get('all'));
  });

  it('go to the month of the seal, and to each model by what its own personas gave', () => {
    const mixed = aForecast({
      models: ['m', 'n'],
      seats: 5,
      personas: [
        { id: 'ana', model: 'm', options: [0.8, 0.2], noOpinion: 0 },
        { id: 'ben', model: 'n', options: [0.2, 0.3], noOpinion: 0.5 },
      ],
    });
    const all = gradeItem(read([sealed('p', mixed), outcomeOf('p', winner(0))]));
    expect(all.get('model m')).toMatchObject({ 'panel.right': 1 });
    expect(all.get('model n')).toMatchObject({ 'panel.wrong': 1, 'only.no-question-mark.other': 1 });
    expect(all.get('month 2026-11')).toEqual(all.get('all'));
    // A backtest seals nothing on any day.
    const undated = gradeItem(applyEntry(emptyItem, sealed('p'), ''));
    expect([...undated.keys()].filter((group) => group.startsWith('month'))).toEqual([]);
  });

  it('are none of a vote alone, and of a test of the past that was withdrawn only that', () => {
    expect(gradeItem(read([vote('p', 'u1', 0)])).size).toBe(0);
    expect([...gradeItem(read([pastTest('past:1', { kind: 'withdrawn' })]))]).toEqual([['past', { withdrawn: 1 }]]);
  });

  it('hold the last outcome only, and no grade of one that was over before the seal', () => {
    const late = outcomeOf('p', winner(0), '2026-11-20');
    const all = gradeItem(read([sealed('p'), outcomeOf('p', winner(0)), late]));
    expect([all.get('all'), all.get('late')]).toEqual([{ sealed: 1, late: 1 }, { graded: 1 }]);
    expect(gradeItem(read([sealed('p'), late, outcomeOf('p', winner(0))])).has('late')).toBe(false);
  });

  it('count a noisy outcome as noisy: neither right nor wrong, and scored by what may be true', () => {
    const noisy = {
      kind: 'counts',
      counts: [
        { people: 100, chose: 12 },
        { people: 100, chose: 8 },
      ],
    } as const;
    const all = gradeItem(read([sealed('p'), outcomeOf('p', noisy as never)])).get('all') ?? {};
    expect(all).toMatchObject({ graded: 1, noisy: 1, 'panel.scored': 1 });
    expect(all['panel.brier']).toBeCloseTo(1e9 * (0.8215916929 / 9 + (1 - 0.8215916929) * (4 / 9)), -3);
    expect(Object.keys(all).filter((name) => /right|wrong|only|both|team/.test(name))).toEqual([]);
  });

  it('give nobody a point for a pick that is none', () => {
    const even = aForecast({ pooled: [0.5, 0.5], options: ['same', 'size'], rules: pickByRules(['same', 'size']) });
    const all = gradeItem(read([vote('p', 'u1', 1), vote('p', 'u2', 0), sealed('p', even), outcomeOf('p', winner(0))])).get('all');
    expect(all).toMatchObject({ 'panel.unsure': 1, 'team.unsure': 1, 'longer.unsure': 1, 'no-question-mark.unsure': 1 });
    expect(Object.keys(all ?? {}).filter((name) => /^(both|only|bin)\./.test(name))).toEqual([]);
    const picked = gradeItem(read([vote('p', 'u1', 1), vote('p', 'u2', 0), sealed('p'), outcomeOf('p', winner(0))])).get('all');
    expect(picked).toMatchObject({ 'panel.right': 1, 'team.unsure': 1, 'both.control': 1 });
    expect(picked).not.toHaveProperty('both.team');
  });

  it('leave the panel out where it gave no forecast, and grade the rules all the same', () => {
    const { pooled: _none, ...without } = aForecast({ personas: [] });
    const all = gradeItem(read([sealed('p', without), outcomeOf('p', winner(1))])).get('all');
    expect(all).toMatchObject({ 'longer.right': 1 });
    expect(Object.keys(all ?? {}).filter((name) => name.startsWith('panel.'))).toEqual([]);
    // Two of five seats are no forecast of the set, and none of its only model.
    const { pooled: _few, ...few } = aForecast({ seats: 5 });
    expect(gradeItem(read([sealed('p', few), outcomeOf('p', winner(0))])).get('model m')).not.toHaveProperty('panel.right');
  });
});

describe('small parts of a record', () => {
  it('pool what personas gave, by how much of an opinion they had', () => {
    expect(
      pool(
        [
          { options: [0.8, 0.2], noOpinion: 0 },
          { options: [0.2, 0.3], noOpinion: 0.5 },
        ],
        2,
      )?.[0],
    ).toBeCloseTo(2 / 3, 12);
    expect(pool([{ options: [0.8, 0.2], noOpinion: 0 }], 2)).toEqual([0.8, 0.2]);
    expect(pool([{ options: [0.8, 0.2], noOpinion: 0 }], 3)).toBeUndefined();
    expect(pool([{ options: [0, 0], noOpinion: 1 }], 1)).toBeUndefined();
    expect(pool([], 5)).toBeUndefined();
  });

  it('pick by length and by question marks of several scripts', () => {
    expect(pickByRules(['ab', 'abc'])).toMatchObject({ longer: 1, 'no-question-mark': null, 'no-question-mark-then-longer': 1 });
    expect(pickByRules(['ab?', 'abc?'])).toMatchObject({ longer: 1, 'no-question-mark': null, 'no-question-mark-then-longer': 1 });
    expect(pickByRules(['ab？', 'cd؟', 'xy'])).toEqual({ longer: null, 'no-question-mark': 2, 'no-question-mark-then-longer': 2 });
    expect(pickByRules(['😀😀', 'abc'])).toMatchObject({ longer: 1, 'no-question-mark': null, 'no-question-mark-then-longer': 1 });
  });

  it('know the team’s choice, a tie, and that nobody voted', () => {
    expect(
      teamPick(
        new Map([
          ['a', 1],
          ['b', 1],
          ['c', 0],
        ]),
        2,
      ),
    ).toBe(1);
    expect(
      teamPick(
        new Map([
          ['a', 1],
          ['b', 0],
        ]),
        2,
      ),
    ).toBeNull();
    expect(teamPick(new Map(), 2)).toBeUndefined();
  });

  it('add and take away without a trace', () => {
    expect(addTally({ b: 1, a: 2 }, { a: -2, c: 3 })).toEqual({ b: 1, c: 3 });
    expect(addTally({ a: 1 }, { a: 1 }, -1)).toEqual({});
    expect(Object.keys(addTally({ c: 1, a: 1 }, { d: 1, b: 1 }))).toEqual(['a', 'b', 'c', 'd']);
    const [x, y] = [
      new Map([
        ['g', { a: 1 }],
        ['same', { a: 1 }],
      ]),
      new Map([
        ['g', { b: 1 }],
        ['same', { a: 1 }],
        ['new', { c: 1 }],
      ]),
    ];
    expect([...changeBetween(x, y)]).toEqual([
      ['g', { a: -1, b: 1 }],
      ['new', { c: 1 }],
    ]);
  });
});
