import { binOf } from '../score/calibration.ts';
import { brier, brierOfCoin, certain, logScore, pickOf } from '../score/forecast-scores.ts';
import { chancesOfBest } from '../score/posterior.ts';
import type { Forecast, Outcome } from './entry.ts';
import type { LedgerItem } from './item.ts';
import { pool } from './pool.ts';
import { rules } from './rules.ts';
import { type Tallies, type Tally, toUnits } from './tally.ts';

/** From here on a winner counts as the winner; below, the test was too close to call. Chosen as the usual 95 %. */
export const clearFrom = 0.95;

/**
 * What an outcome says. `chances`: how likely each option truly was the best. `winner` is there when that is clear: from counts when one option is the best with 95 %
 * or more, and from somebody's word without counts. A noisy outcome gives no right or wrong, because winners of noisy tests are often none; scores average over it.
 */
export type Truth = Readonly<{ chances: readonly number[]; winner?: number }>;

/** Reads an outcome of so many options. Undefined for a test that was withdrawn. */
export const truthOf = ({ result }: Outcome, options: number): Truth | undefined => {
  switch (result.kind) {
    case 'withdrawn':
      return undefined;
    case 'winner':
      return { chances: certain(result.winner, options), winner: result.winner };
    case 'tie':
      return { chances: Array.from({ length: options }, () => 1 / options) };
    case 'counts': {
      const chances = chancesOfBest(result.counts);
      const most = Math.max(...chances);
      return { chances, ...(most >= clearFrom ? { winner: chances.indexOf(most) } : {}) };
    }
  }
};

/** Who may be right: the panel (or the persona that the group is about), the no-persona control, the team's vote, and simple rules. */
const scorers = ['panel', 'control', 'team', ...rules] as const;
export type Scorer = (typeof scorers)[number];

/** What one scorer said about one item: a pick, or null where it could not tell, and its chances if it gave any. */
type Said = Readonly<{ pick: number | null; chances?: readonly number[] }>;

const fromChances = (chances: readonly number[] | undefined): Said | undefined => chances && { pick: pickOf(chances) ?? null, chances };

/** What the team chose: the option with most votes, or null for a tie. */
export const teamPick = (votes: LedgerItem['votes'], options: number): number | null | undefined => {
  if (votes.size === 0) return undefined;
  const counts = Array.from({ length: options }, (_, option) => [...votes.values()].filter((choice) => choice === option).length);
  return pickOf(counts) ?? null;
};

const baselines = ({ forecast, votes, past }: LedgerItem): ReadonlyMap<Scorer, Said> => {
  const said = new Map<Scorer, Said>();
  const control = forecast?.control && fromChances(pool([forecast.control], 1));
  if (control) said.set('control', control);
  const team = forecast && teamPick(votes, forecast.options.length);
  if (team !== undefined) said.set('team', { pick: team });
  const picks = forecast?.rules ?? past?.rules;
  for (const rule of rules) if (picks) said.set(rule, { pick: picks[rule] });
  return said;
};

const gradeChances = (scorer: Scorer, chances: readonly number[], truth: Truth): Tally => ({
  [`${scorer}.scored`]: 1,
  [`${scorer}.brier`]: toUnits(brier(chances, truth.chances)),
  [`${scorer}.log`]: toUnits(logScore(chances, truth.chances)),
  [`${scorer}.coin`]: toUnits(brierOfCoin(chances.length)),
});

const gradeOne = (scorer: Scorer, { pick, chances }: Said, truth: Truth): Tally => {
  const scored = chances ? gradeChances(scorer, chances, truth) : {};
  if (truth.winner === undefined) return scored;
  const verdict = pick === null ? 'unsure' : pick === truth.winner ? 'right' : 'wrong';
  return { ...scored, [`${scorer}.${verdict}`]: 1 };
};

/** Confidence beside what came: the chance of the pick, and how likely the pick truly was the best. */
const gradeConfidence = ({ pick, chances }: Said, truth: Truth): Tally => {
  if (pick === null || !chances) return {};
  const bin = binOf(chances[pick] ?? 0);
  return { [`bin.${bin}.n`]: 1, [`bin.${bin}.said`]: toUnits(chances[pick] ?? 0), [`bin.${bin}.was`]: toUnits(truth.chances[pick] ?? 0) };
};

/** Where both picked, and only one of them was right. */
const compare = (panel: Said, other: Scorer, said: Said, { winner }: Truth): Tally => {
  if (winner === undefined || panel.pick === null || said.pick === null) return {};
  const [mine, theirs] = [panel.pick === winner, said.pick === winner];
  return { [`both.${other}`]: 1, ...(mine === theirs ? {} : { [`only.${other}.${mine ? 'panel' : 'other'}`]: 1 }) };
};

const gradeGroup = (panel: Said | undefined, others: ReadonlyMap<Scorer, Said>, truth: Truth): Tally => ({
  graded: 1,
  ...(truth.winner === undefined ? { noisy: 1 } : {}),
  ...(panel ? { ...gradeOne('panel', panel, truth), ...gradeConfidence(panel, truth) } : {}),
  ...Object.assign(
    {},
    ...[...others].map(([scorer, said]) => ({ ...gradeOne(scorer, said, truth), ...(panel ? compare(panel, scorer, said, truth) : {}) })),
  ),
});

/** The groups of one forecast, each with whose chances it is about. `month` is that of the seal, so that a record can be seen over time. */
const groupsOf = ({ set, personas, models, pooled }: Forecast, sealedAt: string): ReadonlyArray<readonly [string, Said | undefined]> => {
  const panel = fromChances(pooled);
  const ofModel = (model: string): Said | undefined => {
    const mine = personas.filter((one) => one.model === model);
    return models.length === 1 ? panel : fromChances(pool(mine, mine.length));
  };
  return [
    ['all', panel],
    ...(sealedAt === '' ? [] : [[`month ${sealedAt.slice(0, 7)}`, panel] as const]),
    [`set ${set.id}`, panel],
    [`set ${set.id} version ${set.version}`, panel],
    ...models.map((model) => [`model ${model}`, ofModel(model)] as const),
    ...personas.map((one) => [`persona ${set.id} ${one.id}`, fromChances(pool([one], 1))] as const),
  ];
};

/**
 * What one comparison adds to each group. Forecasts sealed before their outcome go into `all`, months, sets, versions, models and personas; an outcome from before the day of the
 * seal goes into `late`, and a test of the past into `past`, so that neither is ever mixed with what was sealed.
 */
export const gradeItem = (item: LedgerItem): Tallies => {
  const { forecast, past, sealedAt = '' } = item;
  if (past) {
    const truth = truthOf(past.outcome, past.options.length);
    return new Map([['past', truth ? gradeGroup(undefined, baselines(item), truth) : { withdrawn: 1 }]]);
  }
  if (!forecast) return new Map();
  const groups = groupsOf(forecast, sealedAt);
  const outcome = item.outcomes.at(-1);
  if (!outcome) return new Map(groups.map(([group]) => [group, { sealed: 1 }]));
  const truth = truthOf(outcome, forecast.options.length);
  const isLate = outcome.date < sealedAt.slice(0, 10);
  if (isLate)
    return new Map<string, Tally>([...groups.map(([group]): [string, Tally] => [group, { sealed: 1, late: 1 }]), ['late', { graded: 1 }]]);
  if (!truth) return new Map(groups.map(([group]) => [group, { sealed: 1, withdrawn: 1 }]));
  const others = baselines(item);
  return new Map(groups.map(([group, panel]) => [group, { sealed: 1, ...gradeGroup(panel, others, truth) }]));
};
