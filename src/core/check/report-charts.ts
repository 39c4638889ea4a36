import type { Chart } from '../chart.ts';
import { cutToUnits } from '../text.ts';
import { describeSwap } from './report-swaps.ts';
import { comparedNames } from './report-verdict.ts';
import { type CheckResult, dayOf } from './result.ts';

/** Printed in every picture of a check. */
const footnote = 'Figures about AI personas. They say nothing about people.';

/** Scores lie from -1 to 1, so no two are further apart than this. */
const widest = 2;

/** How alike each pair of personas answers: 1 is the same answer to every item, 0 opposite ends throughout. */
export const distanceChart = (result: CheckResult): Chart | undefined => {
  const { costume } = result.figures;
  if (!costume) return undefined;
  const names = comparedNames(result);
  const cells = names.map((_, row) =>
    names.map((__, column) => {
      // Nobody is a pair with itself, and nobody is apart from itself.
      const pair = costume.pairs.find(({ one, other }) => one === Math.min(row, column) && other === Math.max(row, column));
      return Math.max(0, Math.min(1, 1 - (pair?.distance ?? 0) / widest));
    }),
  );
  return {
    kind: 'matrix',
    title: 'How alike the personas answer',
    footnote,
    legend: '1 is the same answer',
    labels: names.map((name) => cutToUnits(name, 40)),
    cells,
  };
};

/** Most rows that a chart of bars takes, the noise floor among them. */
const mostBars = 14;

/** The shift of each swap beside that of the change that means nothing. */
export const swapChart = (result: CheckResult): Chart | undefined => {
  const { swaps: audit } = result.figures;
  if (!audit) return undefined;
  const swaps = audit.results.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, mostBars - 1);
  const floor = Math.abs(audit.nothing.change);
  const rows = swaps.map((one) => ({
    label: describeSwap(result, one),
    value: Math.abs(one.change),
    text: `${Math.abs(one.change).toFixed(2)}${one.isFound ? ', told from chance' : ''}`,
    isOurs: one.isFound,
  }));
  return {
    kind: 'bars',
    title: 'How far each change moved the answers',
    footnote,
    unit: 'number',
    domain: [0, Math.max(0.5, ...rows.map(({ value }) => value))],
    rows: [...rows, { label: 'Another street', value: floor, text: floor.toFixed(2) }],
    reference: { value: floor, label: `a change that means nothing: ${floor.toFixed(2)}` },
  };
};

/** Most checks that a trend shows. */
const mostPoints = 100;

/** The share of variation between personas over checks, once there are two. One point a day, the last. */
export const trendChart = (results: readonly CheckResult[]): Chart | undefined => {
  const byDay = new Map(
    results.flatMap((result) => (result.figures.costume ? [[dayOf(result), Math.max(0, result.figures.costume.icc)] as const] : [])),
  );
  const points = [...byDay].map(([day, value]) => ({ day, value })).slice(-mostPoints);
  return points.length < 2
    ? undefined
    : {
        kind: 'trend',
        title: 'Share of variation between personas (ICC), check by check',
        footnote,
        unit: 'number',
        domain: [0, 1],
        points,
      };
};
