import type { Refusal } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import { joinByMeaning, judgeRead } from '../../core/quotes/hybrid.ts';
import type { QuoteCandidates } from '../../core/quotes/quotes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ImportReport, QuoteDesk } from '../../ports/desks.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { JudgeQuotes } from './quote-judge.ts';
import type { NearbyQuotes } from './quote-vectors.ts';

/** Candidates looked at for one question. The gate looks at each, so a few more than are shown are enough. */
const candidates = 20;

/** The same for a search whose whole yield is wanted, and for one that is joined with another. */
const wideCandidates = 100;

type Query = Parameters<QuoteDesk['search']>[1];

type Parts = Readonly<{
  quotes: QuoteIndex;
  clock: Clock;
  samples?: { space: SpaceId; offeredTo: (space: SpaceId) => boolean };
  importQuotes: QuoteDesk['import'];
  share: QuoteDesk['share'];
  /** A search by meaning beside the one by words, where an embedder is configured. */
  nearby?: NearbyQuotes;
  /** Somebody who reads what was found, where a language model is configured. */
  judgeQuotes?: JudgeQuotes;
}>;

/** What words found, in one order with what meaning found where that is at hand. */
const findQuotes = async ({ quotes, nearby }: Parts, space: SpaceId, query: Query): Promise<QuoteCandidates> => {
  const { text, filters, wide, askedBy } = query;
  const found = await quotes.search(space, {
    text,
    filters,
    limit: wide || askedBy !== undefined ? wideCandidates : candidates,
    ...(wide ? { wide } : {}),
  });
  // Claims of personas are looked up by words alone: there are many, and nobody waits for an embedder.
  if (!nearby || wide || askedBy === undefined || found.searched === 0) return found;
  const near = await nearby.near(space, { text, filters, limit: wideCandidates, searched: found.searched });
  return near ? joinByMeaning(found, near) : found;
};

const createSearch =
  (parts: Parts): QuoteDesk['search'] =>
  async (space, query) => {
    const { quotes, samples, judgeQuotes } = parts;
    if (samples?.offeredTo(space) === true && (await quotes.count(space)) === 0) {
      const { nearby: _, ...words } = parts;
      return judgeRead(await findQuotes(words, samples.space, query), { ...query, samples: true });
    }
    const found = await findQuotes(parts, space, query);
    const { text: topic, askedBy } = query;
    const judgement = askedBy === undefined ? undefined : await judgeQuotes?.(space, { topic, askedBy, candidates: found.candidates });
    return judgeRead(found, query, judgement);
  };

/**
 * Searches a space's quotes. While the space has none, the sample lines answer instead, where they are offered: they show how evidence
 * looks, and with the first real quote they are gone.
 */
export const createQuoteDesk = (parts: Parts): QuoteDesk => ({
  search: createSearch(parts),
  grounding: async (space, { groundedIn }) =>
    groundedIn && {
      filters: groundedIn,
      ...(await parts.quotes.extent(space, groundedIn)),
      today: parts.clock.now().toISOString().slice(0, 10),
    },
  share: parts.share,
  sources: (space) => parts.quotes.sources(space),
  import: async (space, request): Promise<ImportReport | Refusal> => {
    const report = await parts.importQuotes(space, request);
    parts.nearby?.fill(space);
    return report;
  },
});
