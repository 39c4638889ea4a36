import type { SpaceId } from '../../core/ids.ts';
import { withoutSuspects } from '../../core/privacy/suspects.ts';
import type { QuoteFilters } from '../../core/quotes/quotes.ts';
import { estimateTokens } from '../../core/tokens.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BudgetDesk } from '../../ports/desks.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { Log } from '../../ports/log.ts';
import type { NearQuote, QuoteVectors } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';

/** Quotes that get their vectors in one call. */
const batchSize = 96;

/** How long a space is left alone after its filling stopped early, in milliseconds. */
const restMs = 5 * 60_000;

/** Who uses tokens when nobody asked. The limit of one person and hour holds for this as well. */
const byItself = 'quote-vectors';

/** Why a filling ended. `paused` goes on with the next search or import after a rest. */
type Filled = 'done' | 'paused';

type Parts = Readonly<{
  quotes: QuoteVectors;
  embedder: Embedder;
  budget: Pick<BudgetDesk, 'admit' | 'settle'>;
  clock: Clock;
  random: Random;
  log: Log;
}>;

/** A search of quotes by meaning. */
export type NearbyQuotes = Readonly<{
  /** Gives vectors to the quotes of a space that have none, in the background. May be called as often as one likes. */
  fill: (space: SpaceId) => void;
  /** The closest quotes to a text; `undefined` until all of the `searched` quotes have a vector, and when there is none for the text. */
  near: (
    space: SpaceId,
    query: Readonly<{ text: string; filters: QuoteFilters; limit: number; searched: number }>,
  ) => Promise<readonly NearQuote[] | undefined>;
  /** Ends all filling, and resolves when nothing is under way. */
  stop: () => Promise<void>;
}>;

/** Gives vectors to one part of a space. `undefined`: the budget is spent or the embedder does not answer. */
const fillPart = async (
  { quotes, embedder, budget, random }: Parts,
  space: SpaceId,
  after: string | undefined,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<QuoteVectors['bare']>> | undefined> => {
  const part = await quotes.bare(space, { model: embedder.name, limit: batchSize, ...(after === undefined ? {} : { after }) });
  if (part.quotes.length === 0) return part;
  const texts = part.quotes.map(({ text }) => withoutSuspects(text));
  const [id, tokens] = [random.id(), texts.reduce((sum, text) => sum + estimateTokens(text), 0)];
  if ((await budget.admit(space, { id, actorId: byItself, tokens })) !== 'model') return undefined;
  const vectors = await embedder.embed(texts, signal);
  // Nobody says what an embedder used, so what was reserved stands.
  await budget.settle(space, id, tokens);
  if (!vectors) return undefined;
  const fresh = part.quotes.flatMap((quote, at) => {
    const vector = vectors[at];
    return vector ? [{ ...quote, vector }] : [];
  });
  await quotes.keepVectors(space, embedder.name, fresh);
  return part;
};

const fillSpace = async (parts: Parts, space: SpaceId, signal: AbortSignal): Promise<Filled> => {
  let after: string | undefined;
  do {
    const part = signal.aborted ? undefined : await fillPart(parts, space, after, signal);
    if (!part) return 'paused';
    after = part.next;
  } while (after !== undefined);
  return 'done';
};

/** Runs fillings one after the other, each space once. One that stopped early is left alone for a while. */
const createQueue = (parts: Parts, signal: AbortSignal) => {
  const { clock, log } = parts;
  const waiting = new Set<SpaceId>();
  const restsUntil = new Map<SpaceId, number>();
  let last: Promise<void> = Promise.resolve();
  const run = async (space: SpaceId): Promise<void> => {
    try {
      // From here on another call waits for its own turn: an import may have been published behind the place where this one is.
      waiting.delete(space);
      const filled = await fillSpace(parts, space, signal);
      if (filled === 'paused') restsUntil.set(space, clock.monotonicMs() + restMs);
    } catch (error) {
      restsUntil.set(space, clock.monotonicMs() + restMs);
      log.error('quotes got no vectors', error, { space });
    }
  };
  const fill = (space: SpaceId): void => {
    if (signal.aborted || waiting.has(space) || clock.monotonicMs() < (restsUntil.get(space) ?? 0)) return;
    restsUntil.delete(space);
    waiting.add(space);
    last = last.then(() => run(space));
  };
  return { fill, settled: () => last };
};

/** Puts the vectors of an embedder beside the quotes of a store. What it cannot do is left to the words: it never rejects for an embedder. */
export const createNearbyQuotes = (parts: Parts): NearbyQuotes => {
  const { quotes, embedder } = parts;
  const ending = new AbortController();
  const queue = createQueue(parts, ending.signal);
  return {
    fill: queue.fill,
    near: async (space, { text, searched, ...query }) => {
      const [vector] = (await embedder.embed([text], ending.signal)) ?? [];
      if (!vector) return undefined;
      const found = await quotes.near(space, { ...query, model: embedder.name, vector });
      if (found.compared >= searched) return found.quotes;
      // Some have none yet: a list without them would pass for the whole.
      queue.fill(space);
      return undefined;
    },
    stop: async () => {
      ending.abort();
      await queue.settled();
    },
  };
};
