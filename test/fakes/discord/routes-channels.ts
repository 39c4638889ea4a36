import { anything, bool, int, list, object, oneOf, Refusal, refuseField, snowflake, text } from './checks.ts';
import { channelPayload, messagePayload } from './payloads.ts';
import { autoArchives, channelTypes, intent, rules } from './rules.ts';
import { isThread, may, type State } from './state.ts';
import { type DiscordChannel, type Fields, isFields, type StoredMessage, textOf } from './types.ts';
import { newChannel, permission, theApp } from './world.ts';
import {
  announceThread,
  type Context,
  demandBody,
  done,
  editMessage,
  nonceOf,
  ok,
  type Routes,
  reach,
  removeMessage,
  storeMessage,
  wake,
  writeMessage,
} from './writes.ts';

const isText = ({ kind }: DiscordChannel): boolean => kind !== 'forum' && kind !== 'category';

/** True when content needs the privileged intent that the app lacks (resources/message.mdx, "Message Content Intent"). */
const isBlank = (state: State, message: StoredMessage): boolean => {
  if (message.guild === undefined || message.author.id === theApp.botUser) return false;
  if (message.pings.users.includes(theApp.botUser)) return false;
  const isOwn = message.webhookId !== undefined && message.applicationId === theApp.id;
  return !(isOwn && state.manners.isOwnWebhookTextShown);
};

const found = (state: State, channel: DiscordChannel, id: string | undefined): StoredMessage => {
  const message = state.find(channel.id, id ?? '');
  if (!message || message.onlyFor !== undefined) throw new Refusal(10008);
  return message;
};

const numberIn = (value: string | undefined, otherwise: number): number => (value === undefined ? otherwise : Number(value));

const listMessages = ({ state, ids, call }: Context) => {
  const channel = reach(state, ids['id']);
  if (!isText(channel)) throw new Refusal(50024);
  const { limit, before, after, around } = call.query;
  if ([before, after, around].filter((one) => one !== undefined).length > 1)
    refuseField(['before'], 'BASE_TYPE_EXCLUSIVE', 'Only one of around, before and after may be given.');
  const count = numberIn(limit, 50);
  if (!Number.isInteger(count) || count < 1 || count > 100)
    refuseField(['limit'], 'NUMBER_TYPE_MAX', 'int value should be between 1 and 100.');
  if (!may(state, channel, theApp.botUser, permission.readMessageHistory)) return ok([]);
  const all = state.messagesOf(channel.id).filter(({ onlyFor }) => onlyFor === undefined);
  const sorted = all.slice().sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
  const older = (id: string): readonly StoredMessage[] => sorted.filter((one) => BigInt(one.id) < BigInt(id));
  const newer = (id: string): readonly StoredMessage[] => sorted.filter((one) => BigInt(one.id) > BigInt(id));
  const middle = sorted.findIndex(({ id }) => id === around);
  const picked =
    after !== undefined
      ? newer(after).slice(0, count)
      : before !== undefined
        ? older(before).slice(-count)
        : around !== undefined
          ? sorted.slice(Math.max(0, middle - Math.floor(count / 2)), Math.max(0, middle) + Math.ceil(count / 2))
          : sorted.slice(-count);
  return ok(picked.toReversed().map((one) => messagePayload(state, one, isBlank(state, one))));
};

const repliedTo = (state: State, channel: DiscordChannel, body: Fields): StoredMessage | undefined => {
  const reference = isFields(body['message_reference']) ? body['message_reference'] : undefined;
  if (!reference) return undefined;
  const message = state.find(channel.id, textOf(reference['message_id']));
  if (message && !may(state, channel, theApp.botUser, permission.readMessageHistory)) throw new Refusal(50013);
  if (!message && reference['fail_if_not_exists'] !== false)
    refuseField(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
  return message;
};

const postMessage = (context: Context) => {
  const { state, ids, body, call } = context;
  const channel = reach(state, ids['id']);
  if (!isText(channel)) throw new Refusal(50008);
  const send = isThread(channel) ? permission.sendMessagesInThreads : permission.sendMessages;
  const files = call.files.length > 0 ? permission.attachFiles : 0n;
  reach(state, ids['id'], send | files | (isFields(body['poll']) ? permission.sendPolls : 0n));
  // By author and not by channel: the same nonce elsewhere answers the first message too.
  const key = nonceOf(body);
  const known = body['enforce_nonce'] === true && key !== undefined ? state.nonces.get(key) : undefined;
  if (known && state.nowMs() - known.atMs < rules.nonceMs) return ok(messagePayload(state, known.message));
  wake(state, channel, may(state, channel, theApp.botUser, permission.manageThreads));
  const message = writeMessage(context, { channel, writer: 'bot', body, replyTo: repliedTo(state, channel, body) });
  const canCallAll = may(state, channel, theApp.botUser, permission.mentionEveryone);
  const kept = canCallAll ? message : state.replace({ ...message, pings: { ...message.pings, everyone: false, roles: [] } });
  if (key !== undefined) state.nonces.set(key, { message: kept, atMs: state.nowMs() });
  return ok(messagePayload(state, kept));
};

const threadShape = {
  name: text(rules.threadName, 1),
  'auto_archive_duration?': oneOf(...autoArchives),
  'rate_limit_per_user?': int(0, rules.slowmodeSeconds),
};

const openThread = (
  { state, body }: Context,
  parent: DiscordChannel,
  more: Readonly<{ id?: string; kind: DiscordChannel['kind']; appliedTags?: readonly string[] }>,
): DiscordChannel => {
  const { auto_archive_duration: minutes, rate_limit_per_user: slow } = body;
  const thread = newChannel({
    id: more.id ?? state.nextId(),
    kind: more.kind,
    guild: parent.guild,
    name: textOf(body['name']),
    parent: parent.id,
    owner: theApp.botUser,
    members: new Set([theApp.botUser]),
    autoArchiveMinutes: typeof minutes === 'number' ? minutes : 4_320,
    slowmodeSeconds: typeof slow === 'number' ? slow : 0,
    appliedTags: more.appliedTags ?? [],
  });
  state.world.channels.set(thread.id, thread);
  announceThread(state, 'THREAD_CREATE', thread, true);
  return thread;
};

/** Refuses tags that a forum does not have, too many of them, or none where one is needed. */
export const checkTags = (forum: DiscordChannel, tags: readonly string[]): void => {
  if (tags.some((tag) => !forum.tags.some(({ id }) => id === tag))) refuseField(['applied_tags'], 'INVALID_TAG', 'Unknown tag.');
  if (forum.isTagRequired && tags.length === 0) throw new Refusal(40067);
};

const stringsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

const openPost = (context: Context, forum: DiscordChannel) => {
  const { state, body } = context;
  reach(state, forum.id, permission.sendMessages);
  demandBody(
    context,
    object({
      ...threadShape,
      message: anything,
      'applied_tags?': list(snowflake, rules.appliedTags),
      'type?': anything,
      'invitable?': anything,
    }),
  );
  const tags = stringsOf(body['applied_tags']);
  checkTags(forum, tags);
  const message = isFields(body['message']) ? body['message'] : {};
  // The starter is checked before the post is there: a refused one leaves nothing behind.
  const id = state.nextId();
  const planned = newChannel({ id, kind: 'publicThread', guild: forum.guild, parent: forum.id });
  const stored = writeMessage(context, { channel: planned, writer: 'starter', body: message, id });
  const thread = openThread(context, forum, { id, kind: 'publicThread', appliedTags: tags });
  return ok({ ...channelPayload(state, thread), message: messagePayload(state, stored) }, 201);
};

const kinds: Readonly<Record<number, 'announcementThread' | 'publicThread' | 'privateThread'>> = {
  10: 'announcementThread',
  11: 'publicThread',
  12: 'privateThread',
};

const note = (context: Context, channel: DiscordChannel, thread: DiscordChannel): void => {
  const { state } = context;
  storeMessage(state, {
    id: state.nextId(),
    channel: channel.id,
    guild: channel.guild,
    author: { id: theApp.botUser, username: theApp.name, avatarUrl: undefined, isBot: true },
    webhookId: undefined,
    applicationId: undefined,
    content: thread.name,
    embeds: [],
    components: [],
    poll: undefined,
    flags: 0,
    attachments: [],
    nonce: undefined,
    replyTo: undefined,
    interactionId: undefined,
    onlyFor: undefined,
    isLoading: false,
    allowedMentions: undefined,
    pings: { everyone: false, users: [], roles: [] },
    edits: 0,
    storedAtMs: state.nowMs(),
    type: 18,
  });
};

const postThread = (context: Context) => {
  const { state, ids, body } = context;
  const channel = reach(state, ids['id']);
  if (channel.kind === 'forum') return openPost(context, channel);
  if (channel.kind !== 'text' && channel.kind !== 'announcement') throw new Refusal(50024);
  demandBody(context, object({ ...threadShape, 'type?': oneOf(10, 11, 12), 'invitable?': bool }));
  const kind = kinds[typeof body['type'] === 'number' ? body['type'] : 12] ?? 'privateThread';
  if ((kind === 'announcementThread') !== (channel.kind === 'announcement'))
    refuseField(['type'], 'CHANNEL_PARENT_INVALID_TYPE', 'Not a thread of this channel.');
  reach(state, channel.id, kind === 'privateThread' ? permission.createPrivateThreads : permission.createPublicThreads);
  const thread = openThread(context, channel, { kind });
  if (kind !== 'privateThread') note(context, channel, thread);
  return ok(channelPayload(state, thread), 201);
};

const threadFromMessage = (context: Context) => {
  const { state, ids } = context;
  const channel = reach(state, ids['id']);
  if (channel.kind !== 'text' && channel.kind !== 'announcement') throw new Refusal(50024);
  const message = found(state, channel, ids['message']);
  demandBody(context, object(threadShape));
  reach(state, channel.id, permission.createPublicThreads);
  if (state.world.channels.has(message.id)) throw new Refusal(160004);
  const kind = channel.kind === 'announcement' ? 'announcementThread' : 'publicThread';
  return ok(channelPayload(state, openThread(context, channel, { id: message.id, kind })), 201);
};

const threadPatch = object({
  'name?': text(rules.threadName, 1),
  'archived?': bool,
  'locked?': bool,
  'invitable?': bool,
  'auto_archive_duration?': oneOf(...autoArchives),
  'rate_limit_per_user?': int(0, rules.slowmodeSeconds),
  'applied_tags?': list(snowflake, rules.appliedTags),
  'flags?': anything,
});

const patchChannel = (context: Context) => {
  const { state, ids, body } = context;
  const channel = reach(state, ids['id']);
  if (!isThread(channel)) {
    reach(state, channel.id, permission.manageChannels);
    throw new Refusal(50024, { message: 'the local Discord changes threads only' });
  }
  const isModerator = may(state, channel, theApp.botUser, permission.manageThreads);
  const touched = Object.keys(body).filter((name) => body[name] !== undefined);
  const isOwners = touched.every((name) => ['name', 'archived', 'auto_archive_duration', 'applied_tags'].includes(name));
  if (!isModerator && !(channel.owner === theApp.botUser && isOwners)) throw new Refusal(50013);
  if (channel.isLocked && !isModerator) throw new Refusal(160005);
  if (channel.isArchived && body['archived'] !== false) throw new Refusal(50083);
  demandBody(context, threadPatch);
  if (typeof body['name'] === 'string') channel.name = body['name'];
  if (typeof body['archived'] === 'boolean') channel.isArchived = body['archived'];
  if (typeof body['locked'] === 'boolean') channel.isLocked = body['locked'];
  if (typeof body['auto_archive_duration'] === 'number') channel.autoArchiveMinutes = body['auto_archive_duration'];
  if (typeof body['rate_limit_per_user'] === 'number') channel.slowmodeSeconds = body['rate_limit_per_user'];
  if (Array.isArray(body['applied_tags'])) channel.appliedTags = stringsOf(body['applied_tags']);
  announceThread(state, 'THREAD_UPDATE', channel);
  return ok(channelPayload(state, channel));
};

/** Takes a channel with its threads, messages and webhooks away. */
export const removeChannel = (state: State, channel: DiscordChannel): void => {
  for (const one of Array.from(state.world.channels.values())) if (one.parent === channel.id && isThread(one)) removeChannel(state, one);
  for (const webhook of Array.from(state.webhooks.values())) if (webhook.channel === channel.id) state.webhooks.delete(webhook.id);
  for (const { id } of state.messagesOf(channel.id).slice()) state.remove(channel.id, id);
  state.world.channels.delete(channel.id);
  const event = isThread(channel) ? 'THREAD_DELETE' : 'CHANNEL_DELETE';
  const ids = { id: channel.id, guild_id: channel.guild, parent_id: channel.parent, type: channelTypes[channel.kind] };
  state.dispatch(event, isThread(channel) ? ids : channelPayload(state, channel), channel.guild, intent.guilds);
};

/** Channels, their messages and threads. */
export const channelRoutes: Routes = {
  'GET /channels/:id': ({ state, ids }) => ok(channelPayload(state, reach(state, ids['id']))),
  'PATCH /channels/:id': patchChannel,
  'DELETE /channels/:id': ({ state, ids }) => {
    const channel = reach(state, ids['id']);
    reach(state, channel.id, isThread(channel) ? permission.manageThreads : permission.manageChannels);
    removeChannel(state, channel);
    return ok(channelPayload(state, channel));
  },
  'GET /channels/:id/messages': listMessages,
  'POST /channels/:id/messages': postMessage,
  'GET /channels/:id/messages/:message': ({ state, ids }) => {
    const channel = reach(state, ids['id'], permission.readMessageHistory);
    const message = found(state, channel, ids['message']);
    return ok(messagePayload(state, message, isBlank(state, message)));
  },
  'PATCH /channels/:id/messages/:message': (context) => {
    const { state, ids, body } = context;
    const channel = reach(state, ids['id']);
    const message = found(state, channel, ids['message']);
    if (message.author.id !== theApp.botUser) throw new Refusal(50005);
    return ok(messagePayload(state, editMessage(context, message, body)));
  },
  'DELETE /channels/:id/messages/:message': ({ state, ids }) => {
    const channel = reach(state, ids['id']);
    const message = found(state, channel, ids['message']);
    if (message.author.id !== theApp.botUser) {
      if (channel.guild === undefined) throw new Refusal(50003);
      reach(state, channel.id, permission.manageMessages);
    }
    removeMessage(state, message);
    return done;
  },
  'POST /channels/:id/threads': postThread,
  'POST /channels/:id/messages/:message/threads': threadFromMessage,
  'POST /channels/:id/typing': ({ state, ids }) => {
    const channel = reach(state, ids['id']);
    reach(state, channel.id, isThread(channel) ? permission.sendMessagesInThreads : permission.sendMessages);
    return done;
  },
  'PUT /channels/:id/thread-members/:user': ({ state, ids }) => {
    const channel = reach(state, ids['id']);
    if (!isThread(channel)) throw new Refusal(50024);
    if (channel.isArchived) throw new Refusal(50083);
    const user = ids['user'] === '@me' ? theApp.botUser : (ids['user'] ?? '');
    if (user !== theApp.botUser) reach(state, channel.id, permission.sendMessagesInThreads);
    if (!state.world.guilds.get(channel.guild ?? '')?.members.has(user)) throw new Refusal(10007);
    channel.members.add(user);
    return done;
  },
  'PUT /channels/:id/messages/:message/reactions/:emoji/@me': ({ state, ids }) => {
    const channel = reach(state, ids['id'], permission.addReactions | permission.readMessageHistory);
    found(state, channel, ids['message']);
    return done;
  },
  'PUT /channels/:id/messages/pins/:message': ({ state, ids }) => {
    const channel = reach(state, ids['id'], permission.pinMessages);
    found(state, channel, ids['message']);
    return done;
  },
};
