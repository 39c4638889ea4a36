import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { App, type InstallationStore, type Receiver } from '@slack/bolt';
import type { SpaceId } from '../../core/ids.ts';
import type { MessageLimits } from '../../core/labels.ts';
import { createWork } from '../../core/work.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Command } from '../../ports/command.ts';
import type { Deliveries } from '../../ports/deliveries.ts';
import type { Log } from '../../ports/log.ts';
import { codeOf } from './api-error.ts';
import type { ReadTyped } from './forms/declared-forms.ts';
import { readSubmission } from './forms/submission.ts';
import type { GoneReason, HomeDesks } from './home.ts';
import type { Installations } from './install/installations.ts';
import { createOAuth, type OAuthConfig } from './install/oauth.ts';
import { SealError } from './install/token-box.ts';
import type { Delivery } from './intake/delivery.ts';
import { createHttpIntake } from './intake/http-intake.ts';
import { createIntake, type Dispatch } from './intake/intake.ts';
import { addListeners } from './intake/listeners.ts';
import type { Members } from './intake/members.ts';
import { spaceOf } from './intake/payloads.ts';
import { createSockets, type Sockets } from './intake/sockets.ts';
import { clientOptions, quietLogger } from './quiet.ts';
import type { ToPrivate } from './sending/answers.ts';
import type { SlackPictures } from './sending/pictures.ts';

/** Which ways lead in. `appToken` is Socket Mode, `signingSecret` is HTTP; both may be set. `listen` opens a server of its own; without it, `handle` is mounted elsewhere. */
export type SlackConfig = Readonly<{
  apiUrl: string;
  appToken?: string;
  signingSecret?: string;
  oauth?: OAuthConfig;
  listen?: Readonly<{ host: string; port: number }>;
  /** Panels in channels shared with other organisations. Off unless the operator says so. */
  allowShared?: boolean;
}>;

/** Everything that the Slack app is made of. `wipe` hears that the app is gone from a space, whose installation is forgotten by then; it may hear so twice. `onFatal` gets a code when Slack no longer knows a token. */
export type SlackParts = Readonly<{
  dispatch: Dispatch;
  desks: HomeDesks;
  commands: readonly Command[];
  /** How the application reads a typed line. */
  readTyped: ReadTyped;
  limits: MessageLimits;
  toPrivate: ToPrivate;
  /** Uploads the charts of private answers; without it they stand in words. */
  pictures?: SlackPictures;
  installations: Installations & { readonly store?: InstallationStore };
  deliveries: Deliveries;
  members: Members;
  wipe: (space: SpaceId, reason: GoneReason) => Promise<void>;
  onFatal: (reason: string) => void;
  clock: Clock;
  log: Log;
  config: SlackConfig;
}>;

/** How the intake stands. `sockets` are open of `socketsWanted`; `lastInboundAt` is ISO 8601. */
type SlackHealth = Readonly<{ isOpen: boolean; sockets: number; socketsWanted: number; lastInboundAt?: string }>;

/** The running app. `handle` answers false for a request that is not Slack's. `stop` answers how many requests were left unfinished after `graceMs`. `url` is there when it listens by itself. */
export type SlackApp = Readonly<{
  start: () => Promise<Readonly<{ url?: string }>>;
  stop: (graceMs: number) => Promise<number>;
  health: () => SlackHealth;
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}>;

/** Deliveries come in by our own ways, so Bolt has nothing to start. It authorizes, filters and routes. */
const noReceiver: Receiver = { init: () => {}, start: async () => undefined, stop: async () => undefined };

const createBolt = ({ installations, config, log }: SlackParts): App => {
  const findBot = async (space: SpaceId) => {
    try {
      return await installations.find(space);
    } catch (error) {
      const sealed = error instanceof SealError;
      log.error(sealed ? `slack installation: ${error.message}` : 'slack installation cannot be read', error, { space });
      return undefined;
    }
  };
  const app = new App({
    receiver: noReceiver,
    // The id of the bot and of its user make Bolt leave out what it said itself, persona messages too.
    authorize: async (_, body) => {
      const space = spaceOf(body);
      const bot = space && (await findBot(space));
      if (!bot) throw new Error('the Slack app is not installed there');
      const { token: botToken, botId, botUserId, team: teamId, enterprise: enterpriseId } = bot;
      return { botToken, botId, botUserId, ...(teamId ? { teamId } : {}), ...(enterpriseId ? { enterpriseId } : {}) };
    },
    convoStore: false,
    ignoreSelf: true,
    clientOptions: clientOptions(config.apiUrl),
    logger: quietLogger,
  });
  app.error(async (error) => log.warn('slack delivery failed', { error: codeOf(error) }));
  return app;
};

const listen = (server: Server, { host, port }: { host: string; port: number }): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      const address = server.address();
      resolve(`http://${host}:${typeof address === 'object' && address ? address.port : port}`);
    });
  });

/** What Slack is told at once. Only a form's errors are more than "it arrived", and they keep the form open. */
const responseTo = (body: unknown): Readonly<Record<string, unknown>> | undefined => {
  const submission = readSubmission(body);
  return submission && 'errors' in submission ? { response_action: 'errors', errors: submission.errors } : undefined;
};

/** Takes deliveries: acknowledges each before anything else is done, then lets Bolt route it. */
const createReceive = (parts: SlackParts, app: App, work: ReturnType<typeof createWork>) => {
  const { clock, log } = parts;
  let last: Date | undefined;
  const receive = (delivery: Delivery): void => {
    const { body, ack, retryNum, retryReason } = delivery;
    last = clock.now();
    const response = responseTo(body);
    // Slack delivers again what was not acknowledged, if it can be; here it goes on either way.
    ack(response).catch((error: unknown) => log.warn('slack was not told of a delivery', { error: codeOf(error) }));
    if (response || typeof body !== 'object' || body === null) return;
    const event = {
      body: { ...body },
      ack: async () => undefined,
      ...(retryNum === undefined ? {} : { retryNum }),
      ...(retryReason === undefined ? {} : { retryReason }),
    };
    work.begin(
      () => app.processEvent(event),
      (error) => log.error('slack delivery failed', error),
    );
  };
  return { receive, lastInboundAt: () => last?.toISOString() };
};

const createHandle = (parts: SlackParts, receive: (delivery: Delivery) => void, isOpen: () => boolean): SlackApp['handle'] => {
  const { config, clock, log, installations } = parts;
  const { signingSecret, oauth, apiUrl } = config;
  const intake = signingSecret === undefined ? undefined : createHttpIntake({ signingSecret, receive, isOpen, clock });
  const pages = oauth && installations.store ? createOAuth({ oauth, apiUrl, store: installations.store, log }) : undefined;
  return async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    if (intake && path === '/slack/events' && request.method === 'POST') {
      await intake(request, response);
      return true;
    }
    return (await pages?.(path, request, response)) ?? false;
  };
};

const createOwnServer = (handle: SlackApp['handle'], log: Log): Server => {
  const server = createServer((request, response) => {
    handle(request, response)
      .then((isOurs) => {
        if (!isOurs) response.writeHead(404).end();
      })
      .catch((error: unknown) => {
        log.error('slack request failed', error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
  });
  server.requestTimeout = 10_000;
  return server;
};

/** The ways in, opened and closed together. */
const createWays = (parts: SlackParts, receive: (delivery: Delivery) => void, isOpen: () => boolean) => {
  const { config, clock, log, onFatal } = parts;
  const { appToken, apiUrl, listen: at } = config;
  const handle = createHandle(parts, receive, isOpen);
  const server = at ? createOwnServer(handle, log) : undefined;
  const sockets: Sockets | undefined =
    appToken === undefined ? undefined : createSockets({ appToken, apiUrl, receive, onFatal, clock, log });
  return {
    handle,
    counts: () => ({ sockets: sockets?.connected() ?? 0, socketsWanted: sockets?.wanted ?? 0 }),
    start: async (): Promise<Readonly<{ url?: string }>> => {
      const url = server && at ? await listen(server, at) : undefined;
      await sockets?.start();
      return url === undefined ? {} : { url };
    },
    /** Takes nothing more. Answers that are on their way still go out. */
    stop: async (): Promise<void> => {
      server?.close();
      server?.closeIdleConnections();
      await sockets?.stop();
    },
    cut: (): void => server?.closeAllConnections(),
  };
};

/**
 * Slack's side of the house: takes what people type, press and send, hands it to `dispatch`, and answers them privately. Every delivery is acknowledged before
 * any network or store is asked.
 */
export const createSlackApp = (parts: SlackParts): SlackApp => {
  const { config, clock, log, installations, desks } = parts;
  const app = createBolt(parts);
  const work = createWork(clock);
  const stopping = new AbortController();
  let isOpen = false;
  const { receive, lastInboundAt } = createReceive(parts, app, work);
  const ways = createWays(parts, receive, () => isOpen);
  const { apiUrl, allowShared = false } = config;
  const { toPrivate, limits, pictures } = parts;
  const answers = { toPrivate, limits, apiUrl, log, ...(pictures ? { pictures } : {}) };
  const intake = createIntake({ ...parts, listSets: desks.sets.list, allowShared, apiUrl, answers });
  addListeners(app, { ...parts, intake });
  return {
    handle: ways.handle,
    health: () => {
      const at = lastInboundAt();
      return { isOpen, ...ways.counts(), ...(at === undefined ? {} : { lastInboundAt: at }) };
    },
    start: async () => {
      const problem = await installations.open(stopping.signal);
      if (problem !== undefined) parts.onFatal(problem);
      if (problem !== undefined || stopping.signal.aborted) return {};
      isOpen = true;
      return ways.start();
    },
    stop: async (graceMs) => {
      const from = clock.monotonicMs();
      isOpen = false;
      stopping.abort();
      await ways.stop();
      const left = await work.drain(Math.max(0, graceMs - (clock.monotonicMs() - from)));
      ways.cut();
      if (left > 0) log.warn('slack stopped with work left', { left });
      return left;
    },
  };
};
