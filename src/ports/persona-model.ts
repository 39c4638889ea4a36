import type { EngineMark } from '../core/panel.ts';
import type { Persona } from '../core/persona.ts';
import type { Reaction } from '../core/reaction.ts';
import type { Stimulus } from '../core/stimulus.ts';

/**
 * Answers as one persona. Contract: the answer depends on the persona, the stimulus and the seed alone, never on other personas,
 * panels or a conversation. Rejects only on faults; an aborted call rejects with the signal's reason.
 */
export type PersonaModel = Readonly<{
  mark: EngineMark;
  react: (request: { persona: Persona; stimulus: Stimulus; seed: number; signal: AbortSignal }) => Promise<Reaction>;
}>;
