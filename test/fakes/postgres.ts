import { randomBytes } from 'node:crypto';
import pg from 'pg';

/*
 * A real server to test against: TEST_DATABASE_URL, or the one of this machine. Tests make a database of their own in it and drop it afterwards.
 */

const server = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

const ask = async (text: string, url = server): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

/** False when no server answers, or when its user may make no database; then there is nothing to test against. */
export const hasPostgres: boolean = await ask(
  'SELECT 1 AS may FROM pg_roles WHERE rolname = current_user AND (rolcreatedb OR rolsuper)',
).then(
  (rows) => rows.length > 0,
  () => false,
);

if (!hasPostgres)
  process.stderr.write(
    'SKIPPED: the tests on PostgreSQL. No server answers at 127.0.0.1:5432; start one, or set TEST_DATABASE_URL to one whose user may make databases.\n',
  );

/** A database of its own. `look` asks it as somebody else would. */
export type TestDatabase = Readonly<{
  url: string;
  look: (text: string) => Promise<readonly Record<string, unknown>[]>;
  drop: () => Promise<void>;
}>;

/** Makes a database. Whoever makes it drops it. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const name = `sounding_board_test_${randomBytes(6).toString('hex')}`;
  await ask(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return {
    url,
    look: (text) => ask(text, url),
    drop: async () => {
      await ask(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
};

/** A log that keeps nothing. */
export const silent = { info: () => {}, warn: () => {}, error: () => {} };
