import type { DatabaseSync } from 'node:sqlite';
import { type SpaceId, spaceId } from '../../core/ids.ts';
import { pack, type Row, readNumber, readText } from './values.ts';

/** The numbers under which one file knows its spaces. */
export type Spaces = Readonly<{
  /** The number of a space, or `undefined` when nothing was ever stored for it. */
  find: (space: SpaceId) => number | undefined;
  /** The number of a space, given out now when there is none. Call it inside a transaction. */
  take: (space: SpaceId) => number;
}>;

/** Prepares the look-up of spaces. */
export const createSpaces = (db: DatabaseSync): Spaces => {
  const select = db.prepare('SELECT id FROM spaces WHERE name = ?');
  const insert = db.prepare('INSERT INTO spaces (name) VALUES (?)');
  const find = (space: SpaceId): number | undefined => {
    const row = select.get(pack(space));
    return row && readNumber(row, 'id');
  };
  return { find, take: (space) => find(space) ?? Number(insert.run(pack(space)).lastInsertRowid) };
};

/** The space of a row that holds its name in the column `name`. */
export const readSpace = (row: Row): SpaceId => {
  const [platform = '', ...id] = readText(row, 'name').split(':');
  return spaceId(platform, id.join(':'));
};
