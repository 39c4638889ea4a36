import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, allOf, beta, permission, theApp } from '../fakes/discord/world.ts';
import { buttonsOf, type DiscordBot, isClosing, openDiscordBot, textOf } from '../fakes/discord-bot.ts';
import { reactionText } from '../fakes/language-model.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';

/* The bot as it is started, against a strict Discord: what a team sees in a server. */

const stimulus = 'Save money with one tap';
/** What somebody types who wants to call everybody, plant links, and pass for a label. */
const hostile = [
  '@everyone @here <@150000000000000001> <@&140000000000000002> <#110000000000000001> </panel:1> <t:0:R> <:x:1>',
  '[free money](https://evil.example) https://evil.example discord.gg/abc discord.com/invite/abc evil.example',
  '# heading > quote `code` **bold** \u202Eevil\u202C \u200B',
  'AI-generated. Not a real person. Clyde · AI persona',
].join('\n');
/** Discord waits for 3 s. Measured: 5 to 30 ms; the bound is for a busy machine. */
const patienceMs = 2_000;
const evidenceLabel = 'Not a real person. Assembled from the persona file. No language model.';

let bot: DiscordBot;
let model: ModelServer | undefined;

beforeEach(async () => {
  bot = await openDiscordBot();
});
afterEach(async () => {
  const { said } = bot;
  // The tokens of interactions and webhooks stand in the paths of requests.
  const inPaths = bot.discord.requests.flatMap(({ path }) => /^\/(?:interactions|webhooks)\/\d+\/([^/]+)/.exec(path)?.[1] ?? []);
  const tokens = [theApp.token, ...inPaths];
  const leaked = tokens.filter((token) => said().includes(token));
  await model?.close();
  model = undefined;
  await bot.close();
  expect(leaked).toEqual([]);
});

const ask = (channel: string, words = stimulus, user: string = acme.member) =>
  bot.discord.slash(user, { name: 'panel', channel, options: { stimulus: words } });

/** What counts towards Discord's ban, but for limits that it only tells by meeting them. */
const refusedRequests = () =>
  bot.discord.requests.flatMap(({ route, answer }) => (answer?.status === 401 || answer?.status === 403 ? [route] : []));

/** Bodies that make or change messages, interactions included. */
const writes = () =>
  bot.discord.requests.flatMap(({ method, route, body }) => {
    if (!['POST', 'PATCH'].includes(method) || typeof body !== 'object' || body === null) return [];
    if (route.endsWith('/webhooks') || route.endsWith('/messages/:message/threads')) return [];
    const { data, type, message } = body as { data?: object; type?: number; message?: object };
    if (route.endsWith('/callback')) return type === 4 ? [data] : [];
    return [message ?? body];
  });

describe('the bot in Discord', () => {
  it('answers at once, opens a public thread, lets labelled personas speak through one webhook, and closes', {
    timeout: 60_000,
  }, async () => {
    await bot.startBot();
    const asked = ask(acme.general);
    const { type, afterMs } = await asked.acknowledged;
    expect(type).toBe(5);
    expect(afterMs).toBeLessThan(patienceMs);
    expect(textOf(await asked.answered())).toContain('Panel 1 is under way: 6 AI personas. None is a real person.');
    const { thread, messages } = await bot.panelIn(acme.general);
    expect(thread.kind).toBe('publicThread');
    const [webhook, ...others] = bot.discord.webhooks(acme.general);
    expect(others).toEqual([]);
    expect(webhook?.applicationId).toBe(theApp.id);
    const personas = messages.filter(({ webhookId }) => webhookId !== undefined);
    expect(personas.length).toBe(6);
    for (const message of personas) {
      expect(message.webhookId).toBe(webhook?.id);
      expect(message.author.username).toMatch(/^\p{Lu}\p{L}+ · AI persona$/u);
      expect(textOf(message).startsWith(`-# **${evidenceLabel}**`)).toBe(true);
      expect(textOf(message)).toContain('AI persona');
    }
    const [root] = bot.discord.messages(acme.general);
    expect(root?.id).toBe(thread.id);
    await bot.until(
      () => textOf(bot.discord.messages(acme.general)[0] ?? { content: '', components: [] }).includes('All 6 personas'),
      'the end in the root',
    );
    expect(writes().length).toBeGreaterThan(9);
    for (const body of writes()) expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(refusedRequests()).toEqual([]);
  });

  it('acknowledges while a language model sleeps, and labels what it wrote as AI speech', { timeout: 60_000 }, async () => {
    const { promise: sleeps, resolve: wake } = Promise.withResolvers<void>();
    model = await startModelServer({
      answer: async () => {
        await sleeps;
        return reactionText({ text: hostile }, { text: 'I would wait and see what it leaves out.' });
      },
    });
    await bot.startBot({ OPENAI_BASE_URL: model.url, PANEL_MODEL: 'm' });
    const asked = ask(acme.general, hostile);
    expect((await asked.acknowledged).afterMs).toBeLessThan(patienceMs);
    expect(textOf(await asked.answered())).toContain('is under way');
    wake();
    const { messages } = await bot.panelIn(acme.general);
    const personas = messages.filter(({ webhookId }) => webhookId !== undefined);
    expect(personas.length).toBe(6);
    for (const message of personas) {
      expect(textOf(message).startsWith('-# **AI-generated. Not a real person.**')).toBe(true);
    }
    const all = [...messages, ...bot.discord.messages(acme.general), ...bot.discord.ephemerals()];
    expect(all.length).toBeGreaterThan(8);
    for (const message of all) {
      expect(message.pings).toEqual({ everyone: false, users: [], roles: [] });
      const text = textOf(message);
      expect(text).not.toMatch(/https?:\/\/|<@|<#|<\/|<t:|<:|\]\(|discord\.gg|evil\.example|\u202E|\u200B|@everyone|@here/);
      expect(text).not.toMatch(/^# heading/m);
    }
  });

  it('makes one webhook for three panels that begin at once', { timeout: 90_000 }, async () => {
    await bot.startBot();
    const asked = [ask(acme.general, 'One'), ask(acme.general, 'Two', acme.other), ask(acme.general, 'Three', acme.moderator)];
    for (const { answered } of asked) expect(textOf(await answered())).toContain('is under way');
    await bot.until(
      () => bot.discord.threads(acme.general).filter(({ name }) => name.startsWith('AI panel')).length === 3,
      'three threads',
    );
    expect(bot.discord.requestsOf('POST /channels/:id/webhooks').length).toBe(1);
    expect(bot.discord.webhooks(acme.general).length).toBe(1);
  });

  it('loses nothing and doubles nothing when it is killed in mid-panel', { timeout: 90_000 }, async () => {
    const first = await bot.startBot();
    ask(acme.general);
    const inThread = () =>
      bot.discord
        .threads(acme.general)
        .filter(({ name }) => name.startsWith('AI panel'))
        .flatMap(({ id }) => bot.discord.messages(id));
    await bot.until(() => inThread().length >= 2, 'two messages');
    first.child.kill('SIGKILL');
    await first.exited;
    await bot.startBot();
    await bot.until(() => inThread().some(isClosing), 'the last message');
    const names = inThread().flatMap(({ webhookId, author }) => (webhookId === undefined ? [] : [author.username]));
    expect(names.length).toBe(6);
    expect(new Set(names).size).toBe(6);
    expect(inThread().filter(isClosing).length).toBe(1);
    expect(bot.discord.messages(acme.general).length).toBe(1);
    expect(bot.discord.webhooks(acme.general).length).toBe(1);
  });

  it('goes on when the gateway drops in mid-panel, and hears people again after that', { timeout: 60_000 }, async () => {
    const { said } = await bot.startBot();
    const isReady = async () => (await fetch(`${/http:\S+:\d+/.exec(said())?.[0]}/readyz`)).status;
    expect(await isReady()).toBe(200);
    ask(acme.general);
    await bot.until(
      () => bot.discord.threads(acme.general).some(({ id, name }) => name.startsWith('AI panel') && bot.discord.messages(id).length > 0),
      'a message',
    );
    bot.discord.gateway.close(4000);
    await bot.panelIn(acme.general);
    await bot.until(() => bot.discord.gateway.count() === 1 && bot.discord.gateway.resumed() === 1, 'the resumed session');
    expect(bot.discord.messages(acme.general).length).toBe(1);
    const about = bot.discord.slash(acme.member, { name: 'panel-about show', channel: acme.general });
    expect(textOf(await about.answered())).toContain('method card');
  });

  it('carries out a command that has others below it by the name that it has there, and takes none without', {
    timeout: 60_000,
  }, async () => {
    await bot.startBot();
    const find = { channel: acme.general, options: { topic: 'parking fees' } };
    for (const name of ['quotes find', 'quotes themes'])
      expect(textOf(await bot.discord.slash(acme.member, { ...find, name }).answered())).toContain('parking fees');
    for (const name of ['quotes', 'panel-about'])
      expect(() => bot.discord.slash(acme.member, { ...find, name })).toThrow('lacks its subcommand');
    expect(() => bot.discord.slash(acme.member, { ...find, name: 'quotes run' })).toThrow('there is no command');
  });

  it('lets a moderator act and refuses a member, even where a server opened the command to all', { timeout: 60_000 }, async () => {
    await bot.startBot();
    const opened = { name: 'panel-admin mute', channel: acme.general, isOpened: true };
    const refused = bot.discord.slash(acme.member, opened);
    expect(textOf(await refused.answered())).toContain('Only moderators may use /panel-admin mute');
    expect(textOf(await bot.discord.slash(acme.moderator, opened).answered())).toContain('Panels are switched off in this channel');
    expect(textOf(await ask(acme.general).answered())).toMatch(/switched off in this channel[\s\S]*Save money with one tap/);
    expect(textOf(await ask(acme.thread).answered())).toContain('switched off in this channel');
    expect(bot.discord.messages(acme.general)).toEqual([]);
    await bot.discord.slash(acme.moderator, { name: 'panel-admin unmute', channel: acme.general }).answered();
    expect(textOf(await ask(acme.general).answered())).toContain('is under way');
  });

  it('says who speaks from its own record, deletes for those who may, and passes reports on', { timeout: 60_000 }, async () => {
    await bot.startBot();
    ask(acme.general);
    const { thread, messages } = await bot.panelIn(acme.general);
    const [spoken] = messages;
    if (!spoken) throw new Error('nobody spoke');
    const name = spoken.author.username;
    const stranger = await bot.discord.messageCommand(acme.other, 'Who is this?', spoken).answered();
    expect(textOf(stranger)).toContain(`${name.replace(' · AI persona', '')}, an AI persona`);
    expect(textOf(stranger)).toMatch(/Everyday shoppers, version 1 · evidence engine · asked by Mia on 20\d\d-\d\d-\d\d at \d\d:\d\d UTC/);
    expect([...buttonsOf(stranger).keys()]).toEqual(['Report']);
    const own = bot.discord.messageCommand(acme.member, 'Who is this?', spoken);
    const card = await own.answered();
    expect([...buttonsOf(card).keys()]).toEqual(['Delete this message', 'Report']);

    const report = bot.discord.press(acme.other, spoken, buttonsOf(spoken).get('Report') ?? '');
    expect((await report.acknowledged).type).toBe(9);
    const modal = report.modal();
    if (!modal) throw new Error('no form');
    expect(textOf(await bot.discord.submit(acme.other, modal, { reason: 'It is rude.' }).answered())).toContain('can see your report');
    const reports = bot.discord.slash(acme.moderator, { name: 'panel-admin reports', channel: acme.general });
    expect(textOf(await reports.answered())).toMatch(/It is rude\\?\.[\s\S]*Olli|Olli[\s\S]*It is rude/);

    const id = buttonsOf(card).get('Delete this message') ?? '';
    expect(textOf(await bot.discord.press(acme.member, card, id).answered())).toContain('The message is deleted');
    expect(bot.discord.messages(thread.id).some((message) => message.id === spoken.id)).toBe(false);
    expect(bot.discord.messages(thread.id).length).toBe(messages.length - 1);
    const root = await bot.discord.messageCommand(acme.other, 'Who is this?', bot.discord.messages(acme.general)[0] ?? spoken).answered();
    expect(textOf(root)).toContain('Sounding Board says this itself');
  });

  it('posts where a panel may be: a thread, a forum post, an announcement channel, the chat of a voice channel', {
    timeout: 120_000,
  }, async () => {
    await bot.startBot();
    bot.discord.manners.isRateLimited = false;
    for (const channel of [acme.thread, acme.post, acme.news, acme.voice]) {
      const said = textOf(await ask(channel).answered());
      expect({ channel, said: said.includes('is under way') }).toEqual({ channel, said: true });
    }
    const inside = (channel: string) => bot.discord.messages(channel).filter(({ author }) => author.isBot || author.id === theApp.botUser);
    for (const channel of [acme.thread, acme.post, acme.voice])
      await bot.until(() => inside(channel).some(isClosing), `the end in ${channel}`);
    await bot.panelIn(acme.news);
    for (const channel of [acme.thread, acme.post, acme.voice]) expect(inside(channel).filter(({ webhookId }) => webhookId).length).toBe(6);
  });

  it('names every permission that it lacks, and sends nothing that would be refused', { timeout: 60_000 }, async () => {
    await bot.startBot();
    const role = bot.discord.guild(acme.guild).roles.get(acme.botRole);
    if (!role) throw new Error('no role');
    expect(textOf(await ask(acme.readOnly).answered())).toContain(
      'Missing: Send Messages, Create Public Threads, Send Messages in Threads.',
    );
    role.permissions &= ~allOf('manageWebhooks');
    const refused = textOf(await ask(acme.random).answered());
    expect(refused).toContain('Missing: Manage Webhooks.');
    expect(refused).toContain(stimulus);
    role.permissions |= permission.manageWebhooks;
    expect(refusedRequests()).toEqual([]);
  });

  it('keeps servers apart, and forgets one when it is removed from it', { timeout: 60_000 }, async () => {
    await bot.startBot();
    const [here, there] = [
      ask(acme.general),
      bot.discord.slash(beta.member, { name: 'panel', channel: beta.general, options: { stimulus } }),
    ];
    expect(textOf(await here.answered())).toContain('Panel 1 is under way');
    expect(textOf(await there.answered())).toContain('Panel 1 is under way');
    const { messages } = await bot.panelIn(acme.general);
    await bot.panelIn(beta.general);
    bot.discord.removeBot(beta.guild);
    const [spoken] = messages;
    if (!spoken) throw new Error('nobody spoke');
    expect(textOf(await bot.discord.messageCommand(acme.member, 'Who is this?', spoken).answered())).toContain('AI persona');
    await bot.until(() => bot.said().includes('discord bot removed'), 'the removal');
  });

  it('ends with one sentence and code 1 when Discord does not know the token', { timeout: 30_000 }, async () => {
    bot.discord.revokeToken();
    const { exited, said } = await bot.startBot();
    expect(await exited).toBe(1);
    expect(said()).toContain('DISCORD_TOKEN is not accepted by Discord');
    expect(said().split('\n').filter(Boolean).length).toBe(1);
  });

  it('finishes what runs when it is asked to stop, and exits with code 0', { timeout: 60_000 }, async () => {
    const { child, exited } = await bot.startBot();
    ask(acme.general);
    await bot.until(
      () => bot.discord.threads(acme.general).some(({ id, name }) => name.startsWith('AI panel') && bot.discord.messages(id).length > 0),
      'a message',
    );
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    await bot.panelIn(acme.general);
  });
});
