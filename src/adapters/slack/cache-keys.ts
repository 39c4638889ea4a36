import type { SpaceId } from '../../core/ids.ts';

/** Where in the cache things of a space are kept: names of its people, who one of them is, and what its channels are like. */
export const cacheKeys = {
  names: (space: SpaceId): string => `slack/names/${space}`,
  members: (space: SpaceId): string => `slack/member/${space}`,
  channels: (space: SpaceId): string => `slack/channel/${space}`,
} as const;

/** All of these keys of one space; more may lie below each. */
export const cacheKeysOf = (space: SpaceId): readonly string[] => Object.values(cacheKeys).map((keyOf) => keyOf(space));
