import type { Button, Press } from '../../../core/message.ts';
import type { InvokeResponse, WireEntry, WireMessage } from '../wire.ts';
import { type Stands, sendImport, sendPress, sentenceOf } from './api.ts';
import { openAskDialog } from './ask-dialog.ts';
import { openDialog, toast } from './dialog.ts';
import { h } from './dom.ts';
import { exportButtons } from './export-buttons.ts';
import { rootOf } from './facts.ts';
import { openFormDialog } from './form-dialog.ts';
import { icon } from './icons.ts';
import { withImportProgress } from './import-progress.ts';
import { messageBody, type OnPress } from './message.ts';
import { saveButton } from './save-file.ts';

const isOneLine = (messages: readonly WireMessage[]): boolean =>
  messages.length === 1 && messages[0]?.buttons.length === 0 && messages[0].blocks.length === 1 && messages[0].blocks[0]?.type === 'text';

type Done = Extract<InvokeResponse, { outcome: 'done' }>;

const show = (title: string, { messages, file }: Done, onPress: OnPress, pressed: Button | undefined): void => {
  const [first] = messages;
  if (!first) return;
  if (isOneLine(messages) && !file) {
    toast(first.blocks.map((block) => ('text' in block ? block.text : '')).join(' '), true);
    return;
  }
  const privately = h('p', { class: 'only-you' }, icon('eye'), 'Only visible to you');
  const bodies = messages.map((message) => messageBody(message, undefined, onPress));
  const taken = pressed ? exportButtons(pressed, messages) : [];
  openDialog(title, [privately, ...bodies, ...taken, ...(file ? [saveButton(file)] : [])], 'reply');
};

/** What a button says, without the count or the price behind it. */
const titleOf = ({ label }: Button): string => label.replace(/ \([^()]*\)$/, '');

/** A dialog that a button was pressed in has done its work once the answer is there: answers follow each other and do not pile up. */
const closeAround = (from: HTMLElement | undefined): void => from?.closest<HTMLDialogElement>('dialog.reply')?.close();

/** Where buttons are drawn: in the thread of a panel, in an entry of the chat, or in a dialog, which is in no entry. */
type Place = Readonly<{ thread?: string; entry?: string }>;

const standsIn = ({ entry, ...place }: Place, press: Press): Stands => (entry === undefined ? place : { ...place, from: { entry, press } });

const besides = ({ thread }: Stands): Place => (thread === undefined ? {} : { thread });

/**
 * Shows what a request was answered with: the form to fill in, or the messages. What the form is answered with is shown in the same way, and so on. `stands` says
 * where it was asked, `from` is the button that was pressed, `pressed` what it says and asks for.
 */
export const showAnswer = (title: string, answer: Done, stands: Stands, from?: HTMLElement, pressed?: Button): void => {
  const { form } = answer;
  if (answer.messages.length > 0 || form) closeAround(from);
  // What stands beside a form is for places where none opens.
  if (!form) {
    show(title, answer, pressIn(besides(stands)), pressed);
    return;
  }
  openFormDialog({
    form,
    send: (sent) =>
      sent.file
        ? sendImport({ file: sent.file, ...form.press, options: { ...form.press.options, ...sent.options } })
        : sendPress({ ...form.press, options: { ...form.press.options, ...sent.options } }, stands, sent.deliveryKey),
    // What a file was read for stands in the channel already.
    onDone: (next, withFile) => !withFile && showAnswer(form.title, next, stands),
  });
};

/**
 * Makes what the buttons of a message do: ask the person first where the button wants a text, ask the server, show its private answer. A button is
 * not pressed twice at once.
 */
const pressIn = (place: Place): OnPress => {
  const carryOut = async (pressed: Button, from: HTMLButtonElement): Promise<void> => {
    if (from.getAttribute('aria-busy') === 'true') return;
    from.setAttribute('aria-busy', 'true');
    const stands = standsIn(place, pressed.press);
    try {
      const answer = await withImportProgress(from.parentElement ?? document.body, sendPress(pressed.press, stands));
      if (answer.outcome === 'refused') toast(answer.userMessage);
      else showAnswer(titleOf(pressed), answer, stands, from, pressed);
    } catch (cause) {
      toast(sentenceOf(cause));
    } finally {
      from.removeAttribute('aria-busy');
    }
  };
  const askFirst = (pressed: Button, asks: NonNullable<Button['asks']>): void => {
    const stands = standsIn(place, pressed.press);
    openAskDialog({
      title: pressed.label,
      asks,
      send: (text, deliveryKey) =>
        sendPress({ ...pressed.press, options: { ...pressed.press.options, [asks.option]: text } }, stands, deliveryKey),
      onDone: (answer) => showAnswer(pressed.label, answer, stands),
    });
  };
  return (pressed, from) => (pressed.asks ? askFirst(pressed, pressed.asks) : void carryOut(pressed, from));
};

/** What the buttons of an entry do. */
export const pressFor = (entry: WireEntry): OnPress => {
  const thread = entry.thread ?? (rootOf(entry) ? entry.id : undefined);
  return pressIn({ entry: entry.id, ...(thread === undefined ? {} : { thread }) });
};
