import { Client, Events, GatewayDispatchEvents, GatewayIntentBits, Options, Status } from 'discord.js';
import type { Log } from '../../../ports/log.ts';
import { codeOf } from '../error-code.ts';

/** How many shards: as many as Discord recommends, or so many, all in this process. */
export type Shards = 'auto' | number;

/** What is heard from the gateway. `lost` gets a close code after which Discord takes no new connection. */
export type GatewayEvents = Readonly<{
  interaction: (payload: unknown) => void;
  guildGone: (payload: unknown) => void;
  lost: (code: number) => void;
}>;

/** Only what discord.js cannot do without is kept in memory: servers, channels and roles. People and messages are not. */
const smallCaches = Options.cacheWithLimits({
  ApplicationCommandManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildForumThreadManager: 50,
  GuildInviteManager: 0,
  GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  GuildTextThreadManager: 50,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadMemberManager: 0,
  UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
  VoiceStateManager: 0,
});

/**
 * A client of discord.js that hears of servers and interactions and of nothing else: no messages, no members. Nothing is posted through it; see sending/posting-client.ts. Its
 * debug lines and its errors hold tokens and are never passed on.
 */
export const createGatewayClient = (options: { apiUrl: string; shards: Shards; log: Log }, events: GatewayEvents): Client => {
  const { apiUrl, shards, log } = options;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
    makeCache: smallCaches,
    rest: { api: apiUrl, timeout: 10_000, retries: 2 },
    ...(shards === 'auto' ? { shards } : { shardCount: shards }),
  });
  client.on(Events.Error, (error) => log.warn('discord client failed', { error: codeOf(error) }));
  client.on(Events.ShardError, (error, shard) => log.warn('discord connection failed', { error: codeOf(error), shard }));
  client.on(Events.ShardReconnecting, (shard) => log.info('discord connects again', { shard }));
  client.on(Events.ShardDisconnect, ({ code }) => events.lost(code));
  // As they came: what discord.js makes of them depends on what it happens to remember.
  client.ws.on(GatewayDispatchEvents.InteractionCreate, events.interaction);
  client.ws.on(GatewayDispatchEvents.GuildDelete, events.guildGone);
  return client;
};

/** How many connections stand, of how many. */
export const countShards = ({ ws }: Client): Readonly<{ shards: number; shardsWanted: number }> => ({
  shards: ws.shards.filter(({ status }) => status === Status.Ready).size,
  shardsWanted: ws.shards.size,
});
