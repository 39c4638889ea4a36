import { z } from 'zod';
import type { TokenPrices } from './core/usage.ts';

/*
 * Every environment variable, read once at the start. The README's table is rendered from here, and a test compares the two.
 */

/** One variable: what it is for, its unit, and whether its value is a secret. */
export type Variable = Readonly<{ about: string; standard: string; secret?: true }>;

/** The catalogue, in the order of the README's table. */
export const variables = {
  SLACK_BOT_TOKEN: { about: 'The bot token of one workspace (xoxb-…). With it Slack is on', standard: '', secret: true },
  SLACK_APP_TOKEN: {
    about: 'An app-level token (xapp-…): Slack by Socket Mode, without an address on the internet',
    standard: '',
    secret: true,
  },
  SLACK_SIGNING_SECRET: { about: 'The signing secret: Slack calls POST /slack/events on HOST:PORT instead', standard: '', secret: true },
  SLACK_CLIENT_ID: { about: 'With the next two: many workspaces may install the app at /slack/install', standard: '' },
  SLACK_CLIENT_SECRET: { about: 'The client secret of the Slack app', standard: '', secret: true },
  SLACK_STATE_SECRET: {
    about: 'A long random secret of your own: signs installations, and encrypts the tokens that are stored',
    standard: '',
    secret: true,
  },
  SLACK_MODERATORS: { about: 'Ids of people who are moderators besides admins and owners, such as U012AB3CD,U045EF6GH', standard: '' },
  SLACK_API_URL: { about: 'Where Slack’s API is; another one for a proxy or a test server', standard: 'https://slack.com/api/' },
  DISCORD_TOKEN: { about: 'The token of the Discord bot. With it Discord is on', standard: '', secret: true },
  DISCORD_API_URL: {
    about: 'Where Discord’s REST API is, without a version; another one for a proxy or a test server',
    standard: 'https://discord.com/api',
  },
  DISCORD_SHARDS: { about: 'Connections to Discord in this process: a number, or auto (as many as Discord recommends)', standard: 'auto' },
  OPENAI_API_KEY: { about: 'The key of the model endpoint. A key or a base URL turns the language model on', standard: '', secret: true },
  OPENAI_BASE_URL: { about: 'An OpenAI-compatible endpoint such as http://127.0.0.1:11434/v1; empty means OpenAI itself', standard: '' },
  PANEL_MODEL: { about: 'The model that speaks for the personas', standard: 'gpt-4.1-mini' },
  PANEL_SECOND_MODEL: { about: 'A model of another family, which then speaks for every other persona', standard: '' },
  EMBEDDING_MODEL: { about: 'A model for vectors, which the spread gauge then uses instead of words', standard: '' },
  MODEL_API: { about: 'How the endpoint is spoken to: chat, responses, or auto (responses for OpenAI itself)', standard: 'auto' },
  MODEL_THINKING_TOKENS: {
    about: 'Tokens that a model may think with before each answer; reasoning models need some thousands',
    standard: '0',
  },
  MODEL_PRICES: { about: 'Price of a million tokens, input/output, such as 0.40/1.60; with it the cost is shown', standard: '' },
  TOKENS_PER_DAY: { about: 'Most tokens that language models may use in one space in a day (UTC)', standard: '2000000' },
  TOKENS_PER_PERSON_AND_HOUR: { about: 'Most tokens that language models may use for one person in an hour', standard: '500000' },
  DATA_DIR: { about: 'Where the data live: one SQLite file, made when missing', standard: './data' },
  DATABASE_URL: {
    about: 'A PostgreSQL such as postgres://user:password@host/database, for several instances; without it, the file in DATA_DIR',
    standard: '',
    secret: true,
  },
  REDIS_URL: { about: 'A Redis for what may be lost, such as what an endpoint can do; without it, memory', standard: '', secret: true },
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

/** A bound against a slip of the keys; far above what an endpoint serves in a day. */
const mostTokens = 1_000_000_000_000;

const url = (value: string): boolean => /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/.test(value);
const prices = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/;

const schema = z.object({
  SLACK_BOT_TOKEN: text('SLACK_BOT_TOKEN').refine((value) => value === '' || /^xoxb-\S+$/.test(value), 'must begin with xoxb-'),
  SLACK_APP_TOKEN: text('SLACK_APP_TOKEN').refine((value) => value === '' || /^xapp-\S+$/.test(value), 'must begin with xapp-'),
  SLACK_SIGNING_SECRET: text('SLACK_SIGNING_SECRET'),
  SLACK_CLIENT_ID: text('SLACK_CLIENT_ID'),
  SLACK_CLIENT_SECRET: text('SLACK_CLIENT_SECRET'),
  SLACK_STATE_SECRET: text('SLACK_STATE_SECRET').refine((value) => value === '' || value.length >= 16, 'must have 16 characters or more'),
  SLACK_MODERATORS: text('SLACK_MODERATORS').refine(
    (value) => /^(?:[UW][A-Z0-9]+(?:,\s*[UW][A-Z0-9]+)*)?$/.test(value),
    'must be ids of people such as U012AB3CD, separated by commas',
  ),
  SLACK_API_URL: text('SLACK_API_URL').refine(url, 'must begin with http:// or https://'),
  DISCORD_TOKEN: text('DISCORD_TOKEN').refine((value) => !/\s/.test(value), 'must hold no spaces: copy the token alone, without “Bot”'),
  DISCORD_API_URL: text('DISCORD_API_URL').refine(url, 'must begin with http:// or https://'),
  DISCORD_SHARDS: text('DISCORD_SHARDS').refine((value) => /^(?:auto|[1-9]\d{0,2})$/.test(value), 'must be auto or a number from 1 to 999'),
  OPENAI_API_KEY: text('OPENAI_API_KEY').refine((value) => !/\s/.test(value), 'must not hold spaces'),
  OPENAI_BASE_URL: text('OPENAI_BASE_URL').refine(
    (value) => value === '' || url(value),
    'must begin with http:// or https:// and hold no key',
  ),
  PANEL_MODEL: text('PANEL_MODEL').refine((value) => value.trim() !== '', 'must name a model'),
  PANEL_SECOND_MODEL: text('PANEL_SECOND_MODEL'),
  EMBEDDING_MODEL: text('EMBEDDING_MODEL'),
  MODEL_API: z.enum(['auto', 'chat', 'responses'], 'must be auto, chat or responses').default('auto'),
  MODEL_THINKING_TOKENS: wholeNumber('MODEL_THINKING_TOKENS', 100_000),
  MODEL_PRICES: text('MODEL_PRICES').refine((value) => value === '' || prices.test(value), 'must be two prices such as 0.40/1.60'),
  TOKENS_PER_DAY: wholeNumber('TOKENS_PER_DAY', mostTokens),
  TOKENS_PER_PERSON_AND_HOUR: wholeNumber('TOKENS_PER_PERSON_AND_HOUR', mostTokens),
  DATA_DIR: text('DATA_DIR').refine((value) => value.trim() !== '', 'must name a folder'),
  DATABASE_URL: text('DATABASE_URL').refine(
    (value) => value === '' || (/^postgres(?:ql)?:\/\/\S+$/.test(value) && URL.canParse(value)),
    'must begin with postgres:// or postgresql://, with special characters of its password percent-encoded',
  ),
  REDIS_URL: text('REDIS_URL').refine((value) => value === '' || /^rediss?:\/\/\S+$/.test(value), 'must begin with redis:// or rediss://'),
  HOST: text('HOST').refine((value) => /^[\w.:-]+$/.test(value), 'must be an address such as 127.0.0.1'),
  PORT: wholeNumber('PORT', 65_535),
  PLAYGROUND: z.enum(['on', 'off', 'auto'], 'must be on, off or auto').default('auto'),
  PLAYGROUND_PACE_MS: wholeNumber('PLAYGROUND_PACE_MS', 60_000),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'must be fatal, error, warn, info, debug or silent')
    .default('info'),
});

/** How language models are reached. `models` are one or two; the first also judges and controls. */
export type ModelConfig = Readonly<{
  apiKey: string;
  baseUrl: string;
  api: 'auto' | 'chat' | 'responses';
  models: readonly [string, ...string[]];
  embeddingModel: string;
  thinkingTokens: number;
  prices?: TokenPrices;
}>;

/** How Slack is reached: one workspace by its token, or many by installation; by Socket Mode, by HTTP, or both. `apiUrl` ends with a slash. */
export type SlackSettings = Readonly<{
  botToken?: string;
  appToken?: string;
  signingSecret?: string;
  oauth?: Readonly<{ clientId: string; clientSecret: string; stateSecret: string }>;
  moderators: readonly string[];
  apiUrl: string;
}>;

/** How Discord is reached. `apiUrl` is the REST base without a version and without a slash at its end. */
export type DiscordSettings = Readonly<{ token: string; apiUrl: string; shards: 'auto' | number }>;

/** The settings of one process. `isPlayground`: the chat in the browser is on. `model` is there when a key or a base URL is set. */
export type Config = Readonly<{
  dataDir: string;
  databaseUrl: string;
  redisUrl: string;
  host: string;
  port: number;
  playgroundPaceMs: number;
  tokensPerDay: number;
  tokensPerPersonAndHour: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  isPlayground: boolean;
  slack?: SlackSettings;
  discord?: DiscordSettings;
  model?: ModelConfig;
}>;

/** A variable has a value that cannot be used. `message` names it, says what it must be, and never repeats a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const readOAuth = (value: z.infer<typeof schema>): Pick<SlackSettings, 'oauth'> => {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret } = value;
  if (clientId === '') return {};
  if (clientSecret === '') throw new ConfigError('SLACK_CLIENT_SECRET is missing beside SLACK_CLIENT_ID.');
  if (stateSecret === '') throw new ConfigError('SLACK_STATE_SECRET is missing beside SLACK_CLIENT_ID.');
  return { oauth: { clientId, clientSecret, stateSecret } };
};

const readSlack = (value: z.infer<typeof schema>): { slack?: SlackSettings } => {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = value;
  const isWanted = [botToken, appToken, signingSecret, value.SLACK_CLIENT_ID].some((one) => one !== '');
  if (!isWanted) return {};
  const oauth = readOAuth(value);
  if (botToken === '' && !oauth.oauth)
    throw new ConfigError('SLACK_BOT_TOKEN is missing: take it from OAuth & Permissions in the settings of the Slack app.');
  if (botToken !== '' && oauth.oauth)
    throw new ConfigError('SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set: use the token for one workspace, or the client id for many.');
  if (appToken === '' && signingSecret === '')
    throw new ConfigError(
      'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing: without one of them nothing comes in from Slack.',
    );
  return {
    slack: {
      ...(botToken === '' ? {} : { botToken }),
      ...(appToken === '' ? {} : { appToken }),
      ...(signingSecret === '' ? {} : { signingSecret }),
      ...oauth,
      moderators: value.SLACK_MODERATORS.split(',').flatMap((id) => id.trim() || []),
      apiUrl: value.SLACK_API_URL.replace(/\/*$/, '/'),
    },
  };
};

const readDiscord = (value: z.infer<typeof schema>): { discord?: DiscordSettings } => {
  const { DISCORD_TOKEN: token, DISCORD_SHARDS: shards } = value;
  if (token === '') return {};
  const apiUrl = value.DISCORD_API_URL.replace(/\/+$/, '').replace(/\/v\d+$/, '');
  return { discord: { token, apiUrl, shards: shards === 'auto' ? shards : Number(shards) } };
};

const readModel = (value: z.infer<typeof schema>): { model?: ModelConfig } => {
  if (value.OPENAI_API_KEY === '' && value.OPENAI_BASE_URL === '') return {};
  const second = value.PANEL_SECOND_MODEL;
  const [, input, output] = prices.exec(value.MODEL_PRICES) ?? [];
  return {
    model: {
      apiKey: value.OPENAI_API_KEY,
      baseUrl: value.OPENAI_BASE_URL,
      api: value.MODEL_API,
      models: second === '' || second === value.PANEL_MODEL ? [value.PANEL_MODEL] : [value.PANEL_MODEL, second],
      embeddingModel: value.EMBEDDING_MODEL,
      thinkingTokens: value.MODEL_THINKING_TOKENS,
      ...(input === undefined ? {} : { prices: { input: Number(input), output: Number(output) } }),
    },
  };
};

/** Reads the settings from an environment. An empty variable counts as not set. Throws `ConfigError` for the first that is wrong. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${String(issue?.path[0] ?? 'a variable')} ${issue?.message ?? 'cannot be used'}.`);
  }
  const value = parsed.data;
  const platforms = { ...readSlack(value), ...readDiscord(value) };
  const isChat = platforms.slack !== undefined || platforms.discord !== undefined;
  if (value.PLAYGROUND === 'off' && !isChat)
    throw new ConfigError('PLAYGROUND is off and no chat platform is set, so there is nothing to start: set it to on.');
  return {
    dataDir: value.DATA_DIR,
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    host: value.HOST,
    port: value.PORT,
    playgroundPaceMs: value.PLAYGROUND_PACE_MS,
    tokensPerDay: value.TOKENS_PER_DAY,
    tokensPerPersonAndHour: value.TOKENS_PER_PERSON_AND_HOUR,
    logLevel: value.LOG_LEVEL,
    isPlayground: value.PLAYGROUND === 'on' || (value.PLAYGROUND === 'auto' && !isChat),
    ...platforms,
    ...readModel(value),
  };
};
