import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SpaceId } from '../core/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Documents, StoredDocument } from '../ports/documents.ts';
import { type AuditAction, type AuditFacts, auditActions, type ModerationDesk } from '../ports/moderation.ts';

const kind = 'audit';

/** How often an entry is tried again when another one came first. */
const attempts = 20;

const entrySchema = z.object({
  number: z.int(),
  at: z.string(),
  author: z.string(),
  action: z.enum(auditActions),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  chain: z.string(),
});
type Stored = z.infer<typeof entrySchema>;

/** Ids sort by their bytes, so numbers are written at full length. */
const idOf = (number: number): string => String(number).padStart(9, '0');

const chainOf = (before: string, { number, at, author, action, facts }: Omit<Stored, 'chain'>): string =>
  createHash('sha256')
    .update(JSON.stringify([before, number, at, author, action, facts]))
    .digest('hex');

const readEntry = ({ value }: StoredDocument): Stored | undefined => entrySchema.safeParse(value).data;

/** Writes down one deed. */
export type WriteAudit = (space: SpaceId, author: string, action: AuditAction, facts: AuditFacts) => Promise<void>;

/** The number of the first entry that does not follow from those before it. */
const findBroken = (documents: readonly StoredDocument[]): number | undefined => {
  let before = '';
  for (const [index, document] of documents.entries()) {
    const entry = readEntry(document);
    if (!entry || entry.number !== index + 1 || document.version !== 1 || entry.chain !== chainOf(before, entry)) return index + 1;
    before = entry.chain;
  }
  return undefined;
};

/**
 * The record of what moderators did: each entry holds the hash of the one before it, so that none can be changed or taken out unseen. It holds who, what, when and
 * how many; never a text.
 */
export const createAudit = ({
  documents,
  clock,
}: {
  documents: Documents;
  clock: Clock;
}): { write: WriteAudit; desk: ModerationDesk['audit'] } => ({
  write: async (space, author, action, facts) => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const all = await documents.list(space, kind);
      const last = all.at(-1);
      const entry = { number: all.length + 1, at: clock.now().toISOString(), author, action, facts: { ...facts } };
      const value = { ...entry, chain: chainOf((last && readEntry(last)?.chain) ?? '', entry) };
      if (await documents.put(space, { kind, id: idOf(entry.number), value, author, expectedVersion: 0 })) return;
    }
    throw new Error('the audit entry was not stored');
  },
  desk: {
    read: async (space, limit) => {
      const all = await documents.list(space, kind);
      const broken = findBroken(all);
      const entries = all
        .slice(-limit)
        .toReversed()
        .flatMap((document) => readEntry(document) ?? []);
      return { entries, total: all.length, ...(broken === undefined ? {} : { broken }) };
    },
  },
});
