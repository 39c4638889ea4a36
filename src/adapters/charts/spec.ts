import type { TopLevelSpec } from 'vega-lite';
import type { Chart } from '../../core/chart.ts';
import type { ColourScheme } from '../../ports/pictures.ts';
import { fontFamily, palettes } from './palette.ts';
import { shortenNames } from './row-names.ts';

/** Width of the drawing itself in pixels; margins come on top. Fits a phone held upright, so names stand above their bars and not beside them. */
const width = 360;
const rowHeight = 48;
/** How far above the middle of its bar a row's name stands, in pixels. */
const nameAbove = 17;

type Rows = Extract<Chart, { kind: 'intervals' | 'bars' }>;
type Kind<K extends Chart['kind']> = Extract<Chart, { kind: K }>;

const formatOf = (unit: Rows['unit']): string => (unit === 'share' ? '.0%' : '~g');

const isOurs = { test: 'datum.isOurs === true' };

const colourOf = (theme: ColourScheme) => ({ condition: { ...isOurs, value: palettes[theme].ours }, value: palettes[theme].others });

/** Rows keep their order. */
const rowPlace = { field: 'label', type: 'nominal', sort: null, title: null, axis: null } as const;

const across = (chart: Rows | Kind<'trend'>, theme: ColourScheme, channel: 'x' | 'y') =>
  chart.reference === undefined
    ? []
    : [
        {
          data: { values: [chart.reference] },
          mark: { type: 'rule' as const, strokeDash: [4, 4], color: palettes[theme].quiet, aria: false },
          encoding: { [channel]: { field: 'value', type: 'quantitative' as const } },
        },
      ];

/** Room for a row's name and for its value in words, in pixels. The name is shortened beforehand to what the value leaves it. */
const textLimits = { name: width, text: 180 } as const;

/** The words of a row above its bar. Lines of the grid run behind them: they keep a rim of the ground. */
const rowWords = (field: 'name' | 'text', theme: ColourScheme) => {
  const { ink, quiet, ground } = palettes[theme];
  const [align, place, colour] = field === 'name' ? (['left', 0, ink] as const) : (['right', width, quiet] as const);
  const mark = { type: 'text' as const, align, fontSize: 13, dy: -nameAbove, limit: textLimits[field] };
  const encoding = { y: rowPlace, x: { value: place }, text: { field, type: 'nominal' as const } };
  return [
    { mark: { ...mark, stroke: ground, strokeWidth: 5, aria: false }, encoding: { ...encoding, color: { value: ground } } },
    { mark, encoding: { ...encoding, color: { value: colour } } },
  ];
};

const rows = (chart: Rows, theme: ColourScheme) => {
  const scale = { domain: [...chart.domain], nice: false };
  const x = { type: 'quantitative' as const, scale, axis: { format: formatOf(chart.unit), tickCount: 5 }, title: null };
  const color = colourOf(theme);
  const names = shortenNames(chart.rows);
  const marks =
    chart.kind === 'bars'
      ? [{ mark: { type: 'bar' as const, height: 12, cornerRadiusEnd: 3 }, encoding: { y: rowPlace, x: { field: 'value', ...x }, color } }]
      : [
          {
            mark: { type: 'rule' as const, strokeWidth: 4, strokeCap: 'round' as const },
            encoding: { y: rowPlace, x: { field: 'low', ...x }, x2: { field: 'high' }, color },
          },
          {
            mark: { type: 'point' as const, filled: true, size: 110, opacity: 1 },
            encoding: { y: rowPlace, x: { field: 'value', ...x }, color },
          },
        ];
  return {
    width,
    height: { step: rowHeight },
    data: { values: chart.rows.map((one, at) => ({ ...one, name: names[at], isOurs: one.isOurs ?? false })) },
    layer: [...across(chart, theme, 'x'), ...marks, ...rowWords('name', theme), ...rowWords('text', theme)],
  };
};

const calibration = ({ points, axes }: Kind<'calibration'>, theme: ColourScheme) => {
  const axis = (field: string, title: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [0, 1] },
    axis: { format: '.0%', tickCount: 5 },
  });
  return {
    width: 280,
    height: 280,
    layer: [
      {
        data: { values: [{ from: 0, to: 1 }] },
        mark: { type: 'rule' as const, strokeDash: [4, 4], color: palettes[theme].quiet },
        encoding: {
          x: { field: 'from', type: 'quantitative' as const },
          y: { field: 'from', type: 'quantitative' as const },
          x2: { field: 'to' },
          y2: { field: 'to' },
        },
      },
      {
        data: { values: [...points] },
        mark: { type: 'point' as const, filled: true, opacity: 0.9, color: palettes[theme].ours },
        encoding: {
          x: axis('forecast', axes[0]),
          y: axis('happened', axes[1]),
          size: { field: 'count', type: 'quantitative' as const, scale: { range: [60, 400] }, legend: null },
        },
      },
    ],
  };
};

const matrix = ({ labels, cells, legend }: Kind<'matrix'>, theme: ColourScheme) => {
  const values = labels.flatMap((one, row) =>
    labels.map((other, column) => ({ one, other, value: cells[row]?.[column] ?? 0, text: (cells[row]?.[column] ?? 0).toFixed(2) })),
  );
  const { scale, onScale } = palettes[theme];
  const [from, to] = scale;
  const axis = { type: 'nominal' as const, sort: null, title: null };
  const place = {
    x: { field: 'other', ...axis, axis: { labelAngle: -40, labelLimit: 120 } },
    y: { field: 'one', ...axis, axis: { labelLimit: 180 } },
  };
  return {
    width: { step: 44 },
    height: { step: 32 },
    data: { values },
    layer: [
      {
        mark: { type: 'rect' as const, cornerRadius: 3, stroke: palettes[theme].ground, strokeWidth: 2 },
        encoding: {
          ...place,
          color: {
            field: 'value',
            type: 'quantitative' as const,
            scale: { domain: [0, 1], range: [from, to], interpolate: 'rgb' },
            legend: { title: legend, orient: 'top' as const, format: '.1f', gradientLength: 160, titleLimit: 300 },
          },
        },
      },
      {
        mark: { type: 'text' as const, fontSize: 11 },
        encoding: {
          ...place,
          text: { field: 'text', type: 'nominal' as const },
          color: { condition: { test: `datum.value > ${onScale.turn}`, value: onScale.above }, value: onScale.below },
        },
      },
    ],
  };
};

const trend = (chart: Kind<'trend'>, theme: ColourScheme) => {
  const [from = '', to = ''] = [chart.points[0]?.day, chart.points.at(-1)?.day];
  // Days of different years need the year beside them.
  const format = from.slice(0, 4) === to.slice(0, 4) ? '%d %b' : '%b %Y';
  const x = { field: 'day', type: 'temporal' as const, title: null, axis: { format, tickCount: 4, labelOverlap: true } };
  const scale = { domain: [...chart.domain], nice: false };
  const y = { type: 'quantitative' as const, title: null, scale, axis: { format: formatOf(chart.unit), tickCount: 5 } };
  const { ours } = palettes[theme];
  return {
    width,
    height: 180,
    data: { values: [...chart.points] },
    layer: [
      ...across(chart, theme, 'y'),
      { mark: { type: 'area' as const, opacity: 0.18, color: ours }, encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' } } },
      {
        mark: { type: 'line' as const, color: ours, point: { filled: true, color: ours, size: 40 } },
        encoding: { x, y: { field: 'value', ...y } },
      },
    ],
  };
};

const draw = (chart: Chart, theme: ColourScheme) => {
  switch (chart.kind) {
    case 'intervals':
    case 'bars':
      return rows(chart, theme);
    case 'calibration':
      return calibration(chart, theme);
    case 'matrix':
      return matrix(chart, theme);
    case 'trend':
      return trend(chart, theme);
  }
};

const captionOf = (chart: Chart): readonly string[] => [
  ...('reference' in chart && chart.reference ? [`Dashed: ${chart.reference.label}`] : []),
  ...(chart.kind === 'calibration' ? ['Dashed: said and happened are the same'] : []),
];

/** Lines of a text of at most so many characters: a picture cannot wrap by itself. */
const wrap = (text: string, most: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** Characters of one line of a title and of what stands below it, at their sizes in the usual fonts. */
const lineLengths = { title: 40, below: 60 } as const;

/**
 * The chart as a Vega-Lite specification (vega.github.io/vega-lite, version 6). The cast: its types know unit and layered views apart, and this is either.
 */
export const specOf = (chart: Chart, theme: ColourScheme): TopLevelSpec => {
  const { ground, ink, quiet, line } = palettes[theme];
  const axis = {
    labelColor: ink,
    titleColor: ink,
    gridColor: line,
    domain: false,
    ticks: false,
    labelPadding: 8,
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: 'normal',
  };
  return {
    background: ground,
    padding: 16,
    title: {
      text: wrap(chart.title, lineLengths.title),
      subtitle: [...captionOf(chart), chart.footnote].flatMap((text) => wrap(text, lineLengths.below)),
      anchor: 'start',
      frame: 'bounds',
      offset: 12,
      fontSize: 15,
      color: ink,
      subtitleColor: quiet,
      subtitleFontSize: 12,
      subtitlePadding: 5,
    },
    config: {
      font: fontFamily,
      axis,
      axisY: { grid: chart.kind === 'trend' || chart.kind === 'calibration' },
      ...(chart.kind === 'matrix' ? { axis: { ...axis, grid: false } } : {}),
      view: { stroke: null },
      legend: { labelColor: ink, titleColor: ink, titleFontWeight: 'normal', titleFontSize: 12 },
    },
    ...draw(chart, theme),
  } as TopLevelSpec;
};
