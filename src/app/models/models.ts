import type { SpaceId } from '../../core/ids.ts';
import type { Odds } from '../../core/panel/reaction.ts';
import type { Persona } from '../../core/personas/persona.ts';
import type { Verdict } from '../../core/prompt/judge-prompt.ts';
import type { Stimulus } from '../../core/stimulus.ts';
import type { TokenPrices, UsedTokens } from '../../core/usage.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { PersonaModel } from '../../ports/persona-model.ts';
import type { TraitModel } from './model-traits.ts';

/** What the no-persona control would choose, kept for scores to come and shown to nobody before. Without odds it gave no usable answer. */
type ControlAnswer = Readonly<{ model: string; tokens: UsedTokens; odds?: Odds }>;

/** What a judge found between claims and quotes, by the ids that it was given. Without verdicts it gave no usable answer. */
export type JudgeAnswer = Readonly<{ model: string; tokens: UsedTokens; verdicts?: readonly Verdict[] }>;

/** Everything that language models do for a panel. */
export type Models = Readonly<{
  /** One engine for each configured model, by its name, in the order of the settings. */
  engines: ReadonlyMap<string, PersonaModel>;
  /** Asks for a choice between the options without any persona. Never rejects but when it is aborted. */
  control: (request: { space: SpaceId; stimulus: Stimulus; seed: number; signal: AbortSignal }) => Promise<ControlAnswer>;
  /** Asks which quotes support or contradict which claims. Never rejects but when it is aborted. */
  judge: (request: {
    space: SpaceId;
    claims: readonly Readonly<{ id: string; text: string; quotes: readonly Readonly<{ id: string; text: string }>[] }>[];
    signal: AbortSignal;
  }) => Promise<JudgeAnswer>;
  /** Tokens to reserve for one turn of each persona: every input and the longest answer, twice, because an answer may be mended once. */
  estimate: (personas: readonly Persona[], stimulus: Stimulus) => number;
  /** Tokens that one answer without quotes is likely to take at most: its input, half of the longest answer, and what may be thought. The control without a persona. */
  expect: (persona: Persona | undefined, stimulus: Stimulus) => Readonly<{ input: number; output: number }>;
  /** Proposes traits from quotes, and has them judged. */
  traits: TraitModel;
  embedder?: Embedder;
  prices?: TokenPrices;
}>;
