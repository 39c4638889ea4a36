import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeDiscord, startDiscord } from '../fakes/discord/discord.ts';
import { acme, beta, permission } from '../fakes/discord/world.ts';
import { hostileText } from '../fakes/hostile-text.ts';
import { runs } from '../fakes/runs.ts';
import { createMemoryPresses, never, openSurface, refuseOnce, rootOf, space, speechOf } from './discord-open.ts';
import { discordTricks } from './discord-tricks.ts';

let discord: FakeDiscord;
beforeEach(async () => {
  discord = await startDiscord();
});
afterEach(() => discord.close());

const labelOfAi = 'AI-generated. Not a real person.';
const written = (message: Readonly<{ components: readonly unknown[] }> | undefined): string => JSON.stringify(message?.components);

describe('a panel in Discord', () => {
  it('opens a public thread on its first message, under a name that says what it is', async () => {
    const { begin } = openSurface(discord);
    const root = await begin();
    expect(discord.messages(acme.general).map(({ id, author }) => [id, author.id])).toEqual([[root, discord.botUserId]]);
    expect(discord.channel(root)).toMatchObject({
      kind: 'publicThread',
      parent: acme.general,
      name: 'AI panel 12: Save money with one tap',
    });
  });

  it('lets personas speak in the thread through a webhook, each under its own name with the label', async () => {
    const { begin, speak } = openSurface(discord);
    const thread = await begin();
    const [maya, ben] = [await speak(thread, 'Maya'), await speak(thread, 'Ben')];
    const messages = discord.messages(thread);
    expect(messages.map(({ author }) => author.username)).toEqual(['Maya · AI persona', 'Ben · AI persona']);
    expect([maya, ben]).toEqual(messages.map(({ id }) => ({ outcome: 'sent', ref: id })));
    expect(discord.webhooks(acme.general).map(({ name, applicationId }) => [name, applicationId])).toEqual([
      ['Sounding Board', discord.applicationId],
    ]);
    for (const message of messages) {
      expect(message.webhookId).toBe(discord.webhooks(acme.general)[0]?.id);
      expect(written(message).split(labelOfAi).length).toBe(3);
    }
  });

  it('calls nobody and shows no previews, in any body', async () => {
    const { surface, begin, speak, place } = openSurface(discord);
    const thread = await begin();
    await speak(thread);
    await surface.post({ space, place: place(acme.forum), key: 'p2/root', message: rootOf(), signal: never });
    await surface.edit({ space, place: place(acme.general), ref: thread, message: rootOf('Another') });
    const speech = discord.messages(thread)[0];
    await surface.edit({ space, place: place(acme.general, thread), ref: speech?.id ?? '', message: speechOf('Maya', 'No.') });
    const bodies = discord.requests.flatMap(({ body }) => (typeof body === 'object' && body !== null ? [body] : []));
    const messages = bodies.map((body) => Reflect.get(body, 'message') ?? body).filter((body: object) => 'components' in body);
    expect(messages.length).toBe(5);
    for (const body of messages) {
      expect(body).toMatchObject({ allowed_mentions: { parse: [] }, flags: (1 << 2) | (1 << 15) });
      expect(body).not.toHaveProperty('avatar_url');
    }
  });

  it('goes on in a thread that is there already', async () => {
    const { post, speak, place } = openSurface(discord);
    const root = await post({ place: place(acme.general, acme.thread) });
    await speak(acme.thread);
    expect(discord.messages(acme.thread).map(({ id, webhookId }) => [id, webhookId === undefined])).toEqual([
      [root.outcome === 'sent' ? root.ref : '', true],
      [expect.any(String), false],
    ]);
    expect(discord.requestsOf('POST /channels/:id/messages/:message/threads')).toEqual([]);
  });

  it('goes on in a forum post, and makes one in a forum', async () => {
    const { surface, post, speak, place, begin } = openSurface(discord);
    await post({ place: place(acme.forum, acme.post) });
    await speak(acme.post, 'Maya', acme.forum);
    expect(discord.messages(acme.post).length).toBe(2);
    const made = await begin(acme.forum);
    await speak(made, 'Ben', acme.forum, 'p1/turn/1/ben');
    expect(discord.channel(made)).toMatchObject({ parent: acme.forum, name: 'AI panel 12: Save money with one tap' });
    expect(discord.messages(made).map(({ author }) => author.username)).toEqual(['Sounding Board', 'Ben · AI persona']);
    expect(await surface.edit({ space, place: place(acme.forum), ref: made, message: rootOf('Changed') })).toBe(true);
    expect(written(discord.messages(made)[0])).toContain('Changed');
  });

  it('is refused, with what to do, in a forum that asks for tags', async () => {
    discord.channel(acme.forum).isTagRequired = true;
    const { post, place } = openSurface(discord);
    expect(await post({ place: place(acme.forum) })).toEqual({
      outcome: 'refused',
      reason: expect.stringContaining('Open a post yourself'),
    });
  });

  it('opens a thread in an announcement channel too', async () => {
    const { begin, speak } = openSurface(discord);
    const thread = await begin(acme.news);
    expect(await speak(thread, 'Maya', acme.news)).toMatchObject({ outcome: 'sent' });
    expect(discord.channel(thread).kind).toBe('announcementThread');
  });

  it('stays in the chat of a voice channel, which has no threads', async () => {
    const { begin, speak } = openSurface(discord);
    const root = await begin(acme.voice);
    expect(await speak(root, 'Maya', acme.voice)).toMatchObject({ outcome: 'sent' });
    expect(discord.messages(acme.voice).map(({ author }) => author.username)).toEqual(['Sounding Board', 'Maya · AI persona']);
    expect(discord.threads(acme.voice)).toEqual([]);
  });

  it('keeps out of channels of other servers, and sends nothing there', async () => {
    const { post, place } = openSurface(discord);
    expect(await post({ place: place(beta.general) })).toEqual({ outcome: 'refused', reason: expect.stringContaining('another server') });
    expect(discord.messages(beta.general)).toEqual([]);
  });

  it('keeps a pace for each channel, whatever the thread', () => {
    const { surface, place } = openSurface(discord);
    expect([surface.paceKey(place(acme.general, '1')), surface.paceKey(place(acme.general))]).toEqual([acme.general, acme.general]);
    expect(surface.paceMs).toBeGreaterThanOrEqual(400);
  });

  it('edits and removes both kinds of messages, and may do so twice', async () => {
    const { surface, begin, speak, place } = openSurface(discord);
    const thread = await begin();
    await speak(thread);
    const speech = discord.messages(thread)[0]?.id ?? '';
    expect(await surface.edit({ space, place: place(acme.general, thread), ref: speech, message: speechOf('Maya', 'Changed words') })).toBe(
      true,
    );
    expect(written(discord.messages(thread)[0])).toContain('Changed words');
    const removed = [speech, speech].map((ref) => () => surface.remove({ space, place: place(acme.general, thread), ref }));
    for (const remove of removed) expect(await remove()).toBe(true);
    expect(discord.messages(thread)).toEqual([]);
    expect(await surface.remove({ space, place: place(acme.general), ref: thread })).toBe(true);
    expect(discord.messages(acme.general)).toEqual([]);
  });

  it('cannot say that the message of somebody else is gone', async () => {
    const { surface, place } = openSurface(discord);
    const { id } = discord.say(acme.member, acme.general, 'hello');
    expect(await surface.remove({ space, place: place(acme.general), ref: id })).toBe(false);
  });

  it('waits for a store that cannot keep a press, and sends nothing', async () => {
    const kept = { ...createMemoryPresses().kept, keep: () => Promise.reject(new Error('away')) };
    const asks = { option: 'question', label: 'x', placeholder: 'y', maxUnits: 500 };
    const ask = { label: 'Ask', style: 'plain', press: { command: 'panel', action: ['ask'], options: {} }, asks } as const;
    const { post, surface, place } = openSurface(discord, { kept });
    expect(await post({ message: speechOf('Maya', 'x', [ask]) })).toEqual({ outcome: 'unsent', retryAfterMs: 5_000 });
    expect(await surface.edit({ space, place: place(acme.general), ref: '1', message: speechOf('Maya', 'x', [ask]) })).toBe(false);
    expect(discord.requests).toEqual([]);
  });
});

describe('the webhook of a channel', () => {
  it('is made once, though three personas of three panels begin at the same moment', async () => {
    const { begin, speak } = openSurface(discord);
    const threads = [await begin()];
    const thread = threads[0] ?? '';
    const outcomes = await Promise.all(['Maya', 'Ben', 'Cleo'].map((name) => speak(thread, name)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent']);
    expect(discord.webhooks(acme.general).length).toBe(1);
    expect(discord.requestsOf('GET /channels/:id/webhooks').length).toBe(1);
  });

  it('is found again by the next process, by our app and not by its name', async () => {
    discord.addWebhook(acme.general, { name: 'Sounding Board', applicationId: '999000000000000001' });
    discord.addWebhook(acme.general, { name: 'Sounding Board' });
    const first = openSurface(discord);
    const thread = await first.begin();
    await first.speak(thread);
    await openSurface(discord).speak(thread, 'Ben');
    expect(discord.webhooks(acme.general).filter(({ applicationId }) => applicationId === discord.applicationId).length).toBe(1);
    expect(new Set(discord.messages(thread).map(({ webhookId }) => webhookId)).size).toBe(1);
  });

  it('is made anew, once, when somebody deletes it between two posts', async () => {
    const { begin, speak } = openSurface(discord);
    const thread = await begin();
    await speak(thread);
    discord.deleteWebhook(discord.webhooks(acme.general)[0]?.id ?? '');
    expect(await speak(thread, 'Ben')).toMatchObject({ outcome: 'sent' });
    expect(await speak(thread, 'Cleo')).toMatchObject({ outcome: 'sent' });
    expect(discord.requestsOf('POST /channels/:id/webhooks').length).toBe(2);
    expect(discord.messages(thread).map(({ author }) => author.username)).toEqual([
      'Maya · AI persona',
      'Ben · AI persona',
      'Cleo · AI persona',
    ]);
  });

  it('is not made without end when Discord never knows it', async () => {
    const { begin, speak } = openSurface(discord);
    const thread = await begin();
    discord.faults.always('POST /webhooks/:id/:token', { kind: 'error', code: 10015 });
    expect(await speak(thread)).toMatchObject({ outcome: 'refused' });
    expect(discord.requestsOf('POST /webhooks/:id/:token').length).toBe(2);
  });

  it('is refused beside 15 others, and the sentence says what to do', async () => {
    for (let index = 0; index < 15; index += 1) discord.addWebhook(acme.general);
    const { surface, begin, speak, place } = openSurface(discord);
    const thread = await begin();
    const reason = expect.stringMatching(/15 webhooks.*Remove one/);
    expect(await speak(thread)).toEqual({ outcome: 'refused', reason });
    expect(await surface.findObjection(space, place(acme.general))).toEqual(reason);
  });

  it('is refused by name of the permission that the bot lacks', async () => {
    const { surface, begin, speak, place } = openSurface(discord);
    const thread = await begin();
    expect(await surface.findObjection(space, place(acme.random))).toBe(undefined);
    discord.channel(acme.general).overwrites.set(acme.botRole, { kind: 'role', allow: 0n, deny: permission.manageWebhooks });
    expect(await speak(thread)).toEqual({ outcome: 'refused', reason: expect.stringContaining('Manage Webhooks') });
    expect(await surface.findObjection(space, place(acme.general))).toContain('Manage Webhooks');
  });
});

describe('a name that Discord does not take', () => {
  it.each([
    ['Clyde', 'C\u200Alyde · AI persona'],
    ['Team Discord', 'Team D\u200Aiscord · AI persona'],
    ['everyone', 'e\u200Averyone · AI persona'],
    ['x'.repeat(90), `${'x'.repeat(66)}… · AI persona`],
  ])('%s stays with its label', async (name, shown) => {
    const { begin, speak } = openSurface(discord);
    const thread = await begin();
    expect(await speak(thread, name, acme.general, 'p1/turn/1/x')).toMatchObject({ outcome: 'sent' });
    expect(discord.messages(thread)[0]?.author.username).toBe(shown);
  });

  it('moves into the message when Discord refuses it all the same', async () => {
    const { begin, speak } = openSurface(discord, { fetch: refuseOnce(/\/webhooks\/\d+\//, 'username') });
    const thread = await begin();
    expect(await speak(thread)).toMatchObject({ outcome: 'sent' });
    const [message] = discord.messages(thread);
    expect(message?.author.username).toBe('Persona · AI persona');
    expect(written(message)).toContain('**Maya · AI persona**');
  });
});

describe('a form that Discord does not take', () => {
  it.each([
    ['of a persona', /\/webhooks\/\d+\//],
    ['of the bot', /\/threads\/|\/messages$/],
  ])('%s becomes text, with the label first and last, and its buttons', async (_, address) => {
    const { begin, speak } = openSurface(discord, { fetch: refuseOnce(address, 'components') });
    const thread = await begin();
    expect(await speak(thread)).toMatchObject({ outcome: 'sent' });
    const plain = [...discord.messages(acme.general), ...discord.messages(thread)].filter(({ content }) => content !== '');
    expect(plain.length).toBe(1);
    expect(plain[0]?.flags).toBe(1 << 2);
    expect(plain[0]?.content).toMatch(/^-# \*\*(?:AI-generated|From the bot)[\s\S]*\n-# .*(?:Not a real person|Not a person)\.$/);
    expect(written(plain[0])).toContain('sb1:');
  });
});

describe('whatever personas are called and say', () => {
  it('stands in Discord with its label, calls nobody, and keeps both through every edit', async () => {
    discord.manners.isRateLimited = false;
    const { surface, begin, place } = openSurface(discord);
    const thread = await begin();
    const text = fc.oneof(fc.constantFrom(...discordTricks), hostileText);
    let count = 0;
    await fc.assert(
      fc.asyncProperty(text, text, text, async (name, words, changed) => {
        count += 1;
        const where = place(acme.general, thread);
        const request = { space, place: where, key: `p1/turn/1/${count}`, message: speechOf(name, words), signal: never };
        const sent = await surface.post(request);
        if (sent.outcome !== 'sent') throw new Error(JSON.stringify(sent));
        for (const edit of [undefined, speechOf(name, changed)]) {
          if (edit) expect(await surface.edit({ space, place: where, ref: sent.ref, message: edit })).toBe(true);
          const message = discord.messages(thread).find(({ id }) => id === sent.ref);
          expect(message?.author.username.endsWith(' · AI persona')).toBe(true);
          expect(message?.pings).toEqual({ everyone: false, users: [], roles: [] });
          expect(written(message).split(labelOfAi).length).toBeGreaterThanOrEqual(3);
          expect(message?.allowedMentions).toEqual({ parse: [] });
        }
      }),
      { numRuns: runs(60) },
    );
  });
});
