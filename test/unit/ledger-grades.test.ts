import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../src/core/ledger/entry.ts';
import { gradeItem, teamPick, truthOf } from '../../src/core/ledger/grade.ts';
import { applyEntry, emptyItem } from '../../src/core/ledger/item.ts';
import { pool } from '../../src/core/ledger/pool.ts';
import { pickByRules } from '../../src/core/ledger/rules.ts';
import { addTally, changeBetween } from '../../src/core/ledger/tally.ts';
import { aForecast, outcomeOf, pastTest, sealed, vote, winner } from '../contract/ledger-entries.ts';

const at = '2026-11-21T12:00:00.000Z';

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
