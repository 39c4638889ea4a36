import type { SpaceId } from '../core/ids.ts';
import type { NewQuote, Permission, Quote, QuoteCandidates, QuoteFilters } from '../core/quotes/quotes.ts';

/** A file of quotes on its way in. `fileHash` is the SHA-256 of its bytes and of the mapping, in hex. */
export type NewBatch = Readonly<{ id: string; fileHash: string; fileName: string; author: string }>;

/** What `add` did with its rows; the rest were stored already. `forgotten` rows stay out because somebody had their words taken away for good. */
type Added = Readonly<{ added: number; forgotten: number }>;

/** One import as moderators see it. `importedOn` is the day on which it was published or, while it is under way, last went on. */
export type BatchSummary = Readonly<{
  id: string;
  fileName: string;
  author: string;
  importedOn: string;
  quotes: number;
  state: 'importing' | 'published';
}>;

/** What is to be taken away: one quote by its id, all that one speaker said, one import by its id, or all of one source. All match exactly. */
export type Forgetting = Readonly<{ kind: 'quote' | 'speaker' | 'batch' | 'source'; value: string }>;

/** What a space holds from one source. */
export type SourceSummary = Readonly<{ source: string; permission: Permission; quotes: number; from: string; to: string }>;

/** A quote as an embedder is asked about it. */
type BareQuote = Readonly<{ id: string; text: string }>;

/** A published quote and how close a vector is to its own: their cosine, -1 to 1. */
export type NearQuote = Readonly<{ quote: Quote; cosine: number }>;

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
 * - `forget` takes rows away with their words in every index, and answers their ids. No byte of them is left in the store's files
 *   when it resolves. What is kept is the SHA-256 of the words (`sameWords`) and, for a speaker, of the speaker, salted for the space: `add` leaves
 *   out whatever has either, from whichever source. Rows of an import that is under way go too, and for a quote or a speaker so do other rows with the same words.
 *   With `undo` nothing is kept, only the rows named go, and the file of a batch may be imported again. Many rows go in steps: a call that was cut short may be repeated.
 * - `forget`, `decide` with a text, `removeBefore` and `discard` take the vectors of what they take away (`QuoteVectors`), to the last byte.
 * - `removeBefore` takes away what was said before a day, and keeps nothing of it either, so that it may be imported again.
 * - `find` answers the ids of published quotes that `forget` would name, without those that go along for their words.
 * - `flagged` lists quotes in which a name or an address is suspected, oldest first. `decide` ends the suspicion: with a `text` the words are replaced, in every index, no byte
 *   of the old ones is left, and the quote counts as redacted; when the same words are stored already, the quote goes. False when the id is gone or nothing was suspected.
 * - `extent` says how many published quotes a filter leaves, as `search` counts them, and the day of the newest.
 * - `batches` lists imports, newest first.
 * - Text comes back unit for unit: NUL and lone surrogates too.
 * - `search` with `wide` orders what comes after the first five also by words that these share (core/quotes/feedback.ts), for lists longer than that.
 * - `search` is lexical: stemmed content words joined by OR, ranked by bm25 within the space, at most `limit` candidates, each
 *   with its strength (core/quotes/quotes.ts). Filters narrow what is searched and counted, and no filter widens it; source and segment match exactly. No text of a
 *   query can be an instruction to the store.
 */
export type QuoteIndex = Readonly<{
  search: (space: SpaceId, query: { text: string; filters: QuoteFilters; limit: number; wide?: true }) => Promise<QuoteCandidates>;
  get: (space: SpaceId, id: string) => Promise<Quote | undefined>;
  sources: (space: SpaceId) => Promise<readonly SourceSummary[]>;
  count: (space: SpaceId) => Promise<number>;
  extent: (space: SpaceId, filters: QuoteFilters) => Promise<{ quotes: number; newest?: string }>;
  begin: (space: SpaceId, batch: NewBatch) => Promise<{ importedOn: string } | undefined>;
  add: (space: SpaceId, batchId: string, quotes: readonly NewQuote[]) => Promise<Added>;
  publish: (space: SpaceId, batchId: string) => Promise<void>;
  discard: (space: SpaceId, batchId: string) => Promise<void>;
  batches: (space: SpaceId) => Promise<readonly BatchSummary[]>;
  forget: (space: SpaceId, what: Forgetting, options?: { undo?: true }) => Promise<{ ids: readonly string[] }>;
  find: (space: SpaceId, what: Forgetting) => Promise<{ ids: readonly string[] }>;
  flagged: (space: SpaceId, query: { limit: number }) => Promise<{ total: number; quotes: readonly Quote[] }>;
  decide: (space: SpaceId, id: string, decision: { keep: true } | { text: string }) => Promise<boolean>;
  removeBefore: (space: SpaceId, day: string) => Promise<{ ids: readonly string[] }>;
}>;

/**
 * Vectors of the quotes of a space, one for each quote, for a search by meaning. Kept by the same store, so that they go with the words.
 *
 * Contract (test/contract/quote-vectors.contract.ts):
 * - `bare` answers published quotes that have no vector of this model, in an order that stays, from `after` on, and the `next` place to go on from. No `next`: it looked at all.
 *   An answer may be empty and still have a `next`.
 * - `keepVectors` keeps vectors of quotes that are published and still have the very `text`, one for each quote, in place of any other, and answers how many. Lengths
 *   within one model are equal, or it throws.
 * - `near` compares a vector with those of the same model and length, exactly, by cosine, within the filters, and answers the closest; `compared` says with how many.
 */
export type QuoteVectors = Readonly<{
  bare: (
    space: SpaceId,
    query: { model: string; limit: number; after?: string },
  ) => Promise<{ quotes: readonly BareQuote[]; next?: string }>;
  keepVectors: (
    space: SpaceId,
    model: string,
    vectors: ReadonlyArray<BareQuote & Readonly<{ vector: readonly number[] }>>,
  ) => Promise<number>;
  near: (
    space: SpaceId,
    query: { model: string; vector: readonly number[]; filters: QuoteFilters; limit: number },
  ) => Promise<{ compared: number; quotes: readonly NearQuote[] }>;
}>;
