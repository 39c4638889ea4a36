import type { SpaceId } from '../../../core/ids.ts';
import { Recent } from '../../../core/recent.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type Documents, pressKind as kind } from '../../../ports/documents.ts';
import { type CarriedPress, type KeptPresses, nameOfPress, parseKeptPress } from './press.ts';

/** Presses that are known to be kept, so that an edition of a message asks no store. */
const mostKnown = 5_000;

/** How long a press counts as new, in milliseconds. What is older is kept anew, because presses go by age where a space has said so. */
export const freshMs = 24 * 60 * 60_000;

/** Keeps presses as documents of their space. The same press is kept once a day; a store that fails is tried again by the next rendering. */
export const createKeptPresses = (documents: Documents, clock: Pick<Clock, 'now'>): KeptPresses => {
  const known = new Recent<number>(mostKnown);
  return {
    keep: async (space: SpaceId, press: CarriedPress) => {
      const id = nameOfPress(press);
      const name = `${space} ${id}`;
      const now = clock.now().getTime();
      if (now - (known.get(name) ?? 0) < freshMs) return id;
      const before = await documents.get(space, kind, id);
      const at = before ? Date.parse(before.at) : 0;
      // Nothing is stored when another rendering was first: then it is there already, and it is the same.
      if (now - at >= freshMs)
        await documents.put(space, { kind, id, value: press, author: 'bot', expectedVersion: before?.version ?? 0, keeps: 1 });
      known.set(name, now - at >= freshMs ? now : at);
      return id;
    },
    read: async (space, id) => parseKeptPress((await documents.get(space, kind, id))?.value),
  };
};
