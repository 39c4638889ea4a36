import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOfError } from '../../src/adapters/discord/sending/fault.ts';
import { type FakeDiscord, startDiscord } from '../fakes/discord/discord.ts';
import type { Fault } from '../fakes/discord/faults.ts';
import { acme, permission } from '../fakes/discord/world.ts';
import { never, openSurface, rootOf, space } from './discord-open.ts';

/* What becomes of a post when something goes wrong, and that nothing is ever there twice. */

let discord: FakeDiscord;
beforeEach(async () => {
  discord = await startDiscord();
});
afterEach(() => discord.close());

const webhookPost = 'POST /webhooks/:id/:token';
const botPost = 'POST /channels/:id/messages';
const secret = /webhook-token|the-bot-token|\/webhooks\/|I am Maya|Save money/;

const faults: ReadonlyArray<readonly [string, Fault, object]> = [
  ['a rate limit', { kind: 'rate', retryAfterS: 3 }, { outcome: 'unsent', retryAfterMs: 3_000 }],
  ['a shared rate limit', { kind: 'rate', retryAfterS: 1.25, scope: 'shared' }, { outcome: 'unsent', retryAfterMs: 1_250 }],
  ['a long rate limit', { kind: 'rate', retryAfterS: 1_800 }, { outcome: 'unsent', retryAfterMs: 1_800_000 }],
  ['a rate limit of no time', { kind: 'rate', retryAfterS: 0 }, { outcome: 'unsent', retryAfterMs: 250 }],
  [
    'a missing permission',
    { kind: 'error', code: 50013 },
    { outcome: 'refused', reason: expect.stringMatching(/^50013 The bot lacks the permission/) },
  ],
  ['a hidden channel', { kind: 'error', code: 50001 }, { outcome: 'refused', reason: expect.stringContaining('View Channel') }],
  ['a deleted thread', { kind: 'error', code: 10003 }, { outcome: 'refused', reason: '10003 The channel or thread was deleted.' }],
  ['AutoMod', { kind: 'error', code: 200000 }, { outcome: 'refused', reason: expect.stringContaining('AutoMod') }],
  ['an archived thread', { kind: 'error', code: 50083 }, { outcome: 'refused', reason: expect.stringContaining('archived') }],
  ['slow mode', { kind: 'error', code: 20016, status: 400 }, { outcome: 'unsent', retryAfterMs: 5_000 }],
  ['a dead token', { kind: 'status', status: 401 }, { outcome: 'refused', reason: expect.stringContaining('DISCORD_TOKEN') }],
  ['an error after storing', { kind: 'status', status: 500, isStored: true }, { outcome: 'unknown' }],
  ['an error before storing', { kind: 'status', status: 503 }, { outcome: 'unknown' }],
  ['a page in place of an answer', { kind: 'html', status: 200, isStored: true }, { outcome: 'unknown' }],
  ['a bad gateway', { kind: 'html', status: 502 }, { outcome: 'unknown' }],
  ['a dropped connection', { kind: 'drop' }, { outcome: 'unknown' }],
  ['a connection that drops after storing', { kind: 'drop', isStored: true }, { outcome: 'unknown' }],
];

describe('what a failed post came to', () => {
  it.each(faults)('%s, for a persona', async (_, fault, outcome) => {
    const { begin, speak, lines } = openSurface(discord);
    const thread = await begin();
    discord.faults.next(webhookPost, fault);
    expect(await speak(thread)).toEqual(outcome);
    expect(discord.requestsOf(webhookPost).length).toBe(1);
    expect(JSON.stringify(lines)).not.toMatch(secret);
  });

  it.each(faults)('%s, for the bot', async (_, fault, outcome) => {
    const { post, lines } = openSurface(discord);
    discord.faults.next(botPost, fault);
    expect(await post()).toEqual(outcome);
    expect(discord.requestsOf(botPost).length).toBe(1);
    expect(JSON.stringify(lines)).not.toMatch(secret);
  });

  it('a server that does not answer in time', async () => {
    const { begin, speak } = openSurface(discord, { timeoutMs: 100 });
    const thread = await begin();
    discord.faults.next(webhookPost, { kind: 'hang', isStored: true });
    expect(await speak(thread)).toEqual({ outcome: 'unknown' });
  });

  it('nobody who listens', async () => {
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    const { post, client } = openSurface(discord, { apiUrl: `http://127.0.0.1:${free}/api` });
    expect(await post()).toEqual({ outcome: 'unsent', retryAfterMs: 5_000 });
    expect(await client.call({ method: 'GET', path: '/', needs: 'View Channel' })).toEqual({ fault: 'unsent' });
  });

  const fails = (code: string, syscall?: string) => Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) });
  it.each([
    ['a name that nobody knows', fails('ENOTFOUND', 'getaddrinfo'), 'unsent'],
    ['a connection that takes too long to be made', fails('UND_ERR_CONNECT_TIMEOUT'), 'unsent'],
    ['a certificate that is not right', fails('DEPTH_ZERO_SELF_SIGNED_CERT'), 'unsent'],
    ['two addresses without an answer', new AggregateError([fails('ECONNREFUSED', 'connect'), fails('ETIMEDOUT', 'connect')]), 'unsent'],
    [
      'two addresses, of which one was written to',
      new AggregateError([fails('ECONNREFUSED', 'connect'), fails('ECONNRESET', 'read')]),
      'unknown',
    ],
    ['a connection that was reset', fails('ECONNRESET', 'read'), 'unknown'],
    ['nothing at all', undefined, 'unknown'],
  ])('%s', (_, cause, fault) => {
    expect(faultOfError(cause === undefined ? undefined : Object.assign(new TypeError('fetch failed'), { cause }))).toMatchObject({
      fault,
    });
  });

  it('no time left', async () => {
    const { post } = openSurface(discord);
    expect(await post({ signal: AbortSignal.abort() })).toEqual({ outcome: 'unsent', retryAfterMs: 0 });
    expect(discord.requests).toEqual([]);
  });

  it.each([
    ['the look at the channel', 'GET /channels/:id'],
    ['the list of webhooks', 'GET /channels/:id/webhooks'],
    ['the making of the webhook', 'POST /channels/:id/webhooks'],
  ])('a fault before the message, in %s, may be tried again at once', async (_, route) => {
    const thread = await openSurface(discord).begin();
    const { speak } = openSurface(discord);
    discord.faults.next(route, { kind: 'status', status: 500, isStored: true });
    expect(await speak(thread)).toMatchObject({ outcome: 'unsent' });
    expect(await speak(thread)).toMatchObject({ outcome: 'sent' });
    expect([discord.messages(thread).length, discord.webhooks(acme.general).length]).toEqual([1, 1]);
  });

  it('a limit of the whole bot keeps every other channel from asking, and no webhook', async () => {
    const { post, speak, place, begin, leap } = openSurface(discord);
    const thread = await begin();
    await speak(thread);
    discord.faults.next(botPost, { kind: 'rate', retryAfterS: 20, scope: 'global' });
    expect(await post({ key: 'p2/root' })).toMatchObject({ outcome: 'unsent', retryAfterMs: 20_000 });
    const before = discord.requests.length;
    expect(await post({ key: 'p3/root', place: place(acme.random) })).toMatchObject({ outcome: 'unsent' });
    expect(discord.requests.length).toBe(before);
    expect(await speak(thread, 'Ben')).toMatchObject({ outcome: 'sent' });
    leap(20_000);
    expect(await post({ key: 'p3/root', place: place(acme.random) })).toMatchObject({ outcome: 'sent' });
  });
});

describe('looking for a message whose fate is unknown', () => {
  it.each([
    ['a server error', { kind: 'status', status: 502, isStored: true }],
    ['a dropped connection', { kind: 'drop', isStored: true }],
  ] as const)('finds what was stored before %s, of a persona and of the bot', async (_, fault) => {
    const { post, begin, speak, find, place } = openSurface(discord);
    const thread = await begin();
    discord.faults.next(webhookPost, fault);
    await speak(thread);
    expect(await find(place(acme.general, thread), 'p1/turn/1/Maya')).toEqual({ found: discord.messages(thread)[0]?.id });
    discord.faults.next(botPost, fault);
    await post({ key: 'p2/root' });
    expect(await find(place(acme.general), 'p2/root')).toEqual({ found: discord.messages(acme.general)[1]?.id });
  });

  it.each([true, false])('finds it whether or not Discord shows the buttons of our webhook in a list: %s', async (isShown) => {
    discord.manners.isOwnWebhookTextShown = isShown;
    const { begin, speak, find, place } = openSurface(discord);
    const thread = await begin();
    await speak(thread, 'Ben');
    await speak(thread, 'Maya');
    expect(await find(place(acme.general, thread), 'p1/turn/1/Maya')).toEqual({ found: discord.messages(thread)[1]?.id });
  });

  it('finds it in the next process, and a forum post too', async () => {
    const first = openSurface(discord);
    const thread = await first.begin();
    await first.speak(thread);
    discord.faults.next('POST /channels/:id/threads', { kind: 'status', status: 500, isStored: true });
    await first.post({ place: first.place(acme.forum), key: 'p2/root' });
    const { find, place } = openSurface(discord);
    expect(await find(place(acme.general, thread), 'p1/turn/1/Maya')).toEqual({ found: discord.messages(thread)[0]?.id });
    expect(await find(place(acme.forum), 'p2/root')).toEqual({ found: discord.threads(acme.forum).at(-1)?.id });
  });

  it('finds it behind a hundred other messages', async () => {
    const { begin, speak, find, place } = openSurface(discord);
    const thread = await begin();
    await speak(thread);
    for (let index = 0; index < 130; index += 1) discord.say(acme.member, thread, 'hm');
    expect(await find(place(acme.general, thread), 'p1/turn/1/Maya')).toEqual({ found: discord.messages(thread)[0]?.id });
  });

  it('believes that it is not there only some seconds after the attempt', async () => {
    const { begin, speak, find, place, leap } = openSurface(discord);
    const thread = await begin();
    discord.faults.next(webhookPost, { kind: 'drop' });
    await speak(thread);
    const where = place(acme.general, thread);
    expect(await find(where, 'p1/turn/1/Maya')).toBe('unsure');
    leap(6_000);
    expect(await find(where, 'p1/turn/1/Maya')).toBe('absent');
  });

  it('does not believe an empty list where it may not read', async () => {
    const { begin, speak, find, place, leap } = openSurface(discord);
    const thread = await begin();
    discord.faults.next(webhookPost, { kind: 'drop', isStored: true });
    await speak(thread);
    leap(60_000);
    discord.channel(acme.general).overwrites.set(acme.botRole, { kind: 'role', allow: 0n, deny: permission.readMessageHistory });
    expect(await find(place(acme.general, thread), 'p1/turn/1/Maya')).toBe('unsure');
  });

  it('is not taken in by a message of others with our mark', async () => {
    const { begin, speak, find, place, leap } = openSurface(discord);
    const thread = await begin();
    await speak(thread);
    const [ours] = discord.messages(thread);
    if (!ours) throw new Error('no message');
    const theirs = discord.addWebhook(acme.general, { applicationId: '999000000000000001' });
    const body = JSON.stringify({ components: ours.components, flags: ours.flags });
    await fetch(`${discord.apiUrl}/v10/webhooks/${theirs.id}/${theirs.token}?wait=true&thread_id=${thread}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    discord.deleteMessage(ours);
    await find(place(acme.general, thread), 'p1/turn/1/Maya');
    leap(60_000);
    expect(await find(place(acme.general, thread), 'p1/turn/1/Maya')).toBe('absent');
  });

  it('is over where the thread is gone: a post would be refused too', async () => {
    const { begin, speak, find, place, leap } = openSurface(discord);
    const thread = await begin();
    await speak(thread);
    discord.deleteChannel(thread);
    await find(place(acme.general, thread), 'p1/turn/1/Maya');
    leap(60_000);
    expect(await find(place(acme.general, thread), 'p1/turn/1/Maya')).toBe('absent');
    expect(await speak(thread, 'Ben')).toEqual({ outcome: 'refused', reason: '10003 The channel or thread was deleted.' });
    expect(discord.threads(acme.general).map(({ id }) => id)).not.toContain(thread);
  });
});

describe('a crash in the middle', () => {
  it('between the first message and its thread costs nothing: the next process opens it', async () => {
    const first = openSurface(discord);
    discord.faults.next('POST /channels/:id/messages/:message/threads', { kind: 'status', status: 500 });
    const root = await first.begin();
    expect(discord.threads(acme.general).map(({ id }) => id)).not.toContain(root);
    const { speak } = openSurface(discord);
    expect(await speak(root)).toMatchObject({ outcome: 'sent' });
    expect(discord.channel(root)).toMatchObject({ kind: 'publicThread', name: 'AI panel 12' });
    expect(discord.messages(root).length).toBe(1);
  });

  it('after the thread was opened, unheard, is no harm either', async () => {
    discord.faults.next('POST /channels/:id/messages/:message/threads', { kind: 'drop', isStored: true });
    const { begin, speak } = openSurface(discord);
    const root = await begin();
    expect(await speak(root)).toMatchObject({ outcome: 'sent' });
    expect(discord.threads(acme.general).filter(({ id }) => id === root).length).toBe(1);
  });

  it('and a thread that another process opens at the same moment is the one that was meant', async () => {
    const root = await openSurface(discord).begin();
    discord.faults.when(({ path }) => path === `/channels/${root}`, { kind: 'error', code: 10003 });
    expect(await openSurface(discord).speak(root)).toMatchObject({ outcome: 'sent' });
    expect(discord.messages(root).length).toBe(1);
  });

  it('does not post the bot’s own message twice within minutes, even when it is sent again', async () => {
    const first = openSurface(discord);
    discord.faults.next(botPost, { kind: 'drop', isStored: true });
    expect(await first.post()).toEqual({ outcome: 'unknown' });
    const again = await openSurface(discord).post();
    expect(again).toEqual({ outcome: 'sent', ref: discord.messages(acme.general)[0]?.id });
    expect(discord.messages(acme.general).length).toBe(1);
  });
});

describe('errors', () => {
  it('never carry a token, a body or an address', async () => {
    const { client, begin, speak, surface, place, lines } = openSurface(discord);
    const thread = await begin();
    await speak(thread);
    const [webhook] = discord.webhooks(acme.general);
    const path = `/webhooks/${webhook?.id}/${webhook?.token}`;
    for (const [, fault] of faults) {
      discord.faults.next(webhookPost, fault);
      const result = await client.call({
        method: 'POST',
        path,
        needs: 'Manage Webhooks',
        body: { content: 'I am Maya' },
        isByWebhook: true,
      });
      expect(JSON.stringify(result)).not.toMatch(secret);
      discord.faults.next('PATCH /channels/:id/messages/:message', fault);
      await surface.edit({ space, place: place(acme.general), ref: thread, message: rootOf() });
    }
    expect(lines.length).toBeGreaterThan(5);
    expect(JSON.stringify(lines)).not.toMatch(secret);
  });

  it('do not follow a redirect, which would take the token elsewhere', async () => {
    const asked: string[] = [];
    const { post } = openSurface(discord, {
      fetch: (input, init) => {
        asked.push(`${init?.redirect}`);
        return fetch(input, init);
      },
    });
    await post({ signal: never });
    expect(new Set(asked)).toEqual(new Set(['manual']));
  });
});
