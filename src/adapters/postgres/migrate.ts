import { type Database, schema } from './connection.ts';
import { migrations } from './migrations.ts';
import { readNumber } from './values.ts';

/** "SndB" as a number: the lock under which processes that start together take the steps one after the other. */
const lock = 0x536e6442;

/**
 * Brings the tables to the form that this program knows, making them when there are none. Several processes may do so at once. Throws, and changes nothing, when a newer
 * program has been at them.
 */
export const migrate = (db: Database): Promise<void> =>
  db.transaction(
    async (sql) => {
      await sql.all('SELECT pg_advisory_xact_lock($1)', [lock]);
      // Asked for first: making a schema takes a right that its user need not have once it is there.
      const found = await sql.first('SELECT to_regnamespace($1) IS NOT NULL AS there', [schema]);
      if (found?.['there'] !== true) await sql.all(`CREATE SCHEMA ${schema}`);
      await sql.all('CREATE TABLE IF NOT EXISTS format (version integer NOT NULL)');
      const known = await sql.first('SELECT version FROM format');
      const version = known ? readNumber(known, 'version') : 0;
      if (version > migrations.length)
        throw new Error(
          `the database of DATABASE_URL was written by a newer Sounding Board (format ${version}; this one knows ${migrations.length}). ` +
            'Update Sounding Board, or set DATABASE_URL to another database.',
        );
      for (const step of migrations.slice(version)) await sql.all(step);
      await sql.all(known ? 'UPDATE format SET version = $1' : 'INSERT INTO format (version) VALUES ($1)', [migrations.length]);
    },
    { isLong: true },
  );
