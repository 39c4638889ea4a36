import type { SpaceId } from '../../core/ids.ts';
import type { NewQuote, Quote, QuoteFilters } from '../../core/quotes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NewBatch, QuoteIndex, SourceSummary } from '../../ports/quote-index.ts';
import type { QuotePages } from '../../ports/quote-pages.ts';
import type { Random } from '../../ports/random.ts';
import { type KeptQuote, rank } from './bm25.ts';
import { tokenize } from './tokens.ts';

type Batch = NewBatch & { publishedAt?: string; rows: KeptQuote[] };

const identityOf = ({ source, speaker, text }: NewQuote): string => JSON.stringify([source, speaker ?? null, text]);

const keep = ({ speaker: _speaker, ...quote }: NewQuote, identity: string, id: string): KeptQuote => ({
  quote: { ...quote, id },
  identity,
  tokens: tokenize(quote.text),
});

const passes = ({ quote }: KeptQuote, { segment, source, since }: QuoteFilters): boolean =>
  (segment === undefined || quote.segment === segment) &&
  (source === undefined || quote.source === source) &&
  (since === undefined || quote.date >= since);

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const summarize = (quotes: readonly Quote[]): readonly SourceSummary[] => {
  const groups = Map.groupBy(quotes, ({ source, permission }) => JSON.stringify([source, permission]));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      const days = group.map(({ date }) => date).toSorted();
      if (!first) return [];
      return [{ source: first.source, permission: first.permission, quotes: group.length, from: days.at(0) ?? '', to: days.at(-1) ?? '' }];
    })
    .toSorted((a, b) => byBytes(a.source, b.source) || byBytes(a.permission, b.permission));
};

const countSegments = (quotes: readonly Quote[]): ReadonlyArray<{ segment: string; quotes: number }> => {
  const named = quotes.flatMap(({ segment, permission }) => (segment === undefined || permission === 'sample' ? [] : [segment]));
  return [...Map.groupBy(named, (segment) => segment)]
    .map(([segment, all]) => ({ segment, quotes: all.length }))
    .toSorted((a, b) => b.quotes - a.quotes || byBytes(a.segment, b.segment));
};

const createShelf = () => {
  const spaces = new Map<SpaceId, Batch[]>();
  const all = (space: SpaceId): readonly Batch[] => spaces.get(space) ?? [];
  const published = (space: SpaceId): readonly Batch[] => all(space).filter(({ publishedAt }) => publishedAt !== undefined);
  const visible = (space: SpaceId): readonly KeptQuote[] => published(space).flatMap(({ rows }) => rows);
  const mustFind = (space: SpaceId, batchId: string): Batch => {
    const batch = all(space).find(({ id, publishedAt }) => id === batchId && publishedAt === undefined);
    if (!batch) throw new Error('the import is not under way: it was published or discarded');
    return batch;
  };
  const set = (space: SpaceId, batches: readonly Batch[]): void => {
    spaces.set(space, [...batches]);
  };
  return { all, published, visible, mustFind, set };
};

type Batches = Pick<QuoteIndex, 'begin' | 'add' | 'publish' | 'discard'>;

const createBatches = (shelf: ReturnType<typeof createShelf>, { clock, random }: { clock: Clock; random: Random }): Batches => ({
  begin: async (space, batch) => {
    const known = shelf.published(space).find(({ fileHash }) => fileHash === batch.fileHash);
    if (known) return { importedOn: (known.publishedAt ?? '').slice(0, 10) };
    if (shelf.all(space).some(({ id }) => id === batch.id)) throw new Error('an import with this id is stored already');
    shelf.set(space, [...shelf.all(space), { ...batch, rows: [] }]);
    return undefined;
  },
  add: async (space, batchId, quotes) => {
    const batch = shelf.mustFind(space, batchId);
    const stored = new Set([...shelf.visible(space), ...batch.rows].map(({ identity }) => identity));
    const fresh = quotes.filter((quote) => stored.size < stored.add(identityOf(quote)).size);
    batch.rows.push(...fresh.map((quote) => keep(quote, identityOf(quote), random.id())));
    return fresh.length;
  },
  publish: async (space, batchId) => {
    const batch = shelf.mustFind(space, batchId);
    const stored = new Set(shelf.visible(space).map(({ identity }) => identity));
    batch.rows = batch.rows.filter(({ identity }) => !stored.has(identity));
    batch.publishedAt = clock.now().toISOString();
  },
  discard: async (space, batchId) => {
    shelf.set(
      space,
      shelf.all(space).filter(({ id, publishedAt }) => id !== batchId || publishedAt !== undefined),
    );
  },
});

/** Quotes in plain memory, counted anew for every search: an oracle for tests, and good for some thousand quotes. */
export const createMemoryQuoteIndex = (parts: { clock: Clock; random: Random }): QuoteIndex & QuotePages => {
  const shelf = createShelf();
  return {
    ...createBatches(shelf, parts),
    search: async (space, { text, filters, limit }) => {
      const all = shelf.visible(space);
      const among = all.filter((row) => passes(row, filters));
      return { searched: among.length, candidates: rank(text, all, among).slice(0, Math.max(0, limit)) };
    },
    get: async (space, id) => shelf.visible(space).find(({ quote }) => quote.id === id)?.quote,
    sources: async (space) => summarize(shelf.visible(space).map(({ quote }) => quote)),
    count: async (space) => shelf.visible(space).length,
    segments: async (space) => countSegments(shelf.visible(space).map(({ quote }) => quote)),
    spread: async (space, { filters, limit }) => {
      const found = shelf.visible(space).filter((row) => row.quote.permission !== 'sample' && passes(row, filters));
      const step = Math.ceil(found.length / Math.max(1, limit));
      return found.filter((_, index) => index % step === 0).map(({ quote }) => quote);
    },
  };
};
