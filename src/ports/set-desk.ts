import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Actor } from '../core/panel/panel.ts';
import type { PersonaSet } from '../core/personas/persona-set.ts';
import type { SetSheet, SheetProblem } from '../core/personas/set-sheet.ts';
import type { SheetChange } from '../core/personas/sheet-changes.ts';
import type { QuoteFilters } from '../core/quotes/quotes.ts';
import type { SegmentThemes, SegmentVoice } from '../core/quotes/segment-themes.ts';
import type { AttachedFile } from './command.ts';

/** Where a set came from, when another space or somebody's hand made it. `seal`: whether the text was as exported. */
export type SetOrigin = Readonly<{ file: string; licence: string; seal: 'whole' | 'changed' | 'none'; importedOn: string }>;

/** One version of a set. Built-in sets have one, without an author. `at` is ISO 8601. */
export type SetRecord = Readonly<{
  set: PersonaSet;
  isBuiltIn: boolean;
  isArchived: boolean;
  /** The name of who made this version, and why. */
  by: string;
  at: string;
  reason: string;
  origin?: SetOrigin;
}>;

/**
 * What one moderator is working on: texts as typed, however far they are. `base` is the version that the draft stands on, 0 for a new set. `set` is there
 * when nothing is wrong with it.
 */
export type SetDraft = Readonly<{
  id: string;
  base: number;
  sheet: SetSheet;
  changes: readonly SheetChange[];
  problems: readonly SheetProblem[];
  /** What should be looked at and stops nobody. */
  warnings: readonly string[];
  set?: PersonaSet;
  origin?: SetOrigin;
}>;

/**
 * What became of a draft that was to be published. `contested`: somebody else published meanwhile; `theirs` is what they changed, and the draft stands
 * on top of it now, with `clashes` where both changed one field. `unready`: something in it is wrong.
 */
export type Published =
  | Readonly<{ outcome: 'published'; record: SetRecord }>
  | Readonly<{ outcome: 'contested'; draft: SetDraft; by: string; theirs: readonly SheetChange[]; clashes: readonly SheetChange[] }>
  | Readonly<{ outcome: 'unready'; draft: SetDraft }>;

/** Texts for keys of a sheet. */
export type SheetTexts = Readonly<Record<string, string | undefined>>;

type Naming = Readonly<{ actor: Actor; set: string }>;
type Changing = Naming & Readonly<{ reason: string }>;

/**
 * Persona sets that a space may use: the built-in ones, which nobody changes, and its own. Sets are named by id or title. Every change is a version
 * with its author, time and reason, and no version is ever lost. Drafts belong to one moderator and one set, and outlive restarts.
 */
export type SetDesk = Readonly<{
  /** Sets that may sit on a panel: archived ones are left out. */
  list: (space: SpaceId) => Promise<readonly PersonaSet[]>;
  find: (space: SpaceId, name: string) => Promise<PersonaSet | undefined>;
  /** The set of a panel for which none was named. */
  standard: (space: SpaceId) => Promise<PersonaSet>;
  /** Today in UTC, for review dates. */
  today: () => string;

  /** All sets with their newest version, archived ones too. */
  records: (space: SpaceId) => Promise<readonly SetRecord[]>;
  /** One version of a set, the newest without `version`. */
  look: (space: SpaceId, name: string, version?: number) => Promise<SetRecord | Refusal>;
  /** All versions, newest first. */
  history: (space: SpaceId, name: string) => Promise<readonly SetRecord[] | Refusal>;
  /** What changed from one version to another: from the one before, to the newest, when none is named. */
  diff: (
    space: SpaceId,
    request: Readonly<{ set: string; from?: number; to?: number }>,
  ) => Promise<Readonly<{ from: SetRecord; to: SetRecord; changes: readonly SheetChange[] }> | Refusal>;
  clone: (space: SpaceId, request: Naming & Readonly<{ title: string }>) => Promise<SetRecord | Refusal>;
  archive: (space: SpaceId, request: Changing) => Promise<SetRecord | Refusal>;
  /** Brings an archived set back, or makes an older version the newest. */
  restore: (space: SpaceId, request: Changing & Readonly<{ version?: number }>) => Promise<SetRecord | Refusal>;
  choose: (space: SpaceId, request: Naming) => Promise<PersonaSet | Refusal>;

  /** Begins a set of one's own with these texts. */
  create: (space: SpaceId, request: Readonly<{ actor: Actor; sheet: SetSheet }>) => Promise<SetDraft | Refusal>;
  /** The draft of this moderator on a set; begun from the newest version when there is none. */
  edit: (space: SpaceId, request: Naming) => Promise<SetDraft | Refusal>;
  /**
   * Puts texts into a draft, as typed and whatever is wrong with them. A key with `undefined` is taken out. A function makes the texts from what the draft
   * holds at that moment, so that two additions at once are both kept; it may be called more than once.
   */
  write: (
    space: SpaceId,
    request: Naming & Readonly<{ texts: SheetTexts | ((sheet: SetSheet) => SheetTexts) }>,
  ) => Promise<SetDraft | Refusal>;
  publish: (space: SpaceId, request: Changing) => Promise<Published | Refusal>;
  discard: (space: SpaceId, request: Naming) => Promise<void>;

  export: (
    space: SpaceId,
    request: Readonly<{ set: string; version?: number }>,
  ) => Promise<Readonly<{ name: string; text: string }> | Refusal>;
  /** Reads a file into a draft, to be looked at and published. A file with one persona goes into the set that is named. */
  import: (space: SpaceId, request: Readonly<{ actor: Actor; file: AttachedFile; set?: string }>) => Promise<SetDraft | Refusal>;

  /** The segments of the quotes, and how near each is to a set. Samples are not counted. */
  segments: (space: SpaceId, set: PersonaSet) => Promise<readonly SegmentVoice[]>;
  /** What the quotes of a segment or a source say more often than all others. */
  themes: (space: SpaceId, filters: QuoteFilters) => Promise<SegmentThemes | Refusal>;
}>;
