import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import { judge } from '../core/quotes.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImportReport, QuoteDesk } from '../ports/desks.ts';
import type { QuoteIndex } from '../ports/quote-index.ts';

/** Candidates looked at for one question. The gate looks at each, so a few more than are shown are enough. */
const candidates = 20;

/** The same for a search whose whole yield is wanted. */
const wideCandidates = 100;

/**
 * Searches a space's quotes. While the space has none, the sample lines answer instead, where they are offered: they show how evidence
 * looks, and with the first real quote they are gone.
 */
export const createQuoteDesk = (parts: {
  quotes: QuoteIndex;
  clock: Clock;
  samples?: { space: SpaceId; offeredTo: (space: SpaceId) => boolean };
  importQuotes: QuoteDesk['import'];
  share: QuoteDesk['share'];
}): QuoteDesk => ({
  search: async (space, query) => {
    const { quotes, samples } = parts;
    const useSamples = samples?.offeredTo(space) === true && (await quotes.count(space)) === 0;
    const { text, filters, wide } = query;
    const request = { text, filters, limit: wide ? wideCandidates : candidates, ...(wide ? { wide } : {}) };
    return judge(await quotes.search(useSamples ? samples.space : space, request), { ...query, samples: useSamples });
  },
  grounding: async (space, { groundedIn }) =>
    groundedIn && {
      filters: groundedIn,
      ...(await parts.quotes.extent(space, groundedIn)),
      today: parts.clock.now().toISOString().slice(0, 10),
    },
  share: parts.share,
  sources: (space) => parts.quotes.sources(space),
  import: (space, request): Promise<ImportReport | Refusal> => parts.importQuotes(space, request),
});
