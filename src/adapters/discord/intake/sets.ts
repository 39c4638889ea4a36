import type { SpaceId } from '../../../core/ids.ts';
import type { PersonaSet } from '../../../core/personas/persona-set.ts';
import { Recent } from '../../../core/recent.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SetDesk } from '../../../ports/desks.ts';
import type { Log } from '../../../ports/log.ts';

/** How long what is remembered is good enough, and how long somebody who types waits for what is not. In milliseconds. */
const freshMs = 5_000;
const patienceMs = 1_500;
const mostSpaces = 1_000;

/** The sets of a space as they are shown to choose from. `standard` is the one that answers when none is named. */
export type KnownSets = Readonly<{ list: readonly PersonaSet[]; standard: string }>;

const none: KnownSets = { list: [], standard: '' };

/**
 * Persona sets from memory: Discord drops an autocompletion that takes 3 s, and asks with every key. What is older than some seconds is shown once more while it is read
 * anew. Answers an empty list when a store does not answer in time.
 */
export const createSetMemory = ({ sets, clock, log }: { sets: SetDesk; clock: Clock; log: Log }) => {
  const known = new Recent<{ sets: KnownSets; atMs: number }>(mostSpaces);
  const reading = new Map<string, Promise<KnownSets>>();
  const readNow = async (space: SpaceId): Promise<KnownSets> => {
    try {
      const [list, standard] = await Promise.all([sets.list(space), sets.standard(space)]);
      const read = { list, standard: standard.id };
      known.set(space, { sets: read, atMs: clock.monotonicMs() });
      return read;
    } catch (error) {
      log.error('discord cannot read the sets', error);
      return known.get(space)?.sets ?? none;
    } finally {
      reading.delete(space);
    }
  };
  const read = (space: SpaceId): Promise<KnownSets> => {
    const running = reading.get(space) ?? readNow(space);
    reading.set(space, running);
    return running;
  };
  return async (space: SpaceId): Promise<KnownSets> => {
    const remembered = known.get(space);
    if (remembered) {
      if (clock.monotonicMs() - remembered.atMs > freshMs) void read(space);
      return remembered.sets;
    }
    const late = new AbortController();
    const sets = await Promise.race([read(space), clock.sleep(patienceMs, late.signal).then(() => none)]);
    late.abort();
    return sets;
  };
};
