import { isRefusal } from '../../src/core/errors.ts';
import type { Form } from '../../src/core/form.ts';
import type { Actor } from '../../src/core/panel/panel.ts';
import type { AttachedFile, Invocation, Reply } from '../../src/ports/command.ts';
import { answerOf, type Chat } from './chat.ts';

/** A file in memory, as somebody attaches it. */
export const fileOf = (name: string, text: string): AttachedFile => {
  const bytes = Buffer.from(text);
  return {
    name,
    bytes: bytes.length,
    open: async function* () {
      yield bytes;
    },
  };
};

/** Presses the button with this label on the last answer, or types a line; fills in and sends the form that comes. */
export const talker = (open: Chat, actor: Actor) => {
  let last: Reply = { messages: [] };
  const take = (answer: Awaited<ReturnType<Chat['invoke']>>): string => {
    last = isRefusal(answer) ? last : answer;
    return answerOf(answer);
  };
  const formOf = (): Form => {
    if (!last.form) throw new Error(`no form came, but: ${answerOf(last)}`);
    return last.form;
  };
  return {
    say: async (line: string, change: Partial<Invocation> = {}) => take(await open.say(line, { actor, ...change })),
    press: async (label: string, change: Partial<Invocation> = {}) => {
      const button = last.messages.flatMap(({ buttons }) => buttons).find((one) => one.label.startsWith(label));
      if (!button)
        throw new Error(`no button ${label} in ${last.messages.flatMap(({ buttons }) => buttons.map((one) => one.label)).join(', ')}`);
      return take(await open.invoke({ ...button.press, actor, ...change }));
    },
    /** Sends the form as it stands, with these fields filled in. Empty fields are left out, as on every platform. */
    send: async (filled: Readonly<Record<string, string>>, as: Actor = actor) => {
      const { fields, press } = formOf();
      const values = fields.flatMap((field) => {
        const text = filled[field.option] ?? ('value' in field ? field.value : undefined);
        return text === undefined || text === '' ? [] : [[field.option, text] as const];
      });
      const strange = Object.keys(filled).filter((name) => !fields.some(({ option }) => option === name));
      if (strange.length > 0) throw new Error(`the form has no ${strange.join(', ')}`);
      return take(await open.invoke({ ...press, options: { ...press.options, ...Object.fromEntries(values) }, actor: as }));
    },
    values: () => Object.fromEntries(formOf().fields.map((field) => [field.option, 'value' in field ? field.value : undefined])),
    file: () => last.file,
    labels: () => last.messages.flatMap(({ buttons }) => buttons.map((one) => one.label)),
    messages: () => last.messages,
    settled: () => last.settled,
  };
};
