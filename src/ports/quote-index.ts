import type { SpaceId } from '../core/ids.ts';
import type { NewQuote, Permission, Quote, QuoteCandidates, QuoteFilters } from '../core/quotes.ts';

/** A file of quotes on its way in. `fileHash` is the SHA-256 of its bytes and of the mapping, in hex. */
export type NewBatch = Readonly<{ id: string; fileHash: string; fileName: string; author: string }>;

/** What a space holds from one source. */
export type SourceSummary = Readonly<{ source: string; permission: Permission; quotes: number; from: string; to: string }>;

/**
 * The verbatim words of people in one space, and the search over them.
 *
 * Contract (test/contract/quote-index.contract.ts):
 * - A batch is all or nothing: its rows are invisible to every other call until `publish`, and gone after `discard`. A batch
 *   that was neither published nor discarded when the process died is discarded when the store is next opened; one whose process cannot be
 *   asked (another machine) after 10 minutes without an `add`. `add` and `publish` throw for a batch that is not under way, `discard` does
 *   nothing. While a batch is under way its words may already count towards how rare a word is.
 * - `begin` answers the day of the earlier import when a published batch has the same file hash.
 * - The same words by the same speaker (or by none) from the same source are stored once; `add` says how many rows were new. Rows that
 *   another batch published in between are dropped at `publish`.
 * - Text comes back unit for unit: NUL and lone surrogates too.
 * - `search` is lexical: stemmed content words joined by OR, ranked by bm25 within the space, at most `limit` candidates, each
 *   with its strength (core/quotes.ts). Filters narrow what is searched and counted, and no filter widens it; source and segment match exactly. No text of a
 *   query can be an instruction to the store.
 */
export type QuoteIndex = Readonly<{
  search: (space: SpaceId, query: { text: string; filters: QuoteFilters; limit: number }) => Promise<QuoteCandidates>;
  get: (space: SpaceId, id: string) => Promise<Quote | undefined>;
  sources: (space: SpaceId) => Promise<readonly SourceSummary[]>;
  count: (space: SpaceId) => Promise<number>;
  begin: (space: SpaceId, batch: NewBatch) => Promise<{ importedOn: string } | undefined>;
  add: (space: SpaceId, batchId: string, quotes: readonly NewQuote[]) => Promise<number>;
  publish: (space: SpaceId, batchId: string) => Promise<void>;
  discard: (space: SpaceId, batchId: string) => Promise<void>;
}>;
