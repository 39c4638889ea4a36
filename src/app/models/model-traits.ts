import type { SpaceId } from '../../core/ids.ts';
import type { ModelFailure } from '../../core/model-failure.ts';
import { type LeftOut, type ProposedTrait, readTraits } from '../../core/personas/trait-proposals.ts';
import { judgeSchema, maxJudgeTokens, maxTraitTokens, mostTraitQuotes, mostTraits, traitsSchema } from '../../core/prompt/answer-schema.ts';
import { buildJudgePrompt, readVerdicts, type Verdict } from '../../core/prompt/judge-prompt.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { buildTraitPrompt } from '../../core/prompt/trait-prompt.ts';
import { mayLeave, type Quote } from '../../core/quotes/quotes.ts';
import type { SegmentTheme } from '../../core/quotes/segment-themes.ts';
import { estimateTokens } from '../../core/tokens.ts';
import { addTokens, noTokens, type UsedTokens } from '../../core/usage.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { Random } from '../../ports/random.ts';
import { callModel } from './model-call.ts';
import { cacheKeyOf } from './model-engine.ts';

/**
 * A trait after both calls. `quotes` are the ids of stored quotes that support it, `against` of those that contradict it. `doubt`: why it rests on
 * nothing: the model named no quote that it was given, or no quote that it named supports it.
 */
export type JudgedTrait = ProposedTrait & Readonly<{ against: readonly string[]; doubt?: 'unnamed' | 'unsupported' }>;

/** Checked and judged proposals, or why there are none. Never half of them. `tokens` were used in either case. */
type TraitAnswer = Readonly<{ tokens: UsedTokens }> &
  (Readonly<{ traits: readonly JudgedTrait[]; leftOut: Readonly<Partial<Record<LeftOut, number>>> }> | Readonly<{ failure: ModelFailure }>);

/** What language models do to draft a persona. `judge` is another model than `writer` where two are configured. */
export type TraitModel = Readonly<{
  writer: string;
  judge: string;
  /** How many quotes would be sent, and the most tokens that both calls may use. */
  estimate: (themes: readonly SegmentTheme[]) => Readonly<{ quotes: number; tokens: number }>;
  /** Never rejects but when it is aborted. */
  propose: (request: {
    space: SpaceId;
    themes: readonly SegmentTheme[];
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
const numberQuotes = (themes: readonly SegmentTheme[]): ReadonlyMap<string, Quote> => {
  const quotes = [...new Map(themes.flatMap((theme) => theme.quotes.filter(mayLeave).map((quote) => [quote.id, quote] as const))).values()];
  return new Map(quotes.map((quote, index) => [`q${index + 1}`, quote]));
};

const promptOf = (themes: readonly SegmentTheme[], given: ReadonlyMap<string, Quote>, mark: string): Prompt => {
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

type Given = ReadonlyMap<string, Quote>;
type Asked = Readonly<{ space: SpaceId; signal: AbortSignal }>;
type Judgement = Readonly<{ tokens: UsedTokens }> & (Readonly<{ verdicts: readonly Verdict[] }> | Readonly<{ failure: ModelFailure }>);

const newMark = ({ random }: Parts): string => random.id().replaceAll('-', '');

/** Has the judge hold each trait against the quotes that it names. Where none is named, nobody is asked. */
const judgeTraits = async (parts: Parts, traits: readonly ProposedTrait[], given: Given, { space, signal }: Asked): Promise<Judgement> => {
  const { languageModels, digest, thinkingTokens = 0, deadlineMs } = parts;
  const { pairs, prompt } = judgePromptOf(traits, given, newMark(parts));
  if (pairs.length === 0) return { tokens: noTokens, verdicts: [] };
  const maxOutputTokens = maxJudgeTokens(pairs.length) + thinkingTokens;
  const cacheKey = cacheKeyOf(digest, [space, 'judge']);
  const call = { prompt, schema: judgeSchema, maxOutputTokens, cacheKey, deadlineMs, signal };
  const said = await callModel(languageModels[1] ?? languageModels[0], call);
  const { tokens } = said;
  if ('failure' in said) return { tokens, failure: said.failure };
  const read = readVerdicts(said.text, pairs);
  return read.outcome === 'verdicts' ? { tokens, verdicts: read.verdicts } : { tokens, failure: read.failure };
};

/** A trait with what the judge found. Quotes come back under their stored ids. */
const joinVerdicts =
  (verdicts: readonly Verdict[], given: Given) =>
  (trait: ProposedTrait, index: number): JudgedTrait => {
    const own = verdicts.filter(({ claim }) => claim === `c${index + 1}`);
    const that = (wanted: Verdict['verdict']) =>
      own.flatMap(({ quote, verdict }) => (verdict === wanted ? [given.get(quote)?.id ?? ''] : []));
    const quotes = that('supports');
    const doubt = trait.quotes.length > 0 ? 'unsupported' : 'unnamed';
    return { ...trait, quotes, against: that('contradicts'), ...(quotes.length > 0 ? {} : { doubt }) };
  };

const propose =
  (parts: Parts): TraitModel['propose'] =>
  async ({ space, themes, knownNames, signal }) => {
    const { languageModels, digest, thinkingTokens = 0, deadlineMs } = parts;
    const given = numberQuotes(themes);
    const prompt = promptOf(themes, given, newMark(parts));
    const maxOutputTokens = maxTraitTokens + thinkingTokens;
    const cacheKey = cacheKeyOf(digest, [space, 'traits']);
    const said = await callModel(languageModels[0], { prompt, schema: traitsSchema, maxOutputTokens, cacheKey, deadlineMs, signal });
    if ('failure' in said) return said;
    const read = readTraits(said.text, { given, knownNames });
    if (read.outcome === 'failed') return { tokens: said.tokens, failure: read.failure };
    const judged = await judgeTraits(parts, read.traits, given, { space, signal });
    const tokens = addTokens(said.tokens, judged.tokens);
    if ('failure' in judged) return { tokens, failure: judged.failure };
    return { tokens, traits: read.traits.map(joinVerdicts(judged.verdicts, given)), leftOut: read.leftOut };
  };

/** Puts together the calls that draft a persona from quotes. The first model writes; the second judges where there is one. */
export const createTraitModel = (parts: Parts): TraitModel => {
  const [writer, judge = writer] = parts.languageModels;
  return { writer: writer.name, judge: judge.name, estimate: estimate(parts), propose: propose(parts) };
};
