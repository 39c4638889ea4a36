import type { SpaceId } from '../../core/ids.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import type { Documents } from '../../ports/documents.ts';
import type { PanelRecord } from '../../ports/journal.ts';

/** The kind under which a space keeps the very sets that its panels used. */
const kind = 'panel-set';

/** Sets kept at hand. Each is some 50 kB; a team uses a handful. */
const mostAtHand = 50;

/** The very sets that panels used: kept once for each content, so that a changed file changes no running panel. */
export type PanelSets = Readonly<{
  /** Stores the set as it is now and answers the key under which a panel finds it again. */
  keep: (space: SpaceId, set: PersonaSet) => Promise<string>;
  /** The set that a panel was planned with. Throws when it is gone, because then the panel cannot go on. */
  read: (panel: PanelRecord) => Promise<PersonaSet>;
}>;

/** Keeps sets in documents, and those used last at hand: what a key names never changes. */
export const createPanelSets = ({ documents, digest }: { documents: Documents; digest: (text: string) => string }): PanelSets => {
  const keys = new WeakMap<PersonaSet, string>();
  const atHand = new Map<string, PersonaSet>();
  const keyOf = (set: PersonaSet): string => {
    const key = keys.get(set) ?? `${set.id}@${set.version}-${digest(JSON.stringify(set)).slice(0, 16)}`;
    keys.set(set, key);
    return key;
  };
  const remember = (name: string, set: PersonaSet): PersonaSet => {
    atHand.delete(name);
    atHand.set(name, set);
    for (const oldest of atHand.keys()) {
      if (atHand.size <= mostAtHand) break;
      atHand.delete(oldest);
    }
    return set;
  };
  return {
    keep: async (space, set) => {
      const key = keyOf(set);
      const name = `${space} ${key}`;
      if (!atHand.has(name) && !(await documents.get(space, kind, key))) {
        await documents.put(space, { kind, id: key, value: set, author: 'sounding-board', expectedVersion: 0 });
      }
      remember(name, set);
      return key;
    },
    read: async ({ ref, plan }) => {
      const name = `${ref.space} ${plan.setKey}`;
      const known = atHand.get(name);
      if (known) return known;
      const document = await documents.get(ref.space, kind, plan.setKey);
      if (!document) throw new Error(`the set ${plan.setKey} of panel ${ref.number} is not stored`);
      // Written above and by nothing else, so its shape is known.
      return remember(name, document.value as PersonaSet);
    },
  };
};
