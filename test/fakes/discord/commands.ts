import { takeFile } from './forms.ts';
import { channelPayload, filePayload, memberPayload, userPayload } from './payloads.ts';
import { channelOf, guildOf, guildPermissions, may, permissionsIn, type State, userOf } from './state.ts';
import {
  type DiscordChannel,
  type Fields,
  type HandedFile,
  isFields,
  listOf,
  type StoredCommand,
  type StoredFile,
  textOf,
} from './types.ts';
import { acme, permission } from './world.ts';

/** Where and with what a person acts. The guild follows from the channel. */
export type Act = Readonly<{
  /** `acme.general` when it is left out. */
  channel?: string;
  /** The person's language, such as `de`. */
  locale?: string;
  /** The person brought the app along: no guild install, at most five follow-ups. Follows from the channel when it is left out. */
  isUserInstall?: boolean;
}>;

/** Values of options by name. A user, role, channel or mentionable is its id; a file is a file. */
type OptionValues = Readonly<Record<string, string | number | boolean | HandedFile>>;

/** A slash command as it is typed. Subcommands go into the name: `personas show`. */
export type Slash = Act &
  Readonly<{
    name: string;
    options?: OptionValues;
    /** An administrator has opened the command to all: its default permissions do not count. */
    isOpened?: boolean;
  }>;

/** Throws, for what a person cannot do. */
export const deny = (what: string): never => {
  throw new Error(`a person cannot do this: ${what}`);
};

const isFile = (value: unknown): value is HandedFile => isFields(value) && 'content' in value;

/** True when a person may look into a channel. */
export const sees = (state: State, user: string, channel: DiscordChannel): boolean => {
  if (channel.guild === undefined) return channel.recipient === user;
  return guildOf(state, channel.guild).members.has(user) && may(state, channel, user, permission.viewChannel);
};

type Command = Readonly<{ found: StoredCommand; path: readonly Fields[]; options: readonly Fields[] }>;

/** The command that a person picks, its subcommands and its options. Throws where it is not offered. */
export const findCommand = (
  state: State,
  user: string,
  type: number,
  name: string,
  act: Act & Readonly<{ isOpened?: boolean }>,
): Command => {
  const channel = channelOf(state, act.channel ?? acme.general);
  if (!sees(state, user, channel)) deny(`${user} does not see the channel`);
  const words = type === 1 ? name.split(' ') : [name];
  const isAway = act.isUserInstall ?? (channel.guild === undefined ? channel.kind === 'group' : !guildOf(state, channel.guild).isInstalled);
  const candidates = state.commands.filter((one) => one.type === type && one.name === words[0]);
  const found =
    candidates.find(({ guild }) => guild !== undefined && guild === channel.guild) ?? candidates.find(({ guild }) => guild === undefined);
  if (!found) return deny(`there is no command ${name}`);
  const { contexts, integration_types: installs, default_member_permissions: needed } = found.body;
  const context = channel.guild === undefined ? (channel.kind === 'dm' ? 1 : 2) : 0;
  if (Array.isArray(contexts) && !contexts.includes(context)) deny(`${name} is not offered there`);
  if (found.body['dm_permission'] === false && context !== 0) deny(`${name} is not offered there`);
  const install = isAway ? 1 : 0;
  if (!(Array.isArray(installs) ? installs : [0]).includes(install)) deny(`${name} is not offered to an install of this kind`);
  const guild = channel.guild === undefined ? undefined : guildOf(state, channel.guild);
  if (guild && typeof needed === 'string' && act.isOpened !== true) {
    const bits = BigInt(needed);
    const has = guildPermissions(guild, user);
    if (bits === 0n ? (has & permission.administrator) === 0n : (has & bits) !== bits) deny(`${user} is not offered ${name}`);
  }
  if (guild && !may(state, channel, user, permission.useApplicationCommands)) deny(`${user} may not use commands there`);
  const path: Fields[] = [];
  let options = listOf(found.body['options']);
  for (const word of words.slice(1)) {
    const next = options.find((one) => one['name'] === word && (one['type'] === 1 || one['type'] === 2));
    if (!next) return deny(`there is no command ${name}`);
    path.push(next);
    options = listOf(next['options']);
  }
  if (options.some((one) => one['type'] === 1 || one['type'] === 2)) deny(`${name} lacks its subcommand`);
  return { found, path, options };
};

type Resolved = {
  users: Record<string, Fields>;
  members: Record<string, Fields>;
  roles: Record<string, Fields>;
  channels: Record<string, Fields>;
  attachments: Record<string, Fields>;
  messages: Record<string, Fields>;
};

/** Collects the `resolved` part of an interaction. */
export const resolver = (state: State, channel: DiscordChannel) => {
  const resolved: Resolved = { users: {}, members: {}, roles: {}, channels: {}, attachments: {}, messages: {} };
  const guild = channel.guild === undefined ? undefined : guildOf(state, channel.guild);
  const user = (id: string): void => {
    resolved.users[id] = userPayload(state, userOf(state, id).id);
    if (!guild?.members.has(id)) return;
    const { user: _user, ...member } = memberPayload(state, guild, id, channel);
    resolved.members[id] = member;
  };
  const role = (id: string): void => {
    const known = guild?.roles.get(id);
    if (known)
      resolved.roles[id] = {
        id,
        name: known.name,
        permissions: String(known.permissions),
        color: 0,
        hoist: false,
        position: 1,
        managed: false,
        mentionable: false,
        flags: 0,
      };
    else deny(`there is no role ${id}`);
  };
  const place = (id: string, asker: string): void => {
    const known = channelOf(state, id);
    resolved.channels[id] = { ...channelPayload(state, known), permissions: String(permissionsIn(state, known, asker)) };
  };
  const file = (stored: StoredFile): void => {
    resolved.attachments[stored.id] = { ...filePayload(stored), ephemeral: true };
  };
  const used = (): Fields => {
    const kept = Object.entries(resolved).filter(([, items]) => Object.keys(items).length > 0);
    return kept.length === 0 ? {} : { resolved: Object.fromEntries(kept) };
  };
  return { resolved, user, role, place, file, used };
};

const checkValue = (option: Fields, value: string | number | boolean | HandedFile): void => {
  const name = textOf(option['name']);
  const { type, min_length: min, max_length: max, min_value: low, max_value: high } = option;
  const choices = listOf(option['choices']);
  const expected = type === 5 ? 'boolean' : type === 4 || type === 10 ? 'number' : type === 11 ? 'object' : 'string';
  if (typeof value !== expected) deny(`${name} takes a ${expected}`);
  if (choices.length > 0 && !choices.some((one) => one['value'] === value)) deny(`${name} has no such choice`);
  if (
    typeof value === 'string' &&
    type === 3 &&
    (value.length < (typeof min === 'number' ? min : 0) || value.length > (typeof max === 'number' ? max : 6_000))
  )
    deny(`${name} has a wrong length`);
  if (
    typeof value === 'number' &&
    (value < (typeof low === 'number' ? low : -Infinity) || value > (typeof high === 'number' ? high : Infinity))
  )
    deny(`${name} is out of range`);
};

/** The `data` of a slash command or of its autocompletion. */
export const slashData = (state: State, user: string, command: Slash, focused?: string): Fields => {
  const { found, path, options } = findCommand(state, user, 1, command.name, command);
  const channel = channelOf(state, command.channel ?? acme.general);
  const { user: addUser, role, place, file, used } = resolver(state, channel);
  const values = command.options ?? {};
  for (const name of Object.keys(values)) if (!options.some((one) => one['name'] === name)) deny(`there is no option ${name}`);
  const given = options.flatMap((option): readonly Fields[] => {
    const name = textOf(option['name']);
    const value = values[name];
    const { type } = option;
    if (name === focused) {
      if (option['autocomplete'] !== true) deny(`${name} does not complete`);
      return [{ name, type, value: value ?? '', focused: true }];
    }
    if (value === undefined) return option['required'] === true && focused === undefined ? deny(`${name} is required`) : [];
    checkValue(option, value);
    if (isFile(value)) {
      const stored = takeFile(state, value);
      file(stored);
      return [{ name, type, value: stored.id }];
    }
    if (type === 6 || (type === 9 && state.world.users.has(String(value)))) addUser(String(value));
    else if (type === 8 || type === 9) role(String(value));
    if (type === 7) place(String(value), user);
    return [{ name, type, value }];
  });
  const nested = path.reduceRight<readonly Fields[]>((below, one) => [{ name: one['name'], type: one['type'], options: below }], given);
  return {
    id: found.id,
    name: found.name,
    type: 1,
    ...(found.guild === undefined ? {} : { guild_id: found.guild }),
    options: nested,
    ...used(),
  };
};

/** The `data` of a select with its chosen values. */
export const selectData = (state: State, channel: DiscordChannel, component: Fields, values: readonly string[], user: string): Fields => {
  const { type, min_values: least, max_values: most } = component;
  const { user: addUser, role, place, used } = resolver(state, channel);
  if (values.length < (typeof least === 'number' ? least : 1) || values.length > (typeof most === 'number' ? most : 1))
    deny('too few or too many choices');
  const known = new Set(listOf(component['options']).map((one) => one['value']));
  for (const value of values) {
    if (type === 3 && !known.has(value)) deny(`there is no choice ${value}`);
    if (type === 5 || (type === 7 && state.world.users.has(value))) addUser(value);
    else if (type === 6 || type === 7) role(value);
    if (type === 8) place(value, user);
  }
  return { values, ...used() };
};
