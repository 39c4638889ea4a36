/*
 * What the bot needs to be allowed, each with its reason. The bits are those of discord-api-docs, developers/topics/permissions.mdx, read 2026-11-21.
 */

/** One permission: its bit, its name in Discord's settings, and what it is needed for. */
type Permission = Readonly<{ bit: bigint; name: string; reason: string }>;

/** Everything that the invite link asks for, and nothing else. */
export const neededPermissions = {
  viewChannel: { bit: 1n << 10n, name: 'View Channel', reason: 'seeing the channel in which a panel is asked for' },
  sendMessages: { bit: 1n << 11n, name: 'Send Messages', reason: 'the message that opens a panel' },
  embedLinks: { bit: 1n << 14n, name: 'Embed Links', reason: 'messages with more than plain text' },
  readMessageHistory: {
    bit: 1n << 16n,
    name: 'Read Message History',
    reason: 'finding a message of its own again when Discord’s answer was lost, so that nothing is posted twice',
  },
  manageWebhooks: { bit: 1n << 29n, name: 'Manage Webhooks', reason: 'one voice for each persona, with its name and the label behind it' },
  createPublicThreads: { bit: 1n << 35n, name: 'Create Public Threads', reason: 'the thread of a panel' },
  sendMessagesInThreads: { bit: 1n << 38n, name: 'Send Messages in Threads', reason: 'the messages of a panel' },
} as const satisfies Record<string, Permission>;

/** Asked for as well, and done without where it is taken away: then charts stand in words. */
const attachFiles = 1n << 15n;

/** Administrators may do everything; whoever may manage the server is a moderator here. */
const administrator = 1n << 3n;
const manageGuild = 1n << 5n;

/** `MANAGE_GUILD` as Discord wants it in a command's default permissions. */
export const moderatorPermissions = String(manageGuild);

/** All of them as the one number that an invite link carries. */
export const invitePermissions: bigint = Object.values(neededPermissions).reduce((sum, { bit }) => sum | bit, attachFiles);

const has = (held: bigint, bit: bigint): boolean => (held & administrator) !== 0n || (held & bit) !== 0n;

/** True for people with the right to manage the server. */
export const isModerator = (permissions: bigint): boolean => has(permissions, manageGuild);

/** Where a panel is to go: a thread that is there, a channel that gets a thread, a forum that gets a post, a chat without threads. */
export type Ground = 'thread' | 'channel' | 'forum' | 'chat';

/** The names of the permissions that the bot lacks for a panel there. A forum's posts are opened by sending. */
export const missingPermissions = (held: bigint, ground: Ground): readonly string[] => {
  const { sendMessages, createPublicThreads, sendMessagesInThreads, ...always } = neededPermissions;
  const wanted: readonly Permission[] = [
    ...(ground === 'thread' ? [] : [sendMessages]),
    ...(ground === 'channel' ? [createPublicThreads] : []),
    ...(ground === 'chat' ? [] : [sendMessagesInThreads]),
    ...Object.values(always),
  ];
  return wanted.filter(({ bit }) => !has(held, bit)).map(({ name }) => name);
};

/** The link with which somebody who manages a server adds the bot to it, with exactly the permissions that it needs. */
export const inviteLink = (applicationId: string): string => {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: String(invitePermissions),
    integration_type: '0',
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
};
