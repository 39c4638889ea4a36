import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, acmeRooms, beta, org, theApp } from '../fakes/slack/world.ts';

/* The real Bolt against the local Slack: by HTTP and in Socket Mode, the same people do the same things. */

const quiet = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => 'error',
  setName: () => {},
};
// Bolt's LogLevel is an enum of these strings, and its type does not take the string itself.
const logger = quiet as never;

let slack: FakeSlack;
const cleanups: (() => Promise<unknown>)[] = [];

const authorize = async ({ teamId }: { teamId?: string | undefined }) => {
  const place = [acme, beta].find(({ team }) => team === teamId) ?? org;
  return { botToken: place.token, botId: place.bot, botUserId: place.botUser };
};

const overHttp = async (): Promise<App> => {
  const receiver = new HTTPReceiver({ signingSecret: theApp.signingSecret, logger });
  const app = new App({ receiver, authorize, logger, convoStore: false, clientOptions: { slackApiUrl: slack.apiUrl } });
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  slack.deliverTo(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/slack/events`);
  cleanups.push(() => app.stop());
  return app;
};

const overSocket = async (): Promise<App> => {
  const receiver = new SocketModeReceiver({
    appToken: theApp.appToken,
    logger,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  Object.assign(receiver.client, { clientPingTimeoutMS: 100 });
  const app = new App({ receiver, authorize, logger, convoStore: false, clientOptions: { slackApiUrl: slack.apiUrl } });
  await app.start();
  cleanups.push(() => app.stop());
  return app;
};

const input = (more: object = {}, element: object = {}) => ({
  type: 'input',
  block_id: 'words',
  label: { type: 'plain_text', text: 'Your words' },
  element: { type: 'plain_text_input', action_id: 'typed', max_length: 20, ...element },
  ...more,
});
const modal = (more: object = {}) => ({
  type: 'modal',
  callback_id: 'form',
  private_metadata: '{"a":1}',
  title: { type: 'plain_text', text: 'A form' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [input()],
  ...more,
});
const go = {
  type: 'actions',
  elements: [{ type: 'button', action_id: 'sb_press_0', value: '{"x":1}', text: { type: 'plain_text', text: 'Stop' } }],
};

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await slack.close();
});

describe.each([
  ['by HTTP', overHttp],
  ['in Socket Mode', overSocket],
])('Bolt %s and the local Slack', (_name, start) => {
  it('answers a command at once, then privately and in the channel through its response_url', async () => {
    const app = await start();
    const done = new Promise<void>((resolve) => {
      app.command('/panel', async ({ ack, respond, command }) => {
        await ack(`Panel on ${command.text}`);
        await respond({ text: 'Later', response_type: 'ephemeral' });
        await respond({ text: 'Everybody', response_type: 'in_channel' });
        resolve();
      });
    });
    const delivered = await slack.command({ text: 'Dinner in one tap' });
    await done;
    expect(delivered).toMatchObject({ status: 200, isLate: false });
    expect(delivered.payload).toMatchObject({ channel_id: acme.general, team_id: acme.team, user_id: acme.member });
    expect(slack.ephemerals(acme.member).map(({ text }) => text)).toEqual(['Panel on Dinner in one tap', 'Later']);
    expect(slack.messages().map(({ text, author }) => [text, author])).toEqual([['Everybody', acme.botUser]]);
  });

  it('takes a press, opens a form with its trigger, and reads what was typed', async () => {
    const app = await start();
    const heard: unknown[] = [];
    app.action('sb_press_0', async ({ ack, body, action, client }) => {
      await ack();
      heard.push(action.type === 'button' ? action.value : undefined);
      await client.views.open({ trigger_id: 'trigger_id' in body ? body.trigger_id : '', view: modal() as never });
    });
    app.view('form', async ({ ack, view }) => {
      const typed = view.state.values['words']?.['typed']?.value ?? '';
      heard.push(typed, view.private_metadata);
      if (typed === 'worse') await ack({ response_action: 'errors', errors: { nowhere: 'Not this' } });
      else if (typed === 'bad') await ack({ response_action: 'errors', errors: { words: 'Not this' } });
      else await ack();
    });
    const { ts = '' } = await app.client.chat.postMessage({ token: acme.token, channel: acme.general, text: 'x', blocks: [go] as never });
    const [on] = slack.thread(acme.general, ts);
    if (!on) throw new Error('no message');
    expect(await slack.press({ on, button: 'Stop' })).toMatchObject({ status: 200 });
    await until(() => slack.modals().length === 1);
    const [view] = slack.modals();
    if (!view) throw new Error('no form');
    await expect(slack.submit({ view, values: { words: '' } })).rejects.toThrow(/is empty/);
    await expect(slack.submit({ view, values: { words: 'x'.repeat(21) } })).rejects.toThrow(/21 characters/);
    await expect(slack.submit({ view, values: { name: 'x' } })).rejects.toThrow(/no field name/);
    expect((await slack.submit({ view, values: { words: 'worse' } })).problem).toMatch(/do not name input blocks/);
    slack.forgive();
    expect((await slack.submit({ view, values: { 'Your words': 'bad' } })).body).toContain('Not this');
    expect(slack.modals()).toHaveLength(1);
    await slack.submit({ view, values: { typed: 'good' } });
    expect(slack.modals()).toEqual([]);
    expect(heard).toEqual(['{"x":1}', 'worse', '{"a":1}', 'bad', '{"a":1}', 'good', '{"a":1}']);
  });

  it('takes a shortcut on a message, a mention in a thread, a direct message, the Home tab and Stop', async () => {
    const app = await start();
    const heard: unknown[] = [];
    app.shortcut({ type: 'message_action', callback_id: 'ask' }, async ({ ack, shortcut }) => {
      await ack();
      heard.push(shortcut.message.text);
    });
    app.event('app_mention', async ({ event }) => void heard.push(event.text, event.thread_ts));
    app.message(async ({ message }) => void heard.push(message.channel_type));
    app.event('app_home_opened', async ({ event, client }) => {
      heard.push(event.tab);
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [go] as never } });
    });
    app.event('agent_session_stopped', async ({ event }) => void heard.push(event.thread_ts));
    const said = slack.say({ text: 'A headline' });
    await slack.shortcut({ callbackId: 'ask', message: said });
    await slack.mention({ text: 'and this?', threadTs: said.ts });
    await slack.direct({ text: 'Hello' });
    await slack.homeOpened(acme.admin);
    await slack.stopSession({ channel: acme.general, threadTs: said.ts });
    await until(() => heard.length === 6 && slack.home(acme.admin) !== undefined);
    expect(heard).toEqual(['A headline', `<@${acme.botUser}> and this?`, said.ts, 'im', 'home', said.ts]);
    expect(slack.messages().at(-1)).toMatchObject({ author: acme.member, threadTs: said.ts });
  });

  it('gets the very same envelope again, marked as a retry', async () => {
    const app = await start();
    const heard: unknown[] = [];
    app.event('app_mention', async ({ body, context }) => void heard.push([body.event_id, context.retryNum]));
    const first = await slack.mention({ text: 'Hello' });
    expect(await first.again()).toMatchObject({ status: 200 });
    await first.again({ retry: { num: 2, reason: 'http_error' } });
    await until(() => heard.length === 3);
    const id = first.payload['event_id'];
    expect(heard.slice(1)).toEqual([
      [id, 1],
      [id, 2],
    ]);
  });

  it('is told of the workspace, and of the organisation where that is what is installed', async () => {
    const app = await start();
    const heard: unknown[] = [];
    app.command('/panel', async ({ ack, context, command }) => {
      await ack();
      heard.push([context.isEnterpriseInstall, context.teamId, context.enterpriseId, command.team_id]);
    });
    await slack.command({ text: 'a', channel: beta.general, user: beta.member });
    await slack.command({ text: 'a', channel: org.secondGeneral, user: org.member });
    expect(heard).toEqual([
      [false, beta.team, undefined, beta.team],
      [true, org.secondTeam, org.enterprise, org.secondTeam],
    ]);
  });

  it('hears of its removal when its token is gone already', async () => {
    const app = await start();
    const heard: string[] = [];
    app.event('app_uninstalled', async () => void heard.push('uninstalled'));
    app.event('tokens_revoked', async () => void heard.push('revoked'));
    await slack.uninstall(beta.team);
    await until(() => heard.length === 2);
    await expect(app.client.auth.test({ token: beta.token })).rejects.toMatchObject({ data: { error: 'token_revoked' } });
  });

  it('is told when an answer is no good, and the test fails for it', async () => {
    const app = await start();
    app.command('/panel', async ({ ack }) => ack({ blocks: [{ type: 'hologram' }] as never }));
    const delivered = await slack.command({ text: 'a' });
    expect(delivered.problem).toBe('invalid_blocks');
    expect(slack.violations).toMatchObject([{ rule: 'bad_answer', detail: 'invalid_blocks' }]);
    slack.forgive();
  });

  it('that says nothing within Slack’s patience is late', async () => {
    const app = await start();
    app.command('/panel', async () => {});
    expect(await slack.command({ text: 'a' }, { patienceMs: 60 })).toMatchObject({ status: 0, isLate: true });
  });
});

describe('the local Slack by HTTP', () => {
  it('signs well, badly, not at all, too early and too late, and Bolt believes what it should', async () => {
    const app = await overHttp();
    app.command('/panel', async ({ ack }) => ack());
    const status = async (how: Parameters<FakeSlack['command']>[1]) => (await slack.command({ text: 'a' }, how)).status;
    expect(await status({})).toBe(200);
    expect(await status({ signature: 'wrong' })).toBe(401);
    expect(await status({ signature: 'missing' })).toBe(401);
    expect(await status({ ageSeconds: 400 })).toBe(401);
    // Bolt takes these: replay protection is the app's own work.
    expect(await status({ ageSeconds: -3_600 })).toBe(200);
    slack.deliverTo('http://127.0.0.1:9/slack/events');
    expect(await status({})).toBe(0);
  });
});

describe('the local Slack in Socket Mode', () => {
  it('recycles sockets: after a disconnect frame, a drop and a close the app is back', async () => {
    const app = await overSocket();
    app.command('/panel', async ({ ack }) => ack());
    for (const cut of [
      () => slack.sockets.disconnect('refresh_requested'),
      () => slack.sockets.disconnect('warning'),
      () => slack.sockets.drop(),
      () => slack.sockets.close(),
    ]) {
      const before = slack.sockets.opened();
      cut();
      await until(() => slack.sockets.opened() > before && slack.sockets.count() === 1);
      expect((await slack.command({ text: 'a' })).status).toBe(200);
    }
  });

  it('finds nobody when no socket is open, and sends to each of two in turn', async () => {
    expect(await slack.command({ text: 'a' })).toMatchObject({ status: 0, isLate: false });
    const heard: number[] = [];
    for (const one of [0, 1]) {
      const app = await overSocket();
      app.command('/panel', async ({ ack }) => {
        heard.push(one);
        await ack();
      });
    }
    await slack.sockets.waitFor(2);
    for (const _ of [1, 2, 3, 4]) await slack.command({ text: 'a' });
    expect(heard.filter((one) => one === 0)).toEqual([0, 0]);
    await slack.command({ text: 'a' }, { socket: 1 });
    expect(heard.at(-1)).toBe(1);
  });

  it('refuses a connection for as many calls as it is told, and gives each address away once', async () => {
    slack.faults.next('apps.connections.open', { kind: 'error', error: 'internal_error' }, { kind: 'html' });
    await overSocket();
    expect(slack.callsOf('apps.connections.open')).toHaveLength(3);
    const opened = await fetch(`${slack.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${theApp.appToken}` },
    });
    const { url } = (await opened.json()) as { url: string };
    const connect = (): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.addEventListener('open', () => resolve('open'));
        socket.addEventListener('error', () => resolve('refused'));
      });
    expect(await connect()).toBe('open');
    expect(await connect()).toBe('refused');
  });

  it('carries long frames both ways', async () => {
    const app = await overSocket();
    app.command('/panel', async ({ ack, command }) => ack(command.text));
    const long = 'ä'.repeat(35_000);
    const delivered = await slack.command({ text: long });
    expect(delivered.body).toHaveLength(JSON.stringify({ text: long }).length);
  });
});

describe('a socket without Bolt', () => {
  /** A bare socket: what came over it, and a way to answer. */
  const connect = async () => {
    const headers = { authorization: `Bearer ${theApp.appToken}` };
    const opened = await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', headers });
    const { url } = (await opened.json()) as { url: string };
    const frames: Record<string, unknown>[] = [];
    const socket = new WebSocket(url);
    socket.addEventListener('message', ({ data }) => frames.push(JSON.parse(String(data)) as Record<string, unknown>));
    await until(() => frames.length === 1);
    return { frames, answer: (id: unknown, payload: object = {}) => socket.send(JSON.stringify({ envelope_id: id, payload })) };
  };

  it('gets hello first, then the same envelope again under the same id', async () => {
    const { frames, answer } = await connect();
    const first = slack.mention({ text: 'Hello' });
    await until(() => frames.length === 2);
    answer(frames[1]?.['envelope_id']);
    const again = (await first).again({ retry: { num: 1, reason: 'timeout' } });
    await until(() => frames.length === 3);
    answer(frames[2]?.['envelope_id']);
    expect((await again).status).toBe(200);
    const [hello, one, two] = frames;
    expect(hello).toMatchObject({ type: 'hello' });
    expect(one).toMatchObject({ type: 'events_api', accepts_response_payload: false, retry_attempt: 0 });
    expect(two).toEqual({ ...one, retry_attempt: 1, retry_reason: 'timeout' });
  });

  it('may not answer twice, nor what nobody asked', async () => {
    const { frames, answer } = await connect();
    const sent = slack.command({ text: 'a' });
    await until(() => frames.length === 2);
    answer(frames[1]?.['envelope_id'], { text: 'first' });
    answer(frames[1]?.['envelope_id'], { text: 'second' });
    answer('nothing');
    await sent;
    await until(() => slack.violations.length === 2);
    expect(slack.violations.map(({ detail }) => detail)).toEqual([
      'an envelope was answered twice',
      'an answer to an envelope that was never sent',
    ]);
    expect(slack.ephemerals().map(({ text }) => text)).toEqual(['first']);
    slack.forgive();
  });

  it('gets nothing more once it was asked to leave, but does after a warning', async () => {
    const { frames, answer } = await connect();
    slack.sockets.disconnect('warning');
    const sent = slack.command({ text: 'a' });
    await until(() => frames.length === 3);
    answer(frames[2]?.['envelope_id']);
    expect((await sent).status).toBe(200);
    slack.sockets.disconnect('refresh_requested');
    expect(await slack.command({ text: 'a' }, { patienceMs: 100 })).toMatchObject({ status: 0, isLate: false });
  });
});

describe('triggers, response_urls and forms run out', () => {
  it('a trigger works once, for 3 seconds, and only if Slack made it', async () => {
    const app = await overHttp();
    const open = async (trigger: string, view: object = modal()): Promise<string> => {
      try {
        await app.client.views.open({ token: acme.token, trigger_id: trigger, view: view as never });
        return 'opened';
      } catch (error) {
        return (error as { data: { error: string } }).data.error;
      }
    };
    const trigger = slack.trigger();
    expect(await open(trigger)).toBe('opened');
    expect(await open(trigger)).toBe('exchanged_trigger_id');
    expect(await open('1.2.x')).toBe('invalid_trigger_id');
    const late = slack.trigger();
    slack.advance(3_001);
    expect(await open(late)).toBe('expired_trigger_id');
    expect(await open(slack.trigger(), modal({ submit: undefined }))).toBe('invalid_arguments');
    const label = { type: 'plain_text', text: 'x'.repeat(2_001) };
    expect(await open(slack.trigger(), modal({ blocks: [input({ label })] }))).toBe('invalid_arguments');
    expect(await open(slack.trigger(), modal({ blocks: [input({}, { max_length: 3_001 })] }))).toBe('invalid_arguments');
    expect(slack.modals()).toHaveLength(1);
  });

  it('forms lie three deep at most, and an update needs the hash of today', async () => {
    const { client } = await overHttp();
    const token = acme.token;
    const view = modal() as never;
    const first = await client.views.open({ token, trigger_id: slack.trigger(), view });
    const id = first.view?.id ?? '';
    for (const _ of [2, 3]) await client.views.push({ token, trigger_id: slack.trigger(acme.member, id), view });
    await expect(client.views.push({ token, trigger_id: slack.trigger(acme.member, id), view })).rejects.toThrow(/push_limit_reached/);
    await client.views.update({ token, view_id: id, hash: first.view?.hash ?? '', view });
    await expect(client.views.update({ token, view_id: id, hash: first.view?.hash ?? '', view })).rejects.toThrow(/hash_conflict/);
  });

  it('a response_url takes five answers within half an hour, replaces and deletes', async () => {
    const answer = async (url: unknown, body: object): Promise<string> => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(String(url), { method: 'POST', headers, body: JSON.stringify(body) });
      return `${response.status} ${await response.text()}`;
    };
    const { payload } = await slack.command({ text: 'a' });
    const url = payload['response_url'];
    expect(await answer(url, { text: 'one', blocks: [go] })).toBe('200 ok');
    for (const text of ['two', 'three', 'four', 'five']) await answer(url, { text });
    expect(await answer(url, { text: 'six' })).toContain('used_url');
    expect(slack.ephemerals()).toHaveLength(5);
    const [on] = slack.ephemerals();
    if (!on) throw new Error('no private message');
    const pressed = await slack.press({ on, button: 0 });
    expect(pressed.payload).not.toHaveProperty('message');
    expect(await answer(pressed.payload['response_url'], { replace_original: true, text: 'other' })).toBe('200 ok');
    expect(slack.ephemerals()[0]).toMatchObject({ text: 'other', blocks: [] });
    await answer(pressed.payload['response_url'], { delete_original: true });
    expect(slack.ephemerals()).toHaveLength(4);
    await answer((await slack.command({ text: 'a' })).payload['response_url'], { text: 'x', response_type: 'in_channel', blocks: [go] });
    const [shown] = slack.messages();
    if (!shown) throw new Error('no message');
    const inChannel = await slack.press({ on: shown, button: 'Stop' });
    await answer(inChannel.payload['response_url'], { text: 'y', replace_original: true });
    expect(slack.messages()).toMatchObject([{ text: 'y', blocks: [], edits: 1 }]);
    const old = await slack.command({ text: 'a' });
    slack.advance(30 * 60_000 + 1);
    expect(await answer(old.payload['response_url'], { text: 'x' })).toContain('expired_url');
  });

  it('an agent session needs a known status and a thread that is there', async () => {
    const { client } = await overHttp();
    const root = slack.say({ text: 'x', channel: acmeRooms.team });
    const set = (more: object) =>
      client.apiCall('agents.sessions.setStatus', { token: acme.token, channel_id: acmeRooms.team, thread_ts: root.ts, ...more });
    await set({ status: 'processing' });
    expect(slack.sessions()).toMatchObject([{ threadTs: root.ts, status: 'processing' }]);
    await expect(set({ status: 'asleep' })).rejects.toThrow(/invalid_arguments/);
    await expect(set({ status: 'active', thread_ts: '1.1' })).rejects.toThrow(/invalid_thread_ts/);
  });
});

describe('installing over OAuth', () => {
  it.each([
    ['a workspace', { team: beta.team, user: beta.admin }, { isEnterpriseInstall: false, team: { id: beta.team } }],
    ['an organisation', { enterprise: org.enterprise, user: org.admin }, { isEnterpriseInstall: true, enterprise: { id: org.enterprise } }],
  ])('works for %s through Bolt’s own pages', async (_name, installer, expected) => {
    const stored: unknown[] = [];
    const receiver = new HTTPReceiver({
      signingSecret: theApp.signingSecret,
      logger,
      clientId: theApp.clientId,
      clientSecret: theApp.clientSecret,
      stateSecret: 'a state secret',
      scopes: ['chat:write', 'commands'],
      installationStore: {
        storeInstallation: async (installation) => void stored.push(installation),
        fetchInstallation: () => Promise.reject(new Error('not asked here')),
      },
      installerOptions: { directInstall: true, authorizationUrl: slack.authorizeUrl, clientOptions: { slackApiUrl: slack.apiUrl } },
    });
    const app = new App({ receiver, logger, convoStore: false, clientOptions: { slackApiUrl: slack.apiUrl } });
    const server = await receiver.start({ port: 0, host: '127.0.0.1' });
    cleanups.push(() => app.stop());
    const address = server.address();
    const here = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    slack.registerRedirect(`${here}/slack/oauth_redirect`);

    const walk = async (): Promise<Response> => {
      const first = await fetch(`${here}/slack/install`, { redirect: 'manual' });
      const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
      const page = await fetch(first.headers.get('location') ?? '', { redirect: 'manual' });
      return fetch(page.headers.get('location') ?? '', { headers: { cookie } });
    };
    slack.installAs({ ...installer, isDenied: true });
    expect((await walk()).status).toBe(500);
    slack.installAs(installer);
    expect((await walk()).status).toBe(200);
    expect(stored).toMatchObject([{ ...expected, bot: { scopes: expect.arrayContaining(['chat:write']) } }]);
  });
});
