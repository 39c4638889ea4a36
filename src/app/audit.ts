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

/** Writes down one deed. With `once`, the name of a fact, it is not written again where one of the newest entries has the same deed with that very fact. */
export type WriteAudit = (
  space: SpaceId,
  author: string,
  action: AuditAction,
  facts: AuditFacts,
  options?: Readonly<{ once: string }>,
) => Promise<void>;

/** Where a stretch of the record begins: the number and the hash of the entry before it. */
type Link = Readonly<{ number: number; chain: string }>;

/** Before the first entry there is none. */
const beginning: Link = { number: 0, chain: '' };

/** The number of the first entry that does not follow from those before it. */
const findBroken = (documents: readonly StoredDocument[], from: Link): number | undefined => {
  let before = from;
  for (const document of documents) {
    const entry = readEntry(document);
    const number = before.number + 1;
    if (entry?.number !== number || document.id !== idOf(number) || document.version !== 1) return number;
    if (entry.chain !== chainOf(before.chain, entry)) return number;
    before = entry;
  }
  return undefined;
};

/** The end of the record, kept beside it: its last entry could be taken out unseen otherwise, because no other follows from it. */
const headKey = { kind: 'audit-head', id: 'head' } as const;
const headSchema = z.object({ number: z.int(), chain: z.string() });

/** None for a record that was begun before it was kept. After a crash between the two it may be an entry behind, which the next entry mends. */
const readHead = async (documents: Documents, space: SpaceId): Promise<Link & Readonly<{ version: number }>> => {
  const stored = await documents.get(space, headKey.kind, headKey.id);
  return { ...(headSchema.safeParse(stored?.value).data ?? beginning), version: stored?.version ?? 0 };
};

const moveHead = async (documents: Documents, space: SpaceId, { number, chain }: Link): Promise<void> => {
  for (;;) {
    const head = await readHead(documents, space);
    if (head.number >= number) return;
    const value = { ...headKey, value: { number, chain }, author: 'sounding-board', expectedVersion: head.version, keeps: 1 };
    if (await documents.put(space, value)) return;
  }
};

/** The number at which these entries, the newest if `isEnd`, part from the end that is kept beside the record. */
const findParting = (page: readonly StoredDocument[], head: Link, isEnd: boolean): number | undefined => {
  const last = Number(page.at(-1)?.id ?? 0);
  if (isEnd && last < head.number) return last + 1;
  const marked = page.find(({ id }) => id === idOf(head.number));
  return marked && readEntry(marked)?.chain !== head.chain ? head.number : undefined;
};

type Page = Readonly<{ limit: number; before?: number }>;

/**
 * Entries in their order, and the first of them that is not what it should be. One more is read: the entry that the first of them has to follow from. `head` was read before, so that what
 * is written meanwhile is no parting.
 */
const readPage = async (documents: Documents, space: SpaceId, { limit, before }: Page, head: Link) => {
  const read = await documents.last(space, kind, { limit: limit + 1, ...(before === undefined ? {} : { before: idOf(before) }) });
  const [earlier, page] = read.length > limit ? [read[0], read.slice(1)] : [undefined, read];
  const link = earlier ? readEntry(earlier) : beginning;
  const broken = (link ? findBroken(page, link) : Number(earlier?.id)) ?? findParting(page, head, before === undefined);
  return { page, hasEarlier: earlier !== undefined, ...(broken === undefined ? {} : { broken }) };
};

/** Entries read in one go when the whole record is gone over. */
const mostAtOnce = 500;

const verify = async (documents: Documents, space: SpaceId): Promise<Readonly<{ entries: number; broken?: number }>> => {
  let [entries, before]: [number, number | undefined] = [0, undefined];
  let first: number | undefined;
  const head = await readHead(documents, space);
  for (;;) {
    const found = await readPage(documents, space, { limit: mostAtOnce, ...(before === undefined ? {} : { before }) }, head);
    entries += found.page.length;
    first = found.broken ?? first;
    before = Number(found.page[0]?.id);
    if (!found.hasEarlier) return { entries, ...(first === undefined ? {} : { broken: first }) };
  }
};

/** Where the next entry goes: behind the last, or behind one that was there and is gone, whose place stays empty for all to see. */
const findEnd = async (documents: Documents, space: SpaceId, last: StoredDocument | undefined): Promise<Link> => {
  const head = await readHead(documents, space);
  const number = Number(last?.id ?? 0);
  return head.number > number ? head : { number, chain: (last && readEntry(last)?.chain) ?? '' };
};

/**
 * The record of what moderators did: each entry holds the hash of the one before it, and the hash of the last is kept beside them, so that none can be changed or taken out by itself
 * unseen. It holds who, what, when and how many; never a text. Writing and reading look at the end of it only, however long it is; `verify` goes over all of it.
 */
export const createAudit = ({
  documents,
  clock,
}: {
  documents: Documents;
  clock: Clock;
}): { write: WriteAudit; desk: ModerationDesk['audit'] } => ({
  write: async (space, author, action, facts, options) => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const newest = await documents.last(space, kind, { limit: options ? mostAtOnce : 1 });
      const isSame = (entry: Stored | undefined): boolean =>
        options !== undefined && entry?.action === action && entry.facts[options.once] === facts[options.once];
      if (newest.some((one) => isSame(readEntry(one)))) return;
      const end = await findEnd(documents, space, newest.at(-1));
      const entry = { number: end.number + 1, at: clock.now().toISOString(), author, action, facts: { ...facts } };
      const value = { ...entry, chain: chainOf(end.chain, entry) };
      if (await documents.put(space, { kind, id: idOf(entry.number), value, author, expectedVersion: 0 }))
        return moveHead(documents, space, value);
    }
    throw new Error('the audit entry was not stored');
  },
  desk: {
    read: async (space, request) => {
      const head = await readHead(documents, space);
      const [last] = await documents.last(space, kind, { limit: 1 });
      const { page, ...found } = await readPage(documents, space, request, head);
      const total = Math.max(head.number, Number(last?.id ?? 0));
      return { entries: page.toReversed().flatMap((document) => readEntry(document) ?? []), total, ...found };
    },
    verify: (space) => verify(documents, space),
  },
});
