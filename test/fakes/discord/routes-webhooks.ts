import { followUpRoutes } from './answers.ts';
import { anything, object, Refusal, snowflake, text } from './checks.ts';
import { allComponents } from './components.ts';
import { webhookName } from './content.ts';
import { messagePayload, userPayload, webhookPayload } from './payloads.ts';
import { rules } from './rules.ts';
import { isThread, type State } from './state.ts';
import { checkTags } from './threads.ts';
import { type DiscordChannel, type StoredMessage, type StoredWebhook, textOf } from './types.ts';
import { newChannel, permission, theApp } from './world.ts';
import {
  announceThread,
  type Context,
  demandBody,
  done,
  editMessage,
  ok,
  type Reply,
  type Routes,
  reach,
  removeMessage,
  wake,
  writeMessage,
} from './writes.ts';

const isOwn = ({ applicationId }: StoredWebhook): boolean => applicationId === theApp.id;

const show = (state: State, webhook: StoredWebhook) => ({
  ...webhookPayload(state, webhook, isOwn(webhook)),
  user: userPayload(state, webhook.user),
});

const changed = (state: State, { guild, channel }: StoredWebhook): void =>
  state.dispatch('WEBHOOKS_UPDATE', { guild_id: guild, channel_id: channel }, guild, 32);

const hosts: readonly DiscordChannel['kind'][] = ['text', 'announcement', 'forum', 'voice'];

const create = (context: Context): Reply => {
  const { state, ids, body } = context;
  const channel = reach(state, ids['id']);
  if (!hosts.includes(channel.kind) || channel.guild === undefined) throw new Refusal(50024);
  reach(state, channel.id, permission.manageWebhooks);
  demandBody(context, object({ name: webhookName, 'avatar?': anything }));
  if (Array.from(state.webhooks.values()).filter((one) => one.channel === channel.id).length >= rules.webhooks) throw new Refusal(30007);
  const id = state.nextId();
  const webhook: StoredWebhook = {
    id,
    channel: channel.id,
    guild: channel.guild,
    name: textOf(body['name']).trim(),
    token: `webhook-token-${id}-${'x'.repeat(40)}`,
    avatar: null,
    applicationId: theApp.id,
    user: theApp.botUser,
  };
  state.webhooks.set(id, webhook);
  changed(state, webhook);
  return ok(show(state, webhook));
};

const byBot = (state: State, id: string | undefined): StoredWebhook => {
  const webhook = state.webhooks.get(id ?? '');
  if (!webhook) throw new Refusal(10015);
  reach(state, webhook.channel, permission.manageWebhooks);
  return webhook;
};

const byToken = ({ state, ids }: Context): StoredWebhook => {
  const webhook = state.webhooks.get(ids['id'] ?? '');
  if (!webhook) throw new Refusal(10015);
  if (webhook.token !== ids['token']) throw new Refusal(50027);
  return webhook;
};

const change = (context: Context, webhook: StoredWebhook): Reply => {
  const { state, body } = context;
  demandBody(context, object({ 'name?': webhookName, 'avatar?': anything, 'channel_id?': snowflake }));
  if (typeof body['name'] === 'string') webhook.name = body['name'].trim();
  if (typeof body['channel_id'] === 'string') webhook.channel = reach(state, body['channel_id'], permission.manageWebhooks).id;
  changed(state, webhook);
  return ok(show(state, webhook));
};

const remove = (state: State, webhook: StoredWebhook): Reply => {
  state.webhooks.delete(webhook.id);
  changed(state, webhook);
  return done;
};

/** The thread that a webhook writes into or reads from: one of its own channel. */
const threadOf = ({ state, call }: Context, webhook: StoredWebhook): DiscordChannel | undefined => {
  const id = call.query['thread_id'];
  if (id === undefined) return undefined;
  const thread = state.world.channels.get(id);
  if (!thread || !isThread(thread) || thread.parent !== webhook.channel) throw new Refusal(10003);
  return thread;
};

/** Where a webhook writes, and what makes the post when it opens one. */
const placeOf = (context: Context, webhook: StoredWebhook): Readonly<{ channel: DiscordChannel; post?: DiscordChannel }> => {
  const { state, body, call } = context;
  const parent = state.world.channels.get(webhook.channel);
  if (!parent) throw new Refusal(10015);
  const name = body['thread_name'];
  const hasName = name !== undefined && name !== null;
  if (hasName && parent.kind !== 'forum') throw new Refusal(220003);
  if (parent.kind === 'forum' && hasName && call.query['thread_id'] !== undefined) throw new Refusal(220002);
  if (parent.kind === 'forum' && !hasName && call.query['thread_id'] === undefined) throw new Refusal(220001);
  if (!hasName) return { channel: threadOf(context, webhook) ?? parent };
  const tags = Array.isArray(body['applied_tags']) ? body['applied_tags'].filter((one) => typeof one === 'string') : [];
  checkTags(parent, tags);
  const id = state.nextId();
  const post = newChannel({
    id,
    kind: 'publicThread',
    guild: parent.guild,
    parent: parent.id,
    name: textOf(name),
    owner: webhook.id,
    appliedTags: tags,
  });
  return { channel: post, post };
};

const interactive = (one: Readonly<Record<string, unknown>>): boolean => one['custom_id'] !== undefined;

const execute = (context: Context): Reply => {
  const { state, body, call } = context;
  const webhook = byToken(context);
  const { channel, post } = placeOf(context, webhook);
  if (!isOwn(webhook) && allComponents(body['components']).some(interactive)) throw new Refusal(50006);
  if (!post) wake(state, channel, false);
  const message = writeMessage(context, {
    channel,
    writer: 'webhook',
    body,
    ...(post ? { id: post.id } : {}),
    author: {
      id: webhook.id,
      username: (textOf(body['username']) || webhook.name).trim(),
      avatarUrl: textOf(body['avatar_url']) || undefined,
      isBot: true,
    },
    webhookId: webhook.id,
    applicationId: webhook.applicationId,
  });
  if (post) {
    state.world.channels.set(post.id, post);
    announceThread(state, 'THREAD_CREATE', post, true);
  }
  return call.query['wait'] === 'true' ? ok(messagePayload(state, message)) : done;
};

const ofWebhook = (context: Context): StoredMessage => {
  const { state, ids } = context;
  const webhook = byToken(context);
  const place = threadOf(context, webhook)?.id ?? webhook.channel;
  const message = state.find(place, ids['message'] ?? '');
  if (message?.webhookId !== webhook.id) throw new Refusal(10008);
  return message;
};

/** The same address serves the messages of webhooks and the answers to interactions: the latter have the app's id. */
const either =
  (route: keyof typeof followUpRoutes, handle: (context: Context) => Reply) =>
  (context: Context): Reply =>
    context.ids['id'] === theApp.id ? followUpRoutes[route](context) : handle(context);

/** Webhooks, and what is written through them. */
export const webhookRoutes: Routes = {
  'GET /channels/:id/webhooks': ({ state, ids }) => {
    const channel = reach(state, ids['id'], permission.manageWebhooks);
    if (!hosts.includes(channel.kind)) throw new Refusal(50024);
    return ok(
      Array.from(state.webhooks.values())
        .filter((one) => one.channel === channel.id)
        .map((one) => show(state, one)),
    );
  },
  'POST /channels/:id/webhooks': create,
  'GET /guilds/:id/webhooks': ({ state, ids }) => {
    const all = Array.from(state.webhooks.values()).filter(({ guild }) => guild === ids['id']);
    for (const { channel } of all) reach(state, channel, permission.manageWebhooks);
    return ok(all.map((one) => show(state, one)));
  },
  'GET /webhooks/:id': ({ state, ids }) => ok(show(state, byBot(state, ids['id']))),
  'PATCH /webhooks/:id': (context) => change(context, byBot(context.state, context.ids['id'])),
  'DELETE /webhooks/:id': ({ state, ids }) => remove(state, byBot(state, ids['id'])),
  'GET /webhooks/:id/:token': (context) => ok(webhookPayload(context.state, byToken(context), true)),
  'PATCH /webhooks/:id/:token': (context) => {
    demandBody(context, object({ 'name?': webhookName, 'avatar?': anything, 'channel_id?': text(0) }));
    return change(context, byToken(context));
  },
  'DELETE /webhooks/:id/:token': (context) => remove(context.state, byToken(context)),
  'POST /webhooks/:id/:token': either('POST', execute),
  'GET /webhooks/:id/:token/messages/:message': either('GET', (context) => ok(messagePayload(context.state, ofWebhook(context)))),
  'PATCH /webhooks/:id/:token/messages/:message': either('PATCH', (context) =>
    ok(messagePayload(context.state, editMessage(context, ofWebhook(context)))),
  ),
  'DELETE /webhooks/:id/:token/messages/:message': either('DELETE', (context) => {
    removeMessage(context.state, ofWebhook(context));
    return done;
  }),
};

/** A webhook of a person or another app, for tests. */
export const makeWebhook = (state: State, channel: DiscordChannel, more: Partial<StoredWebhook>): StoredWebhook => {
  const id = more.id ?? state.nextId();
  const base = { id, channel: channel.id, guild: channel.guild ?? '', name: 'A webhook', token: `token-${id}`, avatar: null };
  const webhook: StoredWebhook = {
    ...base,
    applicationId: undefined,
    user: state.world.guilds.get(channel.guild ?? '')?.ownerId ?? '',
    ...more,
  };
  state.webhooks.set(id, webhook);
  return webhook;
};
