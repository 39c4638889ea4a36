import type { Clock } from '../../ports/clock.ts';
import type { BudgetDesk } from '../../ports/desks.ts';
import type { Log } from '../../ports/log.ts';
import type { QuoteVectors } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import type { Models } from '../models/models.ts';
import { createJudgeQuotes, type JudgeQuotes } from './quote-judge.ts';
import { createNearbyQuotes, type NearbyQuotes } from './quote-vectors.ts';

/** What models add to a search by words: each is there when its model is configured. */
export type Meaning = Readonly<{ nearby?: NearbyQuotes; judgeQuotes?: JudgeQuotes }>;

/** Puts together what the configured models can add to a search for quotes. Nothing without models. */
export const openMeaning = (
  parts: Readonly<{
    vectors?: QuoteVectors;
    models?: Pick<Models, 'judge' | 'embedder'>;
    budget: Pick<BudgetDesk, 'admit' | 'settle'>;
    clock: Clock;
    random: Random;
    log: Log;
    /** Tokens that a model may think with before it answers. */
    thinkingTokens?: number;
  }>,
): Meaning => {
  const { models, vectors } = parts;
  if (!models) return {};
  const { judge, embedder } = models;
  return {
    judgeQuotes: createJudgeQuotes({ ...parts, judge }),
    ...(embedder && vectors ? { nearby: createNearbyQuotes({ ...parts, quotes: vectors, embedder }) } : {}),
  };
};
