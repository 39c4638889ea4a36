import { act } from './acts.ts';
import { type Act, deny, findCommand, resolver, type Slash, sees, selectData, slashData } from './commands.ts';
import { type FieldValue, submission, takeFile } from './forms.ts';
import { messagePayload } from './payloads.ts';
import { channelOf, type State, userOf } from './state.ts';
import type { HandedFile, Interaction, ShownModal, StoredMessage } from './types.ts';
import { acme, theApp } from './world.ts';
import { pressable, storeMessage } from './writes.ts';

/** What people do. All of them throw when a person could not do it on Discord: no such command, button or modal, or not to be seen. */
export type People = Readonly<{
  slash: (user: string, command: Slash) => Interaction;
  /** `focused` is the option in which the person types. */
  autocomplete: (user: string, command: Slash & Readonly<{ focused: string }>) => Interaction;
  messageCommand: (user: string, name: string, message: StoredMessage, act?: Omit<Act, 'channel'>) => Interaction;
  userCommand: (user: string, name: string, target: string, act?: Act) => Interaction;
  /** A button, or a select with its values. */
  press: (user: string, message: StoredMessage, customId: string, values?: readonly string[], act?: Omit<Act, 'channel'>) => Interaction;
  /** Fields by custom id: a text, the chosen values, or files. What is not named keeps its default. */
  submit: (user: string, modal: ShownModal, fields?: Readonly<Record<string, FieldValue>>, act?: Omit<Act, 'channel'>) => Interaction;
  /** A person writes. The bot hears of it only with the right intents. */
  say: (user: string, channel: string, content: string, files?: readonly HandedFile[]) => StoredMessage;
}>;

const seen = (state: State, user: string, message: StoredMessage): StoredMessage => {
  const now = state.find(message.channel, message.id);
  if (!now || (now.onlyFor !== undefined && now.onlyFor !== user)) return deny('the message is not to be seen');
  if (!sees(state, user, channelOf(state, now.channel))) deny('the channel is not to be seen');
  return now;
};

const say = (state: State, user: string, channelId: string, content: string, files: readonly HandedFile[]): StoredMessage => {
  const channel = channelOf(state, channelId);
  if (!sees(state, user, channel)) deny('the channel is not to be seen');
  const { username, isBot } = userOf(state, user);
  return storeMessage(state, {
    id: state.nextId(),
    channel: channel.id,
    guild: channel.guild,
    author: { id: user, username, avatarUrl: undefined, isBot },
    webhookId: undefined,
    applicationId: undefined,
    content,
    embeds: [],
    components: [],
    poll: undefined,
    flags: 0,
    attachments: files.map((file) => takeFile(state, file)),
    nonce: undefined,
    replyTo: undefined,
    interactionId: undefined,
    onlyFor: undefined,
    isLoading: false,
    allowedMentions: undefined,
    pings: { everyone: false, users: content.includes(`<@${theApp.botUser}>`) ? [theApp.botUser] : [], roles: [] },
    edits: 0,
    storedAtMs: state.nowMs(),
    type: 0,
  });
};

/** The people. */
export const createPeople = (state: State): People => ({
  slash: (user, command) =>
    act(state, { user, channel: command.channel ?? acme.general, type: 2, data: slashData(state, user, command), act: command }),
  autocomplete: (user, command) =>
    act(state, {
      user,
      channel: command.channel ?? acme.general,
      type: 4,
      data: slashData(state, user, command, command.focused),
      act: command,
    }),
  messageCommand: (user, name, message, more = {}) => {
    const now = seen(state, user, message);
    const { found } = findCommand(state, user, 3, name, { ...more, channel: now.channel });
    const data = { id: found.id, name, type: 3, target_id: now.id, resolved: { messages: { [now.id]: messagePayload(state, now) } } };
    return act(state, { user, channel: now.channel, type: 2, data, act: more });
  },
  userCommand: (user, name, target, more = {}) => {
    const channel = channelOf(state, more.channel ?? acme.general);
    const { found } = findCommand(state, user, 2, name, more);
    const people = resolver(state, channel);
    people.user(target);
    return act(state, {
      user,
      channel: channel.id,
      type: 2,
      data: { id: found.id, name, type: 2, target_id: target, ...people.used() },
      act: more,
    });
  },
  press: (user, message, customId, values, more = {}) => {
    const now = seen(state, user, message);
    const component = pressable(now).find((one) => one['custom_id'] === customId);
    if (!component) return deny(`nothing to press: ${customId}`);
    const isOurs = now.author.id === theApp.botUser || now.applicationId === theApp.id;
    if (!isOurs) deny('the message is not the app’s');
    const chosen = component['type'] === 2 ? {} : selectData(state, channelOf(state, now.channel), component, values ?? [], user);
    const data = { custom_id: customId, component_type: component['type'], id: component['id'] ?? 0, ...chosen };
    return act(state, { user, channel: now.channel, type: 3, data, act: more, source: now, message: messagePayload(state, now) });
  },
  submit: (user, modal, fields = {}, more = {}) => {
    if (modal.user !== user) deny('the modal is another person’s');
    const from = Array.from(state.held.values()).find(({ id }) => id === modal.interactionId);
    if (!from) return deny('the modal was never shown');
    const source = from.source === undefined ? undefined : state.find(from.channel, from.source);
    const message = source ? messagePayload(state, source) : undefined;
    return act(state, { user, channel: from.channel, type: 5, data: submission(state, modal, fields), act: more, source, message });
  },
  say: (user, channel, content, files = []) => say(state, user, channel, content, files),
});
