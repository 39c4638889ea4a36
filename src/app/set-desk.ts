import type { PersonaSet } from '../core/persona-set.ts';
import type { SetDesk } from '../ports/desks.ts';

/** The set that answers when nobody names one. */
const standardSet = 'everyday-shoppers';

/** Persona sets as loaded from files, the same for every space. Throws when there is none, because then there is nobody to ask. */
export const createSetDesk = (sets: readonly PersonaSet[]): SetDesk => {
  const [first] = sets;
  if (!first) throw new Error('no persona set could be loaded; see the problems above, or restore the personas folder');
  const find = (name: string) =>
    sets.find((set) => set.id === name.trim().toLowerCase() || set.title.toLowerCase() === name.trim().toLowerCase());
  return {
    list: async () => sets,
    find: async (_space, name) => find(name),
    standard: async () => find(standardSet) ?? first,
  };
};
