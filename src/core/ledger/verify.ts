import { chainProblem, chainStart, commit, type Sha256 } from './chain.ts';
import { entryOf, type LedgerRow } from './entry.ts';
import { gradeItem } from './grade.ts';
import { applyEntry, checkEntry, emptyItem, type LedgerItem } from './item.ts';
import { addTally, type Tallies, type Tally } from './tally.ts';

/** Something in a ledger that is not as it was written. `seq` names the row; it is left out when no single row is at fault. */
export type LedgerProblem = Readonly<{ seq?: number; problem: string }>;

/** The last row that a store says it has. */
export type LedgerHead = Readonly<{ seq: number; hash: string }>;

const same = (one: Tally | undefined, other: Tally | undefined): boolean =>
  JSON.stringify(addTally({}, one ?? {})) === JSON.stringify(addTally({}, other ?? {}));

/**
 * Checks a ledger row by row, from its first: the chain, the commitments, that no forecast came after its outcome and no vote after the reveal, and at the end the
 * last row and the sums. Rows are looked at once, so that a long ledger streams through.
 */
export class LedgerCheck {
  readonly problems: LedgerProblem[] = [];
  readonly #sha256: Sha256;
  readonly #items = new Map<string, LedgerItem>();
  #last: LedgerRow | undefined;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** Looks at the next row. After a broken one it goes on, so that every fault is named. */
  row(row: LedgerRow): void {
    const broken = chainProblem(this.#last, row, this.#sha256);
    this.#last = row;
    if (broken !== undefined) this.#blame(row, broken);
    try {
      this.#apply(row);
    } catch {
      this.#blame(row, 'it holds nothing that a ledger holds');
    }
  }

  #blame({ seq }: LedgerRow, problem: string): void {
    if (!this.problems.some((one) => one.seq === seq)) this.problems.push({ seq, problem });
  }

  #apply(row: LedgerRow): void {
    const entry = entryOf(row);
    const item = this.#items.get(entry.panel) ?? emptyItem;
    const problem = checkEntry(item, entry);
    if (problem !== undefined) this.#blame(row, `it may not stand here (${problem})`);
    if (entry.kind === 'forecast' && commit(entry.forecast, entry.nonce, this.#sha256) !== entry.commitment)
      this.#blame(row, 'the forecast is not the one that was sealed: its commitment does not fit');
    this.#items.set(entry.panel, applyEntry(item, entry, row.at));
  }

  /** The sums as the rows give them. */
  tallies(): Tallies {
    const sums = new Map<string, Tally>();
    for (const item of this.#items.values()) {
      for (const [group, tally] of gradeItem(item)) sums.set(group, addTally(sums.get(group) ?? {}, tally));
    }
    return sums;
  }

  /** Compares what the store says of itself with what the rows say. */
  end(head: LedgerHead | undefined, stored?: Tallies): void {
    const last = { seq: this.#last?.seq ?? 0, hash: this.#last?.hash ?? chainStart };
    const claimed = head ?? { seq: 0, hash: chainStart };
    if (claimed.seq > last.seq) this.problems.push({ problem: `rows ${last.seq + 1} to ${claimed.seq} are missing at the end` });
    else if (claimed.seq !== last.seq || claimed.hash !== last.hash)
      this.problems.push({ problem: 'the last row is not the one that was written last' });
    if (!stored) return;
    const sums = this.tallies();
    for (const group of new Set([...sums.keys(), ...stored.keys()])) {
      if (!same(sums.get(group), stored.get(group))) this.problems.push({ problem: `the sums of “${group}” are not those of the rows` });
    }
  }
}
