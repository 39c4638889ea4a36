import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { readAcknowledgement } from './forms.ts';
import type { Parcel } from './payloads.ts';
import { rules } from './rules.ts';
import type { SocketAnswer } from './sockets.ts';
import type { State } from './state.ts';
import { type Fields, textOf } from './types.ts';
import { theApp } from './world.ts';

/** How something is delivered. Without any of it: well, once, to the app's URL if there is one and else to an open socket. */
export type How = Readonly<{
  via?: 'http' | 'socket';
  /** Which of the open sockets. Each in turn when it is left out. */
  socket?: number;
  /** Marks a re-delivery: headers over HTTP, `retry_attempt` and `retry_reason` in Socket Mode. */
  retry?: Readonly<{ num: number; reason: string }>;
  signature?: 'good' | 'wrong' | 'missing';
  /** How old the timestamp of the signature is. Negative for the future. */
  ageSeconds?: number;
  /** How long to wait for the acknowledgement. Slack waits 3 s. */
  patienceMs?: number;
  /** Changes the payload just before it is sent, for what a person could not do with Slack's own client. */
  change?: (payload: Fields) => Fields;
}>;

/**
 * What came back. `status` is 0 when nothing came: no socket, no server, or too late. `problem` says what is wrong with the body of the
 * acknowledgement; the person would see an error. `again` delivers the very same envelope once more.
 */
export type Delivered = Readonly<{
  status: number;
  body: string;
  ms: number;
  isLate: boolean;
  problem?: string;
  payload: Fields;
  again: (how?: How) => Promise<Delivered>;
}>;

type Raw = Readonly<{ status: number; body: string; isLate: boolean }>;
type Deliver = (envelope: Fields, patienceMs: number, index?: number) => Promise<SocketAnswer> | undefined;

const encode = ({ kind }: Parcel, payload: Fields): Readonly<{ type: string; body: string }> => {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const fields = kind === 'interactive' ? { payload: JSON.stringify(payload) } : payload;
  const form = new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]));
  return { type: 'application/x-www-form-urlencoded', body: form.toString() };
};

const sign = (body: string, { signature = 'good', ageSeconds = 0 }: How): Record<string, string> => {
  // The receiver compares with the machine's own clock, so the server's clock, which tests may move, is not used.
  const at = String(Math.floor(Date.now() / 1_000) - ageSeconds);
  const secret = signature === 'wrong' ? 'another secret' : theApp.signingSecret;
  const hash = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return signature === 'missing' ? {} : { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${hash}` };
};

/** Sends a request with exactly these headers over a connection of its own. */
const post = (url: string, headers: Record<string, string>, body: string, patienceMs: number): Promise<Raw> =>
  new Promise((resolve) => {
    const call = request(url, { method: 'POST', headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, agent: false });
    const timer = setTimeout(() => {
      resolve({ status: 0, body: '', isLate: true });
      call.destroy();
    }, patienceMs);
    const settle = (raw: Raw): void => {
      clearTimeout(timer);
      resolve(raw);
    };
    call.on('error', () => settle({ status: 0, body: '', isLate: false }));
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => settle({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), isLate: false }));
      response.on('error', () => settle({ status: 0, body: '', isLate: false }));
    });
    call.end(body);
  });

const overHttp = (url: string, parcel: Parcel, payload: Fields, how: How): Promise<Raw> => {
  const { type, body } = encode(parcel, payload);
  const retry = how.retry ? { 'x-slack-retry-num': String(how.retry.num), 'x-slack-retry-reason': how.retry.reason } : {};
  return post(url, { 'content-type': type, ...sign(body, how), ...retry }, body, how.patienceMs ?? rules.ackMs);
};

const overSocket = async (deliver: Deliver, envelopeId: string, parcel: Parcel, payload: Fields, how: How): Promise<Raw> => {
  const patienceMs = how.patienceMs ?? rules.ackMs;
  const isEvent = parcel.kind === 'events_api';
  const envelope = {
    envelope_id: envelopeId,
    type: parcel.kind,
    payload,
    accepts_response_payload: !isEvent,
    ...(isEvent ? { retry_attempt: how.retry?.num ?? 0, retry_reason: how.retry?.reason ?? '' } : {}),
  };
  const answer = await deliver(envelope, patienceMs, how.socket);
  if (answer === undefined || answer === 'late') return { status: 0, body: '', isLate: answer === 'late' };
  const isEmpty = Object.keys(answer.payload).length === 0;
  return { status: 200, body: isEmpty ? '' : JSON.stringify(answer.payload), isLate: false };
};

/** Delivers parcels. `url` answers the app's own address, `undefined` for Socket Mode. */
export const createDelivery = (state: State, url: () => string | undefined, deliver: Deliver) => {
  const send = async (parcel: Parcel, how: How, envelopeId: string): Promise<Delivered> => {
    const payload = how.change?.(parcel.payload) ?? parcel.payload;
    const address = url();
    const isHttp = (how.via ?? (address === undefined ? 'socket' : 'http')) === 'http';
    if (isHttp && address === undefined) throw new Error('the server does not know where the app listens: call deliverTo first');
    const startedAt = performance.now();
    const raw =
      isHttp && address !== undefined
        ? await overHttp(address, parcel, payload, how)
        : await overSocket(deliver, envelopeId, parcel, payload, how);
    const ms = performance.now() - startedAt;
    const problem = raw.status === 200 ? readAcknowledgement(state, parcel, raw.body) : undefined;
    if (problem !== undefined) state.violate('bad_answer', textOf(payload['type']) || parcel.kind, problem);
    return {
      ...raw,
      ms,
      payload,
      ...(problem === undefined ? {} : { problem }),
      again: (next = { ...how, retry: { num: 1, reason: 'http_timeout' } }) => send({ ...parcel, payload }, next, envelopeId),
    };
  };
  return (parcel: Parcel, how: How = {}): Promise<Delivered> => send(parcel, how, crypto.randomUUID());
};
