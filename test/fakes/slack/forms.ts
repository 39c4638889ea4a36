import { carryOut } from './answers.ts';
import { checkView, closeViews, keepView, stackOf } from './methods-views.ts';
import type { Parcel } from './payloads.ts';
import { rules } from './rules.ts';
import type { State } from './state.ts';
import { type Fields, isFields, listOf, type StoredView, textOf } from './types.ts';

/** What a person enters, by block id, action id or the words of the label. A text, or the value of an option; several in a list. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

const wordsOf = (value: unknown): string => (isFields(value) ? textOf(value['text']) : '');

const stop = (why: string): never => {
  throw new Error(`Slack's own form would not let this be sent: ${why}`);
};

const fillText = (element: Fields, given: string | undefined, isOptional: boolean, label: string): Fields => {
  const value = given ?? textOf(element['initial_value']);
  const max = Number(element['max_length'] ?? rules.plainTextInput);
  const min = Number(element['min_length'] ?? 0);
  if (value === '' && !isOptional) stop(`"${label}" is empty`);
  if (value !== '' && (value.length > max || value.length < min)) stop(`"${label}" has ${value.length} characters, not ${min} to ${max}`);
  return { type: element['type'], value: value === '' ? null : value };
};

const fillChoice = (element: Fields, given: readonly string[] | undefined, isOptional: boolean, label: string): Fields => {
  const groups = listOf(element['option_groups']).flatMap((group) => listOf(group['options']));
  const options = [...listOf(element['options']), ...groups];
  const first = [...listOf(element['initial_options']), ...listOf([element['initial_option']])];
  const picked =
    given?.map(
      (wanted) => options.find(({ value, text }) => value === wanted || wordsOf(text) === wanted) ?? stop(`"${label}" has no ${wanted}`),
    ) ?? first;
  if (picked.length === 0 && !isOptional) stop(`"${label}" has no choice`);
  const isMany = element['type'] === 'checkboxes' || textOf(element['type']).startsWith('multi_');
  return { type: element['type'], ...(isMany ? { selected_options: picked } : { selected_option: picked[0] ?? null }) };
};

const fillFiles = (
  state: State,
  element: Fields,
  ids: readonly string[],
  { isOptional, label }: Readonly<{ isOptional: boolean; label: string }>,
): Fields => {
  if (ids.length === 0 && !isOptional) stop(`"${label}" has no file`);
  if (ids.length > Number(element['max_files'] ?? 10)) stop(`"${label}" has too many files`);
  const types = Array.isArray(element['filetypes']) ? element['filetypes'] : undefined;
  const files = ids.map((id) => state.files.get(id) ?? { id, name: '' });
  const strange = files.find(({ name }) => types && !types.includes(name.split('.').at(-1)));
  if (strange) stop(`"${label}" takes no ${strange.name}`);
  return { type: 'file_input', files: files.map((file) => ({ id: file.id, name: file.name })) };
};

const lookups: Readonly<Record<string, string>> = {
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  datepicker: 'selected_date',
};

const fill = (state: State, block: Fields, given: string | readonly string[] | undefined): Fields => {
  const element = isFields(block['element']) ? block['element'] : {};
  const type = textOf(element['type']);
  const label = wordsOf(block['label']);
  const isOptional = block['optional'] === true;
  const many = typeof given === 'string' ? [given] : given;
  const lookup = lookups[type];
  if (lookup) return { type, [lookup]: many?.[0] ?? null };
  if (type === 'file_input') return fillFiles(state, element, many ?? [], { isOptional, label });
  if (element['options'] !== undefined || element['option_groups'] !== undefined) return fillChoice(element, many, isOptional, label);
  return fillText(element, many?.[0], isOptional, label);
};

/** The `state.values` of a form after a person filled it in. Throws where Slack's own form would not let it go, or where there is no such field. */
export const fillForm = (state: State, view: StoredView, typed: Typed): Fields => {
  const fields = view.blocks
    .filter(({ type }) => type === 'input')
    .map((block) => {
      const element = isFields(block['element']) ? block['element'] : {};
      const [blockId, actionId] = [textOf(block['block_id']), textOf(element['action_id'])];
      const key = [blockId, actionId, wordsOf(block['label'])].find((name) => Object.hasOwn(typed, name));
      return { block, blockId, actionId, key };
    });
  const strangers = Object.keys(typed).filter((name) => !fields.some(({ key }) => key === name));
  if (strangers.length > 0) throw new Error(`the form has no field ${strangers.join(', ')}`);
  const values: Record<string, Fields> = {};
  for (const { block, blockId, actionId, key } of fields) {
    values[blockId] = { [actionId]: fill(state, block, key === undefined ? undefined : typed[key]) };
  }
  return values;
};

const answerSubmission = (state: State, view: StoredView, body: Fields): string | undefined => {
  const action = body['response_action'];
  if (action === undefined && Object.keys(body).length > 0) return 'the answer to a form has no response_action';
  if (action === undefined || action === 'clear') {
    closeViews(state, action === 'clear' ? stackOf(state, view.user) : [view]);
    return undefined;
  }
  if (action === 'errors') {
    const named = isFields(body['errors']) ? Object.entries(body['errors']) : [];
    const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id);
    const isGood = named.length > 0 && named.every(([id, words]) => inputs.includes(id) && textOf(words) !== '');
    return isGood ? undefined : 'the errors do not name input blocks of the form';
  }
  if (action !== 'update' && action !== 'push') return `there is no response_action ${textOf(action)}`;
  const next = body['view'];
  const refusal = checkView(next, 'modal');
  if (refusal || !isFields(next)) return JSON.stringify(refusal);
  if (action === 'push' && stackOf(state, view.user).length >= rules.viewStack) return 'push_limit_reached';
  const { user, team } = view;
  keepView(state, { view: next, user, team, ...(action === 'push' ? { previous: view } : { old: view }) });
  return undefined;
};

const parse = (body: string): Fields => {
  try {
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : { text: body };
  } catch {
    return { text: body };
  }
};

/** Does what the body of an acknowledgement asks for. Answers what is wrong with it. */
export const readAcknowledgement = (state: State, { kind, payload, corner, view }: Parcel, body: string): string | undefined => {
  if (payload['type'] === 'view_submission' && view) return answerSubmission(state, view, body === '' ? {} : parse(body));
  if (body === '' || kind !== 'slash_commands' || !corner) return undefined;
  return carryOut(state, corner, 'ack', parse(body));
};
