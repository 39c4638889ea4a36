import { createHash } from 'node:crypto';
import type { SpaceId } from '../../core/ids.ts';
import { chainRow } from '../../core/ledger/chain.ts';
import { entryOf, type LedgerRow } from '../../core/ledger/entry.ts';
import { gradeItem } from '../../core/ledger/grade.ts';
import { applyEntry, checkEntry, emptyItem, type LedgerItem } from '../../core/ledger/item.ts';
import { addTally, changeBetween, type Tally } from '../../core/ledger/tally.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ledger, ListedItem } from '../../ports/ledger.ts';

type Space = { rows: LedgerRow[]; items: Map<string, LedgerItem>; tallies: Map<string, Tally> };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const list = ({ rows, items }: Space, { kind, before, limit }: Parameters<Ledger['items']>[1]): readonly ListedItem[] =>
  rows
    .filter(({ seq }) => seq < before)
    .toReversed()
    .map((row) => ({ seq: row.seq, entry: entryOf(row) }))
    .filter(({ entry }) => entry.kind === kind)
    .slice(0, limit)
    .map(({ seq, entry }) => ({
      seq,
      item: items.get(entry.panel) ?? emptyItem,
      nonce: entry.kind === 'forecast' ? entry.nonce : '',
    }));

/** The ledger in memory. */
export const createMemoryLedger = ({ clock }: { clock: Clock }): Ledger => {
  const spaces = new Map<SpaceId, Space>();
  const find = (space: SpaceId): Space => spaces.get(space) ?? { rows: [], items: new Map(), tallies: new Map() };
  return {
    append: async (space, entry) => {
      const kept = find(space);
      spaces.set(space, kept);
      const before = kept.items.get(entry.panel) ?? emptyItem;
      const problem = checkEntry(before, entry);
      if (problem !== undefined) return { problem };
      const row = chainRow(kept.rows.at(-1), entry, clock.now().toISOString(), sha256);
      const after = applyEntry(before, entry, row.at);
      kept.rows.push(row);
      kept.items.set(entry.panel, after);
      for (const [group, change] of changeBetween(gradeItem(before), gradeItem(after)))
        kept.tallies.set(group, addTally(kept.tallies.get(group) ?? {}, change));
      return { row };
    },
    item: async (space, panel) => find(space).items.get(panel) ?? emptyItem,
    tally: async (space, group) => find(space).tallies.get(group) ?? {},
    tallies: async (space) => new Map([...find(space).tallies].filter(([, tally]) => Object.keys(tally).length > 0)),
    items: async (space, page) => list(find(space), page),
    rows: async (space, { after, limit }) => find(space).rows.slice(after, after + limit),
    head: async (space) => {
      const last = find(space).rows.at(-1);
      return last && { seq: last.seq, hash: last.hash };
    },
  };
};
