import { anything, bool, demand, int, list, object, oneOf, Refusal, refuseField } from './checks.ts';
import { choice } from './command-rules.ts';
import { modal } from './components.ts';
import { checkMessage, flagsOf } from './content.ts';
import { messagePayload } from './payloads.ts';
import { flag, rules } from './rules.ts';
import type { Held, State } from './state.ts';
import { type Callback, type DiscordChannel, type Fields, isFields, listOf, type StoredMessage, textOf } from './types.ts';
import { theApp } from './world.ts';
import { type Context, done, editMessage, ok, type Reply, type Routes, removeMessage, writeMessage } from './writes.ts';

/** The answers that a kind of interaction takes: docs/interactions/receiving-and-responding, "Interaction Callback Type". */
const taken: Readonly<Record<number, readonly number[]>> = { 2: [4, 5, 9], 3: [4, 5, 6, 7, 9], 4: [8], 5: [4, 5, 6, 7] };

const placeOf = (state: State, held: Held): DiscordChannel => {
  const channel = state.world.channels.get(held.channel);
  if (!channel) throw new Refusal(10003);
  return channel;
};

/** The message of which an answer is the original: its own, or the pressed one. */
export const originalOf = (state: State, held: Held): StoredMessage | undefined =>
  held.originalId === undefined ? undefined : state.find(held.channel, held.originalId);

const sourceOf = (state: State, held: Held): StoredMessage => {
  const message = held.source === undefined ? undefined : state.find(held.channel, held.source);
  if (!message) throw new Refusal(10008);
  return message;
};

const write = (context: Context, held: Held, body: Fields): StoredMessage =>
  writeMessage(context, {
    channel: placeOf(context.state, held),
    writer: 'answer',
    body,
    webhookId: theApp.id,
    applicationId: theApp.id,
    interactionId: held.id,
    onlyFor: (flagsOf(body) & flag.ephemeral) === 0 ? undefined : held.user,
    type: held.type === 2 ? 20 : 0,
  });

const think = (context: Context, held: Held, data: Fields): StoredMessage => {
  const { state, onUnknown } = context;
  demand(object({ 'flags?': int(0, 2 ** 31 - 1) }), data, onUnknown);
  const isPrivate = (flagsOf(data) & flag.ephemeral) !== 0;
  return state.store({
    id: state.nextId(),
    channel: held.channel,
    guild: held.guild,
    author: { id: theApp.botUser, username: theApp.name, avatarUrl: undefined, isBot: true },
    webhookId: theApp.id,
    applicationId: theApp.id,
    content: '',
    embeds: [],
    components: [],
    poll: undefined,
    flags: isPrivate ? flag.ephemeral : 0,
    attachments: [],
    nonce: undefined,
    replyTo: undefined,
    interactionId: held.id,
    onlyFor: isPrivate ? held.user : undefined,
    isLoading: true,
    allowedMentions: undefined,
    pings: { everyone: false, users: [], roles: [] },
    edits: 0,
    storedAtMs: state.nowMs(),
    type: held.type === 2 ? 20 : 0,
  });
};

/** Does what an answer asks for. Throws before anything is stored when it may not. */
const perform = (context: Context, held: Held, type: number, data: Fields): StoredMessage | undefined => {
  const { state, onUnknown } = context;
  if (type === 4) return write(context, held, data);
  if (type === 5) return think(context, held, data);
  if (type === 6) return sourceOf(state, held);
  if (type === 7) return editMessage(context, sourceOf(state, held), data);
  if (type === 8) {
    demand(object({ choices: list(choice, rules.autocompleteChoices) }), data, onUnknown);
    return undefined;
  }
  demand(modal, data, onUnknown);
  const customId = textOf(data['custom_id']);
  held.modal = { customId, title: textOf(data['title']), components: listOf(data['components']), interactionId: held.id, user: held.user };
  return undefined;
};

const resourceOf = (state: State, type: number, message: StoredMessage | undefined): Fields => ({
  type,
  ...(message && type !== 6 ? { message: messagePayload(state, message) } : {}),
});

const callback = (context: Context): Reply => {
  const { state, ids, body, call, onUnknown } = context;
  const held = state.held.get(ids['token'] ?? '');
  if (!held || held.id !== ids['id']) throw new Refusal(10062);
  const data = isFields(body['data']) ? body['data'] : {};
  const type = typeof body['type'] === 'number' ? body['type'] : 0;
  const afterMs = state.nowMs() - held.atMs;
  const noteIt = (code: number | undefined): void => void held.callbacks.push({ type, data, afterMs, code } satisfies Callback);
  try {
    if (held.isAcknowledged) throw new Refusal(40060);
    if (afterMs > rules.answerMs) throw new Refusal(10062);
    demand(object({ type: oneOf(...(taken[held.type] ?? [])), 'data?': anything, 'with_response?': bool }), body, onUnknown);
    if ((type === 6 || type === 7) && held.source === undefined)
      refuseField(['type'], 'BASE_TYPE_CHOICES', 'There is no message to change.');
    const message = perform(context, held, type, data);
    held.originalId = message?.id;
    held.isAcknowledged = true;
    noteIt(undefined);
    if (call.query['with_response'] !== 'true') return done;
    const told = message && type !== 6 && type !== 7 ? { response_message_id: message.id } : {};
    const interaction = {
      id: held.id,
      type: held.type,
      ...told,
      response_message_loading: message?.isLoading ?? false,
      response_message_ephemeral: message?.onlyFor !== undefined,
    };
    return ok({ interaction, resource: resourceOf(state, type, message) });
  } catch (error) {
    if (error instanceof Refusal) noteIt(error.code);
    throw error;
  }
};

/** The interaction of a token that may still be used. Before the first answer there is no webhook yet. */
const live = ({ state, ids }: Context): Held => {
  const held = state.held.get(ids['token'] ?? '');
  if (!held) throw new Refusal(50027);
  if (state.nowMs() - held.atMs > rules.tokenMs) throw new Refusal(50027);
  if (!held.isAcknowledged) throw new Refusal(10015);
  return held;
};

const messageOf = (context: Context): StoredMessage => {
  const { state, ids } = context;
  const held = live(context);
  const isOriginal = ids['message'] === '@original';
  const message = isOriginal ? originalOf(state, held) : state.find(held.channel, ids['message'] ?? '');
  const isOwn = message?.interactionId === held.id || message?.id === held.source;
  if (!message || !(isOriginal || isOwn)) throw new Refusal(10008);
  return message;
};

/** Follow-ups and the original answer, by method. */
export const followUpRoutes = {
  POST: (context: Context): Reply => {
    const { state, body } = context;
    const held = live(context);
    const original = originalOf(state, held);
    if (original?.isLoading) {
      // The first follow-up after "thinking" takes its place and keeps its visibility (deprecated, and so it still is).
      checkMessage('answer', body, context.call.files.length, context.onUnknown);
      const { flags: _flags, ...rest } = body;
      const flags = flagsOf(body) & ~flag.ephemeral;
      return ok(messagePayload(state, editMessage(context, original, flags === 0 ? rest : { ...rest, flags })));
    }
    if (held.isUserInstall && held.followUps.length >= rules.userInstallFollowUps) throw new Refusal(40094);
    const message = write(context, held, body);
    held.followUps.push(message.id);
    return ok(messagePayload(state, message));
  },
  GET: (context: Context): Reply => ok(messagePayload(context.state, messageOf(context))),
  PATCH: (context: Context): Reply => ok(messagePayload(context.state, editMessage(context, messageOf(context)))),
  DELETE: (context: Context): Reply => {
    removeMessage(context.state, messageOf(context));
    return done;
  },
} as const;

/** The first answer to an interaction. */
export const answerRoutes: Routes = { 'POST /interactions/:id/:token/callback': callback };
