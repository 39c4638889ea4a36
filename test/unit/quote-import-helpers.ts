import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { createQuoteImport } from '../../src/app/quotes/quote-import.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { type SpaceId, spaceId } from '../../src/core/ids.ts';
import type { NewQuote } from '../../src/core/quotes/quotes.ts';
import type { AttachedFile } from '../../src/ports/command.ts';
import type { ImportMapping } from '../../src/ports/desks.ts';
import type { NewBatch, QuoteIndex } from '../../src/ports/quote-index.ts';
import { fileOf } from './csv-helpers.ts';

/** The smallest store that keeps the contract of batches, and shows what it holds. It does not search. */
const createTinyIndex = () => {
  const published = new Map<SpaceId, Map<string, NewQuote>>();
  const hashes = new Set<string>();
  const pending = new Map<string, { batch: NewBatch; quotes: Map<string, NewQuote> }>();
  const batches: NewBatch[] = [];
  const keyOf = ({ text, source, speaker }: NewQuote): string => JSON.stringify([text, source, speaker]);
  const inSpace = (space: SpaceId) => published.get(space) ?? new Map<string, NewQuote>();
  const opened = (id: string) => {
    const found = pending.get(id);
    if (!found) throw new Error(`no open batch ${id}`);
    return found;
  };
  const index: QuoteIndex = {
    search: async (space) => ({ searched: inSpace(space).size, candidates: [] }),
    get: async () => undefined,
    sources: async () => [],
    extent: async () => ({ quotes: 0 }),
    count: async (space) => inSpace(space).size,
    begin: async (space, batch) => {
      if (hashes.has(`${space} ${batch.fileHash}`)) return { importedOn: '2026-11-21' };
      batches.push(batch);
      pending.set(batch.id, { batch, quotes: new Map() });
      return undefined;
    },
    add: async (space, id, quotes) => {
      const fresh = quotes.filter((quote) => {
        const isNew = !inSpace(space).has(keyOf(quote)) && !opened(id).quotes.has(keyOf(quote));
        if (isNew) opened(id).quotes.set(keyOf(quote), quote);
        return isNew;
      });
      return { added: fresh.length, forgotten: 0 };
    },
    publish: async (space, id) => {
      const { batch, quotes } = opened(id);
      published.set(space, new Map([...inSpace(space), ...quotes]));
      hashes.add(`${space} ${batch.fileHash}`);
      pending.delete(id);
    },
    discard: async (_space, id) => {
      pending.delete(id);
    },
    batches: async () => [],
    forget: async () => ({ ids: [] }),
    find: async () => ({ ids: [] }),
    flagged: async () => ({ total: 0, quotes: [] }),
    decide: async () => false,
    removeBefore: async () => ({ ids: [] }),
  };
  return { index, batches, open: () => [...pending.keys()], stored: (space: SpaceId) => [...inSpace(space).values()] };
};

export const here = spaceId('test', 'here');
export const there = spaceId('test', 'there');
export const none: ImportMapping = { columns: {}, fixed: {} };

/** An import over a small working store, with everything that was logged. */
export const setUp = (change: Partial<QuoteIndex> = {}) => {
  const store = createTinyIndex();
  const logged: unknown[] = [];
  const note = (...entry: unknown[]) => void logged.push(...entry.map((part) => (part instanceof Error ? part.message : part)));
  let ids = 0;
  const run = createQuoteImport({
    quotes: { ...store.index, ...change },
    readRows: readCsv,
    protect: async () => (quote) => ({ quote, kinds: [] }),
    random: { seed: () => 1, id: () => `batch-${++ids}` },
    clock: { now: () => new Date(0), monotonicMs: () => performance.now(), sleep: async () => undefined },
    log: { info: note, warn: note, error: note },
  });
  const send = (file: AttachedFile | string, mapping: Partial<ImportMapping> = {}, signal?: AbortSignal, space = here) =>
    run(space, { file: typeof file === 'string' ? fileOf(file) : file, mapping: { ...none, ...mapping }, author: 'U1' }, signal);
  return { ...store, logged, send };
};

export const header = 'text,source,date,permission\n';
export const good = 'It broke,Survey,2026-04-30,consent\n';
export const numbered = (count: number) => Array.from({ length: count }, (_, at) => `Text ${at},Survey,2026-04-30,consent\n`).join('');

export const sentence = (result: unknown): string => (isRefusal(result) ? result.userMessage : 'it was not refused');
