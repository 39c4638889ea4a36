import type { Button } from '../../../core/message.ts';
import type { WireEntry, WireMessage } from '../wire.ts';
import { sendPress, sentenceOf } from './api.ts';
import { openAskDialog } from './ask-dialog.ts';
import { openDialog, toast } from './dialog.ts';
import { h } from './dom.ts';
import { rootOf } from './facts.ts';
import { icon } from './icons.ts';
import { messageBody, type OnPress } from './message.ts';

const isOneLine = (messages: readonly WireMessage[]): boolean =>
  messages.length === 1 && messages[0]?.buttons.length === 0 && messages[0].blocks.length === 1 && messages[0].blocks[0]?.type === 'text';

const show = (pressed: Button, messages: readonly WireMessage[], onPress: OnPress): void => {
  const [first] = messages;
  if (!first) return;
  if (isOneLine(messages)) {
    toast(first.blocks.map((block) => ('text' in block ? block.text : '')).join(' '));
    return;
  }
  const privately = h('p', { class: 'only-you' }, icon('eye'), 'Only visible to you');
  openDialog(pressed.label, [privately, ...messages.map((message) => messageBody(message, undefined, onPress))], 'reply');
};

/**
 * Makes what the buttons of an entry do: ask the person first where the button wants a text, ask the server, show its private answer. A button is
 * not pressed twice at once.
 */
export const pressFor = (entry: WireEntry): OnPress => {
  const thread = entry.thread ?? (rootOf(entry) ? entry.id : undefined);
  const carryOut = async (pressed: Button, from: HTMLButtonElement): Promise<void> => {
    if (from.getAttribute('aria-busy') === 'true') return;
    from.setAttribute('aria-busy', 'true');
    try {
      const answer = await sendPress(pressed.press, thread);
      if (answer.outcome === 'refused') toast(answer.userMessage);
      else show(pressed, answer.messages, press);
    } catch (cause) {
      toast(sentenceOf(cause));
    } finally {
      from.removeAttribute('aria-busy');
    }
  };
  const askFirst = (pressed: Button, asks: NonNullable<Button['asks']>): void =>
    openAskDialog({
      title: pressed.label,
      asks,
      send: (text, deliveryKey) =>
        sendPress({ ...pressed.press, options: { ...pressed.press.options, [asks.option]: text } }, thread, deliveryKey),
      onDone: (messages) => show(pressed, messages, press),
    });
  const press: OnPress = (pressed, from) => (pressed.asks ? askFirst(pressed, pressed.asks) : void carryOut(pressed, from));
  return press;
};
