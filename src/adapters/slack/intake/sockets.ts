import { SocketModeClient } from '@slack/socket-mode';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { codeOf } from '../api-error.ts';
import { isFinal } from '../install/single-installation.ts';
import { clientOptions, quietLogger } from '../quiet.ts';
import type { Receive } from './delivery.ts';

/*
 * Socket Mode over several connections. Slack closes each every few hours; it gives a payload to one connection that is open, so with two nothing is lost while one is renewed
 * (docs.slack.dev/apis/events-api/using-socket-mode). The SDK's own reconnecting is off: it waits 5 s first, and in version 3.1.0 an answer of 500 or
 * `invalid_auth` while it reconnects ends the process with an unhandled rejection.
 */

/** How many connections are held. */
const slots = 2;

/** How long a connection may take to say hello, and how long it must have lived for its end to count as a renewal. In milliseconds, as all here. */
const helloMs = 10_000;
const steadyMs = 5_000;
const waits = { first: 250, most: 10_000 };
/** How long a closing connection may take before it is cut. */
const closeMs = 1_000;

/** How a connection ended: after it had worked, without, or for good. */
type Ending = 'renewed' | 'failed' | Readonly<{ final: string }>;

/** True when Slack asks, on the connection, to leave it. The SDK then closes it, which may take a while. */
const asksToLeave = (data: unknown): boolean => {
  if (typeof data !== 'string' || !data.includes('"disconnect"')) return false;
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === 'object' && message !== null && Reflect.get(message, 'type') === 'disconnect';
  } catch {
    return false;
  }
};

/** The held connections. `start` resolves when the first is open, or none ever will be; `stop` when all are closed. */
export type Sockets = Readonly<{ start: () => Promise<void>; stop: () => Promise<void>; connected: () => number; wanted: number }>;

type Parts = Readonly<{
  appToken: string;
  apiUrl: string;
  receive: Receive;
  onFatal: (reason: string) => void;
  clock: Clock;
  log: Log;
}>;

const openClient = ({ appToken, apiUrl, receive }: Parts): SocketModeClient => {
  const client = new SocketModeClient({ appToken, autoReconnectEnabled: false, logger: quietLogger, clientOptions: clientOptions(apiUrl) });
  client.on('slack_event', ({ body, ack, retry_num: retryNum, retry_reason: retryReason }) => {
    receive({ body, ack, retryNum, retryReason });
  });
  return client;
};

/** Closes a connection, politely at first: the second call cuts it. */
const closeClient = async (client: SocketModeClient, clock: Clock): Promise<void> => {
  const closed = client.disconnect().catch(() => undefined);
  await Promise.race([closed, clock.sleep(closeMs)]);
  await client.disconnect().catch(() => undefined);
};

/** What the connections share. */
type Shared = Readonly<{
  parts: Parts;
  stopping: AbortController;
  /** Connections that said hello and were not left since. */
  open: Set<SocketModeClient>;
  /** Every connection that is not closed. */
  all: Set<SocketModeClient>;
  first: PromiseWithResolvers<void>;
}>;

/** Opens a connection and stays with it until it is to be left. Never throws. */
const hold = async ({ parts, stopping, open, all, first }: Shared, client: SocketModeClient): Promise<Ending> => {
  const { clock, log } = parts;
  const { signal } = stopping;
  const left = Promise.withResolvers<void>();
  client.once('disconnected', () => {
    all.delete(client);
    left.resolve();
  });
  client.on('ws_message', (data: unknown) => {
    if (asksToLeave(data)) left.resolve();
  });
  const started = client.start().then(
    () => 'hello',
    (error: unknown) => codeOf(error),
  );
  const result = await Promise.race([started, clock.sleep(helloMs, signal).then(() => 'late')]);
  if (result !== 'hello') {
    // Slack's answer may still come, and the SDK would then connect.
    client.once('connecting', () => queueMicrotask(() => void closeClient(client, clock)));
    if (!signal.aborted) log.warn('slack socket did not open', { error: result });
    return isFinal(result) ? { final: result } : 'failed';
  }
  const since = clock.monotonicMs();
  open.add(client);
  first.resolve();
  log.info('slack socket is open', { open: open.size });
  await left.promise;
  open.delete(client);
  return clock.monotonicMs() - since >= steadyMs ? 'renewed' : 'failed';
};

/** Keeps one connection open, one after the other, until the end. */
const keep = async (shared: Shared): Promise<void> => {
  const { parts, stopping, all, first } = shared;
  const { clock, onFatal } = parts;
  const { signal } = stopping;
  for (let failures = 0; !signal.aborted; ) {
    const client = openClient(parts);
    all.add(client);
    const ending = await hold(shared, client);
    // What was still on its way comes in while the next connection opens.
    if (!signal.aborted) void closeClient(client, clock).finally(() => all.delete(client));
    if (typeof ending === 'object') {
      if (!signal.aborted) onFatal(ending.final);
      stopping.abort();
      break;
    }
    failures = ending === 'renewed' ? 0 : failures + 1;
    if (failures > 1) await clock.sleep(Math.min(waits.most, waits.first * 2 ** Math.min(failures - 2, 10)), signal);
  }
  first.resolve();
};

/** Holds two connections open for as long as it is not stopped. Never throws and never leaves a rejection behind. `onFatal` is called once, when Slack no longer knows the token. */
export const createSockets = (parts: Parts): Sockets => {
  const shared: Shared = { parts, stopping: new AbortController(), open: new Set(), all: new Set(), first: Promise.withResolvers() };
  let running: readonly Promise<void>[] = [];
  return {
    wanted: slots,
    connected: () => shared.open.size,
    start: async () => {
      running = Array.from({ length: slots }, () => keep(shared));
      await shared.first.promise;
    },
    stop: async () => {
      shared.stopping.abort();
      await Promise.all([...shared.all].map((client) => closeClient(client, parts.clock)));
      await Promise.all(running);
    },
  };
};
