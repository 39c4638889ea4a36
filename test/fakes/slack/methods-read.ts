import { toWire } from './content.ts';
import { isYes, type Method, type MethodCall } from './methods-chat.ts';
import { findChannel, openDirect, reaches, type State } from './state.ts';
import {
  type Answer,
  type Fields,
  refuse,
  type SlackChannel,
  type SlackToken,
  type SlackUser,
  type StoredMessage,
  textOf,
} from './types.ts';
import { theApp } from './world.ts';

const authTest: Method = ({ state, token }) => {
  const team = token.team === undefined ? undefined : state.world.teams.get(token.team);
  const enterprise = token.enterprise === undefined ? undefined : state.world.enterprises.get(token.enterprise);
  return {
    ok: true,
    url: `https://${team?.domain ?? 'the-organisation.enterprise'}.slack.com/`,
    team: team?.name ?? enterprise?.name,
    user: 'sounding_board',
    team_id: team?.id ?? enterprise?.id,
    user_id: token.botUser,
    bot_id: token.botId,
    app_id: theApp.id,
    ...(enterprise ? { enterprise_id: enterprise.id } : {}),
    is_enterprise_install: enterprise !== undefined,
  };
};

/** A channel as `conversations.info` shows it. */
const channelToWire = (state: State, channel: SlackChannel, token: SlackToken): Fields => ({
  id: channel.id,
  ...(channel.kind === 'im' ? { user: channel.user } : { name: channel.name, name_normalized: channel.name }),
  is_channel: channel.kind === 'channel',
  is_group: channel.kind === 'group',
  is_im: channel.kind === 'im',
  is_mpim: false,
  is_private: channel.kind !== 'channel',
  is_archived: channel.isArchived,
  is_general: channel.name === 'general',
  is_member: channel.members.has(token.botUser),
  is_shared: channel.isExtShared,
  is_ext_shared: channel.isExtShared,
  is_org_shared: false,
  is_pending_ext_shared: false,
  context_team_id: channel.team,
  shared_team_ids: channel.isExtShared ? [channel.team, 'T9ELSE'] : [channel.team],
  num_members: channel.members.size,
  updated: Math.floor(state.nowMs()),
});

const info: Method = ({ state, args, token }) => {
  const channel = findChannel(state, token, args['channel']);
  if (!channel) return refuse('channel_not_found');
  const { num_members: members, ...wire } = channelToWire(state, channel, token);
  return { ok: true, channel: isYes(args['include_num_members']) ? { ...wire, num_members: members } : wire };
};

const isVisible =
  (state: State) =>
  ({ storedAtMs }: StoredMessage): boolean =>
    state.nowMs() - storedAtMs >= state.manners.blindMs;

const inRange = (args: Fields) => {
  const [oldest, latest] = [textOf(args['oldest']) || '0', textOf(args['latest']) || '9'.repeat(10)];
  const isInclusive = isYes(args['inclusive']);
  return ({ ts }: StoredMessage): boolean => {
    if (isInclusive && (ts === oldest || ts === latest)) return true;
    return Number(ts) > Number(oldest) && Number(ts) < Number(latest);
  };
};

const page = ({ state, args }: MethodCall, all: readonly StoredMessage[]): Answer => {
  const asked = Number(args['limit'] ?? 1_000);
  if (!Number.isInteger(asked) || asked < 1) return refuse('invalid_limit');
  const start = Number(Buffer.from(textOf(args['cursor']), 'base64').toString() || 0);
  if (!Number.isInteger(start)) return refuse('invalid_cursor');
  const end = start + Math.min(asked, state.manners.pageSize, 1_000);
  const hasMore = end < all.length;
  const shows = { metadata: isYes(args['include_all_metadata']) };
  return {
    ok: true,
    messages: all.slice(start, end).map((message) => toWire(state, message, shows)),
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: Buffer.from(String(end)).toString('base64') } } : {}),
  };
};

const openForReading = ({ state, args, token }: MethodCall): SlackChannel | Answer => {
  const channel = findChannel(state, token, args['channel']);
  if (!channel) return refuse('channel_not_found');
  return channel.members.has(token.botUser) ? channel : refuse('not_in_channel');
};

const replies: Method = (call) => {
  const { state, args } = call;
  const channel = openForReading(call);
  if ('ok' in channel) return channel;
  const asked = textOf(args['ts']);
  if (asked === '') return refuse('invalid_arguments', { response_metadata: { messages: ['[ERROR] missing required field: ts'] } });
  const visible = state.messagesOf(channel.id).filter(isVisible(state));
  const named = visible.find(({ ts }) => ts === asked);
  if (!named) return refuse('thread_not_found');
  const rootTs = named.threadTs ?? named.ts;
  const root = visible.filter(({ ts }) => ts === rootTs);
  return page(call, [...root, ...visible.filter((one) => one.threadTs === rootTs && one.ts !== rootTs).filter(inRange(args))]);
};

const history: Method = (call) => {
  const { state, args } = call;
  const channel = openForReading(call);
  if ('ok' in channel) return channel;
  const all = state.messagesOf(channel.id).filter((one) => one.threadTs === undefined && isVisible(state)(one));
  return page(call, all.filter(inRange(args)).reverse());
};

const findUser = (state: State, token: SlackToken, id: unknown): SlackUser | undefined => {
  const user = state.world.users.get(String(id));
  return user && (user.isStranger || reaches(state, token, user.team)) ? user : undefined;
};

const open: Method = ({ state, args, token }) => {
  const ids = textOf(args['users']).split(',').filter(Boolean);
  if (ids.length === 0) return refuse('users_list_not_supplied');
  if (ids.length > 1) return refuse('fake_group_messages_not_built');
  const user = findUser(state, token, ids[0]);
  if (!user) return refuse('user_not_found');
  if (user.isBot || user.isDeleted) return refuse(user.isDeleted ? 'user_disabled' : 'cannot_dm_bot');
  const { id } = openDirect(state, token, user);
  return { ok: true, no_op: false, already_open: false, channel: { id } };
};

const userToWire = (user: SlackUser): Fields => {
  const { isRestricted, isUltraRestricted, isDeleted } = user;
  return {
    id: user.id,
    team_id: user.team,
    name: user.name,
    real_name: user.realName,
    deleted: isDeleted,
    tz: 'Europe/Amsterdam',
    profile: { real_name: user.realName, display_name: user.name, team: user.team },
    is_bot: user.isBot,
    is_app_user: false,
    ...(user.isStranger ? { is_stranger: true } : {}),
    ...(isDeleted || user.isStranger
      ? {}
      : {
          is_admin: user.isAdmin,
          is_owner: user.isOwner,
          is_primary_owner: user.isOwner,
          is_restricted: isRestricted || isUltraRestricted,
          is_ultra_restricted: isUltraRestricted,
        }),
  };
};

const usersInfo: Method = ({ state, args, token }) => {
  const user = findUser(state, token, args['user']);
  return user ? { ok: true, user: userToWire(user) } : refuse('user_not_found');
};

const usersList: Method = ({ state, args, token }) => {
  const limit = Number(args['limit'] ?? 200);
  const from = Number(Buffer.from(textOf(args['cursor']), 'base64').toString() || 0);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) return refuse('invalid_limit');
  if (!Number.isInteger(from)) return refuse('invalid_cursor');
  const all = Array.from(state.world.users.values()).filter(({ team }) => reaches(state, token, team));
  const size = Math.min(limit, state.manners.pageSize);
  const next = from + size < all.length ? Buffer.from(String(from + size)).toString('base64') : '';
  return { ok: true, members: all.slice(from, from + size).map(userToWire), response_metadata: { next_cursor: next } };
};

const botsInfo: Method = ({ state, args, token }) => {
  const known = Array.from(state.world.tokens.values()).find(({ botId }) => botId === (textOf(args['bot']) || token.botId));
  if (!known) return refuse('bot_not_found');
  return { ok: true, bot: { id: known.botId, app_id: theApp.id, user_id: known.botUser, name: 'Sounding Board', deleted: false } };
};

const teamInfo: Method = ({ state, args, token }) => {
  const team = state.world.teams.get(textOf(args['team']) || token.team || '');
  if (!team || !reaches(state, token, team.id)) return refuse('team_not_found');
  const { id, name, domain, enterprise } = team;
  return { ok: true, team: { id, name, domain, email_domain: '', icon: {}, ...(enterprise ? { enterprise_id: enterprise } : {}) } };
};

/** The methods that only look, and `conversations.open`. */
export const readMethods: Readonly<Record<string, Method>> = {
  'api.test': ({ args }) => ({ ok: true, args }),
  'auth.test': authTest,
  'conversations.info': info,
  'conversations.replies': replies,
  'conversations.history': history,
  'conversations.open': open,
  'users.info': usersInfo,
  'users.list': usersList,
  'bots.info': botsInfo,
  'team.info': teamInfo,
};
