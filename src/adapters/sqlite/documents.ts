import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import type { Documents, StoredDocument } from '../../ports/documents.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { pack, type Row, readNumber, readText } from './values.ts';

const readDocument = (row: Row): StoredDocument => ({
  id: readText(row, 'id'),
  version: readNumber(row, 'version'),
  value: JSON.parse(readText(row, 'value')),
  author: readText(row, 'author'),
  at: readText(row, 'at'),
});

const prepare = (db: DatabaseSync) => ({
  newest: db.prepare('SELECT * FROM documents WHERE space = ? AND kind = ? AND id = ? ORDER BY version DESC LIMIT 1'),
  version: db.prepare('SELECT * FROM documents WHERE space = ? AND kind = ? AND id = ? AND version = ?'),
  insert: db.prepare('INSERT INTO documents (space, kind, id, version, value, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)'),
  list: db.prepare(
    `SELECT d.* FROM documents d WHERE d.space = ? AND d.kind = ? AND d.version =
       (SELECT max(o.version) FROM documents o WHERE o.space = d.space AND o.kind = d.kind AND o.id = d.id)
     ORDER BY d.id`,
  ),
  last: db.prepare(
    `SELECT d.* FROM documents d WHERE d.space = ?1 AND d.kind = ?2 AND d.version =
       (SELECT max(o.version) FROM documents o WHERE o.space = d.space AND o.kind = d.kind AND o.id = d.id)
     ORDER BY d.id DESC LIMIT ?3`,
  ),
  lastBefore: db.prepare(
    `SELECT d.* FROM documents d WHERE d.space = ?1 AND d.kind = ?2 AND d.id < ?4 AND d.version =
       (SELECT max(o.version) FROM documents o WHERE o.space = d.space AND o.kind = d.kind AND o.id = d.id)
     ORDER BY d.id DESC LIMIT ?3`,
  ),
  history: db.prepare('SELECT * FROM documents WHERE space = ? AND kind = ? AND id = ? ORDER BY version DESC'),
  prune: db.prepare('DELETE FROM documents WHERE space = ? AND kind = ? AND id = ? AND version <= ?'),
  remove: db.prepare('DELETE FROM documents WHERE space = ? AND kind = ? AND id = ?'),
});

const toJson = (value: unknown): string => {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError('a document holds a JSON value');
  return json;
};

/** Versioned documents in SQLite. `put` throws `TypeError` for a value that JSON cannot hold. */
export const createDocuments = (db: DatabaseSync, { spaces, clock }: { spaces: Spaces; clock: Clock }): Documents => {
  const sql = prepare(db);
  return {
    get: async (space, kind, id, version) => {
      const number = spaces.find(space);
      if (number === undefined) return undefined;
      const key = [number, pack(kind), pack(id)] as const;
      const row = version === undefined ? sql.newest.get(...key) : sql.version.get(...key, version);
      return row && readDocument(row);
    },
    put: async (space, { kind, id, value, author, expectedVersion, keeps }) => {
      const json = toJson(value);
      return transaction(db, () => {
        const number = spaces.take(space);
        const newest = sql.newest.get(number, pack(kind), pack(id));
        if ((newest ? readNumber(newest, 'version') : 0) !== expectedVersion) return undefined;
        const at = clock.now().toISOString();
        const version = expectedVersion + 1;
        sql.insert.run(number, pack(kind), pack(id), version, json, pack(author), at);
        if (keeps !== undefined) sql.prune.run(number, pack(kind), pack(id), version - keeps);
        return { id, version, value: JSON.parse(json), author, at };
      });
    },
    list: async (space, kind) => sql.list.all(spaces.find(space) ?? null, pack(kind)).map(readDocument),
    last: async (space, kind, { limit, before }) => {
      const page = [spaces.find(space) ?? null, pack(kind), Math.max(0, limit)] as const;
      const rows = before === undefined ? sql.last.all(...page) : sql.lastBefore.all(...page, pack(before));
      return rows.map(readDocument).toReversed();
    },
    history: async (space, kind, id) => sql.history.all(spaces.find(space) ?? null, pack(kind), pack(id)).map(readDocument),
    remove: async (space, kind, id) => {
      transaction(db, () => sql.remove.run(spaces.find(space) ?? null, pack(kind), pack(id)));
      // The write-ahead log would keep the removed pages until somebody writes over them.
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
  };
};
