import type { Chart } from '../../src/core/chart.ts';

const footnote = 'AI forecasts, not shares of people.';

/** One chart of each kind, with names that are markup, another script and too long. */
export const sampleCharts = {
  intervals: {
    kind: 'intervals',
    title: 'Right picks, and what 14 outcomes leave open',
    footnote,
    unit: 'share',
    domain: [0, 1],
    reference: { value: 0.5, label: 'a coin' },
    rows: [
      { label: 'This panel', value: 0.64, low: 0.39, high: 0.84, text: '9 of 14', isOurs: true },
      { label: 'The longer headline', value: 0.57, low: 0.33, high: 0.79, text: '8 of 14' },
    ],
  },
  bars: {
    kind: 'bars',
    title: '<script>alert(1)</script> & "so on"',
    footnote,
    unit: 'number',
    domain: [0, 6],
    rows: [
      { label: '</text><image href="http://foreign.example/x.png"/>', value: 3, text: '3' },
      { label: '評議会', value: 5, text: '5', isOurs: true },
    ],
  },
  calibration: {
    kind: 'calibration',
    title: 'Said against happened',
    footnote,
    axes: ['Said', 'Happened'],
    points: [
      { forecast: 0.25, happened: 0.3, count: 40 },
      { forecast: 0.75, happened: 0.6, count: 60 },
    ],
  },
  matrix: {
    kind: 'matrix',
    title: 'How alike they answer',
    footnote,
    legend: '1 is the same answer',
    labels: ['Marit', 'Kofi', 'Lupe'],
    cells: [
      [1, 0.2, 0.8],
      [0.2, 1, 0.4],
      [0.8, 0.4, 1],
    ],
  },
  trend: {
    kind: 'trend',
    title: 'Right picks over time',
    footnote,
    unit: 'share',
    domain: [0, 1],
    reference: { value: 0.5, label: 'a coin' },
    points: [
      { day: '2026-01-05', value: 0.5, low: 0.3, high: 0.7 },
      { day: '2026-06-05', value: 0.6, low: 0.45, high: 0.74 },
    ],
  },
} as const satisfies Record<Chart['kind'], unknown>;

/** The same, as the type that everything takes. */
export const allCharts = Object.entries(sampleCharts) as unknown as ReadonlyArray<readonly [Chart['kind'], Chart]>;

/** One of them. */
export const chartOf = (kind: Chart['kind']): Chart => {
  const found = allCharts.find(([one]) => one === kind);
  if (!found) throw new Error(`there is no chart of ${kind}`);
  return found[1];
};
