import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answerResponseUrl } from './answers.ts';
import { createDelivery } from './delivery.ts';
import { createFaults, type Faults } from './faults.ts';
import { chatMethods, removeMessage } from './methods-chat.ts';
import { fileMethods, receiveUpload } from './methods-files.ts';
import { readMethods } from './methods-read.ts';
import { homeOf, stackOf, viewMethods } from './methods-views.ts';
import { createOAuth, type Installer } from './oauth.ts';
import { buttonsOf, channelOf, makeTrigger, type Pressable, userOf } from './payloads.ts';
import { createPeople, type People } from './people.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { createState, type Manners, type State, tokenOf } from './state.ts';
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
  Violation,
} from './types.ts';
import { parseBody, readBody, readBytes, serveApi } from './web-api.ts';
import { acme } from './world.ts';

/** How the server starts. */
export type SlackOptions = Readonly<{
  /** The server's clock, in milliseconds since 1970. The machine's when it is left out; `advance` moves either. */
  nowMs?: () => number;
  /** Where the app listens, such as `http://127.0.0.1:3000/slack/events`. Socket Mode while it is not known. */
  appUrl?: string;
}>;

/** A strict Slack on the loopback, for the real Bolt. Besides what is here it has all that people do: `command`, `press`, `submit` and so on. */
export type FakeSlack = People &
  Readonly<{
    /** `http://127.0.0.1:PORT` */
    origin: string;
    /** What `SLACK_API_URL` is set to: `origin` with `/api/`. */
    apiUrl: string;
    /** Where a person is sent to install: `authorizationUrl` of Bolt. */
    authorizeUrl: string;
    /** All messages of a channel, replies too, oldest first. */
    messages: (channel?: string) => readonly StoredMessage[];
    /** The root and its replies, oldest first. */
    thread: (channel: string, ts: string) => readonly StoredMessage[];
    /** The private messages that one person still sees, oldest first; of all people without a name. */
    ephemerals: (user?: string) => readonly Ephemeral[];
    /** The words on the buttons of a message or view, in order: what `press` takes. */
    buttons: (on: Pressable) => readonly string[];
    /** The modals of a person that are open, lowest first. */
    modals: (user?: string) => readonly StoredView[];
    /** The Home tab of a person, if one was published. */
    home: (user?: string) => StoredView | undefined;
    /** All views that ever were, closed ones too. */
    views: () => readonly StoredView[];
    /** The status of agent sessions and assistant threads, one for each thread. */
    sessions: () => readonly Session[];
    /** The arguments of every `assistant.threads.setSuggestedPrompts`. */
    prompts: readonly Fields[];
    /** Every request to the Web API in order. */
    calls: readonly ApiCall[];
    callsOf: (method: string) => readonly ApiCall[];
    /** What the app did wrong. `close` throws for any but `pace`. */
    violations: readonly Violation[];
    /** Forgets violations, for a test that provokes them. */
    forgive: () => void;
    faults: Faults;
    sockets: Sockets;
    /** How strict the server is: may be changed at any time. */
    manners: Manners;
    /** What exists. What these answer may be changed: members of a channel, flags of a person, scopes and status of a token. Throw for unknown ids. */
    channel: (id: string) => SlackChannel;
    user: (id: string) => SlackUser;
    token: (team?: string) => SlackToken;
    addChannel: (channel: Partial<SlackChannel> & Readonly<{ id: string }>) => SlackChannel;
    addUser: (user: Partial<SlackUser> & Readonly<{ id: string }>) => SlackUser;
    addFile: (
      file: Readonly<{ name: string; content: string | Buffer }> &
        Partial<Pick<StoredFile, 'mimetype' | 'user' | 'team' | 'described' | 'movedTo'>>,
    ) => StoredFile;
    /** All files, those of people and those of the app, oldest first. */
    files: () => readonly StoredFile[];
    /** Somebody takes a message away. A root with replies leaves a tombstone. */
    deleteMessage: (message: Readonly<{ channel: string; ts: string }>) => void;
    /** A trigger id as a payload would carry it. */
    trigger: (user?: string, viewId?: string) => string;
    /** Who installs the app from now on: by default Ada in acme. */
    installAs: (installer: Installer) => void;
    /** Registers the app's redirect URI. Any is taken while none is registered. */
    registerRedirect: (uri: string) => void;
    /** Tells the server where the app listens. `undefined` for Socket Mode. */
    deliverTo: (url: string | undefined) => void;
    /** Moves the server's clock forward: triggers, response_urls and look-back blindness run out. */
    advance: (ms: number) => void;
    /** Closes everything. Throws when the app did what Slack would refuse or ignore; see `violations`. */
    close: () => Promise<void>;
  }>;

/** What Slack answers, with status 200, to whoever may not have a file. */
export const signInPage = '<!DOCTYPE html><html><title>Sign in | Slack</title></html>';

const serveFile = (state: State, request: IncomingMessage, response: ServerResponse, path: string): void => {
  const token = state.world.tokens.get(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
  const [, team, id] = /^\/files-pri\/([A-Z0-9]+)-([A-Z0-9]+)\//.exec(path) ?? [];
  const file = state.files.get(id ?? '');
  // Without a good token Slack answers its log-in page with status 200, not an error.
  if (!file || token?.status !== 'live' || !token.scopes.has('files:read') || file.team !== team) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signInPage);
    return;
  }
  if (file.movedTo !== undefined) return void response.writeHead(302, { location: file.movedTo }).end();
  response.writeHead(200, { 'content-type': file.mimetype, 'content-length': String(file.content.length) }).end(file.content);
};

const loud = ({ rule }: Violation): boolean => rule !== 'pace';

const newChannel = (channel: Partial<SlackChannel> & Readonly<{ id: string }>): SlackChannel => ({
  team: acme.team,
  name: channel.id.toLowerCase(),
  kind: 'channel',
  members: new Set([acme.member, acme.admin, acme.owner, acme.botUser]),
  isArchived: false,
  isExtShared: false,
  ...channel,
});

const newUser = (user: Partial<SlackUser> & Readonly<{ id: string }>): SlackUser => ({
  team: acme.team,
  name: user.id.toLowerCase(),
  realName: user.id,
  isAdmin: false,
  isOwner: false,
  isRestricted: false,
  isUltraRestricted: false,
  isBot: false,
  isDeleted: false,
  isStranger: false,
  ...user,
});

/** Starts a strict Slack on a free port of the loopback. Close it in `afterEach`: closing is what makes a silent mistake fail. */
export const startSlack = async (options: SlackOptions = {}): Promise<FakeSlack> => {
  let aheadMs = 0;
  let appUrl = options.appUrl;
  let origin = '';
  const state = createState(() => (options.nowMs ?? Date.now)() + aheadMs);
  const { faults, take } = createFaults();
  const oauth = createOAuth(state);
  const socketSide = createSockets(state, () => origin);
  const methods = {
    ...chatMethods,
    ...readMethods,
    ...viewMethods,
    ...fileMethods(() => origin),
    'apps.connections.open': socketSide.open,
    'oauth.v2.access': oauth.access,
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    if (path.startsWith('/api/')) return serveApi({ state, methods, take }, request, response, path);
    if (path.startsWith('/oauth/v2/authorize')) {
      const { status, location, text } = oauth.authorize(new URL(path, origin));
      return void response.writeHead(status, location === undefined ? {} : { location }).end(text);
    }
    if (path.startsWith('/commands/')) {
      const body = parseBody('application/json', await readBody(request));
      const { status, text } = answerResponseUrl(state, path.split('/').at(-1) ?? '', body);
      return void response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
    }
    if (path.startsWith('/upload/v1/')) return receiveUpload(state, request, response, await readBytes(request));
    if (path.startsWith('/files-pri/')) return serveFile(state, request, response, path);
    state.violate('http_shape', path, 'there is no such address');
    return void response.writeHead(404).end();
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      state.violate('http_shape', request.url ?? '', `the local Slack broke: ${String(error)}`);
      response.destroy();
    });
  });
  server.on('upgrade', socketSide.upgrade);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const people = createPeople(
    state,
    () => origin,
    createDelivery(state, () => appUrl, socketSide.deliver),
  );

  return {
    ...people,
    origin,
    apiUrl: `${origin}/api/`,
    authorizeUrl: `${origin}/oauth/v2/authorize`,
    messages: (channel = acme.general) => state.messagesOf(channel),
    thread: (channel, ts) => state.messagesOf(channel).filter((one) => one.ts === ts || one.threadTs === ts),
    ephemerals: (user) => state.ephemerals.filter((one) => !one.isGone && (user === undefined || one.user === user)),
    buttons: buttonsOf,
    modals: (user = acme.member) => stackOf(state, user),
    home: (user = acme.member) => homeOf(state, user),
    views: () => Array.from(state.views.values()),
    sessions: () => Array.from(state.sessions.values()),
    prompts: state.prompts,
    calls: state.calls,
    callsOf: (method) => state.calls.filter((call) => call.method === method),
    violations: state.violations,
    forgive: () => void state.violations.splice(0),
    faults,
    sockets: socketSide.sockets,
    manners: state.manners,
    channel: (id) => channelOf(state, id),
    user: (id) => userOf(state, id),
    token: (team = acme.team) => tokenOf(state, team),
    addChannel: (channel) => {
      const made = newChannel(channel);
      state.world.channels.set(made.id, made);
      return made;
    },
    addUser: (user) => {
      const made = newUser(user);
      state.world.users.set(made.id, made);
      return made;
    },
    addFile: ({ content, ...more }) => {
      const plain = { mimetype: 'text/csv', user: acme.member, team: acme.team };
      const file = { id: state.nextId('F'), ...plain, ...more, content: Buffer.from(content) };
      state.files.set(file.id, file);
      return file;
    },
    files: () => Array.from(state.files.values()),
    deleteMessage: (message) => removeMessage(state, message),
    trigger: (user = acme.member, viewId) => makeTrigger(state, user, userOf(state, user).team, viewId),
    installAs: oauth.installAs,
    registerRedirect: oauth.registerRedirect,
    deliverTo: (url) => {
      appUrl = url;
    },
    advance: (ms) => {
      aheadMs += ms;
    },
    close: async () => {
      socketSide.dropAll();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      const found = state.violations.filter(loud).map(({ rule, where, detail }) => `${rule} in ${where}: ${detail}`);
      if (found.length > 0) throw new Error(`the app did what Slack does not take:\n${found.join('\n')}`);
    },
  };
};
