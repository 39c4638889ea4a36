import { createHash } from 'node:crypto';
import type { SpaceId } from '../../core/ids.ts';
import { toUnit, unitCosine } from '../../core/quotes/closest.ts';
import { sameWords } from '../../core/quotes/near-duplicates.ts';
import type { NewQuote, Quote, QuoteFilters } from '../../core/quotes/quotes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BatchSummary, Forgetting, NewBatch, QuoteIndex, QuoteVectors, SourceSummary } from '../../ports/quote-index.ts';
import type { QuotePages } from '../../ports/quote-pages.ts';
import type { Random } from '../../ports/random.ts';
import { type KeptQuote, rank } from './bm25.ts';
import { tokenize } from './tokens.ts';

type Batch = NewBatch & { touchedAt: string; publishedAt?: string; rows: KeptQuote[] };

const identityOf = ({ source, speaker, text }: NewQuote): string => JSON.stringify([source, speaker ?? null, text]);

const keep = ({ speaker, ...quote }: NewQuote, identity: string, id: string): KeptQuote => ({
  quote: { ...quote, id },
  identity,
  speaker,
  tokens: tokenize(quote.text),
});

const passes = ({ quote }: KeptQuote, { segment, source, since, until, stars }: QuoteFilters): boolean =>
  (segment === undefined || quote.segment === segment) &&
  (source === undefined || quote.source === source) &&
  (since === undefined || quote.date >= since) &&
  (until === undefined || quote.date <= until) &&
  (stars === undefined || (quote.stars !== undefined && quote.stars >= stars));

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
  const tombs = new Map<SpaceId, Set<string>>();
  const tombsOf = (space: SpaceId): Set<string> => {
    const known = tombs.get(space) ?? new Set();
    tombs.set(space, known);
    return known;
  };
  return { all, published, visible, mustFind, set, tombsOf };
};

/** What is kept of forgotten words: a hash that says nothing without them, and that means nothing in another space. */
const tombOf = (space: SpaceId, kind: 'text' | 'speaker', value: string): string =>
  createHash('sha256')
    .update(JSON.stringify([space, kind, kind === 'text' ? sameWords(value) : value]))
    .digest('hex');

const names = ({ kind, value }: Forgetting, batch: Batch, { quote, speaker }: KeptQuote): boolean => {
  if (kind === 'batch') return batch.id === value;
  return value === { quote: quote.id, speaker, source: quote.source }[kind];
};

const createForget = (shelf: ReturnType<typeof createShelf>): Pick<QuoteIndex, 'find' | 'forget' | 'removeBefore'> => {
  const remove = (space: SpaceId, goes: (row: KeptQuote, batch: Batch) => boolean): readonly KeptQuote[] => {
    const gone: KeptQuote[] = [];
    for (const batch of shelf.all(space)) {
      const { true: out = [], false: rest = [] } = Object.groupBy(batch.rows, (row) => `${goes(row, batch)}`);
      gone.push(...out);
      batch.rows = rest;
    }
    return gone;
  };
  const dropEmpty = (space: SpaceId): void =>
    shelf.set(
      space,
      shelf.all(space).filter(({ publishedAt, rows }) => publishedAt === undefined || rows.length > 0),
    );
  const idsOf = (rows: readonly KeptQuote[]) => ({ ids: rows.map(({ quote }) => quote.id) });
  return {
    find: async (space, what) => idsOf(shelf.published(space).flatMap((batch) => batch.rows.filter((row) => names(what, batch, row)))),
    forget: async (space, what, options) => {
      const gone = [...remove(space, (row, batch) => names(what, batch, row))];
      if (!options?.undo) {
        if (what.kind === 'speaker') shelf.tombsOf(space).add(tombOf(space, 'speaker', what.value));
        for (const { quote } of gone) shelf.tombsOf(space).add(tombOf(space, 'text', quote.text));
        const words = new Set(gone.map(({ quote }) => sameWords(quote.text)));
        if (what.kind === 'quote' || what.kind === 'speaker') gone.push(...remove(space, ({ quote }) => words.has(sameWords(quote.text))));
      }
      dropEmpty(space);
      return idsOf(gone);
    },
    removeBefore: async (space, day) => {
      const gone = remove(space, ({ quote }) => quote.date < day);
      dropEmpty(space);
      return idsOf(gone);
    },
  };
};

type Batches = Pick<QuoteIndex, 'begin' | 'add' | 'publish' | 'discard'>;

const createBatches = (shelf: ReturnType<typeof createShelf>, { clock, random }: { clock: Clock; random: Random }): Batches => ({
  begin: async (space, batch) => {
    const known = shelf.published(space).find(({ fileHash }) => fileHash === batch.fileHash);
    if (known) return { importedOn: (known.publishedAt ?? '').slice(0, 10) };
    if (shelf.all(space).some(({ id }) => id === batch.id)) throw new Error('an import with this id is stored already');
    shelf.set(space, [...shelf.all(space), { ...batch, touchedAt: clock.now().toISOString(), rows: [] }]);
    return undefined;
  },
  add: async (space, batchId, quotes) => {
    const batch = shelf.mustFind(space, batchId);
    const stored = new Set([...shelf.visible(space), ...batch.rows].map(({ identity }) => identity));
    const tombs = shelf.tombsOf(space);
    const isForgotten = ({ text, speaker }: NewQuote): boolean =>
      tombs.has(tombOf(space, 'text', text)) || (speaker !== undefined && tombs.has(tombOf(space, 'speaker', speaker)));
    const kept = quotes.filter((quote) => !isForgotten(quote));
    const fresh = kept.filter((quote) => stored.size < stored.add(identityOf(quote)).size);
    batch.rows.push(...fresh.map((quote) => keep(quote, identityOf(quote), random.id())));
    batch.touchedAt = clock.now().toISOString();
    return { added: fresh.length, forgotten: quotes.length - kept.length };
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

const createReview = (shelf: ReturnType<typeof createShelf>): Pick<QuoteIndex, 'flagged' | 'decide'> => {
  const suspects = (space: SpaceId): readonly KeptQuote[] => shelf.visible(space).filter(({ quote }) => quote.suspect);
  const put = (space: SpaceId, old: KeptQuote, fresh: KeptQuote | undefined): void => {
    for (const batch of shelf.published(space)) batch.rows = batch.rows.flatMap((row) => (row === old ? (fresh ?? []) : row));
  };
  return {
    flagged: async (space, { limit }) => {
      const all = suspects(space);
      return { total: all.length, quotes: all.slice(0, limit).map(({ quote }) => quote) };
    },
    decide: async (space, id, decision) => {
      const old = suspects(space).find(({ quote }) => quote.id === id);
      if (!old) return false;
      if (!('text' in decision)) {
        const { suspect: _, ...quote } = old.quote;
        put(space, old, { ...old, quote });
        return true;
      }
      const { id: _id, suspect: _, ...quote } = old.quote;
      const row: NewQuote = {
        ...quote,
        text: decision.text,
        redacted: true,
        ...(old.speaker === undefined ? {} : { speaker: old.speaker }),
      };
      const isStored = shelf.visible(space).some(({ identity }) => identity === identityOf(row));
      put(space, old, isStored ? undefined : keep(row, identityOf(row), id));
      return true;
    },
  };
};

const createVectors = (shelf: ReturnType<typeof createShelf>): QuoteVectors => {
  // Beside the very row: what takes its place has none.
  const vectors = new WeakMap<KeptQuote, Readonly<{ model: string; unit: Float32Array }>>();
  return {
    bare: async (space, { model, limit, after = '0' }) => {
      const [all, from] = [shelf.visible(space), Number(after)];
      const rows = all.slice(from, from + limit).filter((row) => vectors.get(row)?.model !== model);
      const quotes = rows.map(({ quote: { id, text } }) => ({ id, text }));
      return from + limit < all.length ? { quotes, next: `${from + limit}` } : { quotes };
    },
    keepVectors: async (space, model, fresh) => {
      const rows = shelf.visible(space);
      const lengths = [
        ...rows.map((row) => vectors.get(row)).filter((kept) => kept?.model === model),
        ...fresh.map(({ vector }) => ({ unit: vector })),
      ];
      if (new Set(lengths.map((one) => one?.unit.length)).size > 1) throw new Error('vectors of one model differ in length');
      const found = fresh.flatMap(({ id, text, vector }) => {
        const row = rows.find(({ quote }) => quote.id === id && quote.text === text);
        return row ? [{ row, unit: toUnit(vector) }] : [];
      });
      for (const { row, unit } of found) vectors.set(row, { model, unit });
      return found.length;
    },
    near: async (space, { model, vector, filters, limit }) => {
      const asked = toUnit(vector);
      const among = shelf.visible(space).flatMap((row) => {
        const kept = vectors.get(row);
        const compares = kept?.model === model && kept.unit.length === asked.length && passes(row, filters);
        return compares ? [{ quote: row.quote, cosine: unitCosine(asked, kept.unit) }] : [];
      });
      return { compared: among.length, quotes: among.toSorted((a, b) => b.cosine - a.cosine).slice(0, limit) };
    },
  };
};

const listBatches = (batches: readonly Batch[]): readonly BatchSummary[] =>
  [...batches]
    .reverse()
    .toSorted((one, other) => byBytes(other.publishedAt ?? '~', one.publishedAt ?? '~'))
    .map(({ id, fileName, author, touchedAt, publishedAt, rows }) => ({
      id,
      fileName,
      author,
      importedOn: (publishedAt ?? touchedAt).slice(0, 10),
      quotes: rows.length,
      state: publishedAt === undefined ? 'importing' : 'published',
    }));

/** Quotes in plain memory, counted anew for every search: an oracle for tests, and good for some thousand quotes. */
export const createMemoryQuoteIndex = (parts: { clock: Clock; random: Random }): QuoteIndex & QuotePages & QuoteVectors => {
  const shelf = createShelf();
  return {
    ...createBatches(shelf, parts),
    ...createForget(shelf),
    ...createReview(shelf),
    ...createVectors(shelf),
    batches: async (space) => listBatches(shelf.all(space)),
    search: async (space, { text, filters, limit, wide }) => {
      const all = shelf.visible(space);
      const among = all.filter((row) => passes(row, filters));
      return { searched: among.length, candidates: rank(text, all, among, wide).slice(0, Math.max(0, limit)) };
    },
    get: async (space, id) => shelf.visible(space).find(({ quote }) => quote.id === id)?.quote,
    sources: async (space) => summarize(shelf.visible(space).map(({ quote }) => quote)),
    count: async (space) => shelf.visible(space).length,
    extent: async (space, filters) => {
      const days = shelf
        .visible(space)
        .flatMap((row) => (passes(row, filters) ? row.quote.date : []))
        .toSorted();
      const newest = days.at(-1);
      return { quotes: days.length, ...(newest === undefined ? {} : { newest }) };
    },
    segments: async (space) => countSegments(shelf.visible(space).map(({ quote }) => quote)),
    spread: async (space, { filters, limit }) => {
      const found = shelf.visible(space).filter((row) => row.quote.permission !== 'sample' && passes(row, filters));
      const step = Math.ceil(found.length / Math.max(1, limit));
      return found.filter((_, index) => index % step === 0).map(({ quote }) => quote);
    },
  };
};
