import Keyv from 'keyv';

/** How long to wait before the next attempt to connect, in milliseconds. Half a second at most, so a Redis that is back is soon used. */
const reconnectMs = (attempts: number): number => Math.min(50 * 2 ** Math.min(attempts, 10), 500);

/** Told when the connection works and when it does not. Both may be called any number of times. */
export type Watch = Readonly<{ up: () => void; down: (cause: unknown) => void }>;

/** Some keys that begin with a text, and the cursor to go on from: `'0'` when all were looked at. */
export type KeyPage = Readonly<{ cursor: string; keys: readonly string[] }>;

/** A connection to Redis that goes on trying until it is closed. `isConnected` settles with the first success. `scan` begins at the cursor `'0'`. */
export type RedisStore = Readonly<{
  keyv: Keyv;
  scan: (beginning: string, cursor: string) => Promise<KeyPage>;
  isConnected: Promise<unknown>;
  close: () => void;
}>;

/** What stands before all of our keys. */
const namespace = 'sounding-board';

/** Keys looked at in one step: Redis does nothing else meanwhile. */
const stepKeys = 1_000;

/** A text as a pattern of Redis that fits that text alone (https://redis.io/docs/latest/commands/keys/, read 2026-11-21). */
const literally = (text: string): string => text.replaceAll(/[\\*?[\]^-]/g, '\\$&');

/**
 * Begins to connect. A command while there is no connection fails at once instead of waiting in a queue (`disableOfflineQueue`), and a
 * frozen Redis cannot make the queue grow. The library is loaded here and not before, because most installations have no Redis.
 */
export const openRedis = async (url: string, watch: Watch): Promise<RedisStore> => {
  const { default: KeyvRedis, createClient } = await import('@keyv/redis');
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1_000,
    socket: { connectTimeout: 1_000, reconnectStrategy: reconnectMs },
  });
  // Before it connects: a socket that is being made when we close is out of the client's reach, and must not keep the process alive.
  client.unref();
  client.on('error', watch.down);
  client.on('ready', watch.up);
  const store = new KeyvRedis(client, { namespace, throwOnErrors: true });
  const keyv = new Keyv({ store, namespace, useKeyPrefix: false, throwOnErrors: true, emitErrors: false });
  const close = (): void => {
    // Not `close`, which waits for answers that a frozen Redis never gives.
    if (client.isOpen) client.destroy();
  };
  const before = `${namespace}${store.keyPrefixSeparator}`;
  const scan = async (beginning: string, cursor: string): Promise<KeyPage> => {
    const page = await client.scan(cursor, { MATCH: `${literally(`${before}${beginning}`)}*`, COUNT: stepKeys });
    return { cursor: String(page.cursor), keys: page.keys.map((key) => String(key).slice(before.length)) };
  };
  return { keyv, scan, isConnected: client.connect(), close };
};
