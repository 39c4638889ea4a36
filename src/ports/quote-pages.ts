import type { SpaceId } from '../core/ids.ts';
import type { Quote, QuoteFilters } from '../core/quotes/quotes.ts';

/**
 * Reading many quotes of a space at once, where a search asks for the closest.
 *
 * Contract (test/contract/quote-pages.contract.ts): published quotes of people only, never samples. `spread` answers at most `limit` of the quotes that
 * pass the filters, spread evenly over the order in which they were stored, the same ones each time. `segments` are ordered by size, then by name;
 * quotes without a segment are not among them.
 */
export type QuotePages = Readonly<{
  segments: (space: SpaceId) => Promise<ReadonlyArray<Readonly<{ segment: string; quotes: number }>>>;
  spread: (space: SpaceId, request: Readonly<{ filters: QuoteFilters; limit: number }>) => Promise<readonly Quote[]>;
}>;
