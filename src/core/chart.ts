import { z } from 'zod';
import type { ChartBlock } from './message.ts';
import { percent } from './share.ts';
import { onOneLine } from './text.ts';

/*
 * A picture of figures, as data. What it looks like is an adapter's matter; what it says in words stands here, because every chart has a twin in words for
 * those who cannot see it, and for surfaces without pictures.
 */

/** Names in a chart are written by people: nothing in them may hide, or turn round the footnote. */
const line = z.string().max(160).overwrite(onOneLine);
const share = z.number().min(0).max(1);

/** One row: what it is, its value, and the value in words. */
const row = z.strictObject({ label: line, value: z.number(), text: line, isOurs: z.boolean().optional() });

/** A value to compare with, drawn as a line across. */
const reference = z.strictObject({ value: z.number(), label: line });

/** How the values are written on the axis: as parts of a hundred, or as plain numbers. */
const unit = z.enum(['share', 'number']);

const common = {
  title: line,
  /** Whose figures these are and what they are not. Printed in the picture, because pictures are copied without their message. */
  footnote: line.min(1),
};

/** The data of a chart. At most so many rows and points as can be read. */
export const chartSchema = z.discriminatedUnion('kind', [
  /** A value with the range that the data leaves open, for each row. */
  z.strictObject({
    ...common,
    kind: z.literal('intervals'),
    unit,
    domain: z.tuple([z.number(), z.number()]),
    rows: z
      .array(row.extend({ low: z.number(), high: z.number() }))
      .min(1)
      .max(14),
    reference: reference.optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('bars'),
    unit,
    domain: z.tuple([z.number(), z.number()]),
    rows: z.array(row).min(1).max(14),
    reference: reference.optional(),
  }),
  /** Said beforehand against happened afterwards: on the diagonal both are the same. */
  z.strictObject({
    ...common,
    kind: z.literal('calibration'),
    axes: z.tuple([line, line]),
    points: z
      .array(z.strictObject({ forecast: share, happened: share, count: z.int().positive() }))
      .min(1)
      .max(20),
  }),
  /** How much each pair has in common, from 0 to 1. `cells` has a row for each label, in order. */
  z.strictObject({
    ...common,
    kind: z.literal('matrix'),
    labels: z.array(line).min(2).max(12),
    cells: z.array(z.array(share).max(12)).max(12),
    legend: line,
  }),
  /** Values over days (year-month-day). */
  z.strictObject({
    ...common,
    kind: z.literal('trend'),
    unit,
    domain: z.tuple([z.number(), z.number()]),
    points: z
      .array(z.strictObject({ day: z.iso.date(), value: z.number(), low: z.number().optional(), high: z.number().optional() }))
      .min(1)
      .max(100),
    reference: reference.optional(),
  }),
]);
export type Chart = z.infer<typeof chartSchema>;

/** The chart in words, one line for each thing that it shows. Read out in place of the picture. */
const describeChart = (chart: Chart): readonly string[] => {
  const across = 'reference' in chart && chart.reference ? [`For comparison: ${chart.reference.label}.`] : [];
  switch (chart.kind) {
    case 'intervals':
    case 'bars':
      return [...chart.rows.map(({ label, text }) => `${label}: ${text}`), ...across];
    case 'calibration':
      return chart.points.map(
        ({ forecast, happened, count }) => `${chart.axes[0]} ${percent(forecast)}, ${chart.axes[1]} ${percent(happened)} (${count})`,
      );
    case 'matrix': {
      const pairs = chart.labels.flatMap((one, at) =>
        chart.labels.slice(at + 1).map((other, next) => ({ one, other, value: chart.cells[at]?.[at + 1 + next] ?? 0 })),
      );
      const [most] = pairs.toSorted((a, b) => b.value - a.value);
      return most ? [`${chart.legend}. Most alike: ${most.one} and ${most.other} (${most.value.toFixed(2)}).`] : [chart.legend];
    }
    case 'trend': {
      const [first, last] = [chart.points[0], chart.points.at(-1)];
      const write = (value: number) => (chart.unit === 'share' ? percent(value) : value.toFixed(2));
      return [...(first && last ? [`From ${write(first.value)} on ${first.day} to ${write(last.value)} on ${last.day}`] : []), ...across];
    }
  }
};

/** The chart as a block of a message. Throws when the data is not what a chart takes, which is a mistake of ours. */
export const chartBlock = (data: Chart): ChartBlock => {
  const chart = chartSchema.parse(data);
  return { type: 'chart', chart, words: describeChart(chart) };
};
