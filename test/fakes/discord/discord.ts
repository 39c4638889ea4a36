import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { sees } from './commands.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { guildCreate } from './payloads.ts';
import { createPeople, type People } from './people.ts';
import { createRest, isRoute, serveFile } from './rest.ts';
import { makeWebhook } from './routes-webhooks.ts';
import { intent, rules } from './rules.ts';
import { channelOf, createState, guildOf, isThread, type Manners, type State, until, userOf } from './state.ts';
import { removeChannel } from './threads.ts';
import type {
  ChannelKind,
  DiscordChannel,
  DiscordGuild,
  DiscordMember,
  DiscordRole,
  DiscordUser,
  Interaction,
  RestCall,
  StoredCommand,
  StoredMessage,
  StoredWebhook,
  Violation,
} from './types.ts';
import { newChannel, newGuild, newUser, theApp, type World } from './world.ts';
import { announceThread, removeMessage } from './writes.ts';

/** How the server starts. */
export type DiscordOptions = Readonly<{
  /** The server's clock, in milliseconds since 1970. The machine's when it is left out; `advance` moves either. */
  nowMs?: () => number;
  /** The heartbeat interval that HELLO tells: 45,000 when it is left out. */
  heartbeatMs?: number;
}>;

/** A strict Discord on the loopback, for the real discord.js. Besides what is here it has all that people do: `slash`, `press`, `submit` and so on. */
export type FakeDiscord = People &
  Readonly<{
    /** `http://127.0.0.1:PORT` */
    origin: string;
    /** What `DISCORD_API_URL` is set to: the REST base without a version. */
    apiUrl: string;
    token: string;
    applicationId: string;
    botUserId: string;
    world: World;
    /** How strict the server is: may be changed at any time. */
    manners: Manners;
    faults: Faults;
    gateway: Gateway;
    /** Every REST request in order. */
    requests: readonly RestCall[];
    /** The requests of a route, such as `POST /channels/:id/messages`. Throws for a route that does not exist. */
    requestsOf: (route: string) => readonly RestCall[];
    /** All messages of a channel or thread, oldest first; private answers are not among them. */
    messages: (channel: string) => readonly StoredMessage[];
    /** The private answers that a person still sees, oldest first; of all people without a name. */
    ephemerals: (user?: string) => readonly StoredMessage[];
    /** What one person sees in a channel, private answers too, oldest first. Nothing where they may not look. */
    visible: (user: string, channel: string) => readonly StoredMessage[];
    /** The threads of a channel or forum, oldest first. */
    threads: (parent: string) => readonly DiscordChannel[];
    /** The global commands, or those of one guild. */
    commands: (guild?: string) => readonly StoredCommand[];
    webhooks: (channel: string) => readonly StoredWebhook[];
    /** All interactions that were sent, oldest first. */
    interactions: readonly Interaction[];
    violations: readonly Violation[];
    /** Forgets violations, for a test that provokes them. */
    forgive: () => void;
    /** Answers 401, 403 and 429 that count for Discord's ban: 10,000 within 10 minutes. Those of scope `shared` do not count. */
    invalidRequests: () => number;
    /** Throw for unknown ids. */
    channel: (id: string) => DiscordChannel;
    guild: (id: string) => DiscordGuild;
    addGuild: (guild: Readonly<{ name: string; ownerId?: string; isInstalled?: boolean; id?: string }>) => DiscordGuild;
    addChannel: (channel: Partial<DiscordChannel> & Readonly<{ kind: ChannelKind; guild: string | undefined }>) => DiscordChannel;
    addUser: (user?: Partial<DiscordUser>) => DiscordUser;
    addRole: (guild: string, role: Partial<DiscordRole>) => DiscordRole;
    addMember: (guild: string, user: string, roles?: readonly string[]) => DiscordMember;
    /** A webhook that a person or another app made. */
    addWebhook: (channel: string, webhook?: Partial<StoredWebhook>) => StoredWebhook;
    /** Somebody deletes something. The bot hears of it over the gateway. */
    deleteMessage: (message: Readonly<{ channel: string; id: string }>) => void;
    deleteWebhook: (id: string) => void;
    deleteChannel: (id: string) => void;
    /** The bot is thrown out of a guild. */
    removeBot: (guild: string) => void;
    /** From now on the bot's token is refused with 401, and the gateway closes with 4004. */
    revokeToken: () => void;
    /** Resolves as soon as it holds; looks again after everything that happens here. Rejects after 10 s. */
    until: (holds: () => boolean, what?: string) => Promise<void>;
    /** Moves the server's clock forward: tokens of interactions, nonces and buckets run out. */
    advance: (ms: number) => void;
    /** Closes everything. Throws when the app did what Discord would ignore in silence; see `violations`. */
    close: () => Promise<void>;
  }>;

const isInvalid = ({ answer }: RestCall): boolean => {
  if (answer?.status === 401 || answer?.status === 403) return true;
  return answer?.status === 429 && !answer.isShared;
};

/** What tests add to the world and take from it. */
const createMaking = (state: State, gateway: Gateway) => ({
  channel: (id: string) => channelOf(state, id),
  guild: (id: string) => guildOf(state, id),
  addGuild: (guild: Readonly<{ name: string; ownerId?: string; isInstalled?: boolean; id?: string }>) => {
    const made = newGuild({ id: state.nextId(), ownerId: state.nextId(), ...guild });
    state.world.guilds.set(made.id, made);
    if (made.isInstalled) {
      const role = { id: state.nextId(), name: theApp.name, permissions: guildOf(state, made.id).roles.get(made.id)?.permissions ?? 0n };
      made.roles.set(role.id, role);
      made.members.set(theApp.botUser, { user: theApp.botUser, roles: new Set([role.id]), nick: undefined });
      state.dispatch('GUILD_CREATE', guildCreate(state, made), made.id, intent.guilds);
    }
    return made;
  },
  addChannel: (channel: Partial<DiscordChannel> & Readonly<{ kind: ChannelKind; guild: string | undefined }>) => {
    const made = newChannel({ id: state.nextId(), ...channel });
    state.world.channels.set(made.id, made);
    if (made.guild !== undefined) announceThread(state, isThread(made) ? 'THREAD_CREATE' : 'CHANNEL_CREATE', made);
    return made;
  },
  addUser: (user: Partial<DiscordUser> = {}) => {
    const made = newUser({ id: state.nextId(), ...user });
    state.world.users.set(made.id, made);
    return made;
  },
  addRole: (guild: string, role: Partial<DiscordRole>) => {
    const made: DiscordRole = { id: state.nextId(), name: 'A role', permissions: 0n, ...role };
    guildOf(state, guild).roles.set(made.id, made);
    return made;
  },
  addMember: (guild: string, user: string, roles: readonly string[] = []) => {
    const member: DiscordMember = { user: userOf(state, user).id, roles: new Set(roles), nick: undefined };
    guildOf(state, guild).members.set(user, member);
    return member;
  },
  addWebhook: (channel: string, webhook: Partial<StoredWebhook> = {}) => makeWebhook(state, channelOf(state, channel), webhook),
  deleteMessage: (message: Readonly<{ channel: string; id: string }>) => removeMessage(state, message),
  deleteWebhook: (id: string) => {
    const webhook = state.webhooks.get(id);
    state.webhooks.delete(id);
    if (webhook)
      state.dispatch('WEBHOOKS_UPDATE', { guild_id: webhook.guild, channel_id: webhook.channel }, webhook.guild, intent.webhooks);
  },
  deleteChannel: (id: string) => removeChannel(state, channelOf(state, id)),
  removeBot: (id: string) => {
    const guild = guildOf(state, id);
    guild.isInstalled = false;
    guild.members.delete(theApp.botUser);
    state.dispatch('GUILD_DELETE', { id }, id, intent.guilds);
  },
  revokeToken: () => {
    state.token = 'revoked';
    gateway.close(4004);
  },
});

/** What tests look at. */
const createViews = (state: State) => {
  const everywhere = (): readonly StoredMessage[] => Array.from(state.world.channels.keys()).flatMap((id) => state.messagesOf(id));
  return {
    requests: state.requests,
    requestsOf: (route: string) => {
      if (!isRoute(route)) throw new Error(`the local Discord has no route ${route}`);
      return state.requests.filter((one) => one.route === route);
    },
    messages: (channel: string) => state.messagesOf(channel).filter(({ onlyFor }) => onlyFor === undefined),
    ephemerals: (user?: string) => everywhere().filter(({ onlyFor }) => onlyFor !== undefined && (user === undefined || onlyFor === user)),
    visible: (user: string, channel: string) =>
      sees(state, user, channelOf(state, channel))
        ? state.messagesOf(channel).filter(({ onlyFor }) => onlyFor === undefined || onlyFor === user)
        : [],
    threads: (parent: string) => Array.from(state.world.channels.values()).filter((one) => one.parent === parent && isThread(one)),
    commands: (guild?: string) => state.commands.filter((one) => one.guild === guild),
    webhooks: (channel: string) => Array.from(state.webhooks.values()).filter((one) => one.channel === channel),
    interactions: state.interactions,
    violations: state.violations,
    forgive: () => void state.violations.splice(0),
    invalidRequests: () => {
      const since = state.nowMs() - rules.invalidWindowMs;
      return state.requests.filter((one) => one.atMs > since && isInvalid(one)).length;
    },
  };
};

/** Starts a strict Discord on a free port of the loopback. Close it in `afterEach`: closing is what makes a silent mistake fail. */
export const startDiscord = async ({ nowMs = Date.now, heartbeatMs = 45_000 }: DiscordOptions = {}): Promise<FakeDiscord> => {
  let aheadMs = 0;
  const state = createState(() => nowMs() + aheadMs);
  const { faults, take } = createFaults(isRoute);
  const { gateway, upgrade, dropAll } = createGateway(state, heartbeatMs);
  const rest = createRest(state, take);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    if (path.startsWith('/attachments/') || path.startsWith('/ephemeral-attachments/')) return serveFile(state, path, response);
    return rest(request, response);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      state.violate('http_shape', request.method ?? '', `the local Discord broke: ${String(error)}`);
      response.destroy();
    });
  });
  server.on('upgrade', upgrade);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  state.origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;

  return {
    ...createPeople(state),
    ...createMaking(state, gateway),
    ...createViews(state),
    origin: state.origin,
    apiUrl: `${state.origin}/api`,
    token: theApp.token,
    applicationId: theApp.id,
    botUserId: theApp.botUser,
    world: state.world,
    manners: state.manners,
    faults,
    gateway,
    until: (holds, what) => until(state, holds, what),
    advance: (ms) => {
      aheadMs += ms;
      state.changed();
    },
    close: async () => {
      dropAll();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      const found = state.violations.map(({ rule, where, detail }) => `${rule} in ${where}: ${detail}`);
      if (found.length > 0) throw new Error(`the app did what Discord does not read:\n${found.join('\n')}`);
    },
  };
};
