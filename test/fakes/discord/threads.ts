import { anything, bool, int, list, object, oneOf, Refusal, refuseField, snowflake, text } from './checks.ts';
import { channelPayload, messagePayload } from './payloads.ts';
import { autoArchives, channelTypes, intent, rules } from './rules.ts';
import { isThread, may, type State } from './state.ts';
import { type DiscordChannel, isFields, type StoredMessage, textOf } from './types.ts';
import { newChannel, permission, theApp } from './world.ts';
import { announceThread, type Context, demandBody, ok, reach, storeMessage, writeMessage } from './writes.ts';

/** A message that all see. Throws 10008. */
export const found = (state: State, channel: DiscordChannel, id: string | undefined): StoredMessage => {
  const message = state.find(channel.id, id ?? '');
  if (!message || message.onlyFor !== undefined) throw new Refusal(10008);
  return message;
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

/** Opens a thread without a message, or a post in a forum. */
export const postThread = (context: Context) => {
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

/** Opens a thread at a message. */
export const threadFromMessage = (context: Context) => {
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

/** Changes a thread. */
export const patchThread = (context: Context) => {
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
