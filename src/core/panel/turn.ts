import type { HonestyProblem } from '../honesty/honesty.ts';
import type { StakesTopic } from '../honesty/stakes.ts';
import type { ModelFailure } from '../model-failure.ts';
import type { UsedTokens } from '../usage.ts';
import type { EngineMark } from './panel.ts';
import type { GroundedReaction } from './reaction.ts';

/** Why a turn has no answer: an engine's fault (`failed`), a model's, or a broken rule. */
export type NoAnswer = 'failed' | ModelFailure | HonestyProblem;

/**
 * What became of one turn, as the journal keeps it. `engine` is what answered, which may be another one than the panel was planned with:
 * then `instead` says why. `tokens` is what language models used for it, whatever came of it.
 */
export type TurnResult = Readonly<{ engine: EngineMark; instead?: ModelFailure; tokens?: UsedTokens }> &
  (
    | Readonly<{ kind: 'reaction'; reaction: GroundedReaction }>
    /** The subject is too grave for a made-up answer, so there are only questions for real people. */
    | Readonly<{ kind: 'questions'; topic: StakesTopic; questions: readonly string[] }>
    | Readonly<{ kind: 'none'; reason: NoAnswer }>
  );
