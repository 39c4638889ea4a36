import { anything, bool, both, byType, type Check, int, list, object, oneOf, snowflake, text, url, where } from './checks.ts';
import { rules } from './rules.ts';
import { type Fields, isFields, listOf, textOf } from './types.ts';

const id = { 'id?': int(0, 2 ** 31 - 1), type: anything };
const customId = text(rules.customId, 1);
const emoji = object({ 'id?': anything, 'name?': anything, 'animated?': bool });
const media = object({ url: url(2_048, ['http:', 'https:', 'attachment:']) });

const label = where(
  'label',
  'BUTTON_COMPONENT_LABEL_REQUIRED',
  'A button needs a label or an emoji.',
  (one) => textOf(one['label']).trim() !== '' || isFields(one['emoji']),
);
const looks = { ...id, style: anything, 'label?': text(rules.buttonLabel), 'emoji?': emoji, 'disabled?': bool };
const styles: Readonly<Record<number, Check>> = {
  ...Object.fromEntries([1, 2, 3, 4].map((style) => [style, both(object({ ...looks, custom_id: customId }), label)])),
  5: both(object({ ...looks, url: url(rules.buttonUrl, ['http:', 'https:', 'discord:']) }), label),
  6: object({ ...id, style: anything, sku_id: snowflake, 'disabled?': bool }),
};

const button: Check = (value, path, problems) => {
  const style = isFields(value) ? value['style'] : undefined;
  const check = typeof style === 'number' ? styles[style] : undefined;
  if (!check) return problems.add([...path, 'style'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4, 5, 6}.');
  if (isFields(value) && style === 5 && value['custom_id'] !== undefined)
    problems.add([...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_NOT_ALLOWED', 'A link has no custom id.');
  check(value, path, problems);
};

const option = object({
  label: text(rules.selectOption, 1),
  value: text(rules.selectOption, 1),
  'description?': text(rules.selectOption),
  'emoji?': emoji,
  'default?': bool,
});
const countOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

const uniqueOptions = where('options', 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used', (one) =>
  distinct(listOf(one['options']).map((each) => each['value'])),
);
const fewDefaults = where(
  'options',
  'SELECT_COMPONENT_TOO_MANY_DEFAULT_OPTIONS',
  'More defaults than may be chosen.',
  (one) => listOf(one['options']).filter((each) => each['default'] === true).length <= countOf(one['max_values'], 1),
);
const orderedCounts = where(
  'min_values',
  'SELECT_COMPONENT_MIN_ABOVE_MAX',
  'min_values is above max_values.',
  (one) => countOf(one['min_values'], 1) <= Math.max(1, countOf(one['max_values'], 1)),
);
const enoughOptions = where(
  'max_values',
  'SELECT_COMPONENT_MAX_VALUES_TOO_HIGH',
  'max_values is above the number of options.',
  (one) => countOf(one['max_values'], 1) <= Math.max(1, listOf(one['options']).length),
);

const selectBase = {
  ...id,
  custom_id: customId,
  'placeholder?': text(rules.placeholder),
  'min_values?': int(0, rules.selectOptions),
  'max_values?': int(1, rules.selectOptions),
};
const selects = (more: Readonly<Record<string, Check>>): Readonly<Record<number, Check>> => {
  const base = { ...selectBase, ...more };
  const entity = both(object({ ...base, 'default_values?': list(object({ id: snowflake, type: anything }), 25) }), orderedCounts);
  return {
    3: both(object({ ...base, options: list(option, rules.selectOptions, 1) }), uniqueOptions, fewDefaults, orderedCounts, enoughOptions),
    5: entity,
    6: entity,
    7: entity,
    8: both(object({ ...base, 'channel_types?': list(int(0, 16), 17), 'default_values?': list(anything, 25) }), orderedCounts),
  };
};

const actionRow: Check = both(
  object({ ...id, components: list(byType({ 2: button, ...selects({ 'disabled?': bool }) }), rules.rowButtons, 1) }),
  where('components', 'BASE_TYPE_BAD_LENGTH', 'A row holds up to 5 buttons or one select.', (row) => {
    const inside = listOf(row['components']);
    return inside.length === 1 || inside.every((one) => one['type'] === 2);
  }),
);

const display = object({ ...id, content: text(rules.displayText, 1) });
const thumbnail = object({ ...id, media, 'description?': text(rules.altText), 'spoiler?': bool });
const section = object({
  ...id,
  components: list(byType({ 10: display }), rules.sectionTexts, 1),
  accessory: byType({ 2: button, 11: thumbnail }),
});
const gallery = object({
  ...id,
  items: list(object({ media, 'description?': text(rules.altText), 'spoiler?': bool }), rules.galleryItems, 1),
});
const file = object({ ...id, file: object({ url: url(2_048, ['attachment:']) }), 'spoiler?': bool });
const separator = object({ ...id, 'divider?': bool, 'spacing?': oneOf(1, 2) });
const inContainer = { 1: actionRow, 9: section, 10: display, 12: gallery, 13: file, 14: separator };
const container = object({
  ...id,
  components: list(byType(inContainer), rules.components, 1),
  'accent_color?': int(0, 0xff_ff_ff),
  'spoiler?': bool,
});

/** All components with those inside them, in order. */
export const allComponents = (components: unknown): readonly Fields[] =>
  listOf(components).flatMap((one) => [
    one,
    ...allComponents(one['components']),
    ...allComponents(isFields(one['accessory']) ? [one['accessory']] : []),
    ...allComponents(isFields(one['component']) ? [one['component']] : []),
  ]);

const uniqueIds: Check = (value, path, { add }) => {
  const inside = allComponents(value);
  const customIds = inside.map((one) => one['custom_id']).filter((one) => one !== undefined);
  if (!distinct(customIds)) add(path, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  const ids = inside.map((one) => one['id']).filter((one) => one !== undefined && one !== null && one !== 0);
  if (!distinct(ids)) add(path, 'COMPONENT_ID_DUPLICATED', 'Component id cannot be duplicated');
};

const budget: Check = (value, path, { add }) => {
  const inside = allComponents(value);
  if (inside.length > rules.components) add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${rules.components} in length.`);
  const length = inside.filter((one) => one['type'] === 10).reduce((sum, one) => sum + textOf(one['content']).length, 0);
  if (length > rules.displayText)
    add(path, 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', `Total text of components exceeds ${rules.displayText}.`);
};

/** Rows of a message without the components flag. */
export const legacyComponents: Check = both(list(byType({ 1: actionRow }), rules.rows), uniqueIds);

/** Components of a message with the flag. */
export const newComponents: Check = both(list(byType({ ...inContainer, 17: container }), rules.components), budget, uniqueIds);

const typedInput = {
  ...id,
  custom_id: customId,
  style: oneOf(1, 2),
  'min_length?': int(0, rules.inputText),
  'max_length?': int(1, rules.inputText),
  'required?': bool,
  'value?': text(rules.inputText),
  'placeholder?': text(rules.inputPlaceholder),
};
const fits = where('value', 'BASE_TYPE_BAD_LENGTH', 'The value is outside min_length and max_length.', (one) => {
  const { length } = textOf(one['value']);
  return length === 0 || (length >= countOf(one['min_length'], 0) && length <= countOf(one['max_length'], rules.inputText));
});
const orderedLengths = where(
  'min_length',
  'BASE_TYPE_BAD_LENGTH',
  'min_length is above max_length.',
  (one) => countOf(one['min_length'], 0) <= countOf(one['max_length'], rules.inputText),
);
const groupOption = object({
  label: text(rules.selectOption, 1),
  value: text(rules.selectOption, 1),
  'description?': text(rules.selectOption),
  'default?': bool,
});
const counts = { 'min_values?': int(0, rules.checkboxOptions), 'max_values?': int(1, rules.checkboxOptions) };

const inLabel: Readonly<Record<number, Check>> = {
  ...selects({ 'required?': bool }),
  4: both(object(typedInput), fits, orderedLengths),
  19: both(
    object({
      ...id,
      custom_id: customId,
      'min_values?': int(0, rules.uploads),
      'max_values?': int(1, rules.uploads),
      'required?': bool,
      'file_types?': list(text(255, 1), rules.fileTypes),
    }),
    orderedCounts,
  ),
  21: both(
    object({ ...id, custom_id: customId, options: list(groupOption, rules.radioOptions, 2), 'required?': bool }),
    uniqueOptions,
    fewDefaults,
  ),
  22: both(
    object({ ...id, custom_id: customId, options: list(groupOption, rules.checkboxOptions, 1), 'required?': bool, ...counts }),
    uniqueOptions,
  ),
  23: object({ ...id, custom_id: customId, 'default?': bool }),
};

const oldInput = both(object({ ...typedInput, label: text(rules.label, 1) }), fits, orderedLengths);

/** A modal: what a callback of type 9 carries. */
export const modal: Check = object({
  custom_id: customId,
  title: text(rules.modalTitle, 1),
  components: both(
    list(
      byType({
        1: object({ ...id, components: list(byType({ 4: oldInput }), 1, 1) }),
        10: display,
        18: object({ ...id, label: text(rules.label, 1), 'description?': text(rules.labelDescription), component: byType(inLabel) }),
      }),
      rules.modalComponents,
      1,
    ),
    uniqueIds,
  ),
});
