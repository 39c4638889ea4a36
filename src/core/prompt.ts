import type { Persona } from './persona.ts';
import type { Quote } from './quotes.ts';
import type { StakesTopic } from './stakes.ts';
import type { Stimulus } from './stimulus.ts';

/**
 * What a language model is given. `prefix` (rules, answer schema, persona) is byte-identical for every panel of the same persona and kind of
 * question, so that providers can reuse it; `input` holds what differs, fenced: quotes, what others said, the stimulus.
 */
export type Prompt = Readonly<{ prefix: string; input: string }>;

/** What another persona said in the round before, as round 2 hears it. */
export type Heard = Readonly<{ name: string; said: string }>;

/** Everything that a prompt is made of. `mark` is a fresh random word that makes this call's fence; without a persona it asks the no-persona control. */
export type PromptRequest = Readonly<{
  persona: Persona | undefined;
  stimulus: Stimulus;
  quotes: readonly Quote[];
  heard: readonly Heard[];
  stakes?: StakesTopic;
  /** The order in which options are laid before the model, as indexes; their letters stay. */
  order: readonly number[];
  mark: string;
}>;
