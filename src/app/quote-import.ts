import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, isRefusal, type Refusal, refuse } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import { importFields } from '../core/import-mapping.ts';
import type { NewQuote } from '../core/quotes.ts';
import type { Clock } from '../ports/clock.ts';
import type { AttachedFile } from '../ports/command.ts';
import type { ImportMapping, ImportReport } from '../ports/desks.ts';
import type { Log } from '../ports/log.ts';
import type { QuoteIndex } from '../ports/quote-index.ts';
import type { Random } from '../ports/random.ts';
import type { RowReader } from '../ports/row-reader.ts';
import { type ImportPlan, planImport } from './quote-import-columns.ts';
import { createPlanner } from './quote-import-dates.ts';
import type { Protect, ProtectedQuote, Protection } from './quote-import-protect.ts';
import { BadRows, checkRow } from './quote-import-rows.ts';

/** Most rows in one file. More are refused, because a run of this length already takes minutes. */
const maxImportRows = 1_000_000;

/** Rows between two turns of the event loop, and rows in one call of the store. */
const chunkRows = 500;

/** Bytes hashed at once: a platform may hand over a whole file as one piece. */
const hashBytes = 1_048_576;

type Parts = Readonly<{ quotes: QuoteIndex; readRows: RowReader; protect: Protection; random: Random; clock: Clock; log: Log }>;
type Request = Readonly<{ file: AttachedFile; mapping: ImportMapping; author: string }>;

/** A file that passed: how its columns are read, how many rows it has, and the hash under which it is known. */
type CheckedFile = Readonly<{ plan: ImportPlan; rows: number; fileHash: string }>;

const refuseFile = (problem: string): Refusal => refuse('import-refused', { problem });

const fileFault = (message: string, problem: string, cause?: unknown): AppError =>
  new AppError('import-refused', message, { ...(cause === undefined ? {} : { cause }), facts: { problem } });

/** The same file, hashed as it is read. `digest` takes the plan in too, and is called once, after the last byte. */
const hashed = (file: AttachedFile, signal: AbortSignal | undefined) => {
  const hash = createHash('sha256');
  async function* open(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of file.open()) {
        for (let at = 0; at < chunk.length; at += hashBytes) {
          if (signal?.aborted) throw signal.reason;
          const part = chunk.subarray(at, at + hashBytes);
          hash.update(part);
          yield part;
        }
      }
    } catch (cause) {
      if (signal?.aborted) throw fileFault('import aborted', 'It was stopped before its end. Send the file again.', cause);
      throw fileFault('attached file unreadable', 'The file could not be read to its end. Send it again.', cause);
    }
  }
  const digest = (plan: ImportPlan): string => {
    const mapping = importFields.map((field) => [field, plan.columns[field] ?? null, plan.fixed[field] ?? null]);
    const questions = plan.questions ? [plan.questions] : [];
    return hash.update(JSON.stringify([...mapping, ...questions])).digest('hex');
  };
  return { file: { ...file, open } satisfies AttachedFile, digest };
};

/** The first pass: every row is checked, nothing is kept. */
const checkFile = async (parts: Parts, request: Request, signal: AbortSignal | undefined): Promise<CheckedFile | Refusal> => {
  const { file, digest } = hashed(request.file, signal);
  const bad = new BadRows();
  const settle = createPlanner(parts.readRows, request.file);
  let plan: ImportPlan | undefined;
  let rows = 0;
  for await (const event of parts.readRows(file)) {
    if (event.kind === 'broken') return refuseFile(event.problem);
    if (event.kind === 'columns') {
      const planned = planImport(request.mapping, event.columns);
      if ('problem' in planned) return refuseFile(planned.problem);
      plan = planned;
      continue;
    }
    if (!plan) throw new AppError('fault', 'a row came before the columns');
    rows += 1;
    if (rows > maxImportRows) return refuseFile(`The file has more than 1,000,000 rows; line ${event.line} is one too many. Split it.`);
    if (event.kind === 'bad-row') bad.add(event.line, [event.problem]);
    else {
      plan = await settle(plan, event.cells);
      const checked = checkRow(plan, event.cells);
      if ('problems' in checked) bad.add(event.line, checked.problems);
    }
    if (rows % chunkRows === 0) await nextTurn();
  }
  if (bad.count > 0) return refuseFile(`${bad.describe(rows)} Correct the file and send it again.`);
  if (!plan || rows === 0) return refuseFile('The file has no rows below the line with the names of the columns.');
  return { plan, rows, fileHash: digest(plan) };
};

const changed = (): AppError => fileFault('attached file changed', 'The file changed while it was read. Send it again.');

/** The second pass, in chunks for the store. Throws when the file is no longer the one that was checked. */
async function* chunksOf(parts: Parts, request: Request, checked: CheckedFile, signal?: AbortSignal): AsyncGenerator<NewQuote[]> {
  const { file, digest } = hashed(request.file, signal);
  let chunk: NewQuote[] = [];
  for await (const event of parts.readRows(file)) {
    if (event.kind === 'columns') continue;
    const row = event.kind === 'row' ? checkRow(checked.plan, event.cells) : undefined;
    if (!row || 'problems' in row) throw changed();
    chunk.push(...row.quotes);
    if (chunk.length < chunkRows) continue;
    yield chunk;
    chunk = [];
    await nextTurn();
  }
  if (chunk.length > 0) yield chunk;
  if (digest(checked.plan) !== checked.fileHash) throw changed();
}

/** Runs one call of the store. What it throws becomes the fault that people are told about. */
const ask = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (cause) {
    throw new AppError('store-unavailable', 'the quote store failed during an import', { cause });
  }
};

type Counts = { quotes: number; added: number; forgotten: number; redacted: number };

/** Longest time without a turn of the event loop, in milliseconds: a hostile row takes a thousand times as long as an ordinary one. */
const longestMs = 20;

/** Takes what is private out of a chunk of rows. */
const protectAll = async ({ clock }: Parts, protect: Protect, chunk: readonly NewQuote[]): Promise<readonly ProtectedQuote[]> => {
  const safe: ProtectedQuote[] = [];
  let from = clock.monotonicMs();
  for (const quote of chunk) {
    safe.push(protect(quote));
    if (clock.monotonicMs() - from < longestMs) continue;
    await nextTurn();
    from = clock.monotonicMs();
  }
  return safe;
};

/** Fills an open batch with a checked file, counting as it goes. */
const fillBatch = async (
  parts: Parts,
  space: SpaceId,
  batch: Readonly<{ id: string; request: Request; checked: CheckedFile; signal: AbortSignal | undefined }>,
): Promise<Counts> => {
  const counts: Counts = { quotes: 0, added: 0, forgotten: 0, redacted: 0 };
  const protect = await ask(parts.protect(space));
  for await (const chunk of chunksOf(parts, batch.request, batch.checked, batch.signal)) {
    const safe = await protectAll(parts, protect, chunk);
    const { added, forgotten } = await ask(
      parts.quotes.add(
        space,
        batch.id,
        safe.map(({ quote }) => quote),
      ),
    );
    counts.quotes += safe.length;
    counts.redacted += safe.filter(({ kinds }) => kinds.length > 0).length;
    counts.added += added;
    counts.forgotten += forgotten;
  }
  return counts;
};

/** Stores a checked file: all of it or nothing. */
const storeFile = async (
  parts: Parts,
  space: SpaceId,
  request: Request,
  checked: CheckedFile,
  signal: AbortSignal | undefined,
): Promise<ImportReport | Refusal> => {
  const { quotes, random, log } = parts;
  const id = random.id();
  try {
    const known = await ask(quotes.begin(space, { id, fileHash: checked.fileHash, fileName: request.file.name, author: request.author }));
    if (known) return refuse('import-known', { when: known.importedOn });
    const counts = await fillBatch(parts, space, { id, request, checked, signal });
    if (signal?.aborted) throw fileFault('import aborted', 'It was stopped before its end. Send the file again.', signal.reason);
    await ask(quotes.publish(space, id));
    const { added, forgotten, redacted } = counts;
    return { batch: id, rows: checked.rows, added, repeated: counts.quotes - added - forgotten, forgotten, redacted };
  } catch (error) {
    // The first fault is the one to report; a store that cannot discard does so when it is next opened.
    await quotes.discard(space, id).catch((cause: unknown) => log.error('import not discarded', cause, { space, batch: id }));
    throw error;
  }
};

/**
 * Imports quotes from an attached table, all rows or none. The file is read twice: first every row is checked, then all are stored
 * in one batch. One import runs per space and process; the event loop gets a turn every 500 rows. A refusal names columns and
 * lines, never what a row says. Faults of the file's stream, of the store, and an abort become refusals too, and are logged.
 */
export const createQuoteImport = (parts: Parts) => {
  const running = new Set<SpaceId>();
  const { clock, log } = parts;
  return async (space: SpaceId, request: Request, signal?: AbortSignal): Promise<ImportReport | Refusal> => {
    if (running.has(space)) return refuse('import-busy');
    running.add(space);
    const start = clock.monotonicMs();
    try {
      const checked = await checkFile(parts, request, signal);
      const result = isRefusal(checked) ? checked : await storeFile(parts, space, request, checked, signal);
      const ms = Math.round(clock.monotonicMs() - start);
      if (isRefusal(result)) log.info('import refused', { space, code: result.refused, ms });
      else log.info('quotes imported', { space, ...result, ms });
      return result;
    } catch (error) {
      log.error('import failed', error, { space });
      return error instanceof AppError ? { refused: error.code, userMessage: error.userMessage } : refuse('fault');
    } finally {
      running.delete(space);
    }
  };
};
