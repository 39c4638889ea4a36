import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStoppedSession } from '../../src/adapters/slack/intake/stopped-session.ts';
import { createPostingClient } from '../../src/adapters/slack/sending/posting-client.ts';
import { createSlackSurface } from '../../src/adapters/slack/surface.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { spaceId } from '../../src/core/ids.ts';
import { notice } from '../../src/core/labels.ts';
import type { ProgressBlock } from '../../src/core/message.ts';
import type { PanelRecord } from '../../src/ports/journal.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme } from '../fakes/slack/world.ts';

const space = spaceId('slack', acme.team);
const limits = { nameUnits: 80, bodyUnits: 7_000, notificationUnits: 700 };
const root = (status: ProgressBlock['status'], text: string) =>
  notice({ summary: 'Panel 1', blocks: [{ type: 'progress', done: 1, total: 6, status, text }] }, limits);
const never = new AbortController().signal;

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.close());

const open = () => {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const client = createPostingClient({ token: acme.token, botId: acme.bot, botUserId: acme.botUser, apiUrl: slack.apiUrl });
  return createSlackSurface({ clientOf: async () => client, clock: systemClock, log });
};
const until = async (what: () => boolean): Promise<void> => {
  for (let waited = 0; !what(); waited += 5) {
    if (waited > 4_000) throw new Error('waited for too long');
    await systemClock.sleep(5);
  }
};
const statuses = (method = 'agents.sessions.setStatus') => slack.callsOf(method).map(({ args }) => args['status']);

describe('the session of a panel in Slack', () => {
  it('is processing while the panel runs, and active when it is over; each is told once', async () => {
    const surface = open();
    const place = { surface: 'slack', channel: acme.general };
    const sent = await surface.post({ space, place, key: 'k', message: root('open', '0 of 6'), signal: never });
    await until(() => statuses().length === 1);
    if (sent.outcome !== 'sent') throw new Error('it was sent');
    for (const [status, text] of [
      ['open', '2 of 6'],
      ['stopping', 'stopping'],
      ['stopped', 'stopped'],
    ] as const)
      await surface.edit({ space, place, ref: sent.ref, message: root(status, text) });
    expect(statuses()).toEqual(['processing', 'active']);
    expect(slack.sessions()).toMatchObject([{ channel: acme.general, threadTs: sent.ref, status: 'active' }]);
    expect(statuses('assistant.threads.setStatus')).toEqual([]);
  });

  it('lies in the thread where the panel was asked for', async () => {
    const surface = open();
    const { ts: thread } = slack.say({ text: 'What of this?' });
    const place = { surface: 'slack', channel: acme.general, thread };
    await surface.post({ space, place, key: 'k', message: root('open', ''), signal: never });
    await until(() => slack.sessions().length === 1);
    expect(slack.sessions()[0]?.threadTs).toBe(thread);
  });

  it('says how far the panel is in the conversation with the bot, and falls silent with it', async () => {
    const { message } = await slack.direct({ text: 'Tea' }).catch(() => ({ message: slack.say({ text: '' }) }));
    const surface = open();
    const place = { surface: 'slack', channel: message.channel, thread: message.ts };
    const sent = await surface.post({ space, place, key: 'k', message: root('open', '0 of 6 have answered'), signal: never });
    if (sent.outcome !== 'sent') throw new Error('it was sent');
    await surface.edit({ space, place, ref: sent.ref, message: root('closed', 'done') });
    expect(statuses('assistant.threads.setStatus')).toEqual(['0 of 6 have answered', '']);
  });

  it('is not spoken of again where Slack does not know of it, and costs no message', async () => {
    const surface = open();
    slack.faults.always('agents.sessions.setStatus', { kind: 'error', error: 'unknown_method' });
    const place = { surface: 'slack', channel: acme.general };
    for (const key of ['a', 'b', 'c']) {
      const sent = await surface.post({ space, place, key, message: root('open', ''), signal: never });
      expect(sent.outcome).toBe('sent');
      await until(() => statuses().length === 1);
    }
    await systemClock.sleep(50);
    expect(statuses()).toHaveLength(1);
    expect(slack.messages()).toHaveLength(3);
  });
});

describe('Slack’s own Stop', () => {
  const panel = (number: number, status: string, place: object, ref: string) =>
    ({
      ref: { number },
      place: { surface: 'slack', channel: 'C1', ...place },
      state: { status, posts: [{ ref }], turns: [] },
    }) as unknown as PanelRecord;
  const panels = {
    recent: async () => [
      panel(1, 'open', {}, '1.1'),
      panel(2, 'open', { thread: '1.1' }, '2.2'),
      panel(3, 'closed', { thread: '1.1' }, '3.3'),
      panel(4, 'open', { channel: 'C2' }, '1.1'),
      panel(5, 'open', {}, '5.5'),
    ],
  };
  const event = { type: 'agent_session_stopped', channel: 'C1', user: 'U1', thread_ts: '1.1', event_ts: '9.9', streaming_message_ts: [] };
  const body = (change: object = {}) => ({ type: 'event_callback', team_id: 'T1', event: { ...event, ...change } });

  it('asks to stop what runs in that thread, and nothing else', async () => {
    const stops = await readStoppedSession(body(), panels);
    expect(stops.map(({ invocation }) => [invocation.command, invocation.action, invocation.options])).toEqual([
      ['panel', ['stop'], { panel: '1' }],
      ['panel', ['stop'], { panel: '2' }],
    ]);
    expect(stops[0]?.person.id).toBe('U1');
    expect(new Set(stops.map(({ invocation }) => invocation.deliveryKey)).size).toBe(2);
  });

  it('is nothing for other events, or without a thread', async () => {
    for (const change of [{ type: 'message' }, { thread_ts: undefined }, { user: '' }]) {
      expect(await readStoppedSession(body(change), panels)).toEqual([]);
    }
    expect(await readStoppedSession(undefined, panels)).toEqual([]);
  });
});
