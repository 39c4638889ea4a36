import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { LabelledMessage } from '../core/labels.ts';
import type { OutcomeResult } from '../core/ledger/entry.ts';
import type { LedgerItem } from '../core/ledger/item.ts';
import type { Tallies } from '../core/ledger/tally.ts';
import type { Seat } from '../core/panel/closing-said.ts';
import type { Actor, EngineMark, Place } from '../core/panel/panel.ts';
import type { TurnResult } from '../core/panel/turn.ts';
import type { Grounding } from '../core/personas/grounding.ts';
import type { Persona } from '../core/personas/persona.ts';
import type { Evidence, QuoteFilters } from '../core/quotes/quotes.ts';
import type { UsedTokens } from '../core/usage.ts';
import type { BudgetState } from './budget.ts';
import type { CheckDesk } from './check-desk.ts';
import type { AttachedFile } from './command.ts';
import type { PanelRecord } from './journal.ts';
import type { LooksLikeMember } from './member-names.ts';
import type { ModerationDesk } from './moderation.ts';
import type { ProposalDesk } from './proposal-desk.ts';
import type { SourceSummary } from './quote-index.ts';
import type { SetDesk } from './set-desk.ts';

export type { SetDesk } from './set-desk.ts';

/*
 * What commands may ask of the application. Commands import these types only, so a command stays a thin translation from typed
 * words to one question and from the answer to messages.
 */

/**
 * What was imported, in numbers, and the id under which it can be undone. `repeated` quotes were stored already, `forgotten` ones stay out because
 * somebody had their words taken away, in `redacted` ones something private was replaced by a marker.
 */
export type ImportReport = Readonly<{ batch: string; rows: number; added: number; repeated: number; forgotten: number; redacted: number }>;

/** How the columns of a file become quotes. A name in `columns` takes the value from each row, a value in `fixed` holds for all. */
export type ImportMapping = Readonly<{
  columns: Readonly<
    Partial<Record<'text' | 'source' | 'date' | 'segment' | 'permission' | 'licence' | 'speaker' | 'stars' | 'link', string>>
  >;
  fixed: Readonly<Partial<Record<'source' | 'date' | 'segment' | 'permission' | 'licence', string>>>;
  /** Several columns of words, the open questions of a survey; each answer keeps its question in its source. */
  questions?: readonly string[];
}>;

/** Quotes on their way into a channel, in the message that people will read. */
export type SharedQuotes = Readonly<{
  space: SpaceId;
  place: Place;
  deliveryKey: string;
  ids: readonly string[];
  message: LabelledMessage;
}>;

/** Real people's words. */
export type QuoteDesk = Readonly<{
  search: (
    space: SpaceId,
    /** `askedBy`: the person who asks, for whom meaning is searched as well, and in whose name a language model may read what was found. Without it words alone decide. */
    query: { text: string; filters: QuoteFilters; limit: number; loose?: boolean; wide?: true; askedBy?: string },
  ) => Promise<Evidence>;
  /** The quotes that a persona rests on in this space; `undefined` when its file names none. */
  grounding: (space: SpaceId, persona: Persona) => Promise<Grounding | undefined>;
  /** Posts quotes into a place as the bot itself, at most once for a delivery. `false`: this very delivery was shared before. */
  share: (request: SharedQuotes) => Promise<boolean | Refusal>;
  sources: (space: SpaceId) => Promise<readonly SourceSummary[]>;
  import: (space: SpaceId, request: { file: AttachedFile; mapping: ImportMapping; author: string }) => Promise<ImportReport | Refusal>;
}>;

/** Asks for something that goes on from the panel `number`, in its thread. */
type FollowUp = Readonly<{ space: SpaceId; deliveryKey: string; number: number; actor: Actor }>;

/** Running panels and reading them back. */
export type PanelDesk = Readonly<{
  summon: (request: {
    space: SpaceId;
    deliveryKey: string;
    place: Place;
    actor: Actor;
    typed: string;
    set?: string;
    rounds?: 1 | 2;
    /** Answers of a comparison wait for blind votes. */
    voteFirst?: boolean;
  }) => Promise<{ panel: PanelRecord; fresh: boolean } | Refusal>;
  /** A second round on a panel that is over: its personas have read each other. */
  discuss: (request: FollowUp) => Promise<{ panel: PanelRecord; fresh: boolean } | Refusal>;
  /** One more question to one persona of a panel. */
  ask: (request: FollowUp & { persona: string; question: string }) => Promise<{ panel: PanelRecord; fresh: boolean } | Refusal>;
  stop: (request: { space: SpaceId; number: number; actor: Actor }) => Promise<PanelRecord | Refusal>;
  /** Who spoke in one message, and on what grounds. */
  who: (
    space: SpaceId,
    number: number,
    persona: string,
  ) => Promise<{ panel: PanelRecord; persona: Persona; result?: TurnResult } | Refusal>;
  /** Which panel a message belongs to, by the platform's own id of it, and which persona spoke there. The bot's own messages have none. */
  behind: (space: SpaceId, message: string) => Promise<{ panel: PanelRecord; persona?: string } | Refusal>;
  /** Takes a persona's message away for good: for whoever asked for the panel, and moderators. */
  remove: (request: { space: SpaceId; number: number; persona: string; actor: Actor }) => Promise<PanelRecord | Refusal>;
  find: (space: SpaceId, number: number) => Promise<PanelRecord | Refusal>;
  /** Every seat of a panel with what became of it. */
  seats: (space: SpaceId, number: number) => Promise<{ panel: PanelRecord; seats: readonly Seat[] } | Refusal>;
  recent: (space: SpaceId, limit: number) => Promise<readonly PanelRecord[]>;
  /** What language models used for a panel, with its cost where the operator has given prices. */
  use: (panel: PanelRecord) => Promise<Readonly<{ tokens: UsedTokens; cost?: number }>>;
}>;

/** How many tokens language models may use in a space, and whether a panel beyond that is refused or answered from persona files. */
export type BudgetRules = Readonly<{ tokensPerDay: number; tokensPerPersonAndHour: number; whenSpent: 'refuse' | 'evidence' }>;

/** The tokens of a space. What the operator set holds until a moderator changes it, and is the most that a moderator may set. */
export type BudgetDesk = Readonly<{
  rules: (space: SpaceId) => Promise<BudgetRules>;
  /** Changes what is named and answers the rules as they are then. Nothing changes with a refusal. */
  change: (space: SpaceId, request: Readonly<{ author: string } & Partial<BudgetRules>>) => Promise<BudgetRules | Refusal>;
  /** What is used and reserved, in the space and by one person. */
  state: (space: SpaceId, actorId: string) => Promise<BudgetState & BudgetRules>;
  /** Books tokens under `id` before they are used. `evidence`: nothing is booked, and the space wants persona files to answer then. */
  admit: (space: SpaceId, request: Readonly<{ id: string; actorId: string; tokens: number }>) => Promise<'model' | 'evidence' | Refusal>;
  /**
   * Books a step of work that goes on by itself, while the space stays below `dayShare` of its daily tokens with it: the rest is for what people ask. Answers when
   * to try again (ISO 8601) where there is no room.
   */
  book: (
    space: SpaceId,
    request: Readonly<{ id: string; actorId: string; tokens: number; dayShare: number }>,
  ) => Promise<'booked' | Readonly<{ until: string }>>;
  /** Replaces a booking by the tokens that were used, once. Unknown use is not settled: the booking then stands. */
  settle: (space: SpaceId, id: string, tokens: number) => Promise<void>;
}>;

/** A persona's message that somebody found wrong. `by` is a name as people see it, `at` is ISO 8601. */
export type MessageReport = Readonly<{ panel: number; persona: string; reason: string; by: string; at: string }>;

/** Where panels may be, and what people object to. */
export type ObjectionDesk = Readonly<{
  /** Switches panels off in the channel of a place, threads included, or on again. What runs goes on. */
  setMuted: (space: SpaceId, request: { place: Place; isMuted: boolean; author: string }) => Promise<void>;
  isMuted: (space: SpaceId, place: Place) => Promise<boolean>;
  /** Keeps a report: of one person about one message the last, so a delivery that comes twice adds nothing. */
  report: (space: SpaceId, request: { panel: number; persona: string; reason: string; actor: Actor }) => Promise<void>;
  /** Newest first. */
  reports: (space: SpaceId, limit: number) => Promise<readonly MessageReport[]>;
}>;

/** Blind votes in a space: none, offered until the first answer can be read, or waited for on every comparison, for so many minutes at most. */
export type VoteRules = Readonly<{ mode: 'off' | 'optional' | 'always'; minutes: number }>;

type Scored = Readonly<{ space: SpaceId; number: number; actor: Actor }>;

/** Votes, outcomes and the record of a space. */
export type ScoreDesk = Readonly<{
  rules: (space: SpaceId) => Promise<VoteRules>;
  change: (space: SpaceId, request: Readonly<{ author: string } & Partial<VoteRules>>) => Promise<VoteRules | Refusal>;
  /** The record of a set in one sentence, or that there is none. */
  line: (space: SpaceId, set: Readonly<{ id: string; title: string; version: number }>) => Promise<string>;
  tallies: (space: SpaceId) => Promise<Tallies>;
  /** Keeps somebody's choice until the reveal. `choice` is the index of an option. */
  vote: (request: Scored & Readonly<{ choice: number }>) => Promise<PanelRecord | Refusal>;
  reveal: (request: Scored) => Promise<PanelRecord | Refusal>;
  /** Records what really happened, or corrects it: what was recorded before stays readable. The date is today's when none is given. */
  outcome: (
    request: Scored & Readonly<{ result: OutcomeResult; source?: string; date?: string }>,
  ) => Promise<Readonly<{ panel: PanelRecord; item: LedgerItem; line: string }> | Refusal>;
  /** What is known of one comparison, and who recorded each of its outcomes. */
  history: (
    space: SpaceId,
    number: number,
  ) => Promise<Readonly<{ panel: PanelRecord; item: LedgerItem; authors: readonly string[] }> | Refusal>;
  /** Takes in tests that were over before anybody forecast them, all rows or none. */
  importPast: (
    space: SpaceId,
    request: Readonly<{ file: AttachedFile; source?: string; date?: string; actor: Actor }>,
  ) => Promise<Readonly<{ rows: number; added: number }> | Refusal>;
}>;

/** Facts for the method card. `trackRecord` says in one sentence how often forecasts were right, as far as anybody knows. */
type AboutDesk = Readonly<{
  engine: EngineMark;
  version: string;
  /** What a search for quotes has beside words: an embedder, a language model that reads what was found. */
  quoteSearch: Readonly<{ meaning: boolean; read: boolean }>;
  quotes: (space: SpaceId) => Promise<number>;
  panels: (space: SpaceId) => Promise<number>;
  trackRecord: (space: SpaceId) => Promise<string>;
}>;

/** What people think of persona messages. Counts only: no text, and nobody's id is kept with them. */
export type FeedbackDesk = Readonly<{
  /** One person counts once for each persona of a panel. */
  give: (
    space: SpaceId,
    request: Readonly<{ number: number; persona: string; actorId: string; isHelpful: boolean }>,
  ) => Promise<'counted' | 'counted-already' | Refusal>;
  /** Over all panels of the space. */
  counts: (space: SpaceId) => Promise<Readonly<{ helpful: number; unhelpful: number }>>;
}>;

export type Desks = Readonly<{
  looksLikeMember: LooksLikeMember;
  sets: SetDesk;
  checks: CheckDesk;
  proposals: ProposalDesk;
  quotes: QuoteDesk;
  panels: PanelDesk;
  budget: BudgetDesk;
  moderation: ModerationDesk;
  objections: ObjectionDesk;
  scores: ScoreDesk;
  about: AboutDesk;
  feedback: FeedbackDesk;
}>;
