/** One persona's or the control's chances: options in order, and no opinion; together they sum to 1. */
type Chances = Readonly<{ options: readonly number[]; noOpinion: number }>;

/**
 * The forecast of a panel: the mean of what its personas gave each option, made to sum to 1, so that a persona which mostly has no opinion weighs little.
 * Undefined when fewer than half of the seats gave chances, or all had no opinion: that would be no forecast of the set.
 */
export const pool = (given: readonly Chances[], seats: number): readonly number[] | undefined => {
  if (given.length * 2 < seats) return undefined;
  const sums = (given[0]?.options ?? []).map((_, option) => given.reduce((sum, { options }) => sum + (options[option] ?? 0), 0));
  const all = sums.reduce((total, one) => total + one, 0);
  return all > 0 ? sums.map((one) => one / all) : undefined;
};
