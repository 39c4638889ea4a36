import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { Actor } from '../../core/panel/panel.ts';
import { isStale } from '../../core/personas/persona.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { keyOf, maxSheetUnits, personaIds, readSheet, type SetSheet, type SheetProblem, sheetOf } from '../../core/personas/set-sheet.ts';
import { changesBetween, mergeSheets, withoutStrangers } from '../../core/personas/sheet-changes.ts';
import { toSlug } from '../../core/personas/slug.ts';
import type { Quote } from '../../core/quotes/quotes.ts';
import { repeatsQuote } from '../../core/quotes/segment-themes.ts';
import { skeleton } from '../../core/text.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Published, SetDesk, SetDraft, SetOrigin, SetRecord, SheetTexts } from '../../ports/set-desk.ts';
import type { SetShelf } from './set-shelf.ts';

/** The kind under which drafts are kept, one for each set and moderator. */
const kind = 'set-draft';

/** How often something is tried again when another change came between reading and writing. */
const attempts = 3;

/** Most personas that a draft may hold while somebody works on it; publishing has the limit of a set. */
const mostInDraft = 40;

type Stored = Readonly<{ base: number; sheet: SetSheet; origin?: SetOrigin }>;
type Found = Readonly<{ id: string; revision: number; stored: Stored }>;

/** What drafts need. `knownNames` are names of people in a space that no persona may bear: members and staff. */
export type DraftParts = Readonly<{
  shelf: SetShelf;
  documents: Documents;
  clock: Clock;
  knownNames: (space: SpaceId) => Promise<readonly string[]>;
  /** Quotes of people in a space, as many as are worth comparing. */
  readQuotes: (space: SpaceId) => Promise<readonly Quote[]>;
}>;

/** Drafts as the desk uses them. */
export type SetDrafts = Pick<SetDesk, 'create' | 'edit' | 'write' | 'publish' | 'discard'> &
  Readonly<{
    /** Puts a whole sheet in the place of the draft, as an import does. */
    replace: (space: SpaceId, request: { actor: Actor; id: string; stored: Stored }) => Promise<SetDraft | Refusal>;
  }>;

const draftKey = (id: string, actor: Actor): string => `${id} ${actor.id}`;

const firstWord = (name: string): string => skeleton(name).split(/[^\p{L}\p{N}]+/u)[0] ?? '';

type Names = Readonly<{ problems: readonly SheetProblem[]; warnings: readonly string[] }>;

/** A persona may not bear the whole name of somebody here. Sharing a first name is said and stops nobody: large teams have every first name. */
const compareNames = (sheet: SetSheet, known: readonly string[]): Names => {
  const wholes = new Set(known.map(skeleton));
  const firsts = new Set(known.map(firstWord));
  const named = personaIds(sheet).map((persona) => ({ persona, name: sheet[keyOf(persona, 'name')] ?? '' }));
  const same = named.filter(({ name }) => wholes.has(skeleton(name)));
  const alike = named.filter(({ name }) => name !== '' && !wholes.has(skeleton(name)) && firsts.has(firstWord(name)));
  return {
    problems: same.map(({ persona }) => ({ persona, field: 'name', line: 1, problem: 'somebody here has this name; choose another' })),
    warnings: alike.map(({ name }) => `Somebody here has the first name ${name}. Another name avoids mix-ups.`),
  };
};

const titleProblem = (id: string, sheet: SetSheet, records: readonly SetRecord[]): readonly SheetProblem[] => {
  const look = skeleton(sheet['title'] ?? '');
  const other = records.find(({ set, isArchived }) => !isArchived && set.id !== id && skeleton(set.title) === look);
  return other ? [{ field: 'title', line: 1, problem: `the set ${other.set.id} has this title; choose another` }] : [];
};

/** Traits that rest on quotes kept here may not be those quotes: a persona never speaks anybody's words as its own. */
const repeatedProblems = (set: PersonaSet, quotes: readonly Quote[]): readonly SheetProblem[] =>
  set.personas.flatMap(({ id, traits }) =>
    traits
      .filter(({ basis, text }) => basis.kind === 'data' && basis.source !== undefined && repeatsQuote(text, quotes))
      .map((trait) => ({
        persona: id,
        field: trait.part,
        line: Number(trait.id.split('.')[1]),
        problem: 'this repeats the words of a real person; write what you learned from them in words of your own',
      })),
  );

const restsOnQuotes = (set: PersonaSet): boolean =>
  set.personas.some(({ traits }) => traits.some(({ basis }) => basis.kind === 'data' && basis.source !== undefined));

/** Looks at a draft: what differs from its base, what is wrong, what should be looked at. */
const createView = ({ shelf, clock, knownNames, readQuotes }: DraftParts) => {
  const baseSheet = async (space: SpaceId, { id, stored }: Pick<Found, 'id' | 'stored'>): Promise<SetSheet> => {
    const record = stored.base === 0 ? undefined : await shelf.look(space, id, stored.base);
    return record === undefined || isRefusal(record) ? {} : sheetOf(record.set);
  };
  const view = async (space: SpaceId, found: Pick<Found, 'id' | 'stored'>): Promise<SetDraft> => {
    const { id, stored } = found;
    const [base, records, known] = await Promise.all([baseSheet(space, found), shelf.records(space), knownNames(space)]);
    const read = readSheet(id, stored.base + 1, stored.sheet);
    const quotes = 'set' in read && restsOnQuotes(read.set) ? await readQuotes(space) : [];
    const names = compareNames(stored.sheet, known);
    const problems = [
      ...('problems' in read ? read.problems : []),
      ...titleProblem(stored.base === 0 ? '' : id, stored.sheet, records),
      ...names.problems,
      ...('set' in read ? repeatedProblems(read.set, quotes) : []),
    ];
    const today = clock.now().toISOString().slice(0, 10);
    const stale = 'set' in read ? read.set.personas.filter((persona) => isStale(persona, today)) : [];
    return {
      id,
      base: stored.base,
      sheet: stored.sheet,
      changes: changesBetween(base, stored.sheet),
      problems,
      warnings: [...names.warnings, ...stale.map(({ name, reviewBy }) => `${name} is past its review date, ${reviewBy}.`)],
      ...('set' in read && problems.length === 0 ? { set: read.set } : {}),
      ...(stored.origin ? { origin: stored.origin } : {}),
    };
  };
  return { baseSheet, view };
};

const tooLong = (texts: SheetTexts): Refusal | undefined => {
  const units = Math.max(0, ...Object.values(texts).map((text) => text?.length ?? 0));
  return units > maxSheetUnits ? refuse('draft-large', { units, limit: maxSheetUnits }) : undefined;
};

/** A sheet with texts put in or taken out. The fields of personas that are no longer listed go with them. */
const change = (sheet: SetSheet, texts: SheetTexts): SetSheet => {
  const all = Object.entries({ ...sheet, ...texts }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return withoutStrangers(Object.fromEntries(all.map(([key, text]) => [key, text.replace(/\r\n?/g, '\n')])));
};

const createStore = ({ documents }: DraftParts) => ({
  read: async (space: SpaceId, actor: Actor, name: string): Promise<Found | undefined> => {
    const id = name.trim().toLowerCase();
    const document = await documents.get(space, kind, draftKey(id, actor));
    // Written below and by nothing else, so its shape is known.
    return document && { id, revision: document.version, stored: document.value as Stored };
  },
  put: async (space: SpaceId, actor: Actor, { id, revision, stored }: Found): Promise<boolean> =>
    (await documents.put(space, {
      kind,
      id: draftKey(id, actor),
      value: stored,
      author: actor.id,
      expectedVersion: revision,
      // Nobody can go back to what a draft was, and what was taken out of it may be words of a person.
      keeps: 1,
    })) !== undefined,
  remove: (space: SpaceId, actor: Actor, id: string): Promise<void> => documents.remove(space, kind, draftKey(id, actor)),
});

type Workings = Readonly<{ parts: DraftParts; store: ReturnType<typeof createStore> } & ReturnType<typeof createView>>;

/** The draft that there is, or one begun from the newest version. */
const open = async ({ parts, store }: Workings, space: SpaceId, actor: Actor, name: string): Promise<Found | Refusal> => {
  const known = await store.read(space, actor, name);
  if (known) return known;
  const record = await parts.shelf.own(space, name);
  if (isRefusal(record)) return record;
  const { id, version } = record.set;
  if (record.isArchived) return parts.shelf.archived(space, id);
  const own = await store.read(space, actor, id);
  return own ?? { id, revision: 0, stored: { base: version, sheet: sheetOf(record.set) } };
};

const write =
  (workings: Workings): SetDesk['write'] =>
  async (space, { actor, set, texts }) => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await open(workings, space, actor, set);
      if (isRefusal(found)) return found;
      const wanted = typeof texts === 'function' ? texts(found.stored.sheet) : texts;
      const long = tooLong(wanted);
      if (long) return long;
      const sheet = change(found.stored.sheet, wanted);
      if (personaIds(sheet).length > mostInDraft)
        return refuse('input-wrong', { problem: 'A draft holds 40 personas at most.', usage: '/personas edit' });
      const next = { ...found, stored: { ...found.stored, sheet } };
      if (await workings.store.put(space, actor, next)) return workings.view(space, next);
    }
    return refuse('set-contested', { name: set.slice(0, 60) });
  };

/** Somebody else's version came first: the draft goes on top of it, and both are shown what the other did. */
const rebase = async (workings: Workings, space: SpaceId, actor: Actor, found: Found): Promise<Published | Refusal> => {
  const newest = await workings.parts.shelf.look(space, found.id);
  if (isRefusal(newest)) return newest;
  // Publishing may not bring back what somebody archived. The draft stays for when the set is restored.
  if (newest.isArchived) return workings.parts.shelf.archived(space, found.id);
  const base = await workings.baseSheet(space, found);
  const theirs = sheetOf(newest.set);
  const { merged, clashes } = mergeSheets(base, found.stored.sheet, theirs);
  const next = { ...found, stored: { ...found.stored, base: newest.set.version, sheet: merged } };
  if (!(await workings.store.put(space, actor, next))) return refuse('set-contested', { name: found.id });
  const draft = await workings.view(space, next);
  return { outcome: 'contested', draft, by: newest.by, theirs: changesBetween(base, theirs), clashes };
};

const putVersion = async (workings: Workings, space: SpaceId, request: { actor: Actor; reason: string; found: Found; set: PersonaSet }) => {
  const { shelf } = workings.parts;
  const { actor, reason, found, set } = request;
  const { base, origin } = found.stored;
  const kept = { set, isArchived: false, reason, ...(origin ? { origin } : {}) };
  if (base > 0) return shelf.put(space, { id: found.id, base, actor, kept });
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await shelf.put(space, { id: await shelf.freeId(space, set.title), base, actor, kept });
    if (stored) return stored;
  }
  return undefined;
};

const publish =
  (workings: Workings): SetDesk['publish'] =>
  async (space, { actor, set: name, reason }): Promise<Published | Refusal> => {
    const { parts, store, view } = workings;
    const found = await store.read(space, actor, name);
    if (!found) return refuse('draft-unknown', { name: name.slice(0, 60) });
    const draft = await view(space, found);
    if (!draft.set) return { outcome: 'unready', draft };
    const full = found.stored.base === 0 ? await parts.shelf.full(space) : undefined;
    if (full) return full;
    if (draft.changes.length === 0) {
      await store.remove(space, actor, found.id);
      return refuse('set-same', { name: found.id });
    }
    const record = await putVersion(workings, space, { actor, reason, found, set: draft.set });
    if (!record) return found.stored.base === 0 ? refuse('set-contested', { name: found.id }) : rebase(workings, space, actor, found);
    await store.remove(space, actor, found.id);
    return { outcome: 'published', record };
  };

/** Keeps what moderators are working on, and makes versions of it. */
export const createSetDrafts = (parts: DraftParts): SetDrafts => {
  const store = createStore(parts);
  const workings: Workings = { parts, store, ...createView(parts) };
  const put = async (space: SpaceId, actor: Actor, found: Found): Promise<SetDraft | Refusal> =>
    (await store.put(space, actor, found)) ? workings.view(space, found) : refuse('set-contested', { name: found.id });
  return {
    create: async (space, { actor, sheet }) => {
      const long = tooLong(sheet) ?? (await parts.shelf.full(space));
      if (long) return long;
      const slug = toSlug(sheet['title'] ?? '', 'set');
      const taken = new Set(await parts.shelf.inUse(space));
      for (let count = 1; ; count += 1) {
        const id = count === 1 ? slug : `${slug}-${count}`;
        const isFree = !taken.has(id) && (await store.read(space, actor, id)) === undefined;
        if (isFree) return put(space, actor, { id, revision: 0, stored: { base: 0, sheet: { personas: '', ...sheet } } });
      }
    },
    edit: async (space, { actor, set }) => {
      const found = await open(workings, space, actor, set);
      return isRefusal(found) ? found : workings.view(space, found);
    },
    write: write(workings),
    replace: async (space, { actor, id, stored }) => {
      const known = await store.read(space, actor, id);
      return put(space, actor, { id, revision: known?.revision ?? 0, stored });
    },
    publish: publish(workings),
    discard: (space, { actor, set }) => store.remove(space, actor, set.trim().toLowerCase()),
  };
};
