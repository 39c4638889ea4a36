import { z } from 'zod';

/*
 * Every environment variable, read once at the start. The README's table is rendered from here, and a test compares the two.
 */

/** One variable: what it is for, its unit, and whether its value is a secret. */
export type Variable = Readonly<{ about: string; standard: string; secret?: true }>;

/** The catalogue, in the order of the README's table. */
export const variables = {
  DATA_DIR: { about: 'Where the data live: one SQLite file, made when missing', standard: './data' },
  REDIS_URL: { about: 'A Redis for what may be lost; without it, memory. Nothing is kept there yet', standard: '', secret: true },
  HOST: { about: 'The address that the web side listens on', standard: '127.0.0.1' },
  PORT: { about: 'The port that the web side listens on; 0 takes a free one', standard: '3000' },
  PLAYGROUND: { about: 'The chat in the browser: on, off, or auto (on when no chat platform is set)', standard: 'auto' },
  PLAYGROUND_PACE_MS: { about: 'Shortest time between two messages in a playground thread, in milliseconds', standard: '400' },
  LOG_LEVEL: { about: 'How much is logged: fatal, error, warn, info, debug or silent', standard: 'info' },
} as const satisfies Record<string, Variable>;

type Name = keyof typeof variables;

const text = (name: Name) => z.string().default(variables[name].standard);
const wholeNumber = (name: Name, most: number) =>
  text(name)
    .refine((value) => /^\d+$/.test(value) && Number(value) <= most, `must be a whole number from 0 to ${most}`)
    .transform(Number);

const schema = z.object({
  DATA_DIR: text('DATA_DIR').refine((value) => value.trim() !== '', 'must name a folder'),
  REDIS_URL: text('REDIS_URL').refine((value) => value === '' || /^rediss?:\/\/\S+$/.test(value), 'must begin with redis:// or rediss://'),
  HOST: text('HOST').refine((value) => /^[\w.:-]+$/.test(value), 'must be an address such as 127.0.0.1'),
  PORT: wholeNumber('PORT', 65_535),
  PLAYGROUND: z.enum(['on', 'off', 'auto'], 'must be on, off or auto').default('auto'),
  PLAYGROUND_PACE_MS: wholeNumber('PLAYGROUND_PACE_MS', 60_000),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'must be fatal, error, warn, info, debug or silent')
    .default('info'),
});

/** Variables that later versions will read. Whoever sets one is told that it does nothing yet. */
const later = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'DISCORD_TOKEN',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'DATABASE_URL',
];

/** The settings of one process. `ignored` names variables that are set and do nothing yet. */
export type Config = Readonly<{
  dataDir: string;
  redisUrl: string;
  host: string;
  port: number;
  playgroundPaceMs: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  ignored: readonly string[];
}>;

/** A variable has a value that cannot be used. `message` names it, says what it must be, and never repeats a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the settings from an environment. An empty variable counts as not set. Throws `ConfigError` for the first that is wrong. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${String(issue?.path[0] ?? 'a variable')} ${issue?.message ?? 'cannot be used'}.`);
  }
  const value = parsed.data;
  if (value.PLAYGROUND === 'off')
    throw new ConfigError('PLAYGROUND is off and no chat platform is set, so there is nothing to start: set it to on.');
  return {
    dataDir: value.DATA_DIR,
    redisUrl: value.REDIS_URL,
    host: value.HOST,
    port: value.PORT,
    playgroundPaceMs: value.PLAYGROUND_PACE_MS,
    logLevel: value.LOG_LEVEL,
    ignored: later.filter((name) => given[name] !== undefined),
  };
};
