/**
 * What may be lost: look-ups, capabilities, rendered lists. Contract: a cache that is down or slow costs speed and nothing
 * else, so `get` then answers `undefined` and `set` does nothing; neither throws nor waits above 500 ms. It has no compare-and-set and no
 * set-if-absent: never de-duplicate, lock, count money or keep consent here.
 */
export type Cache = Readonly<{
  get: (key: string) => Promise<unknown>;
  /** Stores a JSON value for `ttlMs` milliseconds. */
  set: (key: string, value: unknown, ttlMs: number) => Promise<void>;
  delete: (key: string) => Promise<void>;
  close: () => Promise<void>;
}>;
