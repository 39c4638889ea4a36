import { createHash, type Hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import { importFields } from '../../core/quotes/import-mapping.ts';
import type { NewQuote } from '../../core/quotes/quotes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AttachedFile } from '../../ports/command.ts';
import type { ImportMapping, ImportReport } from '../../ports/desks.ts';
import type { Log } from '../../ports/log.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import type { RowEvent, RowReader } from '../../ports/row-reader.ts';
import { type ImportPlan, planImport } from './quote-import-columns.ts';
import { createPlanner } from './quote-import-dates.ts';
import type { Protect, ProtectedQuote, Protection } from './quote-import-protect.ts';
import { BadRows, checkRow } from './quote-import-rows.ts';

/** Most rows in one file. More are refused, because a run of this length already takes minutes. */
const maxImportRows = 1_000_000;

/** Rows between two turns of the event loop, and quotes in one call of the store. */
const chunkRows = 250;

/** Bytes hashed at once: a platform may hand over a whole file as one piece. */
const hashBytes = 1_048_576;

type Parts = Readonly<{ quotes: QuoteIndex; readRows: RowReader; protect: Protection; random: Random; clock: Clock; log: Log }>;
type Request = Readonly<{ file: AttachedFile; mapping: ImportMapping; author: string }>;

const refuseFile = (problem: string): Refusal => refuse('import-refused', { problem });

const fileFault = (message: string, problem: string, cause?: unknown): AppError =>
  new AppError('import-refused', message, { ...(cause === undefined ? {} : { cause }), facts: { problem } });

/** The same file, with a hash of the bytes that were read of it. */
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
  return { file: { ...file, open } satisfies AttachedFile, hash };
};

/** Reads a file to its end without looking into it: it has to be known before its first row is stored. */
const hashOf = async (request: Request, signal: AbortSignal | undefined): Promise<Hash> => {
  const { file, hash } = hashed(request.file, signal);
  for await (const _ of file.open()) await nextTurn();
  return hash;
};

/** What a file is known by: its bytes, and how its columns are read. */
const digest = (hash: Hash, plan: ImportPlan): string => {
  const mapping = importFields.map((field) => [field, plan.columns[field] ?? null, plan.fixed[field] ?? null]);
  const questions = plan.questions ? [plan.questions] : [];
  return hash
    .copy()
    .update(JSON.stringify([...mapping, ...questions]))
    .digest('hex');
};

/** What was found on the way through a file. `problem` ends the reading; bad rows are counted to the end. */
type Findings = { rows: number; problem?: string | undefined; readonly bad: BadRows };

const tooMany = (line: number): string => `The file has more than 1,000,000 rows; line ${line} is one too many. Split it.`;

/** The quotes of the rows, in chunks for the store. From the first bad row on there are none any more, only more findings. */
async function* chunksOf(
  events: AsyncGenerator<RowEvent, void>,
  start: ImportPlan,
  settle: ReturnType<typeof createPlanner>,
  found: Findings,
): AsyncGenerator<readonly NewQuote[]> {
  let plan = start;
  let chunk: NewQuote[] = [];
  for await (const event of events) {
    if (event.kind === 'columns') throw new AppError('fault', 'the columns came twice');
    if (event.kind !== 'broken') found.rows += 1;
    if (event.kind === 'broken' || found.rows > maxImportRows) {
      found.problem = event.kind === 'broken' ? event.problem : tooMany(event.line);
      return;
    }
    if (event.kind === 'bad-row') found.bad.add(event.line, [event.problem]);
    else {
      const settled = settle(plan, event.cells);
      plan = settled instanceof Promise ? await settled : settled;
      const checked = checkRow(plan, event.cells);
      if ('problems' in checked) found.bad.add(event.line, checked.problems);
      else chunk.push(...checked.quotes);
    }
    if (found.bad.count > 0) chunk = [];
    // By quotes, not by rows: a row of a survey holds one for each of its questions.
    if (chunk.length >= chunkRows) {
      yield chunk;
      chunk = [];
    }
    if (found.rows % chunkRows === 0) await nextTurn();
  }
  if (chunk.length > 0) yield chunk;
}

/** Why a file that was read to its end cannot be imported; nothing when it can. */
const problemOf = ({ problem, rows, bad }: Findings): string | undefined => {
  if (problem !== undefined) return problem;
  if (bad.count > 0) return `${bad.describe(rows)} Correct the file and send it again.`;
  return rows === 0 ? 'The file has no rows below the line with the names of the columns.' : undefined;
};

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

type Batch = Readonly<{ id: string; space: SpaceId }>;

/** Fills an open batch with the rows of a file, counting as it goes. */
const fillBatch = async (parts: Parts, { id, space }: Batch, chunks: AsyncIterable<readonly NewQuote[]>): Promise<Counts> => {
  const counts: Counts = { quotes: 0, added: 0, forgotten: 0, redacted: 0 };
  const protect = await ask(parts.protect(space));
  for await (const chunk of chunks) {
    await nextTurn();
    const safe = await protectAll(parts, protect, chunk);
    await nextTurn();
    const { added, forgotten } = await ask(
      parts.quotes.add(
        space,
        id,
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

/** How the columns of a file are read, from the first of its events. */
const planOf = async (
  events: AsyncGenerator<RowEvent, void>,
  mapping: ImportMapping,
): Promise<ImportPlan | Readonly<{ problem: string }>> => {
  const first = await events.next();
  if (first.done || (first.value.kind !== 'columns' && first.value.kind !== 'broken'))
    throw new AppError('fault', 'a row came before the columns');
  return first.value.kind === 'broken' ? first.value : planImport(mapping, first.value.columns);
};

/** Stores a file row by row in a batch that nobody sees, and publishes it when every row was good. The batch is left to the caller otherwise. */
const storeFile = async (
  parts: Parts,
  batch: Batch,
  request: Request,
  signal: AbortSignal | undefined,
): Promise<ImportReport | Refusal> => {
  const { quotes, readRows } = parts;
  const { id, space } = batch;
  const before = await hashOf(request, signal);
  const { file, hash } = hashed(request.file, signal);
  await using events = readRows(file);
  const plan = await planOf(events, request.mapping);
  if ('problem' in plan) return refuseFile(plan.problem);
  const fileHash = digest(before, plan);
  const known = await ask(quotes.begin(space, { id, fileHash, fileName: file.name, author: request.author }));
  if (known) return refuse('import-known', { when: known.importedOn });
  const found: Findings = { rows: 0, bad: new BadRows() };
  const counts = await fillBatch(parts, batch, chunksOf(events, plan, createPlanner(readRows, request.file), found));
  const problem = problemOf(found);
  if (problem !== undefined) return refuseFile(problem);
  if (digest(hash, plan) !== fileHash) throw fileFault('attached file changed', 'The file changed while it was read. Send it again.');
  if (signal?.aborted) throw fileFault('import aborted', 'It was stopped before its end. Send the file again.', signal.reason);
  await ask(quotes.publish(space, id));
  const { added, forgotten, redacted } = counts;
  return { batch: id, rows: found.rows, added, repeated: counts.quotes - added - forgotten, forgotten, redacted };
};

/** All of a file or nothing. */
const importFile = async (
  parts: Parts,
  space: SpaceId,
  request: Request,
  signal: AbortSignal | undefined,
): Promise<ImportReport | Refusal> => {
  const { quotes, random, log } = parts;
  const batch = { id: random.id(), space };
  let isStored = false;
  try {
    const result = await storeFile(parts, batch, request, signal);
    isStored = !isRefusal(result);
    return result;
  } finally {
    // The first fault is the one to report; a store that cannot discard does so when it is next opened.
    if (!isStored)
      await quotes.discard(space, batch.id).catch((cause: unknown) => log.error('import not discarded', cause, { space, batch: batch.id }));
  }
};

/**
 * Imports quotes from an attached table, all rows or none. The file is read twice: first for its hash, by which a file is known that was imported before, then row by
 * row into a batch that is shown once every row has turned out good. One import runs per space and process; the event loop gets a turn at least every 250 rows. A
 * refusal names columns and lines, never what a row says. Faults of the file's stream, of the store, and an abort become refusals too, and are logged.
 */
export const createQuoteImport = (parts: Parts) => {
  const running = new Set<SpaceId>();
  const { clock, log } = parts;
  return async (space: SpaceId, request: Request, signal?: AbortSignal): Promise<ImportReport | Refusal> => {
    if (running.has(space)) return refuse('import-busy');
    running.add(space);
    const start = clock.monotonicMs();
    try {
      const result = await importFile(parts, space, request, signal);
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
