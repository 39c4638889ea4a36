import { atLeastPercent, percent } from '../share.ts';
import { type Figure, join, type Section } from './figure.ts';
import { distanceChart, swapChart, trendChart } from './report-charts.ts';
import { coverageFigures, fileFigures, missingFigures } from './report-coverage.ts';
import { swapFigures } from './report-swaps.ts';
import { comparedNames, untold, verdictFigure } from './report-verdict.ts';
import { type CheckResult, dayOf } from './result.ts';
import { toldApartFrom } from './sharpness.ts';

const pinned = (result: CheckResult): Figure => ({
  name: 'What was checked',
  value: `${result.set.title}, version ${result.set.version}, with ${result.models.join(' and ')}, ${result.from === undefined ? 'on' : `from ${result.from} to`} ${dayOf(result)}`,
  meaning: `${result.calls} calls on ${result.size === 'full' ? 'all' : 'the first eight'} frozen items, version ${result.items.version} (${result.items.hash.slice(0, 12)}). Scores run from -1 against to 1 for; no opinion counts 0 and is counted apart.`,
  advice: 'Check again when the set, the model or its version changes.',
});

const likeness = (icc: number): string => {
  if (icc < 0.1) return 'Hardly any of the variation lies between personas: they are names on one voice.';
  if (icc < 0.5) return 'Part of the variation lies between personas, most of it within each.';
  return icc < 0.9
    ? 'Most of the variation lies between personas.'
    : 'Nearly all variation lies between personas: each hardly wavers at all, which people do.';
};

const costumeFigures = (result: CheckResult): readonly Figure[] => {
  const { costume } = result.figures;
  if (!costume) return [];
  const { icc, p, within, pairs, caricatures } = costume;
  const alike = untold(pairs);
  const names = comparedNames(result);
  return [
    {
      name: 'Share of variation between personas (ICC)',
      value: icc.toFixed(2),
      meaning: likeness(icc),
      advice: icc < 0.1 ? 'Make the files differ in what decides, not in age or job.' : 'Nothing to do by this figure alone.',
    },
    {
      name: 'Chance of so much difference by luck (permutation p)',
      value: p < 0.002 ? '0.001 or less' : p.toFixed(3),
      meaning: p < 0.05 ? 'The personas do differ.' : 'With the names shuffled the differences are as great.',
      advice: p < 0.05 ? 'Nothing to do.' : 'Treat the set as one voice.',
    },
    {
      name: 'Wavering of one persona',
      value: `${Math.sqrt(Math.max(0, within)).toFixed(2)} on a line from -1 to 1`,
      meaning: 'How far two answers of one persona to one item lie apart, as a standard deviation.',
      advice: 'Differences smaller than this in a panel mean nothing.',
    },
    {
      name: 'Pairs not told apart',
      value: alike.length === 0 ? 'none' : join(alike.map(({ one, other }) => `${names[one]} and ${names[other]}`)),
      meaning: `${alike.length} of ${pairs.length} pairs answer alike within their own wavering, after correction for many comparisons. Differences of less than about ${toldApartFrom[result.size].toFixed(1)} times that wavering are mostly missed in this size.`,
      advice: alike.length === 0 ? 'Nothing to do.' : 'Merge such a pair, or write down where the two would disagree.',
    },
    {
      name: 'Caricatures',
      value: caricatures.length === 0 ? 'none' : join(caricatures.map((at) => names[at] ?? '')),
      meaning: 'Personas that say the same to every item and never waver.',
      advice: caricatures.length === 0 ? 'Nothing to do.' : 'Give them something that they like and something that they do not know.',
    },
  ];
};

const controlFigures = (result: CheckResult): readonly Figure[] => {
  const { control } = result.figures;
  const names = comparedNames(result);
  return control
    ? [
        {
          name: 'Distance from the same model without any persona',
          value: `${control.mean.toFixed(2)} on average`,
          meaning: `On ${control.items} comparisons: ${join(control.distances.map((distance, at) => `${names[at]} ${distance.toFixed(2)}`))}. Near 0 the persona changes nothing.`,
          advice:
            control.mean < 0.1
              ? 'The files hardly move the model. Ask the model alone, or write stronger files.'
              : 'Nothing to do by this figure alone.',
        },
      ]
    : [];
};

const stereotypeFigures = ({ figures: { stereotype }, size }: CheckResult): readonly Figure[] => {
  if (stereotype === undefined)
    return size === 'quick'
      ? [
          {
            name: 'Stereotype share',
            value: 'not asked',
            meaning: 'The quick size does not ask the roles alone.',
            advice: 'Run the full size for it.',
          },
        ]
      : [];
  return [
    {
      name: 'Stereotype share',
      value: atLeastPercent(stereotype),
      meaning:
        'So much of what sets the personas apart is there already when the model is given the name and the one-line role alone. Chance lowers the figure, so it may be more.',
      advice:
        stereotype > 0.5
          ? 'The rest of the files is mostly decoration. Put reasons and habits into them that the role does not suggest.'
          : 'Nothing to do.',
    },
  ];
};

const retestFigures = ({ figures: { retest, order } }: CheckResult): readonly Figure[] => [
  ...(retest
    ? [
        {
          name: 'Same answer when asked again (test-retest)',
          value: `${percent(retest.agreement)} the same standing, kappa ${retest.kappa.toFixed(2)}`,
          meaning: `Two fresh calls with the same item, over ${retest.pairs} pairing${retest.pairs === 1 ? '' : 's'}. Kappa 1 is always the same, 0 no more than chance.`,
          advice: retest.kappa < 0.4 ? 'One panel is one draw. Run it again before you act on it.' : 'Nothing to do.',
        },
      ]
    : []),
  ...(order.pairs > 0
    ? [
        {
          name: 'Choices that follow the order of the options',
          value: `${order.flips} of ${order.pairs} asked both ways`,
          meaning: `The choice went to the other option when the two were turned round. Asked the same way twice, it changed in ${order.rerunFlips} of ${order.rerunPairs}.`,
          advice:
            order.rerunPairs > 0 && order.flips / order.pairs > order.rerunFlips / order.rerunPairs + 0.15
              ? 'Take such a choice for a tie.'
              : 'Nothing to do.',
        },
      ]
    : []),
];

const driftFigures = ({ drift, set, models }: CheckResult): readonly Figure[] => {
  if (!drift)
    return [
      {
        name: 'Drift',
        value: 'nothing to compare with',
        meaning: 'No check before this one has answers of these personas to these items.',
        advice: 'Check again in some weeks, or when the model changes.',
      },
    ];
  const changed = [
    ...(drift.version === set.version ? [] : [`the set (version ${drift.version} then, ${set.version} now)`]),
    ...(drift.models.join() === models.join() ? [] : [`the model (${drift.models.join(' and ')} then)`]),
  ];
  const why = changed.length > 0 ? `Since then ${changed.join(' and ')} changed.` : 'Set and model have the same names as then.';
  return [
    {
      name: 'Drift since the last check',
      value: drift.hasMoved ? 'ALERT: the answers have moved' : 'no more than chance',
      meaning: `Compared with ${drift.day} on ${drift.items} items: mean shift ${drift.shift.toFixed(2)} (${Number.isFinite(drift.errors) ? `${drift.errors.toFixed(1)} standard errors` : 'the same on every item'}), stability index ${drift.index.toFixed(2)} (alarm above 0.2). ${why}`,
      advice: drift.hasMoved ? 'Do not compare panels from before with panels from now.' : 'Nothing to do.',
    },
  ];
};

/** The whole report, the verdict first. `history` holds earlier results of the set, the oldest first, for the trend. */
export const reportOf = (result: CheckResult, history: readonly CheckResult[]): readonly Section[] => {
  const swaps = swapFigures(result);
  const trend = trendChart([...history, result]);
  const swapped = swapChart(result);
  const distances = distanceChart(result);
  return [
    { title: `Check of ${result.set.title}`, figures: [verdictFigure(result), pinned(result)], charts: [] },
    {
      title: 'Costume test',
      figures: [...costumeFigures(result), ...controlFigures(result), ...stereotypeFigures(result)],
      charts: distances ? [distances] : [],
    },
    { title: 'Swap audit', figures: swaps, charts: swapped ? [swapped] : [] },
    { title: 'Test-retest and drift', figures: [...retestFigures(result), ...driftFigures(result)], charts: trend ? [trend] : [] },
    { title: 'Coverage of viewpoints', figures: [...coverageFigures(result), ...missingFigures(result)], charts: [] },
    { title: 'The files', figures: fileFigures(result.files), charts: [] },
  ];
};
