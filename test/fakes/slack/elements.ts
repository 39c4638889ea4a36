import { anything, boolean, both, byType, type Check, integer, list, object, oneOf, string, where } from './checks.ts';
import { rules } from './rules.ts';
import { listOf, textOf } from './types.ts';

const type = anything;

/** A `plain_text` object. */
export const plainText = (max: number, min = 1): Check =>
  both(
    object({ type, text: string(max, min), 'emoji?': boolean }),
    where('must be plain_text', (value) => value['type'] === 'plain_text'),
  );

const mrkdwn = (max: number, min = 1): Check => object({ type, text: string(max, min), 'verbatim?': boolean });

/** A `plain_text` or `mrkdwn` object. */
export const anyText = (max: number, min = 1): Check =>
  byType({ plain_text: plainText(max, min), mrkdwn: mrkdwn(max, min) }, 'text object');

/** A `mrkdwn` object only. */
export const markupText = (max: number): Check => byType({ mrkdwn: mrkdwn(max) }, 'text object');

const confirm = object({
  title: plainText(rules.confirmTitle),
  text: anyText(rules.confirmText),
  confirm: plainText(rules.confirmButton),
  deny: plainText(rules.confirmButton),
  'style?': oneOf('primary', 'danger'),
});

const acting = { type, 'action_id?': string(rules.id, 1) } as const;
const asking = { ...acting, 'confirm?': confirm } as const;
const typing = { ...acting, 'placeholder?': plainText(rules.placeholder), 'focus_on_load?': boolean } as const;
const option = object({
  text: anyText(rules.optionText),
  value: string(rules.optionValue, 1),
  'description?': anyText(rules.optionText),
  'url?': string(rules.url, 1),
});
const dispatching = { ...typing, 'dispatch_action_config?': anything } as const;

const choosing = (max: number, initial: Readonly<Record<string, Check>>): Check =>
  both(
    object({
      ...typing,
      'confirm?': confirm,
      'options?': list(option, max),
      'option_groups?': list(object({ label: plainText(rules.optionText), options: list(option, max) }), rules.selectOptions),
      ...initial,
    }),
    where('options or option_groups is required', (value) => (value['options'] === undefined) !== (value['option_groups'] === undefined)),
    where('initial_option must match an option', (value) => {
      const groups = listOf(value['option_groups']).flatMap((group) => listOf(group['options']));
      const known = [...listOf(value['options']), ...groups].map((one) => JSON.stringify(one));
      const chosen = [...listOf(value['initial_options']), ...listOf([value['initial_option']])];
      return chosen.every((one) => known.includes(JSON.stringify(one)));
    }),
    where('option values must be unique', (value) => {
      const values = listOf(value['options']).map((one) => one['value']);
      return new Set(values).size === values.length;
    }),
  );

const button = object({
  ...asking,
  text: plainText(rules.buttonText),
  'value?': string(rules.buttonValue, 1),
  'url?': string(rules.url, 1),
  'style?': oneOf('primary', 'danger'),
  'accessibility_label?': string(rules.accessibilityLabel),
});

const verdict = object({
  text: plainText(rules.buttonText),
  value: string(rules.buttonValue, 1),
  'accessibility_label?': string(rules.accessibilityLabel),
});

const textInput = both(
  object({
    ...dispatching,
    'initial_value?': string(rules.plainTextInput),
    'multiline?': boolean,
    'min_length?': integer(0, rules.plainTextInput),
    'max_length?': integer(1, rules.plainTextInput),
  }),
  where(
    'initial_value must not exceed max_length',
    (value) => textOf(value['initial_value']).length <= Number(value['max_length'] ?? rules.plainTextInput),
  ),
);

const image = both(
  object({ type, 'image_url?': string(rules.url, 1), 'slack_file?': anything, alt_text: string(rules.imageAlt, 1) }),
  where('image_url or slack_file is required', (value) => (value['image_url'] === undefined) !== (value['slack_file'] === undefined)),
);

const picker = object({ ...asking, 'placeholder?': plainText(rules.placeholder), 'focus_on_load?': boolean, 'initial_date?': anything });
const lookup = object({
  ...asking,
  'placeholder?': plainText(rules.placeholder),
  'focus_on_load?': boolean,
  'initial_user?': anything,
  'initial_channel?': anything,
  'initial_conversation?': anything,
  'default_to_current_conversation?': boolean,
  'filter?': anything,
  'max_selected_items?': integer(1, 100),
  'response_url_enabled?': boolean,
});

/** What stands in an `actions` block. */
export const actionKinds: Readonly<Record<string, Check>> = {
  button,
  static_select: choosing(rules.selectOptions, { 'initial_option?': option }),
  multi_static_select: choosing(rules.selectOptions, { 'initial_options?': list(option, 100), 'max_selected_items?': integer(1, 100) }),
  users_select: lookup,
  channels_select: lookup,
  conversations_select: lookup,
  multi_users_select: lookup,
  multi_channels_select: lookup,
  multi_conversations_select: lookup,
  overflow: object({ ...asking, options: list(option, rules.overflowOptions) }),
  checkboxes: choosing(rules.shortOptions, { 'initial_options?': list(option, rules.shortOptions) }),
  radio_buttons: choosing(rules.shortOptions, { 'initial_option?': option }),
  datepicker: picker,
};

/** What stands in an `input` block. */
export const inputKinds: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(Object.entries(actionKinds).filter(([name]) => !['button', 'overflow'].includes(name))),
  plain_text_input: textInput,
  number_input: object({
    ...dispatching,
    is_decimal_allowed: boolean,
    'initial_value?': anything,
    'min_value?': anything,
    'max_value?': anything,
  }),
  email_text_input: object({ ...dispatching, 'initial_value?': string(rules.plainTextInput) }),
  url_text_input: object({ ...dispatching, 'initial_value?': string(rules.plainTextInput) }),
  file_input: object({ ...acting, 'filetypes?': list(string(20, 1), 100), 'max_files?': integer(1, 10) }),
};

/** What stands beside a section. */
export const accessoryKinds: Readonly<Record<string, Check>> = { ...actionKinds, image };

/** What stands in a `context_actions` block. */
export const contextActionKinds: Readonly<Record<string, Check>> = {
  feedback_buttons: object({ ...acting, positive_button: verdict, negative_button: verdict }),
  icon_button: object({
    ...asking,
    icon: oneOf('trash'),
    text: plainText(rules.buttonText),
    'value?': string(rules.buttonValue, 1),
    'accessibility_label?': string(rules.accessibilityLabel),
    'visible_to_user_ids?': list(string(rules.id, 1), 10),
  }),
};

/** An image as an element. */
export const imageElement: Check = byType({ image }, 'image element');

/** What stands in a `context` block. */
export const contextKinds: Readonly<Record<string, Check>> = {
  image,
  plain_text: plainText(rules.contextText),
  mrkdwn: mrkdwn(rules.contextText),
};
