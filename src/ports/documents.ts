import type { SpaceId } from '../core/ids.ts';

/** One version of a document. `value` is JSON (`put` throws `TypeError` for anything else); `version` counts from 1. */
export type StoredDocument = Readonly<{ id: string; version: number; value: unknown; author: string; at: string }>;

/** The kind under which presses of buttons are kept that do not fit into the button. What somebody typed may be in them, so they go by age like panels. */
export const pressKind = 'discord-press';

/** The kind under which a space keeps its own sets. The version of the document is the version of the set. */
export const setKind = 'persona-set';

/**
 * Versioned documents of a space: copies of sets that panels used, settings, and later sets, installations and the ledger.
 *
 * Contract (test/contract/documents.contract.ts): `put` with `expectedVersion` n stores version n + 1 and answers it, or answers
 * `undefined` and changes nothing when the newest version is not n (0: there is none). Every version stays readable unless `keeps` says otherwise. `remove` forgets all
 * versions. `put` with `keeps` n forgets, in the same step, all versions but the newest n; their numbers are not given again. Kinds and ids are separate name spaces. No
 * call reads across spaces.
 */
export type Documents = Readonly<{
  get: (space: SpaceId, kind: string, id: string, version?: number) => Promise<StoredDocument | undefined>;
  put: (
    space: SpaceId,
    document: { kind: string; id: string; value: unknown; author: string; expectedVersion: number; keeps?: number },
  ) => Promise<StoredDocument | undefined>;
  /** The newest version of each document of a kind, ordered by the UTF-8 bytes of their ids. */
  list: (space: SpaceId, kind: string) => Promise<readonly StoredDocument[]>;
  /**
   * The end of `list`: the newest version of the last documents of a kind, at most `limit`, with `before` of those whose ids come before it. Databases find them by an index.
   * For kinds whose ids have at most 200 UTF-16 units.
   */
  last: (space: SpaceId, kind: string, page: { limit: number; before?: string }) => Promise<readonly StoredDocument[]>;
  /** All versions, newest first. */
  history: (space: SpaceId, kind: string, id: string) => Promise<readonly StoredDocument[]>;
  remove: (space: SpaceId, kind: string, id: string) => Promise<void>;
}>;
