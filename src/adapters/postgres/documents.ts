import type { Clock } from '../../ports/clock.ts';
import type { Documents, StoredDocument } from '../../ports/documents.ts';
import type { Database } from './connection.ts';
import type { Spaces } from './spaces.ts';
import { keyOf, pack, type Row, readJson, readNumber, readText } from './values.ts';

const readDocument = (row: Row): StoredDocument => ({
  id: readText(row, 'id'),
  version: readNumber(row, 'version'),
  value: readJson(row, 'value'),
  author: readText(row, 'author'),
  at: readText(row, 'at'),
});

const newest = 'SELECT * FROM documents WHERE space = $1 AND kind = $2 AND key = $3 ORDER BY version DESC LIMIT 1';

// Nothing is stored unless the newest version is the expected one. Of two writers who both see that, the second finds the row of the first.
const insert = `INSERT INTO documents (space, kind, key, version, id, value, author, at)
  SELECT $1, $2, $3, $4::integer + 1, $5, $6, $7, $8
  WHERE (SELECT coalesce(max(version), 0) FROM documents WHERE space = $1 AND kind = $2 AND key = $3) = $4::integer
  ON CONFLICT DO NOTHING RETURNING version`;

const prune = 'DELETE FROM documents WHERE space = $1 AND kind = $2 AND key = $3 AND version <= $4';

// By `key`, which is the id as it stands where it is short, and which the index is ordered by.
const last = (isBefore: boolean): string => `SELECT d.* FROM documents d
  WHERE d.space = $1 AND d.kind = $2 ${isBefore ? 'AND d.key < $4' : ''} AND d.version =
    (SELECT max(o.version) FROM documents o WHERE o.space = d.space AND o.kind = d.kind AND o.key = d.key)
  ORDER BY d.key DESC LIMIT $3`;

const toJson = (value: unknown): string => {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError('a document holds a JSON value');
  return json;
};

const createLists = (db: Database, spaces: Spaces): Pick<Documents, 'list' | 'last' | 'history'> => ({
  list: async (space, kind) => {
    const rows = await db.all('SELECT DISTINCT ON (id) * FROM documents WHERE space = $1 AND kind = $2 ORDER BY id, version DESC', [
      await spaces.find(space),
      keyOf(kind),
    ]);
    return rows.map(readDocument);
  },
  last: async (space, kind, { limit, before }) => {
    const page = [await spaces.find(space), keyOf(kind), Math.max(0, limit), ...(before === undefined ? [] : [keyOf(before)])];
    return (await db.all(last(before !== undefined), page)).map(readDocument).toReversed();
  },
  history: async (space, kind, id) => {
    const rows = await db.all('SELECT * FROM documents WHERE space = $1 AND kind = $2 AND key = $3 ORDER BY version DESC', [
      await spaces.find(space),
      keyOf(kind),
      keyOf(id),
    ]);
    return rows.map(readDocument);
  },
});

/** Versioned documents in PostgreSQL. `put` throws `TypeError` for a value that JSON cannot hold. */
export const createDocuments = (db: Database, { spaces, clock }: { spaces: Spaces; clock: Clock }): Documents => ({
  get: async (space, kind, id, version) => {
    const key = [await spaces.find(space), keyOf(kind), keyOf(id)] as const;
    const row =
      version === undefined
        ? await db.first(newest, key)
        : await db.first('SELECT * FROM documents WHERE space = $1 AND kind = $2 AND key = $3 AND version = $4', [...key, version]);
    return row && readDocument(row);
  },
  put: async (space, { kind, id, value, author, expectedVersion, keeps }) => {
    const json = toJson(value);
    const number = await spaces.take(space);
    const at = clock.now().toISOString();
    const values = [number, keyOf(kind), keyOf(id), expectedVersion, pack(id), json, pack(author), at];
    const stored = await db.transaction(async (sql) => {
      const row = await sql.first(insert, values);
      if (row && keeps !== undefined) await sql.all(prune, [number, keyOf(kind), keyOf(id), expectedVersion + 1 - keeps]);
      return row;
    });
    return stored && { id, version: expectedVersion + 1, value: JSON.parse(json), author, at };
  },
  ...createLists(db, spaces),
  remove: async (space, kind, id) => {
    const key = [await spaces.find(space), keyOf(kind), keyOf(id)];
    await db.transaction((sql) => sql.all('DELETE FROM documents WHERE space = $1 AND kind = $2 AND key = $3', key));
  },
});
