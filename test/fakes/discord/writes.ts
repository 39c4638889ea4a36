import { demand, Refusal, refuseField } from './checks.ts';
import { allComponents } from './components.ts';
import { checkMessage, flagsOf, pingsOf, type Writer } from './content.ts';
import { channelPayload, messagePayload } from './payloads.ts';
import { flag, intent, rules } from './rules.ts';
import { isThread, may, type State } from './state.ts';
import { type DiscordChannel, type Fields, isFields, listOf, type RestCall, type StoredFile, type StoredMessage, textOf } from './types.ts';
import { permission, theApp } from './world.ts';

/** What a handler gets. `ids` are the named parts of the route. */
export type Context = Readonly<{
  state: State;
  call: RestCall;
  ids: Readonly<Record<string, string>>;
  /** The JSON object of the request; empty when there was none. */
  body: Fields;
  /** Notes a member that Discord does not read. */
  onUnknown: (path: string) => void;
}>;

/** What a handler answers. */
export type Reply = Readonly<{ status: number; body?: unknown }>;

/** Handlers by route. Throw `Refusal`. */
export type Routes = Readonly<Record<string, (context: Context) => Reply>>;

/** Nothing to say. */
export const done: Reply = { status: 204 };
/** An object to answer. */
export const ok = (body: unknown, status = 200): Reply => ({ status, body });
/** Checks a body, and notes what is not read. */
export const demandBody = ({ body, onUnknown }: Context, check: Parameters<typeof demand>[0], value: unknown = body): void =>
  demand(check, value, onUnknown);

/** A channel that the bot sees and where it may do these things. */
export const reach = (state: State, id: string | undefined, bits = 0n): DiscordChannel => {
  const channel = state.world.channels.get(id ?? '');
  if (!channel) throw new Refusal(10003);
  if (channel.kind === 'group') throw new Refusal(50001);
  if (channel.guild !== undefined) {
    if (!state.world.guilds.get(channel.guild)?.isInstalled) throw new Refusal(50001);
    if (!may(state, channel, theApp.botUser, permission.viewChannel)) throw new Refusal(50001);
  }
  if (!may(state, channel, theApp.botUser, bits)) throw new Refusal(50013);
  return channel;
};

/** The files of a request, kept and given addresses. */
const keepFiles = (state: State, call: RestCall, channel: string, body: Fields): readonly StoredFile[] => {
  const described = listOf(body['attachments']);
  if (call.files.length > rules.files) refuseField(['files'], 'BASE_TYPE_BAD_LENGTH', `Must be ${rules.files} or fewer in length.`);
  if (call.files.some(({ content }) => content.length > rules.fileBytes)) throw new Refusal(40005);
  return call.files.map(({ field, name, contentType, content }, index) => {
    const number = /^files\[(\d+)\]$/.exec(field)?.[1] ?? String(index);
    const about = described.find((one) => String(one['id']) === number);
    const id = state.nextId();
    const filename = textOf(about?.['filename']) || name;
    const file: StoredFile = {
      id,
      name: filename,
      ...(typeof about?.['description'] === 'string' ? { description: about['description'] } : {}),
      contentType,
      content,
      url: `${state.origin}/attachments/${channel}/${id}/${encodeURIComponent(filename)}`,
    };
    state.files.set(id, file);
    return file;
  });
};

/** Refuses `attachment://` addresses without their file. A message of components shows no file that none of them names; that is noted. */
const checkReferences = (
  { body, isNew, onUnknown }: Readonly<{ body: Fields; isNew: boolean; onUnknown: Context['onUnknown'] }>,
  names: readonly string[],
): void => {
  const written = JSON.stringify([body['embeds'] ?? [], body['components'] ?? []]);
  for (const name of isNew && body['components'] !== undefined ? names : []) {
    if (!written.includes(`"attachment://${name}"`)) onUnknown(`an attachment that no component names (${name})`);
  }
  for (const [, name = ''] of written.matchAll(/"attachment:\/\/([^"]+)"/g)) {
    if (!names.includes(name)) refuseField(['components'], 'COMPONENT_FILE_NOT_FOUND', `There is no attachment ${name}.`);
  }
};

/** The nonce of a body: a text, or a number as one. */
export const nonceOf = ({ nonce }: Fields): string | undefined =>
  typeof nonce === 'string' || typeof nonce === 'number' ? String(nonce) : undefined;

/** Who writes what where. */
export type Writing = Readonly<{
  channel: DiscordChannel;
  writer: Exclude<Writer, 'edit'>;
  body: Fields;
  author?: StoredMessage['author'];
  webhookId?: string;
  applicationId?: string | undefined;
  interactionId?: string;
  onlyFor?: string | undefined;
  replyTo?: StoredMessage | undefined;
  id?: string;
  type?: number;
}>;

const asBot = { id: theApp.botUser, username: theApp.name, avatarUrl: undefined, isBot: true };

const announce = (state: State, event: string, message: StoredMessage): void => {
  if (message.onlyFor !== undefined) return;
  const isOwn = message.author.id === theApp.botUser || message.guild === undefined;
  const member = message.guild === undefined ? intent.directMessages : intent.guildMessages;
  state.dispatch(
    event,
    { ...messagePayload(state, message, !isOwn && !message.pings.users.includes(theApp.botUser)), guild_id: message.guild },
    message.guild,
    member,
  );
};

/** Stores a message as it is, and tells the gateway. */
export const storeMessage = (state: State, message: StoredMessage): StoredMessage => {
  state.store(message);
  announce(state, 'MESSAGE_CREATE', message);
  return message;
};

const build = (state: State, writing: Writing, attachments: readonly StoredFile[]): StoredMessage => {
  const { channel, writer, body, author = asBot, onlyFor, replyTo } = writing;
  return {
    id: writing.id ?? state.nextId(),
    channel: channel.id,
    guild: channel.guild,
    author,
    webhookId: writing.webhookId,
    applicationId: writing.applicationId,
    content: textOf(body['content']),
    embeds: listOf(body['embeds']),
    components: listOf(body['components']),
    poll: isFields(body['poll']) ? body['poll'] : undefined,
    flags: flagsOf(body) | (onlyFor === undefined ? 0 : flag.ephemeral),
    attachments,
    nonce: writer === 'bot' ? nonceOf(body) : undefined,
    replyTo: replyTo?.id,
    interactionId: writing.interactionId,
    onlyFor,
    isLoading: false,
    allowedMentions: body['allowed_mentions'],
    pings: pingsOf(body, writer, replyTo?.author.id),
    edits: 0,
    storedAtMs: state.nowMs(),
    type: writing.type ?? (replyTo ? 19 : 0),
  };
};

/** Checks a body and stores what it says. */
export const writeMessage = ({ state, call, onUnknown }: Context, writing: Writing): StoredMessage => {
  const { body, channel } = writing;
  checkMessage(writing.writer, body, call.files.length, onUnknown);
  const files = keepFiles(state, call, channel.id, body);
  const isNew = (flagsOf(body) & flag.componentsV2) !== 0;
  checkReferences(
    { body, isNew, onUnknown },
    files.map(({ name }) => name),
  );
  return storeMessage(state, build(state, writing, files));
};

/** Checks a body and changes a message by it: only what is named changes, except mentions, which are always worked out anew. */
export const editMessage = (
  { state, call, body: whole, onUnknown }: Context,
  message: StoredMessage,
  body: Fields = whole,
): StoredMessage => {
  const thread = state.world.channels.get(message.channel);
  if (thread && isThread(thread) && thread.isArchived) throw new Refusal(50083);
  checkMessage('edit', body, call.files.length, onUnknown, (message.flags & flag.componentsV2) !== 0);
  const isNew = ((message.flags | flagsOf(body)) & flag.componentsV2) !== 0;
  const hasOld = (message.content !== '' && body['content'] === undefined) || (message.embeds.length > 0 && body['embeds'] === undefined);
  if (isNew && hasOld) refuseField(['content'], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', 'The old content must be emptied.');
  const kept = Array.isArray(body['attachments'])
    ? message.attachments.filter(({ id }) => listOf(body['attachments']).some((one) => one['id'] === id))
    : message.attachments;
  const fresh = keepFiles(state, call, message.channel, body);
  checkReferences(
    { body, isNew, onUnknown },
    [...kept, ...fresh].map(({ name }) => name),
  );
  const after: StoredMessage = {
    ...message,
    content: body['content'] === undefined ? message.content : textOf(body['content']),
    embeds: body['embeds'] === undefined ? message.embeds : listOf(body['embeds']),
    components: body['components'] === undefined ? message.components : listOf(body['components']),
    poll: isFields(body['poll']) ? body['poll'] : message.poll,
    flags:
      (body['flags'] === undefined ? message.flags : flagsOf(body) | (message.flags & (flag.componentsV2 | flag.ephemeral))) &
      ~flag.loading,
    attachments: [...kept, ...fresh],
    isLoading: false,
    allowedMentions: body['allowed_mentions'],
    pings: pingsOf(body, message.webhookId === undefined ? 'bot' : 'answer', undefined),
    edits: message.isLoading ? message.edits : message.edits + 1,
  };
  const isEmpty =
    after.content.trim() === '' && !after.poll && [after.embeds, after.components, after.attachments].every(({ length }) => length === 0);
  if (isEmpty) throw new Refusal(50006);
  state.replace(after);
  announce(state, 'MESSAGE_UPDATE', after);
  return after;
};

/** Takes a message away and tells the gateway. */
export const removeMessage = (state: State, { channel, id }: Readonly<{ channel: string; id: string }>): void => {
  const message = state.find(channel, id);
  state.remove(channel, id);
  state.changed();
  if (!message || message.onlyFor !== undefined) return;
  const needed = message.guild === undefined ? intent.directMessages : intent.guildMessages;
  state.dispatch('MESSAGE_DELETE', { id, channel_id: channel, guild_id: message.guild }, message.guild, needed);
};

/** Tells the gateway of a thread. */
export const announceThread = (state: State, event: string, thread: DiscordChannel, isNew = false): void =>
  state.dispatch(event, { ...channelPayload(state, thread), ...(isNew ? { newly_created: true } : {}) }, thread.guild, intent.guilds);

/** A hidden thread opens again when somebody writes, unless it is locked. */
export const wake = (state: State, channel: DiscordChannel, isModerator: boolean): void => {
  if (!isThread(channel)) return;
  if (channel.isLocked && !isModerator) throw new Refusal(160005);
  if (!channel.isArchived) return;
  channel.isArchived = false;
  announceThread(state, 'THREAD_UPDATE', channel);
};

/** The custom ids in a message that a person can press. */
export const pressable = (message: StoredMessage): readonly Fields[] =>
  allComponents(message.components).filter((one) => one['custom_id'] !== undefined && one['disabled'] !== true);
