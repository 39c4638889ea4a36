import { withIds } from './blocks.ts';
import { checkAuthor, type Method, type MethodCall } from './methods-chat.ts';
import { rules } from './rules.ts';
import { findChannel, reaches, type State, type Trigger, tokenOf } from './state.ts';
import { type Answer, type Fields, isFields, listOf, refuse, type StoredView, textOf } from './types.ts';
import { findViewProblems } from './views.ts';
import { theApp } from './world.ts';

/** A view as the Web API and payloads show it. `values` are what a person typed. */
export const viewToWire = (state: State, view: StoredView, values: Fields = {}): Fields => ({
  id: view.id,
  team_id: view.team,
  type: view.type,
  blocks: view.blocks,
  private_metadata: view.privateMetadata,
  callback_id: view.callbackId,
  state: { values },
  hash: view.hash,
  title: view.view['title'] ?? { type: 'plain_text', text: 'View Title', emoji: true },
  clear_on_close: view.view['clear_on_close'] === true,
  notify_on_close: view.view['notify_on_close'] === true,
  close: view.view['close'] ?? null,
  submit: view.view['submit'] ?? null,
  previous_view_id: view.previousId ?? null,
  root_view_id: view.rootId,
  app_id: theApp.id,
  external_id: textOf(view.view['external_id']),
  app_installed_team_id: view.team,
  bot_id: tokenOf(state, view.team).botId,
});

/** What is wrong with a view in a call, as an answer. */
export const checkView = (view: unknown, surface: 'modal' | 'home'): Answer | undefined => {
  const named = (messages: readonly string[]): Answer => refuse('invalid_arguments', { response_metadata: { messages } });
  if (!isFields(view)) return named(['[ERROR] missing required field: view']);
  if (Buffer.byteLength(JSON.stringify(view)) > rules.viewBytes) return refuse('view_too_large');
  const problems = findViewProblems(view, surface);
  return problems.length === 0 ? undefined : named(problems);
};

type Made = Readonly<{ view: Fields; user: string; team: string; previous?: StoredView; old?: StoredView }>;

/** Keeps a view: a new one, one on top of `previous`, or `old` with other content. */
export const keepView = (state: State, { view, user, team, previous, old }: Made): StoredView => {
  const id = old?.id ?? state.nextId('V');
  const kept: StoredView = {
    id,
    team,
    user,
    type: view['type'] === 'home' ? 'home' : 'modal',
    hash: `${state.nextTs()}.${state.nextId('h')}`,
    view,
    blocks: withIds(listOf(view['blocks']), () => state.nextId('blk')),
    callbackId: textOf(view['callback_id']),
    privateMetadata: textOf(view['private_metadata']),
    rootId: old?.rootId ?? previous?.rootId ?? id,
    previousId: old?.previousId ?? previous?.id,
    isOpen: true,
    updates: old ? old.updates + 1 : 0,
  };
  state.views.set(id, kept);
  return kept;
};

/** The modals of a person that lie on each other, lowest first. */
export const stackOf = (state: State, user: string): readonly StoredView[] =>
  Array.from(state.views.values()).filter((view) => view.type === 'modal' && view.user === user && view.isOpen);

/** Closes views. */
export const closeViews = (state: State, views: readonly StoredView[]): void => {
  for (const view of views) state.views.set(view.id, { ...view, isOpen: false });
};

const takeTrigger = ({ state, args, token }: MethodCall): Trigger | Answer => {
  const trigger = state.triggers.get(textOf(args['trigger_id']));
  if (!trigger || !reaches(state, token, trigger.team)) return refuse('invalid_trigger_id');
  if (trigger.isUsed) return refuse('exchanged_trigger_id');
  if (state.nowMs() - trigger.atMs > rules.triggerMs) return refuse('expired_trigger_id');
  return trigger;
};

const isRefusal = (value: Trigger | Answer): value is Answer => 'ok' in value;

const open: Method = (call) => {
  const { state, args } = call;
  const view = args['view'];
  const refusal = checkView(view, 'modal');
  if (refusal || !isFields(view)) return refusal ?? refuse('invalid_arguments');
  const trigger = takeTrigger(call);
  if (isRefusal(trigger)) return trigger;
  trigger.isUsed = true;
  closeViews(state, stackOf(state, trigger.user));
  return { ok: true, view: viewToWire(state, keepView(state, { view, user: trigger.user, team: trigger.team })) };
};

const push: Method = (call) => {
  const { state, args } = call;
  const view = args['view'];
  const refusal = checkView(view, 'modal');
  if (refusal || !isFields(view)) return refusal ?? refuse('invalid_arguments');
  const trigger = takeTrigger(call);
  if (isRefusal(trigger)) return trigger;
  const stack = stackOf(state, trigger.user);
  const previous = stack.at(-1);
  if (!previous || trigger.viewId === undefined) return refuse('not_found');
  if (stack.length >= rules.viewStack) return refuse('push_limit_reached');
  trigger.isUsed = true;
  return { ok: true, view: viewToWire(state, keepView(state, { view, user: trigger.user, team: trigger.team, previous })) };
};

const update: Method = ({ state, args, token }) => {
  const external = textOf(args['external_id']);
  const old = external
    ? Array.from(state.views.values()).find(({ view }) => view['external_id'] === external)
    : state.views.get(textOf(args['view_id']));
  const view = args['view'];
  if (!old?.isOpen || !reaches(state, token, old.team)) return refuse('not_found');
  const refusal = checkView(view, old.type);
  if (refusal || !isFields(view)) return refusal ?? refuse('invalid_arguments');
  const hash = textOf(args['hash']);
  if (hash !== '' && hash !== old.hash) return refuse('hash_conflict');
  return { ok: true, view: viewToWire(state, keepView(state, { view, user: old.user, team: old.team, old })) };
};

/** The Home tab of a person, if one was published. */
export const homeOf = (state: State, user: string): StoredView | undefined =>
  Array.from(state.views.values()).find((view) => view.type === 'home' && view.user === user);

const publish: Method = ({ state, args, token }) => {
  const user = state.world.users.get(textOf(args['user_id']));
  if (!user || !reaches(state, token, user.team)) return refuse('user_not_found');
  const view = args['view'];
  const refusal = checkView(view, 'home');
  if (refusal || !isFields(view)) return refusal ?? refuse('invalid_arguments');
  const old = homeOf(state, user.id);
  const hash = textOf(args['hash']);
  if (hash !== '' && hash !== old?.hash) return refuse('hash_conflict');
  return { ok: true, view: viewToWire(state, keepView(state, { view, user: user.id, team: user.team, ...(old ? { old } : {}) })) };
};

const setSuggestedPrompts: Method = ({ state, args, token }) => {
  if (!findChannel(state, token, args['channel_id'])) return refuse('channel_not_found');
  const prompts = listOf(args['prompts']);
  const isGood = prompts.every(({ title, message }) => textOf(title) !== '' && textOf(message) !== '');
  if (prompts.length === 0 || prompts.length > rules.suggestedPrompts || !isGood) return refuse('invalid_arguments');
  state.prompts.push(args);
  return { ok: true };
};

const setSession =
  (statuses?: readonly string[]): Method =>
  ({ state, args, token }) => {
    const channel = findChannel(state, token, args['channel_id']);
    if (!channel) return refuse('channel_not_found');
    const refusal = checkAuthor(token, args);
    if (refusal) return refusal;
    const status = textOf(args['status']);
    if (statuses && !statuses.includes(status)) return refuse('invalid_arguments');
    const threadTs = textOf(args['thread_ts']) || undefined;
    if (threadTs === undefined || !state.find(channel.id, threadTs)) return refuse('invalid_thread_ts');
    state.sessions.set(`${channel.id}/${threadTs}`, { channel: channel.id, threadTs, status, args });
    return { ok: true, ...(statuses ? { status, agent_status: status } : {}) };
  };

const react: Method = ({ state, args, token }) => {
  const channel = findChannel(state, token, args['channel']);
  if (!channel) return refuse('channel_not_found');
  if (!channel.members.has(token.botUser)) return refuse('not_in_channel');
  const message = state.find(channel.id, textOf(args['timestamp']));
  if (!message) return refuse('message_not_found');
  const name = textOf(args['name']);
  if (!/^[\w+-]+$/.test(name)) return refuse('invalid_name');
  if (message.reactions.includes(name)) return refuse('already_reacted');
  state.replace({ ...message, reactions: [...message.reactions, name] });
  return { ok: true };
};

/** Views, sessions, reactions. */
export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
  'assistant.threads.setSuggestedPrompts': setSuggestedPrompts,
  'assistant.threads.setStatus': setSession(),
  'assistant.threads.setTitle': () => ({ ok: true }),
  'agents.sessions.setStatus': setSession(['active', 'processing', 'suspended', 'closed']),
  'reactions.add': react,
};
