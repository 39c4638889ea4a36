import { type Chart, chartBlock } from '../chart.ts';
import type { ChartBlock } from '../message.ts';
import { reliability } from '../score/calibration.ts';
import { wilson } from '../score/proportion.ts';
import type { Scorer } from './grade.ts';
import { readScore, type Score } from './score.ts';
import { addTally, type Tallies, type Tally } from './tally.ts';

/* A record in pictures. The same rules as in words: nothing without an outcome, and below 20 always with "too few to tell". */

/** Outcomes below which nothing can be told. */
export const few = 20;

const rows = [
  ['panel', 'The panel'],
  ['control', 'Model without personas'],
  ['longer', 'The longer headline'],
  ['no-question-mark', 'No question mark'],
  ['team', 'The team’s vote'],
] as const satisfies ReadonlyArray<readonly [Scorer, string]>;

const aboutForecasts = 'About AI forecasts, not about people.';

const coin = { value: 0.5, label: 'a coin, between two options' } as const;

/** Share of right picks of the panel and of what it is compared with, each with Wilson's interval. Undefined as long as nobody was right or wrong. */
const picksChart = (about: string, score: Score): Chart | undefined => {
  const standings = rows
    .map(([scorer, label]) => ({ ...score.of(scorer), label, isOurs: scorer === 'panel' }))
    .filter(({ decided }) => decided > 0);
  if (standings.length === 0) return undefined;
  const isShort = standings.some(({ decided }) => decided < few);
  return {
    kind: 'intervals',
    title: `Right picks: ${about}`.slice(0, 160),
    footnote: `Dot: share of right picks. Bar: 95 % interval. ${isShort ? `Below ${few} outcomes: too few to tell. ` : ''}${aboutForecasts}`,
    unit: 'share',
    domain: [0, 1],
    reference: coin,
    rows: standings.map(({ right, decided, label, isOurs }) => ({
      label,
      value: right / decided,
      ...wilson(right, decided),
      text: `${right} of ${decided}${decided < few ? ', too few to tell' : ''}`,
      isOurs,
    })),
  };
};

const calibrationChart = ({ bins }: Score): Chart | undefined => {
  const points = reliability(bins);
  return (
    points && {
      kind: 'calibration',
      title: 'How sure the panel was, and how often it was right',
      footnote: `Each dot is 10 or more forecasts; below the line the panel was too sure. ${aboutForecasts}`,
      axes: ['Said on average', 'Was right'],
      points: points.map(({ n, said, was }) => ({ forecast: Math.min(1, said), happened: Math.min(1, was), count: n })),
    }
  );
};

/** Fewest points that make a line. */
const leastPoints = 3;

const decidedOf = (tally: Tally): number => readScore(tally).of('panel').decided;

/** Months in order, small ones joined with those after them until each holds 20 clear outcomes. What is left at the end waits for more. */
const joinMonths = (tallies: Tallies): ReadonlyArray<Readonly<{ month: string; tally: Tally }>> => {
  const joined: { month: string; tally: Tally }[] = [];
  let open: Tally = {};
  const months = [...tallies].filter(([group]) => group.startsWith('month ')).toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [group, tally] of months) {
    open = addTally(open, tally);
    if (decidedOf(open) < few) continue;
    joined.push({ month: group.slice('month '.length), tally: open });
    open = {};
  }
  return joined;
};

const trendChart = (tallies: Tallies): Chart | undefined => {
  const points = joinMonths(tallies).map(({ month, tally }) => {
    const { right, decided } = readScore(tally).of('panel');
    return { day: `${month}-01`, value: right / decided, ...wilson(right, decided) };
  });
  if (points.length < leastPoints) return undefined;
  return {
    kind: 'trend',
    title: 'Right picks of the panel, by the month of the forecast',
    footnote: `Each dot: ${few} or more outcomes, up to that month. Band: 95 % interval. ${aboutForecasts}`,
    unit: 'share',
    domain: [0, 1],
    reference: coin,
    points: points.slice(-100),
  };
};

/** The pictures that a record has enough outcomes for: right picks from 1 on, calibration from 100, a line over time from three times 20. */
export const trackCharts = (about: string, tally: Tally, over?: Tallies): readonly ChartBlock[] => {
  const score = readScore(tally);
  return [picksChart(about, score), calibrationChart(score), over && trendChart(over)].flatMap((chart) =>
    chart ? [chartBlock(chart)] : [],
  );
};
