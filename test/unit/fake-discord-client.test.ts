import {
  ActionRowBuilder,
  ApplicationCommandType,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  Client,
  ComponentType,
  ContainerBuilder,
  Events,
  type ForumChannel,
  GatewayIntentBits,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  type TextChannel,
  TextInputBuilder,
  TextInputStyle,
  WebhookClient,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeDiscord, startDiscord } from '../fakes/discord/discord.ts';
import { acme, allOf, beta, foreign, permission } from '../fakes/discord/world.ts';

/* The real discord.js against the local Discord. */

let discord: FakeDiscord;
const clients: Client[] = [];

const start = async (options: { retries?: number; timeout?: number } = {}): Promise<Client<true>> => {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
    rest: { api: discord.apiUrl, retries: 0, ...options },
  });
  clients.push(client);
  const ready = new Promise<Client<true>>((resolve) => {
    client.once(Events.ClientReady, resolve);
  });
  await client.login(discord.token);
  return ready;
};

/** Hears the next interaction. */
const heard = (client: Client): Promise<Interaction> =>
  new Promise((resolve) => {
    client.once(Events.InteractionCreate, resolve);
  });

const panel = {
  name: 'panel',
  description: 'Ask a panel',
  contexts: [0, 1, 2],
  integrationTypes: [0, 1],
  options: [
    { type: 3, name: 'idea', description: 'The idea', required: true, max_length: 200 },
    { type: 3, name: 'set', description: 'The set', autocomplete: true },
    { type: 11, name: 'file', description: 'A file' },
  ],
} as const;
const register = (client: Client<true>) =>
  client.application.commands.set([
    panel,
    { name: 'personas', description: 'Keep', defaultMemberPermissions: '32', options: [{ type: 1, name: 'show', description: 'Show' }] },
    { name: 'Ask the panel', type: ApplicationCommandType.Message },
    { name: 'Who', type: ApplicationCommandType.User },
  ]);

const textChannel = (client: Client, id: string): TextChannel => {
  const channel = client.channels.cache.get(id);
  if (channel?.type !== ChannelType.GuildText) throw new Error('not a text channel');
  return channel;
};
const forumChannel = (client: Client, id: string): ForumChannel => {
  const channel = client.channels.cache.get(id);
  if (channel?.type !== ChannelType.GuildForum) throw new Error('not a forum');
  return channel;
};

const stop = new ActionRowBuilder<ButtonBuilder>().addComponents(
  new ButtonBuilder().setCustomId('stop').setLabel('Stop').setStyle(ButtonStyle.Secondary),
);

beforeEach(async () => {
  discord = await startDiscord();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.destroy()));
  await discord.close();
});

describe('a client logs in', () => {
  it('becomes ready with its guilds, channels and threads', async () => {
    const client = await start();
    expect(client.user.id).toBe(discord.botUserId);
    expect(client.guilds.cache.map(({ id }) => id).sort()).toEqual([acme.guild, beta.guild]);
    expect(client.channels.cache.get(acme.forum)?.type).toBe(ChannelType.GuildForum);
    expect(client.channels.cache.get(acme.thread)?.type).toBe(ChannelType.PublicThread);
    expect(textChannel(client, acme.restricted).nsfw).toBe(true);
  });

  it('is refused with a wrong token', async () => {
    const client = new Client({ intents: [], rest: { api: discord.apiUrl } });
    clients.push(client);
    await expect(client.login('wrong')).rejects.toMatchObject({ code: 'TokenInvalid' });
    expect(discord.invalidRequests()).toBe(1);
  });

  it('is refused when it asks for what only a review gives', async () => {
    const client = new Client({ intents: [GatewayIntentBits.MessageContent], rest: { api: discord.apiUrl } });
    clients.push(client);
    await expect(client.login(discord.token)).rejects.toThrow('disallowed intents');
  });

  it('hears of messages only with the intent for them, and of no words of others', async () => {
    const quiet = await start();
    const client = new Client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages], rest: { api: discord.apiUrl } });
    clients.push(client);
    await client.login(discord.token);
    const none: string[] = [];
    quiet.on(Events.Raw, ({ t }: Readonly<{ t: string }>) => {
      if (t.startsWith('MESSAGE')) none.push(t);
    });
    const both = new Promise<string[]>((resolve) => {
      const words: string[] = [];
      client.on(Events.MessageCreate, ({ content }) => {
        words.push(content);
        if (words.length === 2) resolve(words);
      });
    });
    await register(quiet);
    const next = heard(quiet);
    discord.slash(acme.member, { name: 'panel', options: { idea: 'x' } });
    const interaction = await next;
    if (interaction.isChatInputCommand()) await interaction.reply({ content: 'Only you', flags: MessageFlags.Ephemeral });
    discord.say(acme.member, acme.general, 'not for you');
    discord.say(acme.member, acme.general, `for you <@${discord.botUserId}>`);
    expect(await both).toEqual(['', `for you <@${discord.botUserId}>`]);
    // Whatever came before this on the same connection has been heard.
    const last = heard(quiet);
    discord.slash(acme.member, { name: 'panel', options: { idea: 'x' } });
    await last;
    expect(none).toEqual([]);
  });

  it('shares every interaction with a second process of the same shard', async () => {
    const [one, other] = [await start(), await start()];
    await register(one);
    const [first, second] = [heard(one), heard(other)];
    discord.slash(acme.member, { name: 'panel', options: { idea: 'x' } });
    expect((await first).id).toBe((await second).id);
    expect(discord.gateway.count()).toBe(2);
  });

  it('hears of new guilds and of being thrown out', async () => {
    const client = await start();
    const joined = new Promise<string>((resolve) => {
      client.once(Events.GuildCreate, ({ id }) => resolve(id));
    });
    const { id } = discord.addGuild({ name: 'New' });
    expect(await joined).toBe(id);
    const left = new Promise<string>((resolve) => {
      client.once(Events.GuildDelete, (guild) => resolve(guild.id));
    });
    discord.removeBot(id);
    expect(await left).toBe(id);
  });
});

describe('the gateway fails', () => {
  it.each([
    ['a close with 4000', () => discord.gateway.close(4000)],
    ['a cut connection', () => discord.gateway.drop()],
    ['a call to reconnect', () => discord.gateway.reconnect()],
    ['a resumable invalid session', () => discord.gateway.invalidate(true)], // here the connection stands
  ])('resumes after %s and hears what it missed', async (_, fail) => {
    const client = await start();
    await register(client);
    const next = heard(client);
    discord.gateway.hold(true);
    fail();
    await discord.gateway.waitFor(0);
    const made = discord.slash(acme.member, { name: 'panel', options: { idea: 'while away' } });
    discord.gateway.hold(false);
    expect((await next).id).toBe(made.id);
    await discord.until(() => discord.gateway.resumed() === 1);
    expect(discord.gateway.identified()).toBe(1);
  });

  it('resumes after heartbeats that nobody acknowledges', async () => {
    await Promise.all(clients.splice(0).map((client) => client.destroy()));
    await discord.close();
    discord = await startDiscord({ heartbeatMs: 60 });
    await start();
    discord.gateway.mute();
    await discord.until(() => discord.gateway.resumed() === 1);
  });

  it('identifies anew when the session is gone', async () => {
    const client = await start();
    // discord.js waits 5 s between two IDENTIFY, and its `destroy` hangs between IDENTIFY and READY: hence the wait for the event.
    const ready = new Promise((resolve) => {
      client.once(Events.ShardReady, resolve);
    });
    discord.gateway.forget();
    discord.gateway.close(4000);
    await ready;
    expect(discord.gateway.identified()).toBe(2);
    expect(discord.gateway.resumed()).toBe(0);
  }, 15_000);
});

describe('people use commands', () => {
  it('goes from a slash command by a deferred answer, an edit and a follow-up', async () => {
    const client = await start();
    await register(client);
    const next = heard(client);
    const made = discord.slash(acme.member, { name: 'panel', options: { idea: 'A new idea' }, locale: 'de' });
    const interaction = await next;
    if (!interaction.isChatInputCommand()) throw new Error('no command');
    expect(interaction.options.getString('idea')).toBe('A new idea');
    expect(interaction.locale).toBe('de');
    expect(interaction.appPermissions.has(permission.manageWebhooks)).toBe(true);
    expect(interaction.memberPermissions?.has(permission.manageGuild)).toBe(false);
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    expect(made.original()?.isLoading).toBe(true);
    await interaction.editReply({ content: 'Here it is' });
    await interaction.followUp({ content: 'More for all' });
    expect((await made.acknowledged).type).toBe(5);
    expect((await made.answered()).content).toBe('Here it is');
    expect(made.followUps().map(({ content }) => content)).toEqual(['More for all']);
    expect(discord.visible(acme.member, acme.general).map(({ content }) => content)).toEqual(['Here it is', 'More for all']);
    expect(discord.visible(acme.other, acme.general).map(({ content }) => content)).toEqual(['More for all']);
    expect(discord.requestsOf('PATCH /webhooks/:id/:token/messages/:message')[0]?.body).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  it('answers with the message when it is asked for', async () => {
    const client = await start();
    await register(client);
    const next = heard(client);
    discord.slash(acme.member, { name: 'panel', options: { idea: 'x' } });
    const interaction = await next;
    if (!interaction.isChatInputCommand()) throw new Error('no command');
    const { resource } = await interaction.reply({ content: 'Hello', withResponse: true });
    expect(resource?.message?.content).toBe('Hello');
    expect(discord.messages(acme.general).map(({ id }) => id)).toEqual([resource?.message?.id]);
  });

  it('completes an option', async () => {
    const client = await start();
    await register(client);
    const next = heard(client);
    const made = discord.autocomplete(acme.member, { name: 'panel', options: { set: 'te' }, focused: 'set' });
    const interaction = await next;
    if (!interaction.isAutocomplete()) throw new Error('no completion');
    expect(interaction.options.getFocused(true)).toMatchObject({ name: 'set', value: 'te' });
    await interaction.respond([{ name: 'Teachers', value: 'teachers' }]);
    expect(made.choices()).toEqual([{ name: 'Teachers', value: 'teachers' }]);
  });

  it('hands a file over and serves it', async () => {
    const client = await start();
    await register(client);
    const next = heard(client);
    discord.slash(acme.member, { name: 'panel', options: { idea: 'x', file: { name: 'a.csv', content: 'a;b' } } });
    const interaction = await next;
    if (!interaction.isChatInputCommand()) throw new Error('no command');
    const file = interaction.options.getAttachment('file', true);
    expect(file.name).toBe('a.csv');
    expect(await (await fetch(file.url)).text()).toBe('a;b');
  });

  it('reaches a message and a person by their menus', async () => {
    const client = await start();
    await register(client);
    const said = discord.say(acme.other, acme.general, 'What of this?');
    let next = heard(client);
    discord.messageCommand(acme.member, 'Ask the panel', said);
    let interaction = await next;
    if (!interaction.isMessageContextMenuCommand()) throw new Error('no menu');
    expect(interaction.targetMessage.content).toBe('What of this?');
    next = heard(client);
    discord.userCommand(acme.member, 'Who', acme.other);
    interaction = await next;
    if (!interaction.isUserContextMenuCommand()) throw new Error('no menu');
    expect(interaction.targetUser.id).toBe(acme.other);
  });

  it('delivers the same interaction twice on demand, and takes one answer', async () => {
    const client = await start();
    await register(client);
    const all: Interaction[] = [];
    client.on(Events.InteractionCreate, (interaction) => all.push(interaction));
    const made = discord.slash(acme.member, { name: 'panel', options: { idea: 'x' } });
    made.again();
    while (all.length < 2) await heard(client);
    const [first, second] = all;
    if (!first?.isChatInputCommand() || !second?.isChatInputCommand()) throw new Error('no command');
    expect(first.id).toBe(second.id);
    await first.reply('one');
    await expect(second.reply('two')).rejects.toMatchObject({ code: 40060 });
  });

  it('refuses a first answer after 3 s, and any after 15 min', async () => {
    const client = await start();
    await register(client);
    let next = heard(client);
    discord.slash(acme.member, { name: 'panel', options: { idea: 'x' } });
    const late = await next;
    discord.advance(3_001);
    if (!late.isChatInputCommand()) throw new Error('no command');
    await expect(late.reply('late')).rejects.toMatchObject({ code: 10062 });
    next = heard(client);
    discord.slash(acme.member, { name: 'panel', options: { idea: 'x' } });
    const long = await next;
    if (!long.isChatInputCommand()) throw new Error('no command');
    await long.deferReply();
    discord.advance(900_001);
    await expect(long.editReply('late')).rejects.toMatchObject({ code: 50027 });
  });

  it('hides a command from people without its permission until an administrator opens it', async () => {
    const client = await start();
    await register(client);
    expect(() => discord.slash(acme.member, { name: 'personas show' })).toThrow('is not offered');
    expect(() => discord.slash(acme.member, { name: 'nothing' })).toThrow('there is no command');
    const next = heard(client);
    discord.slash(acme.member, { name: 'personas show', isOpened: true });
    const interaction = await next;
    if (!interaction.isChatInputCommand()) throw new Error('no command');
    expect(interaction.options.getSubcommand()).toBe('show');
    expect(interaction.memberPermissions?.has(permission.manageGuild)).toBe(false);
    discord.slash(acme.moderator, { name: 'personas show' });
  });

  it('knows direct messages and foreign guilds', async () => {
    const client = await start();
    await register(client);
    let next = heard(client);
    discord.slash(acme.member, { name: 'panel', channel: acme.dm, options: { idea: 'x' } });
    const direct = await next;
    expect([direct.inGuild(), direct.memberPermissions, direct.context]).toEqual([false, null, 1]);
    next = heard(client);
    const made = discord.slash(foreign.visitor, { name: 'panel', channel: foreign.general, options: { idea: 'x' } });
    const away = await next;
    if (!away.isChatInputCommand()) throw new Error('no command');
    expect([away.inGuild(), away.inCachedGuild(), away.guild, away.channel]).toEqual([true, false, null, null]);
    expect(made.payload['authorizing_integration_owners']).toEqual({ 1: foreign.visitor });
    await away.reply('first');
    for (let index = 0; index < 5; index += 1) await away.followUp(`more ${index}`);
    await expect(away.followUp('too much')).rejects.toMatchObject({ code: 40094 });
  });
});

describe('people press and fill in', () => {
  it('goes from a button by a modal with every kind of field to its submission', async () => {
    const client = await start();
    const message = await textChannel(client, acme.general).send({ content: 'Go on', components: [stop] });
    const stored = discord.messages(acme.general)[0];
    if (!stored) throw new Error('nothing stored');
    let next = heard(client);
    const pressed = discord.press(acme.member, stored, 'stop');
    const press = await next;
    if (!press.isButton()) throw new Error('no button');
    expect(press.message.id).toBe(message.id);
    await press.showModal({
      customId: 'edit',
      title: 'Edit',
      components: [
        new LabelBuilder()
          .setLabel('Name')
          .setTextInputComponent(
            new TextInputBuilder().setCustomId('name').setStyle(TextInputStyle.Short).setValue('Old').setMaxLength(20),
          ),
        { type: 18, label: 'Mood', component: { type: 3, customId: 'mood', options: [{ label: 'Good', value: 'good' }] } },
        {
          type: 18,
          label: 'One',
          component: { type: 21, customId: 'one', options: ['a', 'b'].map((value) => ({ label: value, value })) },
        },
        { type: 18, label: 'Sure', component: { type: 23, customId: 'sure' } },
        { type: 18, label: 'File', component: { type: 19, customId: 'file', required: true } },
      ],
    });
    const modal = pressed.modal();
    if (!modal) throw new Error('no modal');
    expect(() => discord.submit(acme.other, modal)).toThrow('another person');
    expect(() => discord.submit(acme.member, modal, { name: 'x'.repeat(21) })).toThrow('too long');
    expect(() => discord.submit(acme.member, modal, { mood: ['bad'] })).toThrow('no choice');
    next = heard(client);
    const file = [{ name: 'a.txt', content: 'hi' }];
    const sent = discord.submit(acme.member, modal, { name: 'New', mood: ['good'], one: 'b', sure: true, file });
    const submitted = await next;
    if (!submitted.isModalSubmit()) throw new Error('no submission');
    expect(submitted.fields.getTextInputValue('name')).toBe('New');
    expect(submitted.fields.getStringSelectValues('mood')).toEqual(['good']);
    expect(submitted.fields.getRadioGroup('one')).toBe('b');
    expect(submitted.fields.getCheckbox('sure')).toBe(true);
    expect(submitted.fields.getUploadedFiles('file')?.map(({ name }) => name)).toEqual(['a.txt']);
    if (!submitted.isFromMessage()) throw new Error('not from a message');
    await submitted.update({ content: 'Changed', components: [] });
    expect((await sent.acknowledged).type).toBe(7);
    expect(discord.messages(acme.general)[0]).toMatchObject({ content: 'Changed', components: [], edits: 1 });
  });

  it('lets nobody press what they do not see or what is not there', async () => {
    const client = await start();
    await register(client);
    const next = heard(client);
    const made = discord.slash(acme.member, { name: 'panel', options: { idea: 'x' } });
    const interaction = await next;
    if (!interaction.isChatInputCommand()) throw new Error('no command');
    await interaction.reply({ content: 'Only you', components: [stop], flags: MessageFlags.Ephemeral });
    const message = await made.answered();
    expect(discord.ephemerals(acme.member)).toEqual([message]);
    expect(() => discord.press(acme.other, message, 'stop')).toThrow('not to be seen');
    expect(() => discord.press(acme.member, message, 'start')).toThrow('nothing to press');
    const pressed = heard(client);
    discord.press(acme.member, message, 'stop');
    const press = await pressed;
    if (!press.isButton()) throw new Error('no button');
    await press.update({ content: 'Stopped', components: [] });
    expect(discord.ephemerals(acme.member)[0]?.content).toBe('Stopped');
  });
});

describe('a panel is spoken', () => {
  it('opens a public thread and speaks in it through a webhook of its own', async () => {
    const client = await start();
    const channel = textChannel(client, acme.general);
    const thread = await channel.threads.create({ name: 'A panel', type: ChannelType.PublicThread });
    const webhook = await channel.createWebhook({ name: 'Board' });
    const message = await webhook.send({ content: 'Hi', username: 'Ida · AI persona', threadId: thread.id });
    expect(discord.messages(thread.id)[0]).toMatchObject({
      id: message.id,
      webhookId: webhook.id,
      author: { username: 'Ida · AI persona' },
      applicationId: discord.applicationId,
    });
    await webhook.editMessage(message.id, { content: 'Changed', threadId: thread.id });
    expect((await webhook.fetchMessage(message.id, { threadId: thread.id })).content).toBe('Changed');
    await webhook.deleteMessage(message.id, thread.id);
    expect(discord.messages(thread.id)).toEqual([]);
    expect(discord.messages(acme.general).map(({ type }) => type)).toEqual([18]);
  });

  it('speaks in a forum by opening a post', async () => {
    const client = await start();
    const forum = forumChannel(client, acme.forum);
    const post = await forum.threads.create({ name: 'A post', message: { content: 'The start' }, appliedTags: [acme.forumTag] });
    expect(discord.messages(post.id).map(({ id, content }) => [id, content])).toEqual([[post.id, 'The start']]);
    const webhook = await forum.createWebhook({ name: 'Board' });
    await expect(webhook.send({ content: 'lost' })).rejects.toMatchObject({ code: 220001 });
    await expect(webhook.send({ content: 'both', threadId: post.id, threadName: 'x' })).rejects.toMatchObject({ code: 220002 });
    await webhook.send({ content: 'new', threadName: 'Another' });
    expect(discord.threads(acme.forum).map(({ name }) => name)).toEqual(['a post', 'A post', 'Another']);
  });

  it('sends new components and files through a webhook client', async () => {
    const client = await start();
    const { url } = await textChannel(client, acme.general).createWebhook({ name: 'Board' });
    const { pathname } = new URL(url);
    const [id = '', token = ''] = pathname.split('/').slice(-2);
    const writer = new WebhookClient({ id, token }, { rest: { api: discord.apiUrl, retries: 0 }, allowedMentions: { parse: [] } });
    const box = new ContainerBuilder().addTextDisplayComponents({ type: ComponentType.TextDisplay, content: 'Hi' });
    await writer.send({ components: [box], flags: MessageFlags.IsComponentsV2 });
    await writer.send({ files: [new AttachmentBuilder(Buffer.from('a'), { name: 'a.txt', description: 'A' })] });
    const [first, second] = discord.messages(acme.general);
    expect(first?.components[0]).toMatchObject({ type: 17 });
    expect(second?.attachments[0]).toMatchObject({ name: 'a.txt', description: 'A' });
    expect(await (await fetch(second?.attachments[0]?.url ?? '')).text()).toBe('a');
    await expect(writer.send({ content: 'x', components: [box], flags: MessageFlags.IsComponentsV2 })).rejects.toMatchObject({
      code: 50035,
    });
  });

  it('stores one of two messages with the same nonce, within its window', async () => {
    const client = await start();
    const channel = textChannel(client, acme.general);
    const first = await channel.send({ content: 'one', nonce: 'n', enforceNonce: true });
    const second = await channel.send({ content: 'two', nonce: 'n', enforceNonce: true });
    expect([second.id, second.content]).toEqual([first.id, 'one']);
    discord.advance(121_000);
    expect((await channel.send({ content: 'two', nonce: 'n', enforceNonce: true })).id).not.toBe(first.id);
    expect(discord.messages(acme.general)).toHaveLength(2);
  });
});

describe('something goes wrong', () => {
  it('stores a message four times when a default client meets 500 after storing', async () => {
    const client = await start({ retries: 3 });
    discord.faults.always('POST /channels/:id/messages', { kind: 'status', status: 500, isStored: true });
    const failing = client.rest.post(`/channels/${acme.general}/messages`, { body: { content: 'x' } });
    await expect(failing).rejects.toMatchObject({ status: 500 });
    expect(discord.messages(acme.general)).toHaveLength(4);
  }, 20_000);

  it.each([
    [{ kind: 'status', status: 502 }, 0, { status: 502 }],
    [{ kind: 'status', status: 500, isStored: true }, 1, { status: 500 }],
    [{ kind: 'html' }, 0, { status: 502 }],
    [{ kind: 'hang', isStored: true }, 1, { name: 'AbortError' }],
    [{ kind: 'hang' }, 0, { name: 'AbortError' }],
    [{ kind: 'drop', isStored: true }, 1, { code: 'UND_ERR_SOCKET' }],
    [{ kind: 'error', code: 10015 }, 0, { code: 10015, status: 404 }],
    [{ kind: 'error', code: 200000 }, 0, { code: 200000 }],
    [{ kind: 'error', code: 50013 }, 0, { code: 50013, status: 403 }],
    [{ kind: 'error', code: 0 }, 0, { status: 401 }],
    [{ kind: 'rate', retryAfterS: 0.05 }, 1, undefined],
    [{ kind: 'rate', retryAfterS: 0.05, scope: 'shared' }, 1, undefined],
    [{ kind: 'rate', retryAfterS: 0.05, scope: 'global' }, 1, undefined],
    [{ kind: 'wait', until: 20 }, 1, undefined],
  ] as const)('shows a webhook %o once', async (fault, stored, expected) => {
    const { id, token } = discord.addWebhook(acme.general, { applicationId: discord.applicationId });
    const writer = new WebhookClient({ id, token }, { rest: { api: discord.apiUrl, retries: 0, timeout: 1_500 } });
    discord.faults.next('POST /webhooks/:id/:token', fault);
    const sending = writer.send('Hello');
    if (expected) await expect(sending).rejects.toMatchObject(expected);
    else await sending;
    expect(discord.messages(acme.general)).toHaveLength(stored);
  });

  it('tells that a webhook was deleted, and makes no more than fifteen', async () => {
    const client = await start();
    const channel = textChannel(client, acme.general);
    const webhook = await channel.createWebhook({ name: 'Board' });
    discord.deleteWebhook(webhook.id);
    await expect(webhook.send('x')).rejects.toMatchObject({ code: 10015 });
    for (let index = 0; index < 15; index += 1) discord.addWebhook(acme.general);
    await expect(channel.createWebhook({ name: 'Board' })).rejects.toMatchObject({ code: 30007 });
    const [first] = (await channel.fetchWebhooks()).values();
    expect(first?.token).toBeNull();
  });

  it('refuses what the bot may not do, and counts it', async () => {
    const client = await start();
    await expect(client.rest.get(`/channels/${acme.secret}`)).rejects.toMatchObject({ code: 50001 });
    await expect(textChannel(client, acme.readOnly).send('x')).rejects.toMatchObject({ code: 50013 });
    const role = discord.guild(acme.guild).roles.get(acme.botRole);
    if (!role) throw new Error('no role');
    role.permissions &= ~allOf('manageWebhooks', 'createPublicThreads');
    const everyone = discord.guild(acme.guild).roles.get(acme.guild);
    if (everyone) everyone.permissions &= ~permission.createPublicThreads;
    const channel = textChannel(client, acme.general);
    await expect(channel.createWebhook({ name: 'Board' })).rejects.toMatchObject({ code: 50013 });
    await expect(channel.threads.create({ name: 'x', type: ChannelType.PublicThread })).rejects.toMatchObject({ code: 50013 });
    expect(discord.invalidRequests()).toBe(4);
    discord.advance(600_000);
    expect(discord.invalidRequests()).toBe(0);
  });

  it('takes ten files of ten mebibytes, and 25 mebibytes in all', async () => {
    const client = await start();
    const channel = textChannel(client, acme.general);
    const file = (bytes: number) => new AttachmentBuilder(Buffer.alloc(bytes), { name: 'a.bin' });
    await channel.send({ files: [file(10 * 1_024 * 1_024)] });
    await expect(channel.send({ files: [file(10 * 1_024 * 1_024 + 1)] })).rejects.toMatchObject({ code: 40005 });
    await channel.send({ files: [file(10_485_760), file(10_485_760), file(5_000_000)] });
    await expect(channel.send({ files: [file(10_485_760), file(10_485_760), file(5_242_880)] })).rejects.toMatchObject({ code: 40005 });
    await channel.send({ files: Array.from({ length: 10 }, () => file(1)) });
    await expect(channel.send({ files: Array.from({ length: 11 }, () => file(1)) })).rejects.toMatchObject({ code: 50035 });
  });

  it('holds a webhook to five messages in two seconds, in order', async () => {
    const { id, token } = discord.addWebhook(acme.general, { applicationId: discord.applicationId });
    const address = `${discord.apiUrl}/v10/webhooks/${id}/${token}`;
    const post = () =>
      fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ content: 'x' }) });
    const answers = [await post(), await post(), await post(), await post(), await post(), await post()];
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204, 429]);
    expect(answers[4]?.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(answers[5]?.headers.get('x-ratelimit-scope')).toBe('user');
    expect(Number(answers[5]?.headers.get('retry-after'))).toBeGreaterThan(0);
    discord.advance(2_000);
    expect((await post()).status).toBe(204);
    discord.manners.isRateLimited = false;
    for (let index = 0; index < 6; index += 1) expect((await post()).status).toBe(204);
  });

  it('holds a channel to thirty webhook messages in a minute', async () => {
    const { id, token } = discord.addWebhook(acme.general, { applicationId: discord.applicationId });
    const post = () =>
      fetch(`${discord.apiUrl}/v10/webhooks/${id}/${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ content: 'x' }),
      });
    for (let index = 0; index < 30; index += 1) {
      discord.advance(500);
      expect((await post()).status).toBe(204);
    }
    discord.advance(2_000);
    const late = await post();
    expect([late.status, late.headers.get('x-ratelimit-scope')]).toEqual([429, 'shared']);
    expect(discord.invalidRequests()).toBe(0);
    discord.advance(60_000);
    expect((await post()).status).toBe(204);
  });
});
