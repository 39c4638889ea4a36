import { commands } from '../../commands/index.ts';
import { createCache } from '../../src/adapters/keyv/cache.ts';
import { createMemoryDeliveries } from '../../src/adapters/memory/deliveries.ts';
import { createSlackApp, type SlackApp, type SlackConfig, type SlackParts } from '../../src/adapters/slack/app.ts';
import { createSingleInstallation } from '../../src/adapters/slack/install/single-installation.ts';
import { slackMessageLimits } from '../../src/adapters/slack/limits.ts';
import { renderMessage } from '../../src/adapters/slack/render/render.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { parseArguments } from '../../src/app/arguments.ts';
import { refuse } from '../../src/core/errors.ts';
import { notice } from '../../src/core/labels.ts';
import type { Invocation } from '../../src/ports/command.ts';
import type { Log } from '../../src/ports/log.ts';
import { aSet } from './personas.ts';
import { openSetDesk } from './set-desk.ts';
import type { FakeSlack } from './slack/slack.ts';
import { acme, theApp } from './slack/world.ts';

/*
 * The Slack intake with the real Bolt, in front of a dispatch that only notes what it gets: each delivery key once, as the journal does.
 */

/** Everything that was logged, as one text, to look for what must not be there. */
const createTestLog = () => {
  const lines: string[] = [];
  const log: Log = {
    info: (event, fields) => lines.push(`info ${event} ${JSON.stringify(fields ?? {})}`),
    warn: (event, fields) => lines.push(`warn ${event} ${JSON.stringify(fields ?? {})}`),
    error: (event, cause, fields) =>
      lines.push(`error ${event} ${cause instanceof Error ? cause.name : ''} ${JSON.stringify(fields ?? {})}`),
  };
  return { log, lines };
};

/** A dispatch that notes invocations. `answer` decides; by default everything is accepted, a key only once. */
const createNotedDispatch = () => {
  const seen = new Map<string, Invocation>();
  const all: Invocation[] = [];
  const dispatch = Object.assign(
    async (invocation: Invocation) => {
      all.push(invocation);
      if (dispatch.wait) await dispatch.wait;
      if (dispatch.refuses) return refuse('stimulus-empty', {}, invocation.text);
      if (invocation.command === 'panel-admin' && invocation.actor.role !== 'moderator')
        return refuse('not-allowed', { action: '/panel-admin' });
      const fresh = !seen.has(invocation.deliveryKey);
      if (fresh) seen.set(invocation.deliveryKey, invocation);
      const text = fresh ? `Accepted ${seen.size}` : 'Accepted already';
      return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, slackMessageLimits)] };
    },
    {
      /** Every call. */
      all,
      /** What was carried out, by its key. */
      seen,
      refuses: false,
      wait: undefined as Promise<unknown> | undefined,
    },
  );
  return dispatch;
};

const desks: SlackParts['desks'] = {
  sets: openSetDesk([aSet([])]),
  panels: {
    recent: async () => [],
    seats: async () => refuse('panel-unknown'),
    summon: async () => refuse('fault'),
    discuss: async () => refuse('fault'),
    ask: async () => refuse('fault'),
    stop: async () => refuse('fault'),
    who: async () => refuse('fault'),
    behind: async () => refuse('fault'),
    remove: async () => refuse('fault'),
    find: async () => refuse('fault'),
    use: async () => ({ tokens: { calls: 0, input: 0, output: 0, cached: 0, isEstimate: false } }),
  },
  about: {
    engine: { kind: 'evidence', name: 'evidence' },
    version: '0',
    quoteSearch: { meaning: false, read: false },
    quotes: async () => 0,
    panels: async () => 0,
    trackRecord: async () => 'No outcomes recorded yet.',
  },
  feedback: { give: async () => 'counted', counts: async () => ({ helpful: 12, unhelpful: 3 }) },
  looksLikeMember: async () => false,
};

/** How an app under test is made. What is left out is a working default. */
export type IntakeOptions = Readonly<{ way?: 'http' | 'socket'; config?: Partial<SlackConfig> } & Partial<Omit<SlackParts, 'config'>>>;

/** Makes an app in front of the local Slack. `stop` it before the local Slack closes. */
export const createIntakeApp = (slack: FakeSlack, options: IntakeOptions = {}) => {
  const { way = 'http', config, ...parts } = options;
  const { log, lines } = createTestLog();
  const dispatch = createNotedDispatch();
  const fatal: string[] = [];
  const wiped: string[] = [];
  const cache = createCache({ log });
  const ways: Partial<SlackConfig> =
    way === 'http' ? { signingSecret: theApp.signingSecret, listen: { host: '127.0.0.1', port: 0 } } : { appToken: theApp.appToken };
  const app: SlackApp = createSlackApp({
    dispatch,
    desks,
    commands,
    readTyped: parseArguments,
    limits: slackMessageLimits,
    toPrivate: (message, shown) => renderMessage(message, { customize: false, pictures: shown }),
    installations: createSingleInstallation({ token: acme.token, apiUrl: slack.apiUrl, clock: systemClock, log }),
    deliveries: createMemoryDeliveries({ clock: systemClock }),
    members: { cache, moderators: [] },
    wipe: async (space, reason) => void wiped.push(`${space} ${reason}`),
    onFatal: (reason) => void fatal.push(reason),
    clock: systemClock,
    log,
    ...parts,
    config: { apiUrl: slack.apiUrl, ...ways, ...config },
  });
  return {
    ...app,
    dispatch,
    lines,
    fatal,
    wiped,
    /** Starts it, and tells the local Slack where it listens. */
    open: async () => {
      const { url } = await app.start();
      if (url !== undefined) slack.deliverTo(`${url}/slack/events`);
      return url;
    },
    /** Lets everything that was begun come to its end, without closing anything. */
    settled: async (what: () => boolean) => {
      for (let waited = 0; !what(); waited += 5) {
        if (waited > 4_000) throw new Error('waited for too long');
        await systemClock.sleep(5);
      }
    },
  };
};
