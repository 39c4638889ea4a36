import { type Fields, isFields } from './types.ts';

/** Collects what is wrong, in the words and with the pointers that Slack puts into `response_metadata.messages`. */
export type Problems = Readonly<{ add: (path: string, sentence: string) => void; list: readonly string[] }>;

/** An empty collection. */
export const createProblems = (): Problems => {
  const list: string[] = [];
  return {
    list,
    add: (path, sentence) => {
      list.push(`[ERROR] ${sentence} [json-pointer:${path}]`);
    },
  };
};

/** Checks one value at a path. */
export type Check = (value: unknown, path: string, problems: Problems) => void;

/** A string of a length. */
export const string =
  (max: number, min = 0): Check =>
  (value, path, { add }) => {
    if (typeof value !== 'string') return add(path, 'must be a string');
    if (value.length < min) return add(path, `must be more than ${min - 1} characters`);
    if (value.length > max) return add(path, `must be less than ${max + 1} characters`);
  };

/** True or false. */
export const boolean: Check = (value, path, { add }) => {
  if (typeof value !== 'boolean') add(path, 'must be a boolean');
};

/** A whole number in a range. */
export const integer =
  (min: number, max: number): Check =>
  (value, path, { add }) => {
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) add(path, `must be an integer from ${min} to ${max}`);
  };

/** One of some strings. */
export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path, { add }) => {
    if (typeof value !== 'string' || !allowed.includes(value)) add(path, `must be one of ${allowed.join(', ')}`);
  };

/** Anything: for parts that no test sends. */
export const anything: Check = () => {};

/** A list of a size. */
export const list =
  (item: Check, max: number, min = 1): Check =>
  (value, path, problems) => {
    if (!Array.isArray(value)) return problems.add(path, 'must be an array');
    if (value.length < min) problems.add(path, `no fewer than ${min} items allowed`);
    if (value.length > max) problems.add(path, `no more than ${max} items allowed`);
    value.forEach((one, index) => {
      item(one, `${path}/${index}`, problems);
    });
  };

/** An object with these members and no others. A name that ends in `?` may be missing. */
export const object = (members: Readonly<Record<string, Check>>): Check => {
  const entries = Object.entries(members).map(([name, check]) => ({ name: name.replace('?', ''), isOptional: name.endsWith('?'), check }));
  const known = new Set(entries.map(({ name }) => name));
  return (value, path, problems) => {
    if (!isFields(value)) return problems.add(path, 'must be an object');
    for (const name of Object.keys(value)) if (!known.has(name)) problems.add(`${path}/${name}`, `invalid additional property: ${name}`);
    for (const { name, isOptional, check } of entries) {
      if (value[name] !== undefined) check(value[name], `${path}/${name}`, problems);
      else if (!isOptional) problems.add(path, `missing required field: ${name}`);
    }
  };
};

/** An object whose `type` says which check holds. */
export const byType =
  (kinds: Readonly<Record<string, Check>>, what: string): Check =>
  (value, path, problems) => {
    const type = isFields(value) ? value['type'] : undefined;
    const check = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (check) check(value, path, problems);
    else problems.add(path, `unsupported type: ${String(type)} (${what})`);
  };

/** All of several checks. */
export const both =
  (...checks: readonly Check[]): Check =>
  (value, path, problems) => {
    for (const check of checks) check(value, path, problems);
  };

/** A condition on an object. */
export const where =
  (sentence: string, holds: (value: Fields) => boolean): Check =>
  (value, path, { add }) => {
    if (isFields(value) && !holds(value)) add(path, sentence);
  };
