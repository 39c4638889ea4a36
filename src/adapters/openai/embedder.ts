import type { Cache } from '../../ports/cache.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { Post } from './client.ts';
import { digest } from './endpoint.ts';
import type { Gate } from './gate.ts';
import type { Tried } from './persistence.ts';
import { haveOneLength, packVector, readVectors, unpackVector, type Vector } from './vectors.ts';

/** Texts in one request. */
const batchSize = 96;

/** Thirty days, in milliseconds. A model's vectors do not change. */
const keptMs = 2_592_000_000;

/** What an embedder is made of. `timeoutMs` is for a whole call. */
type Parts = Readonly<{ name: string; baseUrl: string; post: Post; gate: Gate; cache: Cache; clock: Clock; timeoutMs: number }>;

type Vectors = readonly Vector[];

/** Asks for vectors, batch by batch. A retry goes on where the last attempt broke off. */
const createAsk = ({ name, post, gate, clock }: Parts) => {
  const askFrom = async (texts: readonly string[], limits: { timeoutMs: number; signal: AbortSignal }, done: Vector[]) => {
    const end = clock.monotonicMs() + limits.timeoutMs;
    while (done.length < texts.length) {
      const input = texts.slice(done.length, done.length + batchSize);
      const body = { model: name, input, encoding_format: 'float' };
      const reply = await post({ path: '/embeddings', body, timeoutMs: end - clock.monotonicMs(), signal: limits.signal });
      if ('fault' in reply) return reply;
      const vectors = readVectors(reply.body, input.length);
      if (!vectors) return { value: undefined };
      done.push(...vectors);
    }
    return { value: done };
  };
  return async (texts: readonly string[], limits: { deadlineMs: number; signal: AbortSignal }): Promise<Vectors | undefined> => {
    const done: Vector[] = [];
    if (texts.length === 0) return done;
    const attempt = (one: { timeoutMs: number; signal: AbortSignal }): Promise<Tried<Vectors | undefined>> => askFrom(texts, one, done);
    const result = await gate({ ...limits, attempt });
    return 'value' in result ? result.value : undefined;
  };
};

/** Remembers vectors by endpoint, model and the SHA-256 of the text. */
const createMemory = ({ name, baseUrl, cache }: Parts) => {
  const keyOf = (text: string): string => `openai:vector:${digest(baseUrl, name, text)}`;
  return {
    recall: (texts: readonly string[]) => Promise.all(texts.map(async (text) => unpackVector(await cache.get(keyOf(text))))),
    keep: async (texts: readonly string[], vectors: Vectors): Promise<void> => {
      const pairs = texts.map((text, index) => ({ text, vector: vectors[index] }));
      await Promise.all(pairs.map(async ({ text, vector }) => vector && cache.set(keyOf(text), packVector(vector), keptMs)));
    },
  };
};

const embedder = (parts: Parts): Embedder['embed'] => {
  const ask = createAsk(parts);
  const memory = createMemory(parts);
  return async (texts, signal) => {
    const end = parts.clock.monotonicMs() + parts.timeoutMs;
    const askNow = async (missing: readonly string[]): Promise<Vectors | undefined> => {
      const vectors = await ask(missing, { deadlineMs: end - parts.clock.monotonicMs(), signal });
      if (vectors) await memory.keep(missing, vectors);
      return vectors;
    };
    const distinct = [...new Set(texts)];
    const kept = await memory.recall(distinct);
    const missing = distinct.filter((_, index) => !kept[index]);
    const fresh = await askNow(missing);
    if (!fresh) return undefined;
    const known = distinct.map((text, index) => kept[index] ?? fresh[missing.indexOf(text)] ?? []);
    // Lengths differ when the model has changed behind its name: what was kept does not compare with what it gives now.
    const vectors = haveOneLength(known) ? known : await askNow(distinct);
    if (!vectors || !haveOneLength(vectors)) return undefined;
    const byText = new Map(distinct.map((text, index) => [text, vectors[index] ?? []]));
    return texts.map((text) => byText.get(text) ?? []);
  };
};

/** Vectors from an OpenAI-compatible API, remembered for 30 days. */
export const createEmbedder = (parts: Parts): Embedder => {
  const embed = embedder(parts);
  return {
    name: parts.name,
    embed: async (texts, signal) => {
      try {
        return await embed(texts, signal);
      } catch {
        // The gate rejects when the signal is aborted, and whoever aborts wants no vectors.
        return undefined;
      }
    },
  };
};
