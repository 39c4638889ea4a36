import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Documents, StoredDocument } from '../../ports/documents.ts';

type Kept = Readonly<Omit<StoredDocument, 'value'> & { json: string }>;
type History = Readonly<{ kind: string; id: string; versions: Kept[] }>;

const handOut = ({ json, ...rest }: Kept): StoredDocument => ({ ...rest, value: JSON.parse(json) });
const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const createLists = (documentsOf: (space: SpaceId) => Iterable<History>): Pick<Documents, 'list' | 'last'> => {
  const inOrder = (space: SpaceId, kind: string): readonly StoredDocument[] =>
    [...documentsOf(space)]
      .filter((history) => history.kind === kind)
      .toSorted((a, b) => compareBytes(a.id, b.id))
      .flatMap(({ versions }) => versions.slice(-1).map(handOut));
  return {
    list: async (space, kind) => inOrder(space, kind),
    last: async (space, kind, { limit, before }) => {
      const all = inOrder(space, kind).filter(({ id }) => before === undefined || compareBytes(id, before) < 0);
      return all.slice(Math.max(0, all.length - Math.max(0, limit)));
    },
  };
};

/** Versioned documents in memory. `put` throws `TypeError` for a value that JSON cannot hold. */
export const createMemoryDocuments = ({ clock }: { clock: Clock }): Documents => {
  const spaces = new Map<SpaceId, Map<string, History>>();
  const keyOf = (kind: string, id: string): string => JSON.stringify([kind, id]);
  const find = (space: SpaceId, kind: string, id: string): History | undefined => spaces.get(space)?.get(keyOf(kind, id));

  const take = (space: SpaceId, kind: string, id: string): History => {
    const documents = spaces.get(space) ?? new Map<string, History>();
    spaces.set(space, documents);
    const history = documents.get(keyOf(kind, id)) ?? { kind, id, versions: [] };
    documents.set(keyOf(kind, id), history);
    return history;
  };

  return {
    get: async (space, kind, id, version) => {
      const versions = find(space, kind, id)?.versions ?? [];
      const kept = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
      return kept && handOut(kept);
    },
    put: async (space, { kind, id, value, author, expectedVersion, keeps }) => {
      const json: string | undefined = JSON.stringify(value);
      if (json === undefined) throw new TypeError('a document holds a JSON value');
      if ((find(space, kind, id)?.versions.at(-1)?.version ?? 0) !== expectedVersion) return undefined;
      const kept = { id, version: expectedVersion + 1, json, author, at: clock.now().toISOString() };
      const { versions } = take(space, kind, id);
      versions.push(kept);
      if (keeps !== undefined) versions.splice(0, Math.max(0, versions.length - keeps));
      return handOut(kept);
    },
    ...createLists((space) => spaces.get(space)?.values() ?? []),
    history: async (space, kind, id) => (find(space, kind, id)?.versions ?? []).map(handOut).toReversed(),
    remove: async (space, kind, id) => {
      spaces.get(space)?.delete(keyOf(kind, id));
    },
  };
};
