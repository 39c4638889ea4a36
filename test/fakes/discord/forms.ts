import { rules } from './rules.ts';
import type { State } from './state.ts';
import { type Fields, type HandedFile, isFields, listOf, type ShownModal, type StoredFile, textOf } from './types.ts';

/** What a person puts into a field of a modal. */
export type FieldValue = string | boolean | readonly string[] | readonly HandedFile[];

const deny = (what: string): never => {
  throw new Error(`a person cannot do this: ${what}`);
};

/** Stores a file that a person hands in. */
export const takeFile = (state: State, { name, content, contentType = 'application/octet-stream' }: HandedFile): StoredFile => {
  const id = state.nextId();
  const url = `${state.origin}/ephemeral-attachments/0/${id}/${encodeURIComponent(name)}`;
  const file: StoredFile = { id, name, contentType, content: Buffer.from(content), url };
  state.files.set(id, file);
  return file;
};

const isHanded = (value: unknown): value is HandedFile => isFields(value) && 'name' in value && 'content' in value;
const counted = (one: Fields, name: 'min_values' | 'max_values', otherwise: number): number => {
  const value = one[name];
  return typeof value === 'number' ? value : otherwise;
};

const typed = (one: Fields, value: FieldValue | undefined): string => {
  const text = textOf(value ?? one['value']);
  const { min_length: min, max_length: max } = one;
  if (one['required'] !== false && text === '') deny(`${textOf(one['custom_id'])} is required`);
  if (text !== '' && text.length < (typeof min === 'number' ? min : 0)) deny(`${textOf(one['custom_id'])} is too short`);
  if (text.length > (typeof max === 'number' ? max : rules.inputText)) deny(`${textOf(one['custom_id'])} is too long`);
  return text;
};

const chosen = (one: Fields, value: FieldValue | undefined): readonly string[] => {
  const options = listOf(one['options']);
  const defaults = options.filter((option) => option['default'] === true).map((option) => textOf(option['value']));
  const preset = listOf(one['default_values']).map((each) => textOf(each['id']));
  const values = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [...defaults, ...preset];
  const isRequired = one['required'] !== false;
  const known = new Set(options.map((option) => option['value']));
  const unknown = options.length > 0 ? values.find((each) => !known.has(each)) : undefined;
  if (unknown !== undefined) deny(`${textOf(one['custom_id'])} has no choice ${unknown}`);
  if (values.length > counted(one, 'max_values', one['type'] === 22 ? options.length : 1))
    deny(`${textOf(one['custom_id'])} takes fewer choices`);
  if (values.length < counted(one, 'min_values', isRequired ? 1 : 0) && (isRequired || values.length > 0))
    deny(`${textOf(one['custom_id'])} asks for more choices`);
  return values;
};

const handed = (one: Fields, value: FieldValue | undefined): readonly HandedFile[] => {
  const files = Array.isArray(value) ? value.filter(isHanded) : [];
  if (files.length > counted(one, 'max_values', 1)) deny(`${textOf(one['custom_id'])} takes fewer files`);
  if (files.length < counted(one, 'min_values', one['required'] === false ? 0 : 1)) deny(`${textOf(one['custom_id'])} asks for a file`);
  return files;
};

/** The data of a modal submission, with the files that were handed in. */
export const submission = (state: State, modal: ShownModal, fields: Readonly<Record<string, FieldValue>>): Fields => {
  const attachments = new Map<string, Fields>();
  const used = new Set<string>();

  const fill = (one: Fields): Fields => {
    const customId = textOf(one['custom_id']);
    const value = fields[customId];
    used.add(customId);
    const base = { type: one['type'], id: one['id'] ?? 0, custom_id: customId };
    if (one['type'] === 4) return { ...base, value: typed(one, value) };
    if (one['type'] === 21) return { ...base, value: chosen(one, value)[0] ?? null };
    if (one['type'] === 23) return { ...base, value: typeof value === 'boolean' ? value : one['default'] === true };
    if (one['type'] !== 19) return { ...base, values: chosen(one, value) };
    const files = handed(one, value).map((each) => takeFile(state, each));
    for (const { id, name, url, content, contentType } of files)
      attachments.set(id, { id, filename: name, url, proxy_url: url, size: content.length, content_type: contentType, ephemeral: true });
    return { ...base, values: files.map(({ id }) => id) };
  };

  const components = modal.components.map((one, index): Fields => {
    const base = { type: one['type'], id: one['id'] ?? index + 1 };
    if (one['type'] === 1) return { ...base, components: listOf(one['components']).map(fill) };
    return isFields(one['component']) ? { ...base, component: fill(one['component']) } : base;
  });
  for (const name of Object.keys(fields)) if (!used.has(name)) deny(`the modal has no field ${name}`);
  return {
    custom_id: modal.customId,
    components,
    ...(attachments.size === 0 ? {} : { resolved: { attachments: Object.fromEntries(attachments) } }),
  };
};
