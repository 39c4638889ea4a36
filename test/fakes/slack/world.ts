import type { SlackChannel, SlackTeam, SlackToken, SlackUser } from './types.ts';

/** Everything that exists before a test begins. Tests may change what they get from it. */
export type World = Readonly<{
  enterprises: Map<string, Readonly<{ id: string; name: string }>>;
  teams: Map<string, SlackTeam>;
  users: Map<string, SlackUser>;
  channels: Map<string, SlackChannel>;
  tokens: Map<string, SlackToken>;
}>;

/** The app as it is registered. */
export const theApp = {
  id: 'A0BOARD',
  clientId: '1111.2222',
  clientSecret: 'client-secret-of-the-board',
  signingSecret: 'signing-secret-of-the-board',
  appToken: 'xapp-1-A0BOARD-1-board',
  verificationToken: 'verification-token-of-the-board',
} as const;

/** What the manifest asks for. A test that needs fewer takes them away from a token. */
export const allScopes: readonly string[] = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:write',
  'team:read',
  'users:read',
];

/** The ids of one workspace. */
export type Place = Readonly<{
  team: string;
  token: string;
  bot: string;
  botUser: string;
  general: string;
  member: string;
  admin: string;
  owner: string;
  guest: string;
}>;

const place = (mark: string, team: string, token: string): Place => ({
  team,
  token,
  bot: `B${mark}BOARD`,
  botUser: `U${mark}BOARD`,
  general: `C${mark}GENERAL`,
  member: `U${mark}MIA`,
  admin: `U${mark}ADA`,
  owner: `U${mark}OWEN`,
  guest: `U${mark}GUS`,
});

/** A workspace of its own. Besides `general` it has `acmeRooms`. */
export const acme: Place = place('0', 'T0ACME', 'xoxb-acme');
/** Another workspace, for questions of tenancy. */
export const beta: Place = place('1', 'T1BETA', 'xoxb-beta');
/** The first workspace of the organisation E2ORG. Its token belongs to the organisation: an org-wide install. */
export const org: Place & Readonly<{ enterprise: string; secondTeam: string; secondGeneral: string }> = {
  ...place('2', 'T2WEST', 'xoxb-org'),
  enterprise: 'E2ORG',
  secondTeam: 'T2EAST',
  secondGeneral: 'C2EAST',
};

/** More conversations of acme. The bot is in all of them but `outside` and `secret`. */
export const acmeRooms = {
  team: 'C0TEAM',
  outside: 'C0OUTSIDE',
  archived: 'C0ARCHIVED',
  shared: 'C0SHARED',
  private: 'G0PRIVATE',
  secret: 'G0SECRET',
} as const;

const user = (id: string, team: string, name: string, flags: Partial<SlackUser> = {}): SlackUser => ({
  id,
  team,
  name: name.toLowerCase(),
  realName: name,
  isAdmin: false,
  isOwner: false,
  isRestricted: false,
  isUltraRestricted: false,
  isBot: false,
  isDeleted: false,
  isStranger: false,
  ...flags,
});

const peopleOf = (one: Place): readonly SlackUser[] => [
  user(one.member, one.team, 'Mia'),
  user(one.admin, one.team, 'Ada', { isAdmin: true }),
  user(one.owner, one.team, 'Owen', { isAdmin: true, isOwner: true }),
  user(one.guest, one.team, 'Gus', { isRestricted: true, isUltraRestricted: true }),
  user(one.botUser, one.team, 'Sounding Board', { isBot: true }),
];

const room = (id: string, at: Place, name: string, more: Partial<SlackChannel> = {}): SlackChannel => ({
  id,
  team: at.team,
  name,
  kind: id.startsWith('G') ? 'group' : 'channel',
  members: new Set([at.member, at.admin, at.owner, at.guest, at.botUser]),
  isArchived: false,
  isExtShared: false,
  ...more,
});

const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> => new Map(items.map((item) => [item.id, item]));

const install = (one: Place, more: Partial<SlackToken>): SlackToken => ({
  token: one.token,
  kind: 'bot',
  botId: one.bot,
  botUser: one.botUser,
  scopes: new Set(allScopes),
  status: 'live',
  ...more,
});

/** A fresh world: acme, beta, and an organisation with two workspaces. The app is installed in all three. */
export const createWorld = (): World => {
  const withoutBot = (at: Place): Set<string> => new Set([at.member, at.admin, at.owner]);
  const east: Place = { ...org, team: org.secondTeam };
  const appToken: SlackToken = {
    token: theApp.appToken,
    kind: 'app',
    botId: '',
    botUser: '',
    scopes: new Set(['connections:write']),
    status: 'live',
  };
  const tokens = [
    install(acme, { team: acme.team }),
    install(beta, { team: beta.team }),
    install(org, { enterprise: org.enterprise }),
    appToken,
  ];
  return {
    enterprises: byId([{ id: org.enterprise, name: 'The Organisation' }]),
    teams: byId<SlackTeam>([
      { id: acme.team, name: 'Acme', domain: 'acme' },
      { id: beta.team, name: 'Beta', domain: 'beta' },
      { id: org.team, name: 'West', domain: 'west', enterprise: org.enterprise },
      { id: org.secondTeam, name: 'East', domain: 'east', enterprise: org.enterprise },
    ]),
    users: byId([...peopleOf(acme), ...peopleOf(beta), ...peopleOf(org), user('U9STRANGER', 'T9ELSE', 'Sam', { isStranger: true })]),
    channels: byId([
      room(acme.general, acme, 'general'),
      room(acmeRooms.team, acme, 'team'),
      room(acmeRooms.outside, acme, 'outside', { members: withoutBot(acme) }),
      room(acmeRooms.archived, acme, 'archived', { isArchived: true }),
      room(acmeRooms.shared, acme, 'shared', { isExtShared: true }),
      room(acmeRooms.private, acme, 'private'),
      room(acmeRooms.secret, acme, 'secret', { members: withoutBot(acme) }),
      room(beta.general, beta, 'general'),
      room(org.general, org, 'general'),
      room(org.secondGeneral, east, 'general'),
    ]),
    tokens: new Map(tokens.map((token) => [token.token, token])),
  };
};
