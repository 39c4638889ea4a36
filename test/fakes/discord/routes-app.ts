import { anything, object, Refusal, snowflake } from './checks.ts';
import { command, commandList } from './command-rules.ts';
import { channelPayload, guildPayload, memberPayload, userPayload } from './payloads.ts';
import { guildOf, isThread, type State } from './state.ts';
import { type DiscordGuild, type Fields, isFields, type StoredCommand, textOf } from './types.ts';
import { newChannel, theApp } from './world.ts';
import { type Context, demandBody, done, ok, type Reply, type Routes } from './writes.ts';

const reachGuild = (state: State, id: string | undefined): DiscordGuild => {
  const guild = state.world.guilds.get(id ?? '');
  if (!guild) throw new Refusal(10004);
  if (!guild.isInstalled) throw new Refusal(50001);
  return guild;
};

const placeOf = ({ state, ids }: Context): string | undefined => {
  if (ids['id'] !== theApp.id) throw new Refusal(50001, { message: 'Not this app.' });
  return ids['guild'] === undefined ? undefined : reachGuild(state, ids['guild']).id;
};

const show = ({ id, guild, name, type, body }: StoredCommand): Fields => ({
  ...body,
  id,
  name,
  type,
  application_id: theApp.id,
  version: id,
  description: textOf(body['description']),
  default_member_permissions: body['default_member_permissions'] ?? null,
  dm_permission: body['dm_permission'] ?? true,
  nsfw: body['nsfw'] ?? false,
  ...(guild === undefined ? {} : { guild_id: guild }),
});

const typeOf = (body: Fields): number => (typeof body['type'] === 'number' ? body['type'] : 1);
const make = (state: State, guild: string | undefined, body: Fields): StoredCommand => {
  const known = state.commands.find((one) => one.guild === guild && one.name === body['name'] && one.type === typeOf(body));
  return { id: known?.id ?? state.nextId(), guild, name: textOf(body['name']), type: typeOf(body), body };
};

const replaceAll = (state: State, guild: string | undefined, commands: readonly StoredCommand[]): void => {
  const others = state.commands.filter((one) => one.guild !== guild);
  state.commands.splice(0, state.commands.length, ...others, ...commands);
};
const of = (state: State, guild: string | undefined): readonly StoredCommand[] => state.commands.filter((one) => one.guild === guild);

const listCommands = (context: Context): Reply => ok(of(context.state, placeOf(context)).map(show));
const putCommands = (context: Context): Reply => {
  const { state, call } = context;
  const guild = placeOf(context);
  demandBody(context, commandList, call.body);
  const commands = (Array.isArray(call.body) ? call.body : []).filter(isFields).map((one) => make(state, guild, one));
  replaceAll(state, guild, commands);
  return ok(commands.map(show));
};
const postCommand = (context: Context): Reply => {
  const { state, body } = context;
  const guild = placeOf(context);
  demandBody(context, command);
  const isKnown = of(state, guild).some((one) => one.name === body['name'] && one.type === typeOf(body));
  const made = make(state, guild, body);
  const after = [...of(state, guild).filter(({ id }) => id !== made.id), made];
  demandBody(
    context,
    commandList,
    after.map((one) => one.body),
  );
  replaceAll(state, guild, after);
  return ok(show(made), isKnown ? 200 : 201);
};
const found = (context: Context): StoredCommand => {
  const known = of(context.state, placeOf(context)).find(({ id }) => id === context.ids['command']);
  if (!known) throw new Refusal(10063);
  return known;
};
const patchCommand = (context: Context): Reply => {
  const { state } = context;
  const before = found(context);
  const body = { ...before.body, ...context.body };
  demandBody(context, command, body);
  const after: StoredCommand = { ...before, name: textOf(body['name']), body };
  replaceAll(
    state,
    before.guild,
    of(state, before.guild).map((one) => (one.id === before.id ? after : one)),
  );
  return ok(show(after));
};
const deleteCommand = (context: Context): Reply => {
  const { state } = context;
  const gone = found(context);
  replaceAll(
    state,
    gone.guild,
    of(state, gone.guild).filter(({ id }) => id !== gone.id),
  );
  return done;
};

const application = (state: State): Fields => ({
  id: theApp.id,
  name: theApp.name,
  icon: null,
  description: '',
  bot_public: true,
  bot_require_code_grant: false,
  verify_key: theApp.publicKey,
  flags: 0,
  owner: userPayload(state, theApp.botUser),
  bot: userPayload(state, theApp.botUser),
  team: null,
  integration_types_config: { 0: {}, 1: {} },
});

const gateway = (state: State): Fields => ({ url: state.origin.replace('http', 'ws') });

const openDirect = (context: Context): Reply => {
  const { state, body } = context;
  demandBody(context, object({ recipient_id: snowflake, 'recipients?': anything }));
  const user = textOf(body['recipient_id']);
  if (!state.world.users.has(user)) throw new Refusal(10013);
  const known = Array.from(state.world.channels.values()).find(({ kind, recipient }) => kind === 'dm' && recipient === user);
  const channel = known ?? newChannel({ id: state.nextId(), kind: 'dm', guild: undefined, recipient: user });
  state.world.channels.set(channel.id, channel);
  return ok(channelPayload(state, channel));
};

const channelsOf = (state: State, guild: DiscordGuild) => Array.from(state.world.channels.values()).filter((one) => one.guild === guild.id);

/** The app itself, its commands, guilds and people. */
export const appRoutes: Routes = {
  'GET /gateway': ({ state }) => ok(gateway(state)),
  'GET /gateway/bot': ({ state }) =>
    ok({
      ...gateway(state),
      shards: 1,
      session_start_limit: { total: 1_000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
    }),
  'GET /users/@me': ({ state }) => ok(userPayload(state, theApp.botUser)),
  'GET /users/@me/guilds': ({ state }) =>
    ok(
      Array.from(state.world.guilds.values())
        .filter(({ isInstalled }) => isInstalled)
        .map(({ id, name }) => ({ id, name, icon: null, owner: false, permissions: '0', features: [] })),
    ),
  'POST /users/@me/channels': openDirect,
  'GET /users/:user': ({ state, ids }) => {
    if (!state.world.users.has(ids['user'] ?? '')) throw new Refusal(10013);
    return ok(userPayload(state, ids['user'] ?? ''));
  },
  'GET /applications/@me': ({ state }) => ok(application(state)),
  'GET /oauth2/applications/@me': ({ state }) => ok(application(state)),
  'GET /applications/:id/commands': listCommands,
  'PUT /applications/:id/commands': putCommands,
  'POST /applications/:id/commands': postCommand,
  'GET /applications/:id/commands/:command': (context) => ok(show(found(context))),
  'PATCH /applications/:id/commands/:command': patchCommand,
  'DELETE /applications/:id/commands/:command': deleteCommand,
  'GET /applications/:id/guilds/:guild/commands': listCommands,
  'PUT /applications/:id/guilds/:guild/commands': putCommands,
  'POST /applications/:id/guilds/:guild/commands': postCommand,
  'GET /applications/:id/guilds/:guild/commands/:command': (context) => ok(show(found(context))),
  'PATCH /applications/:id/guilds/:guild/commands/:command': patchCommand,
  'DELETE /applications/:id/guilds/:guild/commands/:command': deleteCommand,
  'GET /guilds/:guild': ({ state, ids }) => ok(guildPayload(reachGuild(state, ids['guild']))),
  'GET /guilds/:guild/channels': ({ state, ids }) => {
    const guild = reachGuild(state, ids['guild']);
    return ok(
      channelsOf(state, guild)
        .filter((one) => !isThread(one))
        .map((one) => channelPayload(state, one)),
    );
  },
  'GET /guilds/:guild/threads/active': ({ state, ids }) => {
    const threads = channelsOf(state, reachGuild(state, ids['guild'])).filter((one) => isThread(one) && !one.isArchived);
    return ok({ threads: threads.map((one) => channelPayload(state, one)), members: [] });
  },
  'GET /guilds/:guild/roles': ({ state, ids }) => ok(guildPayload(reachGuild(state, ids['guild']))['roles']),
  'GET /guilds/:guild/members/:user': ({ state, ids }) => {
    const guild = reachGuild(state, ids['guild']);
    const user = ids['user'] === '@me' ? theApp.botUser : (ids['user'] ?? '');
    if (!guild.members.has(user)) throw new Refusal(10007);
    return ok(memberPayload(state, guildOf(state, guild.id), user));
  },
};
