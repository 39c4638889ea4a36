import { describe, expect, it } from 'vitest';
import { createMemberNames } from '../../src/adapters/discord/member-names.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { createChartPictures } from '../../src/app/chart-pictures.ts';
import { chartBlock } from '../../src/core/chart.ts';
import { fileInWords, safeFileName } from '../../src/core/file-in-words.ts';
import { spaceId } from '../../src/core/ids.ts';
import { notice } from '../../src/core/labels.ts';
import { inPieces } from '../../src/core/text.ts';
import { allCharts, chartOf } from '../fakes/charts.ts';

const limits = { nameUnits: 80, bodyUnits: 20_000, notificationUnits: 200 };
const log = { info: () => {}, warn: () => {}, error: () => {} };
const draw = (png: (n: number) => Uint8Array) => {
  let count = 0;
  const asked: string[] = [];
  const pictures = {
    svg: async () => '',
    png: async (_: unknown, theme: string) => {
      asked.push(theme);
      count += 1;
      return png(count);
    },
  };
  return {
    drawCharts: createChartPictures({ pictures, digest: (text) => `${text.length}`.padEnd(20, '0'), clock: systemClock, log }),
    asked,
  };
};
const messageOf = (...charts: Parameters<typeof chartBlock>[0][]) =>
  notice({ summary: 'x', blocks: [{ type: 'text', text: 'x' }, ...charts.map(chartBlock)] }, limits);

describe('the pictures of a message', () => {
  it('are drawn on light ground, in their places, with a name that follows from the chart and words in place of it', async () => {
    const { drawCharts, asked } = draw(() => new Uint8Array(3));
    const drawn = await drawCharts(messageOf(chartOf('bars'), chartOf('trend')));
    expect(drawn.map(({ block }) => block)).toEqual([1, 2]);
    expect(asked).toEqual(['light', 'light']);
    expect(drawn[1]?.alt).toContain('Right picks over time. From 50 % on 2026-01-05 to 60 % on 2026-06-05. For comparison: a coin.');
    const [again] = await drawCharts(messageOf(chartOf('trend')));
    expect(again?.name).toBe(drawn[1]?.name);
    expect(again?.name).not.toBe(drawn[0]?.name);
  });

  it('are none where there is no chart, at most four, and none that is too large', async () => {
    const { drawCharts } = draw((n) => new Uint8Array(n === 2 ? 2 * 1_024 * 1_024 + 1 : 3));
    expect(await drawCharts(messageOf())).toEqual([]);
    const drawn = await drawCharts(messageOf(...allCharts.map(([, chart]) => chart)));
    expect(drawn.map(({ block }) => block)).toEqual([1, 3, 4]);
  });
});

describe('a text in pieces', () => {
  it('is the text, cut between lines where that can be and never in a character', () => {
    for (const text of ['', 'short', 'one\ntwo\nthree', '😀'.repeat(9), `${'x'.repeat(7)}\n${'y'.repeat(30)}`]) {
      const pieces = inPieces(text, 8);
      expect(pieces.join('')).toBe(text);
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(8);
        expect(piece.isWellFormed()).toBe(true);
      }
    }
    expect(inPieces('one\ntwo\nthree', 8)).toEqual(['one\ntwo\n', 'three']);
  });
});

describe('a file that cannot be handed over', () => {
  it('is shown as text with the reason first, and is named so that no name does harm', () => {
    const [only, ...more] = fileInWords({ name: 'a.md', text: 'Words' }, 'It was refused.', limits);
    expect(more).toEqual([]);
    expect(only?.blocks.map((block) => ('text' in block ? block.text : ''))).toEqual([
      'It was refused.',
      expect.stringContaining('the text of a.md'),
      'Words',
    ]);
    expect(['../../etc/passwd', 'a b<c>.md', '', '...', 'Straße.md'].map(safeFileName)).toEqual([
      'etc-passwd',
      'a-b-c-.md',
      'file.txt',
      'file.txt',
      'Stra-e.md',
    ]);
  });
});

describe('names of people on Discord', () => {
  it('are those of people who were met there, and of nobody of another server', async () => {
    const { names, meet } = createMemberNames();
    const [here, there] = [spaceId('discord', '1'), spaceId('discord', '2')];
    meet(here, 'Uma');
    expect(await names(here)).toContain('Uma');
    expect(await names(there)).not.toContain('Uma');
    expect(await names(there)).toContain('everyone');
  });
});
