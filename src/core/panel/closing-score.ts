import type { LedgerItem } from '../ledger/item.ts';
import type { Block } from '../message.ts';
import { type Scale, scaleNames } from '../score/anchors.ts';
import { arePeople, type Estimate, estimateMean, type PersonAnswer } from '../score/combine.ts';
import { shrink } from '../score/shrink.ts';
import { inHundred, inHundredRange } from '../share.ts';
import { optionLetter } from '../stimulus.ts';

/* What the last message says about votes, the sealed forecast, and ratings from words. */

/** What a panel's book holds when it closes. `shrinkage` is how far forecasts of this set are drawn towards a coin by its record. */
export type ClosingScore = Readonly<{ item: LedgerItem; shrinkage: number }>;

/** Ratings from words: the mean level of each option on each scale whose self-check passed, and the scales whose check failed. */
export type Ratings = Readonly<{ model: string; means: Readonly<Partial<Record<Scale, readonly number[]>>>; refused: readonly Scale[] }>;

const text = (sentence: string): readonly Block[] => (sentence === '' ? [] : [{ type: 'text', text: sentence }]);

const listShares = (shares: readonly number[]): string =>
  shares.map((share, option) => `${optionLetter(option)} ${inHundred(share)}`).join(', ');

/** An estimate about people in words. It names whom it covers, because a team is not its market. */
const describeEstimate = (estimate: Estimate, what: string): string => {
  if (estimate.kind === 'people') {
    if (!estimate.interval) return '';
    return `In this team ${inHundred(estimate.mean)} ${what}, 95 % interval ${describeRange(estimate.interval)}, by people alone.`;
  }
  const added = Math.max(0, estimate.effective - estimate.people);
  return `In this team ${inHundred(estimate.mean)} ${what}, 95 % interval ${describeRange(estimate.interval)}; ${estimate.people} people, AI added the weight of ${added.toFixed(1)} people (lambda ${estimate.weight.toFixed(2)}).`;
};

const describeRange = ({ low, high }: { low: number; high: number }): string =>
  inHundredRange({ low: Math.max(0, low), high: Math.min(1, high) });

/**
 * People's choice of A or B with what AI adds to it. Every voter has the same prediction, the panel's own, so AI tells nobody from anybody and adds the weight
 * of no one: said as it is.
 */
const describeTeam = ({ forecast, votes }: LedgerItem): string => {
  const choices = [...votes.values()];
  const pooled = forecast?.pooled;
  if (forecast?.options.length !== 2) return '';
  const people: readonly PersonAnswer[] = choices.map((choice) => ({ said: Number(choice === 0), predicted: pooled?.[0] ?? 0.5 }));
  if (!arePeople(people)) return '';
  const more = forecast.personas.flatMap(({ options: [a = 0, b = 0] }) => (a + b > 0 ? [a / (a + b)] : []));
  return describeEstimate(estimateMean(people, more), 'chose A');
};

const voteBlocks = (item: LedgerItem): readonly Block[] => {
  const options = item.forecast?.options.length ?? 0;
  if (item.votes.size === 0) return [];
  const counts = Array.from({ length: options }, (_, option) => [...item.votes.values()].filter((choice) => choice === option).length);
  const list = counts.map((count, option) => `${optionLetter(option)} ${count}`).join(', ');
  return [...text(`Blind votes of this team: ${list}. They are kept as the human baseline.`), ...text(describeTeam(item))];
};

const forecastBlocks = ({ item, shrinkage }: ClosingScore): readonly Block[] => {
  const { forecast, commitment } = item;
  if (!forecast) return [];
  const answered = forecast.personas.length;
  const { pooled } = forecast;
  const said = pooled
    ? `Sealed forecast of ${answered} of ${forecast.seats} personas, for what will win and not a share of people: ${listShares(pooled)}. Moved towards even chances by this set’s record (factor ${shrinkage.toFixed(2)}): ${listShares(shrink(pooled, shrinkage))}.`
    : 'The panel made no forecast: too few personas gave probabilities. The votes and the simple rules are sealed all the same.';
  return [
    ...text(said),
    {
      type: 'note',
      text: `Sealed before any outcome: SHA-256 ${commitment}. Record what really happened with /outcome ${forecast.number}.`,
    },
  ];
};

const ratingBlocks = (ratings: Ratings | undefined): readonly Block[] => {
  if (!ratings) return [];
  const rows = scaleNames.flatMap((scale) => {
    const means = ratings.means[scale];
    return means
      ? [`${scale}: ${means.map((mean, option) => `${means.length > 1 ? `${optionLetter(option)} ` : ''}${mean.toFixed(2)}`).join(', ')}`]
      : [];
  });
  const refused =
    ratings.refused.length > 0 ? `No rating of ${ratings.refused.join(', ')}: ${ratings.model} fails the self-check of that scale.` : '';
  return [
    ...(rows.length > 0
      ? [
          {
            type: 'list',
            title: `Ratings from the personas’ words, 1 to 5, by ${ratings.model}: compare them with each other only`,
            items: rows,
          } as const,
        ]
      : []),
    ...text(refused),
  ];
};

/** Votes, forecast and ratings, for the last message. */
export const scoreBlocks = (score: ClosingScore | undefined, ratings: Ratings | undefined): readonly Block[] => [
  ...(score ? [...forecastBlocks(score), ...voteBlocks(score.item)] : []),
  ...ratingBlocks(ratings),
];
