import { Refusal, refuseField } from './checks.ts';
import { channelPayload, messagePayload } from './payloads.ts';
import { rules } from './rules.ts';
import { isThread, may, type State } from './state.ts';
import { found, patchThread, postThread, removeChannel, threadFromMessage } from './threads.ts';
import { type DiscordChannel, type Fields, isFields, type StoredMessage, textOf } from './types.ts';
import { permission, theApp } from './world.ts';
import { type Context, done, editMessage, nonceOf, ok, type Routes, reach, removeMessage, wake, writeMessage } from './writes.ts';

const isText = ({ kind }: DiscordChannel): boolean => kind !== 'forum' && kind !== 'category';

/** True when content needs the privileged intent that the app lacks (resources/message.mdx, "Message Content Intent"). */
const isBlank = (state: State, message: StoredMessage): boolean => {
  if (message.guild === undefined || message.author.id === theApp.botUser) return false;
  if (message.pings.users.includes(theApp.botUser)) return false;
  const isOwn = message.webhookId !== undefined && message.applicationId === theApp.id;
  return !(isOwn && state.manners.isOwnWebhookTextShown);
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

/** Channels, their messages and threads. */
export const channelRoutes: Routes = {
  'GET /channels/:id': ({ state, ids }) => ok(channelPayload(state, reach(state, ids['id']))),
  'PATCH /channels/:id': patchThread,
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
