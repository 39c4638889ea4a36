import type { Button } from '../../../core/message.ts';
import type { WireEntry, WireMessage } from '../wire.ts';
import { RequestRefused, sendPress } from './api.ts';
import { openDialog, toast } from './dialog.ts';
import { h } from './dom.ts';
import { rootOf } from './facts.ts';
import { icon } from './icons.ts';
import { messageBody, type OnPress } from './message.ts';

/** What is said when the server does not answer. */
export const unreachable = 'The playground did not answer. Check that it is still running, then try again.';

/** The server's own sentence when it gave one. */
export const sentenceOf = (cause: unknown): string => (cause instanceof RequestRefused && cause.message ? cause.message : unreachable);

const isOneLine = (messages: readonly WireMessage[]): boolean =>
  messages.length === 1 && messages[0]?.blocks.length === 1 && messages[0].blocks[0]?.type === 'text';

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

/** Makes what the buttons of an entry do: ask the server, and show its private answer. A button is not pressed twice at once. */
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
  const press: OnPress = (pressed, from) => void carryOut(pressed, from);
  return press;
};
