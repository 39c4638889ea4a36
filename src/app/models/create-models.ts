import { stakesOf } from '../../core/honesty/stakes.ts';
import type { Persona } from '../../core/personas/persona.ts';
import { judgeSchema, maxJudgeTokens, maxOutputTokens, schemaFor } from '../../core/prompt/answer-schema.ts';
import { drawOdds } from '../../core/prompt/draw.ts';
import { buildJudgePrompt, readVerdicts } from '../../core/prompt/judge-prompt.ts';
import { buildPrompt, kindOf } from '../../core/prompt/prompt.ts';
import { readAnswer } from '../../core/prompt/read-answer.ts';
import { shuffle } from '../../core/random.ts';
import { maxStimulusUnits } from '../../core/stimulus.ts';
import { estimateTokens } from '../../core/tokens.ts';
import type { TokenPrices } from '../../core/usage.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { Random } from '../../ports/random.ts';
import { callModel } from './model-call.ts';
import { cacheKeyOf, createModelEngine } from './model-engine.ts';
import { createTraitModel } from './model-traits.ts';
import type { Models } from './models.ts';

type Parts = Readonly<{
  /** At least one. The first is also the control and the judge. */
  languageModels: readonly [LanguageModel, ...LanguageModel[]];
  embedder?: Embedder;
  prices?: TokenPrices;
  clock: Clock;
  random: Random;
  digest: (text: string) => string;
  times?: ModelTimes;
  /** Tokens that a model may think with before it answers, on top of the longest answer. None when left out. */
  thinkingTokens?: number;
}>;

/**
 * Longest times, in milliseconds. `turnMs`: one turn with its repair, shorter than the turn itself (run-parts.ts), so that a persona's file can still
 * answer. `judgeMs`: the judge, for whom the last message waits.
 */
type ModelTimes = Readonly<{ turnMs: number; judgeMs: number }>;

const standardTimes: ModelTimes = { turnMs: 25_000, judgeMs: 7_500 };

/** What quotes and the words of others may add to a prompt, in tokens. */
const besides = 1_500;

const markOf = (random: Random): string => random.id().replaceAll('-', '');

const createControl =
  ({ languageModels: [model], random, digest, times = standardTimes, thinkingTokens = 0 }: Parts): Models['control'] =>
  async ({ space, stimulus, seed, signal }) => {
    const options = stimulus.options.length;
    const order = shuffle([...stimulus.options.keys()], seed);
    const said = await callModel(model, {
      prompt: buildPrompt({ persona: undefined, stimulus, quotes: [], heard: [], order, mark: markOf(random) }),
      schema: schemaFor('control', options),
      maxOutputTokens: maxOutputTokens('control', options) + thinkingTokens,
      cacheKey: cacheKeyOf(digest, [space, 'control']),
      deadlineMs: times.turnMs,
      signal,
    });
    const answer = { model: model.name, tokens: said.tokens };
    if ('failure' in said) return answer;
    const read = readAnswer(said.text, { kind: 'control', persona: undefined, options });
    return read.outcome === 'draft' && read.draft.kind === 'control' ? { ...answer, odds: drawOdds(read.draft.odds, seed) } : answer;
  };

const createJudge =
  ({ languageModels: [model], random, digest, times = standardTimes, thinkingTokens = 0 }: Parts): Models['judge'] =>
  async ({ space, claims, signal }) => {
    // Short ids of our own: a model copies them more surely, and no stored id leaves the house.
    const quotes = [...new Map(claims.flatMap((claim) => claim.quotes.map((quote) => [quote.id, quote.text]))).entries()];
    const shortOf = new Map(quotes.map(([id], index) => [id, `q${index + 1}`]));
    const pairs = claims.flatMap((claim) => claim.quotes.map((quote) => ({ claim: claim.id, quote: shortOf.get(quote.id) ?? '' })));
    const said = await callModel(model, {
      prompt: buildJudgePrompt({
        claims: claims.map(({ id, text }) => ({ id, text })),
        quotes: quotes.map(([id, text]) => ({ id: shortOf.get(id) ?? '', text })),
        pairs,
        mark: markOf(random),
      }),
      schema: judgeSchema,
      maxOutputTokens: maxJudgeTokens(pairs.length) + thinkingTokens,
      cacheKey: cacheKeyOf(digest, [space, 'judge']),
      deadlineMs: times.judgeMs,
      signal,
    });
    const answer = { model: model.name, tokens: said.tokens };
    const read = 'failure' in said ? undefined : readVerdicts(said.text, pairs);
    if (read?.outcome !== 'verdicts') return answer;
    const longOf = new Map([...shortOf].map(([id, short]) => [short, id]));
    return { ...answer, verdicts: read.verdicts.map((one) => ({ ...one, quote: longOf.get(one.quote) ?? '' })) };
  };

const createEstimate = ({ thinkingTokens = 0 }: Parts): Models['estimate'] => {
  const prefixes = new WeakMap<Persona, Map<string, number>>();
  return (personas, stimulus) => {
    const stakes = stakesOf(stimulus);
    const options = stimulus.options.length;
    // By length: telling letters apart is not worth the time on text that is at most 2,000 characters.
    const input = Math.min(stimulus.asked.length, maxStimulusUnits) + besides;
    return personas.reduce((sum, persona) => {
      const about = { persona, stimulus, ...(stakes === undefined ? {} : { stakes }) };
      const kind = kindOf(about);
      const key = `${kind}/${options}`;
      const known = prefixes.get(persona) ?? new Map<string, number>();
      prefixes.set(persona, known);
      const order = [...stimulus.options.keys()];
      const prefix = known.get(key) ?? estimateTokens(buildPrompt({ ...about, quotes: [], heard: [], order, mark: 'estimate' }).prefix);
      known.set(key, prefix);
      return sum + 2 * (prefix + input + maxOutputTokens(kind, options) + thinkingTokens);
    }, 0);
  };
};

const createExpectation =
  ({ thinkingTokens = 0 }: Parts): Models['expect'] =>
  (persona, stimulus) => {
    const kind = kindOf({ persona, stimulus });
    const { prefix, input } = buildPrompt({
      persona,
      stimulus,
      quotes: [],
      heard: [],
      order: [...stimulus.options.keys()],
      mark: 'expectation',
    });
    const output = Math.ceil(maxOutputTokens(kind, stimulus.options.length) / 2) + thinkingTokens;
    return { input: estimateTokens(prefix) + estimateTokens(input), output };
  };

/** Puts together everything that language models do for a panel. */
export const createModels = (parts: Parts): Models => {
  const { languageModels, clock, random, digest, embedder, prices, times = standardTimes, thinkingTokens = 0 } = parts;
  const engines = languageModels.map((model) =>
    createModelEngine({ model, clock, random, digest, deadlineMs: times.turnMs, thinkingTokens }),
  );
  return {
    engines: new Map(engines.map((engine) => [engine.mark.name, engine])),
    control: createControl(parts),
    judge: createJudge(parts),
    estimate: createEstimate(parts),
    expect: createExpectation(parts),
    traits: createTraitModel({ ...parts, deadlineMs: times.turnMs }),
    ...(embedder ? { embedder } : {}),
    ...(prices ? { prices } : {}),
  };
};
