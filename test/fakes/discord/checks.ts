import { codes } from './rules.ts';
import { type Fields, isFields } from './types.ts';

/** Where in a body something is. */
export type Path = readonly (string | number)[];

/** What is wrong with a body. `unknown` are members that Discord does not read. */
type Problems = Readonly<{
  add: (path: Path, code: string, message: string) => void;
  unknown: (path: Path) => void;
}>;

/** Looks at a value and names what Discord would refuse. */
export type Check = (value: unknown, path: Path, problems: Problems) => void;

/** A refusal with one of Discord's codes. */
export class Refusal extends Error {
  readonly code: number;
  readonly status: number;
  readonly errors: Fields | undefined;
  constructor(code: number, more: Readonly<{ message?: string; status?: number; errors?: Fields }> = {}) {
    super(more.message ?? codes[code]?.[1] ?? 'Refused');
    this.code = code;
    this.status = more.status ?? codes[code]?.[0] ?? 400;
    this.errors = more.errors;
  }
}

type Tree = { [name: string]: Tree | { code: string; message: string }[] };

/** Runs a check, and throws 50035 with Discord's tree of errors. `onUnknown` hears of members of a good body that are not read. */
export const demand = (check: Check, value: unknown, onUnknown: (path: string) => void): void => {
  const tree: Tree = {};
  const unread: string[] = [];
  let count = 0;
  check(value, [], {
    add: (path, code, message) => {
      count += 1;
      let at = tree;
      for (const name of path) {
        const next = at[String(name)];
        const deeper: Tree = next !== undefined && !Array.isArray(next) ? next : {};
        at[String(name)] = deeper;
        at = deeper;
      }
      const known = at['_errors'];
      at['_errors'] = [...(Array.isArray(known) ? known : []), { code, message }];
    },
    unknown: (path) => void unread.push(path.join('/')),
  });
  if (count > 0) throw new Refusal(50035, { errors: tree });
  for (const path of unread) onUnknown(path);
};

/** Throws 50035 for one member. */
export const refuseField = (path: Path, code: string, message: string): never => {
  const inner: Fields = { _errors: [{ code, message }] };
  throw new Refusal(50035, { errors: path.reduceRight<Fields>((below, name) => ({ [String(name)]: below }), inner) });
};

/** A text of a length. */
export const text =
  (max: number, min = 0): Check =>
  (value, path, { add }) => {
    if (typeof value !== 'string') return add(path, 'BASE_TYPE_BAD_STRING', 'Must be a string.');
    if (value.length > max || value.length < min) {
      const [code, message] =
        min > 0
          ? ['BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`]
          : ['BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`];
      add(path, code, message);
    }
    if (min > 0 && value.length >= min && value.trim().length === 0) add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  };

/** A whole number within bounds. */
export const int =
  (min: number, max: number): Check =>
  (value, path, { add }) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      return add(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
    if (value < min) add(path, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
    if (value > max) add(path, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
  };

/** True or false. */
export const bool: Check = (value, path, { add }) => {
  if (typeof value !== 'boolean') add(path, 'BASE_TYPE_BAD_BOOLEAN', 'Must be a boolean.');
};

/** One of several values. */
export const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value, path, { add }) => {
    if (!allowed.includes(value)) add(path, 'BASE_TYPE_CHOICES', `Value must be one of (${allowed.join(', ')}).`);
  };

/** An id of 17 to 20 digits. */
export const snowflake: Check = (value, path, { add }) => {
  if (typeof value !== 'string' || !/^\d{17,20}$/.test(value))
    add(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not snowflake.`);
};

/** An address. */
export const url =
  (max: number, schemes: readonly string[] = ['http:', 'https:']): Check =>
  (value, path, problems) => {
    text(max, 1)(value, path, problems);
    const parsed = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
    if (!parsed) return problems.add(path, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
    if (!schemes.includes(parsed.protocol)) problems.add(path, 'URL_TYPE_INVALID_SCHEME', `Scheme must be one of (${schemes.join(', ')}).`);
  };

/** Anything: for parts that no test sends. */
export const anything: Check = () => {};

/** A list of a size. */
export const list =
  (item: Check, max: number, min = 0): Check =>
  (value, path, problems) => {
    if (!Array.isArray(value)) return problems.add(path, 'BASE_TYPE_BAD_LIST', 'Must be a list.');
    if (value.length > max || value.length < min)
      problems.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
    value.forEach((one, index) => {
      item(one, [...path, index], problems);
    });
  };

/** An object with these members. A name that ends in `?` may be missing or null. Others are not read. */
export const object = (members: Readonly<Record<string, Check>>): Check => {
  const entries = Object.entries(members).map(([name, check]) => ({ name: name.replace('?', ''), isOptional: name.endsWith('?'), check }));
  const known = new Set(entries.map(({ name }) => name));
  return (value, path, problems) => {
    if (!isFields(value)) return problems.add(path, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
    for (const name of Object.keys(value)) if (!known.has(name)) problems.unknown([...path, name]);
    for (const { name, isOptional, check } of entries) {
      const given = value[name];
      if (given !== undefined && !(isOptional && given === null)) check(given, [...path, name], problems);
      else if (!isOptional) problems.add([...path, name], 'BASE_TYPE_REQUIRED', 'This field is required');
    }
  };
};

/** An object whose `type` says which check holds. */
export const byType =
  (kinds: Readonly<Record<number, Check>>): Check =>
  (value, path, problems) => {
    const type = isFields(value) ? value['type'] : undefined;
    const check = typeof type === 'number' ? kinds[type] : undefined;
    if (check) check(value, path, problems);
    else problems.add([...path, 'type'], 'BASE_TYPE_CHOICES', `Value must be one of {${Object.keys(kinds).join(', ')}}.`);
  };

/** All of several checks. */
export const both =
  (...checks: readonly Check[]): Check =>
  (value, path, problems) => {
    for (const check of checks) check(value, path, problems);
  };

/** A condition on an object; `at` is the member that is named. */
export const where =
  (at: string, code: string, message: string, holds: (value: Fields) => boolean): Check =>
  (value, path, { add }) => {
    if (isFields(value) && !holds(value)) add(at === '' ? path : [...path, at], code, message);
  };
