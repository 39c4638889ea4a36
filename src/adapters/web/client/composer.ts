import type { InvokeResponse, WireCommand } from '../wire.ts';
import { newKey, sendLine, sentenceOf } from './api.ts';
import { Combobox } from './combobox.ts';
import { suggest } from './completion.ts';
import { dismissToast, toast } from './dialog.ts';
import { button, h, on } from './dom.ts';
import { icon } from './icons.ts';

/** The message box at the foot of the channel. */
export type Composer = Readonly<{
  element: HTMLElement;
  /** Puts a text into the box. What stands there already is kept below it, unless it is the same. */
  restore: (text: string) => void;
  /** Sends a line as if it had been typed here. */
  send: (line: string) => void;
  focus: () => void;
}>;

/** What can be typed, and the language in which it is described. */
type Declared = Readonly<{ commands: readonly WireCommand[]; language: string }>;

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
    placeholder: 'A headline or /command',
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

/** Puts text into the field, which grows with it, and keeps it as the draft that survives a reload. */
const writeInto = (field: HTMLTextAreaElement, text: string, caret = text.length): void => {
  field.value = text;
  field.setSelectionRange(caret, caret);
  grow(field);
};

const grow = (field: HTMLTextAreaElement): void => {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
  sessionStorage.setItem(draftKey, field.value);
};

/** Completion over a field: offers what the declarations allow at the caret, and writes what was chosen. */
const completeIn = (field: HTMLTextAreaElement, { commands, language }: Declared) => {
  const look = () => {
    const { value, selectionStart, selectionEnd } = field;
    combobox.show(selectionStart === selectionEnd ? suggest(value.slice(0, selectionStart), commands) : []);
  };
  const combobox = new Combobox(field, language, ({ from, insert }) => {
    const after = field.value.slice(field.selectionStart).replace(/^\s/, '');
    writeInto(field, field.value.slice(0, from) + insert + after, from + insert.length);
    look();
  });
  return { combobox, look };
};

const wire = (field: HTMLTextAreaElement, declared: Declared, send: (line: string) => void) => {
  const { combobox, look } = completeIn(field, declared);
  const submit = () => {
    const line = field.value;
    if (line.trim() === '') return;
    writeInto(field, '');
    combobox.hide();
    send(line);
  };
  on(field, {
    input: () => {
      grow(field);
      look();
    },
    blur: () => combobox.hide(),
    keydown: (event) => {
      const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
      const taken = combobox.key(event);
      if (taken || sends) event.preventDefault();
      if (!taken && sends) submit();
    },
  });
  return { list: combobox.list, submit };
};

/** Makes the message box. `onDone` gets every answer, `onAttach` is called by the paper clip. */
export const createComposer = (
  parts: Declared & {
    onSend: () => void;
    /** Opens a form for a line that leaves something open, and says whether it did. */
    onOpen: (line: string) => boolean;
    onDone: (answer: InvokeResponse) => void;
    onAttach: (() => void) | undefined;
  },
): Composer => {
  const field = createField();
  const restore = (text: string) => {
    const stands = field.value.trim();
    writeInto(field, stands === '' || stands === text.trim() ? text : `${text}\n${field.value}`);
    field.focus();
  };
  const sender = createSender({ restore, onDone: parts.onDone });
  const send = (line: string): void => {
    parts.onSend();
    dismissToast();
    void sender(line);
  };
  const { list, submit } = wire(field, parts, (line) => parts.onOpen(line) || send(line));
  const element = h(
    'div',
    { class: 'composer' },
    list,
    h(
      'div',
      { class: 'box' },
      parts.onAttach &&
        button({ class: 'icon-button attach', 'aria-label': 'Import real quotes from a CSV file' }, parts.onAttach, icon('attach')),
      field,
      button({ class: 'send', 'aria-label': 'Send' }, submit, icon('send')),
    ),
    h('p', { class: 'help', id: 'line-help' }, 'Enter sends, Shift+Enter starts a new line. Put\u00A0| between options to compare them.'),
  );
  queueMicrotask(() => writeInto(field, sessionStorage.getItem(draftKey) ?? ''));
  return { element, restore, send, focus: () => field.focus() };
};
