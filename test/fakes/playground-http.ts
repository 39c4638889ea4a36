import { once } from 'node:events';
import { request } from 'node:http';

/** What a raw request gets back. */
export type RawAnswer = Readonly<{ status: number; headers: Readonly<Record<string, string | string[] | undefined>>; text: string }>;

/** One request with exactly these headers. `fetch` would not do: it sets Host and Origin as it sees fit. */
export const send = async (
  url: string,
  parts: { path?: string; method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<RawAnswer> => {
  const { hostname, port } = new URL(url);
  const call = request({
    hostname,
    port,
    path: parts.path ?? '/',
    method: parts.method ?? 'GET',
    headers: parts.headers ?? {},
    agent: false,
  });
  call.end(parts.body);
  const [response] = await once(call, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text };
};

/** A request as the page sends it. */
export const invoke = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  send(url, {
    path: '/api/invoke',
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin', ...headers },
    body: JSON.stringify(body),
  });

/** An open event stream. `next` answers the next block that holds an event, `close` hangs up. */
export const openEvents = async (url: string, path: string, headers: Record<string, string> = {}) => {
  const { hostname, port } = new URL(url);
  const call = request({ hostname, port, path, headers, agent: false });
  call.end();
  const [response] = await once(call, 'response');
  response.setEncoding('utf8');
  const chunks: AsyncIterator<string> = response[Symbol.asyncIterator]();
  let rest = '';
  const next = async (): Promise<{ id: string; data: string } | undefined> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end < 0) {
        const { done, value } = await chunks.next();
        if (done) return undefined;
        rest += value;
        continue;
      }
      const block = rest.slice(0, end);
      rest = rest.slice(end + 2);
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      const id = field('id');
      if (id !== undefined) return { id, data: field('data') ?? '' };
    }
  };
  return { status: response.statusCode ?? 0, next, close: () => call.destroy() };
};
