import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Suspect } from '../core/privacy/suspects.ts';
import type { ExportKind } from '../core/quotes/import-mapping.ts';
import type { NewQuote, Quote } from '../core/quotes/quotes.ts';
import type { AttachedFile } from './command.ts';
import type { ImportMapping, ImportReport } from './desks.ts';
import type { BatchSummary, Forgetting } from './quote-index.ts';

/** What a file would become, before anything of it is stored. `rows` are the first ones as they will be stored; `missing` is what nothing says yet. */
export type ImportProposal = Readonly<{
  draft: string;
  fileName: string;
  kind?: ExportKind;
  header: readonly string[];
  mapping: ImportMapping;
  missing: readonly string[];
  rows: readonly NewQuote[];
  /** What is wrong with the first rows, by line, or `''`. */
  problems: string;
}>;

/** Files on their way to being quotes. A draft waits for one hour, then it is gone. */
type ImportDesk = Readonly<{
  propose: (space: SpaceId, request: { file: AttachedFile; mapping: ImportMapping; author: string }) => Promise<ImportProposal | Refusal>;
  /** The draft as it stands, or with another mapping. */
  look: (space: SpaceId, draft: string, change?: ImportMapping) => Promise<ImportProposal | Refusal>;
  confirm: (space: SpaceId, request: { draft: string; author: string }) => Promise<ImportReport | Refusal>;
  discard: (space: SpaceId, draft: string) => Promise<void>;
  /** Imports, newest first, those that are under way among them. */
  batches: (space: SpaceId) => Promise<readonly BatchSummary[]>;
  undo: (space: SpaceId, request: { batch: string; author: string }) => Promise<Readonly<{ quotes: number; fileName: string }> | Refusal>;
}>;

/** What a withdrawal would touch, or has touched. `messages` holds those that could be changed, `unchanged` those whose platform would not. */
export type Withdrawal = Readonly<{ what: Forgetting; quotes: number; messages: number; unchanged: number }>;

/** Taking words back for good. */
type ForgetDesk = Readonly<{
  /** Counts. For a speaker, `value` is what the file called them; the answer's `what` holds the pseudonym. */
  preview: (space: SpaceId, what: Forgetting) => Promise<Withdrawal | Refusal>;
  carryOut: (space: SpaceId, request: { what: Forgetting; author: string }) => Promise<Withdrawal | Refusal>;
}>;

/** A stored quote that may hold a name or an address. */
export type FlaggedQuote = Readonly<{ quote: Quote; suspects: readonly Suspect[] }>;

/** What a person says about it. */
type ReviewDecision = 'keep' | 'remove' | 'forget';

type ReviewDesk = Readonly<{
  next: (space: SpaceId, limit: number) => Promise<Readonly<{ total: number; flagged: readonly FlaggedQuote[] }>>;
  decide: (space: SpaceId, request: { quote: string; decision: ReviewDecision; author: string }) => Promise<boolean>;
}>;

/** What holds for all quotes and panels of a space. Days of 0 mean: kept until somebody removes them. */
export type SpaceRules = Readonly<{ quoteDays: number; panelDays: number; phoneCountries: readonly string[] }>;

type RulesDesk = Readonly<{
  read: (space: SpaceId) => Promise<SpaceRules>;
  change: (space: SpaceId, request: Readonly<{ author: string } & Partial<SpaceRules>>) => Promise<SpaceRules | Refusal>;
}>;

/** What moderators do that others must be able to see. Numbers and ids, never texts. */
export const auditActions = ['imported', 'undid', 'forgot', 'reviewed', 'rules', 'budget', 'retention', 'paused', 'resumed'] as const;
export type AuditAction = (typeof auditActions)[number];
export type AuditFacts = Readonly<Record<string, string | number>>;
export type AuditEntry = Readonly<{ number: number; at: string; author: string; action: AuditAction; facts: AuditFacts }>;

type AuditDesk = Readonly<{
  /**
   * The newest entries, or those before a number, newest first. `broken` names the first of them that was changed or is missing. `total` counts all entries ever
   * written.
   */
  read: (
    space: SpaceId,
    page: { limit: number; before?: number },
  ) => Promise<Readonly<{ entries: readonly AuditEntry[]; total: number; hasEarlier: boolean; broken?: number }>>;
  /** Goes over all entries: how many there are, and the first that was changed or is missing. */
  verify: (space: SpaceId) => Promise<Readonly<{ entries: number; broken?: number }>>;
}>;

/** The kill switch of a space. */
type PauseDesk = Readonly<{
  /** No panel starts any more, and those that run are stopped; answers how many. */
  pause: (space: SpaceId, author: string) => Promise<{ stopped: number }>;
  resume: (space: SpaceId, author: string) => Promise<void>;
  isPaused: (space: SpaceId) => Promise<boolean>;
}>;

/** Everything that changes data or rules, for moderators. Rights are checked before any of it is asked. */
export type ModerationDesk = Readonly<{
  imports: ImportDesk;
  forgetting: ForgetDesk;
  review: ReviewDesk;
  rules: RulesDesk;
  audit: AuditDesk;
  switch: PauseDesk;
}>;
