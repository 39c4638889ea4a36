/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a JSON object, not for an array. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list; an empty list for anything else. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** The text, or an empty one for anything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A person or a bot. */
export type DiscordUser = { id: string; username: string; globalName: string | undefined; isBot: boolean };

/** A role. Its permissions are the bits of docs/topics/permissions. The role whose id is the guild's is `@everyone`. */
export type DiscordRole = { id: string; name: string; permissions: bigint };

/** Somebody in a guild. */
export type DiscordMember = { user: string; roles: Set<string>; nick: string | undefined };

/** A guild. `isInstalled` is false where the bot is no member, and people bring it along as their own app. */
export type DiscordGuild = {
  id: string;
  name: string;
  ownerId: string;
  locale: string;
  isInstalled: boolean;
  roles: Map<string, DiscordRole>;
  members: Map<string, DiscordMember>;
};

/** The kinds of channels. `group` is a direct message in which the bot is not. */
export type ChannelKind =
  | 'text'
  | 'announcement'
  | 'forum'
  | 'voice'
  | 'category'
  | 'publicThread'
  | 'privateThread'
  | 'announcementThread'
  | 'dm'
  | 'group';

/** What a role or a person may or may not do in one channel, other than in the guild. */
type Overwrite = { kind: 'role' | 'member'; allow: bigint; deny: bigint };

/** A channel or thread. Tests may change it at any time. Threads take `isNsfw` and `overwrites` from their parent. */
export type DiscordChannel = {
  id: string;
  kind: ChannelKind;
  /** Left out in direct messages. */
  guild: string | undefined;
  name: string;
  /** Of a thread: its channel. Of a channel: its category. */
  parent: string | undefined;
  isNsfw: boolean;
  overwrites: Map<string, Overwrite>;
  /** Of a direct message: the person. */
  recipient: string | undefined;
  /** Of a thread: who opened it. */
  owner: string | undefined;
  members: Set<string>;
  isArchived: boolean;
  isLocked: boolean;
  autoArchiveMinutes: number;
  slowmodeSeconds: number;
  topic: string | undefined;
  /** Of a forum. */
  tags: { id: string; name: string; isModerated: boolean }[];
  isTagRequired: boolean;
  /** Of a forum post. */
  appliedTags: readonly string[];
};

/** A file that came with a message or a modal, and is served at `url`. */
export type StoredFile = Readonly<{ id: string; name: string; description?: string; contentType: string; content: Buffer; url: string }>;

/** Whom a message called, by its text and its `allowed_mentions` (or what Discord takes where they are missing). */
export type Pings = Readonly<{ everyone: boolean; users: readonly string[]; roles: readonly string[] }>;

/** A message as the server keeps it. */
export type StoredMessage = Readonly<{
  id: string;
  channel: string;
  guild: string | undefined;
  /** Of a webhook's message: the webhook's id, and the name as people see it. */
  author: Readonly<{ id: string; username: string; avatarUrl: string | undefined; isBot: boolean }>;
  webhookId: string | undefined;
  applicationId: string | undefined;
  content: string;
  embeds: readonly Fields[];
  components: readonly Fields[];
  poll: Fields | undefined;
  flags: number;
  attachments: readonly StoredFile[];
  nonce: string | undefined;
  /** The message it replies to. */
  replyTo: string | undefined;
  /** The interaction that it answers. */
  interactionId: string | undefined;
  /** Only this person sees it. */
  onlyFor: string | undefined;
  /** A deferred answer that says "thinking". */
  isLoading: boolean;
  /** What the last request that wrote it asked for; `undefined` when the member was missing. */
  allowedMentions: unknown;
  pings: Pings;
  edits: number;
  storedAtMs: number;
  /** 0, 18 for "started a thread", 20 for an answer to a slash command, and so on. */
  type: number;
}>;

/** A webhook on a channel. */
export type StoredWebhook = {
  id: string;
  channel: string;
  guild: string;
  name: string;
  token: string;
  avatar: string | null;
  /** Whose it is: an app's id, or `undefined` for a person's. */
  applicationId: string | undefined;
  /** Who made it. */
  user: string;
};

/** A registered command. `body` is what the app sent. */
export type StoredCommand = Readonly<{ id: string; guild: string | undefined; name: string; type: number; body: Fields }>;

/** A request as it came. `route` is the method and path with names for ids, such as `POST /webhooks/:id/:token`. */
export type RestCall = {
  readonly method: string;
  /** Without `/api/v10` and the query. */
  readonly path: string;
  readonly route: string;
  readonly query: Readonly<Record<string, string>>;
  /** The JSON body, or `payload_json` of a form. */
  readonly body: unknown;
  readonly files: readonly Readonly<{ field: string; name: string; contentType: string; content: Buffer }>[];
  readonly auth: 'bot' | 'bearer' | 'none' | 'other';
  readonly atMs: number;
  /** `undefined` while no answer was sent. `code` is Discord's own, such as 50035; `isShared` for a 429 of scope `shared`. */
  answer: Readonly<{ status: number; code: number | undefined; body: unknown; isShared: boolean }> | undefined;
};

/** What the app did that Discord ignores in silence or that no test should provoke without knowing. */
export type Violation = Readonly<{ rule: 'http_shape' | 'unknown_field' | 'gateway'; where: string; detail: string }>;

/** An answer to an interaction. `code` is Discord's error when it was refused. */
export type Callback = Readonly<{ type: number; data: Fields; afterMs: number; code: number | undefined }>;

/** A modal that a person sees. */
export type ShownModal = Readonly<{ customId: string; title: string; components: readonly Fields[]; interactionId: string; user: string }>;

/** A file that a person hands in. */
export type HandedFile = Readonly<{ name: string; content: string | Buffer; contentType?: string }>;

/** What became of something that a person did. All of it is read anew at every look. */
export type Interaction = Readonly<{
  id: string;
  token: string;
  user: string;
  channel: string;
  /** As it was sent over the gateway. */
  payload: Fields;
  /** The first answer that was taken, with the milliseconds that it took. Rejects when none came within 10 s of the wall clock. */
  acknowledged: Promise<Callback>;
  /** All answers, refused ones too. */
  callbacks: readonly Callback[];
  /** The first answer as a message: of types 4 and 5 its own, of 6 and 7 the message that was pressed. */
  original: () => StoredMessage | undefined;
  /** The original once it is more than "thinking". Rejects after 10 s. */
  answered: () => Promise<StoredMessage>;
  followUps: () => readonly StoredMessage[];
  /** The modal that is shown, if one is. */
  modal: () => ShownModal | undefined;
  /** The choices of an autocompletion. */
  choices: () => readonly Readonly<{ name: string; value: string | number }>[];
  /** Sends the very same event again. */
  again: () => void;
}>;
