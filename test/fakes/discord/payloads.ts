import { channelTypes, flag } from './rules.ts';
import { guildOf, isThread, permissionsIn, type State, userOf } from './state.ts';
import type { DiscordChannel, DiscordGuild, Fields, StoredFile, StoredMessage, StoredWebhook } from './types.ts';
import { theApp } from './world.ts';

const long = '2026-01-01T00:00:00.000000+00:00';
const iso = (ms: number): string => new Date(ms).toISOString().replace('Z', '000+00:00');

/** A user as payloads carry it. */
export const userPayload = (state: State, id: string): Fields => {
  const { username, globalName, isBot } = userOf(state, id);
  return { id, username, discriminator: '0', global_name: globalName ?? null, avatar: null, bot: isBot, public_flags: 0 };
};

/** A member, with the permissions in a channel when one is given. */
export const memberPayload = (state: State, guild: DiscordGuild, user: string, channel?: DiscordChannel): Fields => {
  const member = guild.members.get(user);
  return {
    user: userPayload(state, user),
    roles: Array.from(member?.roles ?? []),
    nick: member?.nick ?? null,
    avatar: null,
    joined_at: long,
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
    ...(channel ? { permissions: String(permissionsIn(state, channel, user)) } : {}),
  };
};

const threadPart = (state: State, channel: DiscordChannel): Fields => ({
  owner_id: channel.owner,
  message_count: state.messagesOf(channel.id).length,
  total_message_sent: state.messagesOf(channel.id).length,
  member_count: channel.members.size,
  applied_tags: channel.appliedTags,
  thread_metadata: {
    archived: channel.isArchived,
    locked: channel.isLocked,
    auto_archive_duration: channel.autoArchiveMinutes,
    archive_timestamp: iso(state.nowMs()),
    create_timestamp: iso(state.nowMs()),
    ...(channel.kind === 'privateThread' ? { invitable: true } : {}),
  },
  ...(channel.members.has(theApp.botUser)
    ? { member: { id: channel.id, user_id: theApp.botUser, join_timestamp: iso(state.nowMs()), flags: 0 } }
    : {}),
});

const channelPart = (channel: DiscordChannel): Fields => ({
  nsfw: channel.isNsfw,
  permission_overwrites: Array.from(channel.overwrites, ([id, { kind, allow, deny }]) => ({
    id,
    type: kind === 'role' ? 0 : 1,
    allow: String(allow),
    deny: String(deny),
  })),
  topic: channel.topic ?? null,
  position: 0,
  ...(channel.kind === 'forum'
    ? {
        available_tags: channel.tags.map(({ id, name, isModerated }) => ({
          id,
          name,
          moderated: isModerated,
          emoji_id: null,
          emoji_name: null,
        })),
        default_reaction_emoji: null,
        default_sort_order: null,
        default_forum_layout: 0,
        flags: channel.isTagRequired ? 16 : 0,
      }
    : {}),
});

/** A channel or thread. */
export const channelPayload = (state: State, channel: DiscordChannel): Fields => ({
  id: channel.id,
  type: channelTypes[channel.kind],
  last_message_id: state.messagesOf(channel.id).at(-1)?.id ?? null,
  ...(channel.guild === undefined
    ? { recipients: channel.recipient === undefined ? [] : [userPayload(state, channel.recipient)], name: null }
    : {
        guild_id: channel.guild,
        name: channel.name,
        parent_id: channel.parent ?? null,
        rate_limit_per_user: channel.slowmodeSeconds,
        flags: 0,
        ...(isThread(channel) ? threadPart(state, channel) : channelPart(channel)),
      }),
});

const rolePayloads = (guild: DiscordGuild): readonly Fields[] =>
  Array.from(guild.roles.values(), ({ id, name, permissions }) => ({
    id,
    name,
    permissions: String(permissions),
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    position: id === guild.id ? 0 : 1,
    managed: false,
    mentionable: false,
    flags: 0,
  }));

/** A guild as REST tells it. */
export const guildPayload = (guild: DiscordGuild): Fields => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  icon: null,
  description: null,
  preferred_locale: guild.locale,
  features: [],
  roles: rolePayloads(guild),
  emojis: [],
  stickers: [],
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  mfa_level: 0,
  nsfw_level: 0,
  premium_tier: 0,
  system_channel_id: null,
  system_channel_flags: 0,
  afk_timeout: 300,
});

/** A guild as GUILD_CREATE tells it. */
export const guildCreate = (state: State, guild: DiscordGuild): Fields => {
  const channels = Array.from(state.world.channels.values()).filter((one) => one.guild === guild.id);
  return {
    ...guildPayload(guild),
    unavailable: false,
    joined_at: long,
    large: false,
    member_count: guild.members.size,
    members: [memberPayload(state, guild, theApp.botUser)],
    channels: channels.filter((one) => !isThread(one)).map((one) => channelPayload(state, one)),
    threads: channels
      .filter((one) => isThread(one) && !one.isArchived && permissionsIn(state, one, theApp.botUser) > 0n)
      .map((one) => channelPayload(state, one)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
};

/** A file of a message. */
export const filePayload = (file: StoredFile): Fields => ({
  id: file.id,
  filename: file.name,
  size: file.content.length,
  url: file.url,
  proxy_url: file.url,
  content_type: file.contentType,
  ...(file.description === undefined ? {} : { description: file.description }),
});

const authorPayload = (state: State, { author, webhookId }: StoredMessage): Fields =>
  webhookId === undefined || state.world.users.has(author.id)
    ? userPayload(state, author.id)
    : {
        id: author.id,
        username: author.username,
        avatar: null,
        discriminator: '0000',
        bot: true,
        global_name: null,
        public_flags: 0,
        flags: 0,
      };

/** A message. `isBlank` leaves out what needs the privileged intent. */
export const messagePayload = (state: State, message: StoredMessage, isBlank = false): Fields => {
  const thread = state.world.channels.get(message.id);
  return {
    id: message.id,
    channel_id: message.channel,
    type: message.type,
    author: authorPayload(state, message),
    content: isBlank ? '' : message.content,
    embeds: isBlank ? [] : message.embeds,
    components: isBlank ? [] : message.components,
    attachments: isBlank ? [] : message.attachments.map(filePayload),
    mentions: message.pings.users.filter((id) => state.world.users.has(id)).map((id) => userPayload(state, id)),
    mention_roles: message.pings.roles,
    mention_everyone: message.pings.everyone,
    tts: false,
    pinned: false,
    flags: message.flags | (message.isLoading ? flag.loading : 0) | (thread ? 32 : 0),
    timestamp: iso(message.storedAtMs),
    edited_timestamp: message.edits > 0 ? iso(state.nowMs()) : null,
    ...(message.webhookId === undefined ? {} : { webhook_id: message.webhookId }),
    ...(message.applicationId === undefined ? {} : { application_id: message.applicationId }),
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(message.poll === undefined || isBlank ? {} : { poll: message.poll }),
    ...(message.replyTo === undefined
      ? {}
      : { message_reference: { type: 0, message_id: message.replyTo, channel_id: message.channel, guild_id: message.guild } }),
    ...(thread ? { thread: channelPayload(state, thread) } : {}),
  };
};

/** A webhook; the token only for whom it belongs to. */
export const webhookPayload = (state: State, webhook: StoredWebhook, hasToken: boolean): Fields => ({
  id: webhook.id,
  type: 1,
  guild_id: webhook.guild,
  channel_id: webhook.channel,
  name: webhook.name,
  avatar: webhook.avatar,
  application_id: webhook.applicationId ?? null,
  ...(hasToken ? { token: webhook.token, url: `${state.origin}/api/webhooks/${webhook.id}/${webhook.token}` } : {}),
});

/** The channel inside an interaction: with the person's permissions. */
export const interactionChannel = (state: State, channel: DiscordChannel, user: string): Fields => ({
  ...channelPayload(state, channel),
  permissions: String(permissionsIn(state, channel, user)),
});

/** The permissions of the bot at a place, or of the person's install where the bot is not. */
export const appPermissions = (state: State, channel: DiscordChannel, fallback: bigint): bigint => {
  if (channel.guild === undefined) return permissionsIn(state, channel, theApp.botUser);
  const guild = guildOf(state, channel.guild);
  return guild.isInstalled ? permissionsIn(state, channel, theApp.botUser) : fallback;
};
