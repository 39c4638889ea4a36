import Keyv from 'keyv';
import type { Cache } from '../../ports/cache.ts';
import type { Log } from '../../ports/log.ts';
import { BoundedMap } from './bounded-map.ts';
import { type KeyPage, openRedis, type RedisStore } from './redis.ts';

/** No call takes longer, in milliseconds. The contract says 500; the rest is for a busy machine. */
const deadlineMs = 400;

/** After a failure, calls are answered at once for so long, so that a frozen Redis does not cost every caller the full deadline. */
const restMs = 1_000;

/** Entries kept without Redis. */
const mostEntries = 5_000;

const within = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the cache did not answer in time')), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Whether the cache works, as far as is known. Each change is logged once, however many calls notice it. */
const createHealth = (log: Log) => {
  let isDown = false;
  let rest: NodeJS.Timeout | undefined;
  const wake = (): void => {
    clearTimeout(rest);
    rest = undefined;
  };
  return {
    isResting: (): boolean => rest !== undefined,
    up: (): void => {
      wake();
      if (isDown) log.info('cache is back');
      isDown = false;
    },
    down: (cause: unknown): void => {
      rest ??= setTimeout(wake, restMs).unref();
      if (!isDown) log.error('cache is down', cause);
      isDown = true;
    },
    end: wake,
  };
};

/** The store behind the cache, with its calls made safe. */
type Backend = Readonly<{
  /** Answers `undefined` when the store fails or is late. */
  ask: <T>(work: (keyv: Keyv) => Promise<T>) => Promise<T | undefined>;
  /** The keys that begin with a text, as far as the store answers. */
  keysFrom: (beginning: string) => Promise<readonly string[]>;
  close: () => Promise<void>;
}>;

const memoryBackend = (): Backend => {
  const entries = new BoundedMap<string, unknown>(mostEntries);
  const keyv = new Keyv({ store: entries, useKeyPrefix: false });
  let isClosed = false;
  return {
    ask: async (work) => (isClosed ? undefined : work(keyv)),
    keysFrom: async (beginning) => [...entries.keys()].filter((key) => key.startsWith(beginning)),
    close: async () => {
      isClosed = true;
      await keyv.clear();
    },
  };
};

/** The keys of all pages, each asked for by itself so that none takes long; those before it where a page cannot be had. */
const readPages = async (read: (cursor: string) => Promise<KeyPage | undefined>): Promise<readonly string[]> => {
  const keys: string[] = [];
  for (let cursor = '0'; ; ) {
    const page = await read(cursor);
    keys.push(...(page?.keys ?? []));
    cursor = page?.cursor ?? '0';
    if (cursor === '0') return keys;
  }
};

const redisBackend = (url: string, log: Log): Backend => {
  const health = createHealth(log);
  let isClosed = false;
  const opening = openRedis(url, {
    up: () => !isClosed && health.up(),
    down: (cause) => !isClosed && health.down(cause),
  });
  // Calls wait for the first connection, once; afterwards a call without a connection fails at once.
  const started = opening.then(({ isConnected }) => within(isConnected)).catch((cause: unknown) => !isClosed && health.down(cause));
  const ready = async (): Promise<RedisStore> => {
    await started;
    return opening;
  };
  const safely = async <T>(work: (store: RedisStore) => Promise<T>): Promise<T | undefined> => {
    if (isClosed || health.isResting()) return undefined;
    try {
      const answer = await within(ready().then(work));
      if (!isClosed) health.up();
      return answer;
    } catch (cause) {
      if (!isClosed) health.down(cause);
      return undefined;
    }
  };
  return {
    ask: (work) => safely(({ keyv }) => work(keyv)),
    keysFrom: (beginning) => readPages((cursor) => safely(({ scan }) => scan(beginning, cursor))),
    close: async () => {
      isClosed = true;
      health.end();
      // A socket that is being made cannot be closed yet. It is there or given up before the deadline.
      await started;
      await opening.then(({ close }) => close()).catch(() => undefined);
    },
  };
};

const readJson = (stored: unknown): unknown => {
  try {
    return typeof stored === 'string' ? JSON.parse(stored) : undefined;
  } catch {
    // Somebody else's value under our key: as good as none.
    return undefined;
  }
};

/**
 * A cache in Redis when there is a `redisUrl`, else in memory with at most 5,000 entries. A Redis that is down, frozen or slow is logged
 * once, and once more when it is back; there is no fall-back to memory, because two processes would then see different values.
 */
export const createCache = ({ redisUrl, log }: { redisUrl?: string; log: Log }): Cache => {
  const backend = redisUrl === undefined ? memoryBackend() : redisBackend(redisUrl, log);
  return {
    get: async (key) => readJson(await backend.ask((keyv) => keyv.get(key))),
    set: async (key, value, ttlMs) => {
      try {
        const json: string | undefined = JSON.stringify(value);
        // To keyv a lifetime of 0 is for ever, and to Redis one that is not a whole number is a mistake.
        const isKept = json !== undefined && ttlMs > 0 && Number.isFinite(ttlMs);
        await backend.ask((keyv) => (isKept ? keyv.set(key, json, Math.ceil(ttlMs)) : keyv.delete(key)));
      } catch (cause) {
        log.error('value cannot be cached', cause);
      }
    },
    delete: async (key) => {
      await backend.ask((keyv) => keyv.delete(key));
    },
    clear: async (key) => {
      const below = (await backend.keysFrom(key)).filter((one) => one === key || one.startsWith(`${key}/`));
      for (const one of below) await backend.ask((keyv) => keyv.delete(one));
    },
    close: backend.close,
  };
};
