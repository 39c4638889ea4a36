import { toWire } from './content.ts';
import type { Delivered, How } from './delivery.ts';
import { fillForm, type Typed } from './forms.ts';
import { closeViews, homeOf, viewToWire } from './methods-views.ts';
import {
  channelOf,
  commandParcel,
  eventParcel,
  type Parcel,
  type Pressable,
  pressParcel,
  shortcutParcel,
  userOf,
  viewParcel,
} from './payloads.ts';
import { openDirect, type State, tokenOf } from './state.ts';
import type { Fields, StoredMessage, StoredView } from './types.ts';
import { acme, beta, org } from './world.ts';

/** Something that a person writes. */
type Said = Readonly<{ text: string; user?: string; channel?: string; threadTs?: string }>;

/** Where somebody stands: acme's #general, and that workspace's Mia, when nothing is said. */
type Who = Readonly<{ user?: string; channel?: string }>;

/** What people and Slack itself do to the app. Each answers what the app answered; `how` says by which way and with which flaws it is delivered. */
export type People = Readonly<{
  /** Types a slash command: `command` with its slash, `/panel` when it is left out. The workspace is the channel's. */
  command: (typed: Who & Readonly<{ text: string; command?: string }>, how?: How) => Promise<Delivered>;
  /** Presses a button (its index, `action_id` or words) or picks an `option` of a select or of feedback buttons. */
  press: (press: Readonly<{ on: Pressable; button: number | string; option?: string; user?: string }>, how?: How) => Promise<Delivered>;
  /** Fills in a form and sends it. Throws where Slack's own form would not let it go. */
  submit: (form: Readonly<{ view: StoredView; values?: Typed; user?: string }>, how?: How) => Promise<Delivered>;
  /** Closes a form. The app hears of it only when the view has `notify_on_close`; otherwise the answer is `undefined`. */
  dismiss: (form: Readonly<{ view: StoredView; user?: string }>, how?: How) => Promise<Delivered | undefined>;
  /** Uses a shortcut: on a message, or a global one without `message`. */
  shortcut: (
    shortcut: Readonly<{ callbackId: string; message?: StoredMessage; user?: string; team?: string }>,
    how?: How,
  ) => Promise<Delivered>;
  /** Writes a message that the app is not told of. */
  say: (said: Said) => StoredMessage;
  /** Writes `@Sounding Board text`; the app gets `app_mention`. */
  mention: (said: Said, how?: How) => Promise<Delivered & Readonly<{ message: StoredMessage }>>;
  /** Writes to the bot in its direct message; the app gets `message` with `channel_type: im`. */
  direct: (said: Omit<Said, 'channel'>, how?: How) => Promise<Delivered & Readonly<{ message: StoredMessage }>>;
  /** Shows the app a stored message as a `message` event: what every app that listens to a channel gets of its own posts. */
  echo: (message: StoredMessage, how?: How) => Promise<Delivered>;
  /** Delivers any event in an envelope. The workspace is acme's, or that of the event's channel. */
  event: (event: Fields, more?: Readonly<{ team?: string; eventId?: string }>, how?: How) => Promise<Delivered>;
  /** Opens the app's Home tab, or its messages. */
  homeOpened: (user?: string, tab?: 'home' | 'messages', how?: How) => Promise<Delivered>;
  /** Presses the native Stop of an agent session. */
  stopSession: (session: Readonly<{ channel: string; threadTs: string; user?: string }>, how?: How) => Promise<Delivered>;
  /** Takes the app out of a workspace: its token is revoked, then the app gets `tokens_revoked` and `app_uninstalled`. */
  uninstall: (team: string, how?: How) => Promise<readonly Delivered[]>;
}>;

const memberOf = (team: string): string =>
  [acme, beta, org, { ...org, team: org.secondTeam }].find((place) => place.team === team)?.member ?? acme.member;

/** People who use the app over a way of delivery. */
export const createPeople = (state: State, origin: () => string, deliver: (parcel: Parcel, how?: How) => Promise<Delivered>): People => {
  const write = ({ text, channel = acme.general, threadTs, ...said }: Said): StoredMessage => {
    const room = channelOf(state, channel);
    const user = said.user ?? memberOf(room.team);
    userOf(state, user);
    if (threadTs !== undefined && !state.find(channel, threadTs)) throw new Error(`there is no message ${threadTs} in ${channel}`);
    return state.store({
      channel,
      team: room.team,
      ts: state.nextTs(),
      ...(threadTs === undefined ? {} : { threadTs }),
      author: user,
      text,
      blocks: [],
      edits: 0,
      reactions: [],
      storedAtMs: state.nowMs(),
    });
  };

  const eventOf = (message: StoredMessage, type: 'message' | 'app_mention'): Fields => {
    const { parent_user_id: _parent, reply_count: _count, latest_reply: _latest, ...wire } = toWire(state, message, { metadata: true });
    const kind = channelOf(state, message.channel).kind;
    const { channel, ts, threadTs } = message;
    const { thread_ts: _thread, ...rest } = wire;
    return {
      ...rest,
      type,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      channel,
      event_ts: ts,
      ...(type === 'message' ? { channel_type: kind } : {}),
    };
  };

  const tell = async (message: StoredMessage, type: 'message' | 'app_mention', how?: How) => {
    const delivered = await deliver(eventParcel(state, eventOf(message, type), message.team), how);
    return { ...delivered, message };
  };

  const event: People['event'] = (what, more = {}, how) => {
    const team = more.team ?? state.world.channels.get(String(what['channel']))?.team ?? acme.team;
    const full = { event_ts: state.nextTs(), ...what };
    return deliver(eventParcel(state, full, team, more.eventId), how);
  };

  return {
    command: ({ text, command = '/panel', channel = acme.general, user = memberOf(channelOf(state, channel).team) }, how) =>
      deliver(commandParcel(state, origin(), { command, text, user, channel }), how),
    press: ({ user, ...press }, how) => deliver(pressParcel(state, origin(), { ...press, user: user ?? memberOf(press.on.team) }), how),
    submit: async ({ view, values = {}, user = view.user }, how) => {
      const current = state.views.get(view.id) ?? view;
      return deliver(viewParcel(state, 'view_submission', current, user, fillForm(state, current, values)), how);
    },
    dismiss: async ({ view, user = view.user }, how) => {
      const current = state.views.get(view.id) ?? view;
      closeViews(state, [current]);
      return current.view['notify_on_close'] === true ? deliver(viewParcel(state, 'view_closed', current, user, {}), how) : undefined;
    },
    shortcut: ({ callbackId, message, team = message?.team ?? acme.team, user = memberOf(team) }, how) =>
      deliver(shortcutParcel(state, origin(), { callbackId, user, team, ...(message ? { message } : {}) }), how),
    say: write,
    mention: (said, how) => {
      const { team } = channelOf(state, said.channel ?? acme.general);
      return tell(write({ ...said, text: `<@${tokenOf(state, team).botUser}> ${said.text}` }), 'app_mention', how);
    },
    direct: (said, how) => {
      const user = userOf(state, said.user ?? acme.member);
      const { id } = openDirect(state, tokenOf(state, user.team), user);
      return tell(write({ ...said, user: user.id, channel: id }), 'message', how);
    },
    echo: (message, how) => tell(message, 'message', how),
    event,
    homeOpened: (id = acme.member, tab = 'home', how) => {
      const user = userOf(state, id);
      const { id: channel } = openDirect(state, tokenOf(state, user.team), user);
      const home = homeOf(state, id);
      const view = tab === 'home' && home ? { view: viewToWire(state, home) } : {};
      return event({ type: 'app_home_opened', user: id, channel, tab, ...view }, { team: user.team }, how);
    },
    stopSession: ({ channel, threadTs, user = memberOf(channelOf(state, channel).team) }, how) =>
      event({ type: 'agent_session_stopped', channel, user, thread_ts: threadTs, streaming_message_ts: [] }, {}, how),
    uninstall: async (team, how) => {
      const token = tokenOf(state, team);
      token.status = 'revoked';
      const first = await event({ type: 'tokens_revoked', tokens: { oauth: [], bot: [token.botUser] } }, { team }, how);
      return [first, await event({ type: 'app_uninstalled' }, { team }, how)];
    },
  };
};
