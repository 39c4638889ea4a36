import type { DatabaseSync } from 'node:sqlite';
import { setKind } from '../../ports/documents.ts';
import type { SpaceSummary, Stores } from '../../ports/stores.ts';
import { readSpace } from './spaces.ts';
import { pack, type Row, readNumber, readOptionalText } from './values.ts';
import { forgottenName, ofSpaces } from './wipe.ts';

const holds = [...ofSpaces, 'batches'].map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE space = s.id)`).join(' OR ');

const all = `
SELECT s.name,
  (SELECT count(*) FROM panels WHERE space = s.id) AS panels,
  (SELECT coalesce(sum(c.quotes), 0) FROM batches b JOIN batch_sources c ON c.batch = b.row WHERE b.space = s.id AND b.state = 'published') AS quotes,
  (SELECT count(DISTINCT id) FROM documents WHERE space = s.id AND kind = ?) AS sets,
  (SELECT count(*) FROM ledger_rows WHERE space = s.id AND body ->> 'kind' = 'forecast') AS forecasts,
  (SELECT max(max(accepted_at), coalesce(max(ended_at), '')) FROM panels WHERE space = s.id) AS panel_at,
  (SELECT max(at) FROM documents WHERE space = s.id) AS document_at,
  (SELECT max(at) FROM transcript WHERE space = s.id) AS entry_at,
  (SELECT max(at) FROM ledger_rows WHERE space = s.id) AS row_at,
  (SELECT max(touched_ms) FROM batches WHERE space = s.id) AS touched_ms
FROM spaces s WHERE s.name NOT LIKE '${forgottenName}%' AND (${holds}) ORDER BY s.name`;

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
export const createSpaceList = (db: DatabaseSync): Stores['spaces'] => {
  const statement = db.prepare(all);
  return async () => statement.all(pack(setKind)).map(readSummary);
};
