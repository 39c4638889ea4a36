import type { HonestyProblem } from '../core/honesty/honesty.ts';
import type { StakesTopic } from '../core/honesty/stakes.ts';
import type { SpaceId } from '../core/ids.ts';
import type { ModelFailure } from '../core/model-failure.ts';
import type { EngineMark } from '../core/panel/panel.ts';
import type { Reaction } from '../core/panel/reaction.ts';
import type { Persona } from '../core/personas/persona.ts';
import type { Heard } from '../core/prompt/prompt.ts';
import type { Quote } from '../core/quotes/quotes.ts';
import type { Stimulus } from '../core/stimulus.ts';
import type { UsedTokens } from '../core/usage.ts';

/**
 * What one persona is asked. `quotes` are words of real people close to the stimulus; `heard` is what other personas said in the round before.
 * With `stakes` it may only ask questions. `mend` names the rule that the last answer to this very request broke.
 */
export type TurnQuestion = Readonly<{
  space: SpaceId;
  setKey: string;
  persona: Persona;
  stimulus: Stimulus;
  seed: number;
  quotes: readonly Quote[];
  heard: readonly Heard[];
  stakes?: StakesTopic;
  mend?: HonestyProblem;
  signal: AbortSignal;
}>;

/** What an engine answers. `isMended`: the one attempt to mend a broken rule is used up. `tokens`: what language models used for it. */
export type EngineAnswer = Readonly<{ tokens?: UsedTokens; isMended?: boolean }> &
  (
    | Readonly<{ kind: 'reaction'; reaction: Reaction }>
    | Readonly<{ kind: 'questions'; questions: readonly string[] }>
    | Readonly<{ kind: 'none'; reason: ModelFailure | HonestyProblem }>
  );

/**
 * Answers as one persona. Contract: the answer depends on the question alone, never on other panels or a conversation. Everything that a
 * model can do wrong is an answer of kind `none`; it rejects only on faults, and with the signal's reason when it is aborted.
 */
export type PersonaModel = Readonly<{ mark: EngineMark; react: (question: TurnQuestion) => Promise<EngineAnswer> }>;
