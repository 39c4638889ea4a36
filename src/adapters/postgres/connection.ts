import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../ports/log.ts';
import type { Row } from './values.ts';

/** The schema that holds all tables, so that the database may serve others too. */
export const schema = 'sounding_board';

/** Connections of one process. Forty panels at a time need fewer, because each call is a few milliseconds. */
const mostConnections = 10;

/** How long to wait for a connection, for a lock, for one answer, and for one long piece of work such as publishing an import, in milliseconds. */
const patience = { connectMs: 5_000, lockMs: 5_000, answerMs: 15_000, longMs: 15 * 60_000 } as const;

/** Attempts at a transaction that the server gave up because of another one. */
const attempts = 5;

/** Asks for rows: on any connection, or inside a transaction. */
export type Sql = Readonly<{
  all: (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  first: (text: string, values?: readonly unknown[]) => Promise<Row | undefined>;
}>;

/**
 * What a transaction outlives once it is acknowledged. `power`: a power cut and the end of the server, because it was flushed to the disk. `process`: the end of
 * this process; the server's end may take it back. Every flush takes along what was written before it. `isLong`: it may take minutes, and wait as long
 * for another that does.
 */
type Terms = Readonly<{ outlives?: 'power' | 'process'; isLong?: boolean }>;

/** The database. `transaction` runs all of `work` or nothing, and again from the start when the server gave it up because of another one. Not to be nested. */
export type Database = Sql &
  Readonly<{ transaction: <T>(work: (sql: Sql) => Promise<T>, terms?: Terms) => Promise<T>; close: () => Promise<void> }>;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

/** True for what the server itself said about a statement; the connection is as good as before. */
const isAnswer = (error: unknown): boolean => error instanceof pg.DatabaseError && !/^(?:08|57P)/.test(error.code ?? '');

/** Serialization failure and deadlock: the transaction is undone and may be tried again. */
const isContested = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

const bigint = 20;

// Counters and milliseconds: all of them below 2 ** 53.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (Number(oid) === bigint ? Number : pg.types.getTypeParser(oid, format)),
};

const openPool = (url: string): pg.Pool =>
  new pg.Pool({
    options: `-c search_path=${schema}`,
    connectionString: url,
    application_name: 'sounding-board',
    max: mostConnections,
    connectionTimeoutMillis: patience.connectMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: patience.answerMs,
    lock_timeout: patience.lockMs,
    // A server that hangs answers nothing, not even that it is too slow.
    query_timeout: patience.answerMs + 1_000,
    keepAlive: true,
    types,
  });

type Ask = (request: pg.QueryConfig) => Promise<pg.QueryResult<Row>>;

const asSql = (ask: Ask, timeoutMs?: number): Sql => {
  const all: Sql['all'] = async (text, values = []) => {
    const request = { text, values: [...values], ...(timeoutMs === undefined ? {} : { query_timeout: timeoutMs }) };
    return (await ask(request)).rows;
  };
  return { all, first: async (text, values) => (await all(text, values))[0] };
};

const beginning = ({ outlives = 'power', isLong = false }: Terms): string =>
  `BEGIN; SET LOCAL synchronous_commit = ${outlives === 'power' ? 'on' : 'off'}${isLong ? '; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0' : ''}`;

/** A connection of the pool. It is thrown away when a query ended in anything but an answer of the server, because then nobody knows what comes next on it. */
const borrow = async (pool: pg.Pool) => {
  const client = await pool.connect();
  // Without a listener an error between two queries would end the process; the next query tells it anyway.
  const ignore = (): void => {};
  client.on('error', ignore);
  let isSound = true;
  const ask: Ask = async (request) => {
    try {
      return await client.query<Row>(request);
    } catch (error) {
      isSound = isSound && isAnswer(error);
      throw error;
    }
  };
  const giveBack = async (): Promise<void> => {
    if (isSound) await ask({ text: 'ROLLBACK' }).catch(() => undefined);
    client.off('error', ignore);
    client.release(!isSound);
  };
  const keep = (): void => {
    client.off('error', ignore);
    client.release();
  };
  return { ask, giveBack, keep };
};

const attempt = async <T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>, terms: Terms): Promise<T> => {
  const { ask, giveBack, keep } = await borrow(pool);
  try {
    await ask({ text: beginning(terms) });
    const result = await work(asSql(ask, terms.isLong ? patience.longMs : undefined));
    await ask({ text: 'COMMIT' });
    keep();
    return result;
  } catch (error) {
    await giveBack();
    throw error;
  }
};

const createTransaction =
  (pool: pg.Pool): Database['transaction'] =>
  async (work, terms = {}) => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await attempt(pool, work, terms);
      } catch (error) {
        if (!isContested(error) || tried === attempts) throw error;
        await wait(5 * 2 ** tried);
      }
    }
  };

/** Opens connections as they are needed; none yet. A connection that breaks while nobody uses it is logged and replaced. */
export const connect = (url: string, log: Log): Database => {
  const pool = openPool(url);
  pool.on('error', (error) => log.warn('a connection to the database broke', { code: codeOf(error) }));
  return {
    ...asSql((request) => pool.query<Row>(request)),
    transaction: createTransaction(pool),
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
};

/** What went wrong at the first contact, in words that say what to do and hold nothing of the address but its host. */
export const explainConnection = (url: string, error: unknown): Error => {
  const code = codeOf(error);
  const where = new URL(url).host || 'the given address';
  const why =
    {
      '28P01': 'it refuses the password',
      '28000': 'it refuses the user',
      '3D000': 'there is no such database',
      '42501': 'the user may not make tables there',
    }[code] ?? 'it cannot be reached';
  return new Error(
    `the PostgreSQL of DATABASE_URL at ${where} cannot be used: ${why}${code === '' ? '' : ` (${code})`}. Check DATABASE_URL.`,
    {
      cause: error,
    },
  );
};
