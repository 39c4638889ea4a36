import type { DatabaseSync } from 'node:sqlite';
import { permissions } from '../../core/quotes/quotes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BatchSummary, QuoteIndex, QuoteVectors } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import { createBatches } from './quote-batches.ts';
import { createQuoteDays } from './quote-days.ts';
import { createForget } from './quote-forget.ts';
import { createIdentities } from './quote-identities.ts';
import { createPurge, type Purge } from './quote-purge.ts';
import { createReview } from './quote-review.ts';
import { bindFilters, ofSourceAndSegment, readQuote } from './quote-rows.ts';
import { createQuoteSearch } from './quote-search.ts';
import { createTombstones } from './quote-tombstones.ts';
import { createVectors } from './quote-vectors.ts';
import { createQuoteWords, type QuoteWords } from './quote-words.ts';
import { readCount, rowFilter } from './space-words.ts';
import type { Spaces } from './spaces.ts';
import { createTokenProbe } from './token-probe.ts';
import { pack, type Row, readNumber, readOneOf, readOptionalText, readText } from './values.ts';

const prepare = (db: DatabaseSync) => ({
  get: db.prepare("SELECT q.* FROM quotes q JOIN batches b ON b.row = q.batch WHERE q.space = ? AND q.id = ? AND b.state = 'published'"),
  sources: db.prepare(
    `SELECT s.source, s.permission, sum(s.quotes) AS quotes, min(s.first_day) AS first_day, max(s.last_day) AS last_day
     FROM batches b JOIN batch_sources s ON s.batch = b.row WHERE b.space = ? AND b.state = 'published'
     GROUP BY s.source, s.permission ORDER BY s.source, s.permission`,
  ),
  // The days are walked from their end until a quote fits.
  newest: db.prepare(
    `SELECT d.date FROM quote_days d CROSS JOIN quotes q ON q.row = d.row JOIN batches b ON b.row = q.batch
     WHERE d.space = :space AND d.date BETWEEN :since AND :until AND ${rowFilter} AND b.state = 'published'
     AND ${ofSourceAndSegment} ORDER BY d.date DESC LIMIT 1`,
  ),
  batches: db.prepare(
    `SELECT b.*, coalesce((SELECT sum(s.quotes) FROM batch_sources s WHERE s.batch = b.row), 0) AS quotes FROM batches b
     WHERE b.space = ? AND b.state IN ('open', 'published') ORDER BY b.published_at IS NULL DESC, b.published_at DESC, b.row DESC`,
  ),
  count: db.prepare(
    `SELECT coalesce(sum(s.quotes), 0) AS rows FROM batches b JOIN batch_sources s ON s.batch = b.row
     WHERE b.space = ? AND b.state = 'published'`,
  ),
});

/** One import from a row of `batches` with the number of its quotes. */
const readBatch = (row: Row): BatchSummary => ({
  id: readText(row, 'id'),
  fileName: readText(row, 'file_name'),
  author: readText(row, 'author'),
  importedOn: (readOptionalText(row, 'published_at') ?? new Date(readNumber(row, 'touched_ms')).toISOString()).slice(0, 10),
  quotes: readNumber(row, 'quotes'),
  state: readText(row, 'state') === 'published' ? 'published' : 'importing',
});

type Reads = Pick<QuoteIndex, 'get' | 'sources' | 'batches' | 'extent' | 'count'>;

const createReads = (sql: ReturnType<typeof prepare>, spaces: Spaces, search: QuoteIndex['search']): Reads => ({
  get: async (space, id) => {
    const row = sql.get.get(spaces.find(space) ?? null, pack(id));
    return row && readQuote(row);
  },
  sources: async (space) =>
    sql.sources.all(spaces.find(space) ?? null).map((row) => ({
      source: readText(row, 'source'),
      permission: readOneOf(row, 'permission', permissions),
      quotes: readNumber(row, 'quotes'),
      from: readText(row, 'first_day'),
      to: readText(row, 'last_day'),
    })),
  batches: async (space) => sql.batches.all(spaces.find(space) ?? null).map(readBatch),
  extent: async (space, filters) => {
    const { searched } = await search(space, { text: '', filters, limit: 0 });
    const row = sql.newest.get({ space: spaces.find(space) ?? null, ...bindFilters(filters) });
    return { quotes: searched, ...(row ? { newest: readText(row, 'date') } : {}) };
  },
  count: async (space) => readCount(sql.count.get(spaces.find(space) ?? null)),
});

type Parts = Readonly<{ spaces: Spaces; clock: Clock; random: Random }>;

/**
 * Quotes in SQLite with full-text search. While an import is under way its rows are hidden, but their words already count towards how
 * rare a word is in that space, so strengths may move a little until it is published or discarded.
 */
export const createQuoteIndex = (
  db: DatabaseSync,
  parts: Parts,
): { index: QuoteIndex & QuoteVectors; words: QuoteWords; purge: Purge; sweep: () => Promise<void>; close: () => void } => {
  const { spaces } = parts;
  const sql = prepare(db);
  const words = createQuoteWords(db);
  const probe = createTokenProbe();
  const identities = createIdentities(db);
  const days = createQuoteDays(db);
  const purge = createPurge(db, words, { identities, days });
  const tombstones = createTombstones(db, parts.random);
  const { sweep, abandonOwn, ...batches } = createBatches(db, { ...parts, words, identities, days, purge, tombstones });
  const forgetting = createForget(db, { ...parts, words, purge, tombstones });
  const search = createQuoteSearch(db, { spaces, words, probe });
  const index: QuoteIndex & QuoteVectors = {
    ...batches,
    ...forgetting,
    ...createReview(db, { ...parts, words, identities, purge, remove: forgetting.forget }),
    ...createVectors(db, parts),
    search,
    ...createReads(sql, spaces, search),
  };
  const close = (): void => {
    abandonOwn();
    probe.close();
  };
  return { index, words, purge, sweep, close };
};
