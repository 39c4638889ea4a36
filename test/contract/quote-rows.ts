import type { SpaceId } from '../../src/core/ids.ts';
import type { NewQuote } from '../../src/core/quotes/quotes.ts';
import type { QuoteIndex } from '../../src/ports/quote-index.ts';

/** A row as it is imported. */
export const row = (text: string, change: Partial<NewQuote> = {}): NewQuote => ({
  text,
  source: 'App store',
  date: '2026-03-01',
  permission: 'public-review',
  ...change,
});

let batches = 0;
/** Begins a batch of its own and answers its id. */
export const begin = async (quotes: QuoteIndex, space: SpaceId, fileHash?: string): Promise<string> => {
  batches += 1;
  const id = `batch-${batches}`;
  await quotes.begin(space, { id, fileHash: fileHash ?? `hash-${batches}`, fileName: 'reviews.csv', author: 'robin' });
  return id;
};

/** Imports rows from begin to publish, and answers how many were new. */
export const load = async (quotes: QuoteIndex, space: SpaceId, rows: readonly NewQuote[], fileHash?: string): Promise<number> => {
  const id = await begin(quotes, space, fileHash);
  let added = 0;
  for (let from = 0; from < rows.length; from += 1_000) added += (await quotes.add(space, id, rows.slice(from, from + 1_000))).added;
  await quotes.publish(space, id);
  return added;
};
