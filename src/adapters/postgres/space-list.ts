import { setKind } from '../../ports/documents.ts';
import type { SpaceSummary, Stores } from '../../ports/stores.ts';
import type { Sql } from './connection.ts';
import { readSpace } from './spaces.ts';
import { keyOf, type Row, readNumber, readOptionalText } from './values.ts';
import { tables } from './wipe.ts';

const holds = tables.map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE space = s.id)`).join(' OR ');

const all = `
SELECT s.name,
  (SELECT count(*) FROM panels WHERE space = s.id) AS panels,
  (SELECT coalesce(sum(quotes), 0)::bigint FROM batches WHERE space = s.id AND published_at IS NOT NULL) AS quotes,
  (SELECT count(DISTINCT key) FROM documents WHERE space = s.id AND kind = $1) AS sets,
  (SELECT count(*) FROM ledger_rows WHERE space = s.id AND body::json ->> 'kind' = 'forecast') AS forecasts,
  (SELECT greatest(max(accepted_at), max(ended_at)) FROM panels WHERE space = s.id) AS panel_at,
  (SELECT max(at) FROM documents WHERE space = s.id) AS document_at,
  (SELECT max(at) FROM transcript WHERE space = s.id) AS entry_at,
  (SELECT max(at) FROM ledger_rows WHERE space = s.id) AS row_at,
  (SELECT max(touched_ms) FROM batches WHERE space = s.id) AS touched_ms
FROM spaces s WHERE ${holds} ORDER BY s.name`;

const lastOf = (row: Row): string | undefined => {
  const touchedMs = row['touched_ms'] === null ? [] : [new Date(readNumber(row, 'touched_ms')).toISOString()];
  const times = ['panel_at', 'document_at', 'entry_at', 'row_at'].flatMap((name) => readOptionalText(row, name) ?? []);
  return [...times, ...touchedMs].toSorted().at(-1);
};

const readSummary = (row: Row): SpaceSummary => {
  const lastAt = lastOf(row);
  const [panels, quotes] = [readNumber(row, 'panels'), readNumber(row, 'quotes')];
  const [sets, forecasts] = [readNumber(row, 'sets'), readNumber(row, 'forecasts')];
  return { space: readSpace(row), panels, quotes, sets, forecasts, ...(lastAt === undefined ? {} : { lastAt }) };
};

/** Lists the spaces that hold anything. */
export const createSpaceList =
  (sql: Sql): Stores['spaces'] =>
  async () =>
    (await sql.all(all, [keyOf(setKind)])).map(readSummary);
