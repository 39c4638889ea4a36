/**
 * What may be lost: look-ups, capabilities, rendered lists. Contract: a cache that is down or slow costs speed and nothing
 * else, so `get` then answers `undefined`, `set`, `delete` and `clear` do nothing; none throws, and none but `clear` waits above 500 ms. A `delete` may be lost that
 * way and its value come back, so give what can go stale a short life. After `close` it answers like an empty one. It has no compare-and-set and no
 * set-if-absent: never de-duplicate, lock, count money or keep consent here.
 */
export type Cache = Readonly<{
  get: (key: string) => Promise<unknown>;
  /** Stores a JSON value for `ttlMs` milliseconds. Without a time to live, or for a value that JSON cannot hold, nothing is kept. */
  set: (key: string, value: unknown, ttlMs: number) => Promise<void>;
  delete: (key: string) => Promise<void>;
  /** Forgets a key and all keys below it: `a/b` takes `a/b/c` along and leaves `a/bc`. It goes through all keys, so it is for rare occasions. */
  clear: (key: string) => Promise<void>;
  close: () => Promise<void>;
}>;
