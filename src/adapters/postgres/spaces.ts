import { type SpaceId, spaceId } from '../../core/ids.ts';
import type { Sql } from './connection.ts';
import { pack, type Row, readNumber, readText } from './values.ts';

/** The numbers under which the database knows its spaces. Asked for outside of transactions, because they outlive those that fail. */
export type Spaces = Readonly<{
  /** The number of a space, or `undefined` when nothing was ever stored for it. */
  find: (space: SpaceId) => Promise<number | undefined>;
  /** The number of a space, given out now when there is none. */
  take: (space: SpaceId) => Promise<number>;
}>;

/** Spaces whose numbers are remembered. A number is never given to another space, so what is remembered stays right. */
const mostKnown = 10_000;

/** Looks up spaces. */
export const createSpaces = (sql: Sql): Spaces => {
  const known = new Map<SpaceId, number>();
  const find = async (space: SpaceId): Promise<number | undefined> => {
    const remembered = known.get(space);
    if (remembered !== undefined) return remembered;
    const row = await sql.first('SELECT id FROM spaces WHERE name = $1', [pack(space)]);
    if (!row) return undefined;
    if (known.size >= mostKnown) known.clear();
    known.set(space, readNumber(row, 'id'));
    return readNumber(row, 'id');
  };
  const take = async (space: SpaceId): Promise<number> => {
    const number = await find(space);
    if (number !== undefined) return number;
    await sql.all('INSERT INTO spaces (name) VALUES ($1) ON CONFLICT (name) DO NOTHING', [pack(space)]);
    return take(space);
  };
  return { find, take };
};

/** The space of a row that holds its name in the column `name`. */
export const readSpace = (row: Row): SpaceId => {
  const [platform = '', ...id] = readText(row, 'name').split(':');
  return spaceId(platform, id.join(':'));
};
