import type { SpaceId } from '../../core/ids.ts';
import { maxJudgeTokens } from '../../core/prompt/answer-schema.ts';
import type { Judgement } from '../../core/quotes/hybrid.ts';
import { mayLeave, type QuoteCandidate } from '../../core/quotes/quotes.ts';
import { cutToUnits } from '../../core/text.ts';
import { estimateTokens } from '../../core/tokens.ts';
import { countTokens } from '../../core/usage.ts';
import type { BudgetDesk } from '../../ports/desks.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { Models } from '../models/models.ts';

/** Quotes that one judge reads, and how much of each. */
const judged = { quotes: 20, units: 1_000 } as const;

/** The rules of the judge and the shape of its answer, in tokens, with room to spare. */
const rulesTokens = 1_000;

/** Reads the first quotes for somebody. `undefined` when it could not or may not: the words then stand as they are. */
export type JudgeQuotes = (
  space: SpaceId,
  request: Readonly<{ topic: string; askedBy: string; candidates: readonly QuoteCandidate[] }>,
) => Promise<Judgement | undefined>;

type Parts = Readonly<{
  judge: Models['judge'];
  budget: Pick<BudgetDesk, 'admit' | 'settle'>;
  random: Random;
  log: Log;
  thinkingTokens?: number;
}>;

/** The judge compares quotes with a claim, so a topic is put as one: whoever speaks of it supports that they do. */
const asClaim = (topic: string): string => `Whoever says this speaks from experience or opinion about: ${topic}`;

/**
 * Lets a language model say which quotes are about a topic. It answers ids and nothing else, and those that it was not given are left out, so no word of it reaches anybody;
 * a quote that gives it orders can at most move quotes between two lists. Its tokens are booked for the person asking.
 */
export const createJudgeQuotes =
  ({ judge, budget, random, log, thinkingTokens = 0 }: Parts): JudgeQuotes =>
  async (space, { topic, askedBy, candidates }) => {
    const quotes = candidates
      .filter(({ quote }) => mayLeave(quote))
      .slice(0, judged.quotes)
      .map(({ quote: { id, text } }) => ({ id, text: cutToUnits(text, judged.units) }));
    if (quotes.length === 0) return undefined;
    const claim = { id: 'c1', text: asClaim(topic), quotes };
    const texts = [claim.text, ...quotes.map(({ text }) => text)];
    const input = texts.reduce((sum, text) => sum + estimateTokens(text) + 30, rulesTokens);
    const [id, tokens] = [random.id(), input + maxJudgeTokens(quotes.length) + thinkingTokens];
    try {
      if ((await budget.admit(space, { id, actorId: askedBy, tokens })) !== 'model') return undefined;
      const answer = await judge({ space, claims: [claim], signal: new AbortController().signal });
      await budget.settle(space, id, countTokens(answer.tokens));
      if (!answer.verdicts) return undefined;
      const ids = (isAbout: boolean): ReadonlySet<string> =>
        new Set(answer.verdicts?.filter(({ verdict }) => (verdict !== 'unrelated') === isAbout).map(({ quote }) => quote));
      return { about: ids(true), beside: ids(false) };
    } catch (error) {
      log.error('quotes were not judged', error, { space });
      return undefined;
    }
  };
