import type { Faults } from './faults.ts';
import type {
  ChannelKind,
  DiscordChannel,
  DiscordGuild,
  DiscordMember,
  DiscordRole,
  DiscordUser,
  Fields,
  HandedFile,
  Interaction,
  RestCall,
  ShownModal,
  StoredCommand,
  StoredMessage,
  StoredWebhook,
  Violation,
} from './types.ts';
import type { World } from './world.ts';

/** How the server starts. */
export type DiscordOptions = Readonly<{
  /** The server's clock, in milliseconds since 1970. The machine's when it is left out; `advance` moves either. */
  nowMs?: () => number;
  /** The heartbeat interval that HELLO tells. */
  heartbeatMs?: number;
}>;

/** How strict the server is beyond its rules: may be changed at any time. */
export type Manners = {
  /** False: no bucket is ever empty, yet the headers are sent. */
  isRateLimited: boolean;
  /** False: several gateway sessions may start at once. Discord takes one IDENTIFY in 5 s. */
  isIdentifyLimited: boolean;
};

/** Where and with what a person acts. The guild follows from the channel. */
export type Act = Readonly<{
  channel?: string;
  /** The person's language, such as `de`. */
  locale?: string;
  /** The person brought the app along: no guild install, at most five follow-ups. Follows from the channel when it is left out. */
  isUserInstall?: boolean;
}>;

/** Values of options by name. A user, role, channel or mentionable is its id; a file is a file. */
export type OptionValues = Readonly<Record<string, string | number | boolean | HandedFile>>;

/** A slash command as it is typed. Subcommands go into the name: `personas show`. */
export type Slash = Act &
  Readonly<{
    name: string;
    options?: OptionValues;
    /** An administrator has opened the command to all: its default permissions do not count. */
    isOpened?: boolean;
  }>;

/** What people do. All of them throw when a person could not do it on Discord: no such command, button or modal, or not to be seen. */
export type People = Readonly<{
  slash: (user: string, command: Slash) => Interaction;
  /** `focused` is the option in which the person types. */
  autocomplete: (user: string, command: Slash & Readonly<{ focused: string }>) => Interaction;
  messageCommand: (user: string, name: string, message: StoredMessage, act?: Act) => Interaction;
  userCommand: (user: string, name: string, target: string, act?: Act) => Interaction;
  /** A button, or a select with its values. */
  press: (user: string, message: StoredMessage, customId: string, values?: readonly string[], act?: Act) => Interaction;
  /** Fields by custom id: a text, the chosen values, or files. What is not named keeps its default. */
  submit: (
    user: string,
    modal: ShownModal,
    fields?: Readonly<Record<string, string | boolean | readonly string[] | readonly HandedFile[]>>,
  ) => Interaction;
  /** A person writes. The bot hears of it only with the right intents. */
  say: (user: string, channel: string, content: string, files?: readonly HandedFile[]) => StoredMessage;
}>;

/** The gateway sessions, for drops and dead lines. */
export type Gateway = Readonly<{
  /** How many connections are open and have identified or resumed. */
  count: () => number;
  /** How many times IDENTIFY and RESUME were taken. */
  identified: () => number;
  resumed: () => number;
  /** Closes with a code: 4000 resumes, 4004 does not. */
  close: (code: number) => void;
  /** Cuts the connection: the client sees 1006. */
  drop: () => void;
  /** Op 7: asks for a reconnect. */
  reconnect: () => void;
  /** Op 9. `isResumable` false throws the session away. */
  invalidate: (isResumable: boolean) => void;
  /** The connection stands, and no heartbeat is acknowledged any more. */
  mute: () => void;
  /** Throws all sessions away, so that the next RESUME is answered with op 9. */
  forget: () => void;
  /** Sends an event to all sessions. */
  send: (event: string, data: Fields) => void;
}>;

/** A strict Discord on the loopback, for the real discord.js. */
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
    manners: Manners;
    faults: Faults;
    gateway: Gateway;
    /** Every REST request in order. */
    requests: readonly RestCall[];
    /** The requests of a route, such as `POST /channels/:id/messages`. */
    requestsOf: (route: string) => readonly RestCall[];
    /** All messages of a channel or thread, oldest first; private answers are not among them. */
    messages: (channel: string) => readonly StoredMessage[];
    /** The private answers that a person still sees, oldest first; of all people without a name. */
    ephemerals: (user?: string) => readonly StoredMessage[];
    /** What one person sees in a channel, private answers too, oldest first. Nothing where they may not look. */
    visible: (user: string, channel: string) => readonly StoredMessage[];
    /** The threads of a channel or forum, oldest first. */
    threads: (parent: string) => readonly DiscordChannel[];
    commands: (guild?: string) => readonly StoredCommand[];
    webhooks: (channel: string) => readonly StoredWebhook[];
    /** All interactions that were sent. */
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
    /** From now on every bot token is refused with 401. */
    revokeToken: () => void;
    /** Resolves as soon as it holds; looks again after everything that happens here. Rejects after 10 s. */
    until: (holds: () => boolean, what?: string) => Promise<void>;
    /** Moves the server's clock forward: tokens of interactions, nonces and buckets run out. */
    advance: (ms: number) => void;
    /** Closes everything. Throws when the app did what Discord would ignore in silence; see `violations`. */
    close: () => Promise<void>;
  }>;

/** Starts a strict Discord on a free port of the loopback. Close it in `afterEach`: closing is what makes a silent mistake fail. */
export const startDiscord = async (_options: DiscordOptions = {}): Promise<FakeDiscord> => {
  throw new Error('the local Discord is not built yet');
};
