/** What a rank counts: 1 ÷ (k + rank), with the k of Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion", SIGIR 2009. */
const k = 60;

/** Joins rankings by reciprocal rank: what stands high in several comes first; equals keep the order of the first ranking that has them. */
export const fuse = <T>(rankings: readonly (readonly T[])[]): readonly T[] => {
  const scores = new Map<T, number>();
  for (const ranking of rankings)
    for (const [place, one] of ranking.entries()) scores.set(one, (scores.get(one) ?? 0) + 1 / (k + place + 1));
  return [...scores].toSorted(([, one], [, other]) => other - one).map(([one]) => one);
};
