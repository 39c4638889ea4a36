import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type EnvelopeChange, type Step, sendJson } from './model-server.ts';

/*
 * What an endpoint can do besides answering well. One function for each, for `server.next(…)` and `server.always(…)`.
 */

const ok = { 'content-type': 'application/json' };

/** The bytes of a good answer. */
const goodBytes = async ({ envelope, answer }: Parameters<Step>[0]): Promise<Buffer> =>
  Buffer.from(JSON.stringify(envelope(await answer())));

/** An error status, in the vendor's shape. `body` replaces the whole of it. */
export const status =
  (
    code: number,
    error: Readonly<{ code?: string; type?: string; message?: string; param?: string }> = {},
    headers: Record<string, string> = {},
  ): Step =>
  ({ response }) =>
    sendJson(response, code, { error: { message: 'no', type: null, param: null, code: null, ...error } }, headers);

/** Any JSON with status 200, or another. */
export const json =
  (value: unknown, code = 200): Step =>
  ({ response }) =>
    sendJson(response, code, value);

/** Any text with status 200, as JSON unless told otherwise. */
export const text =
  (body: string | Buffer, type = 'application/json', code = 200): Step =>
  ({ response }) => {
    response.writeHead(code, { 'content-type': type }).end(body);
  };

/** A good answer with parts replaced. */
export const changed =
  (change: EnvelopeChange, said?: string): Step =>
  async ({ response, envelope, answer }) =>
    sendJson(response, 200, envelope(said ?? (await answer()), change));

/** Never answers. */
export const hang: Step = () => undefined;

/** Sends half of the answer and never the rest. */
export const hangInBody: Step = async (exchange) => {
  const bytes = await goodBytes(exchange);
  exchange.response.writeHead(200, { ...ok, 'content-length': bytes.length });
  exchange.response.write(bytes.subarray(0, bytes.length / 2));
};

/** Closes the connection without a word. */
export const reset: Step = ({ response }) => {
  response.socket?.resetAndDestroy();
};

/** Sends half of the answer and then resets the connection. */
export const resetInBody: Step = async (exchange) => {
  await hangInBody(exchange);
  await wait(10);
  exchange.response.socket?.resetAndDestroy();
};

/** Sends half of the answer and ends the connection properly. `framed`: the length was announced; else the end of the connection is the end. */
export const cut =
  (framed: boolean): Step =>
  async (exchange) => {
    const bytes = await goodBytes(exchange);
    const length = framed ? `content-length: ${bytes.length}\r\n` : '';
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n${length}\r\n`;
    exchange.response.socket?.end(Buffer.concat([Buffer.from(head), bytes.subarray(0, bytes.length / 2)]));
  };

/** Sends a good answer in pieces of so many bytes, which splits letters, with a pause between them. */
export const drip =
  (bytesEach: number, pauseMs: number): Step =>
  async (exchange) => {
    const bytes = await goodBytes(exchange);
    exchange.response.writeHead(200, ok);
    for (let from = 0; from < bytes.length && !exchange.response.destroyed; from += bytesEach) {
      exchange.response.write(bytes.subarray(from, from + bytesEach));
      await wait(pauseMs);
    }
    exchange.response.end();
  };

/** A good answer of so many bytes. `framed`: its length is announced. */
export const huge =
  (bytes: number, framed: boolean): Step =>
  ({ response, envelope }) => {
    const [head = '', tail = ''] = JSON.stringify(envelope('…')).split('…');
    const part = 'x'.repeat(10_000);
    response.writeHead(200, { ...ok, ...(framed ? { 'content-length': head.length + bytes + tail.length } : {}) });
    // Made as it is read: a client that has had enough costs no more than it took.
    const parts = function* () {
      yield head;
      for (let left = bytes; left > 0; left -= part.length) yield part.slice(0, left);
      yield tail;
    };
    Readable.from(parts())
      .on('error', () => {})
      .pipe(response);
  };

/** Sends the client somewhere else. */
export const redirect =
  (location: string): Step =>
  ({ response }) => {
    response.writeHead(307, { location }).end();
  };
