import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { sheetOf } from '../../core/personas/set-sheet.ts';
import { changesBetween } from '../../core/personas/sheet-changes.ts';
import { skeleton } from '../../core/text.ts';
import type { Documents } from '../../ports/documents.ts';
import type { SetDesk, SetRecord } from '../../ports/set-desk.ts';
import type { SetShelf } from './set-shelf.ts';

type Parts = Readonly<{ shelf: SetShelf; documents: Documents; standardId: string; first: PersonaSet }>;

/** Where a space says which set answers when none is named. */
const setting = { kind: 'settings', id: 'default-set' } as const;

const attempts = 3;

/** The set that a space chose, the usual one otherwise, and the first that there is when even that is missing. */
const readStandard = async ({ shelf, documents, standardId, first }: Parts, space: SpaceId): Promise<PersonaSet> => {
  const stored = await documents.get(space, setting.kind, setting.id);
  // Written below and by nothing else, so its shape is known.
  const chosen = stored && (await shelf.find(space, (stored.value as { set: string }).set));
  if (chosen && !chosen.isArchived) return chosen.set;
  return (await shelf.find(space, standardId))?.set ?? first;
};

const choose =
  ({ shelf, documents }: Parts): SetDesk['choose'] =>
  async (space, { actor, set: name }) => {
    const record = await shelf.look(space, name);
    if (isRefusal(record)) return record;
    if (record.isArchived) return shelf.archived(space, record.set.id);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await documents.get(space, setting.kind, setting.id);
      const value = { set: record.set.id };
      if (await documents.put(space, { ...setting, value, author: actor.id, expectedVersion: stored?.version ?? 0 })) return record.set;
    }
    return refuse('set-contested', { name: 'the default' });
  };

const clone =
  ({ shelf }: Parts): SetDesk['clone'] =>
  async (space, { actor, set: name, title }): Promise<SetRecord | Refusal> => {
    const [source, full] = [await shelf.look(space, name), await shelf.full(space)];
    if (isRefusal(source)) return source;
    if (full) return full;
    const taken = (await shelf.records(space)).some((one) => !one.isArchived && skeleton(one.set.title) === skeleton(title));
    if (taken)
      return refuse('input-wrong', {
        problem: `There is a set “${title.slice(0, 60)}” already.`,
        usage: '/personas clone <set> as:"another title"',
      });
    const reason = `Copied from ${source.set.id}, version ${source.set.version}`;
    const kept = { set: { ...source.set, title }, isArchived: false, reason, ...(source.origin ? { origin: source.origin } : {}) };
    const stored = await shelf.put(space, { id: await shelf.freeId(space, title), base: 0, actor, kept });
    return stored ?? refuse('set-contested', { name: title.slice(0, 60) });
  };

const archive =
  (parts: Parts): SetDesk['archive'] =>
  async (space, { actor, set: name, reason }) => {
    const record = await parts.shelf.own(space, name);
    if (isRefusal(record)) return record;
    const { set, origin } = record;
    if (record.isArchived) return parts.shelf.archived(space, set.id);
    if ((await readStandard(parts, space)).id === set.id) return refuse('set-default', { name: set.id });
    const kept = { set, isArchived: true, reason, ...(origin ? { origin } : {}) };
    return (await parts.shelf.put(space, { id: set.id, base: set.version, actor, kept })) ?? refuse('set-contested', { name: set.id });
  };

const restore =
  ({ shelf }: Parts): SetDesk['restore'] =>
  async (space, { actor, set: name, version, reason }) => {
    const newest = await shelf.own(space, name);
    if (isRefusal(newest)) return newest;
    const { id } = newest.set;
    if (version === undefined && !newest.isArchived) return refuse('set-in-use', { name: id });
    const wanted = await shelf.look(space, id, version);
    if (isRefusal(wanted)) return wanted;
    if (wanted.set.version === newest.set.version && !newest.isArchived) return refuse('set-same', { name: id });
    const full = newest.isArchived ? await shelf.full(space) : undefined;
    if (full) return full;
    const kept = { set: wanted.set, isArchived: false, reason, ...(wanted.origin ? { origin: wanted.origin } : {}) };
    return (await shelf.put(space, { id, base: newest.set.version, actor, kept })) ?? refuse('set-contested', { name: id });
  };

const diff =
  ({ shelf }: Parts): SetDesk['diff'] =>
  async (space, { set: name, from: first, to: last }) => {
    const newest = await shelf.look(space, name);
    if (isRefusal(newest)) return newest;
    const { id } = newest.set;
    if (newest.isBuiltIn) return refuse('set-single-built-in', { name: id });
    const to = await shelf.look(space, id, last);
    if (isRefusal(to)) return to;
    if (newest.set.version > 1 && to.set.version === 1 && first === undefined) return refuse('set-first', { name: id });
    const from = await shelf.look(space, id, first ?? Math.max(1, to.set.version - 1));
    if (isRefusal(from)) return from;
    if (newest.set.version === 1) return refuse('set-single', { name: id });
    return { from, to, changes: changesBetween(sheetOf(from.set), sheetOf(to.set)) };
  };

/** What is done to whole sets. Each change is a version; none is lost. */
export const createSetChanges = (
  parts: Parts,
): Pick<SetDesk, 'standard' | 'history' | 'diff' | 'clone' | 'archive' | 'restore' | 'choose'> => ({
  standard: (space) => readStandard(parts, space),
  history: async (space, name) => {
    const record = await parts.shelf.look(space, name);
    if (isRefusal(record) || record.isBuiltIn) return isRefusal(record) ? record : [record];
    return parts.shelf.history(space, record.set.id);
  },
  diff: diff(parts),
  clone: clone(parts),
  archive: archive(parts),
  restore: restore(parts),
  choose: choose(parts),
});
