import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { CommandBody } from './registration.ts';

/** What differs between what is registered and what should be, by names as people see them: `/panel`, `Ask the panel`. */
export type Difference = Readonly<{ added: readonly string[]; changed: readonly string[]; removed: readonly string[] }>;

const fieldsSchema = z.record(z.string(), z.unknown());
const registeredSchema = z.array(z.looseObject({ type: z.int().default(1), name: z.string() }));
type Registered = z.infer<typeof registeredSchema>[number];

/** Members whose order means nothing. */
const sets: ReadonlySet<string> = new Set(['contexts', 'integration_types']);
/** What Discord fills in where nothing was said. */
const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const compared = [
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'required',
  'autocomplete',
  'choices',
  'options',
  'default_member_permissions',
  'contexts',
  'integration_types',
  'nsfw',
  'value',
];

const normalizeLocalized = (value: unknown): unknown => {
  const { success, data } = fieldsSchema.safeParse(value);
  return success ? Object.fromEntries(Object.entries(data).toSorted(([a], [b]) => a.localeCompare(b))) : {};
};

/** One command, option or choice, with only the members that count, in one order, and without what means nothing. */
const normalize = (value: unknown): unknown => {
  const one = fieldsSchema.parse(value);
  const entries = compared.flatMap((name): [string, unknown][] => {
    const member = one[name];
    if (isNothing(member)) return [];
    if (name.endsWith('_localizations')) return [[name, normalizeLocalized(member)]];
    if (!Array.isArray(member)) return [[name, member]];
    return [[name, sets.has(name) ? member.toSorted((a, b) => Number(a) - Number(b)) : member.map(normalize)]];
  });
  return Object.fromEntries(entries);
};

const keyOf = ({ type, name }: Pick<Registered, 'type' | 'name'>): string => `${type} ${name}`;
const shownAs = ({ type, name }: Pick<Registered, 'type' | 'name'>): string => (type === 1 ? `/${name}` : name);

/** Compares what Discord says is registered with what should be. Pure; ids, versions and what Discord fills in by itself do not count. */
export const compareCommands = (registered: unknown, wanted: readonly CommandBody[]): Difference => {
  const there = new Map(registeredSchema.parse(registered).map((one) => [keyOf(one), one]));
  const names = new Set(wanted.map(keyOf));
  const isSame = (one: CommandBody): boolean => JSON.stringify(normalize(one)) === JSON.stringify(normalize(there.get(keyOf(one))));
  return {
    added: wanted.filter((one) => !there.has(keyOf(one))).map(shownAs),
    changed: wanted.filter((one) => there.has(keyOf(one)) && !isSame(one)).map(shownAs),
    removed: [...there.values()].filter((one) => !names.has(keyOf(one))).map(shownAs),
  };
};

/** True when nothing has to be pushed. */
export const isUpToDate = ({ added, changed, removed }: Difference): boolean => added.length + changed.length + removed.length === 0;

/** Asks Discord what is registered, and compares. Throws what the library throws. */
export const readDifference = async (rest: REST, applicationId: string, wanted: readonly CommandBody[]): Promise<Difference> => {
  const query = new URLSearchParams({ with_localizations: 'true' });
  return compareCommands(await rest.get(Routes.applicationCommands(applicationId), { query }), wanted);
};

/** Registers commands, and only when something differs: Discord counts how many are made in a day. Answers what differed. */
export const registerCommands = async (rest: REST, applicationId: string, wanted: readonly CommandBody[]): Promise<Difference> => {
  const difference = await readDifference(rest, applicationId, wanted);
  if (!isUpToDate(difference)) await rest.put(Routes.applicationCommands(applicationId), { body: wanted });
  return difference;
};
