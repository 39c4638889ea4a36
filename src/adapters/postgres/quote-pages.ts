import type { QuotePages } from '../../ports/quote-pages.ts';
import type { Database } from './connection.ts';
import { filterOf } from './quote-filter.ts';
import { readQuote } from './quote-rows.ts';
import type { Spaces } from './spaces.ts';
import { readNumber, readText } from './values.ts';

/** The published quotes of people in one space. */
const visible =
  "FROM quotes q JOIN batches b ON b.row = q.batch WHERE q.space = $1 AND b.published_at IS NOT NULL AND q.permission <> 'sample'";

const segments = `SELECT q.segment, count(*) AS quotes ${visible} AND q.segment IS NOT NULL GROUP BY q.segment ORDER BY quotes DESC, q.segment`;

// Every n-th of them, with n such that the limit is kept.
const spread = (filter: string): string => `SELECT * FROM (
    SELECT q.*, row_number() OVER (ORDER BY q.row) - 1 AS place, count(*) OVER () AS total ${visible}${filter}
  ) AS counted WHERE place % ceil(total / greatest(1, $2::float8))::bigint = 0 ORDER BY place`;

/** Many quotes at once from PostgreSQL. */
export const createQuotePages = (db: Database, { spaces }: { spaces: Spaces }): QuotePages => ({
  segments: async (space) => {
    const rows = await db.all(segments, [await spaces.find(space)]);
    return rows.map((row) => ({ segment: readText(row, 'segment'), quotes: readNumber(row, 'quotes') }));
  },
  spread: async (space, { filters, limit }) => {
    const { text, values } = filterOf(filters, 3);
    return (await db.all(spread(text), [await spaces.find(space), limit, ...values])).map(readQuote);
  },
});
