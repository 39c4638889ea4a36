import type { Basis } from './basis.ts';
import type { TraitPart } from './persona.ts';
import type { Evidence } from './quotes.ts';

/** Where a persona stands on one option. `mixed`: pulled both ways; `depends`: neither way; `silent`: its file says nothing about it. `outside`: it says that it cannot judge. */
export type Stance = 'for' | 'against' | 'mixed' | 'depends' | 'no-opinion' | 'outside' | 'silent';

/**
 * One checkable statement of a reaction, and why it was said: the trait that it rests on, that trait's basis, and the words of
 * the stimulus that touched it.
 */
export type Claim = Readonly<{
  text: string;
  part: TraitPart;
  traitId: string;
  basis: Basis;
  leans: 'for' | 'against' | 'depends';
  touchedBy: readonly string[];
  because: string;
  date?: string;
}>;

/** A persona's answer to one option; a plain stimulus has one option. `unmentioned` are the words that its file is silent on. */
export type OptionAnswer = Readonly<{ stance: Stance; claims: readonly Claim[]; unmentioned: readonly string[] }>;

/** One persona's whole answer in one round: an answer per option, and the questions it would have put to real people. */
export type Reaction = Readonly<{ answers: readonly OptionAnswer[]; questions: readonly string[] }>;

/** A reaction with what was found, or not found, behind each claim: `evidence[option][claim]`. */
export type GroundedReaction = Reaction & Readonly<{ evidence: ReadonlyArray<readonly Evidence[]> }>;
