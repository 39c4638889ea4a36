import type { ChannelKind, DiscordChannel, DiscordGuild, DiscordMember, DiscordUser } from './types.ts';

/** Everything that exists before a test begins. Tests may change what they get from it. */
export type World = Readonly<{
  guilds: Map<string, DiscordGuild>;
  users: Map<string, DiscordUser>;
  /** Threads and direct messages too. */
  channels: Map<string, DiscordChannel>;
}>;

/** The bits of docs/topics/permissions that matter here (discord-api-docs c98d64bc, 2026-08-06). */
export const permission = {
  kickMembers: 1n << 1n,
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  manageGuild: 1n << 5n,
  addReactions: 1n << 6n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  useExternalEmojis: 1n << 18n,
  manageNicknames: 1n << 27n,
  manageRoles: 1n << 28n,
  manageWebhooks: 1n << 29n,
  useApplicationCommands: 1n << 31n,
  manageThreads: 1n << 34n,
  createPublicThreads: 1n << 35n,
  createPrivateThreads: 1n << 36n,
  sendMessagesInThreads: 1n << 38n,
  sendPolls: 1n << 49n,
  useExternalApps: 1n << 50n,
  pinMessages: 1n << 51n,
} as const;

/** Several permissions as one number. */
export const allOf = (...names: readonly (keyof typeof permission)[]): bigint => names.reduce((sum, name) => sum | permission[name], 0n);

/** The app as it is registered. `token` has the form that discord.js expects. */
export const theApp = {
  id: '900000000000000001',
  botUser: '900000000000000002',
  name: 'Sounding Board',
  token: 'OTAwMDAwMDAwMDAwMDAwMDAx.GsoUnd.the-bot-token-of-the-local-discord',
  publicKey: '0'.repeat(64),
} as const;

/** The guild in which the bot is. `botRole` is the role that Discord gives to an installed bot. */
export const acme = {
  guild: '100000000000000001',
  general: '110000000000000001',
  random: '110000000000000002',
  news: '110000000000000003',
  forum: '110000000000000004',
  voice: '110000000000000005',
  /** Age-restricted. */
  restricted: '110000000000000006',
  /** The bot may not see it. */
  secret: '110000000000000007',
  /** The bot may look and not write. */
  readOnly: '110000000000000008',
  category: '110000000000000009',
  thread: '120000000000000001',
  privateThread: '120000000000000002',
  post: '120000000000000003',
  forumTag: '130000000000000001',
  botRole: '140000000000000001',
  moderatorRole: '140000000000000002',
  member: '150000000000000001',
  other: '150000000000000002',
  /** Has Manage Server. */
  moderator: '150000000000000003',
  owner: '150000000000000004',
  /** A direct message between the bot and `member`. */
  dm: '160000000000000001',
} as const;

/** A second guild with the bot in it, for questions of tenancy. */
export const beta = {
  guild: '200000000000000001',
  general: '210000000000000001',
  botRole: '240000000000000001',
  member: '250000000000000001',
  moderator: '250000000000000002',
  moderatorRole: '240000000000000002',
} as const;

/** A guild without the bot. `visitor` has installed the app as their own. `group` is a direct message between two people. */
export const foreign = {
  guild: '300000000000000001',
  general: '310000000000000001',
  visitor: '350000000000000001',
  group: '360000000000000001',
} as const;

/** What `@everyone` may do in a fresh guild. */
const everyday: bigint = allOf(
  'viewChannel',
  'sendMessages',
  'embedLinks',
  'attachFiles',
  'readMessageHistory',
  'addReactions',
  'useApplicationCommands',
  'createPublicThreads',
  'sendMessagesInThreads',
  'sendPolls',
  'useExternalApps',
);

/** What the bot asks for when it is installed. */
export const botPermissions: bigint = allOf(
  'viewChannel',
  'sendMessages',
  'sendMessagesInThreads',
  'createPublicThreads',
  'manageWebhooks',
  'embedLinks',
  'attachFiles',
  'readMessageHistory',
);

/** A channel with what is not said filled in. */
export const newChannel = (
  channel: Partial<DiscordChannel> & Readonly<{ id: string; kind: ChannelKind; guild: string | undefined }>,
): DiscordChannel => ({
  name: `${channel.kind.toLowerCase()}-${channel.id.slice(-3)}`,
  parent: undefined,
  isNsfw: false,
  overwrites: new Map(),
  recipient: undefined,
  owner: undefined,
  members: new Set(),
  isArchived: false,
  isLocked: false,
  autoArchiveMinutes: 4_320,
  slowmodeSeconds: 0,
  topic: undefined,
  tags: [],
  isTagRequired: false,
  appliedTags: [],
  ...channel,
});

/** A user with what is not said filled in. */
export const newUser = (user: Partial<DiscordUser> & Readonly<{ id: string }>): DiscordUser => ({
  username: `user${user.id.slice(-4)}`,
  globalName: undefined,
  isBot: false,
  ...user,
});

/** A guild with `@everyone` in it. */
export const newGuild = (guild: Readonly<{ id: string; name: string; ownerId: string; isInstalled?: boolean }>): DiscordGuild => ({
  locale: 'en-US',
  isInstalled: true,
  ...guild,
  roles: new Map([[guild.id, { id: guild.id, name: '@everyone', permissions: everyday }]]),
  members: new Map(),
});

const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> => new Map(items.map((item) => [item.id, item]));
const member = (user: string, ...roles: readonly string[]): [string, DiscordMember] => [
  user,
  { user, roles: new Set(roles), nick: undefined },
];

const acmeGuild = (): DiscordGuild => {
  const guild = newGuild({ id: acme.guild, name: 'Acme', ownerId: acme.owner });
  guild.roles.set(acme.botRole, { id: acme.botRole, name: theApp.name, permissions: botPermissions });
  guild.roles.set(acme.moderatorRole, { id: acme.moderatorRole, name: 'Moderators', permissions: permission.manageGuild });
  return {
    ...guild,
    members: new Map([
      member(theApp.botUser, acme.botRole),
      member(acme.member),
      member(acme.other),
      member(acme.moderator, acme.moderatorRole),
      member(acme.owner),
    ]),
  };
};

const betaGuild = (): DiscordGuild => {
  const guild = newGuild({ id: beta.guild, name: 'Beta', ownerId: beta.moderator });
  guild.roles.set(beta.botRole, { id: beta.botRole, name: theApp.name, permissions: botPermissions });
  guild.roles.set(beta.moderatorRole, { id: beta.moderatorRole, name: 'Moderators', permissions: permission.manageGuild });
  const members = [member(theApp.botUser, beta.botRole), member(beta.member), member(beta.moderator, beta.moderatorRole)];
  return { ...guild, members: new Map(members) };
};

const acmeChannels = (): readonly DiscordChannel[] => {
  const room = (id: string, kind: ChannelKind, more: Partial<DiscordChannel> = {}): DiscordChannel =>
    newChannel({ id, kind, guild: acme.guild, parent: acme.category, ...more });
  const deny = (bits: bigint): DiscordChannel['overwrites'] => new Map([[acme.botRole, { kind: 'role', allow: 0n, deny: bits }]]);
  const joined = { owner: acme.member, members: new Set<string>([acme.member, theApp.botUser]) };
  return [
    room(acme.category, 'category', { name: 'rooms', parent: undefined }),
    room(acme.general, 'text', { name: 'general' }),
    room(acme.random, 'text', { name: 'random' }),
    room(acme.news, 'announcement', { name: 'news' }),
    room(acme.forum, 'forum', { name: 'ideas', tags: [{ id: acme.forumTag, name: 'Panel', isModerated: false }] }),
    room(acme.voice, 'voice', { name: 'stage' }),
    room(acme.restricted, 'text', { name: 'restricted', isNsfw: true }),
    room(acme.secret, 'text', {
      name: 'secret',
      overwrites: new Map([
        [acme.guild, { kind: 'role', allow: 0n, deny: permission.viewChannel }],
        [acme.botRole, { kind: 'role', allow: 0n, deny: permission.viewChannel }],
        [acme.member, { kind: 'member', allow: permission.viewChannel, deny: 0n }],
      ]),
    }),
    room(acme.readOnly, 'text', {
      name: 'read-only',
      overwrites: deny(allOf('sendMessages', 'sendMessagesInThreads', 'createPublicThreads')),
    }),
    room(acme.thread, 'publicThread', { name: 'a thread', parent: acme.general, ...joined }),
    room(acme.privateThread, 'privateThread', { name: 'a private thread', parent: acme.general, ...joined }),
    room(acme.post, 'publicThread', { name: 'a post', parent: acme.forum, ...joined }),
    newChannel({ id: acme.dm, kind: 'dm', guild: undefined, recipient: acme.member }),
  ];
};

/** A fresh world: Acme and Beta with the bot, a foreign guild and a direct message without it. */
export const createWorld = (): World => {
  const away = newGuild({ id: foreign.guild, name: 'Foreign', ownerId: '350000000000000009', isInstalled: false });
  return {
    guilds: byId([acmeGuild(), betaGuild(), { ...away, members: new Map([member(foreign.visitor)]) }]),
    users: byId([
      newUser({ id: theApp.botUser, username: theApp.name, isBot: true }),
      newUser({ id: acme.member, username: 'mia', globalName: 'Mia' }),
      newUser({ id: acme.other, username: 'olli', globalName: 'Olli' }),
      newUser({ id: acme.moderator, username: 'mod', globalName: 'Ada' }),
      newUser({ id: acme.owner, username: 'owen', globalName: 'Owen' }),
      newUser({ id: beta.member, username: 'bea' }),
      newUser({ id: beta.moderator, username: 'ben' }),
      newUser({ id: foreign.visitor, username: 'vera' }),
    ]),
    channels: byId([
      ...acmeChannels(),
      newChannel({ id: beta.general, kind: 'text', guild: beta.guild, name: 'general' }),
      newChannel({ id: foreign.general, kind: 'text', guild: foreign.guild, name: 'general' }),
      newChannel({ id: foreign.group, kind: 'group', guild: undefined, recipient: foreign.visitor }),
    ]),
  };
};
