import type { Form } from '../../../core/form.ts';
import type { InvokeResponse } from '../wire.ts';
import { newKey, sentenceOf } from './api.ts';
import { openDialog, toast } from './dialog.ts';
import { button, h, on } from './dom.ts';
import { type DrawnField, drawField } from './form-fields.ts';

type Done = Extract<InvokeResponse, { outcome: 'done' }>;

/** What a form was filled in with. */
export type SentForm = Readonly<{ options: Readonly<Record<string, string>>; file?: File; deliveryKey: string }>;

type Parts = Readonly<{
  form: Form;
  send: (sent: SentForm) => Promise<InvokeResponse>;
  onDone: (answer: Done, withFile: boolean) => void;
}>;

/** What was typed into forms that were closed without sending, by what the form is for: opened again, it stands there. */
const leftBehind = new Map<string, Readonly<Record<string, string>>>();

const nameOf = ({ press }: Form): string => JSON.stringify(press);

/** The form with what was left in it. */
const restored = (form: Form): Form => {
  const left = leftBehind.get(nameOf(form));
  if (!left) return form;
  const fields = form.fields.map((field) => {
    const value = left[field.option] ?? '';
    if (field.kind === 'file') return field;
    return field.kind === 'choices' ? { ...field, values: value.split(',').filter(Boolean) } : { ...field, value };
  });
  return { ...form, fields };
};

const valuesOf = (drawn: ReadonlyMap<string, DrawnField>): Readonly<Record<string, string>> =>
  Object.fromEntries([...drawn].map(([option, field]) => [option, field.value()]));

const createForm = ({ about, submit }: Form, fields: readonly HTMLElement[], onCancel: () => void) => {
  const problem = h('p', { class: 'problem', role: 'alert', dir: 'auto' });
  const send = h('button', { type: 'submit', class: 'primary' }, submit);
  const element = h(
    'form',
    { class: 'mapping filled' },
    about !== undefined && h('p', { class: 'intro', dir: 'auto' }, about),
    ...fields,
    problem,
    h('div', { class: 'dialog-foot' }, button({ class: 'action plain' }, onCancel, 'Cancel'), send),
  );
  return { element, send, say: (text: string) => problem.replaceChildren(text) };
};

/**
 * Opens a form of a command. It stays open, with what was typed, until the server has taken it; the reason why it was not taken stands below. Closed
 * without sending it opens with the same texts again.
 */
export const openFormDialog = ({ form: asked, send, onDone }: Parts): void => {
  const form = restored(asked);
  let file: File | undefined;
  const drawn = new Map(form.fields.map((field) => [field.option, drawField(field, (chosen) => (file = chosen))] as const));
  const page = createForm(
    form,
    [...drawn.values()].map(({ node }) => node),
    () => dialog.close(),
  );
  const dialog = openDialog(form.title, [page.element], 'form');
  const deliveryKey = newKey();
  let isSent = false;
  dialog.element.addEventListener('close', () => {
    if (isSent) leftBehind.delete(nameOf(form));
    else leftBehind.set(nameOf(form), valuesOf(drawn));
  });
  const fail = (sentence: string) => (dialog.element.open ? page.say(sentence) : toast(sentence));
  const deliver = async (): Promise<void> => {
    const options = Object.fromEntries(Object.entries(valuesOf(drawn)).filter(([, value]) => value.trim() !== ''));
    const answer = await send({ options, deliveryKey, ...(file ? { file } : {}) });
    if (answer.outcome === 'refused') return fail(answer.userMessage);
    isSent = true;
    dialog.close();
    onDone(answer, file !== undefined);
  };
  const trySend = async (): Promise<void> => {
    if (page.send.getAttribute('aria-busy') === 'true') return;
    page.say('');
    page.send.setAttribute('aria-busy', 'true');
    await deliver().catch((cause: unknown) => fail(sentenceOf(cause)));
    page.send.removeAttribute('aria-busy');
  };
  on(page.element, {
    submit: (event) => {
      event.preventDefault();
      void trySend();
    },
  });
  drawn.values().next().value?.control.focus();
};
