import type { SpaceId } from '../core/ids.ts';

/** The names that people of a space go by, as they write them, and names that stand for the platform itself. Empty when nobody can say. Never rejects. */
export type MemberNames = (space: SpaceId) => Promise<readonly string[]>;

/** True when a name could be taken for that of a person of the space, in whatever letters it is written. Never rejects. */
export type LooksLikeMember = (space: SpaceId, name: string) => Promise<boolean>;
