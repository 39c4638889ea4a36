import type { DatabaseSync } from 'node:sqlite';
import type { QuotePages } from '../../ports/quote-pages.ts';
import { readQuote } from './quote-rows.ts';
import type { Spaces } from './spaces.ts';
import { pack, readNumber, readText } from './values.ts';

/** The published quotes of people in one space that pass the filters; a filter that is NULL lets everything through. */
const visible = `FROM batches b CROSS JOIN quotes q ON q.batch = b.row
  WHERE b.space = :space AND b.state = 'published' AND q.permission <> 'sample'
    AND (:segment IS NULL OR q.segment = :segment) AND (:source IS NULL OR q.source = :source) AND (:since IS NULL OR q.date >= :since)`;

const prepare = (db: DatabaseSync) => ({
  segments: db.prepare(
    `SELECT q.segment, count(*) AS quotes FROM batches b CROSS JOIN quotes q ON q.batch = b.row
     WHERE b.space = :space AND b.state = 'published' AND q.permission <> 'sample' AND q.segment IS NOT NULL
     GROUP BY q.segment ORDER BY quotes DESC, q.segment`,
  ),
  count: db.prepare(`SELECT count(*) AS quotes ${visible}`),
  spread: db.prepare(
    `SELECT * FROM (SELECT q.*, row_number() OVER (ORDER BY q.row) - 1 AS place ${visible}) WHERE place % :step = 0 ORDER BY place`,
  ),
});

const optional = (text: string | undefined) => (text === undefined ? null : pack(text));

/** Many quotes at once from SQLite. */
export const createQuotePages = (db: DatabaseSync, { spaces }: { spaces: Spaces }): QuotePages => {
  const sql = prepare(db);
  return {
    segments: async (space) =>
      sql.segments
        .all({ space: spaces.find(space) ?? null })
        .map((row) => ({ segment: readText(row, 'segment'), quotes: readNumber(row, 'quotes') })),
    spread: async (space, { filters, limit }) => {
      const { segment, source, since } = filters;
      const where = { space: spaces.find(space) ?? null, segment: optional(segment), source: optional(source), since: optional(since) };
      const count = sql.count.get(where);
      const step = Math.ceil((count ? readNumber(count, 'quotes') : 0) / Math.max(1, limit)) || 1;
      return sql.spread.all({ ...where, step }).map(readQuote);
    },
  };
};
