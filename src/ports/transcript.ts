import type { SpaceId } from '../core/ids.ts';

/** One entry of the playground's chat. `seq` grows with every change in the space, so "everything after n" is what a reader missed. */
export type TranscriptEntry = Readonly<{ id: string; seq: number; channel: string; thread?: string; at: string; content: string }>;

/**
 * What the playground's own platform remembers: its messages, kept over a restart as Slack or Discord keep theirs. `content` is opaque.
 *
 * Contract: `append` is unique on `key` within the space: the same key twice changes nothing and answers the first entry's id. `replace`
 * gives an entry new content and a new `seq`. All lists are in the order of `seq` and hold at most `limit`
 * entries: `since` the first ones after a `seq`, `before` the last ones below one (without it: of all), `inThread` the last ones of a thread. Databases
 * find them by an index, so none takes longer because the space holds more.
 */
export type Transcript = Readonly<{
  append: (space: SpaceId, entry: { key: string; channel: string; thread?: string; content: string }) => Promise<TranscriptEntry>;
  replace: (space: SpaceId, id: string, content: string) => Promise<TranscriptEntry | undefined>;
  findByKey: (space: SpaceId, key: string) => Promise<TranscriptEntry | undefined>;
  get: (space: SpaceId, id: string) => Promise<TranscriptEntry | undefined>;
  since: (space: SpaceId, seq: number, limit: number) => Promise<readonly TranscriptEntry[]>;
  before: (space: SpaceId, seq: number | undefined, limit: number) => Promise<readonly TranscriptEntry[]>;
  inThread: (space: SpaceId, thread: string, limit: number) => Promise<readonly TranscriptEntry[]>;
}>;
