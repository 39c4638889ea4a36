import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerRoutes } from './answers.ts';
import { Refusal } from './checks.ts';
import type { Fault } from './faults.ts';
import { createRates, type Rate, type TooSoon } from './rates.ts';
import { appRoutes } from './routes-app.ts';
import { channelRoutes } from './routes-channels.ts';
import { webhookRoutes } from './routes-webhooks.ts';
import { codes, rules } from './rules.ts';
import type { State } from './state.ts';
import { isFields, type RestCall } from './types.ts';
import { theApp } from './world.ts';
import type { Context, Reply, Routes } from './writes.ts';

/** All routes. */
const routes: Routes = { ...appRoutes, ...channelRoutes, ...webhookRoutes, ...answerRoutes };

/** True when there is such a route. */
export const isRoute = (route: string): boolean => Object.hasOwn(routes, route);

const segments = (path: string): readonly string[] => path.split('/').slice(1);
const literals = (route: string): number => segments(route).filter((one) => !one.startsWith(':')).length;
const patterns = Object.keys(routes)
  .map((route) => ({ route, method: route.split(' ')[0] ?? '', parts: segments(route.slice(route.indexOf('/'))) }))
  .sort((one, other) => literals(other.route) - literals(one.route));

type Match = Readonly<{ route: string; ids: Readonly<Record<string, string>> }>;

const match = (method: string, path: string): Match | undefined => {
  const given = segments(path);
  for (const one of patterns) {
    if (one.method !== method || one.parts.length !== given.length) continue;
    if (!one.parts.every((part, index) => part.startsWith(':') || part === given[index])) continue;
    const ids = one.parts.flatMap((part, index) => (part.startsWith(':') ? [[part.slice(1), given[index] ?? ''] as const] : []));
    return { route: one.route, ids: Object.fromEntries(ids) };
  }
  return undefined;
};

/** `refusal` is a code for a body that is not read at all. */
type Body = Readonly<{ body: unknown; files: RestCall['files']; refusal: number | undefined }>;

const parseJson = (text: string): Omit<Body, 'files'> => {
  if (text === '') return { body: undefined, refusal: undefined };
  try {
    return { body: JSON.parse(text), refusal: undefined };
  } catch {
    return { body: undefined, refusal: 50109 };
  }
};

const readForm = async (raw: Buffer<ArrayBuffer>, type: string): Promise<Body> => {
  const form = await new Response(raw, { headers: { 'content-type': type } }).formData();
  const files: RestCall['files'][number][] = [];
  for (const [field, value] of form) {
    if (typeof value === 'string') continue;
    const content = Buffer.from(await value.arrayBuffer());
    files.push({ field, name: value.name, contentType: value.type, content });
  }
  const json = form.get('payload_json');
  return { ...parseJson(typeof json === 'string' ? json : ''), files };
};

const readBody = async (request: IncomingMessage): Promise<Body> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  if (raw.length > rules.requestBytes) return { body: undefined, files: [], refusal: 40005 };
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return { ...parseJson(raw.toString()), files: [] };
  try {
    return await readForm(raw, type);
  } catch {
    return { body: undefined, files: [], refusal: 50109 };
  }
};

const authOf = (header: string | undefined): RestCall['auth'] =>
  header === undefined ? 'none' : header.startsWith('Bot ') ? 'bot' : header.startsWith('Bearer ') ? 'bearer' : 'other';

const refused = (error: Refusal): Reply => ({
  status: error.status,
  body: { message: error.message, code: error.code, ...(error.errors ? { errors: error.errors } : {}) },
});

const codeOf = (body: unknown): number | undefined => (isFields(body) && typeof body['code'] === 'number' ? body['code'] : undefined);

type Request = Readonly<{ call: RestCall; found: Match | undefined; refusal: number | undefined; token: string | undefined }>;

const perform = (state: State, { call, found, refusal, token }: Request): Reply => {
  const handler = found ? routes[found.route] : undefined;
  if (!found || !handler) {
    state.violate('http_shape', `${call.method} ${call.path.replaceAll(/\d{17,20}\/[^/]{20,}/g, ':id/:token')}`, 'there is no such route');
    return { status: 404, body: { message: '404: Not Found', code: 0 } };
  }
  const isOpen = found.ids['token'] !== undefined || found.route === 'GET /gateway';
  if (!isOpen && (call.auth !== 'bot' || token !== state.token)) return refused(new Refusal(0));
  if (refusal !== undefined) return refused(new Refusal(refusal));
  const onUnknown = (path: string): void => state.violate('unknown_field', found.route, `Discord does not read ${path}`);
  const context: Context = { state, call, ids: found.ids, body: isFields(call.body) ? call.body : {}, onUnknown };
  try {
    return handler(context);
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
};

const rateReply = ({ retryAfterS, scope }: TooSoon): Reply => ({
  status: 429,
  body: { message: 'You are being rate limited.', retry_after: retryAfterS, global: scope === 'global' },
});
const rateHeaders = ({ retryAfterS, scope }: TooSoon): Readonly<Record<string, string>> => ({
  'retry-after': String(Math.ceil(retryAfterS)),
  'x-ratelimit-scope': scope,
  ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
});

const troublePage = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>';

const faultReply = (fault: Fault, after: Reply | undefined): Reply | undefined => {
  if (fault.kind === 'status') return { status: fault.status, body: { message: `${fault.status}: upstream failure`, code: 0 } };
  if (fault.kind !== 'error') return after;
  const [status, message] = codes[fault.code] ?? [400, 'Refused'];
  return {
    status: fault.status ?? status,
    body: { message: fault.message ?? message, code: fault.code, ...(fault.errors ? { errors: fault.errors } : {}) },
  };
};

/** Serves REST. */
export const createRest = (state: State, take: (call: RestCall) => Fault) => {
  const rate = createRates(state);

  const send = (response: ServerResponse, call: RestCall, { status, body }: Reply, headers: Readonly<Record<string, string>>): void => {
    call.answer = { status, code: codeOf(body), body, isShared: headers['x-ratelimit-scope'] === 'shared' };
    const isText = typeof body === 'string';
    if (!response.destroyed)
      response
        .writeHead(status, body === undefined ? headers : { 'content-type': isText ? 'text/html' : 'application/json', ...headers })
        .end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
    state.changed();
  };

  const answer = async (request: Request, response: ServerResponse): Promise<void> => {
    const { call, found } = request;
    const isInteraction = found?.route.startsWith('POST /interactions') === true || found?.ids['id'] === theApp.id;
    const fault = take(call);
    if (fault.kind === 'rate') {
      const soon: TooSoon = { retryAfterS: fault.retryAfterS, scope: fault.scope ?? 'user' };
      return send(response, call, rateReply(soon), fault.hasHeader === false ? {} : rateHeaders(soon));
    }
    const limits: Rate = rate(call, isInteraction);
    if (limits.tooSoon) return send(response, call, rateReply(limits.tooSoon), { ...limits.headers, ...rateHeaders(limits.tooSoon) });
    const isStored = fault.kind === 'none' || ('isStored' in fault && fault.isStored === true);
    let reply: Reply | undefined = isStored ? perform(state, request) : undefined;
    state.changed();
    if (fault.kind === 'hang') return;
    if (fault.kind === 'drop') return void response.socket?.destroy();
    if (fault.kind === 'html') return send(response, call, { status: fault.status ?? 502, body: troublePage }, {});
    if (fault.kind === 'wait') await (typeof fault.until === 'number' ? wait(fault.until) : fault.until);
    reply = faultReply(fault, reply ?? (fault.kind === 'wait' ? perform(state, request) : undefined));
    if (reply) send(response, call, reply, limits.headers);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://discord');
    const method = request.method ?? 'GET';
    if (!url.pathname.startsWith('/api/v10/')) state.violate('http_shape', method, 'the address lacks /api/v10');
    const path = decodeURIComponent(url.pathname.replace(/^\/api(?:\/v\d+)?/, ''));
    const found = match(method, path);
    const { body, files, refusal } = await readBody(request);
    const auth = request.headers.authorization;
    const call: RestCall = {
      method,
      path,
      route: found?.route ?? `${method} ${path}`,
      query: Object.fromEntries(url.searchParams),
      body,
      files,
      auth: authOf(auth),
      atMs: state.nowMs(),
      answer: undefined,
    };
    state.requests.push(call);
    await answer({ call, found, refusal, token: auth?.replace(/^Bot /, '') }, response);
  };
};

/** A file that came with a message or a modal. */
export const serveFile = (state: State, path: string, response: ServerResponse): void => {
  const file = state.files.get(path.split('/')[3] ?? '');
  if (!file) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': file.contentType, 'content-length': file.content.length }).end(file.content);
};
