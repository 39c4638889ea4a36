import { canonicalJson } from './chain.ts';
import type { EntryOf, LedgerEntry, Outcome } from './entry.ts';

/** All that is known about one comparison, read from its entries in order. */
export type LedgerItem = Readonly<{
  forecast?: EntryOf<'forecast'>['forecast'];
  commitment?: string;
  sealedAt?: string;
  /** The last choice of each voter. */
  votes: ReadonlyMap<string, number>;
  isRevealed: boolean;
  /** Oldest first: the last one holds, the others are its history. */
  outcomes: readonly Outcome[];
  past?: EntryOf<'past'>;
}>;

export const emptyItem: LedgerItem = { votes: new Map(), isRevealed: false, outcomes: [] };

/** What an entry changes. Does not ask whether it may: `checkEntry` does. */
export const applyEntry = (item: LedgerItem, entry: LedgerEntry, at: string): LedgerItem => {
  switch (entry.kind) {
    case 'forecast':
      return { ...item, forecast: entry.forecast, commitment: entry.commitment, sealedAt: at };
    case 'vote':
      return { ...item, votes: new Map([...item.votes, [entry.voter, entry.choice]]) };
    case 'reveal':
      return { ...item, isRevealed: true };
    case 'outcome':
      return { ...item, outcomes: [...item.outcomes, entry.outcome] };
    case 'past':
      return { ...item, past: entry };
  }
};

/**
 * Why an entry may not be written. `known`: it is there already, and writing it again would change nothing. `too-late`: a forecast after its outcome, or a vote
 * after the reveal. `no-forecast`: an outcome of something that was never sealed. `misfit`: it names options that are not there.
 */
export type EntryProblem = 'known' | 'too-late' | 'no-forecast' | 'misfit';

const checkOutcome = ({ forecast }: LedgerItem, { result }: Outcome): EntryProblem | undefined => {
  if (!forecast) return 'no-forecast';
  const { length } = forecast.options;
  if (result.kind === 'winner' && result.winner >= length) return 'misfit';
  if (result.kind !== 'counts') return undefined;
  return result.counts.length === length && result.counts.every(({ people, chose }) => chose <= people) ? undefined : 'misfit';
};

/** True for what would write down the same again. */
const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one ?? null) === canonicalJson(other ?? null);

/** Why this entry may not follow what is known, or undefined when it may. */
export const checkEntry = (item: LedgerItem, entry: LedgerEntry): EntryProblem | undefined => {
  switch (entry.kind) {
    case 'forecast':
      if (item.forecast) return 'known';
      return item.outcomes.length > 0 || item.past ? 'too-late' : undefined;
    case 'vote':
      if (item.isRevealed || item.forecast !== undefined || item.outcomes.length > 0) return 'too-late';
      if (entry.choice >= entry.options) return 'misfit';
      return item.votes.get(entry.voter) === entry.choice ? 'known' : undefined;
    case 'reveal':
      return item.isRevealed ? 'known' : undefined;
    case 'outcome':
      return isSame(item.outcomes.at(-1), entry.outcome) ? 'known' : checkOutcome(item, entry.outcome);
    case 'past':
      return item.past ? 'known' : undefined;
  }
};
