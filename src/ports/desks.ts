import type { Refusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Actor, EngineMark, Place } from '../core/panel.ts';
import type { Persona } from '../core/persona.ts';
import type { PersonaSet } from '../core/persona-set.ts';
import type { Evidence, QuoteFilters } from '../core/quotes.ts';
import type { GroundedReaction } from '../core/reaction.ts';
import type { AttachedFile } from './command.ts';
import type { PanelRecord } from './journal.ts';
import type { SourceSummary } from './quote-index.ts';

/*
 * What commands may ask of the application. Commands import these types only, so a command stays a thin translation from typed
 * words to one question and from the answer to messages.
 */

/** Persona sets that a space may use. */
export type SetDesk = Readonly<{
  list: (space: SpaceId) => Promise<readonly PersonaSet[]>;
  find: (space: SpaceId, name: string) => Promise<PersonaSet | undefined>;
  /** The set of a panel for which none was named. */
  standard: (space: SpaceId) => Promise<PersonaSet>;
}>;

/** What was imported, in numbers. `repeated` rows held words that were stored already. */
export type ImportReport = Readonly<{ rows: number; added: number; repeated: number }>;

/** How the columns of a file become quotes. A name in `columns` takes the value from each row, a value in `fixed` holds for all. */
export type ImportMapping = Readonly<{
  columns: Readonly<Partial<Record<'text' | 'source' | 'date' | 'segment' | 'permission' | 'licence' | 'speaker' | 'stars', string>>>;
  fixed: Readonly<Partial<Record<'source' | 'date' | 'segment' | 'permission' | 'licence', string>>>;
}>;

/** Real people's words. */
export type QuoteDesk = Readonly<{
  search: (space: SpaceId, query: { text: string; filters: QuoteFilters; limit: number }) => Promise<Evidence>;
  sources: (space: SpaceId) => Promise<readonly SourceSummary[]>;
  import: (space: SpaceId, request: { file: AttachedFile; mapping: ImportMapping; author: string }) => Promise<ImportReport | Refusal>;
}>;

/** Running panels and reading them back. */
export type PanelDesk = Readonly<{
  summon: (request: {
    space: SpaceId;
    deliveryKey: string;
    place: Place;
    actor: Actor;
    typed: string;
    set?: string;
  }) => Promise<{ panel: PanelRecord; fresh: boolean } | Refusal>;
  stop: (request: { space: SpaceId; number: number; actor: Actor }) => Promise<PanelRecord | Refusal>;
  /** Who spoke in one message, and on what grounds. */
  who: (
    space: SpaceId,
    number: number,
    persona: string,
  ) => Promise<{ panel: PanelRecord; persona: Persona; reaction?: GroundedReaction } | Refusal>;
  find: (space: SpaceId, number: number) => Promise<PanelRecord | Refusal>;
  recent: (space: SpaceId, limit: number) => Promise<readonly PanelRecord[]>;
}>;

/** Facts for the method card. */
type AboutDesk = Readonly<{
  engine: EngineMark;
  version: string;
  quotes: (space: SpaceId) => Promise<number>;
  panels: (space: SpaceId) => Promise<number>;
}>;

export type Desks = Readonly<{ sets: SetDesk; quotes: QuoteDesk; panels: PanelDesk; about: AboutDesk }>;
