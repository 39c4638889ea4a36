import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodePress } from '../../src/adapters/discord/intake/press.ts';
import { makeForm } from '../../src/core/form.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { Button } from '../../src/core/message.ts';
import { type FakeDiscord, startDiscord } from '../fakes/discord/discord.ts';
import type { StoredMessage } from '../fakes/discord/types.ts';
import { acme, foreign, theApp } from '../fakes/discord/world.ts';
import { buttonsOf, textOf } from '../fakes/discord-bot.ts';
import { createIntakeApp, createMemoryPresses, type IntakeOptions, sayNotice } from '../fakes/discord-intake.ts';

/* The real discord.js against a strict Discord on the loopback. Closing it fails the test when the app did what Discord does not take. */

let discord: FakeDiscord;
const opened: ReturnType<typeof createIntakeApp>[] = [];

const open = async (options: IntakeOptions = {}) => {
  const app = createIntakeApp(discord, options);
  opened.push(app);
  await app.start();
  return app;
};
const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('it is not there');
  return value;
};
const never = new Promise<never>(() => {});
const space = spaceId('discord', acme.guild);

beforeEach(async () => {
  discord = await startDiscord();
});
afterEach(async () => {
  for (const app of opened.splice(0)) await app.stop(0);
  await discord.close();
});

const panel = (options: Record<string, string> = { stimulus: 'Tea' }, channel: string = acme.general, user: string = acme.member) =>
  discord.slash(user, { name: 'panel', channel, options });

/** A message of the bot with these buttons, as the answer to a command. */
const withButtons = async (...buttons: readonly Button[]): Promise<StoredMessage> =>
  discord
    .slash(acme.member, { name: 'personas show', channel: acme.general, options: { set: buttons.map(({ label }) => label).join() } })
    .answered();
const button = (label: string, action: readonly string[], more: Partial<Button> = {}): Button => ({
  label,
  style: 'plain',
  press: { command: 'panel', action, options: { panel: '7' } },
  ...more,
});
const asking = button('Ask', ['ask'], { asks: { option: 'question', label: 'Your question', placeholder: 'Why?', maxUnits: 20 } });

const form = (action: string, option = 'title') =>
  makeForm({
    title: 'Edit a set',
    about: 'Everything can be *changed* later.',
    fields: [
      { kind: 'line', option, label: 'Title', required: true, maxUnits: 60, value: 'Old' },
      {
        kind: 'choice',
        option: 'kind',
        label: 'Kind',
        required: true,
        choices: [
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ],
        value: 'a',
      },
      {
        kind: 'choices',
        option: 'tags',
        label: 'Tags',
        required: false,
        choices: [
          { value: 'x', label: 'X' },
          { value: 'y', label: 'Y' },
        ],
      },
      { kind: 'file', option: 'file', label: 'A file', required: false, accept: ['.csv'] },
    ],
    press: { command: 'personas', action: [action], options: { draft: 'd1' } },
    submit: 'Save',
  });

describe('a person in Discord', () => {
  it('is heard at once, before a store or the application has been asked anything', async () => {
    const app = await open({ answer: () => never, deliveries: { first: () => never } });
    const asked = [
      panel(),
      discord.slash(acme.moderator, {
        name: 'panel-admin quotes import',
        channel: acme.general,
        options: { file: { name: 'a.csv', content: 'text\nx' } },
      }),
    ];
    for (const { acknowledged } of asked) expect(await acknowledged).toMatchObject({ type: 5, code: undefined });
    await expect.poll(() => app.invocations.map(({ command }) => command)).toEqual(['panel']);
  });

  it('types a command, and what is typed, where and by whom reaches the application', async () => {
    const app = await open();
    const answer = await panel({ stimulus: 'Tea | Coffee', set: 'test-set', rounds: '2' }).answered();
    expect(textOf(answer)).toContain('Accepted');
    expect(answer.onlyFor).toBe(acme.member);
    expect(app.invocations).toMatchObject([
      {
        space,
        command: 'panel',
        action: [],
        text: 'Tea | Coffee',
        options: { set: 'test-set', rounds: '2' },
        place: { surface: 'discord', channel: acme.general },
        actor: { id: acme.member, name: 'Mia', role: 'member' },
      },
    ]);
    expect(app.invocations[0]?.deliveryKey).toMatch(/^discord:\d{17,20}$/);
  });

  it('is told how a command works by typing help', async () => {
    const app = await open();
    await panel({ stimulus: 'help' }, acme.readOnly).answered();
    expect(app.invocations.map(({ action, text }) => ({ action, text }))).toEqual([{ action: undefined, text: 'help' }]);
  });

  it('is a moderator with Manage Server, looked up anew each time', async () => {
    const app = await open();
    await panel({ stimulus: 'Tea' }, acme.general, acme.moderator).answered();
    await panel({ stimulus: 'Tea' }, acme.general, acme.owner).answered();
    must(discord.guild(acme.guild).roles.get(acme.moderatorRole)).permissions = 0n;
    await panel({ stimulus: 'Tea' }, acme.general, acme.moderator).answered();
    expect(app.invocations.map(({ actor }) => actor.role)).toEqual(['moderator', 'moderator', 'member']);
  });

  it('is taken once when Discord sends an event twice, and answered once', async () => {
    const app = await open();
    const asked = panel();
    asked.again();
    await asked.answered();
    asked.again();
    await panel({ stimulus: 'Cake' }).answered();
    expect(app.invocations.map(({ text }) => text)).toEqual(['Tea', 'Cake']);
    expect(asked.callbacks.length).toBe(1);
  });

  it('is not served by a second process that hears the same event', async () => {
    const [first, second] = [await open(), await open()];
    await panel().answered();
    await discord.until(() => discord.requestsOf('POST /interactions/:id/:token/callback').filter(({ answer }) => answer).length === 2);
    expect(first.invocations.length + second.invocations.length).toBe(1);
  });

  it('gets the form for /panel with nothing typed, and what is filled in becomes a panel', async () => {
    const app = await open();
    const asked = panel({});
    expect((await asked.acknowledged).type).toBe(9);
    const modal = must(asked.modal());
    expect(modal.title).toBe('Ask the panel');
    expect(app.invocations).toEqual([]);
    const sent = discord.submit(acme.member, modal, { stimulus: 'Tea', set: ['test-set'], rounds: ['2'] });
    expect(textOf(await sent.answered())).toContain('Accepted');
    expect(app.invocations).toMatchObject([{ command: 'panel', action: [], text: 'Tea', options: { set: 'test-set', rounds: '2' } }]);
  });

  it('gets what was typed back with every refusal', async () => {
    await open({ answer: () => ({ refused: 'fault', userMessage: 'No.' }) });
    expect(textOf(await panel({ stimulus: 'My long headline' }).answered())).toMatch(/No\.[\s\S]*What you sent:[\s\S]*My long headline/);
    const modal = panel({});
    await modal.acknowledged;
    const sent = discord.submit(acme.member, must(modal.modal()), { stimulus: 'My other headline' });
    expect(textOf(await sent.answered())).toContain('My other headline');
  });

  it('is offered sets and personas while typing', async () => {
    await open();
    const focus = async (name: string, options: Record<string, string>, focused: string) => {
      const typed = discord.autocomplete(acme.member, { name, channel: acme.general, options, focused });
      expect((await typed.acknowledged).type).toBe(8);
      return typed.choices().map(({ value }) => value);
    };
    expect(await focus('panel', { set: '' }, 'set')).toEqual(['test-set']);
    expect(await focus('panel', { set: 'nothing like it' }, 'set')).toEqual([]);
    expect(await focus('personas show', { persona: 'be' }, 'persona')).toEqual(['ben']);
    expect(await focus('personas show', { set: 'te' }, 'set')).toEqual(['test-set']);
  });

  it('asks the panel about a message, in the thread of that message', async () => {
    const app = await open();
    const message = discord.say(acme.other, acme.general, 'What of tea? set:other');
    await discord.messageCommand(acme.member, 'Ask the panel', message).answered();
    const inThread = discord.say(acme.other, acme.thread, 'And coffee?');
    await discord.messageCommand(acme.member, 'Ask the panel', inThread).answered();
    expect(app.invocations).toMatchObject([
      { text: 'What of tea? set:other', options: {}, place: { channel: acme.general, thread: message.id } },
      { text: 'And coffee?', place: { channel: acme.general, thread: acme.thread } },
    ]);
  });

  it('asks who speaks in a message', async () => {
    const app = await open();
    const message = discord.say(acme.other, acme.general, 'Hello');
    await discord.messageCommand(acme.member, 'Who is this?', message).answered();
    expect(app.invocations).toMatchObject([{ command: 'panel', action: ['whose'], options: { message: message.id }, text: '' }]);
  });

  it('hands in a file, which is streamed when it is read', async () => {
    const read: string[] = [];
    const app = await open({
      answer: async ({ file }) => {
        if (!file) return { refused: 'file-missing', userMessage: 'No file.' };
        for (let round = 0; round < 2; round += 1) {
          const chunks: Uint8Array[] = [];
          for await (const chunk of file.open()) chunks.push(chunk);
          read.push(Buffer.concat(chunks).toString());
        }
        return sayNotice('Read');
      },
    });
    const file = { name: 'quotes.csv', content: 'text,source\nI wait.,survey\n' };
    const sent = discord.slash(acme.moderator, {
      name: 'panel-admin quotes import',
      channel: acme.general,
      options: { file, source: 'Spring' },
    });
    expect(textOf(await sent.answered())).toContain('Read');
    expect(read).toEqual([file.content, file.content]);
    expect(app.invocations).toMatchObject([
      { command: 'panel-admin', action: ['quotes', 'import'], options: { source: 'Spring' }, file: { name: 'quotes.csv', bytes: 27 } },
    ]);
  });
});

describe('buttons and forms in Discord', () => {
  it('carry a press, in the thread of the message, with the rights of whoever presses', async () => {
    const app = await open({
      answer: ({ command }) => (command === 'personas' ? sayNotice('Here', { buttons: [button('Stop', ['stop'])] }) : sayNotice('Done')),
    });
    const message = await withButtons(button('Stop', ['stop']));
    const pressed = discord.press(acme.member, message, must(buttonsOf(message).get('Stop')));
    expect((await pressed.acknowledged).type).toBe(5);
    expect(textOf(await pressed.answered())).toContain('Done');
    expect(app.invocations.at(-1)).toMatchObject({
      command: 'panel',
      action: ['stop'],
      options: { panel: '7' },
      actor: { id: acme.member, role: 'member' },
    });
  });

  it('ask for one text in a form, and give it back with a refusal', async () => {
    const app = await open({
      answer: ({ command }) =>
        command === 'personas' ? sayNotice('Here', { buttons: [asking] }) : { refused: 'fault', userMessage: 'Not now.' },
    });
    const message = await withButtons(asking);
    const pressed = discord.press(acme.member, message, must(buttonsOf(message).get('Ask')));
    expect((await pressed.acknowledged).type).toBe(9);
    const sent = discord.submit(acme.member, must(pressed.modal()), { question: 'Why so?' });
    expect(textOf(await sent.answered())).toMatch(/Not now\.[\s\S]*Why so\?/);
    expect(app.invocations.at(-1)).toMatchObject({ action: ['ask'], options: { panel: '7', question: 'Why so?' } });
  });

  it('say so when nobody knows any more what they were for', async () => {
    const kept = createMemoryPresses();
    await open({ kept: { ...kept, read: async () => undefined }, answer: () => sayNotice('Here', { buttons: [asking] }) });
    const message = await withButtons(asking);
    expect(textOf(await discord.press(acme.member, message, must(buttonsOf(message).get('Ask'))).answered())).toContain(
      'This button is too old',
    );
  });

  it('show a declared form with its fields, and hand on every kind of value', async () => {
    const app = await open({
      answer: ({ action = [] }) => (action[0] === 'edit' ? { messages: [], form: form('save') } : sayNotice('Saved')),
    });
    const asked = discord.slash(acme.moderator, { name: 'personas edit', channel: acme.general });
    expect((await asked.acknowledged).type).toBe(9);
    const modal = must(asked.modal());
    expect(modal.components.map(({ type }) => type)).toEqual([10, 18, 18, 18, 18]);
    const file = { name: 'a.csv', content: 'x' };
    const sent = discord.submit(acme.moderator, modal, { title: 'New', kind: 'b', tags: ['x', 'y'], file: [file] });
    expect(textOf(await sent.answered())).toContain('Saved');
    expect(app.invocations.at(-1)).toMatchObject({
      command: 'personas',
      action: ['save'],
      options: { draft: 'd1', title: 'New', kind: 'b', tags: 'x,y' },
      file: { name: 'a.csv', bytes: 1 },
      actor: { role: 'moderator' },
    });
  });

  it('offer the next form behind a button, because Discord shows none after a form', async () => {
    const app = await open({
      answer: ({ action = [] }) => {
        if (action[0] === 'edit') return { messages: [], form: form('next') };
        return action[0] === 'next' ? { messages: [], form: form('save', 'more') } : sayNotice('Saved');
      },
    });
    const asked = discord.slash(acme.moderator, { name: 'personas edit', channel: acme.general });
    await asked.acknowledged;
    const offered = await discord.submit(acme.moderator, must(asked.modal()), { title: 'New', kind: 'a' }).answered();
    const again = discord.press(acme.moderator, offered, must(buttonsOf(offered).get('Open the form')));
    await again.acknowledged;
    await discord.submit(acme.moderator, must(again.modal()), { more: 'Text', kind: 'a' }).answered();
    expect(app.invocations.at(-1)).toMatchObject({ action: ['save'], options: { more: 'Text' } });
  });

  it('meet the deadline also when a form takes long to prepare', { timeout: 15_000 }, async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await open({ answer: async () => promise.then(() => ({ messages: [], form: form('save') })) });
    const asked = discord.slash(acme.moderator, { name: 'personas edit', channel: acme.general });
    expect(await asked.acknowledged).toMatchObject({ type: 5, code: undefined });
    resolve();
    expect([...buttonsOf(await asked.answered()).keys()]).toEqual(['Open the form']);
  });

  it('are read as if a stranger had written them', async () => {
    const app = await open();
    const press = { command: 'panel', action: ['stop'], options: { panel: '7' } };
    const customId = await encodePress({ space, kept: createMemoryPresses() }, { press }, { index: 0 });
    const payload = (id: string, custom_id: string) => ({
      id,
      application_id: theApp.id,
      token: 'stolen',
      type: 3,
      guild_id: acme.guild,
      channel: { id: acme.general, type: 0 },
      member: { user: { id: acme.member, username: 'mia' }, permissions: '0' },
      app_permissions: '0',
      authorizing_integration_owners: { 0: acme.guild },
      entitlements: [],
      message: { id: '700000000000000099', channel_id: acme.general },
      data: { custom_id, component_type: 2 },
    });
    for (const [index, id] of [`${customId}}`, 'sb1::0:["panel"]', 'sb1::0:{"a":1}', 'sb2:x', ''].entries())
      discord.gateway.send('INTERACTION_CREATE', payload(`70000000000000000${index}`, id));
    discord.gateway.send('INTERACTION_CREATE', { nonsense: true });
    await panel({ stimulus: 'Still here' }).answered();
    expect(app.invocations.map(({ text }) => text)).toEqual(['Still here']);
    expect(app.lines.join()).not.toContain('stolen');
  });
});

describe('places in Discord', () => {
  it('put a panel into the thread or post where it is asked for, under its channel', async () => {
    const app = await open();
    for (const channel of [acme.thread, acme.post, acme.news, acme.voice]) await panel({ stimulus: 'Tea' }, channel).answered();
    expect(app.invocations.map(({ place }) => place)).toEqual([
      { surface: 'discord', channel: acme.general, thread: acme.thread },
      { surface: 'discord', channel: acme.forum, thread: acme.post },
      { surface: 'discord', channel: acme.news },
      { surface: 'discord', channel: acme.voice },
    ]);
  });

  it('refuse with a sentence in a direct message and in a server without the bot', async () => {
    const app = await open();
    const registered = discord.commands().find(({ name }) => name === 'panel');
    const command = (id: string, more: object) => ({
      id,
      application_id: theApp.id,
      token: `token-${id}`,
      entitlements: [],
      type: 2,
      data: { id: registered?.id, name: 'panel', type: 1, options: [{ name: 'stimulus', type: 3, value: 'Tea' }] },
      ...more,
    });
    const direct = command('700000000000000001', {
      user: { id: acme.member, username: 'mia' },
      context: 1,
      authorizing_integration_owners: { 1: acme.member },
    });
    const away = command('700000000000000002', {
      guild_id: foreign.guild,
      channel: { id: foreign.general, type: 0 },
      member: { user: { id: foreign.visitor, username: 'vera' }, permissions: '0' },
      app_permissions: '0',
      context: 0,
      authorizing_integration_owners: { 1: foreign.visitor },
    });
    discord.gateway.send('INTERACTION_CREATE', direct);
    discord.gateway.send('INTERACTION_CREATE', away);
    const calls = () => discord.requestsOf('POST /interactions/:id/:token/callback');
    await discord.until(() => calls().length === 2);
    const said = calls().map(({ body }) => JSON.stringify(body));
    expect(said[0]).toMatch(/Panels live in the channels of a server.*Tea/);
    expect(said[1]).toMatch(/I am not a member of this server.*Tea/);
    expect(app.invocations).toEqual([]);
  });

  it('refuse panels in age-restricted channels and their threads, and nothing else there', async () => {
    const app = await open();
    expect(textOf(await panel({ stimulus: 'Tea' }, acme.restricted).answered())).toContain('age-restricted');
    expect(textOf(await panel({}, acme.restricted).answered())).toContain('age-restricted');
    discord.channel(acme.general).isNsfw = true;
    discord.gateway.send('CHANNEL_UPDATE', {
      id: acme.general,
      guild_id: acme.guild,
      type: 0,
      name: 'general',
      nsfw: true,
      permission_overwrites: [],
    });
    expect(textOf(await panel({ stimulus: 'Tea' }, acme.thread).answered())).toContain('age-restricted');
    await discord.slash(acme.member, { name: 'personas show', channel: acme.restricted }).answered();
    expect(app.invocations.map(({ command }) => command)).toEqual(['personas']);
  });

  it('say why where the surface knows that no persona can speak', async () => {
    const app = await open({ findObjection: async () => 'This channel has 15 webhooks.' });
    expect(textOf(await panel().answered())).toMatch(/15 webhooks\.[\s\S]*Tea/);
    expect(app.invocations).toEqual([]);
  });
});

describe('the connection to Discord', () => {
  it('registers the commands once, and again only when they differ', async () => {
    const first = await open();
    await first.stop(0);
    await open();
    expect(discord.requestsOf('PUT /applications/:id/commands').length).toBe(1);
    expect(discord.commands().map(({ name }) => name)).toEqual(['panel', 'personas', 'panel-admin', 'Ask the panel', 'Who is this?']);
    await open({ commands: [] });
    expect(discord.requestsOf('PUT /applications/:id/commands').length).toBe(2);
  });

  it('forgets a server when the bot is removed from it, and not during an outage', async () => {
    const app = await open();
    discord.gateway.send('GUILD_DELETE', { id: acme.guild, unavailable: true });
    discord.removeBot(acme.guild);
    await discord.until(() => true);
    await expect.poll(() => app.wiped).toEqual([space]);
  });

  it('says at once that a token is wrong', async () => {
    const app = await open({ token: 'a.b.c' });
    expect(app.fatal).toEqual(['Discord does not accept DISCORD_TOKEN. Copy the bot’s token again from the developer portal, under Bot.']);
    expect(app.health().isOpen).toBe(false);
  });

  it('is ready while the gateway is, and not otherwise', async () => {
    const app = await open();
    expect(app.health()).toEqual({ isOpen: true, shards: 1, shardsWanted: 1 });
    discord.gateway.drop();
    await expect.poll(() => app.health().shards).toBe(0);
    await expect.poll(() => app.health().shards, { timeout: 10_000 }).toBe(1);
    await panel().answered();
  });

  it('stands in as many connections as it is told', { timeout: 30_000 }, async () => {
    discord.manners.isIdentifyLimited = false;
    const app = await open({ shards: 2 });
    expect(app.health()).toEqual({ isOpen: true, shards: 2, shardsWanted: 2 });
  });

  it('goes on trying while Discord is away, and comes when it is back', { timeout: 30_000 }, async () => {
    discord.faults.next(
      'GET /gateway/bot',
      { kind: 'status', status: 503 },
      { kind: 'status', status: 503 },
      { kind: 'status', status: 503 },
    );
    const app = await open();
    expect(app.health().isOpen).toBe(true);
    expect(app.lines.join()).toContain('discord cannot be reached');
  });

  it('lets what was begun come to an end before it closes', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const app = await open({ answer: () => promise.then(() => sayNotice('Accepted')) });
    const asked = panel();
    await asked.acknowledged;
    const stopped = app.stop(5_000);
    resolve();
    expect(await stopped).toBe(0);
    expect(textOf(await asked.answered())).toContain('Accepted');
  });

  it('logs no token and no text when everything fails', async () => {
    discord.faults.always('PATCH /webhooks/:id/:token/messages/:message', { kind: 'status', status: 500 });
    discord.faults.next('POST /interactions/:id/:token/callback', { kind: 'drop', isStored: true }, { kind: 'error', code: 50035 });
    const app = await open({
      answer: () => {
        throw new Error('secret headline');
      },
    });
    const asked = [panel({ stimulus: 'secret headline' }), panel({ stimulus: 'secret headline' })];
    await discord.until(() => discord.requestsOf('PATCH /webhooks/:id/:token/messages/:message').length >= 1);
    await app.stop(5_000);
    expect(app.lines.length).toBeGreaterThan(2);
    const all = app.lines.join('\n');
    for (const secret of [theApp.token, 'secret headline', ...asked.map(({ token }) => token)]) expect(all).not.toContain(secret);
  });
});
