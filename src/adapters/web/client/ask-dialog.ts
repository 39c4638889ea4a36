import type { Button } from '../../../core/message.ts';
import type { InvokeResponse } from '../wire.ts';
import { newKey, sentenceOf } from './api.ts';
import { openDialog, toast } from './dialog.ts';
import { button, h, on } from './dom.ts';

type Asks = NonNullable<Button['asks']>;

/** What the form needs: its title, what it asks for, how a text is sent, and what happens once it was taken. */
type Parts = Readonly<{
  title: string;
  asks: Asks;
  send: (text: string, deliveryKey: string) => Promise<InvokeResponse>;
  onDone: (answer: Extract<InvokeResponse, { outcome: 'done' }>) => void;
}>;

const onOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** A text that did not arrive keeps its key, so that sending it again cannot ask twice. */
const createKeys = () => {
  let undelivered = { text: '', key: '' };
  return {
    keyFor: (text: string): string => (undelivered.text === text ? undelivered.key : newKey()),
    arrived: () => {
      undelivered = { text: '', key: '' };
    },
    lost: (text: string, key: string) => {
      undelivered = { text, key };
    },
  };
};

const createField = ({ placeholder, maxUnits }: Asks): HTMLTextAreaElement =>
  h('textarea', {
    id: 'ask-text',
    rows: 2,
    dir: 'auto',
    autofocus: true,
    autocomplete: 'off',
    enterkeyhint: 'send',
    placeholder,
    maxlength: maxUnits,
    'aria-describedby': 'ask-help ask-problem',
  });

const createForm = (field: HTMLTextAreaElement, asks: Asks, onCancel: () => void) => {
  const problem = h('p', { class: 'problem', id: 'ask-problem', role: 'alert', dir: 'auto' });
  const submit = h('button', { type: 'submit', class: 'primary' }, 'Send');
  const help = `Enter sends. At most ${asks.maxUnits.toLocaleString('en')} characters.`;
  const form = h(
    'form',
    { class: 'asking', novalidate: true },
    h('div', { class: 'field' }, h('label', { for: 'ask-text', dir: 'auto' }, asks.label), field),
    h('p', { class: 'note', id: 'ask-help' }, help),
    problem,
    h('div', { class: 'dialog-foot' }, button({ class: 'action plain' }, onCancel, 'Cancel'), submit),
  );
  const say = (text: string) => problem.replaceChildren(text);
  return { form, submit, say };
};

/** Calls `submit` for the button and for Enter; Shift and Enter begin a new line, as in the message box. */
const listen = (form: HTMLFormElement, field: HTMLTextAreaElement, submit: () => void): void => {
  on(form, {
    submit: (event) => {
      event.preventDefault();
      submit();
    },
  });
  on(field, {
    keydown: (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    },
  });
};

/**
 * Opens the form of a button that asks for a line of text. What was typed stays in it until the server has taken it; the reason why it was
 * not taken stands below. Escape and Cancel close it.
 */
export const openAskDialog = ({ title, asks, send, onDone }: Parts): void => {
  const keys = createKeys();
  const field = createField(asks);
  const { form, submit, say } = createForm(field, asks, () => dialog.close());
  const dialog = openDialog(title, [form], 'ask');
  // A person who closed the form meanwhile is told as well.
  const fail = (sentence: string) => (dialog.element.open ? say(sentence) : toast(sentence));
  const deliver = async (text: string): Promise<void> => {
    const key = keys.keyFor(text);
    try {
      const answer = await send(text, key);
      keys.arrived();
      if (answer.outcome === 'refused') return fail(answer.userMessage);
      // First closed, then shown: so the focus goes back to the button and not into a form that is gone.
      dialog.close();
      onDone(answer);
    } catch (cause) {
      keys.lost(text, key);
      fail(sentenceOf(cause));
    }
  };
  const trySend = async (): Promise<void> => {
    if (submit.getAttribute('aria-busy') === 'true') return;
    const text = onOneLine(field.value);
    say(text === '' ? 'Nothing was sent: write something first.' : '');
    if (text === '') return field.focus();
    submit.setAttribute('aria-busy', 'true');
    await deliver(text);
    submit.removeAttribute('aria-busy');
  };
  listen(form, field, () => void trySend());
};
