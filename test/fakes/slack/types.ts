/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a JSON object, not for an array. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list; an empty list for anything else. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** The text, or an empty one for anything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A workspace. `enterprise` when it belongs to an organisation. */
export type SlackTeam = { id: string; name: string; domain: string; enterprise?: string };

/** A person or a bot. Tests may change the flags at any time. */
export type SlackUser = {
  id: string;
  team: string;
  name: string;
  realName: string;
  isAdmin: boolean;
  isOwner: boolean;
  /** A multi-channel guest. */
  isRestricted: boolean;
  /** A single-channel guest. */
  isUltraRestricted: boolean;
  isBot: boolean;
  isDeleted: boolean;
  /** Somebody of another organisation, met in a shared channel. */
  isStranger: boolean;
};

/** A conversation. Tests may change members and flags at any time. */
export type SlackChannel = {
  id: string;
  team: string;
  name: string;
  kind: 'channel' | 'group' | 'im';
  members: Set<string>;
  isArchived: boolean;
  isExtShared: boolean;
  /** Of a direct message: the person. */
  user?: string;
};

/** A token. `team` for a workspace's install, `enterprise` alone for an org-wide one, neither for the app-level token. */
export type SlackToken = {
  token: string;
  kind: 'bot' | 'app';
  team?: string;
  enterprise?: string;
  botId: string;
  botUser: string;
  scopes: Set<string>;
  status: 'live' | 'revoked' | 'inactive';
};

/** A message as the server keeps it. `author` is a person or the bot's user. */
export type StoredMessage = Readonly<{
  channel: string;
  team: string;
  ts: string;
  threadTs?: string;
  author: string;
  botId?: string;
  subtype?: 'bot_message' | 'tombstone';
  text: string;
  blocks: readonly Fields[];
  attachments?: readonly Fields[];
  /** Ids of files that hang at it. */
  files?: readonly string[];
  username?: string;
  iconEmoji?: string;
  iconUrl?: string;
  metadata?: Fields;
  unfurlLinks?: boolean;
  unfurlMedia?: boolean;
  /** How often it was edited. */
  edits: number;
  reactions: readonly string[];
  /** By the server's clock. */
  storedAtMs: number;
}>;

/** A message that only one person sees. `isGone` once it was deleted; a replaced one keeps its place in the list. */
export type Ephemeral = Readonly<{
  channel: string;
  team: string;
  user: string;
  ts: string;
  threadTs?: string;
  text: string;
  blocks: readonly Fields[];
  username?: string;
  via: 'chat.postEphemeral' | 'ack' | 'response_url';
  isGone: boolean;
}>;

/** A modal or a Home tab. `view` is what the app sent, with block ids filled in. */
export type StoredView = Readonly<{
  id: string;
  team: string;
  user: string;
  type: 'modal' | 'home';
  hash: string;
  view: Fields;
  blocks: readonly Fields[];
  callbackId: string;
  privateMetadata: string;
  rootId: string;
  previousId: string | undefined;
  isOpen: boolean;
  /** How often it was updated. */
  updates: number;
}>;

/** One request to the Web API, refused ones too. `args` has JSON inside form fields decoded; `answer` is missing while none was sent. */
export type ApiCall = {
  readonly method: string;
  readonly args: Fields;
  readonly rawBody: string;
  readonly contentType: string;
  readonly token: string | undefined;
  readonly atMs: number;
  answer?: Readonly<{ status: number; body: unknown }>;
};

/** What the app did wrong in a way that Slack would not always answer. `pace` is only recorded; the others make `close` fail. */
export type Violation = Readonly<{
  rule: 'pace' | 'unknown_argument' | 'unknown_method' | 'bad_answer' | 'http_shape';
  where: string;
  detail: string;
}>;

/** A file that somebody uploaded. */
export type StoredFile = Readonly<{
  id: string;
  team: string;
  user: string;
  name: string;
  mimetype: string;
  content: Buffer;
  /** Members of its description that differ from what a plain upload has. */
  described?: Fields;
  /** From when on messages may show it, by the server's clock. */
  seenAtMs?: number;
  /** Whoever downloads it is sent there. */
  movedTo?: string;
}>;

/** A file that the app is uploading. `content` is there once it has arrived. */
export type Upload = {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  readonly team: string;
  readonly user: string;
  content?: Buffer;
};

/** An agent session or the status line of an assistant thread. */
export type Session = Readonly<{ channel: string; threadTs: string | undefined; status: string; args: Fields }>;

/** What a Web API method answers: a body with `ok`. */
export type Answer = Readonly<{ ok: boolean; error?: string }> & Fields;

/** A refusal. */
export const refuse = (error: string, more: Fields = {}): Answer => ({ ...more, ok: false, error });
