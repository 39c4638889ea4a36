import { setFiles } from '../../src/adapters/files/bundle.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { createSetDesk, type SetDeskParts } from '../../src/app/sets/set-desk.ts';
import type { PersonaSet } from '../../src/core/personas/persona-set.ts';
import type { SetDesk } from '../../src/ports/set-desk.ts';

/** A desk over these built-in sets. What is left out lives in memory. */
export const openSetDesk = (sets: readonly PersonaSet[], parts: Partial<SetDeskParts> = {}): SetDesk =>
  createSetDesk(sets, { documents: createMemoryDocuments({ clock: systemClock }), clock: systemClock, files: setFiles, ...parts });
