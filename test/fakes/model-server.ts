import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { findProblem } from './model-rules.ts';

/** One request as the server saw it. `system` and `user` are the prompt's two halves, whichever API carried them. */
export type ModelCall = Readonly<{
  path: string;
  model: string;
  system: string;
  user: string;
  body: Readonly<Record<string, unknown>>;
  headers: IncomingHttpHeaders;
}>;

/** What a step has to work with. It must end the response or leave it hanging on purpose. */
type Exchange = Readonly<{
  call: ModelCall;
  response: ServerResponse;
  /** The body of a good answer with this text, in the shape of the API that was called, with parts replaced. */
  envelope: (text: string, change?: EnvelopeChange) => Record<string, unknown>;
  /** What the server would answer by itself. */
  answer: () => Promise<string>;
}>;

/** What may differ in an answer. `content` replaces the text by anything; `usage: undefined` leaves it out. */
export type EnvelopeChange = Readonly<{ finish?: unknown; usage?: unknown; content?: unknown; refusal?: string }>;

/** How the server treats one request. */
export type Step = (exchange: Exchange) => void | Promise<void>;

/** How the server behaves. */
export type ModelServerOptions = Readonly<{
  /** The text of an answer, as a function of the request. */
  answer?: (call: ModelCall) => string | Promise<string>;
  /** How long an answer takes, in milliseconds. */
  latencyMs?: number | ((call: ModelCall) => number);
  embed?: (text: string) => readonly number[];
  /** Models that exist. All do when it is left out. */
  models?: readonly string[];
  /** Parameters that it takes beyond the vendor's reasoning models: `max_tokens` by default, as other servers do. */
  known?: readonly string[];
  /** What it refuses of parameters, roles and kinds of response_format: `json_schema`, `max_completion_tokens`, `prompt_cache_key`, `developer` … */
  unknown?: readonly string[];
  /** Refuses with status 400 and words that name nothing. */
  isCurt?: boolean;
}>;

/** A small strict model server on the loopback. */
export type ModelServer = Readonly<{
  /** The base URL, with `/v1`. */
  url: string;
  /** All requests, refused ones too. */
  calls: readonly ModelCall[];
  /** Plans the next requests, one step for each; afterwards the server answers by itself. */
  next: (...steps: readonly Step[]) => void;
  /** Treats every request this way until it is told otherwise. */
  always: (step: Step | undefined) => void;
  /** Connections that are open now. */
  connections: () => Promise<number>;
  close: () => Promise<void>;
}>;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const promptOf = (body: Fields): { system: string; user: string } => {
  if (!Array.isArray(body['messages'])) return { system: textOf(body['instructions']), user: textOf(body['input']) };
  const said = (...roles: readonly string[]): string =>
    (body['messages'] as readonly Fields[])
      .filter(({ role }) => roles.includes(String(role)))
      .map(({ content }) => textOf(content))
      .join('\n');
  return { system: said('system', 'developer'), user: said('user') };
};

const words = (text: string): number => text.split(/\s+/).length;

const chatEnvelope = (call: ModelCall, text: string, change: EnvelopeChange): Record<string, unknown> => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: call.model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'content' in change ? change.content : text, refusal: change.refusal ?? null },
      finish_reason: 'finish' in change ? change.finish : 'stop',
    },
  ],
  usage: { prompt_tokens: words(call.system) + words(call.user), completion_tokens: words(text), total_tokens: 0 },
  ...('usage' in change ? { usage: change.usage } : {}),
});

const responsesEnvelope = (call: ModelCall, text: string, change: EnvelopeChange): Record<string, unknown> => {
  const isWhole = !('finish' in change) || change.finish === 'stop';
  const reason = change.finish === 'length' ? 'max_output_tokens' : change.finish;
  const part = change.refusal === undefined ? { type: 'output_text', text, annotations: [] } : { type: 'refusal', refusal: change.refusal };
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: call.model,
    error: null,
    status: isWhole ? 'completed' : 'incomplete',
    incomplete_details: isWhole ? null : { reason },
    output: [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: isWhole ? 'completed' : 'incomplete',
        content: 'content' in change ? change.content : [part],
      },
    ],
    usage: { input_tokens: words(call.system) + words(call.user), output_tokens: words(text), total_tokens: 0 },
    ...('usage' in change ? { usage: change.usage } : {}),
  };
};

/** Sends a value as JSON. */
export const sendJson = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};

const sendError = (
  response: ServerResponse,
  status: number,
  error: Readonly<{ message: string; param?: string | null; code?: string | null }>,
): void => sendJson(response, status, { error: { type: 'invalid_request_error', param: null, code: null, ...error } });

const sendVectors = (call: ModelCall, response: ServerResponse, embed: (text: string) => readonly number[]): void => {
  const input = call.body['input'] as readonly string[];
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: embed(text) }));
  sendJson(response, 200, { object: 'list', model: call.model, data, usage: { prompt_tokens: input.length, total_tokens: input.length } });
};

/** A vector of 8 numbers that depends on the letters of the text. */
const embedLetters = (text: string): readonly number[] =>
  Array.from({ length: 8 }, (_, place) => 1 + Array.from(text).filter((letter) => (letter.codePointAt(0) ?? 0) % 8 === place).length);

type Refusal = Readonly<{ status: number; message: string; param?: string | null; code?: string | null }>;

const refusalOf = (call: ModelCall, options: ModelServerOptions): Refusal | undefined => {
  if (!/^Bearer \S/.test(call.headers.authorization ?? '')) return { status: 401, message: 'You did not provide an API key.' };
  if (!['/chat/completions', '/responses', '/embeddings'].includes(call.path)) return { status: 404, message: 'no such path' };
  const { known = ['max_tokens'], unknown = [] } = options;
  const problem = findProblem(call.path, call.body, { known, unknown });
  if (problem) return { status: 400, ...(options.isCurt ? { message: 'Bad Request' } : problem) };
  if (options.models?.includes(call.model) === false) {
    return { status: 404, message: `The model '${call.model}' does not exist`, code: 'model_not_found' };
  }
  return undefined;
};

/** Starts a server on a free port of the loopback. Close it in `afterEach`. */
export const startModelServer = async (options: ModelServerOptions = {}): Promise<ModelServer> => {
  const calls: ModelCall[] = [];
  const planned: Step[] = [];
  let standing: Step | undefined;

  const answerItself: Step = async ({ call, response, envelope, answer }) => {
    const refusal = refusalOf(call, options);
    if (refusal) return sendError(response, refusal.status, refusal);
    const { latencyMs = 0 } = options;
    const ms = typeof latencyMs === 'number' ? latencyMs : latencyMs(call);
    if (ms > 0) await wait(ms);
    if (call.path === '/embeddings') return sendVectors(call, response, options.embed ?? embedLetters);
    return sendJson(response, 200, envelope(await answer()));
  };

  const server = createServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      const fields = isFields(body) ? body : {};
      const path = (request.url ?? '').replace(/^\/v1/, '');
      const call: ModelCall = { path, model: String(fields['model']), ...promptOf(fields), body: fields, headers: request.headers };
      calls.push(call);
      const make = path === '/responses' ? responsesEnvelope : chatEnvelope;
      const step = planned.shift() ?? standing ?? answerItself;
      await step({
        call,
        response,
        envelope: (text, change = {}) => make(call, text, change),
        answer: async () => (await options.answer?.(call)) ?? '{"said":"yes"}',
      });
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    calls,
    next: (...steps) => {
      planned.push(...steps);
    },
    always: (step) => {
      standing = step;
    },
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
