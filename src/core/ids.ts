/**
 * The tenant: one Slack workspace or enterprise install, one Discord server, or the local playground. Every store call
 * takes it first, so that no call can read across tenants. Made by adapters from what the platform signed, never from
 * text that somebody typed. Example: `slack:T024BE7LD`, `local:playground`.
 */
export type SpaceId = string & { readonly __space: true };

/** Makes a `SpaceId` from a platform's name and that platform's own id. */
export const spaceId = (platform: string, id: string): SpaceId => `${platform}:${id}` as SpaceId;

/** The tenant of everything that runs on this machine: the browser playground and the terminal share it. */
export const localSpace: SpaceId = spaceId('local', 'playground');
