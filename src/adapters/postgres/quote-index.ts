import { permissions } from '../../core/quotes/quotes.ts';
import type { BatchSummary, QuoteIndex, SourceSummary } from '../../ports/quote-index.ts';
import type { Database } from './connection.ts';
import { createBatches, type QuoteParts } from './quote-batches.ts';
import { createForget, createReview } from './quote-forget.ts';
import { readQuote } from './quote-rows.ts';
import { createQuoteSearch, readExtent } from './quote-search.ts';
import { pack, type Row, readNumber, readOneOf, readOptionalText, readText } from './values.ts';

const published = 'FROM quotes q JOIN batches b ON b.row = q.batch WHERE q.space = $1 AND b.published_at IS NOT NULL';

const sources = `SELECT q.source, q.permission, count(*) AS quotes, min(q.date) AS first_day, max(q.date) AS last_day ${published}
  GROUP BY q.source, q.permission ORDER BY q.source, q.permission`;

const readBatch = (row: Row): BatchSummary => {
  const publishedAt = readOptionalText(row, 'published_at');
  return {
    id: readText(row, 'id'),
    fileName: readText(row, 'file_name'),
    author: readText(row, 'author'),
    importedOn: (publishedAt ?? new Date(readNumber(row, 'touched_ms')).toISOString()).slice(0, 10),
    quotes: readNumber(row, 'quotes'),
    state: publishedAt === undefined ? 'importing' : 'published',
  };
};

const readSource = (row: Row): SourceSummary => ({
  source: readText(row, 'source'),
  permission: readOneOf(row, 'permission', permissions),
  quotes: readNumber(row, 'quotes'),
  from: readText(row, 'first_day'),
  to: readText(row, 'last_day'),
});

/** Quotes in PostgreSQL, found through postings of our own. `sweep` drops imports that a dead process left half-done. */
export const createQuoteIndex = (db: Database, parts: QuoteParts): { index: QuoteIndex; sweep: () => Promise<void> } => {
  const { spaces } = parts;
  const { sweep, ...batches } = createBatches(db, parts);
  const index: QuoteIndex = {
    ...batches,
    ...createForget(db, parts),
    ...createReview(db, parts),
    search: createQuoteSearch(db, parts),
    get: async (space, id) => {
      const row = await db.first(`SELECT q.* ${published} AND q.id = $2`, [await spaces.find(space), pack(id)]);
      return row && readQuote(row);
    },
    sources: async (space) => {
      const rows = await db.all(sources, [await spaces.find(space)]);
      return rows.map(readSource);
    },
    batches: async (space) => {
      const rows = await db.all('SELECT * FROM batches WHERE space = $1 ORDER BY published_at IS NULL DESC, published_at DESC, row DESC', [
        await spaces.find(space),
      ]);
      return rows.map(readBatch);
    },
    extent: async (space, filters) => {
      const number = await spaces.find(space);
      if (number === undefined) return { quotes: 0 };
      const row = await readExtent(db, number, filters);
      const newest = readOptionalText(row, 'newest');
      return { quotes: readNumber(row, 'quotes'), ...(newest === undefined ? {} : { newest }) };
    },
    count: async (space) => {
      const row = await db.first(
        'SELECT coalesce(sum(quotes), 0)::bigint AS quotes FROM batches WHERE space = $1 AND published_at IS NOT NULL',
        [await spaces.find(space)],
      );
      return readNumber(row ?? {}, 'quotes');
    },
  };
  return { index, sweep };
};
