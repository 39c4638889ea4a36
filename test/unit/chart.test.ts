import { describe, expect, it } from 'vitest';
import { chartBlock, chartSchema } from '../../src/core/chart.ts';
import { blockUnits } from '../../src/core/fit.ts';
import { allCharts, chartOf, sampleCharts } from '../fakes/charts.ts';

const wordsOf = (kind: Parameters<typeof chartOf>[0]) => chartBlock(chartOf(kind)).words;

describe('a chart in words', () => {
  it('names every row, and what the rows are compared with', () => {
    expect(wordsOf('intervals')).toEqual(['This panel: 9 of 14', 'The longer headline: 8 of 14', 'For comparison: a coin.']);
  });

  it('tells what was said and what happened, with how many cases', () => {
    expect(wordsOf('calibration')).toEqual(['Said 25 %, Happened 30 % (40)', 'Said 75 %, Happened 60 % (60)']);
  });

  it('calls nearly all not all, and nearly none not none', () => {
    const points = [
      { forecast: 0.996, happened: 1, count: 10 },
      { forecast: 0.004, happened: 0, count: 10 },
    ];
    expect(chartBlock({ kind: 'calibration', title: 'T', footnote: 'F', axes: ['Said', 'Happened'], points }).words).toEqual([
      'Said over 99 %, Happened 100 % (10)',
      'Said under 1 %, Happened 0 % (10)',
    ]);
  });

  it('names the pair that is most alike', () => {
    expect(wordsOf('matrix')).toEqual(['1 is the same answer. Most alike: Marit and Lupe (0.80).']);
  });

  it('takes any pair for the one that is most alike, and no one for a pair with itself', () => {
    const { labels: _labels, cells: _cells, ...rest } = sampleCharts.matrix;
    const labels = ['Ana', 'Ben', 'Cleo', 'Dora'];
    const said = (one: number, other: number) => {
      const cells = labels.map((_, row) =>
        labels.map((__, column) => {
          if (row === column) return 1;
          return Math.min(row, column) === one && Math.max(row, column) === other ? 0.9 : (row + column) / 10;
        }),
      );
      return chartBlock({ ...rest, labels, cells }).words;
    };
    for (const [one, a] of labels.entries())
      for (const [step, b] of labels.slice(one + 1).entries())
        expect(said(one, one + 1 + step)).toEqual([`1 is the same answer. Most alike: ${a} and ${b} (0.90).`]);
  });

  it('tells where a line begins and ends, in parts of a hundred or as numbers', () => {
    expect(wordsOf('trend')).toEqual(['From 50 % on 2026-01-05 to 60 % on 2026-06-05', 'For comparison: a coin.']);
    const { reference: _reference, ...alone } = sampleCharts.trend;
    const points = ['2026-01-05', '2026-02-05', '2026-03-05'].map((day, at) => ({ day, value: (at + 1) / 8 }));
    expect(chartBlock({ ...alone, domain: [0, 1], unit: 'number', points }).words).toEqual([
      'From 0.13 on 2026-01-05 to 0.38 on 2026-03-05',
    ]);
  });

  it('names what is compared with only where there is something', () => {
    expect(wordsOf('bars')).toHaveLength(2);
    expect(
      chartBlock({ ...sampleCharts.bars, domain: [0, 1], rows: [{ label: 'One', value: 1, text: '1' }], reference: undefined }).words,
    ).toEqual(['One: 1']);
  });

  it('counts its words, title and footnote towards the length of a message', () => {
    const [[, chart] = ['', undefined]] = allCharts;
    if (!chart) throw new Error('there are charts');
    const block = chartBlock(chart);
    expect(blockUnits(block)).toBe([chart.title, chart.footnote, ...block.words].join('').length);
  });
});

describe('chart data', () => {
  it.each(allCharts)('of %s is taken as it is', (_, chart) => {
    expect(chartSchema.parse(structuredClone(chart))).toEqual(chart);
  });

  it.each(allCharts)('of %s never goes without a footnote', (_, chart) => {
    expect(chartSchema.safeParse({ ...chart, footnote: '' }).success).toBe(false);
  });
});

it('holds nothing that hides or turns round what is read, in its picture or its words', () => {
  const hostile = 'Ana\u202E\u200B\u0000\nBo';
  const row = { label: hostile, value: 1, text: hostile };
  const block = chartBlock({ kind: 'bars', title: hostile, footnote: hostile, unit: 'number', domain: [0, 1], rows: [row] });
  expect(JSON.stringify(block)).not.toMatch(/\u202E|\u200B|\\u0000|\\n/);
  expect(JSON.stringify(block)).toContain('Ana');
});
