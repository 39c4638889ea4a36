import { createMemoryTranscript as createTranscript } from '../../src/adapters/memory/transcript.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import type { Transcript } from '../../src/ports/transcript.ts';

/** The transcript in memory, with the real clock. */
export const createMemoryTranscript = (): Transcript => createTranscript({ clock: systemClock, random: systemRandom });
