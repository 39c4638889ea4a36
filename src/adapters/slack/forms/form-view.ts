import type { InputBlock, ModalView, PlainTextElement, PlainTextOption } from '@slack/types';
import type { Form, FormChoice, FormField } from '../../../core/form.ts';
import { cutToUnits, onOneLine } from '../../../core/text.ts';
import { slackLimits } from '../limits.ts';
import { context, plain } from '../render/rich.ts';

/** The callback id of all our forms. What one is for stands in its `private_metadata`. */
export const formCallbackId = 'sb_form';

/** The identifier of the element in each input block; the block itself is named after the option that it fills. */
export const formActionId = 'value';

/** One line that fits, counted after links in it are broken, which makes it longer. `instead` when nothing is left of it, because Slack refuses empty texts. */
const cutLine = (text: string, most: number, instead = ''): PlainTextElement => {
  const line = onOneLine(text);
  for (let room = most; ; room -= 4) {
    const made = plain(cutToUnits(line, room));
    if (made.text.length <= most) return made.text.trim() === '' ? plain(instead) : made;
  }
};

/** The same for what may be left out. */
const cutIfAny = <Name extends string>(name: Name, text: string, most: number): Partial<Record<Name, PlainTextElement>> => {
  const made = cutLine(text, most);
  // A computed name has the type `string`; it is `Name`.
  return made.text === '' ? {} : ({ [name]: made } as Record<Name, PlainTextElement>);
};

/** A value has to be unique in its list, and Slack takes a certain number of options. */
const optionsOf = (choices: readonly FormChoice[]): PlainTextOption[] => {
  const fitting = choices.filter(({ value }) => value !== '' && value.length <= slackLimits.optionValue);
  const unique = [...new Map(fitting.map((choice) => [choice.value, choice])).values()];
  return unique
    .slice(0, slackLimits.selectOptions)
    .map(({ value, label }) => ({ value, text: cutLine(label, slackLimits.optionText, value.slice(0, slackLimits.optionText)) }));
};

const textElement = (field: Extract<FormField, { kind: 'line' | 'text' }>): InputBlock['element'] => {
  const most = Math.min(field.maxUnits, slackLimits.plainTextInput);
  const { value = '', placeholder = '' } = field;
  return {
    type: 'plain_text_input',
    action_id: formActionId,
    multiline: field.kind === 'text',
    max_length: most,
    // What is in a field is read as it stands and goes back to us as it stands, so nothing in it is broken up.
    ...(value === '' ? {} : { initial_value: cutToUnits(value, most) }),
    ...cutIfAny('placeholder', placeholder, slackLimits.placeholder),
  };
};

/** Boxes to tick, or a list when there are too many boxes for Slack. */
const choicesElement = (field: Extract<FormField, { kind: 'choices' }>): InputBlock['element'] | undefined => {
  const options = optionsOf(field.choices);
  if (options.length === 0) return undefined;
  const chosen = options.filter(({ value }) => field.values?.includes(value ?? ''));
  const shared = { action_id: formActionId, options, ...(chosen.length > 0 ? { initial_options: chosen } : {}) };
  return options.length <= slackLimits.checkboxes ? { type: 'checkboxes', ...shared } : { type: 'multi_static_select', ...shared };
};

const choiceElement = (field: Extract<FormField, { kind: 'choice' }>): InputBlock['element'] | undefined => {
  const options = optionsOf(field.choices);
  const chosen = options.find(({ value }) => value === field.value);
  if (options.length === 0) return undefined;
  return { type: 'static_select', action_id: formActionId, options, ...(chosen ? { initial_option: chosen } : {}) };
};

const elementOf = (field: FormField): InputBlock['element'] | undefined => {
  switch (field.kind) {
    case 'line':
    case 'text':
      return textElement(field);
    case 'choice':
      return choiceElement(field);
    case 'choices':
      return choicesElement(field);
    case 'file': {
      const types = field.accept.map((ending) => ending.replace(/^\./, '')).filter(Boolean);
      return { type: 'file_input', action_id: formActionId, max_files: 1, ...(types.length > 0 ? { filetypes: types } : {}) };
    }
  }
};

const toInput = (field: FormField): InputBlock[] => {
  const element = elementOf(field);
  const { option, label, hint = '', required } = field;
  // A list with nothing to choose from is refused by Slack; without it the form still works.
  if (!element) return [];
  return [
    {
      type: 'input',
      block_id: option,
      optional: !required,
      label: cutLine(label, slackLimits.formLabel, option),
      element,
      ...cutIfAny('hint', hint, slackLimits.formHint),
    },
  ];
};

/**
 * A form as a modal of Slack. Never breaks a limit: texts are cut, lists end. `carried` says what it is for and comes back with it; throws
 * `RangeError` when that is too long, and then there is no form.
 */
export const formView = (form: Form, carried: string): ModalView => {
  if (carried.length > slackLimits.privateMetadata) throw new RangeError('what the form carries is too long');
  return {
    type: 'modal',
    callback_id: formCallbackId,
    title: cutLine(form.title, slackLimits.viewTitle, 'Sounding Board'),
    submit: cutLine(form.submit, slackLimits.viewTitle, 'Send'),
    close: plain('Cancel'),
    private_metadata: carried,
    blocks: [...context(cutLine(form.about ?? '', slackLimits.contextText).text), ...form.fields.flatMap(toInput)].slice(
      0,
      slackLimits.viewBlocks,
    ),
  };
};
