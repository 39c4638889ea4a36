import { type Corner, makeResponseUrl } from './answers.ts';
import { elementsOf } from './blocks.ts';
import { toWire } from './content.ts';
import { viewToWire } from './methods-views.ts';
import { type State, tokenOf } from './state.ts';
import {
  type Ephemeral,
  type Fields,
  isFields,
  listOf,
  type SlackChannel,
  type SlackUser,
  type StoredMessage,
  type StoredView,
  textOf,
} from './types.ts';
import { theApp } from './world.ts';

/** What is delivered to the app: the kind as Socket Mode names it, and the payload. */
export type Parcel = Readonly<{
  kind: 'slash_commands' | 'interactive' | 'events_api';
  payload: Fields;
  corner?: Corner;
  view?: StoredView;
}>;

/** A person by id. Throws when there is none, which is a mistake of the test. */
export const userOf = (state: State, id: string): SlackUser => {
  const user = state.world.users.get(id);
  if (!user) throw new Error(`there is no user ${id}`);
  return user;
};

/** A conversation by id. Throws when there is none. */
export const channelOf = (state: State, id: string): SlackChannel => {
  const channel = state.world.channels.get(id);
  if (!channel) throw new Error(`there is no channel ${id}`);
  return channel;
};

const enterpriseOf = (state: State, team: string) => state.world.enterprises.get(state.world.teams.get(team)?.enterprise ?? '');

const isOrgInstall = (state: State, team: string): boolean => tokenOf(state, team).enterprise !== undefined;

/** A trigger id for a person: single use, 3 s. */
export const makeTrigger = (state: State, user: string, team: string, viewId?: string): string => {
  const id = `${state.nextId('')}.${state.nextId('')}.${state.nextId('a')}`;
  state.triggers.set(id, { id, user, team, atMs: state.nowMs(), isUsed: false, ...(viewId === undefined ? {} : { viewId }) });
  return id;
};

/** The members that every interactive payload has. */
const common = (state: State, user: SlackUser, team: string): Fields => {
  const enterprise = enterpriseOf(state, team);
  return {
    team: {
      id: team,
      domain: state.world.teams.get(team)?.domain ?? '',
      ...(enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {}),
    },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.team },
    api_app_id: theApp.id,
    token: theApp.verificationToken,
    enterprise: enterprise ? { id: enterprise.id, name: enterprise.name } : null,
    is_enterprise_install: isOrgInstall(state, team),
  };
};

const channelName = ({ kind, name }: SlackChannel): string => (kind === 'im' ? 'directmessage' : kind === 'group' ? 'privategroup' : name);

type Typed = Readonly<{ command: string; text: string; user: string; channel: string }>;

/** A slash command. It has no `thread_ts`: Slack does not offer app commands inside threads. */
export const commandParcel = (state: State, origin: string, typed: Typed): Parcel => {
  const channel = channelOf(state, typed.channel);
  const user = userOf(state, typed.user);
  const { team } = channel;
  const corner = { channel: channel.id, team, user: user.id };
  const enterprise = enterpriseOf(state, team);
  const payload = {
    token: theApp.verificationToken,
    team_id: team,
    team_domain: state.world.teams.get(team)?.domain ?? '',
    ...(enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {}),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.name,
    command: typed.command,
    text: typed.text,
    api_app_id: theApp.id,
    is_enterprise_install: String(isOrgInstall(state, team)),
    response_url: makeResponseUrl(state, origin, corner),
    trigger_id: makeTrigger(state, user.id, team),
  };
  return { kind: 'slash_commands', payload, corner };
};

/** Where a person presses: a message, a private message, or a view. */
export type Pressable = StoredMessage | Ephemeral | StoredView;

const isView = (target: Pressable): target is StoredView => 'hash' in target;
const isPrivate = (target: StoredMessage | Ephemeral): target is Ephemeral => 'via' in target;

const optionOf = (element: Fields, wanted: string): Fields | undefined => {
  const groups = listOf(element['option_groups']).flatMap((group) => listOf(group['options']));
  return [...listOf(element['options']), ...groups].find(({ value }) => value === wanted);
};

const chosen = (element: Fields, option: string | undefined): Fields => {
  if (element['type'] === 'button' || element['type'] === 'icon_button') return { value: element['value'] };
  if (element['type'] === 'feedback_buttons') return { value: option };
  const found = option === undefined ? undefined : optionOf(element, option);
  if (!found) throw new Error(`the ${textOf(element['type'])} has no option ${String(option)}`);
  return element['type'] === 'checkboxes' ? { selected_options: [found] } : { selected_option: found };
};

const wordsOn = (element: Fields): string => (isFields(element['text']) ? textOf(element['text']['text']) : '');

/** Everything a person can use in a message or view, in the order in which it stands there. */
const usable = (blocks: readonly Fields[]): readonly Readonly<{ element: Fields; blockId: string }>[] =>
  blocks
    .filter(({ type }) => type !== 'input')
    .flatMap((block) => elementsOf(block).map((element) => ({ element, blockId: textOf(block['block_id']) })))
    .filter(({ element }) => element['type'] !== 'image');

/** The words on the buttons of a message or view. */
export const buttonsOf = ({ blocks }: Pressable): readonly string[] => usable(blocks).map(({ element }) => wordsOn(element));

const pick = (target: Pressable, button: number | string) => {
  const all = usable(target.blocks);
  const found =
    typeof button === 'number'
      ? all[button]
      : (all.find(({ element }) => element['action_id'] === button) ?? all.find(({ element }) => wordsOn(element) === button));
  if (!found) throw new Error(`there is no button ${button} among: ${all.map(({ element }) => wordsOn(element)).join(', ') || 'none'}`);
  return found;
};

type Pressed = Readonly<{ on: Pressable; button: number | string; option?: string; user: string }>;

/** A press on a button, or a choice in a select. */
export const pressParcel = (state: State, origin: string, { on, button, option, user: userId }: Pressed): Parcel => {
  const user = userOf(state, userId);
  const { element, blockId } = pick(on, button);
  const { text, style, type, action_id: actionId } = element;
  const action = { type, action_id: actionId, block_id: blockId, text, style, action_ts: state.nextTs(), ...chosen(element, option) };
  const trigger = makeTrigger(state, userId, on.team, isView(on) ? on.id : undefined);
  const shared = { type: 'block_actions', ...common(state, user, on.team), trigger_id: trigger, actions: [action] };
  if (isView(on)) {
    const container = { type: 'view', view_id: on.id };
    return { kind: 'interactive', payload: { ...shared, container, view: viewToWire(state, on) } };
  }
  const source = { ts: on.ts, isEphemeral: isPrivate(on) };
  const threadTs = on.threadTs;
  const corner: Corner = { channel: on.channel, team: on.team, user: userId, source, ...(threadTs ? { threadTs } : {}) };
  const payload = {
    ...shared,
    container: {
      type: 'message',
      message_ts: on.ts,
      channel_id: on.channel,
      is_ephemeral: source.isEphemeral,
      ...(threadTs ? { thread_ts: threadTs } : {}),
    },
    channel: { id: on.channel, name: channelName(channelOf(state, on.channel)) },
    ...(isPrivate(on) ? {} : { message: toWire(state, on) }),
    state: { values: {} },
    response_url: makeResponseUrl(state, origin, corner),
  };
  return { kind: 'interactive', payload, corner };
};

/** A message shortcut, or a global one without a message. */
export const shortcutParcel = (
  state: State,
  origin: string,
  { callbackId, message, user: userId, team }: Readonly<{ callbackId: string; message?: StoredMessage; user: string; team: string }>,
): Parcel => {
  const user = userOf(state, userId);
  const shared = {
    ...common(state, user, team),
    callback_id: callbackId,
    trigger_id: makeTrigger(state, userId, team),
    action_ts: state.nextTs(),
  };
  if (!message) return { kind: 'interactive', payload: { type: 'shortcut', ...shared } };
  const corner: Corner = { channel: message.channel, team, user: userId, ...(message.threadTs ? { threadTs: message.threadTs } : {}) };
  const payload = {
    type: 'message_action',
    ...shared,
    message_ts: message.ts,
    message: toWire(state, message),
    channel: { id: message.channel, name: channelName(channelOf(state, message.channel)) },
    response_url: makeResponseUrl(state, origin, corner),
  };
  return { kind: 'interactive', payload, corner };
};

/** A form that was sent, or closed. */
export const viewParcel = (
  state: State,
  type: 'view_submission' | 'view_closed',
  view: StoredView,
  userId: string,
  values: Fields,
): Parcel => {
  const shared = { type, ...common(state, userOf(state, userId), view.team), view: viewToWire(state, view, values) };
  const more =
    type === 'view_closed' ? { is_cleared: false } : { trigger_id: makeTrigger(state, userId, view.team, view.id), response_urls: [] };
  return { kind: 'interactive', payload: { ...shared, ...more }, view };
};

/** An event in its envelope. */
export const eventParcel = (state: State, event: Fields, team: string, eventId?: string): Parcel => {
  const token = tokenOf(state, team);
  const channel = state.world.channels.get(textOf(event['channel']));
  const enterprise = enterpriseOf(state, team);
  const isOrg = token.enterprise !== undefined;
  const payload = {
    token: theApp.verificationToken,
    team_id: team,
    ...(enterprise ? { enterprise_id: enterprise.id } : {}),
    context_team_id: team,
    context_enterprise_id: enterprise?.id ?? null,
    api_app_id: theApp.id,
    event,
    type: 'event_callback',
    event_id: eventId ?? state.nextId('Ev'),
    event_time: Math.floor(state.nowMs() / 1_000),
    authorizations: [
      {
        enterprise_id: enterprise?.id ?? null,
        team_id: isOrg ? null : team,
        user_id: token.botUser,
        is_bot: true,
        is_enterprise_install: isOrg,
      },
    ],
    is_ext_shared_channel: channel?.isExtShared ?? false,
    event_context: state.nextId('EC'),
  };
  return { kind: 'events_api', payload };
};
