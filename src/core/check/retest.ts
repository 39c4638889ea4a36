import { meanOf } from './numbers.ts';

/** Three places on the line from against to for. */
const standings = ['against', 'between', 'for'] as const;
export type Standing = (typeof standings)[number];

const placeOf = (standing: Standing): number => standings.indexOf(standing);

/**
 * Cohen's kappa with quadratic weights for two lists of standings on the same items: 1 when they agree throughout, 0 when no more than by chance, below 0 when less.
 * 1 as well when nothing varies and both are the same. Empty lists throw `RangeError`.
 */
export const weightedKappa = (first: readonly Standing[], second: readonly Standing[]): number => {
  if (first.length === 0 || first.length !== second.length) throw new RangeError('kappa compares two lists of one length');
  const weigh = (a: number, b: number): number => (a - b) ** 2;
  const [a, b] = [first.map(placeOf), second.map(placeOf)];
  const seen = meanOf(a.map((place, at) => weigh(place, b[at] ?? 0)));
  const byChance = meanOf(a.flatMap((one) => b.map((other) => weigh(one, other))));
  if (byChance === 0) return 1;
  return 1 - seen / byChance;
};

/** How much of itself a persona repeats: `agreement` is the share of pairs of fresh calls with the same standing, `kappa` the mean over pairs of replicates. */
export type Retest = Readonly<{ agreement: number; kappa: number; pairs: number }>;

/** Compares every two replicates of `answers[item][replicate]`. Throws `RangeError` without at least two replicates. */
export const retest = (answers: ReadonlyArray<readonly Standing[]>): Retest => {
  const replicates = answers[0]?.length ?? 0;
  if (replicates < 2) throw new RangeError('a retest needs two answers to each item');
  const places = Array.from({ length: replicates }, (_, one) =>
    Array.from({ length: replicates - one - 1 }, (__, step) => [one, one + 1 + step] as const),
  ).flat();
  const column = (at: number): readonly Standing[] => answers.flatMap((own) => own[at] ?? []);
  const pairs = places.map(([one, other]) => ({ one: column(one), other: column(other) }));
  return {
    agreement: meanOf(pairs.map(({ one, other }) => meanOf(one.map((standing, item) => (standing === other[item] ? 1 : 0))))),
    kappa: meanOf(pairs.map(({ one, other }) => weightedKappa(one, other))),
    pairs: pairs.length,
  };
};

/** A choice between the same two options, asked in both orders: the option chosen each time, or none. An answer that follows the order is a tie, worth half for each. */
export const settleOrder = (asked: string | undefined, reversed: string | undefined): Readonly<{ choice?: string; isFlip: boolean }> =>
  asked !== undefined && asked === reversed ? { choice: asked, isFlip: false } : { isFlip: asked !== undefined && reversed !== undefined };
