import type { Basis } from '../core/basis.ts';
import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Actor } from '../core/panel/panel.ts';
import type { TraitPart } from '../core/personas/persona.ts';
import type { LeftOut } from '../core/personas/trait-proposals.ts';
import type { Quote } from '../core/quotes/quotes.ts';
import type { SegmentThemes } from '../core/quotes/segment-themes.ts';
import type { SetDraft } from './set-desk.ts';

/** What proposals would take: the models, how many quotes they would read, the most tokens, and what those cost where the operator has given prices. */
export type ProposalOffer = Readonly<{ writer: string; judge: string; quotes: number; tokens: number; cost?: number }>;

/**
 * One proposed trait. `basis` is counted from the quotes that are there now: `data` with their number, newest day and source, or `invention`. `doubt` says
 * why it is one: the model named no quote, the judge found that none supports it, or they were all forgotten since.
 */
export type Proposal = Readonly<{
  number: number;
  part: TraitPart;
  text: string;
  basis: Basis;
  quotes: readonly Quote[];
  against: readonly Quote[];
  words: readonly string[];
  doubt?: 'unnamed' | 'unsupported' | 'forgotten';
}>;

/** Proposals for one group of quotes, as far as one moderator has decided. `run` tells one answer of the model from the next. */
export type Proposals = Readonly<{
  run: string;
  persona?: string;
  writer: string;
  judge: string;
  tokens: number;
  leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  total: number;
  accepted: number;
  open: readonly Proposal[];
}>;

/** A moderator, a set, and the quotes that are drawn on. Everything is kept apart by these. */
export type ProposalScope = Readonly<{ actor: Actor; set: string; filters: Readonly<{ segment?: string; source?: string }> }>;

/** What a moderator decided: to accept a proposal as it stands, or in a line of their own; or to leave it out. */
type ProposalDecision = Readonly<{ run: string; number: number; persona?: string }> &
  (Readonly<{ choice: 'accept' | 'leave' }> | Readonly<{ choice: 'edit'; part: TraitPart; line: string }>);

/**
 * Traits that a language model proposes from quotes, for a moderator to decide about one by one. No words of quotes are kept with them: quotes are looked up
 * each time, so a forgotten one is gone and no longer counts. What is accepted goes into the moderator's draft and is published by nobody else.
 */
export type ProposalDesk = Readonly<{
  /** Undefined without a language model, or without themes. */
  offer: (themes: SegmentThemes) => ProposalOffer | undefined;
  /** Reserves the tokens, asks both models and settles. A refusal costs what was used until then, and leaves nothing half done. */
  propose: (
    space: SpaceId,
    request: ProposalScope & Readonly<{ delivery: string; persona?: string; themes: SegmentThemes }>,
  ) => Promise<Proposals | Refusal>;
  /** What waits for a decision, if anything does. */
  look: (space: SpaceId, scope: ProposalScope) => Promise<Proposals | undefined>;
  decide: (
    space: SpaceId,
    request: ProposalScope & ProposalDecision,
  ) => Promise<Readonly<{ proposals: Proposals; draft?: SetDraft; persona?: string }> | Refusal>;
}>;
