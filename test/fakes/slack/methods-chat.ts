import { type Content, readContent, toWire } from './content.ts';
import { rules } from './rules.ts';
import { findChannel, openDirect, reaches, type State } from './state.ts';
import { type Answer, type Fields, refuse, type SlackChannel, type SlackToken, type StoredMessage, textOf } from './types.ts';

/** What a method gets: arguments with JSON decoded, and the token that was checked for the method's own scopes. */
export type MethodCall = Readonly<{ state: State; args: Fields; token: SlackToken }>;

/** A Web API method. */
export type Method = (call: MethodCall) => Answer;

/** True for what a form or JSON body writes as true. */
export const isYes = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;

/** The refusal for a missing scope, with the names that Slack gives. */
export const refuseScope = (token: SlackToken, needed: string): Answer =>
  refuse('missing_scope', { needed, provided: Array.from(token.scopes).join(',') });

/** The channel of a post, or why there is none. */
export const find = (state: State, token: SlackToken, args: Fields): { channel: SlackChannel } | { refusal: Answer } => {
  // The id of a person stands for the direct message with them.
  const person = state.world.users.get(textOf(args['channel']));
  const isReached = person !== undefined && !person.isBot && reaches(state, token, person.team);
  const channel = isReached ? openDirect(state, token, person) : findChannel(state, token, args['channel']);
  if (!channel) return { refusal: refuse('channel_not_found') };
  if (channel.isArchived) return { refusal: refuse('is_archived') };
  const isOpen = channel.kind === 'channel' && token.scopes.has('chat:write.public');
  return channel.members.has(token.botUser) || isOpen ? { channel } : { refusal: refuse('not_in_channel') };
};

/** A name or icon of one's own needs a scope of its own (docs.slack.dev/reference/scopes/chat.write.customize). */
export const checkAuthor = (token: SlackToken, args: Fields): Answer | undefined => {
  const isOwn = ['username', 'icon_emoji', 'icon_url'].some((name) => textOf(args[name]) !== '');
  if (!isOwn) return undefined;
  if (!token.scopes.has('chat:write.customize')) return refuseScope(token, 'chat:write.customize');
  const emoji = textOf(args['icon_emoji']);
  if (emoji !== '' && !/^:[\w+-]+:$/.test(emoji)) return refuse('invalid_arguments', { detail: 'icon_emoji must be written :name:' });
  return textOf(args['username']).length > rules.username ? refuse('invalid_arguments', { detail: 'username too long' }) : undefined;
};

/**
 * The root of a thread. An unknown or deleted one is `thread_not_found` (a maintainer's word, github.com/slackapi/bolt-js/issues/2307; the
 * page on the method does not list it). So is the ts of a reply, which Slack warns against without saying what it does: ours, on the strict side.
 */
const checkThread = (state: State, channel: SlackChannel, threadTs: string): Answer | undefined => {
  if (threadTs === '') return undefined;
  const root = state.find(channel.id, threadTs);
  return root && (root.threadTs === undefined || root.threadTs === root.ts) ? undefined : refuse('thread_not_found');
};

const readOwn = (token: SlackToken, args: Fields): Partial<StoredMessage> => {
  const [username, iconEmoji, iconUrl] = ['username', 'icon_emoji', 'icon_url'].map((name) => textOf(args[name]));
  const isNamed = Boolean(username || iconEmoji || iconUrl);
  return {
    author: token.botUser,
    botId: token.botId,
    ...(isNamed ? { subtype: 'bot_message' as const } : {}),
    ...(username ? { username } : {}),
    ...(iconEmoji ? { iconEmoji } : {}),
    ...(iconUrl && !iconEmoji ? { iconUrl } : {}),
  };
};

/** Stores a message of the app. Used for posts and for what comes through a `response_url`. */
export const storeOwn = (
  { state, args, token }: MethodCall,
  channel: Readonly<{ id: string; team: string }>,
  { warnings: _warnings, ...content }: Content,
): StoredMessage => {
  const threadTs = textOf(args['thread_ts']);
  return state.store({
    ...content,
    author: token.botUser,
    ...readOwn(token, args),
    channel: channel.id,
    team: channel.team,
    ts: state.nextTs(),
    ...(threadTs ? { threadTs } : {}),
    ...(args['unfurl_links'] === undefined ? {} : { unfurlLinks: isYes(args['unfurl_links']) }),
    ...(args['unfurl_media'] === undefined ? {} : { unfurlMedia: isYes(args['unfurl_media']) }),
    edits: 0,
    reactions: [],
    storedAtMs: state.nowMs(),
  });
};

const withWarnings = (warnings: readonly string[]): Fields =>
  warnings.length === 0 ? {} : { warning: warnings.join(','), response_metadata: { warnings } };

const postMessage: Method = (call) => {
  const { state, args, token } = call;
  const found = find(state, token, args);
  if ('refusal' in found) return found.refusal;
  const read = readContent(state, args);
  const refusal = checkAuthor(token, args) ?? checkThread(state, found.channel, textOf(args['thread_ts']));
  if ('refusal' in read || refusal) return refusal ?? ('refusal' in read ? read.refusal : refuse('fatal_error'));
  const message = storeOwn(call, found.channel, read.content);
  return {
    ok: true,
    channel: message.channel,
    ts: message.ts,
    message: toWire(state, message, { metadata: true }),
    ...withWarnings(read.content.warnings),
  };
};

const postEphemeral: Method = ({ state, args, token }) => {
  const found = find(state, token, args);
  if ('refusal' in found) return found.refusal;
  const user = textOf(args['user']);
  if (!state.world.users.has(user)) return refuse('user_not_found');
  if (!found.channel.members.has(user)) return refuse('user_not_in_channel');
  const threadTs = textOf(args['thread_ts']);
  const read = readContent(state, args);
  const refusal = checkAuthor(token, args) ?? checkThread(state, found.channel, threadTs);
  if ('refusal' in read || refusal) return refusal ?? ('refusal' in read ? read.refusal : refuse('fatal_error'));
  const { id: channel, team } = found.channel;
  const { text, blocks } = read.content;
  const username = textOf(args['username']);
  const ts = state.nextTs();
  state.ephemerals.push({
    channel,
    team,
    user,
    ts,
    text,
    blocks,
    via: 'chat.postEphemeral',
    isGone: false,
    ...(threadTs ? { threadTs } : {}),
    ...(username ? { username } : {}),
  });
  return { ok: true, message_ts: ts };
};

/** Left out means kept, for text, blocks, attachments and metadata alike; an empty list or object removes (docs.slack.dev/reference/methods/chat.update). */
const update: Method = ({ state, args, token }) => {
  const channel = findChannel(state, token, args['channel']);
  if (!channel) return refuse('channel_not_found');
  const old = state.find(channel.id, textOf(args['ts']));
  if (!old || old.subtype === 'tombstone') return refuse('message_not_found');
  if (old.botId !== token.botId) return refuse('cant_update_message');
  if (channel.isArchived) return refuse('is_archived');
  const kept = { text: old.text, blocks: old.blocks, ...(old.metadata ? { metadata: old.metadata } : {}) };
  if (['text', 'blocks', 'attachments', 'markdown_text'].every((name) => args[name] === undefined)) return refuse('no_text');
  const read = readContent(state, { ...kept, ...args });
  if ('refusal' in read) return read.refusal;
  const { warnings, ...content } = read.content;
  const next = { ...old, ...content, edits: old.edits + 1 };
  state.replace(next);
  return { ok: true, channel: channel.id, ts: old.ts, text: next.text, message: toWire(state, next), ...withWarnings(warnings) };
};

const remove: Method = ({ state, args, token }) => {
  const channel = findChannel(state, token, args['channel']);
  if (!channel) return refuse('channel_not_found');
  const old = state.find(channel.id, textOf(args['ts']));
  if (!old || old.subtype === 'tombstone') return refuse('message_not_found');
  if (old.botId !== token.botId) return refuse('cant_delete_message');
  removeMessage(state, old);
  return { ok: true, channel: channel.id, ts: old.ts };
};

/** Takes a message away. A root with replies stays as a tombstone, as in Slack. */
export const removeMessage = (state: State, { channel, ts }: Readonly<{ channel: string; ts: string }>): void => {
  const old = state.find(channel, ts);
  if (!old) return;
  const hasReplies = state.messagesOf(channel).some(({ threadTs }) => threadTs === ts);
  const { metadata: _metadata, ...rest } = old;
  if (hasReplies) state.replace({ ...rest, subtype: 'tombstone', text: 'This message was deleted.', blocks: [] });
  else state.remove(channel, ts);
};

const getPermalink: Method = ({ state, args, token }) => {
  const channel = findChannel(state, token, args['channel']);
  if (!channel) return refuse('channel_not_found');
  const message = state.find(channel.id, textOf(args['message_ts']));
  if (!message) return refuse('message_not_found');
  const domain = state.world.teams.get(channel.team)?.domain ?? '';
  return { ok: true, channel: channel.id, permalink: `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}` };
};

/** The methods about messages. */
export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
};
