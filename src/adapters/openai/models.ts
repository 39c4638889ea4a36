import type { Cache } from '../../ports/cache.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import { createPost } from './client.ts';
import { createEmbedder } from './embedder.ts';
import { type Api, resolveEndpoint } from './endpoint.ts';
import { createFormKeeper, type FormKeeper, type KeptForm } from './form-keeper.ts';
import { createGate, type Gate } from './gate.ts';
import { createLanguageModel } from './language-model.ts';
import { standardTimes, type Times } from './times.ts';

/** What is known of a model's endpoint. `isProven`: a call with this form has been answered. */
type Capabilities = KeptForm['form'] & Readonly<{ api: Api; isProven: boolean }>;

/** The models behind one endpoint. The same name gives the same model, with one breaker and one memory. */
export type OpenAiModels = Readonly<{
  languageModel: (name: string) => LanguageModel;
  embedder: (name: string) => Embedder;
  /** What calls to the language model have learnt so far, here or in the last 24 hours. Sends nothing. */
  capabilities: (name: string) => Promise<Capabilities>;
  /** Loads what the first call would wait for. Sends nothing. */
  warm: () => Promise<void>;
}>;

const remember = <T>(make: (name: string) => T): ((name: string) => T) => {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
};

/**
 * Language models and embedders behind an OpenAI-compatible API: OpenAI itself (`baseUrl` empty), Azure OpenAI (`https://NAME.openai.azure.com/openai/v1/`),
 * Ollama, vLLM, llama.cpp, LM Studio and others by their base URL. Nothing is loaded or sent before the first call. `times` and `fetch` are for
 * tests.
 */
export const createOpenAiModels = (parts: {
  apiKey: string;
  baseUrl: string;
  api: Api | 'auto';
  cache: Cache;
  clock: Clock;
  random: Random;
  log: Log;
  times?: Partial<Times>;
  fetch?: typeof globalThis.fetch;
}): OpenAiModels => {
  const { apiKey, cache, clock, random, log, fetch = globalThis.fetch } = parts;
  const times = { ...standardTimes, ...parts.times };
  const endpoint = resolveEndpoint(parts.baseUrl, parts.api);
  const { baseUrl, api } = endpoint;
  const { post, warm } = createPost({ apiKey, baseUrl, clock, fetch });
  const keeper = remember((model): FormKeeper => createFormKeeper({ endpoint, model, cache, clock, log }));
  const gate = (model: string): Gate => createGate({ model, clock, random, times, log });
  return {
    languageModel: remember((name) => createLanguageModel({ name, api, post, keeper: keeper(name), gate: gate(name), clock })),
    embedder: remember((name) => createEmbedder({ name, baseUrl, post, gate: gate(name), cache, clock, timeoutMs: times.embed })),
    warm,
    capabilities: async (name) => {
      const { form, isProven } = await keeper(name).current();
      return { api, ...form, isProven };
    },
  };
};
