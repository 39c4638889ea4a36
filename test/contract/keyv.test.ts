import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCache } from '../../src/adapters/keyv/cache.ts';
import type { Cache } from '../../src/ports/cache.ts';
import type { Log } from '../../src/ports/log.ts';
import { needs } from '../fakes/needs.ts';
import { cacheContract } from './cache.contract.ts';

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const recording = () => {
  const events: string[] = [];
  const log: Log = {
    info: (event) => events.push(event),
    warn: (event) => events.push(event),
    error: (event) => events.push(event),
  };
  return { log, events };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
};

/** Starts a Redis of our own that keeps nothing on disk, and waits until it takes connections. */
const startRedis = async (port: number): Promise<ChildProcess> => {
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('Ready to accept connections')) return child;
  }
  throw new Error(`redis-server did not start: ${text}`);
};

/** How many clients Redis counts, the asking one included. */
const connections = async (port: number): Promise<number> => {
  const socket = connect(port, '127.0.0.1');
  socket.end('INFO clients\r\nQUIT\r\n');
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return Number(/connected_clients:(\d+)/.exec(text)?.[1]);
};

const kill = async (child: ChildProcess | undefined): Promise<void> => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

/** How long some work took, in milliseconds. */
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

/** The port's promise, with something on top for a timer on a busy machine. */
const longestMs = 1_500;

const untilItAnswers = async (cache: Cache): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    await cache.set('are you there', tries, 10_000);
    if ((await cache.get('are you there')) === tries) return;
    await wait(50);
  }
  throw new Error('the cache did not come back');
};

describe('the cache in memory', () => {
  cacheContract(() => createCache({ log: silent }));

  it('forgets the oldest of many entries, so that it cannot grow for ever', async () => {
    const cache = createCache({ log: silent });
    for (let n = 0; n < 5_000; n += 1) await cache.set(`key ${n}`, n, 60_000);
    await cache.set('key 3', 'set again', 60_000);
    for (let n = 5_000; n < 5_010; n += 1) await cache.set(`key ${n}`, n, 60_000);
    expect(await cache.get('key 10')).toBeUndefined();
    expect(await cache.get('key 11')).toBe(11);
    expect(await cache.get('key 3')).toBe('set again');
    expect(await cache.get('key 5009')).toBe(5_009);
    await cache.close();
  });
});

needs('redis-server', 'Redis')('the cache in Redis', () => {
  let port = 0;
  let redis: ChildProcess | undefined;
  const url = (): string => `redis://127.0.0.1:${port}`;
  beforeAll(async () => {
    port = await freePort();
    redis = await startRedis(port);
  });
  afterAll(() => kill(redis));

  cacheContract(() => createCache({ redisUrl: url(), log: silent }));

  it('leaves no connection open when it is closed', async () => {
    const before = await connections(port);
    const cache = createCache({ redisUrl: url(), log: silent });
    await cache.set('a', 1, 1_000);
    expect(await connections(port)).toBe(before + 1);
    await cache.close();
    await createCache({ redisUrl: url(), log: silent }).close();
    await wait(100);
    expect(await connections(port)).toBe(before);
  });

  it('shares its values with another process on the same Redis', async () => {
    const [one, other] = [createCache({ redisUrl: url(), log: silent }), createCache({ redisUrl: url(), log: silent })];
    await one.set('shared', { from: 'one' }, 10_000);
    expect(await other.get('shared')).toEqual({ from: 'one' });
    await other.delete('shared');
    expect(await one.get('shared')).toBeUndefined();
    await Promise.all([one.close(), other.close()]);
  });
});

needs('redis-server', 'Redis')('a cache whose Redis fails', () => {
  const running: (ChildProcess | undefined)[] = [];
  const caches: Cache[] = [];
  const openOn = (port: number, log: Log = silent): Cache => {
    const cache = createCache({ redisUrl: `redis://127.0.0.1:${port}`, log });
    caches.push(cache);
    return cache;
  };
  const startOn = async (port: number): Promise<ChildProcess> => {
    const child = await startRedis(port);
    running.push(child);
    return child;
  };
  afterEach(async () => {
    for (const cache of caches.splice(0)) await cache.close();
    for (const child of running.splice(0)) await kill(child);
  });

  it('costs speed and nothing else while Redis is frozen, and is itself again afterwards', async () => {
    const port = await freePort();
    const redis = await startOn(port);
    const { log, events } = recording();
    const cache = openOn(port, log);
    await cache.set('a', 1, 60_000);
    expect(await cache.get('a')).toBe(1);
    redis.kill('SIGSTOP');
    const calls = [() => cache.get('a'), () => cache.set('b', 2, 60_000), () => cache.delete('c'), () => cache.get('a')];
    const times = await Promise.all(calls.map(timed));
    expect(Math.max(...times)).toBeLessThan(longestMs);
    expect(Math.max(...times)).toBeGreaterThan(100);
    expect(await cache.get('a')).toBeUndefined();
    // The second round is answered at once: callers do not queue up behind a frozen server.
    expect(await timed(() => cache.get('a'))).toBeLessThan(400);
    redis.kill('SIGCONT');
    await untilItAnswers(cache);
    expect(await cache.get('a')).toBe(1);
    expect(events).toEqual(['cache is down', 'cache is back']);
  });

  it('costs speed and nothing else while Redis is dead, and finds the next one', async () => {
    const port = await freePort();
    const redis = await startOn(port);
    const { log, events } = recording();
    const cache = openOn(port, log);
    await cache.set('a', 1, 60_000);
    await kill(redis);
    const times: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      times.push(await timed(async () => expect(await cache.get('a')).toBeUndefined()));
      await cache.set('a', 2, 60_000);
      await wait(20);
    }
    expect(Math.max(...times)).toBeLessThan(longestMs);
    await startOn(port);
    await untilItAnswers(cache);
    expect(await cache.get('a')).toBeUndefined();
    expect(events).toEqual(['cache is down', 'cache is back']);
  });

  it('starts without Redis, says so once, and uses it when it comes', async () => {
    const port = await freePort();
    const { log, events } = recording();
    const cache = openOn(port, log);
    expect(await timed(() => cache.get('a'))).toBeLessThan(longestMs);
    expect(await timed(() => cache.set('a', 1, 60_000))).toBeLessThan(longestMs);
    await startOn(port);
    await untilItAnswers(cache);
    expect(events).toEqual(['cache is down', 'cache is back']);
  });

  it('closes at once whatever Redis does', async () => {
    const port = await freePort();
    const redis = await startOn(port);
    const [frozen, starting, absent] = [openOn(port), openOn(port), openOn(await freePort())];
    await frozen.set('a', 1, 60_000);
    redis.kill('SIGSTOP');
    const asking = frozen.get('a');
    expect(await timed(() => frozen.close())).toBeLessThan(400);
    expect(await asking).toBeUndefined();
    expect(await timed(() => starting.close())).toBeLessThan(longestMs);
    expect(await timed(() => absent.close())).toBeLessThan(longestMs);
    redis.kill('SIGCONT');
  });

  it.each([
    ['after a call', 'await cache.get("a");'],
    ['before it had time to connect', ''],
    ['while it connects', 'await new Promise((resolve) => setTimeout(resolve, 1)); cache.get("a");'],
  ])('lets the process end while Redis is frozen, %s', async (_when, calls) => {
    const port = await freePort();
    const redis = await startOn(port);
    redis.kill('SIGSTOP');
    const code = `
      const { createCache } = await import(${JSON.stringify(new URL('../../src/adapters/keyv/cache.ts', import.meta.url).href)});
      const cache = createCache({ redisUrl: 'redis://127.0.0.1:${port}', log: { info() {}, warn() {}, error() {} } });
      ${calls}
      await cache.close();`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'inherit' });
    running.push(child);
    expect((await once(child, 'exit', { signal: AbortSignal.timeout(20_000) }))[0]).toBe(0);
    redis.kill('SIGCONT');
  });
});
