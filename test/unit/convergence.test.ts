import { describe, expect, it } from 'vitest';
import { convergenceOf, describeConvergence, leanOf, type Standing } from '../../src/core/panel/convergence.ts';
import type { Stance } from '../../src/core/panel/reaction.ts';

const names = ['Ana', 'Ben', 'Cleo', 'Dov', 'Eve', 'Fay'];
const short: Readonly<Record<string, Stance>> = {
  '+': 'for',
  '-': 'against',
  '0': 'mixed',
  d: 'depends',
  n: 'no-opinion',
  o: 'outside',
  s: 'silent',
};
/** `+-0`: Ana for, Ben against, Cleo mixed. A space is a persona that gave no answer. */
const round = (marks: string): readonly Standing[] =>
  Array.from(marks).flatMap((mark, at) => {
    const stance = short[mark];
    return stance === undefined ? [] : [{ name: names[at] ?? '', stance }];
  });
const between = (before: string, after: string) => convergenceOf(round(before), round(after));
const told = (before: string, after: string) => describeConvergence(between(before, after));

const remark =
  'No second panel thought again without the talk, and language models often change an answer when merely asked to: nobody can tell persuasion from noise here.';

describe('a lean', () => {
  it('is 1, -1 or 0, and nothing without an opinion', () => {
    expect(Array.from('+-0dnos', (mark) => leanOf(short[mark] ?? 'silent'))).toEqual([1, -1, 0, 0, undefined, undefined, undefined]);
  });
});

describe('the convergence of a panel', () => {
  it('is the share of its disagreement that went away', () => {
    // Leans 1, -1, 0, 0 (variance 1/2) become 1, 1, 0, 0 (variance 1/4).
    expect(between('+-0d', '++0d')).toEqual({ compared: 4, c: 0.5, towards: ['Ben'], away: [], converged: false });
    // 1, -1, 1 (variance 8/9) become 1, 0, 1 (variance 2/9).
    expect(between('+-+', '+0+').c).toBeCloseTo(0.75, 12);
    expect(between('+-+', '+0+').converged).toBe(true);
  });

  it('is below 0 where the panel drew apart', () => {
    // Variance 2/9 becomes 8/9.
    expect(between('+0+', '+-+').c).toBeCloseTo(-3, 12);
    expect(between('+0+', '+-+')).toMatchObject({ converged: false, away: ['Ben'] });
  });

  it('is reached above 0.6, and not at 0.6', () => {
    // 1, 1, 0, 0, -1, -1 (2/3) to 1, 1, 0, 0, 0, 0 (2/9): c = 2/3.
    expect(between('++00--', '++0000')).toMatchObject({ converged: true });
    // 1, 1, 1, -1, -1 (24/25) become 1, 1, 0, 0, -1 (14/25): c = 5/12.
    expect(between('+++--', '++00-')).toMatchObject({ converged: false });
    // 1, -1, 0, 0, 0 (10/25) to 1, 0, 0, 0, 0 (4/25): c = 0.6.
    const exactly = between('+-000', '+0000');
    expect(exactly.c).toBe(0.6);
    expect(exactly.converged).toBe(false);
  });

  it('is reached when all lean the same way afterwards', () => {
    expect(between('+-0', '---')).toMatchObject({ c: 1, converged: true, towards: [], away: ['Ana', 'Cleo'] });
    expect(between('+-0', '0dd')).toMatchObject({ c: 1, converged: true, towards: ['Ben'], away: ['Ana'] });
  });

  it('has no figure where there was no disagreement to begin with', () => {
    expect(between('+++', '+++')).toEqual({ compared: 3, c: undefined, towards: [], away: [], converged: true });
    expect(between('+++', '---')).toMatchObject({ c: undefined, converged: true });
    expect(between('+++', '+-+')).toMatchObject({ c: undefined, converged: false });
  });

  it('needs three personas with an opinion in both rounds', () => {
    expect(between('+-', '++')).toEqual({ compared: 2, c: undefined, towards: ['Ben'], away: [], converged: false });
    expect(between('+-nos', '+++++')).toMatchObject({ compared: 2, converged: false });
    expect(between('+-000', '++nos')).toMatchObject({ compared: 2, converged: false });
    expect(between('+-0', '++ ')).toMatchObject({ compared: 2, converged: false });
    expect(between('+-', '+++')).toMatchObject({ compared: 2, converged: false });
    expect(convergenceOf([], [])).toEqual({ compared: 0, c: undefined, towards: [], away: [], converged: false });
  });

  it('finds each persona by name, not by place', () => {
    expect(convergenceOf(round('+-0'), round('+-0').toReversed())).toMatchObject({ c: 0, towards: [], away: [] });
  });
});

describe('convergence as people read it', () => {
  it('says to treat a panel that converged as one voice, who moved, and that nobody can tell why', () => {
    expect(told('+-0+', '+++0')).toBe(
      `The panel converged: treat it as one voice. Moved towards it: Ben, Cleo. Moved away from it: Dov. ${remark}`,
    );
  });

  it('says when it did not converge, with the same remark where anybody moved', () => {
    expect(told('+-0d', '++0d')).toBe(`The panel did not converge. Moved towards it: Ben. ${remark}`);
    expect(told('+-0', '+-d')).toBe('The panel did not converge. Nobody moved.');
    expect(told('+++', '+-+')).toBe(`The panel did not converge. Moved away from it: Ben. ${remark}`);
  });

  it('tells a panel that agreed from the start from one that converged', () => {
    expect(told('+++', '+++')).toBe('The panel was of one mind before the talk and after it: treat it as one voice. Nobody moved.');
    expect(told('+++', '---')).toBe(
      `The panel was of one mind before the talk and after it: treat it as one voice. Moved away from it: Ana, Ben, Cleo. ${remark}`,
    );
  });

  it('says when there are too few to tell, and nothing about nobody', () => {
    const few = 'Too few personas had an opinion in both rounds to say whether the panel converged.';
    expect(told('+-', '+-')).toBe(few);
    expect(told('+-', '++')).toBe(`${few} Moved towards it: Ben. ${remark}`);
  });

  it('never shows a figure', () => {
    for (const after of ['+-0', '++0', '+++', '000']) expect(told('+-0', after)).not.toMatch(/[\d%]/);
  });
});
