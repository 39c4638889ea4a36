import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Clock } from '../../ports/clock.ts';
import { hostInUrl } from './guard.ts';

/** How long requests that are under way may take at the end. */
const graceMs = 800;

/** A web server that can be ended in time. `listen` resolves with the address that a person opens. */
export type Listener = Readonly<{ listen: () => Promise<string>; close: () => Promise<void> }>;

const everywhere = new Set(['0.0.0.0', '::']);

/** Takes requests that are not the web side's own, such as a platform's. Answers false for those that are. */
export type Before = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** A server that asks `before` first. A fault there ends that one request. */
const createServerWith =
  (before: Before): typeof createServer =>
  (...given: unknown[]) => {
    const listener = given.find((one): one is (request: IncomingMessage, response: ServerResponse) => void => typeof one === 'function');
    return createServer((request, response) => {
      before(request, response)
        .then((isTaken) => {
          if (!isTaken) listener?.(request, response);
        })
        .catch(() => response.destroy());
    });
  };

/** Makes a listener for `fetch`. Does not listen yet. `before` sees every request first. */
export const createListener = (
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  { host, port, clock, before }: Readonly<{ host: string; port: number; clock: Clock; before?: Before }>,
): Listener => {
  const made = before ? createServerWith(before) : createServer;
  const server = createAdaptorServer({ fetch, hostname: hostInUrl(host), createServer: made }) as Server;
  return {
    listen: async () => {
      server.listen(port, host);
      await once(server, 'listening');
      const { port: actual } = server.address() as AddressInfo;
      return `http://${everywhere.has(host) ? '127.0.0.1' : hostInUrl(host)}:${actual}`;
    },
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const done = new AbortController();
      const grace = clock.sleep(graceMs, done.signal).then(() => server.closeAllConnections());
      await closed;
      done.abort();
      await grace;
    },
  };
};
