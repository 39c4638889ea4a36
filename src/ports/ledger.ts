import type { SpaceId } from '../core/ids.ts';
import type { LedgerEntry, LedgerRow } from '../core/ledger/entry.ts';
import type { EntryProblem, LedgerItem } from '../core/ledger/item.ts';
import type { Tallies, Tally } from '../core/ledger/tally.ts';
import type { LedgerHead } from '../core/ledger/verify.ts';

/** What became of an entry. A `problem` wrote nothing. */
export type Appended = Readonly<{ row: LedgerRow }> | Readonly<{ problem: EntryProblem }>;

/** A comparison with the row that brought it. `nonce` is what its commitment was sealed with; `''` for a test of the past. */
export type ListedItem = Readonly<{ seq: number; item: LedgerItem; nonce: string }>;

/**
 * Forecasts, votes and outcomes of a space, in one chain of rows that only grows.
 *
 * Contract (test/contract/ledger.contract.ts): `append` checks the entry against all that is known of its panel (`checkEntry`), writes one row behind the last and brings the
 * sums up to date, in one durable transaction; of two callers who write the same, one gets the row and the other `known`. Rows are never changed. `tallies`
 * are at all times what the rows add up to (`LedgerCheck.tallies`), so reading them costs the same with a hundred thousand forecasts as with ten. Names of groups
 * are in core/ledger/grade.ts. Ids of panels are
 * the bot's own: well-formed text. No call reads across spaces.
 */
export type Ledger = Readonly<{
  append: (space: SpaceId, entry: LedgerEntry) => Promise<Appended>;
  /** All that is known of one panel. An item without anything when nothing is. */
  item: (space: SpaceId, panel: string) => Promise<LedgerItem>;
  /** The sums of one group; empty when there is none. */
  tally: (space: SpaceId, group: string) => Promise<Tally>;
  tallies: (space: SpaceId) => Promise<Tallies>;
  /**
   * Comparisons of one kind, newest first, at most `limit` of those sealed (or taken in) before row `before`. `seq` is the row of the forecast
   * or the past test, and the `before` of the next page.
   */
  items: (space: SpaceId, page: { kind: 'forecast' | 'past'; before: number; limit: number }) => Promise<readonly ListedItem[]>;
  /** Rows behind `after`, oldest first. */
  rows: (space: SpaceId, page: { after: number; limit: number }) => Promise<readonly LedgerRow[]>;
  /** The last row, or undefined when there is none. */
  head: (space: SpaceId) => Promise<LedgerHead | undefined>;
}>;
