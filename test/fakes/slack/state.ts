import type {
  ApiCall,
  Ephemeral,
  Fields,
  Session,
  SlackChannel,
  SlackToken,
  SlackUser,
  StoredFile,
  StoredMessage,
  StoredView,
  Upload,
  Violation,
} from './types.ts';
import { createWorld, type World } from './world.ts';

/** A trigger id: who may open what with it, until when. `viewId` when it came from inside a modal. */
export type Trigger = {
  readonly id: string;
  readonly user: string;
  readonly team: string;
  readonly atMs: number;
  readonly viewId?: string;
  isUsed: boolean;
};

/** An address to answer to. `source` is the message that the press or shortcut came from. */
export type ResponseUrl = {
  readonly id: string;
  readonly channel: string;
  readonly team: string;
  readonly user: string;
  readonly threadTs?: string | undefined;
  readonly source?: Readonly<{ ts: string; isEphemeral: boolean }> | undefined;
  readonly atMs: number;
  uses: number;
};

/** How strict the server is beyond its rules. */
export type Manners = {
  /** What happens to a post that follows another in its channel too soon. */
  pace: 'record' | 'refuse' | 'ignore';
  /** `conversations.replies` and `.history` do not show messages younger than this. */
  blindMs: number;
  /** How long Slack looks at a file before it shows it. */
  lookMs: number;
  /** The most messages on a page: 15 for apps outside the Marketplace, 1,000 otherwise. */
  pageSize: number;
};

/** Everything that the server remembers. */
export type State = ReturnType<typeof createState>;

/** An empty server in a fresh world. */
export const createState = (nowMs: () => number) => {
  const world: World = createWorld();
  const messages = new Map<string, StoredMessage[]>();
  const violations: Violation[] = [];
  let lastMicros = 0;
  let count = 0;

  const nextId = (prefix: string): string => {
    count += 1;
    return `${prefix}${String(count).padStart(8, '0')}`;
  };

  /** Microseconds since 1970, never the same twice: what Slack calls `ts`. */
  const nextTs = (): string => {
    lastMicros = Math.max(lastMicros + 1, Math.floor(nowMs() * 1_000));
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
  };

  const listOf = (channel: string): StoredMessage[] => {
    const known = messages.get(channel);
    if (known) return known;
    const fresh: StoredMessage[] = [];
    messages.set(channel, fresh);
    return fresh;
  };

  return {
    world,
    nowMs,
    nextId,
    nextTs,
    manners: { pace: 'record', blindMs: 0, lookMs: 0, pageSize: 1_000 } as Manners,
    calls: [] as ApiCall[],
    violations,
    ephemerals: [] as Ephemeral[],
    views: new Map<string, StoredView>(),
    files: new Map<string, StoredFile>(),
    uploads: new Map<string, Upload>(),
    sessions: new Map<string, Session>(),
    prompts: [] as Fields[],
    triggers: new Map<string, Trigger>(),
    responseUrls: new Map<string, ResponseUrl>(),
    lastPostMs: new Map<string, number>(),
    /** All messages of a channel, oldest first. */
    messagesOf: (channel: string): readonly StoredMessage[] => listOf(channel),
    find: (channel: string, ts: string): StoredMessage | undefined => listOf(channel).find((message) => message.ts === ts),
    store: (message: StoredMessage): StoredMessage => {
      listOf(message.channel).push(message);
      return message;
    },
    /** Puts another message in the place of the one with its ts. */
    replace: (message: StoredMessage): void => {
      const list = listOf(message.channel);
      const index = list.findIndex(({ ts }) => ts === message.ts);
      if (index >= 0) list[index] = message;
    },
    remove: (channel: string, ts: string): void => {
      const list = listOf(channel);
      const index = list.findIndex((message) => message.ts === ts);
      if (index >= 0) list.splice(index, 1);
    },
    violate: (rule: Violation['rule'], where: string, detail: string): void => {
      violations.push({ rule, where, detail });
    },
  };
};

/** True when a token reaches a workspace: its own one, or any of its organisation. */
export const reaches = (state: State, token: SlackToken, team: string): boolean =>
  token.team === team || (token.enterprise !== undefined && state.world.teams.get(team)?.enterprise === token.enterprise);

/** The channel if the token may know that it exists: public ones of its workspaces, and private ones where the bot is. */
export const findChannel = (state: State, token: SlackToken, id: unknown): SlackChannel | undefined => {
  const channel = state.world.channels.get(String(id));
  if (!channel || !reaches(state, token, channel.team)) return undefined;
  return channel.kind !== 'group' || channel.members.has(token.botUser) ? channel : undefined;
};

/** The token with which the app acts in a workspace, even a revoked one. */
export const tokenOf = (state: State, team: string): SlackToken => {
  const own = Array.from(state.world.tokens.values()).filter((token) => token.kind === 'bot' && reaches(state, token, team));
  const found = own.find(({ status }) => status === 'live') ?? own[0];
  if (!found) throw new Error(`the app is not installed in ${team}`);
  return found;
};

/** The direct message between the bot and a person; made when it is not there. */
export const openDirect = (state: State, token: SlackToken, user: SlackUser): SlackChannel => {
  const known = Array.from(state.world.channels.values()).find((one) => one.user === user.id && one.members.has(token.botUser));
  if (known) return known;
  const channel: SlackChannel = {
    id: `D${user.id.slice(1)}`,
    team: user.team,
    name: '',
    kind: 'im',
    members: new Set([user.id, token.botUser]),
    isArchived: false,
    isExtShared: false,
    user: user.id,
  };
  state.world.channels.set(channel.id, channel);
  return channel;
};
