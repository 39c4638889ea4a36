import type { SpaceId } from '../core/ids.ts';

/**
 * What a surface of our own keeps of what it showed. `withdraw` takes quotes out of it, `erase` drops everything before a time, `hide` blackens what somebody typed.
 * Each answers how many entries changed and may be repeated.
 */
export type ShownQuotes = Readonly<{
  count: (space: SpaceId, ids: ReadonlySet<string>) => Promise<number>;
  withdraw: (space: SpaceId, ids: ReadonlySet<string>) => Promise<number>;
  erase: (space: SpaceId, before: string) => Promise<number>;
  hide: (space: SpaceId, typed: string) => Promise<number>;
}>;
