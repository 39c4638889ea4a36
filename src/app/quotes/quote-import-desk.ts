import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import { proposeMapping } from '../../core/quotes/import-mapping.ts';
import type { NewQuote } from '../../core/quotes/quotes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AttachedFile } from '../../ports/command.ts';
import type { ImportMapping, QuoteDesk } from '../../ports/desks.ts';
import type { Documents } from '../../ports/documents.ts';
import type { KeptFiles } from '../../ports/kept-files.ts';
import type { ImportProposal, ModerationDesk } from '../../ports/moderation.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import type { WriteAudit } from '../audit.ts';
import { completeMapping, missingFields, planImport } from './quote-import-columns.ts';
import { createPlanner } from './quote-import-dates.ts';
import type { Protect, Protection } from './quote-import-protect.ts';
import { BadRows, checkRow } from './quote-import-rows.ts';

const kind = 'import-drafts';

/** How long a file waits for a yes, in milliseconds. */
export const draftMs = 60 * 60_000;

/** Rows looked at before anybody is asked, and rows shown. */
const looked = 50;
const rowsShown = 3;

const names = z.record(z.string(), z.string());
const draftSchema = z.object({
  fileName: z.string(),
  at: z.string(),
  mapping: z.object({ columns: names, fixed: names, questions: z.array(z.string()).optional() }),
});
type Draft = Readonly<{ fileName: string; at: string; mapping: ImportMapping }>;

type Parts = Readonly<{
  documents: Documents;
  files: KeptFiles;
  quotes: Pick<QuoteIndex, 'batches' | 'forget'>;
  readRows: RowReader;
  protect: Protection;
  importQuotes: QuoteDesk['import'];
  audit: WriteAudit;
  clock: Clock;
}>;

/** The first rows of a file as they would be stored, and what is wrong with them. */
const previewRows = async (readRows: RowReader, protect: Protect, file: AttachedFile, mapping: ImportMapping) => {
  const rows: NewQuote[] = [];
  const bad = new BadRows();
  const settle = createPlanner(readRows, file);
  let seen = 0;
  let plan: ReturnType<typeof planImport> | undefined;
  for await (const event of readRows(file)) {
    if (event.kind === 'broken') return { rows, problems: event.problem };
    if (event.kind === 'columns') {
      plan = planImport(mapping, event.columns);
      if ('problem' in plan) return { rows, problems: plan.problem };
      continue;
    }
    if (!plan || 'problem' in plan) break;
    seen += 1;
    if (event.kind === 'row') plan = await settle(plan, event.cells);
    const checked = event.kind === 'bad-row' ? { problems: [event.problem] } : checkRow(plan, event.cells);
    if ('problems' in checked) bad.add(event.line, checked.problems);
    else rows.push(...checked.quotes.slice(0, rowsShown - rows.length).map((quote) => protect(quote).quote));
    if (seen >= looked) break;
  }
  return { rows, problems: bad.count > 0 ? bad.describe(seen) : '' };
};

const readHeader = async (readRows: RowReader, file: AttachedFile): Promise<readonly string[] | Refusal> => {
  for await (const event of readRows(file)) {
    if (event.kind === 'columns') return event.columns;
    if (event.kind === 'broken') return refuse('import-refused', { problem: event.problem });
  }
  return refuse('import-refused', { problem: 'The file is empty.' });
};

/** The mapping as the import will read it: what was typed for all rows and is the name of a column is that column. */
const settleMapping = (mapping: ImportMapping, header: readonly string[]): ImportMapping => {
  const plan = planImport(mapping, header);
  return 'problem' in plan
    ? mapping
    : { columns: plan.columns, fixed: plan.fixed, ...(plan.questions ? { questions: plan.questions } : {}) };
};

const describe = async (
  parts: Parts,
  space: SpaceId,
  draft: string,
  file: AttachedFile,
  given: ImportMapping,
): Promise<ImportProposal | Refusal> => {
  const header = await readHeader(parts.readRows, file);
  if (isRefusal(header)) return header;
  const mapping = settleMapping(completeMapping(given, header, file.name), header);
  const missing = missingFields(mapping);
  const { kind: found } = proposeMapping(header, file.name);
  const preview =
    missing.length > 0 ? { rows: [], problems: '' } : await previewRows(parts.readRows, await parts.protect(space), file, mapping);
  return { draft, fileName: file.name, ...(found ? { kind: found } : {}), header, mapping, missing, ...preview };
};

/** The draft and its file; what is older than an hour counts as gone. */
const findDraft = async ({ documents, files, clock }: Parts, space: SpaceId, id: string) => {
  const stored = await documents.get(space, kind, id);
  // Made below and by nothing else.
  const draft = stored && (draftSchema.safeParse(stored.value).data as Draft | undefined);
  if (!stored || !draft || clock.now().getTime() - Date.parse(draft.at) > draftMs) return undefined;
  const file = await files.open(id, draft.fileName);
  return file && { draft, file, version: stored.version };
};

type Drafts = Readonly<{ documents: Documents; files: Pick<KeptFiles, 'drop'> }>;

const dropDraft = async ({ documents, files }: Drafts, space: SpaceId, id: string): Promise<void> => {
  // Only a space's own file: ids are unguessable, and still no right.
  if (!(await documents.get(space, kind, id))) return;
  await files.drop(id);
  await documents.remove(space, kind, id);
};

/** Forgets all drafts of a space. */
export const dropDrafts = async (parts: Drafts, space: SpaceId): Promise<void> => {
  for (const { id } of await parts.documents.list(space, kind)) await dropDraft(parts, space, id);
};

/** Forgets the drafts whose hour is over; the files themselves go by their age. */
const dropOld = async (parts: Parts, space: SpaceId): Promise<void> => {
  for (const { id, at } of await parts.documents.list(space, kind)) {
    if (parts.clock.now().getTime() - Date.parse(at) > draftMs) await dropDraft(parts, space, id);
  }
};

const propose =
  (parts: Parts): ModerationDesk['imports']['propose'] =>
  async (space, { file, mapping, author }) => {
    await dropOld(parts, space);
    const id = await parts.files.keep(file);
    const proposal = await describe(parts, space, id, file, mapping);
    if (isRefusal(proposal)) {
      await parts.files.drop(id);
      return proposal;
    }
    const value = { fileName: file.name, at: parts.clock.now().toISOString(), mapping: proposal.mapping };
    await parts.documents.put(space, { kind, id, value, author, expectedVersion: 0 });
    return proposal;
  };

const look =
  (parts: Parts): ModerationDesk['imports']['look'] =>
  async (space, id, change) => {
    const found = await findDraft(parts, space, id);
    if (!found) return refuse('import-gone');
    if (!change) return describe(parts, space, id, found.file, found.draft.mapping);
    const proposal = await describe(parts, space, id, found.file, change);
    if (isRefusal(proposal)) return proposal;
    const value = { ...found.draft, mapping: proposal.mapping };
    await parts.documents.put(space, { kind, id, value, author: 'sounding-board', expectedVersion: found.version });
    return proposal;
  };

const confirm =
  (parts: Parts): ModerationDesk['imports']['confirm'] =>
  async (space, { draft: id, author }) => {
    const found = await findDraft(parts, space, id);
    if (!found) return refuse('import-gone');
    const report = await parts.importQuotes(space, { file: found.file, mapping: found.draft.mapping, author });
    // What was refused can be mended: the file waits on.
    if (!isRefusal(report) || report.refused === 'import-known') await dropDraft(parts, space, id);
    return report;
  };

/** An import that leaves its mark in the record of moderators. */
export const auditedImport =
  (importQuotes: QuoteDesk['import'], audit: WriteAudit): QuoteDesk['import'] =>
  async (space, request) => {
    const report = await importQuotes(space, request);
    if (isRefusal(report)) return report;
    const { batch, rows, added, repeated, forgotten, redacted } = report;
    await audit(space, request.author, 'imported', { batch, rows, added, repeated, forgotten, redacted });
    return report;
  };

/** Files that wait for a moderator's yes, and the imports that were made of them. */
export const createImportDesk = (parts: Parts): ModerationDesk['imports'] => ({
  propose: propose(parts),
  look: look(parts),
  confirm: confirm(parts),
  discard: (space, draft) => dropDraft(parts, space, draft),
  batches: (space) => parts.quotes.batches(space),
  undo: async (space, { batch, author }) => {
    const found = (await parts.quotes.batches(space)).find(({ id, state }) => id === batch && state === 'published');
    if (!found) return refuse('batch-unknown');
    const { ids } = await parts.quotes.forget(space, { kind: 'batch', value: batch }, { undo: true });
    // Somebody else was quicker, and has written it down.
    if (ids.length === 0 && found.quotes > 0) return refuse('batch-unknown');
    await parts.audit(space, author, 'undid', { batch, quotes: ids.length });
    return { quotes: ids.length, fileName: found.fileName };
  },
});
