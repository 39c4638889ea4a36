import type { InvokeResponse, WireCommand } from '../wire.ts';
import { newKey, sendLine } from './api.ts';
import { createCombobox } from './combobox.ts';
import { type Suggestion, suggest } from './completion.ts';
import { toast } from './dialog.ts';
import { button, h, on } from './dom.ts';
import { icon } from './icons.ts';
import { sentenceOf } from './presses.ts';

/** The message box at the foot of the channel. */
export type Composer = Readonly<{
  element: HTMLElement;
  /** Puts a text into the box. What stands there already is kept below it. */
  restore: (text: string) => void;
  focus: () => void;
}>;

const draftKey = 'sounding-board-draft';

const createField = (): HTMLTextAreaElement =>
  h('textarea', {
    id: 'line',
    rows: 1,
    dir: 'auto',
    role: 'combobox',
    'aria-label': 'Message to panels',
    'aria-autocomplete': 'list',
    'aria-controls': 'suggestions',
    'aria-expanded': 'false',
    'aria-describedby': 'line-help',
    autocomplete: 'off',
    placeholder: 'A headline, or / for commands',
  });

/** Sends one line. A line that did not arrive keeps its key, so that sending it again cannot start two panels. */
const createSender = (parts: { restore: (text: string) => void; onDone: (answer: InvokeResponse) => void }) => {
  let undelivered = { line: '', key: '' };
  return async (line: string): Promise<void> => {
    const key = undelivered.line === line ? undelivered.key : newKey();
    try {
      const answer = await sendLine(line, key);
      undelivered = { line: '', key: '' };
      if (answer.outcome === 'refused') parts.restore(answer.typed ?? line);
      parts.onDone(answer);
    } catch (cause) {
      undelivered = { line, key };
      parts.restore(line);
      toast(`${sentenceOf(cause)} Your text is back in the message box.`);
    }
  };
};

const wire = (field: HTMLTextAreaElement, commands: readonly WireCommand[], send: (line: string) => void) => {
  const grow = () => {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    sessionStorage.setItem(draftKey, field.value);
  };
  const write = (text: string, caret = text.length) => {
    field.value = text;
    field.setSelectionRange(caret, caret);
    grow();
  };
  const look = () =>
    combobox.show(field.selectionStart === field.selectionEnd ? suggest(field.value.slice(0, field.selectionStart), commands) : []);
  const pick = ({ from, insert }: Suggestion) => {
    const after = field.value.slice(field.selectionStart).replace(/^\s/, '');
    write(field.value.slice(0, from) + insert + after, from + insert.length);
    look();
  };
  const combobox = createCombobox(field, pick);
  const submit = () => {
    const line = field.value;
    if (line.trim() === '') return;
    write('');
    combobox.hide();
    send(line);
  };
  on(field, {
    input: () => {
      grow();
      look();
    },
    blur: combobox.hide,
    keydown: (event) => {
      const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
      const taken = combobox.key(event);
      if (taken || sends) event.preventDefault();
      if (!taken && sends) submit();
    },
  });
  return { combobox, write, submit };
};

/** Makes the message box. `onDone` gets every answer, `onAttach` is called by the paper clip. */
export const createComposer = (parts: {
  commands: readonly WireCommand[];
  onSend: () => void;
  onDone: (answer: InvokeResponse) => void;
  onAttach: (() => void) | undefined;
}): Composer => {
  const field = createField();
  const restore = (text: string) => {
    write(field.value.trim() === '' ? text : `${text}\n${field.value}`);
    field.focus();
  };
  const sender = createSender({ restore, onDone: parts.onDone });
  const send = (line: string) => {
    parts.onSend();
    void sender(line);
  };
  const { combobox, write, submit } = wire(field, parts.commands, send);
  const element = h(
    'div',
    { class: 'composer' },
    combobox.list,
    h(
      'div',
      { class: 'box' },
      parts.onAttach &&
        button({ class: 'icon-button attach', 'aria-label': 'Import real quotes from a CSV file' }, parts.onAttach, icon('attach')),
      field,
      button({ class: 'send', 'aria-label': 'Send' }, submit, icon('send')),
    ),
    h('p', { class: 'help', id: 'line-help' }, 'Enter sends. Shift and Enter begin a new line. Put | between options to compare them.'),
  );
  queueMicrotask(() => write(sessionStorage.getItem(draftKey) ?? ''));
  return { element, restore, focus: () => field.focus() };
};
