import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPostingClient } from '../../src/adapters/slack/sending/posting-client.ts';

/*
 * A very small Slack: it keeps what is posted, shows it again, and fails on demand in every way that a post can fail. For the faults of one request; what Slack
 * checks is not checked here.
 */

/** What happens to the next request instead of a plain answer. `store` mishaps keep the message first. */
type Mishap =
  | Readonly<{ status: number; body?: string; headers?: Record<string, string>; store?: boolean }>
  | Readonly<{ error: string; more?: object; store?: boolean }>
  | 'store, then drop'
  | 'drop'
  | 'store, then hang'
  | 'half an answer';

type Call = Readonly<{ method: string; args: Readonly<Record<string, string>>; authorization: string }>;
type Stored = Readonly<Record<string, unknown>> & Readonly<{ ts: string }>;

const readBody = async (request: IncomingMessage): Promise<Record<string, string>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
};

/** Starts it. `timestamps` says what time Slack has, in seconds. */
export const startLocalSlack = async (options: { now?: () => number; pageSize?: number } = {}) => {
  const calls: Call[] = [];
  const messages: Stored[] = [];
  const mishaps: Mishap[] = [];
  const pageSize = options.pageSize ?? 200;
  let sequence = 0;

  const store = (args: Readonly<Record<string, string>>): Stored => {
    sequence += 1;
    const seconds = Math.floor((options.now ?? Date.now)() / 1_000);
    const parse = (name: string): unknown => (args[name] === undefined ? undefined : JSON.parse(args[name]));
    const message = {
      ...args,
      ts: `${seconds}.${String(sequence).padStart(6, '0')}`,
      bot_id: 'B1',
      subtype: 'bot_message',
      blocks: parse('blocks'),
      metadata: parse('metadata'),
    };
    messages.push(message);
    return message;
  };

  const list = (args: Readonly<Record<string, string>>): object => {
    const inThread = messages.filter((one) =>
      args['ts'] === undefined ? one['thread_ts'] === undefined : one['thread_ts'] === args['ts'],
    );
    const since = inThread.filter((one) => one['channel'] === args['channel'] && Number(one.ts) >= Number(args['oldest'] ?? 0));
    const from = Number(args['cursor'] ?? 0);
    const next =
      from + pageSize < since.length
        ? { has_more: true, response_metadata: { next_cursor: String(from + pageSize) } }
        : { has_more: false };
    return { ok: true, messages: since.slice(from, from + pageSize), ...next };
  };

  const answer = (method: string, args: Readonly<Record<string, string>>): object => {
    if (method === 'chat.postMessage') return { ok: true, channel: args['channel'], ts: store(args).ts };
    if (method === 'chat.update') return { ok: true, ts: args['ts'] };
    return list(args);
  };

  const server = createServer((request, response) => {
    void (async () => {
      const method = (request.url ?? '').replace('/api/', '');
      const args = await readBody(request);
      calls.push({ method, args, authorization: request.headers.authorization ?? '' });
      const say = (status: number, body: string, headers: Record<string, string> = {}) =>
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      // The status of a session is told beside the posts, at any time, and takes no mishap from them.
      const mishap = /^(?:agents|assistant)\./.test(method) ? undefined : mishaps.shift();
      if (mishap === undefined) return say(200, JSON.stringify(answer(method, args)));
      if (mishap === 'drop') return request.socket.destroy();
      if (typeof mishap === 'string' || mishap.store) store(args);
      if (mishap === 'store, then drop') return request.socket.destroy();
      if (mishap === 'store, then hang') return undefined;
      if (mishap === 'half an answer') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"ok":');
        setImmediate(() => request.socket.destroy());
        return undefined;
      }
      if ('error' in mishap) return say(200, JSON.stringify({ ok: false, error: mishap.error, ...mishap.more }));
      return say(mishap.status, mishap.body ?? '', mishap.headers);
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // The address of a server that listens on a port is never a path.
  const { port } = server.address() as AddressInfo;
  const apiUrl = `http://127.0.0.1:${port}/api/`;
  return {
    apiUrl,
    calls,
    messages,
    mishaps,
    clientWith: (change: { scopes?: readonly string[]; timeoutMs?: number; apiUrl?: string; fetch?: () => Promise<never> } = {}) =>
      createPostingClient({ token: 'xoxb-1', botUserId: 'U1', botId: 'B1', apiUrl, ...change }),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};

export type LocalSlack = Awaited<ReturnType<typeof startLocalSlack>>;
