import type { WireEntry, WireMessage } from '../wire.ts';
import { personAvatar, personaAvatar } from './avatar.ts';
import { button, h, isolated, unseen } from './dom.ts';
import { isRunning, progressOf } from './facts.ts';
import { icon } from './icons.ts';
import { messageBody, type OnPress, timeOf } from './message.ts';
import { richText } from './rich-text.ts';
import { saveButton } from './save-file.ts';

/** What drawing an entry may ask for. */
export type EntryActions = Readonly<{
  press: (entry: WireEntry) => OnPress;
  openThread: (id: string, from: HTMLElement) => void;
  restore: (typed: string) => void;
}>;

type Of<Type extends WireEntry['content']['type']> = Extract<WireEntry['content'], { type: Type }>;

const readableSize = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const typedEntry = (content: Of<'typed'>, at: string): HTMLElement =>
  h(
    'div',
    { class: 'message typed' },
    personAvatar(),
    h(
      'div',
      { class: 'body' },
      h('header', { class: 'byline' }, h('h3', { class: 'sender' }, 'You'), timeOf(at)),
      h('p', { class: 'typed-text', dir: 'auto' }, content.text),
      content.file && h('p', { class: 'file' }, icon('attach'), isolated(content.file.name), ` · ${readableSize(content.file.bytes)}`),
    ),
  );

const onlyYou = (...content: HTMLElement[]): HTMLElement =>
  h('div', { class: 'private' }, h('p', { class: 'only-you' }, icon('eye'), 'Only visible to you'), ...content);

const refusalEntry = (content: Of<'refusal'>, actions: EntryActions): HTMLElement =>
  onlyYou(
    h(
      'div',
      { class: 'refusal' },
      h('p', { class: 'text', dir: 'auto' }, ...richText(content.userMessage)),
      content.typed !== '' &&
        button({ class: 'action plain', 'data-keep': 'restore' }, () => actions.restore(content.typed), 'Put it back in the message box'),
    ),
  );

const drawContent = (entry: WireEntry, actions: EntryActions): HTMLElement => {
  const { content, at } = entry;
  switch (content.type) {
    case 'typed':
      return typedEntry(content, at);
    case 'refusal':
      return refusalEntry(content, actions);
    case 'private':
      return onlyYou(
        ...content.messages.map((message) => messageBody(message, at, actions.press(entry))),
        ...(content.file ? [saveButton(content.file)] : []),
      );
    case 'message':
      return messageBody(content.message, at, actions.press(entry));
  }
};

/** One entry as an item of the chat. */
export const drawEntry = (entry: WireEntry, actions: EntryActions): HTMLElement =>
  h('li', { class: `entry of-${entry.content.type}`, 'data-entry': entry.id }, drawContent(entry, actions));

/** The way into a panel's thread: who has answered, and how many messages there are. */
const threadLink = (entry: WireEntry, root: WireMessage, replies: readonly WireEntry[], actions: EntryActions): HTMLElement => {
  const personas = replies.flatMap(({ content }) => (content.type === 'message' && content.message.sender.persona) || []);
  const progress = progressOf(root);
  const waiting = progress && isRunning(progress) ? 'Listening for answers' : 'Open the thread';
  const count = replies.length === 0 ? waiting : `${replies.length} ${replies.length === 1 ? 'message' : 'messages'} in the thread`;
  const link: HTMLButtonElement = button(
    { class: 'thread-link', 'data-keep': 'thread' },
    () => actions.openThread(entry.id, link),
    h('span', { class: 'faces' }, ...personas.slice(0, 6).map(({ id }) => personaAvatar(id, true))),
    h('span', {}, count),
    unseen(`, panel ${String(root.metadata['panel'] ?? '')}`),
  );
  return link;
};

/** A panel's root in the channel: a card with its thread behind it. */
export const drawRoot = (entry: WireEntry, root: WireMessage, replies: readonly WireEntry[], actions: EntryActions): HTMLElement => {
  const body = messageBody(root, entry.at, actions.press(entry));
  body.querySelector('.body')?.append(threadLink(entry, root, replies, actions));
  return h('li', { class: 'entry of-message root', 'data-entry': entry.id, 'data-panel': root.metadata['panel'] }, body);
};
