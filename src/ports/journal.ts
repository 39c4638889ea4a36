import type { SpaceId } from '../core/ids.ts';
import type { Actor, PanelPlan, PanelRef, Place } from '../core/panel/panel.ts';
import type { PanelEvent, PanelState, PanelStatus } from '../core/panel/panel-machine.ts';

/** A panel as asked for, before it has a number. `deliveryKey` is the platform's own id of the request. */
export type NewPanel = Readonly<{ id: string; deliveryKey: string; place: Place; actor: Actor; plan: PanelPlan }>;

/** A panel as stored. Times are ISO 8601. */
export type PanelRecord = Readonly<{
  ref: PanelRef;
  place: Place;
  actor: Actor;
  plan: PanelPlan;
  acceptedAt: string;
  endedAt?: string;
  stoppedBy?: string;
  state: PanelState;
}>;

/** The right to work on one panel until `untilMs` (wall clock of the store). `token` grows with each holder and fences off the last. */
export type Lease = Readonly<{ panel: PanelRef; owner: string; token: number; untilMs: number }>;

/**
 * What an event leaves behind besides the state: the answer of a turn (`answered`, `failed`). Opaque text to the journal. Messages are
 * made from it when they are sent, and are not stored.
 */
export type Attachments = Readonly<{ answer?: string }>;

/** One message of a panel. */
export type StoredPost = Readonly<{ key: string; ref?: string; state: string; updatedAt: string }>;

/**
 * The one truth about panels: inbox, panels, turns, outbox and leases. Every call is one durable transaction: when the promise resolves, a
 * `kill -9` loses nothing of it. A power cut loses no acceptance, no stop, and no message that was about to be sent, with all that came before
 * it; whatever else it takes back is done again, and nothing is posted twice for it. Times come from the store's own clock.
 *
 * Contract (test/contract/journal.contract.ts):
 * - `accept` is unique on the delivery key within the space: the same key twice gives the first panel, `fresh: false`, and the
 *   first payload wins. Numbers count from 1 in each space without gaps.
 * - `record` applies one event through `applyEvent` and stores its attachments in the same transaction. It answers
 *   `undefined` when the lease's token is no longer the newest or the lease was released, and changes nothing; it throws `ImpossibleEvent`
 *   when the event does not fit. An event that changes nothing (a late answer while the panel winds down) leaves its attachments behind
 *   with it; attachments that belong to nothing are a bug and throw `TypeError`.
 * - `claim` gives a lease to one caller at a time; a lease that ran out or was released may be claimed again, with a
 *   greater token, and every claim records `taken-over` in the same transaction, so nothing stays half-way with a holder who left. Only open panels of the named surfaces are given out.
 * - `requestStop` needs no lease; it is an event like any other and is safe beside a running worker. It answers how the panel stands then:
 *   a panel that is over stays as it ended, and the first who stopped it is remembered.
 * - No call reads across spaces, but `spacesWithWork`, which gives ids only.
 */
export type Journal = Readonly<{
  accept: (space: SpaceId, panel: NewPanel) => Promise<{ panel: PanelRecord; fresh: boolean }>;
  claim: (
    space: SpaceId,
    request: { owner: string; leaseMs: number; surfaces: readonly string[]; panelId?: string },
  ) => Promise<Lease | undefined>;
  renew: (space: SpaceId, lease: Lease, leaseMs: number) => Promise<Lease | undefined>;
  release: (space: SpaceId, lease: Lease) => Promise<void>;
  record: (space: SpaceId, lease: Lease, event: PanelEvent, attachments?: Attachments) => Promise<PanelState | undefined>;
  requestStop: (space: SpaceId, panelId: string, actorId: string) => Promise<PanelStatus | undefined>;
  read: (space: SpaceId, panelId: string) => Promise<PanelRecord | undefined>;
  readByNumber: (space: SpaceId, number: number) => Promise<PanelRecord | undefined>;
  /** Newest first. */
  list: (space: SpaceId, request: { limit: number; onlyOpen?: boolean }) => Promise<readonly PanelRecord[]>;
  /** The stored answers of a panel's turns, by `turnKey`. */
  answers: (space: SpaceId, panelId: string) => Promise<ReadonlyMap<string, string>>;
  /**
   * Puts another answer in the place of a stored one, by `turnKey`, also on a panel that is over; the old one is overwritten. Nothing happens where none is stored.
   * For words that were taken back.
   */
  replaceAnswer: (space: SpaceId, panelId: string, key: string, answer: string) => Promise<void>;
  /**
   * Takes the texts out of panels that ended before a time (ISO 8601): what was asked, and the answers. The panel stays with its numbers. Answers the ids of those that
   * had texts.
   */
  eraseTexts: (space: SpaceId, endedBefore: string) => Promise<readonly string[]>;
  post: (space: SpaceId, panelId: string, key: string) => Promise<StoredPost | undefined>;
  /** Finds the message that a platform knows as `ref`, for "who is this?". */
  postByRef: (space: SpaceId, ref: string) => Promise<{ panel: PanelRecord; post: StoredPost } | undefined>;
  /** Spaces that hold open panels of these surfaces. Ids only. */
  spacesWithWork: (surfaces: readonly string[]) => Promise<readonly SpaceId[]>;
  /** Throws when the store cannot be reached or written to. For readiness. */
  check: () => Promise<void>;
}>;
