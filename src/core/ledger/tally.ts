/*
 * Running sums of a record. Whole numbers only, so that what is added can be taken away again without a trace when an outcome is corrected, and so that anybody
 * who adds the rows up anew gets the very same.
 */

/** Sums by name, such as `panel.right`. What is not there is 0. */
export type Tally = Readonly<Record<string, number>>;

/** Sums of several groups, by the name of the group. */
export type Tallies = ReadonlyMap<string, Tally>;

/** Scores are kept in billionths, as whole numbers. */
const unit = 1_000_000_000;
export const toUnits = (score: number): number => Math.round(score * unit);
export const fromUnits = (units: number): number => units / unit;

/** The sum of two tallies, the second taken `times` times: 1 to add it, -1 to take it away. Sums of 0 are left out. */
export const addTally = (one: Tally, other: Tally, times: 1 | -1 = 1): Tally => {
  const sums = new Map(Object.entries(one));
  for (const [name, value] of Object.entries(other)) sums.set(name, (sums.get(name) ?? 0) + times * value);
  return Object.fromEntries([...sums].filter(([, value]) => value !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** What a change from `before` to `after` adds to each group. Groups that stay as they are are left out. */
export const changeBetween = (before: Tallies, after: Tallies): Tallies => {
  const groups = [...new Set([...before.keys(), ...after.keys()])];
  const changes = groups.map((group) => [group, addTally(after.get(group) ?? {}, before.get(group) ?? {}, -1)] as const);
  return new Map(changes.filter(([, change]) => Object.keys(change).length > 0));
};
