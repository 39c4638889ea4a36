import type { SpaceId } from '../../core/ids.ts';
import { Recent } from '../../core/recent.ts';
import type { Documents } from '../../ports/documents.ts';
import { type CarriedPress, type KeptPresses, nameOfPress, parseKeptPress } from './press.ts';

const kind = 'discord-press';

/** Presses that are known to be kept, so that an edition of a message asks no store. */
const mostKnown = 5_000;

/** Keeps presses as documents of their space. The same press is kept once; a store that fails is tried again by the next rendering. */
export const createKeptPresses = (documents: Documents): KeptPresses => {
  const known = new Recent<true>(mostKnown);
  return {
    keep: async (space: SpaceId, press: CarriedPress) => {
      const id = nameOfPress(press);
      const name = `${space} ${id}`;
      if (!known.has(name)) {
        // Nothing is stored when another rendering was first: then it is there already, and it is the same.
        await documents.put(space, { kind, id, value: press, author: 'bot', expectedVersion: 0 });
        known.set(name, true);
      }
      return id;
    },
    read: async (space, id) => parseKeptPress((await documents.get(space, kind, id))?.value),
  };
};
