import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCache } from '../../src/adapters/keyv/cache.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { hang, hangInBody, json, reset, status, text } from '../fakes/model-steps.ts';
import { createMemoryLog, openModels } from '../fakes/open-models.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer({ embed: (word) => [word.length, 1, 0.1] });
});
afterEach(() => server.close());

const never = new AbortController().signal;
const third = Math.fround(0.1);
const openEmbedder = (cache = createCache(createMemoryLog()), times = {}) =>
  openModels({ baseUrl: server.url, cache, times }).models.embedder('e');
const vectors = (...rows: readonly (readonly [unknown, unknown])[]) =>
  json({ data: rows.map(([index, embedding]) => ({ index, embedding })) });

describe('an embedder', () => {
  it('gives one vector for each text, in order, and sends a text that stands twice once', async () => {
    expect(await openEmbedder().embed(['aa', 'b', 'aa'], never)).toEqual([
      [2, 1, third],
      [1, 1, third],
      [2, 1, third],
    ]);
    expect(server.calls).toMatchObject([{ path: '/embeddings', body: { model: 'e', input: ['aa', 'b'], encoding_format: 'float' } }]);
  });

  it('needs no server for no texts', async () => {
    expect(await openEmbedder().embed([], never)).toEqual([]);
    expect(server.calls).toEqual([]);
  });

  it('asks for at most 96 texts at once', async () => {
    const texts = Array.from({ length: 200 }, (_, index) => 'x'.repeat(index + 1));
    const found = await openEmbedder().embed(texts, never);
    expect(found?.map(([length]) => length)).toEqual(texts.map(({ length }) => length));
    expect(server.calls.map(({ body }) => (body['input'] as readonly string[]).length)).toEqual([96, 96, 8]);
  });

  it('goes on after a lost batch where it stopped', async () => {
    const texts = Array.from({ length: 100 }, (_, index) => 'x'.repeat(index + 1));
    server.next(json({ data: texts.slice(0, 96).map((word, index) => ({ index, embedding: [word.length, 1, 0.1] })) }), status(503));
    expect(await openEmbedder().embed(texts, never)).toHaveLength(100);
    expect(server.calls.map(({ body }) => (body['input'] as readonly string[]).length)).toEqual([96, 4, 4]);
  });

  it('puts the answers in order by their index', async () => {
    server.next(vectors([1, [0, 2]], [0, [1, 0]]));
    expect(await openEmbedder().embed(['first', 'second'], never)).toEqual([
      [1, 0],
      [0, 2],
    ]);
  });

  it('remembers vectors for the next process, by model, and gives the same numbers', async () => {
    const cache = createCache(createMemoryLog());
    const first = await openEmbedder(cache).embed(['aa', 'b'], never);
    expect(await openEmbedder(cache).embed(['b', 'aa', 'ccc'], never)).toEqual([first?.[1], first?.[0], [3, 1, third]]);
    expect(server.calls.map(({ body }) => body['input'])).toEqual([['aa', 'b'], ['ccc']]);
    await openModels({ baseUrl: server.url, cache }).models.embedder('other').embed(['b'], never);
    expect(server.calls).toHaveLength(3);
  });

  it('asks anew for everything when the model gives longer vectors than it did', async () => {
    const cache = createCache(createMemoryLog());
    server.next(vectors([0, [5, 5]]));
    await openEmbedder(cache).embed(['aa'], never);
    expect(await openEmbedder(cache).embed(['aa', 'b'], never)).toEqual([
      [2, 1, third],
      [1, 1, third],
    ]);
    expect(server.calls.map(({ body }) => body['input'])).toEqual([['aa'], ['b'], ['aa', 'b']]);
  });

  it.each([
    ['one vector too few', vectors([0, [1, 2]])],
    ['one vector too many', vectors([0, [1, 2]], [1, [1, 2]], [2, [1, 2]])],
    ['the same index twice', vectors([0, [1, 2]], [0, [1, 2]])],
    ['no index', vectors([undefined, [1, 2]], [undefined, [1, 2]])],
    ['vectors of two lengths', vectors([0, [1, 2]], [1, [1, 2, 3]])],
    ['an empty vector', vectors([0, []], [1, []])],
    ['a vector of zeros', vectors([0, [1, 2]], [1, [0, 0]])],
    ['words for numbers', vectors([0, [1, 2]], [1, ['1', '2']])],
    ['numbers that are none', vectors([0, [1, 2]], [1, [null, 1]])],
    ['a number beyond all bounds', text('{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1e999,1]}]}')],
    ['a number too great to keep', vectors([0, [1, 2]], [1, [1e300, 1]])],
    ['base64 for numbers', vectors([0, 'AACAPw=='], [1, 'AACAPw=='])],
    ['no data', json({ data: null })],
    ['a page of HTML', text('<html>', 'text/html')],
    ['nothing', text('')],
    ['status 404', status(404)],
    ['status 500 each time', status(500)],
    ['a reset', reset],
    ['silence', hang],
    ['half an answer', hangInBody],
  ])('gives nothing for %s, and keeps nothing of it', async (_, step) => {
    const cache = createCache(createMemoryLog());
    server.always(step);
    const times = step === hang || step === hangInBody ? { embed: 300 } : {};
    expect(await openEmbedder(cache, times).embed(['aa', 'b'], never)).toBeUndefined();
    server.always(undefined);
    expect(await openEmbedder(cache).embed(['aa', 'b'], never)).toHaveLength(2);
    expect(server.calls.at(-1)?.body['input']).toEqual(['aa', 'b']);
  });

  it('gives nothing once it is aborted, and leaves no connection', async () => {
    server.always(hang);
    const control = new AbortController();
    const found = openEmbedder().embed(['aa'], control.signal);
    await vi.waitFor(() => expect(server.calls).toHaveLength(1));
    control.abort(new Error('stopped'));
    expect(await found).toBeUndefined();
    expect(await openEmbedder().embed(['aa'], control.signal)).toBeUndefined();
    await vi.waitFor(async () => expect(await server.connections()).toBe(0));
    expect(server.calls).toHaveLength(1);
  });

  it('leaves an endpoint without embeddings alone for a while', async () => {
    server.always(status(404));
    const embedder = openEmbedder();
    await embedder.embed(['aa'], never);
    await embedder.embed(['aa'], never);
    expect(server.calls).toHaveLength(1);
  });

  it('reads vectors as long as the longest in use', async () => {
    const long = Array.from({ length: 3_072 }, (_, index) => Math.sin(index + 1) / 17);
    server.always(json({ data: Array.from({ length: 96 }, (_, index) => ({ index, embedding: long })) }));
    const texts = Array.from({ length: 96 }, (_, index) => `text ${index}`);
    expect(await openEmbedder().embed(texts, never)).toHaveLength(96);
  });
});
