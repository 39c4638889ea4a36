import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { type Method, refuseScope } from './methods-chat.ts';
import { methodRules, rules } from './rules.ts';
import type { State } from './state.ts';
import { type Answer, type ApiCall, type Fields, isFields, refuse, type SlackToken, textOf } from './types.ts';

/** The whole body of a request. */
export const readBytes = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** The whole body of a request as text. */
export const readBody = async (request: IncomingMessage): Promise<string> => (await readBytes(request)).toString();

const sendJson = (response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(value));
};

/** Form fields in which the clients write JSON. */
const jsonFields = ['blocks', 'attachments', 'metadata', 'view', 'prompts', 'loading_messages', 'file_ids', 'files'];

const decode = (name: string, value: string): unknown => {
  if (!jsonFields.includes(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

/** The fields of a form body, or of JSON; `undefined` for a body that is neither. */
export const parseBody = (contentType: string, body: string): Fields | undefined => {
  if (contentType.startsWith('application/json')) {
    try {
      const value: unknown = JSON.parse(body);
      return isFields(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
  return Object.fromEntries(Array.from(new URLSearchParams(body), ([name, value]) => [name, decode(name, value)]));
};

const bearer = (request: IncomingMessage): string | undefined => /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];

/** The token of a call, or why it may not be made. */
const admit = (state: State, call: ApiCall): SlackToken | Answer => {
  const rule = methodRules[call.method];
  if (rule === undefined) return refuse('unknown_method', { req_method: call.method });
  const token = state.world.tokens.get(call.token ?? '');
  if (rule.token === 'none') return token ?? { token: '', kind: 'bot', botId: '', botUser: '', scopes: new Set(), status: 'live' };
  if (call.token === undefined) return refuse('not_authed');
  if (!token) return refuse('invalid_auth');
  if (token.status === 'revoked') return refuse('token_revoked');
  if (token.status === 'inactive') return refuse('account_inactive');
  if ((rule.token === 'app') !== (token.kind === 'app')) return refuse('not_allowed_token_type');
  if (rule.scopes.length > 0 && !rule.scopes.some((scope) => token.scopes.has(scope))) return refuseScope(token, rule.scopes.join(','));
  return token;
};

/**
 * Arguments that a method does not have. Slack ignores most of them in silence; here they are refused under a name of our own and make the
 * test fail when the server is closed, because each is a mistake in what the app believes.
 */
const findUnknown = (call: ApiCall): readonly string[] => {
  const known = [...(methodRules[call.method]?.args ?? []), 'token', 'team_id'];
  return Object.keys(call.args).filter((name) => !known.includes(name));
};

/** Notes a post that comes too soon after another in its channel. Answers the seconds to wait when such posts are refused. */
const checkPace = (state: State, call: ApiCall): number | undefined => {
  if (call.method !== 'chat.postMessage' || state.manners.pace === 'ignore') return undefined;
  const channel = textOf(call.args['channel']);
  const now = state.nowMs();
  const gap = now - (state.lastPostMs.get(channel) ?? Number.NEGATIVE_INFINITY);
  if (gap >= rules.paceMs) {
    state.lastPostMs.set(channel, now);
    return undefined;
  }
  if (state.manners.pace === 'refuse') return Math.ceil((1_000 - gap) / 1_000);
  state.lastPostMs.set(channel, now);
  state.violate('pace', call.method, `${channel}: ${Math.round(gap)} ms after the post before`);
  return undefined;
};

type Api = Readonly<{
  state: State;
  methods: Readonly<Record<string, Method>>;
  take: (call: ApiCall) => Fault;
}>;

const perform = ({ state, methods }: Api, call: ApiCall): Readonly<{ answer: Answer; token?: SlackToken }> => {
  const token = admit(state, call);
  if ('ok' in token) {
    if (token.error === 'unknown_method') state.violate('unknown_method', call.method, 'there is no such method');
    return { answer: token };
  }
  const unknown = findUnknown(call);
  if (unknown.length > 0) {
    state.violate('unknown_argument', call.method, unknown.join(', '));
    return { answer: refuse('fake_slack_unknown_argument', { unknown }), token };
  }
  const method = methods[call.method];
  return { answer: method ? method({ state, args: call.args, token }) : refuse('unknown_method'), token };
};

const headersFor = (state: State, call: ApiCall, token: SlackToken | undefined): Record<string, string> => ({
  'x-slack-req-id': state.nextId('req'),
  ...(token === undefined || token.token === '' ? {} : { 'x-oauth-scopes': Array.from(token.scopes).join(',') }),
  ...(token === undefined ? {} : { 'x-accepted-oauth-scopes': (methodRules[call.method]?.scopes ?? []).join(',') }),
});

const readCall = async (state: State, request: IncomingMessage, path: string): Promise<ApiCall | undefined> => {
  const url = new URL(path, 'http://slack');
  const contentType = request.headers['content-type'] ?? '';
  const rawBody = await readBody(request);
  const body = request.method === 'GET' ? parseBody('', url.searchParams.toString()) : parseBody(contentType, rawBody);
  if (body === undefined) return undefined;
  const token = bearer(request) ?? (textOf(body['token']) || undefined);
  return { method: url.pathname.replace(/^\/api\//, ''), args: body, rawBody, contentType, token, atMs: state.nowMs() };
};

const troublePage = '<!DOCTYPE html><html><body>Slack is having trouble.</body></html>';

/** Answers one request under `/api/`, well or as the plan of faults says. */
export const serveApi = async (api: Api, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
  const { state } = api;
  const call = await readCall(state, request, path);
  if (!call) {
    state.violate('http_shape', path, 'the body is no JSON object');
    return sendJson(response, 200, refuse('invalid_json'));
  }
  state.calls.push(call);
  const send = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
    call.answer = { status, body };
    sendJson(response, status, body, headers);
  };
  const fault = api.take(call);
  const isDone = fault.kind === 'none' || ('isStored' in fault && fault.isStored);
  const seconds = isDone ? checkPace(state, call) : undefined;
  if (seconds !== undefined) return send(429, refuse('ratelimited'), { 'retry-after': String(seconds) });
  if (fault.kind === 'rate') {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
    return send(429, refuse('ratelimited'), headers);
  }
  const done = isDone ? perform(api, call) : undefined;
  if (fault.kind === 'wait') await (typeof fault.until === 'number' ? wait(fault.until) : fault.until);
  if (fault.kind === 'hang') return;
  if (fault.kind === 'drop') return void response.socket?.destroy();
  if (fault.kind === 'status' || fault.kind === 'html') {
    const [status, body] = fault.kind === 'status' ? [fault.status, 'upstream failure'] : [200, troublePage];
    call.answer = { status, body };
    return void response.writeHead(status, { 'content-type': fault.kind === 'html' ? 'text/html' : 'text/plain' }).end(body);
  }
  if (fault.kind === 'error') return send(200, refuse(fault.error));
  const { answer, token } = done ?? perform(api, call);
  if (!response.destroyed) send(200, answer, headersFor(state, call, token));
};
