import type { Form, FormField } from '../../core/form.ts';
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

/**
 * A form as a terminal can answer it: which options it asks for, what stands in them now, and the line that sends it. Fields that are left out are sent
 * empty, as in any form.
 */
export const renderForm = (form: Form): string => {
  const { press } = form;
  const fixed = Object.entries(press.options).map(([name, value]) => `--${name} ${quoted(value)}`);
  const asked = form.fields.map((field) => (field.kind === 'file' ? 'FILE' : `--${field.option} …`));
  const verb = press.command === 'personas' ? 'sets' : press.command;
  return [
    `A form: ${form.title}`,
    ...(form.about === undefined ? [] : [form.about]),
    ...form.fields.flatMap(describeField),
    'Answer it with:',
    `  npm run ${verb} -- ${[...press.action, ...fixed, ...asked].join(' ')}`,
  ].join('\n');
};
