import type { Basis } from '../basis.ts';
import type { TraitPart } from '../personas/persona.ts';
import type { Evidence } from '../quotes/quotes.ts';

/** Where a persona stands on one option. `mixed`: pulled both ways; `depends`: neither way; `silent`: its file says nothing about it. `outside`: it says that it cannot judge. */
export type Stance = 'for' | 'against' | 'mixed' | 'depends' | 'no-opinion' | 'outside' | 'silent';

/**
 * One checkable statement of a reaction, and why it was said: the trait that it rests on, that trait's basis, and the words of
 * the stimulus that touched it. Without a trait it is a language model's own idea, and its basis is `invention`.
 */
export type Claim = Readonly<{
  text: string;
  part?: TraitPart;
  traitId?: string;
  basis: Basis;
  leans: 'for' | 'against' | 'depends';
  touchedBy: readonly string[];
  because: string;
  date?: string;
}>;

/**
 * A persona's answer to one option; a plain stimulus has one option. `text` is first-person speech by a language model, `''` from the
 * evidence engine. `unmentioned` are the words that its file is silent on.
 */
export type OptionAnswer = Readonly<{ stance: Stance; text: string; claims: readonly Claim[]; unmentioned: readonly string[] }>;

/** Another reaction that the same persona might have had. `weight` is what the model gave it, normalised: for variety, never a forecast. */
export type OtherReaction = Readonly<{ stance: Stance; text: string; weight: number }>;

/**
 * How one persona would choose between options, elicited as a distribution and resolved here with the turn's seed. `options` and `noOpinion`
 * sum to 1. `drawn` is the index of an option, or -1 for no opinion. A forecast, never a share of people.
 */
export type Odds = Readonly<{ options: readonly number[]; noOpinion: number; drawn: number }>;

/** What only a language model's reaction has. A reaction with this part is AI-generated and is labelled so, whatever else is known. */
export type Spoken = Readonly<{ model: string; changeMind: string; others: readonly OtherReaction[]; odds?: Odds }>;

/** One persona's whole answer in one round: an answer per option, and the questions it would have put to real people. */
export type Reaction = Readonly<{ answers: readonly OptionAnswer[]; questions: readonly string[]; spoken?: Spoken }>;

/** A reaction with what was found, or not found, behind each claim: `evidence[option][claim]`. */
export type GroundedReaction = Reaction & Readonly<{ evidence: ReadonlyArray<readonly Evidence[]> }>;
