import type { Button } from '../../../core/message.ts';
import type { WireMessage } from '../wire.ts';
import { botAvatar, personaAvatar } from './avatar.ts';
import { renderBlocks } from './blocks.ts';
import { button, h, isolated, unseen } from './dom.ts';
import { icon } from './icons.ts';

const suffix = ' · AI persona';

/** What a press needs to know: which button, and where the message stands. */
export type OnPress = (pressed: Button, from: HTMLButtonElement) => void;

/** The name above a message. The suffix of a persona is set as a tag, and stays part of the text. */
const senderLine = ({ sender }: WireMessage): HTMLElement => {
  if (!sender.persona) return h('h3', { class: 'sender' }, isolated(sender.name), h('span', { class: 'tag bot-tag' }, 'Bot'));
  const name = sender.name.endsWith(suffix) ? sender.name.slice(0, -suffix.length) : sender.name;
  return h('h3', { class: 'sender' }, isolated(name), unseen(' · '), h('span', { class: 'tag ai-tag' }, 'AI persona'));
};

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

/** The time of an entry, exact on request. */
export const timeOf = (at: string): HTMLElement => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? h('span') : h('time', { datetime: at, title: exact.format(date) }, clock.format(date));
};

/** The buttons of a message. `data-keep` names each, so that focus survives when the message is drawn again. */
export const buttonRow = (message: WireMessage, onPress: OnPress): HTMLElement | undefined => {
  if (message.buttons.length === 0) return undefined;
  const buttons = message.buttons.map((entry) => {
    const node: HTMLButtonElement = button(
      { class: `action ${entry.style}`, 'data-keep': entry.label, 'aria-haspopup': entry.asks && 'dialog' },
      () => onPress(entry, node),
      entry.asks && icon('ask'),
      isolated(entry.label),
    );
    return node;
  });
  return h('div', { class: 'buttons' }, ...buttons);
};

/** What was done here and is done once only, in the place of the buttons for it. */
const doneLine = (done: string): HTMLElement => h('p', { class: 'done' }, icon('done'), isolated(done === '' ? 'Done.' : `Done: ${done}`));

/** A whole message: who, label, content, buttons. The label is always drawn, whatever the message holds. */
export const messageBody = (message: WireMessage, at: string | undefined, onPress: OnPress): HTMLElement =>
  h(
    'div',
    { class: `message ${message.kind}` },
    message.sender.persona ? personaAvatar(message.sender.persona.id) : botAvatar(),
    h(
      'div',
      { class: 'body' },
      h('header', { class: 'byline' }, senderLine(message), at !== undefined && timeOf(at)),
      h('p', { class: 'label' }, message.label),
      ...renderBlocks(message.blocks),
      message.done !== undefined && doneLine(message.done),
      buttonRow(message, onPress),
    ),
  );
