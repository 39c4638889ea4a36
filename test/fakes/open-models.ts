import { createCache } from '../../src/adapters/keyv/cache.ts';
import { createOpenAiModels, type OpenAiModels } from '../../src/adapters/openai/models.ts';
import type { Times } from '../../src/adapters/openai/times.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import type { Cache } from '../../src/ports/cache.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Completion, LanguageModel } from '../../src/ports/language-model.ts';
import type { Log } from '../../src/ports/log.ts';

/** A log that can be read back: the event and its fields, and for errors the name of the cause. */
export const createMemoryLog = () => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log: Log = {
    info: (event, fields) => lines.push({ level: 'info', event, ...fields }),
    warn: (event, fields) => lines.push({ level: 'warn', event, ...fields }),
    error: (event, cause, fields) =>
      lines.push({ level: 'error', event, cause: cause instanceof Error ? cause.name : typeof cause, ...fields }),
  };
  return { log, lines };
};

/** This machine's clock, except that sleeping takes no time and moves the clock by as much. `slept` holds each sleep in milliseconds. */
export const createLeapingClock = () => {
  const slept: number[] = [];
  let ahead = 0;
  const clock: Clock = {
    now: () => new Date(systemClock.now().getTime() + ahead),
    monotonicMs: () => systemClock.monotonicMs() + ahead,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      slept.push(ms);
      ahead += ms;
    },
  };
  const leap = (ms: number): void => {
    ahead += ms;
  };
  return { clock, slept, leap };
};

/** Times in which a test can wait. */
const shortTimes: Partial<Times> = { backOff: 5, mostBackOff: 20, leastAttempt: 100 };

type Setting = Readonly<{
  baseUrl?: string;
  api?: 'auto' | 'chat' | 'responses';
  apiKey?: string;
  cache?: Cache;
  clock?: Clock;
  times?: Partial<Times>;
  fetch?: typeof globalThis.fetch;
}>;

/** Models over a server, with this machine's clock, an empty cache and short times unless a test says otherwise. */
export const openModels = (setting: Setting): { models: OpenAiModels; lines: readonly Readonly<Record<string, unknown>>[] } => {
  const { log, lines } = createMemoryLog();
  const models = createOpenAiModels({
    baseUrl: setting.baseUrl ?? '',
    api: setting.api ?? 'auto',
    apiKey: setting.apiKey ?? '',
    cache: setting.cache ?? createCache({ log }),
    clock: setting.clock ?? systemClock,
    random: systemRandom,
    log,
    times: { ...shortTimes, ...setting.times },
    ...(setting.fetch ? { fetch: setting.fetch } : {}),
  });
  return { models, lines };
};

/** A schema that a strict vendor takes. */
export const someSchema = {
  name: 'answer',
  json: { type: 'object', properties: { said: { type: 'string' } }, required: ['said'], additionalProperties: false },
};

/** Asks a model something. The deadline is 2 seconds, of which tests use little. */
export const ask = (model: LanguageModel, change: Partial<Parameters<LanguageModel['complete']>[0]> = {}): Promise<Completion> =>
  model.complete({
    prompt: { prefix: 'You are Maya. Answer in JSON.', input: 'What about tea?' },
    schema: someSchema,
    maxOutputTokens: 200,
    cacheKey: 'maya-1',
    deadlineMs: 2_000,
    signal: new AbortController().signal,
    ...change,
  });
