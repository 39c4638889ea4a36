import type { Form, FormField } from '../../core/form.ts';
import type { Button, Press } from '../../core/message.ts';
import { onOneLine, withoutHiddenCharacters } from '../../core/text.ts';

const describeField = (field: FormField): readonly string[] => {
  const name = field.kind === 'file' ? 'FILE' : `--${field.option}`;
  const hint = field.hint === undefined ? '' : ` (${field.hint})`;
  const choices = 'choices' in field ? [`      one of: ${field.choices.map(({ value }) => value).join(', ')}`] : [];
  const now =
    'value' in field && field.value
      ? withoutHiddenCharacters(field.value)
          .split('\n')
          .map((line) => `      now: ${line}`)
      : [];
  return [`  ${name}${field.required ? '' : ' [optional]'}  ${field.label}${hint}`, ...choices, ...now];
};

/** How words are put on a command line, so that a shell takes them as one. */
const quoted = (text: string): string => `'${onOneLine(text).replaceAll("'", String.raw`'\''`)}'`;

/** The line that does what a press would do; what is empty there need not be said. */
const lineOf = ({ command, action, options }: Press, more: readonly string[] = []): string => {
  const fixed = Object.entries(options).flatMap(([name, value]) => (value === '' ? [] : [`--${name} ${quoted(value)}`]));
  return `  npm run ${command === 'personas' ? 'sets' : command} -- ${[...action, ...fixed, ...more].join(' ')}`;
};

/** The buttons of `/personas check`, as lines to type. */
export const renderCheckButtons = (buttons: readonly Button[]): string =>
  buttons
    .filter(({ press }) => press.command === 'personas' && press.action[0] === 'check')
    .flatMap(({ label, press }) => [`${label}:`, lineOf(press)])
    .join('\n');

/**
 * A form as a terminal can answer it: which options it asks for, what stands in them now, and the line that sends it. Fields that are left out are sent
 * empty, as in any form.
 */
export const renderForm = (form: Form): string => {
  const asked = form.fields.map((field) => (field.kind === 'file' ? 'FILE' : `--${field.option} …`));
  return [
    `A form: ${form.title}`,
    ...(form.about === undefined ? [] : [form.about]),
    ...form.fields.flatMap(describeField),
    'Answer it with:',
    lineOf(form.press, asked),
  ].join('\n');
};
