import type { Place } from '../../../core/panel/panel.ts';
import { type Ground, missingPermissions } from '../install/permissions.ts';
import { words } from '../words.ts';
import type { Channel, Origin } from './payloads.ts';

/*
 * Where an interaction comes from, and whether a panel may be there. Types of resources/channel.mdx (read 2026-11-21). Threads have no age restriction of their own: it is their
 * channel's.
 */

const types = {
  text: 0,
  voice: 2,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  stage: 13,
  forum: 15,
  media: 16,
} as const;
const threads: ReadonlySet<number> = new Set([types.announcementThread, types.publicThread, types.privateThread]);
const forums: ReadonlySet<number> = new Set([types.forum, types.media]);
/** A voice channel has a chat, but no threads in it. */
const chats: ReadonlySet<number> = new Set([types.voice, types.stage]);
const threaded: ReadonlySet<number> = new Set([types.text, types.announcement]);

/** What has to be known of a thread's channel. */
export type Parent = Readonly<{ isAgeRestricted: boolean }>;

/** True in a thread, and in a forum post, which is one. */
const isThread = ({ type }: Channel): boolean => threads.has(type);

/** True where a thread can be opened from a message. */
export const opensThreads = ({ type }: Channel): boolean => threaded.has(type);

/** The place of a panel. A thread's channel stands as the channel, so that what holds for it holds for its threads. */
export const placeOf = (channel: Channel): Place =>
  isThread(channel) && channel.parent !== undefined
    ? { surface: 'discord', channel: channel.parent, thread: channel.id }
    : { surface: 'discord', channel: channel.id };

const groundOf = (channel: Channel): Ground | undefined => {
  if (isThread(channel)) return 'thread';
  if (forums.has(channel.type)) return 'forum';
  if (chats.has(channel.type)) return 'chat';
  return threaded.has(channel.type) ? 'channel' : undefined;
};

/** Why nothing can be done for a request from there, or `undefined`. Known at once, from the payload alone. */
export const findOriginObjection = (origin: Origin): string | undefined => {
  if (origin.kind === 'guild') return undefined;
  return origin.kind === 'direct' ? words.direct : words.foreign;
};

/**
 * Why a panel cannot be posted there, or `undefined`. `findParent` is asked for threads only. Every missing permission is named, so that nothing has to be
 * tried that Discord would refuse: refused requests count towards a ban of the address.
 */
export const findRoomObjection = async (
  { channel, appPermissions }: Origin & { kind: 'guild' },
  findParent: (id: string) => Promise<Parent | undefined>,
): Promise<string | undefined> => {
  const ground = groundOf(channel);
  if (!ground) return words.unfit;
  const missing = missingPermissions(appPermissions, ground);
  if (missing.length > 0) return words.missing(missing);
  if (channel.isLocked) return words.locked;
  if (!isThread(channel)) return channel.isAgeRestricted ? words.ageRestricted : undefined;
  const parent = channel.parent === undefined ? undefined : await findParent(channel.parent);
  if (!parent) return words.noParent;
  return parent.isAgeRestricted ? words.ageRestricted : undefined;
};
