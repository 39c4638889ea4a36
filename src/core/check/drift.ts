import { meanOf, varianceOf } from './numbers.ts';
import { standingOf } from './score.ts';

/** The share of a place that nobody took: with 0 the index would be infinite. */
const floor = 0.005;

/** Above this a population is usually said to have shifted (persona-science practice: 0.1 small, 0.2 worth an alarm). */
const alarmIndex = 0.2;

/** By more than so many standard errors a mean has moved. */
const alarmErrors = 2;

/** Population stability index Σ (p - q) ln(p / q) over places, an empty place counted as 0.005. Counts of one length; `RangeError` when one side is empty. */
export const stabilityIndex = (before: readonly number[], after: readonly number[]): number => {
  const share = (counts: readonly number[]): readonly number[] => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    if (all === 0) throw new RangeError('the index compares two populations that have members');
    return counts.map((count) => count / all || floor);
  };
  const [p, q] = [share(before), share(after)];
  return p.reduce((sum, one, at) => sum + (one - (q[at] ?? floor)) * Math.log(one / (q[at] ?? floor)), 0);
};

/** What has changed since an earlier check on the same frozen items. `shift` in the score's own units, from -1 to 1. */
export type Drift = Readonly<{ shift: number; errors: number; index: number; hasMoved: boolean }>;

const places = (scores: readonly number[]): readonly number[] =>
  (['against', 'between', 'for'] as const).map((standing) => scores.filter((score) => standingOf(score) === standing).length);

/** Compares item means of two checks: `before[item]` and `after[item]` hold all scores of that item. Paired over items; `RangeError` for fewer than three. */
export const compareChecks = (before: ReadonlyArray<readonly number[]>, after: ReadonlyArray<readonly number[]>): Drift => {
  if (before.length < 3 || before.length !== after.length)
    throw new RangeError('drift compares at least three items, the same in both checks');
  const shifts = before.map((own, item) => meanOf(after[item] ?? []) - meanOf(own));
  const shift = meanOf(shifts);
  const error = Math.sqrt(varianceOf(shifts) / shifts.length);
  const errors = error > 0 ? Math.abs(shift) / error : shift === 0 ? 0 : Number.POSITIVE_INFINITY;
  const index = stabilityIndex(places(before.flat()), places(after.flat()));
  return { shift, errors, index, hasMoved: errors > alarmErrors || index > alarmIndex };
};
