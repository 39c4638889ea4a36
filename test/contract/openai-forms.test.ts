import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCache } from '../../src/adapters/keyv/cache.ts';
import { judgeSchema, schemaFor } from '../../src/core/prompt/answer-schema.ts';
import type { Cache } from '../../src/ports/cache.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../fakes/model-server.ts';
import { status, text } from '../fakes/model-steps.ts';
import { ask, createLeapingClock, createMemoryLog, openModels } from '../fakes/open-models.ts';

let server: ModelServer;
const start = async (options: ModelServerOptions = {}): Promise<void> => {
  server = await startModelServer(options);
};
afterEach(() => server.close());

/** A vendor who is somewhere else: requests to it are led to the server here. */
const leadHere = () => {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    urls.push(url);
    return globalThis.fetch(url.replace(/^https:\/\/[^/]+(?:\/openai)?\/v1/, server.url), init);
  };
  return { urls, fetch };
};

/** A cache that holds nothing, and one that can be looked into. */
const noCache: Cache = {
  get: async () => undefined,
  set: async () => undefined,
  delete: async () => undefined,
  clear: async () => undefined,
  close: async () => undefined,
};
const openCache = () => {
  const entries = new Map<string, unknown>();
  const set = async (key: string, value: unknown): Promise<void> => void entries.set(key, value);
  return { entries, cache: { ...noCache, get: async (key: string) => entries.get(key), set } };
};

const answered = { outcome: 'answer', text: '{"said":"yes"}' };
const schemas = [
  ...(['open', 'questions'] as const).map((kind) => schemaFor(kind, 0)),
  ...[2, 3, 4, 5].flatMap((options) => [schemaFor('comparison', options), schemaFor('control', options)]),
  judgeSchema,
];

describe('what is sent', () => {
  it('to the vendor is Responses with a strict schema, a cache key, and the wish to keep nothing', async () => {
    await start({ known: [] });
    const { urls, fetch } = leadHere();
    const { models } = openModels({ apiKey: 'sk-1', fetch });
    expect(await ask(models.languageModel('gpt-5-mini'))).toMatchObject(answered);
    expect(urls).toEqual(['https://api.openai.com/v1/responses']);
    expect(server.calls[0]?.headers.authorization).toBe('Bearer sk-1');
    expect(server.calls[0]?.body).toEqual({
      model: 'gpt-5-mini',
      instructions: 'You are Maya. Answer in JSON.',
      input: 'What about tea?',
      max_output_tokens: 200,
      store: false,
      text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: expect.anything() } },
      prompt_cache_key: 'maya-1',
    });
  });

  it('to the vendor over chat, and to Azure, names the limit as reasoning models want it', async () => {
    await start({ known: [] });
    const { urls, fetch } = leadHere();
    const azure = 'https://corp.openai.azure.com/openai/v1/';
    for (const setting of [{ api: 'chat' as const }, { baseUrl: 'https://api.openai.com/v1', api: 'chat' as const }, { baseUrl: azure }]) {
      expect(await ask(openModels({ ...setting, fetch }).models.languageModel('gpt-5-mini'))).toMatchObject(answered);
    }
    expect(urls).toEqual([
      'https://api.openai.com/v1/chat/completions',
      'https://api.openai.com/v1/chat/completions',
      'https://corp.openai.azure.com/openai/v1/chat/completions',
    ]);
    expect(server.calls[2]?.body).toEqual({
      model: 'gpt-5-mini',
      messages: [
        { role: 'system', content: 'You are Maya. Answer in JSON.' },
        { role: 'user', content: 'What about tea?' },
      ],
      max_completion_tokens: 200,
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: expect.anything() } },
      prompt_cache_key: 'maya-1',
    });
  });

  it('to another server is chat with max_tokens, no cache key, and a key that stands in for none', async () => {
    await start({ unknown: ['developer'] });
    expect(await ask(openModels({ baseUrl: `${server.url}/` }).models.languageModel('llama3.2'))).toMatchObject(answered);
    expect(server.calls[0]?.path).toBe('/chat/completions');
    expect(server.calls[0]?.headers.authorization).toBe('Bearer none');
    expect(Object.keys(server.calls[0]?.body ?? {})).toEqual(['model', 'messages', 'max_tokens', 'response_format']);
  });

  it('with each schema of the house is what a strict vendor accepts, over both interfaces', async () => {
    await start({ known: [] });
    for (const api of ['chat', 'responses'] as const) {
      const model = openModels({ api, fetch: leadHere().fetch }).models.languageModel('gpt-5-mini');
      for (const schema of schemas) expect(await ask(model, { schema })).toMatchObject(answered);
    }
    expect(server.calls).toHaveLength(2 * schemas.length);
  });

  it('is not taken from the environment, nor is the wish to print prompts', async () => {
    await start();
    process.env['OPENAI_BASE_URL'] = 'http://127.0.0.1:9/v1';
    process.env['OPENAI_ORG_ID'] = 'org-canary';
    process.env['OPENAI_PROJECT_ID'] = 'proj-canary';
    process.env['OPENAI_LOG'] = 'debug';
    const printed = vi.spyOn(console, 'debug');
    try {
      await ask(openModels({ baseUrl: server.url }).models.languageModel('m'));
    } finally {
      for (const name of ['OPENAI_BASE_URL', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID', 'OPENAI_LOG']) delete process.env[name];
    }
    expect(JSON.stringify(server.calls)).not.toContain('canary');
    expect(printed).not.toHaveBeenCalled();
  });

  it('needs the library only when something is sent', () => {
    const folder = new URL('../../src/adapters/openai/', import.meta.url);
    const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    expect(sources.filter((source) => source.includes("import('openai')"))).toHaveLength(1);
    expect(sources.filter((source) => /^import (?!type ).*'openai'/m.test(source))).toEqual([]);
  });
});

describe('a server that knows less', () => {
  it.each([
    ['no schemas', { unknown: ['json_schema'] }, { answer: 'object', tokens: 'max_tokens' }, 2],
    ['no shapes of answers', { unknown: ['json_schema', 'json_object'] }, { answer: 'text', tokens: 'max_tokens' }, 3],
    ['no response_format', { unknown: ['response_format'] }, { answer: 'text', tokens: 'max_tokens' }, 3],
    ['no max_tokens', { known: [] }, { answer: 'schema', tokens: 'max_completion_tokens' }, 2],
    ['neither', { known: [], unknown: ['response_format'] }, { answer: 'text', tokens: 'max_completion_tokens' }, 4],
    ['no schemas, and does not say so', { unknown: ['json_schema'], isCurt: true }, { answer: 'object', tokens: 'max_tokens' }, 2],
    ['no max_tokens, and does not say so', { known: [], isCurt: true }, { answer: 'text', tokens: 'max_completion_tokens' }, 4],
  ] as const)('%s is asked in the richest form that it accepts, and from then on in that', async (_, options, form, requests) => {
    await start(options);
    const { models, lines } = openModels({ baseUrl: server.url });
    const model = models.languageModel('m');
    expect(await models.capabilities('m')).toMatchObject({ isProven: false, answer: 'schema' });
    expect(await ask(model)).toMatchObject({ ...answered, usage: { isEstimate: false } });
    expect(server.calls).toHaveLength(requests);
    expect(await models.capabilities('m')).toEqual({ api: 'chat', cacheKey: false, isProven: true, ...form });
    expect(await ask(model)).toMatchObject(answered);
    expect(server.calls).toHaveLength(requests + 1);
    expect(lines).toEqual([{ level: 'info', event: 'model form settled', model: 'm', api: 'chat', cacheKey: false, ...form }]);
  });

  it('no cache key is asked without one', async () => {
    await start({ known: [], unknown: ['prompt_cache_key'] });
    const { models } = openModels({ fetch: leadHere().fetch });
    expect(await ask(models.languageModel('m'))).toMatchObject(answered);
    expect(server.calls).toHaveLength(2);
    expect(await models.capabilities('m')).toMatchObject({ api: 'responses', answer: 'schema', cacheKey: false });
  });

  it('about schemas and answers 500 is asked without them', async () => {
    await start();
    const { models } = openModels({ baseUrl: server.url });
    server.next(status(500, { message: 'failed to parse grammar' }));
    expect(await ask(models.languageModel('m'))).toMatchObject(answered);
    expect(await models.capabilities('m')).toMatchObject({ answer: 'object' });
  });

  it('and writes its errors like FastAPI is understood', async () => {
    await start();
    const { models } = openModels({ baseUrl: server.url });
    const detail = [{ type: 'extra_forbidden', loc: ['body', 'max_tokens'], msg: 'Extra inputs are not permitted' }];
    server.next(text(JSON.stringify({ detail }), 'application/json', 422));
    expect(await ask(models.languageModel('m'))).toMatchObject(answered);
    expect(await models.capabilities('m')).toMatchObject({ answer: 'schema', tokens: 'max_completion_tokens' });
  });

  it('than any form needs is asked four times, and nothing is concluded from it', async () => {
    await start();
    const { entries, cache } = openCache();
    const { models } = openModels({ baseUrl: server.url, cache });
    server.always(status(400));
    expect(await ask(models.languageModel('m'))).toMatchObject({ failure: 'rejected' });
    expect(server.calls).toHaveLength(4);
    expect(entries.size).toBe(0);
    expect(await models.capabilities('m')).toMatchObject({ answer: 'schema', isProven: false });
  });
});

describe('what was learnt', () => {
  it('by five calls beside each other costs refusals and no second answer', async () => {
    await start({ unknown: ['json_schema'] });
    const { models, lines } = openModels({ baseUrl: server.url });
    const model = models.languageModel('m');
    const results = await Promise.all([1, 2, 3, 4, 5].map(() => ask(model)));
    expect(results).toMatchObject(results.map(() => answered));
    expect(server.calls).toHaveLength(10);
    expect(lines).toHaveLength(1);
  });

  it('is known to the next process, under a key that tells nothing, for each model by itself', async () => {
    await start({ unknown: ['json_schema'] });
    const { entries, cache } = openCache();
    await ask(openModels({ baseUrl: server.url, cache, apiKey: 'sk-canary' }).models.languageModel('m'));
    expect([...entries.values()]).toEqual([{ answer: 'object', tokens: 'max_tokens', cacheKey: false }]);
    expect([...entries.keys()].join()).toMatch(/^openai:form:[0-9a-f]{64}$/);
    const { models, lines } = openModels({ baseUrl: server.url, cache });
    expect(await models.capabilities('m')).toMatchObject({ answer: 'object', isProven: true });
    expect(await models.capabilities('other')).toMatchObject({ answer: 'schema', isProven: false });
    await ask(models.languageModel('m'));
    expect(server.calls).toHaveLength(3);
    expect(lines).toEqual([]);
  });

  it.each([[null], ['schema'], [{ answer: 'poem', tokens: 'max_tokens', cacheKey: false }], [{ answer: 'text' }]])(
    'is not believed when the cache holds %j',
    async (value) => {
      await start();
      const cache = { ...noCache, get: async () => value };
      const { models } = openModels({ baseUrl: server.url, cache });
      expect(await models.capabilities('m')).toMatchObject({ answer: 'schema', isProven: false });
      expect(await ask(models.languageModel('m'))).toMatchObject(answered);
    },
  );

  it('is forgotten after a day', async () => {
    await start();
    const { clock, leap } = createLeapingClock();
    const { models } = openModels({ baseUrl: server.url, clock, cache: noCache });
    server.next(status(400, { param: 'response_format' }));
    await ask(models.languageModel('m'));
    expect(await models.capabilities('m')).toMatchObject({ answer: 'object', isProven: true });
    leap(86_400_000);
    expect(await models.capabilities('m')).toMatchObject({ answer: 'schema', isProven: false });
  });

  it('is not learnt from an endpoint that fails or answers with a page of HTML', async () => {
    await start();
    const { entries, cache } = openCache();
    const { models } = openModels({ baseUrl: server.url, cache });
    for (const step of [status(401), text('<html>', 'text/html'), status(404)]) {
      server.next(step);
      await ask(openModels({ baseUrl: server.url, cache }).models.languageModel('m'));
    }
    expect(entries.size).toBe(0);
    expect(await models.capabilities('m')).toMatchObject({ isProven: false });
  });

  it('and is later refused by name gives way at once', async () => {
    await start();
    const { log } = createMemoryLog();
    const { models } = openModels({ baseUrl: server.url, cache: createCache({ log }) });
    const model = models.languageModel('m');
    await ask(model);
    server.next(status(400, { param: 'max_tokens', message: "Unsupported parameter: use 'max_completion_tokens'" }));
    expect(await ask(model)).toMatchObject(answered);
    expect(await models.capabilities('m')).toMatchObject({ answer: 'schema', tokens: 'max_completion_tokens' });
  });

  it('and is later refused without a word fails once: it may be the prompt. The second time simpler forms are tried', async () => {
    await start();
    const { models } = openModels({ baseUrl: server.url });
    const model = models.languageModel('m');
    await ask(model);
    server.next(status(400), status(400));
    expect(await ask(model)).toMatchObject({ failure: 'rejected' });
    expect(server.calls).toHaveLength(2);
    expect(await ask(model)).toMatchObject(answered);
    expect(await models.capabilities('m')).toMatchObject({ answer: 'object', isProven: true });
  });

  it('is kept when the call after such a refusal is accepted', async () => {
    await start();
    const { models } = openModels({ baseUrl: server.url });
    const model = models.languageModel('m');
    await ask(model);
    server.next(status(400));
    await ask(model);
    await ask(model);
    expect(await models.capabilities('m')).toMatchObject({ answer: 'schema', isProven: true });
  });
});
