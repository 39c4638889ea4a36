import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { Actor } from '../../core/panel/panel.ts';
import { type PersonaSet, setLimits } from '../../core/personas/persona-set.ts';
import { freeSlug, toSlug } from '../../core/personas/slug.ts';
import { type Documents, setKind as kind, type StoredDocument } from '../../ports/documents.ts';
import type { SetOrigin, SetRecord } from '../../ports/set-desk.ts';

/** What is stored of one version. */
type Kept = Readonly<{ set: PersonaSet; isArchived: boolean; by: string; reason: string; origin?: SetOrigin }>;

/** One more version of a set. `base` is the version that it follows, 0 for the first. */
type NewVersion = Readonly<{ id: string; base: number; actor: Actor; kept: Omit<Kept, 'by'> }>;

/** The sets of spaces, each with all its versions. */
export type SetShelf = Readonly<{
  /** Newest versions, the built-in ones first. */
  records: (space: SpaceId) => Promise<readonly SetRecord[]>;
  /** A set by id or title. */
  find: (space: SpaceId, name: string) => Promise<SetRecord | undefined>;
  /** The same, or the refusal that names what there is. */
  look: (space: SpaceId, name: string, version?: number) => Promise<SetRecord | Refusal>;
  /** The same, for a set that is the space's own and may be changed. */
  own: (space: SpaceId, name: string) => Promise<SetRecord | Refusal>;
  history: (space: SpaceId, id: string) => Promise<readonly SetRecord[]>;
  /** Ids of sets that are not archived. */
  inUse: (space: SpaceId) => Promise<readonly string[]>;
  /** The refusal for an archived set, which names those in use. */
  archived: (space: SpaceId, id: string) => Promise<Refusal>;
  /** Stores a version and answers it, or `undefined` when somebody else's came first. */
  put: (space: SpaceId, version: NewVersion) => Promise<SetRecord | undefined>;
  /** An id that no set has, made from a title. */
  freeId: (space: SpaceId, title: string) => Promise<string>;
  /** The refusal when a space has as many sets as it may have, else nothing. */
  full: (space: SpaceId) => Promise<Refusal | undefined>;
}>;

const toRecord = ({ value, version, at }: StoredDocument): SetRecord => {
  // Written below and by nothing else, so its shape is known.
  const { set, ...kept } = value as Kept;
  return { ...kept, set: { ...set, version }, isBuiltIn: false, at };
};

const builtIn = (set: PersonaSet): SetRecord => ({
  set,
  isBuiltIn: true,
  isArchived: false,
  by: 'Sounding Board',
  at: `${set.reviewed}T00:00:00.000Z`,
  reason: 'It comes with the bot.',
});

const matches = (name: string) => {
  const wanted = name.trim().toLowerCase();
  return ({ set }: SetRecord): boolean => set.id === wanted || set.title.toLowerCase() === wanted;
};

const fullness = (kept: readonly SetRecord[]): Refusal | undefined => {
  const used = kept.filter(({ isArchived }) => !isArchived).length;
  if (used >= setLimits.sets) return refuse('sets-full', { limit: setLimits.sets });
  const all = setLimits.sets + setLimits.archived;
  return kept.length >= all ? refuse('sets-full', { limit: all }) : undefined;
};

/** The ids of sets that are not archived. */
const idsInUse = (records: readonly SetRecord[]): readonly string[] =>
  records.filter(({ isArchived }) => !isArchived).map(({ set }) => set.id);

const putInto =
  (documents: Documents): SetShelf['put'] =>
  async (space, { id, base, actor, kept }) => {
    const value: Kept = { ...kept, by: actor.name, set: { ...kept.set, id, version: base + 1 } };
    const stored = await documents.put(space, { kind, id, value, author: actor.id, expectedVersion: base });
    return stored && toRecord(stored);
  };

/** Keeps sets in documents, beside the built-in ones. */
export const createSetShelf = (sets: readonly PersonaSet[], documents: Documents): SetShelf => {
  const own = async (space: SpaceId) => (await documents.list(space, kind)).map(toRecord);
  const records = async (space: SpaceId) => [...sets.map(builtIn), ...(await own(space))];
  const inUse = async (space: SpaceId) => idsInUse(await records(space));
  const find: SetShelf['find'] = async (space, name) => {
    const fixed = sets.map(builtIn).find(matches(name));
    if (fixed) return fixed;
    const stored = await documents.get(space, kind, name.trim().toLowerCase());
    return stored ? toRecord(stored) : (await own(space)).find(matches(name));
  };
  const look: SetShelf['look'] = async (space, name, version) => {
    const found = await find(space, name);
    const shown = name.trim().slice(0, 60);
    if (!found) return refuse('set-unknown', { name: shown, names: idsInUse(await records(space)).join(', ') });
    if (version === undefined || version === found.set.version) return found;
    const stored = found.isBuiltIn ? undefined : await documents.get(space, kind, found.set.id, version);
    return stored
      ? toRecord(stored)
      : refuse('set-version-unknown', { name: found.set.id, count: found.isBuiltIn ? 1 : found.set.version });
  };
  return {
    records,
    find,
    look,
    own: async (space, name) => {
      const found = await look(space, name);
      if (isRefusal(found)) return found;
      return found.isBuiltIn ? refuse('set-built-in', { name: found.set.id }) : found;
    },
    inUse,
    archived: async (space, id) => refuse('set-archived', { name: id, names: (await inUse(space)).join(', ') }),
    history: async (space, id) => (await documents.history(space, kind, id)).map(toRecord),
    put: putInto(documents),
    freeId: async (space, title) => {
      const taken = new Set((await records(space)).map(({ set }) => set.id));
      return freeSlug(toSlug(title, 'set'), (id) => taken.has(id));
    },
    full: async (space) => fullness(await own(space)),
  };
};
