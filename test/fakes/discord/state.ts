import type {
  Callback,
  DiscordChannel,
  DiscordGuild,
  DiscordUser,
  Fields,
  Interaction,
  RestCall,
  ShownModal,
  StoredCommand,
  StoredFile,
  StoredMessage,
  StoredWebhook,
  Violation,
} from './types.ts';
import { createWorld, permission, theApp } from './world.ts';

/** An interaction as the server holds it. */
export type Held = {
  readonly id: string;
  readonly token: string;
  /** 2 command, 3 component, 4 autocompletion, 5 modal. */
  readonly type: number;
  readonly user: string;
  readonly channel: string;
  readonly guild: string | undefined;
  readonly atMs: number;
  readonly isUserInstall: boolean;
  payload: Fields;
  /** The message whose component was pressed. */
  readonly source: string | undefined;
  readonly callbacks: Callback[];
  isAcknowledged: boolean;
  originalId: string | undefined;
  followUps: string[];
  modal: ShownModal | undefined;
};

/** How strict the server is beyond its rules: may be changed at any time. */
export type Manners = {
  /** False: no bucket is ever empty, yet the headers are sent. */
  isRateLimited: boolean;
  /** Webhook messages that a channel with its threads takes within 60 s: 30 by public reports (discord-api-docs issue 6753), unpublished. */
  webhookPerMinute: number;
  /** True: one IDENTIFY in 5 s, as on Discord; another one is answered with op 9. Off, so that tests may restart a client at once. */
  isIdentifyLimited: boolean;
  /**
   * Whether a list of messages shows content, embeds and components of the app's own webhook messages although the app lacks the privileged
   * intent. Not documented, so the strict side is taken: they come empty. The bot's own messages and a webhook's read by its token are whole.
   */
  isOwnWebhookTextShown: boolean;
};

/** Everything that the server remembers. */
export type State = ReturnType<typeof createState>;

/** An empty server in a fresh world. */
export const createState = (nowMs: () => number) => {
  const messages = new Map<string, StoredMessage[]>();
  const violations: Violation[] = [];
  const watchers = new Set<() => void>();
  let count = 0n;
  let lastMs = 0;
  const listOf = (channel: string): StoredMessage[] => {
    const known = messages.get(channel) ?? [];
    messages.set(channel, known);
    return known;
  };

  return {
    world: createWorld(),
    nowMs,
    manners: { isRateLimited: true, webhookPerMinute: 30, isIdentifyLimited: false, isOwnWebhookTextShown: false } as Manners,
    token: theApp.token as string,
    requests: [] as RestCall[],
    violations,
    webhooks: new Map<string, StoredWebhook>(),
    commands: [] as StoredCommand[],
    held: new Map<string, Held>(),
    interactions: [] as Interaction[],
    files: new Map<string, StoredFile>(),
    nonces: new Map<string, Readonly<{ message: StoredMessage; atMs: number }>>(),
    /** Event, data, the guild that it belongs to, and the intent that it needs: 0 for none. Set by the gateway. */
    dispatch: (_event: string, _data: Fields, _guild: string | undefined, _intent: number): void => {},
    origin: '',
    /** A snowflake of now, larger than all before. */
    nextId: (): string => {
      lastMs = Math.max(lastMs, nowMs());
      count += 1n;
      return String((BigInt(Math.floor(lastMs) - 1_420_070_400_000) << 22n) + count);
    },
    messagesOf: (channel: string): readonly StoredMessage[] => listOf(channel),
    find: (channel: string, id: string): StoredMessage | undefined => listOf(channel).find((one) => one.id === id),
    store: (message: StoredMessage): StoredMessage => {
      listOf(message.channel).push(message);
      return message;
    },
    replace: (message: StoredMessage): StoredMessage => {
      const list = listOf(message.channel);
      const index = list.findIndex(({ id }) => id === message.id);
      if (index >= 0) list[index] = message;
      return message;
    },
    remove: (channel: string, id: string): void => {
      const list = listOf(channel);
      const index = list.findIndex((one) => one.id === id);
      if (index >= 0) list.splice(index, 1);
    },
    violate: (rule: Violation['rule'], where: string, detail: string): void => {
      violations.push({ rule, where, detail });
    },
    watchers,
    /** Tells all who wait that something happened. */
    changed: (): void => {
      for (const watcher of Array.from(watchers)) watcher();
    },
  };
};

/** Waits for something, and looks again after everything that happens. Rejects after 10 s of the wall clock. */
export const until = (state: State, holds: () => boolean, what = 'what a test waits for'): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      state.watchers.delete(look);
    };
    const look = (): void => {
      if (!holds()) return;
      end();
      resolve();
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`the local Discord waited 10 s for ${what}`));
    }, 10_000);
    timer.unref();
    state.watchers.add(look);
    look();
  });

const need = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`the local Discord has no ${what}`);
  return value;
};

/** Throw for unknown ids: for tests, not for requests. */
export const channelOf = (state: State, id: string): DiscordChannel => need(state.world.channels.get(id), `channel ${id}`);
export const guildOf = (state: State, id: string): DiscordGuild => need(state.world.guilds.get(id), `guild ${id}`);
export const userOf = (state: State, id: string): DiscordUser => need(state.world.users.get(id), `user ${id}`);

/** True for the three kinds of threads. */
export const isThread = ({ kind }: DiscordChannel): boolean =>
  kind === 'publicThread' || kind === 'privateThread' || kind === 'announcementThread';

const everything = Object.values(permission).reduce((sum, bit) => sum | bit, 0n);

/** What somebody may do in a guild as a whole. */
export const guildPermissions = (guild: DiscordGuild, user: string): bigint => {
  const member = guild.members.get(user);
  if (guild.ownerId === user) return everything;
  if (!member) return 0n;
  const base = [guild.id, ...member.roles].reduce((sum, id) => sum | (guild.roles.get(id)?.permissions ?? 0n), 0n);
  return (base & permission.administrator) === 0n ? base : everything;
};

/** What somebody may do in a channel: roles, then overwrites in Discord's order (topics/permissions.mdx). */
export const permissionsIn = (state: State, channel: DiscordChannel, user: string): bigint => {
  if (channel.guild === undefined) return everything & ~permission.manageWebhooks & ~permission.administrator;
  const guild = guildOf(state, channel.guild);
  const base = guildPermissions(guild, user);
  const member = guild.members.get(user);
  if (base === everything || !member) return base;
  const parent = isThread(channel) ? state.world.channels.get(channel.parent ?? '') : undefined;
  const { overwrites } = parent ?? channel;
  const roles = Array.from(member.roles, (id) => overwrites.get(id)).filter((one) => one !== undefined);
  const layers = [
    overwrites.get(guild.id),
    { allow: roles.reduce((sum, { allow }) => sum | allow, 0n), deny: roles.reduce((sum, { deny }) => sum | deny, 0n) },
    overwrites.get(user),
  ];
  const allowed = layers.reduce((sum, layer) => (layer ? (sum & ~layer.deny) | layer.allow : sum), base);
  const isHidden = (allowed & permission.viewChannel) === 0n;
  const isOutside = channel.kind === 'privateThread' && !channel.members.has(user) && (allowed & permission.manageThreads) === 0n;
  return isHidden || isOutside ? 0n : allowed;
};

/** True when somebody has all of these permissions in a channel. */
export const may = (state: State, channel: DiscordChannel, user: string, bits: bigint): boolean =>
  (permissionsIn(state, channel, user) & bits) === bits;
