import { describe, expect, it } from 'vitest';
import { addTally, type Tallies, type Tally } from '../../src/core/ledger/tally.ts';
import { trackCharts } from '../../src/core/ledger/track-charts.ts';

const counted = (scorer: string, right: number, wrong: number): Tally => ({
  sealed: right + wrong,
  graded: right + wrong,
  [`${scorer}.right`]: right,
  [`${scorer}.wrong`]: wrong,
});

const inBins = (n: number): Tally => ({ 'bin.12.n': n, 'bin.12.said': 620_000_000 * n, 'bin.12.was': 500_000_000 * n });

const kinds = (tally: Tally, over?: Tallies): readonly string[] => trackCharts('All', tally, over).map(({ chart }) => chart.kind);

const months = (...decided: readonly number[]): Tallies =>
  new Map(decided.map((count, at) => [`month 2026-${String(at + 1).padStart(2, '0')}`, counted('panel', count, 0)]));

describe('pictures of a record', () => {
  it('are none without an outcome, with outcomes that were all too close to call, and where nobody made a pick', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ sealed: 9 })).toEqual([]);
    expect(kinds({ sealed: 9, graded: 3, noisy: 3, 'panel.unsure': 2 })).toEqual([]);
  });

  it('show each with Wilson’s interval beside a coin, and say below 20 that it is too few to tell', () => {
    const [block] = trackCharts('All', addTally(counted('panel', 9, 5), counted('longer', 12, 8)));
    expect(block?.words).toEqual([
      'The panel: 9 of 14, too few to tell',
      'The longer headline: 12 of 20',
      'For comparison: a coin, between two options.',
    ]);
    expect(block?.chart.footnote).toContain('Below 20 outcomes: too few to tell.');
    expect(block?.chart.footnote).toContain('not about people');
    if (block?.chart.kind !== 'intervals') throw new Error('the first picture is that of right picks');
    const [panel] = block.chart.rows;
    expect([panel?.low.toFixed(2), panel?.value.toFixed(2), panel?.high.toFixed(2), panel?.isOurs]).toEqual(['0.39', '0.64', '0.84', true]);
    expect(block.chart.reference?.value).toBe(0.5);
  });

  it('say nothing of too few from 20 on', () => {
    const [block] = trackCharts('All', counted('panel', 12, 8));
    expect(JSON.stringify(block)).not.toContain('too few');
  });

  it('show calibration from 100 outcomes on', () => {
    expect(kinds(addTally(counted('panel', 60, 39), inBins(99)))).toEqual(['intervals']);
    expect(kinds(addTally(counted('panel', 60, 40), inBins(100)))).toEqual(['intervals', 'calibration']);
  });

  it('show a line once three times 20 outcomes have come, joining small months', () => {
    expect(kinds({}, months(20, 20))).toEqual([]);
    expect(kinds({}, months(20, 20, 19))).toEqual([]);
    const [block] = trackCharts('All', {}, months(20, 5, 15, 20, 3));
    if (block?.chart.kind !== 'trend') throw new Error('a line');
    expect(block.chart.points.map(({ day }) => day)).toEqual(['2026-01-01', '2026-03-01', '2026-04-01']);
  });

  it('fit the title however long the name of a set is', () => {
    expect(() => trackCharts('x'.repeat(500), counted('panel', 1, 0))).not.toThrow();
  });
});
