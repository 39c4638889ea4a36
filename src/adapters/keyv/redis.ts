import Keyv from 'keyv';

/** How long to wait before the next attempt to connect, in milliseconds. Half a second at most, so a Redis that is back is soon used. */
const reconnectMs = (attempts: number): number => Math.min(50 * 2 ** Math.min(attempts, 10), 500);

/** Told when the connection works and when it does not. Both may be called any number of times. */
export type Watch = Readonly<{ up: () => void; down: (cause: unknown) => void }>;

/** A connection to Redis that goes on trying until it is closed. `isConnected` settles with the first success. */
export type RedisStore = Readonly<{ keyv: Keyv; isConnected: Promise<unknown>; close: () => void }>;

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
  const store = new KeyvRedis(client, { namespace: 'sounding-board', throwOnErrors: true });
  const keyv = new Keyv({ store, namespace: 'sounding-board', useKeyPrefix: false, throwOnErrors: true, emitErrors: false });
  const close = (): void => {
    // Not `close`, which waits for answers that a frozen Redis never gives.
    if (client.isOpen) client.destroy();
  };
  return { keyv, isConnected: client.connect(), close };
};
