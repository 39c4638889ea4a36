import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Clock } from '../../ports/clock.ts';
import { hostInUrl } from './guard.ts';

/** How long requests that are under way may take at the end. */
const graceMs = 800;

/** A web server that can be ended in time. `listen` resolves with the address that a person opens. */
export type Listener = Readonly<{ listen: () => Promise<string>; close: () => Promise<void> }>;

const everywhere = new Set(['0.0.0.0', '::']);

/** Makes a listener for `fetch`. Does not listen yet. */
export const createListener = (
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  { host, port, clock }: Readonly<{ host: string; port: number; clock: Clock }>,
): Listener => {
  const server = createAdaptorServer({ fetch, hostname: hostInUrl(host), createServer }) as Server;
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
