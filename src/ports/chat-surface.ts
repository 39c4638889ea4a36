import type { SpaceId } from '../core/ids.ts';
import type { LabelledMessage, MessageLimits } from '../core/labels.ts';
import type { Place } from '../core/panel/panel.ts';

/** What the names of surfaces begin with that end with their process: each call in a terminal has one of its own. */
export const passingSurface = 'terminal-';

/**
 * What became of a message. `unsent`: surely not stored, may be tried again after `retryAfterMs`. `refused`: surely not stored and
 * never will be. `unknown`: the request may have arrived; look before sending again.
 */
export type PostOutcome =
  | Readonly<{ outcome: 'sent'; ref: string }>
  | Readonly<{ outcome: 'unsent'; retryAfterMs: number }>
  | Readonly<{ outcome: 'refused'; reason: string }>
  | Readonly<{ outcome: 'unknown' }>;

/**
 * A place where people read. Takes labelled messages only. Contract: `post` sends at most once per call, carries `key` where the
 * platform can keep it, and never retries by itself; `find` says whether a message with this key is there (`unsure` when it cannot tell
 * yet); `edit` replaces a message as a whole and may be repeated; `remove` takes one away for good and may be repeated: it is false only when the message
 * may still be there. `key` is unique over all panels.
 */
export type ChatSurface = Readonly<{
  name: string;
  limits: MessageLimits;
  /** Shortest time between two messages that share a pace. */
  paceMs: number;
  /** Which messages share a pace: the platform's own unit, a channel on Slack, a thread in the playground. */
  paceKey: (place: Place) => string;
  post: (request: { space: SpaceId; place: Place; key: string; message: LabelledMessage; signal: AbortSignal }) => Promise<PostOutcome>;
  find: (request: { space: SpaceId; place: Place; key: string }) => Promise<{ found: string } | 'absent' | 'unsure'>;
  edit: (request: { space: SpaceId; place: Place; ref: string; message: LabelledMessage }) => Promise<boolean>;
  remove: (request: { space: SpaceId; place: Place; ref: string }) => Promise<boolean>;
}>;
