import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryDeliveries } from '../../src/adapters/memory/deliveries.ts';
import { createSingleInstallation } from '../../src/adapters/slack/install/single-installation.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import type { StoredMessage } from '../fakes/slack/types.ts';
import { acme, acmeRooms, beta, theApp } from '../fakes/slack/world.ts';
import { createIntakeApp, type IntakeOptions } from '../fakes/slack-intake.ts';

/* The real Bolt and the real Socket Mode client against a strict Slack on the loopback. Closing it fails the test when the app did what Slack does not take. */

let slack: FakeSlack;
const opened: ReturnType<typeof createIntakeApp>[] = [];
const faults: unknown[] = [];
const onRejection = (error: unknown) => void faults.push(error);

const make = (options: IntakeOptions = {}) => {
  const app = createIntakeApp(slack, options);
  opened.push(app);
  return app;
};
const open = async (options: IntakeOptions = {}) => {
  const app = make(options);
  await app.open();
  return app;
};
const until = async (what: () => boolean): Promise<void> => {
  for (let waited = 0; !what(); waited += 5) {
    if (waited > 5_000) throw new Error('waited for too long');
    await systemClock.sleep(5);
  }
};
/** Long enough for what should not happen to happen. */
const aWhile = () => systemClock.sleep(60);
const textsTo = (user?: string) => slack.ephemerals(user).map(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`);

beforeEach(async () => {
  faults.length = 0;
  process.on('unhandledRejection', onRejection);
  slack = await startSlack();
});
afterEach(async () => {
  for (const app of opened.splice(0)) await app.stop(0);
  await slack.close();
  process.off('unhandledRejection', onRejection);
  expect(faults).toEqual([]);
});

/** A button of ours on a message in general. */
const withButton = (value: string): StoredMessage => {
  const message = slack.say({ text: 'label', user: acme.botUser });
  const blocks = [
    {
      type: 'actions',
      block_id: 'b',
      elements: [{ type: 'button', action_id: 'sb_press0', text: { type: 'plain_text', text: 'Go' }, value }],
    },
  ];
  return { ...message, blocks };
};
const press = (action: string, more: object = {}) =>
  JSON.stringify({ command: 'panel', action: [action], options: { panel: '7', persona: 'ana' }, ...more });
const asking = press('ask', { asks: { option: 'question', label: 'Your question', placeholder: 'Why?', maxUnits: 20 } });

for (const way of ['http', 'socket'] as const) {
  describe(`a person in Slack, over ${way}`, () => {
    it('is heard at once, however long the work takes', async () => {
      const app = await open({ way });
      const { promise, resolve } = Promise.withResolvers<void>();
      app.dispatch.wait = promise;
      const took: number[] = [];
      for (let round = 0; round < 20; round += 1) {
        const { status, ms, body } = await slack.command({ text: `Tea ${round}` });
        expect([status, body]).toEqual([200, '']);
        took.push(ms);
      }
      expect(slack.ephemerals()).toEqual([]);
      // Slack waits for 3 s. Measured: about 2 ms; the bound is for a busy machine.
      expect(Math.max(...took)).toBeLessThan(1_000);
      resolve();
      await until(() => slack.ephemerals(acme.member).length === 20);
    });

    it('is heard before Slack or a store has been asked anything', async () => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const app = await open({ way, deliveries: { first: () => promise } });
      slack.faults.always('users.info', { kind: 'hang' });
      const { status } = await slack.command({ text: 'tea', command: '/quotes' });
      expect(status).toBe(200);
      expect(app.dispatch.all).toEqual([]);
      resolve(false);
      await aWhile();
      expect(app.dispatch.all).toEqual([]);
    });

    it('types a command and is answered in private', async () => {
      const app = await open({ way });
      await slack.command({ text: 'Tea &amp; cake' });
      await until(() => slack.ephemerals(acme.member).length === 1);
      expect(app.dispatch.all).toMatchObject([
        {
          space: `slack:${acme.team}`,
          command: 'panel',
          text: 'Tea & cake',
          place: { surface: 'slack', channel: acme.general },
          actor: { id: acme.member, name: 'mia', role: 'member' },
        },
      ]);
      expect(slack.messages()).toEqual([]);
      expect(textsTo(acme.member)[0]).toMatch(/^From the bot\. Not a person\. Accepted 1/);
    });

    it('mentions the bot in a thread and gets the panel there', async () => {
      const app = await open({ way });
      const root = slack.say({ text: 'What of this?' });
      await slack.mention({ text: 'Tea &lt;3', threadTs: root.ts });
      await until(() => slack.ephemerals(acme.member).length === 1);
      expect(app.dispatch.all).toMatchObject([{ text: 'Tea <3', place: { channel: acme.general, thread: root.ts } }]);
      expect(slack.ephemerals(acme.member)).toMatchObject([{ threadTs: root.ts }]);
    });

    it('uses the shortcut on a message', async () => {
      const app = await open({ way });
      const message = slack.say({ text: 'Tea set:x' });
      await slack.shortcut({ callbackId: 'ask_the_panel', message });
      await until(() => slack.ephemerals(acme.member).length === 1);
      expect(app.dispatch.all).toMatchObject([{ command: 'panel', action: [], text: 'Tea set:x', place: { thread: message.ts } }]);
    });

    it('writes to the bot directly and is answered there', async () => {
      const app = await open({ way });
      const { message } = await slack.direct({ text: 'Tea' });
      await until(() => slack.thread(message.channel, message.ts).length === 2);
      expect(app.dispatch.all).toMatchObject([{ text: 'Tea', place: { channel: message.channel, thread: message.ts } }]);
    });

    it('types nothing, gets a form, and nothing is lost when it is wrong', async () => {
      const app = await open({ way });
      await slack.command({ text: ' ' });
      await until(() => slack.modals().length === 1);
      const [view] = slack.modals();
      if (!view) throw new Error('there is a form');
      const wrong = await slack.submit({ view, values: { stimulus: 'a | | b' } });
      expect(JSON.parse(wrong.body)).toMatchObject({ response_action: 'errors', errors: { stimulus: expect.any(String) } });
      expect(slack.modals()).toHaveLength(1);
      expect(app.dispatch.all).toEqual([]);
      await slack.submit({ view, values: { stimulus: 'a | b', rounds: '2' } });
      await until(() => slack.ephemerals(acme.member).length === 1);
      expect(slack.modals()).toEqual([]);
      expect(app.dispatch.all).toMatchObject([{ options: { stimulus: 'a | b', rounds: '2' }, place: { channel: acme.general } }]);
    });

    it('presses a button that asks for a text first', async () => {
      const app = await open({ way });
      const on = withButton(asking);
      await slack.press({ on, button: 0 });
      await until(() => slack.modals().length === 1);
      const [view] = slack.modals();
      if (!view) throw new Error('there is a form');
      expect(app.dispatch.all).toEqual([]);
      await slack.submit({ view, values: { question: 'Why not?' } });
      await until(() => slack.ephemerals(acme.member).length === 1);
      expect(app.dispatch.all).toMatchObject([
        { action: ['ask'], options: { panel: '7', persona: 'ana', question: 'Why not?' }, place: { thread: on.ts } },
      ]);
    });

    it('sends one event three times, once marked as a retry, and gets one panel and one answer', async () => {
      const app = await open({ way });
      const first = await slack.mention({ text: 'Tea' });
      await first.again();
      await until(() => slack.ephemerals(acme.member).length === 1);
      await first.again({ retry: { num: 2, reason: 'timeout' } });
      await slack.event(Object(first.payload['event']), { eventId: 'EvOther' });
      await aWhile();
      expect(app.dispatch.seen.size).toBe(1);
      expect(slack.ephemerals(acme.member)).toHaveLength(1);
    });

    it('is heard when the retry is the only copy that arrives', async () => {
      const app = await open({ way });
      await slack.mention({ text: 'Tea' }, { retry: { num: 2, reason: 'http_timeout' } });
      await until(() => app.dispatch.seen.size === 1);
    });
  });
}

describe('what is taken once', () => {
  it('is carried out by one of two processes with one store', async () => {
    const deliveries = createMemoryDeliveries({ clock: systemClock });
    const one = make({ deliveries });
    const two = make({ deliveries });
    const urls = [await one.open(), await two.open()];
    const total = () => one.dispatch.all.length + two.dispatch.all.length;
    slack.deliverTo(`${urls[0]}/slack/events`);
    const command = await slack.command({ text: 'tea', command: '/quotes' });
    const mention = await slack.mention({ text: 'Tea' });
    slack.deliverTo(`${urls[1]}/slack/events`);
    await command.again();
    await mention.again();
    await until(() => total() === 3);
    await aWhile();
    const quotes = [...one.dispatch.all, ...two.dispatch.all].filter(({ command: name }) => name === 'quotes');
    expect(quotes).toHaveLength(1);
    // A panel reaches the journal from both, under one key, which the journal takes once; the person hears of it once.
    expect(new Set([...one.dispatch.all, ...two.dispatch.all].map(({ deliveryKey }) => deliveryKey)).size).toBe(2);
    expect(slack.ephemerals(acme.member)).toHaveLength(2);
  });

  it('is not begun again while it runs', async () => {
    const app = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    app.dispatch.wait = promise;
    const first = await slack.mention({ text: 'Tea' });
    await until(() => app.dispatch.all.length === 1);
    await first.again();
    await aWhile();
    resolve();
    await until(() => slack.ephemerals(acme.member).length === 1);
    expect(app.dispatch.all).toHaveLength(1);
  });

  it('opens one form for a command that is delivered twice, and says nothing of the second', async () => {
    await open();
    const first = await slack.command({ text: '' });
    await first.again();
    await until(() => slack.modals().length === 1);
    await aWhile();
    expect(slack.callsOf('views.open')).toHaveLength(1);
    expect(slack.ephemerals()).toEqual([]);
  });

  it('is given back with a sentence when the store is down', async () => {
    await open({
      deliveries: {
        first: async () => {
          throw new Error('disk full');
        },
      },
    });
    await slack.command({ text: 'tea time', command: '/quotes' });
    await until(() => slack.ephemerals(acme.member).length === 1);
    expect(textsTo(acme.member)[0]).toContain('The store did not answer');
    expect(textsTo(acme.member)[0]).toContain('tea time');
  });
});

describe('a request that is not Slack’s', () => {
  it('is refused when its signature is wrong, missing, old or from the future', async () => {
    const app = await open();
    const flaws = [{ signature: 'wrong' }, { signature: 'missing' }, { ageSeconds: 400 }, { ageSeconds: -400 }] as const;
    for (const how of flaws) expect([how, (await slack.command({ text: 'Tea' }, how)).status]).toEqual([how, 401]);
    expect((await slack.command({ text: 'Tea' }, { ageSeconds: -200 })).status).toBe(200);
    await until(() => app.dispatch.all.length === 1);
  });

  it('is refused when it is too large, at another address, or no JSON', async () => {
    const app = make();
    const url = await app.open();
    const send = async (path: string, body: string, method = 'POST') =>
      (await fetch(`${url}${path}`, method === 'GET' ? {} : { method, body })).status;
    expect(await send('/slack/events', 'x'.repeat(1_048_577))).toBe(413);
    expect(await send('/slack/events', '{')).toBe(401);
    expect(await send('/slack/events', '', 'GET')).toBe(404);
    expect(await send('/', '')).toBe(404);
    expect((await slack.event({ type: 'url_verification' })).status).toBe(200);
    expect(app.dispatch.all).toEqual([]);
  });
});

describe('a server of the house', () => {
  it('can have Slack’s address mounted, and keeps all others', async () => {
    const app = createIntakeApp(slack, { way: 'socket', config: { signingSecret: theApp.signingSecret } });
    opened.push(app);
    await app.start();
    const server = createServer((request, response) => {
      void app.handle(request, response).then((isOurs) => {
        if (!isOurs) response.writeHead(418).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    try {
      slack.deliverTo(`${url}/slack/events`);
      expect((await slack.command({ text: 'Tea' })).status).toBe(200);
      await until(() => slack.ephemerals(acme.member).length === 1);
      for (const path of ['/', '/slack/install', '/slack/events']) expect((await fetch(`${url}${path}`)).status).toBe(418);
      await app.stop(100);
      expect((await slack.command({ text: 'Tea' })).status).toBe(503);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('bots', () => {
  it('are not heard: neither its own messages under any name, nor those of others', async () => {
    const app = await open();
    const own = { type: 'message', channel_type: 'im', channel: 'D0001', text: 'Tea', ts: '1.000001' };
    await slack.event({ ...own, subtype: 'bot_message', bot_id: acme.bot, username: 'Ana · AI persona' });
    await slack.event({ ...own, user: acme.botUser, bot_id: acme.bot });
    await slack.event({ ...own, user: acme.botUser });
    await slack.event({ ...own, user: 'U0OTHER', bot_id: 'B0OTHER' });
    await slack.event({ ...own, type: 'app_mention', channel: acme.general, user: 'U0OTHER', bot_id: 'B0OTHER' });
    await aWhile();
    expect(app.dispatch.all).toEqual([]);
  });
});

describe('rights', () => {
  it('are those of the moment of the press, and of the sending of a form', async () => {
    const app = await open({
      members: {
        cache: {
          get: async () => undefined,
          set: async () => {},
          delete: async () => {},
          clear: async () => undefined,
          close: async () => {},
        },
        moderators: [],
      },
    });
    const roles = () => app.dispatch.all.map(({ actor }) => actor.role);
    const on = withButton(press('stop'));
    await slack.press({ on, button: 0 });
    await until(() => roles().length === 1);
    slack.user(acme.member).isAdmin = true;
    await slack.press({ on, button: 0 });
    await until(() => roles().length === 2);
    await slack.press({ on: withButton(asking), button: 0 });
    await until(() => slack.modals().length === 1);
    slack.user(acme.member).isAdmin = false;
    const [view] = slack.modals();
    if (!view) throw new Error('there is a form');
    await slack.submit({ view, values: { question: 'Why?' } });
    await until(() => roles().length === 3);
    expect(roles()).toEqual(['member', 'moderator', 'member']);
  });

  it('of a moderator belong to admins, owners and the people of the settings, and are not remembered beyond a minute', async () => {
    const kept: number[] = [];
    const cache = {
      get: async () => undefined,
      set: async (_: string, __: unknown, ms: number) => void kept.push(ms),
      delete: async () => {},
      clear: async () => undefined,
      close: async () => {},
    };
    const app = await open({ members: { cache, moderators: [acme.guest] } });
    for (const user of [acme.member, acme.admin, acme.owner, acme.guest]) {
      await slack.command({ text: 'budget', command: '/panel-admin', user });
      await until(() => app.dispatch.all.at(-1)?.actor.id === user);
    }
    expect(app.dispatch.all.map(({ actor }) => actor.role)).toEqual(['member', 'moderator', 'moderator', 'moderator']);
    expect(Math.max(...kept)).toBeLessThanOrEqual(60_000);
  });

  it('are those of a member for an admin of another organisation', async () => {
    const app = await open({ config: { allowShared: true } });
    slack.user('U9STRANGER').isAdmin = true;
    slack.channel(acmeRooms.shared).members.add('U9STRANGER');
    await slack.mention({ text: 'Tea', channel: acmeRooms.shared, user: 'U9STRANGER' });
    await until(() => app.dispatch.all.length === 1);
    expect(app.dispatch.all.map(({ actor }) => actor.role)).toEqual(['member']);
  });

  it('are those of a member when Slack cannot be asked', async () => {
    const app = await open();
    slack.faults.always('users.info', { kind: 'status', status: 500 });
    await slack.command({ text: 'budget', command: '/panel-admin', user: acme.owner });
    await until(() => app.dispatch.all.length === 1);
    expect(app.dispatch.all[0]?.actor).toMatchObject({ role: 'member', name: 'owen' });
  });

  it('are refused, with all that was typed, when a form was changed or belongs to somebody else', async () => {
    const app = await open();
    const isVoid = () => slack.callsOf('chat.postMessage').filter(({ args }) => JSON.stringify(args).includes('can no longer be used'));
    const purpose = { channel: acmeRooms.team, press: { command: 'panel', action: ['ask'], options: { panel: '7', persona: 'ana' } } };
    const changes = [
      (old: string) => `${old.slice(0, 22)}${JSON.stringify(purpose)}`,
      (old: string) => `${'A'.repeat(22)}${old.slice(22)}`,
      (old: string) => old.replace('"panel":"7"', '"panel":"8"'),
    ];
    for (const [index, change] of changes.entries()) {
      await slack.press({ on: withButton(asking), button: 0 });
      await until(() => slack.modals().length === 1);
      const [view] = slack.modals();
      if (!view) throw new Error('there is a form');
      const forged = change(view.privateMetadata);
      await slack.submit(
        { view, values: { question: `q${index}` } },
        { change: (payload) => ({ ...payload, view: { ...Object(payload['view']), private_metadata: forged } }) },
      );
      await until(() => isVoid().length === index + 1);
      expect(JSON.stringify(isVoid().at(-1)?.args)).toContain(`q${index}`);
      expect(isVoid().at(-1)?.args['channel']).toBe(acme.member);
    }
    await slack.press({ on: withButton(asking), button: 0 });
    await until(() => slack.modals().length === 1);
    const [view] = slack.modals();
    if (!view) throw new Error('there is a form');
    await slack.submit({ view, values: { question: 'mine' }, user: acme.admin });
    await until(() => isVoid().length === 4);
    expect(app.dispatch.all).toEqual([]);
  });
});

describe('where the bot cannot or may not post', () => {
  it('says how to invite it, in private, and gives the text back', async () => {
    const app = await open();
    for (const channel of [acmeRooms.outside, acmeRooms.secret]) {
      await slack.command({ text: `Tea for ${channel}`, channel });
      await until(() => textsTo(acme.member).some((text) => text.includes(`Tea for ${channel}`)));
      expect(textsTo(acme.member).at(-1)).toContain('/invite @Sounding Board');
    }
    expect(app.dispatch.all).toEqual([]);
    slack.channel(acmeRooms.outside).members.add(acme.botUser);
    await slack.command({ text: 'Tea', channel: acmeRooms.outside });
    await until(() => app.dispatch.all.length === 1);
  });

  it('still answers what is private anyway, and help', async () => {
    const app = await open();
    await slack.command({ text: 'help', channel: acmeRooms.outside });
    await slack.command({ text: 'tea', command: '/quotes', channel: acmeRooms.secret });
    await until(() => slack.ephemerals(acme.member).length === 2);
    expect(app.dispatch.all.map(({ command }) => command).toSorted()).toEqual(['panel', 'quotes']);
  });

  it('gives a form’s text back in the direct conversation, where the channel cannot be reached', async () => {
    const app = await open();
    await slack.command({ text: '', channel: acmeRooms.secret });
    await until(() => slack.modals().length === 1);
    const [view] = slack.modals();
    if (!view) throw new Error('there is a form');
    await slack.submit({ view, values: { stimulus: 'one of my ideas' } });
    const direct = () => slack.callsOf('chat.postMessage').filter(({ args }) => args['channel'] === acme.member);
    await until(() => direct().length === 1);
    expect(JSON.stringify(direct()[0]?.args)).toContain('/invite @Sounding Board');
    expect(JSON.stringify(direct()[0]?.args)).toContain('one of my ideas');
    expect(app.dispatch.all).toEqual([]);
  });

  it('refuses in a channel shared with another organisation, unless the operator allows it', async () => {
    const app = await open();
    await slack.command({ text: 'Tea', channel: acmeRooms.shared });
    await until(() => slack.ephemerals(acme.member).length === 1);
    await slack.mention({ text: 'Tea', channel: acmeRooms.shared });
    await until(() => slack.ephemerals(acme.member).length === 2);
    for (const text of textsTo(acme.member)) expect(text).toContain('shared with another organisation');
    expect(app.dispatch.all).toEqual([]);
    const allowing = await open({ config: { allowShared: true } });
    await slack.command({ text: 'Tea', channel: acmeRooms.shared });
    await until(() => allowing.dispatch.all.length === 1);
  });

  it('gives a refused text back, whether it was typed or sent in a form', async () => {
    const app = await open();
    app.dispatch.refuses = true;
    await slack.command({ text: 'one of my ideas' });
    await until(() => textsTo(acme.member).some((text) => text.includes('one of my ideas')));
    await slack.press({ on: withButton(asking), button: 0 });
    await until(() => slack.modals().length === 1);
    const [view] = slack.modals();
    if (!view) throw new Error('there is a form');
    await slack.submit({ view, values: { question: 'my long question' } });
    await until(() => textsTo(acme.member).some((text) => text.includes('my long question')));
  });

  it('answers by its token when the address for answers is not Slack’s, and sends nothing there', async () => {
    await open();
    const seen: string[] = [];
    const stranger = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.end('ok');
    });
    stranger.listen(0, '127.0.0.2');
    await once(stranger, 'listening');
    const address = stranger.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const urls = [`http://127.0.0.2:${port}/a`, `http://127.0.0.1@127.0.0.2:${port}/a`];
    for (const [index, url] of urls.entries()) {
      await slack.command({ text: `Tea ${index}` }, { change: (payload) => ({ ...payload, response_url: url }) });
      await until(() => slack.callsOf('chat.postEphemeral').length === index + 1);
    }
    expect(seen).toEqual([]);
    stranger.close();
  });

  it('answers by its token when the address for answers has run out', async () => {
    const app = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    app.dispatch.wait = promise;
    await slack.command({ text: 'Tea' });
    await until(() => app.dispatch.all.length === 1);
    slack.advance(31 * 60_000);
    resolve();
    await until(() => slack.ephemerals(acme.member).length === 1);
    expect(slack.callsOf('chat.postEphemeral')).toHaveLength(1);
  });

  it('answers nobody of a workspace that did not install it', async () => {
    const app = await open();
    expect((await slack.command({ text: 'Tea', channel: beta.general, user: beta.member })).status).toBe(200);
    await aWhile();
    expect(app.dispatch.all).toEqual([]);
    expect(app.lines.some((line) => line.includes('slack delivery failed'))).toBe(true);
  });

  it('says so when a form came too late', async () => {
    await open();
    slack.faults.next('views.open', { kind: 'error', error: 'expired_trigger_id' });
    await slack.command({ text: '' });
    await until(() => slack.ephemerals(acme.member).length === 1);
    expect(textsTo(acme.member)[0]).toContain('did not open the form in time');
  });
});

describe('the app itself', () => {
  it('shows its Home tab, with more for moderators, and offers prompts in its messages', async () => {
    await open();
    await slack.homeOpened();
    await slack.homeOpened(acme.admin);
    await slack.homeOpened(acme.member, 'messages');
    await until(() => slack.home() !== undefined && slack.home(acme.admin) !== undefined && slack.prompts.length === 1);
    expect(JSON.stringify(slack.home()?.view)).toContain('None of them is a real person');
    expect(JSON.stringify(slack.home()?.view)).not.toContain('"For moderators"');
    expect(JSON.stringify(slack.home(acme.admin)?.view)).toContain('"For moderators"');
  });

  it('forgets a space that uninstalled it', async () => {
    const app = await open();
    await slack.uninstall(acme.team);
    await until(() => app.wiped.length === 2);
    expect(app.wiped.toSorted()).toEqual([`slack:${acme.team} revoked`, `slack:${acme.team} uninstalled`]);
  });

  it('writes no text, name or token into its log', async () => {
    const app = await open();
    slack.faults.next('views.open', { kind: 'error', error: 'invalid_arguments' });
    await slack.command({ text: '' });
    await slack.command({ text: 'quetzalcoatlus' });
    await slack.command({ text: 'quetzalcoatlus', channel: beta.general, user: beta.member });
    await until(() => slack.ephemerals(acme.member).length === 2);
    await aWhile();
    expect(app.lines.length).toBeGreaterThan(0);
    for (const secret of ['quetzalcoatlus', 'mia', acme.token, '/commands/']) expect(app.lines.join('\n')).not.toContain(secret);
  });

  it('ends with a reason when Slack does not know its token', async () => {
    slack.token().status = 'revoked';
    const app = await open();
    expect(app.fatal).toHaveLength(1);
    expect(app.health().isOpen).toBe(false);
  });

  it('asks again whose token it is, while Slack cannot say', async () => {
    slack.faults.next('auth.test', { kind: 'status', status: 500 }, { kind: 'html' });
    const patient = { ...systemClock, sleep: async () => {} };
    const app = make();
    const quick = createIntakeApp(slack, {
      installations: createSingleInstallation({
        token: acme.token,
        apiUrl: slack.apiUrl,
        clock: patient,
        log: { info: () => {}, warn: () => {}, error: () => {} },
      }),
    });
    opened.push(quick);
    await quick.open();
    await slack.command({ text: 'Tea' });
    await until(() => quick.dispatch.all.length === 1);
    expect([quick.fatal, app.fatal]).toEqual([[], []]);
  });

  it('stops: takes nothing more, lets what runs come to its end, and says what it had to leave', async () => {
    const app = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    app.dispatch.wait = promise;
    await slack.command({ text: 'Tea' });
    await until(() => app.dispatch.all.length === 1);
    const stopped = app.stop(5_000);
    expect((await slack.command({ text: 'Late' })).status).not.toBe(200);
    expect(slack.ephemerals()).toEqual([]);
    resolve();
    expect(await stopped).toBe(0);
    expect(slack.ephemerals(acme.member)).toHaveLength(1);
    expect(app.dispatch.all).toHaveLength(1);

    const other = await open();
    other.dispatch.wait = new Promise(() => {});
    await slack.command({ text: 'Tea' });
    await until(() => other.dispatch.all.length === 1);
    expect(await other.stop(30)).toBe(1);
  });
});

describe('the two sockets', () => {
  it('are both open, and say when they last heard something', async () => {
    const app = await open({ way: 'socket' });
    await slack.sockets.waitFor(2);
    await until(() => app.health().sockets === 2);
    expect(app.health()).toEqual({ isOpen: true, sockets: 2, socketsWanted: 2 });
    await slack.command({ text: 'Tea' });
    expect(app.health().lastInboundAt).toMatch(/^\d{4}-/);
  });

  it('lose no command while one after the other is renewed, dropped and closed', async () => {
    const app = await open({ way: 'socket' });
    await slack.sockets.waitFor(2);
    const [drop, close] = [() => slack.sockets.drop(0), () => slack.sockets.close(0)];
    const ends = [
      () => slack.sockets.disconnect('refresh_requested', 0),
      drop,
      close,
      () => slack.sockets.disconnect('refresh_requested', 1),
    ];
    let sent = 0;
    for (const end of ends) {
      await until(() => slack.sockets.count() === 2 && app.health().sockets === 2);
      end();
      // What is on the wire of a connection that breaks is lost to anybody; a renewal that Slack asks for is not.
      if (end === drop || end === close) await slack.sockets.waitFor(1);
      for (let each = 0; each < 10; each += 1) {
        sent += 1;
        expect((await slack.command({ text: `Tea ${sent}` })).status).toBe(200);
        await systemClock.sleep(3);
      }
    }
    await until(() => app.dispatch.seen.size === sent);
    expect(sent).toBe(40);
  });

  it('come back after apps.connections.open failed for a while, in every way', async () => {
    const app = await open({ way: 'socket' });
    await slack.sockets.waitFor(2);
    slack.faults.next(
      'apps.connections.open',
      { kind: 'status', status: 500 },
      { kind: 'html' },
      { kind: 'error', error: 'internal_error' },
      { kind: 'rate', retryAfter: 1 },
      { kind: 'drop' },
    );
    slack.sockets.drop(1);
    slack.sockets.drop(0);
    await until(() => slack.callsOf('apps.connections.open').length >= 9 && app.health().sockets === 2);
    expect((await slack.command({ text: 'Tea' })).status).toBe(200);
    expect(app.fatal).toEqual([]);
  });

  it('report once that the token was revoked, at the start or later, and leave no rejection behind', async () => {
    const app = await open({ way: 'socket' });
    await slack.sockets.waitFor(2);
    slack.faults.always('apps.connections.open', { kind: 'error', error: 'invalid_auth' });
    slack.sockets.drop(1);
    slack.sockets.drop(0);
    await until(() => app.fatal.length > 0);
    await aWhile();
    expect(app.fatal).toEqual(['invalid_auth']);
    const late = await open({ way: 'socket' });
    expect(late.fatal).toEqual(['invalid_auth']);
  });

  it('open none after a stop, though Slack answers then', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    slack.faults.always('apps.connections.open', { kind: 'wait', until: promise });
    const app = make({ way: 'socket' });
    const started = app.start();
    await until(() => slack.callsOf('apps.connections.open').length === 2);
    await app.stop(0);
    await started;
    resolve();
    await systemClock.sleep(200);
    expect(slack.sockets.count()).toBe(0);
  });

  it('are closed by a stop, also one that hangs', async () => {
    const app = await open({ way: 'socket' });
    await slack.sockets.waitFor(2);
    slack.sockets.mute(0);
    expect(await app.stop(100)).toBe(0);
    expect(app.health().sockets).toBe(0);
  });
});
