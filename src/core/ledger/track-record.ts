import type { Block } from '../message.ts';
import { reliability } from '../score/calibration.ts';
import { skill } from '../score/forecast-scores.ts';
import { mcnemar } from '../score/mcnemar.ts';
import { outcomesNeeded, wilson } from '../score/proportion.ts';
import { inHundred, percentRange } from '../share.ts';
import { onOneLine } from '../text.ts';
import type { Scorer } from './grade.ts';
import { readScore, type Score, type Standing } from './score.ts';
import type { Tallies, Tally } from './tally.ts';
import { few, trackCharts } from './track-charts.ts';

/* A record in words. No figure without an outcome, and below 20 always with "too few to tell". */

/** What stands on every panel as long as there is nothing to say. */
export const noRecord = 'No outcomes recorded yet: treat this as a hypothesis.';

const names: Readonly<Record<Scorer, string>> = {
  panel: 'the panel',
  control: 'the model without personas',
  team: 'the team’s vote',
  longer: 'longer headline',
  'no-question-mark': 'no question mark',
  'no-question-mark-then-longer': 'no question mark, then longer',
};

/** Who stands beside the panel: in one line, and with all figures. */
const besides = ['longer', 'no-question-mark', 'control', 'team'] as const satisfies readonly Scorer[];
const others = ['longer', 'no-question-mark', 'no-question-mark-then-longer', 'control', 'team'] as const satisfies readonly Scorer[];

const interval = ({ right, decided }: Standing): string => `95 % interval ${percentRange(wilson(right, decided))}`;

const rightOf = ({ right, decided }: Standing): string => `${right} of ${decided}`;

const briefly = (score: Score): string =>
  besides
    .filter((other) => score.of(other).decided > 0)
    .map((other) => `${names[other]} ${rightOf(score.of(other))}`)
    .join(', ');

/** Whether a record tells the panel from a coin, and if not, how many more outcomes would at this rate. */
const describeCoin = ({ right, decided }: Standing): string => {
  if (decided < few) return 'too few to tell';
  const p = mcnemar(right, decided - right);
  if (p >= 0.05) return 'not told apart from a coin';
  return right * 2 > decided ? 'better than a coin' : 'worse than a coin';
};

/** One record in one sentence, or that there is none. `about` names it: `Everyday shoppers, version 2`. */
export const describeTrack = (about: string, tally: Tally): string => {
  const score = readScore(tally);
  if (score.graded === 0) return noRecord;
  const panel = score.of('panel');
  const rest = briefly(score);
  if (panel.decided === 0) {
    const why = score.noisy > 0 ? `${score.noisy} of them too close to call` : 'none with a clear pick of the panel';
    return `${score.graded} ${score.graded === 1 ? 'outcome' : 'outcomes'} recorded for ${onOneLine(about)}, ${why}${rest ? ` (${rest} right)` : ''}: treat this as a hypothesis.`;
  }
  const { chances } = panel;
  const brier = chances ? `, Brier ${chances.brier.toFixed(3)} (coin ${chances.coin.toFixed(3)})` : '';
  const noisy = score.noisy > 0 ? `; ${score.noisy} more too close to call` : '';
  const beside = rest ? `; beside it ${rest}` : '';
  return `Track record of ${onOneLine(about)}: ${rightOf(panel)} right (${interval(panel)}), ${describeCoin(panel)}${brier}${beside}${noisy}.`;
};

/** The record of a set's version, or where that has none, of all its versions. */
export const describeSetTrack = (set: { id: string; title: string; version: number }, ofVersion: Tally, ofSet: Tally): string =>
  readScore(ofVersion).graded > 0
    ? describeTrack(`${set.title}, version ${set.version}`, ofVersion)
    : describeTrack(`${set.title}, other versions`, ofSet);

/** How many more clear outcomes would tell the panel from a coin, if it went on as it did. */
export const describeNeed = ({ right, decided }: Standing): string => {
  if (decided === 0) return 'No clear outcome yet, so nobody can say how many it would take.';
  if (decided >= few && mcnemar(right, decided - right) < 0.05) return 'The outcomes so far settle it: this is not a coin.';
  const more = Math.max(few, outcomesNeeded(right / decided)) - decided;
  if (more > 5_000) return 'At this rate it would take more than 5,000 more outcomes to tell it from a coin.';
  return `At this rate about ${more.toLocaleString('en')} more outcomes would tell it from a coin (80 % power, 5 %).`;
};

const p = (value: number): string => (value < 0.001 ? 'below 0.001' : value.toFixed(3));

const standingRow = (score: Score, scorer: Scorer): readonly string[] => {
  const one = score.of(scorer);
  const { chances } = one;
  const { both, onlyPanel, onlyOther } = score.against(scorer);
  const compared =
    scorer === 'panel'
      ? `coin: p ${p(mcnemar(one.right, one.decided - one.right))}`
      : both > 0
        ? `both picked ${both}: panel alone right ${onlyPanel}, ${names[scorer]} alone ${onlyOther}, p ${p(mcnemar(onlyPanel, onlyOther))}`
        : '';
  return [
    names[scorer],
    one.decided > 0 ? `${rightOf(one)} right, ${interval(one)}${one.decided < few ? ', too few to tell' : ''}` : 'no clear outcome',
    one.unsure > 0 ? `${one.unsure} without a pick` : '',
    chances
      ? `${chances.brier.toFixed(3)} (coin ${chances.coin.toFixed(3)}, skill ${(skill(chances.brier, chances.coin) ?? 0).toFixed(2)})`
      : '',
    chances ? chances.log.toFixed(3) : '',
    one.decided > 0 ? compared : '',
  ];
};

const calibrationBlocks = (score: Score): readonly Block[] => {
  const bins = reliability(score.bins);
  const n = score.bins.reduce((sum, bin) => sum + bin.n, 0);
  if (!bins) return [{ type: 'text', text: `Calibration is shown from 100 outcomes on; there are ${n}.` }];
  return [
    {
      type: 'table',
      title: 'Calibration: how sure, and how often right',
      columns: ['Said on average', 'Was right', 'Forecasts'],
      rows: bins.map((bin) => [inHundred(bin.said), inHundred(bin.was), String(bin.n)]),
    },
  ];
};

const scorersOf = (score: Score): readonly Scorer[] =>
  (['panel', ...others] as const).filter((scorer) => {
    const { decided, unsure, chances } = score.of(scorer);
    return decided + unsure > 0 || chances !== undefined;
  });

/** One record with all its figures. */
export const recordBlocks = (
  title: string,
  tally: Tally,
  counting = { one: 'forecast sealed', many: 'forecasts sealed' },
): readonly Block[] => {
  const score = readScore(tally);
  const forecasts = score.sealed === 1 ? counting.one : counting.many;
  if (score.graded === 0) return [{ type: 'text', text: `${title}: ${score.sealed} ${forecasts}. ${noRecord}` }];
  const counted = [
    `${score.sealed} ${forecasts}, ${score.graded} with an outcome`,
    score.noisy > 0 ? `${score.noisy} of them too close to call` : '',
    score.withdrawn > 0 ? `${score.withdrawn} withdrawn` : '',
    score.late > 0 ? `${score.late} left out because the test was over before the forecast` : '',
  ];
  return [
    {
      type: 'table',
      title,
      columns: ['Who', 'Right', 'No pick', 'Brier', 'Log score', 'Compared'],
      rows: scorersOf(score).map((scorer) => standingRow(score, scorer)),
    },
    { type: 'text', text: `${counted.filter(Boolean).join('; ')}. ${describeNeed(score.of('panel'))}` },
    ...calibrationBlocks(score),
  ];
};

/** Groups of one kind in a table: sets, versions, models, personas. */
const groupRows = (tallies: Tallies, kind: string): ReadonlyArray<readonly string[]> =>
  [...tallies]
    .filter(([group, tally]) => group.startsWith(`${kind} `) && readScore(tally).graded > 0)
    .map(([group, tally]) => {
      const [, right = '', , scored = ''] = standingRow(readScore(tally), 'panel');
      return [group.slice(kind.length + 1), right, scored];
    });

/** The whole record of a space. Tests of the past stand apart: no forecast was sealed before their end. */
export const trackPage = (tallies: Tallies, only?: string): readonly Block[] => {
  const title = only === undefined ? 'All panels of this space' : `Set ${only}`;
  const past = readScore(tallies.get('past') ?? {});
  const pastRules = briefly(past);
  const tally = tallies.get(only === undefined ? 'all' : `set ${only}`) ?? {};
  return [
    ...trackCharts(title, tally, only === undefined ? tallies : undefined),
    ...recordBlocks(title, tally),
    ...(['set', 'model', 'persona'] as const).flatMap((kind): readonly Block[] => {
      const rows = groupRows(tallies, kind).filter(
        ([name]) => only === undefined || kind === 'model' || (name ?? '').split(' ')[0] === only,
      );
      return rows.length > 0 ? [{ type: 'table', title: `By ${kind}`, columns: ['Which', 'Right', 'Brier'], rows }] : [];
    }),
    ...(past.graded > 0
      ? [
          {
            type: 'text',
            text: `Imported tests of the past, never mixed with the above because nothing was sealed before they ended: ${past.graded}${past.noisy > 0 ? `, ${past.noisy} too close to call` : ''}. Right: ${pastRules || 'no rule could tell'}.`,
          } as const,
        ]
      : []),
    {
      type: 'note',
      text: 'Where counts are recorded, an option has won when it is the best one with a probability of 95 % or more (Beta posterior). Anything closer is too close to call and counts as neither right nor wrong. These figures are about forecasts, not about people.',
    },
  ];
};
