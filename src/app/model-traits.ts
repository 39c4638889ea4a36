import { judgeSchema, maxJudgeTokens, maxTraitTokens, mostTraitQuotes, mostTraits, traitsSchema } from '../core/answer-schema.ts';
import type { SpaceId } from '../core/ids.ts';
import { buildJudgePrompt, readVerdicts } from '../core/judge-prompt.ts';
import type { ModelFailure } from '../core/model-failure.ts';
import type { Prompt } from '../core/prompt.ts';
import type { Theme } from '../core/quote-themes.ts';
import type { Quote } from '../core/quotes.ts';
import { estimateTokens } from '../core/tokens.ts';
import { buildTraitPrompt } from '../core/trait-prompt.ts';
import { type LeftOut, type ProposedTrait, readTraits } from '../core/trait-proposals.ts';
import { addTokens, type UsedTokens } from '../core/usage.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { Random } from '../ports/random.ts';
import { callModel, type ModelText } from './model-call.ts';
import { cacheKeyOf } from './model-engine.ts';

/**
 * A trait after both calls. `quotes` are the ids of stored quotes that support it, `against` of those that contradict it. `doubt`: why it rests on
 * nothing: the model named no quote that it was given, or no quote that it named supports it.
 */
export type JudgedTrait = ProposedTrait & Readonly<{ against: readonly string[]; doubt?: 'unnamed' | 'unsupported' }>;

/** Checked and judged proposals, or why there are none. Never half of them. `tokens` were used in either case. */
export type TraitAnswer = Readonly<{ tokens: UsedTokens }> &
  (Readonly<{ traits: readonly JudgedTrait[]; leftOut: Readonly<Partial<Record<LeftOut, number>>> }> | Readonly<{ failure: ModelFailure }>);

/** What language models do to draft a persona. `judge` is another model than `writer` where two are configured. */
export type TraitModel = Readonly<{
  writer: string;
  judge: string;
  /** How many quotes would be sent, and the most tokens that both calls may use. */
  estimate: (themes: readonly Theme[]) => Readonly<{ quotes: number; tokens: number }>;
  /** Never rejects but when it is aborted. */
  propose: (request: {
    space: SpaceId;
    themes: readonly Theme[];
    knownNames: readonly string[];
    signal: AbortSignal;
  }) => Promise<TraitAnswer>;
}>;

type Parts = Readonly<{
  languageModels: readonly [LanguageModel, ...LanguageModel[]];
  random: Random;
  digest: (text: string) => string;
  thinkingTokens?: number;
  deadlineMs: number;
}>;

/** Quotes under short ids of our own: a model copies them more surely, and no stored id leaves the house. */
const numberQuotes = (themes: readonly Theme[]): ReadonlyMap<string, Quote> => {
  const quotes = [...new Map(themes.flatMap((theme) => theme.quotes.map((quote) => [quote.id, quote] as const))).values()];
  return new Map(quotes.map((quote, index) => [`q${index + 1}`, quote]));
};

const promptOf = (themes: readonly Theme[], given: ReadonlyMap<string, Quote>, mark: string): Prompt => {
  const shortOf = new Map([...given].map(([short, { id }]) => [id, short]));
  return buildTraitPrompt({
    themes: themes.map(({ words, quotes }) => ({ words, quotes: quotes.flatMap(({ id }) => shortOf.get(id) ?? []) })),
    quotes: [...given].map(([id, { text }]) => ({ id, text })),
    mark,
  });
};

const judgePromptOf = (traits: readonly ProposedTrait[], given: ReadonlyMap<string, Quote>, mark: string) => {
  const claims = traits.map(({ text, quotes }, index) => ({ id: `c${index + 1}`, text, quotes })).filter(({ quotes }) => quotes.length > 0);
  const pairs = claims.flatMap(({ id, quotes }) => quotes.map((quote) => ({ claim: id, quote })));
  const named = new Set(pairs.map(({ quote }) => quote));
  const quotes = [...given].flatMap(([id, { text }]) => (named.has(id) ? [{ id, text }] : []));
  return { pairs, prompt: buildJudgePrompt({ claims: claims.map(({ id, text }) => ({ id, text })), quotes, pairs, mark }) };
};

const promptTokens = ({ prefix, input }: Prompt): number => estimateTokens(prefix) + estimateTokens(input);

/** The dearest case: every trait as long as may be, with as many quotes as may be. */
const estimate =
  ({ thinkingTokens = 0 }: Parts): TraitModel['estimate'] =>
  (themes) => {
    const given = numberQuotes(themes);
    const dearest = Array.from({ length: mostTraits }, () => ({
      part: 'goals' as const,
      text: 'x '.repeat(120),
      quotes: [...given.keys()].slice(0, mostTraitQuotes),
    }));
    const judge = judgePromptOf(dearest, given, 'estimate');
    // The judge of the dearest case reads eight quotes; another case may name them all.
    const texts = [...given.values()].reduce((sum, { text }) => sum + estimateTokens(text), 0);
    const writing = promptTokens(promptOf(themes, given, 'estimate')) + maxTraitTokens + thinkingTokens;
    const judging = promptTokens(judge.prompt) + texts + maxJudgeTokens(judge.pairs.length) + thinkingTokens;
    return { quotes: given.size, tokens: writing + judging };
  };

const failureOf = (said: ModelText): ModelFailure | undefined => ('failure' in said ? said.failure : undefined);

/** Puts together the calls that draft a persona from quotes. */
export const createTraitModel = (parts: Parts): TraitModel => {
  const [writer, second] = parts.languageModels;
  const judge = second ?? writer;
  const { random, digest, thinkingTokens = 0, deadlineMs } = parts;
  const newMark = (): string => random.id().replaceAll('-', '');
  const judged = async (
    traits: readonly ProposedTrait[],
    given: ReadonlyMap<string, Quote>,
    { space, signal }: { space: SpaceId; signal: AbortSignal },
  ) => {
    const { pairs, prompt } = judgePromptOf(traits, given, newMark());
    if (pairs.length === 0) return { verdicts: [] };
    const maxOutputTokens = maxJudgeTokens(pairs.length) + thinkingTokens;
    const cacheKey = cacheKeyOf(digest, [space, 'judge']);
    const said = await callModel(judge, { prompt, schema: judgeSchema, maxOutputTokens, cacheKey, deadlineMs, signal });
    const read = 'text' in said ? readVerdicts(said.text, pairs) : undefined;
    if (read?.outcome === 'verdicts') return { tokens: said.tokens, verdicts: read.verdicts };
    return { tokens: said.tokens, failure: read?.failure ?? failureOf(said) ?? 'malformed' };
  };
  const propose: TraitModel['propose'] = async ({ space, themes, knownNames, signal }) => {
    const given = numberQuotes(themes);
    const cacheKey = cacheKeyOf(digest, [space, 'traits']);
    const prompt = promptOf(themes, given, newMark());
    const maxOutputTokens = maxTraitTokens + thinkingTokens;
    const said = await callModel(writer, { prompt, schema: traitsSchema, maxOutputTokens, cacheKey, deadlineMs, signal });
    if ('failure' in said) return { tokens: said.tokens, failure: said.failure };
    const read = readTraits(said.text, { given, knownNames });
    if (read.outcome === 'failed') return { tokens: said.tokens, failure: read.failure };
    const answer = await judged(read.traits, given, { space, signal });
    const tokens = answer.tokens ? addTokens(said.tokens, answer.tokens) : said.tokens;
    if (!answer.verdicts) return { tokens, failure: answer.failure };
    const traits = read.traits.map((trait, index): JudgedTrait => {
      const that = (wanted: string) =>
        answer.verdicts.flatMap(({ claim, quote, verdict }) =>
          claim === `c${index + 1}` && verdict === wanted ? [given.get(quote)?.id ?? ''] : [],
        );
      const quotes = that('supports');
      const doubt = quotes.length > 0 ? undefined : trait.quotes.length > 0 ? 'unsupported' : 'unnamed';
      return { ...trait, quotes, against: that('contradicts'), ...(doubt ? { doubt } : {}) };
    });
    return { tokens, traits, leftOut: read.leftOut };
  };
  return { writer: writer.name, judge: judge.name, estimate: estimate(parts), propose };
};
