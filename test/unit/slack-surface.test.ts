import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSlackSurface } from '../../src/adapters/slack/surface.ts';
import { spaceId } from '../../src/core/ids.ts';
import { aiSpeech, notice } from '../../src/core/labels.ts';
import type { Block } from '../../src/core/message.ts';
import { createLeapingClock, createMemoryLog } from '../fakes/open-models.ts';
import { spokenMessages } from '../fakes/playground-spoken.ts';
import { type LocalSlack, startLocalSlack } from './slack-local.ts';

const space = spaceId('slack', 'T1');
const channel = { surface: 'slack', channel: 'C1' };
const thread = { ...channel, thread: '1700000000.000001' };
const limits = { nameUnits: 80, bodyUnits: 7_000, notificationUnits: 700 };
const mark = { panel: 1, set: 's', setVersion: 1, engine: 'm', round: 1, seed: 7, generatedAt: '' };
const speaker = { id: 'maya', name: 'Maya', bases: { data: 0, assumption: 2, invention: 1 } };
const table: Block = { type: 'table', title: '', columns: ['Option', 'Words'], rows: [['A', 'secret words']] };
const speech = aiSpeech(speaker, mark, { summary: 'Maya: no', blocks: [{ type: 'text', text: 'secret words' }, table] }, limits);
const never = new AbortController().signal;

let slack: LocalSlack;
beforeEach(async () => {
  slack = await startLocalSlack();
});
afterEach(() => slack.close());

const open = (change: Parameters<LocalSlack['clientWith']>[0] = {}) => {
  const { clock, leap } = createLeapingClock();
  const { log, lines } = createMemoryLog();
  const surface = createSlackSurface({ clientOf: async (asked) => (asked === space ? slack.clientWith(change) : undefined), clock, log });
  const post = (request: Partial<Parameters<typeof surface.post>[0]> = {}) =>
    surface.post({ space, place: thread, key: 'p1/turn/1/maya', message: speech, signal: never, ...request });
  const find = (place = thread) => surface.find({ space, place, key: 'p1/turn/1/maya' });
  return { surface, post, find, leap, lines };
};
const json = (text: string | undefined): unknown => JSON.parse(text ?? 'null');
const typesIn = (call: LocalSlack['calls'][number] | undefined): readonly string[] =>
  (json(call?.args['blocks']) as ReadonlyArray<{ type: string }>).map(({ type }) => type);

describe('posting to Slack', () => {
  it('sends one request with the label, the key and no previews, into the thread', async () => {
    const { post } = open();
    const sent = await post();
    expect(sent).toEqual({ outcome: 'sent', ref: slack.messages[0]?.ts });
    expect(slack.calls.length).toBe(1);
    const [call] = slack.calls;
    expect(call).toMatchObject({ method: 'chat.postMessage', authorization: 'Bearer xoxb-1' });
    expect(call?.args).toMatchObject({
      channel: 'C1',
      thread_ts: thread.thread,
      unfurl_links: 'false',
      unfurl_media: 'false',
      username: 'Maya · AI persona',
    });
    expect(call?.args['text']).toMatch(/^AI-generated\. Not a real person\./);
    expect(json(call?.args['metadata'])).toMatchObject({ event_type: 'sounding_board_message', event_payload: { key: 'p1/turn/1/maya' } });
    expect(Object.keys(call?.args ?? {}).filter((name) => ['parse', 'link_names', 'icon_url', 'mrkdwn', 'token'].includes(name))).toEqual(
      [],
    );
  });

  it('opens no thread for a message that has none', async () => {
    await open().post({ place: channel });
    expect(slack.calls[0]?.args).not.toHaveProperty('thread_ts');
  });

  it('is refused where nobody has installed the app, and asks nobody', async () => {
    expect(await open().post({ space: spaceId('slack', 'T2') })).toEqual({ outcome: 'refused', reason: 'no installation' });
    expect(slack.calls).toEqual([]);
  });

  it('sends nothing when there is no time left', async () => {
    expect(await open().post({ signal: AbortSignal.abort() })).toEqual({ outcome: 'unsent', retryAfterMs: 0 });
    expect(slack.calls).toEqual([]);
  });

  it('keeps a pace of a second in each channel, whatever the thread', () => {
    const { surface } = open();
    expect([surface.paceMs, surface.paceKey(thread), surface.paceKey(channel)]).toEqual([1_000, 'C1', 'C1']);
  });
});

describe('what a failed post came to', () => {
  it.each([
    ['a rate limit', { status: 429, headers: { 'retry-after': '3' } }, { outcome: 'unsent', retryAfterMs: 3_000 }],
    ['a rate limit of no seconds', { status: 429, headers: { 'retry-after': '0' } }, { outcome: 'unsent', retryAfterMs: 1_000 }],
    ['a rate limit without a time', { status: 429 }, { outcome: 'unsent', retryAfterMs: 30_000 }],
    ['a rate limit with a strange time', { status: 429, headers: { 'retry-after': 'soon' } }, { outcome: 'unsent', retryAfterMs: 30_000 }],
    ['a rate limit as an error', { error: 'ratelimited' }, { outcome: 'unsent', retryAfterMs: 30_000 }],
    ['a workspace that is being moved', { error: 'team_added_to_org' }, { outcome: 'unsent', retryAfterMs: 30_000 }],
    ['a refusal', { error: 'not_in_channel' }, { outcome: 'refused', reason: 'not_in_channel' }],
    ['an archived channel', { error: 'is_archived' }, { outcome: 'refused', reason: 'is_archived' }],
    ['a dead token', { error: 'token_revoked' }, { outcome: 'refused', reason: 'token_revoked' }],
    [
      'a missing scope',
      { error: 'missing_scope', more: { needed: 'chat:write' } },
      { outcome: 'refused', reason: 'missing_scope chat:write' },
    ],
    ['an error of Slack', { status: 500, store: true }, { outcome: 'unknown' }],
    ['a bad gateway', { status: 502, body: '<html>bad gateway</html>' }, { outcome: 'unknown' }],
    ['a page in place of an answer', { status: 200, body: '<html>welcome, secret words</html>' }, { outcome: 'unknown' }],
    ['an empty answer', { status: 200, body: '' }, { outcome: 'unknown' }],
    ['an answer without a timestamp', { status: 200, body: '{"ok":true}' }, { outcome: 'unknown' }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, { outcome: 'unknown' }],
    ['internal_error', { error: 'internal_error', store: true }, { outcome: 'unknown' }],
    ['fatal_error', { error: 'fatal_error' }, { outcome: 'unknown' }],
    ['request_timeout', { error: 'request_timeout' }, { outcome: 'unknown' }],
    ['service_unavailable', { error: 'service_unavailable' }, { outcome: 'unknown' }],
    ['a connection that is dropped', 'drop', { outcome: 'unknown' }],
    ['a connection that is dropped after storing', 'store, then drop', { outcome: 'unknown' }],
    ['an answer that breaks off', 'half an answer', { outcome: 'unknown' }],
  ] as const)('%s', async (_, mishap, outcome) => {
    slack.mishaps.push(mishap);
    const { post, lines } = open();
    expect(await post()).toEqual(outcome);
    expect(slack.calls.length).toBe(1);
    expect(JSON.stringify(lines)).not.toMatch(/secret|Maya|xoxb/);
  });

  it('a server that does not answer in time', async () => {
    slack.mishaps.push('store, then hang');
    expect(await open({ timeoutMs: 50 }).post()).toEqual({ outcome: 'unknown' });
    expect(slack.calls.length).toBe(1);
  });

  it('a server that does not answer before the caller gives up', async () => {
    slack.mishaps.push('store, then hang');
    expect(await open().post({ signal: AbortSignal.timeout(50) })).toEqual({ outcome: 'unknown' });
  }, 8_000);

  it('nobody who listens', async () => {
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    expect(await open({ apiUrl: `http://127.0.0.1:${free}/api/` }).post()).toEqual({ outcome: 'unsent', retryAfterMs: 5_000 });
  });

  const fails = (code: string, syscall?: string) => Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) });
  it.each([
    ['a name that nobody knows', fails('ENOTFOUND', 'getaddrinfo'), 'unsent'],
    ['a name server that is away', fails('EAI_AGAIN', 'getaddrinfo'), 'unsent'],
    ['a host that cannot be reached', fails('EHOSTUNREACH', 'connect'), 'unsent'],
    ['a connection that takes too long to be made', fails('UND_ERR_CONNECT_TIMEOUT'), 'unsent'],
    ['a certificate that is not right', fails('DEPTH_ZERO_SELF_SIGNED_CERT'), 'unsent'],
    ['two addresses without an answer', new AggregateError([fails('ECONNREFUSED', 'connect'), fails('ETIMEDOUT', 'connect')]), 'unsent'],
    [
      'two addresses, of which one was written to',
      new AggregateError([fails('ECONNREFUSED', 'connect'), fails('ECONNRESET', 'read')]),
      'unknown',
    ],
    ['a reset', fails('ECONNRESET', 'read'), 'unknown'],
    ['a time-out while reading', fails('ETIMEDOUT', 'read'), 'unknown'],
    ['a socket that the other side closed', fails('UND_ERR_SOCKET'), 'unknown'],
    ['a cause that is none', undefined, 'unknown'],
  ] as const)('%s', async (_, cause, outcome) => {
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    expect((await open({ fetch }).post()).outcome).toBe(outcome);
  });

  it('writes nothing to the console', async () => {
    const written = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
    slack.mishaps.push('drop', {
      error: 'invalid_arguments',
      more: { response_metadata: { messages: ['[ERROR] secret words'], warnings: ['secret words'] } },
    });
    const { post } = open();
    await post();
    await post();
    for (const spy of written) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

describe('a second try, only after a refusal', () => {
  const missing = { error: 'missing_scope', more: { needed: 'chat:write.customize', provided: 'chat:write' } };

  it('puts the name into the message where the scope for it is missing, and remembers that for an hour', async () => {
    slack.mishaps.push(missing);
    const { post, leap } = open();
    expect((await post()).outcome).toBe('sent');
    expect((await post()).outcome).toBe('sent');
    expect(slack.calls.map(({ args }) => args['username'])).toEqual(['Maya · AI persona', undefined, undefined]);
    expect(slack.calls[1]?.args['blocks']).toContain('Maya · AI persona');
    leap(3_600_001);
    await post();
    expect(slack.calls.at(-1)?.args['username']).toBe('Maya · AI persona');
  });

  it('asks for no name at all where the token is known to lack the scope', async () => {
    expect((await open({ scopes: ['chat:write'] }).post()).outcome).toBe('sent');
    expect(slack.calls.map(({ args }) => args['username'])).toEqual([undefined]);
    expect((await open({ scopes: ['chat:write', 'chat:write.customize'] }).post()).outcome).toBe('sent');
    expect(slack.calls[1]?.args['username']).toBe('Maya · AI persona');
  });

  it.each(['invalid_blocks', 'msg_blocks_too_long'])(
    'leaves out the table after %s, and gives up when that is refused too',
    async (error) => {
      slack.mishaps.push({ error });
      const { post } = open();
      expect((await post()).outcome).toBe('sent');
      expect(slack.calls.map((call) => typesIn(call).includes('table'))).toEqual([true, false]);
      slack.mishaps.push({ error }, { error });
      expect(await post({ key: 'p1/other' })).toEqual({ outcome: 'refused', reason: error });
      expect(slack.calls.length).toBe(4);
    },
  );

  it('begins with the simpler blocks when the second request met a rate limit, so it does not go round for ever', async () => {
    slack.mishaps.push({ error: 'invalid_blocks' }, { status: 429, headers: { 'retry-after': '1' } });
    const { post } = open();
    expect(await post()).toEqual({ outcome: 'unsent', retryAfterMs: 1_000 });
    expect((await post()).outcome).toBe('sent');
    expect(slack.calls.map((call) => typesIn(call).includes('table'))).toEqual([true, false, false]);
    slack.mishaps.push({ error: 'invalid_blocks' });
    expect((await post()).outcome).toBe('refused');
    expect(slack.calls.length).toBe(4);
    await post({ key: 'p1/other' });
    expect(typesIn(slack.calls.at(-1))).toContain('table');
  });

  it('cures both, and is sent once', async () => {
    slack.mishaps.push(missing, { error: 'invalid_blocks' });
    expect((await open().post()).outcome).toBe('sent');
    expect(slack.messages.length).toBe(1);
    expect(slack.calls[2]?.args).not.toHaveProperty('username');
  });

  it('does not happen when the second outcome is unknown', async () => {
    slack.mishaps.push(missing, 'store, then drop');
    expect(await open().post()).toEqual({ outcome: 'unknown' });
    expect(slack.messages.length).toBe(1);
  });
});

describe('looking for a message whose fate is unknown', () => {
  it('finds it by its key, in the thread or in the channel', async () => {
    for (const place of [thread, channel]) {
      slack.mishaps.push({ status: 500, store: true });
      const { post, surface } = open();
      expect(await post({ place })).toEqual({ outcome: 'unknown' });
      expect(await surface.find({ space, place, key: 'p1/turn/1/maya' })).toEqual({ found: slack.messages.at(-1)?.ts });
    }
    expect(
      slack.calls
        .filter(({ method }) => method.startsWith('conversations'))
        .map(({ method, args }) => [method, args['ts'], args['include_all_metadata']]),
    ).toEqual([
      ['conversations.replies', thread.thread, 'true'],
      ['conversations.history', undefined, 'true'],
    ]);
  });

  it('is sure that it is not there only some seconds after the attempt', async () => {
    slack.mishaps.push('drop');
    const { post, find, leap } = open();
    await post();
    expect(await find()).toBe('unsure');
    leap(5_000);
    expect(await find()).toBe('absent');
  });

  it('in another process too, counted from its first look', async () => {
    const { find, leap } = open();
    expect(await find()).toBe('unsure');
    leap(5_000);
    expect(await find()).toBe('absent');
    expect(slack.calls[0]?.args['oldest']).toBe(thread.thread);
  });

  it('begins a minute before the attempt, by Slack’s clock when this machine’s is ahead', async () => {
    const { post, find, leap } = open();
    const oldest = () => Number(slack.calls.at(-1)?.args['oldest']) * 1_000;
    slack.mishaps.push('drop');
    await post();
    await find();
    expect(Math.abs(oldest() - (Date.now() - 60_000))).toBeLessThan(5_000);
    leap(300_000);
    await post({ key: 'p1/root' });
    slack.mishaps.push('drop');
    await post();
    await find();
    expect(Math.abs(oldest() - (Date.now() - 60_000))).toBeLessThan(5_000);
  });

  it('takes nothing for it that another app or another panel wrote', async () => {
    const { post, find, leap } = open();
    await post({ key: 'p2/turn/1/maya' });
    await post();
    const [other, own] = slack.messages;
    if (!other || !own) throw new Error('two messages were posted');
    slack.messages.splice(
      0,
      2,
      other,
      { ...own, bot_id: 'B9' },
      { ...own, metadata: undefined },
      { ...own, metadata: { event_type: 'x', event_payload: { key: 'p1/turn/1/maya' } } },
    );
    await find();
    leap(5_000);
    expect(await find()).toBe('absent');
    slack.messages.push({ ...own, bot_id: undefined, user: 'U1' });
    expect(await find()).toEqual({ found: own.ts });
  });

  it.each([
    ['a rate limit', { status: 429, headers: { 'retry-after': '60' } }],
    ['a missing scope', { error: 'missing_scope' }],
    ['a dropped connection', 'drop'],
    ['a page', { status: 200, body: '<html>' }],
    ['an answer without messages', { status: 200, body: '{"ok":true}' }],
    ['more that is not shown', { status: 200, body: '{"ok":true,"messages":[],"has_more":true}' }],
  ] as const)('is unsure after %s', async (_, mishap) => {
    const { find, leap } = open();
    await find();
    leap(60_000);
    slack.mishaps.push(mishap);
    expect(await find()).toBe('unsure');
    expect(await find()).toBe('absent');
  });

  it('turns the pages, and is unsure when there are too many', async () => {
    await slack.close();
    slack = await startLocalSlack({ pageSize: 2 });
    const { post, find, leap } = open();
    for (let at = 0; at < 9; at += 1) await post({ key: `p1/other/${at}` });
    await post();
    expect(await find()).toHaveProperty('found');
    await post({ key: 'p1/other/9' });
    slack.messages.splice(9, 1);
    slack.messages.push(...slack.messages.slice(0, 2));
    leap(60_000);
    expect(await find()).toBe('unsure');
  });

  it.each(['thread_not_found', 'channel_not_found', 'token_revoked'])(
    'does not wait for ever after %s, where no post can be stored either',
    async (error) => {
      const { find, leap } = open();
      await find();
      leap(5_000);
      slack.mishaps.push({ error });
      expect(await find()).toBe('absent');
    },
  );

  it('does not wait where nobody has installed the app any more', async () => {
    expect(await open().surface.find({ space: spaceId('slack', 'T2'), place: thread, key: 'k' })).toBe('absent');
  });
});

describe('editing in Slack', () => {
  const edit = (surface: ReturnType<typeof open>['surface'], message = speech) =>
    surface.edit({ space, place: thread, ref: '1.2', message });

  it('replaces the message as a whole, with its label and without what an edit cannot change', async () => {
    expect(await edit(open().surface)).toBe(true);
    const [call] = slack.calls;
    expect(call?.method).toBe('chat.update');
    expect(Object.keys(call?.args ?? {}).toSorted()).toEqual(['blocks', 'channel', 'text', 'ts']);
    expect(call?.args['text']).toMatch(/^AI-generated\./);
    expect(call?.args['blocks']).toContain('AI-generated. Not a real person.');
  });

  it('holds no link, because Slack offers no switch against previews here', async () => {
    const message = notice({ summary: 'https://evil.com', blocks: [{ type: 'heading', text: 'See www.evil.com' }] }, limits);
    await edit(open().surface, message);
    expect(JSON.stringify(slack.calls[0]?.args)).not.toMatch(/evil\.com|www\.|https:/);
  });

  it('says when it did not work, keeps the panel going, and tries simpler blocks', async () => {
    slack.mishaps.push(
      { error: 'message_not_found' },
      'drop',
      { status: 429, headers: { 'retry-after': '1' } },
      { error: 'invalid_blocks' },
    );
    const { surface, lines } = open();
    expect([await edit(surface), await edit(surface), await edit(surface), await edit(surface)]).toEqual([false, false, false, true]);
    expect(typesIn(slack.calls.at(-1))).not.toContain('table');
    expect(JSON.stringify(lines)).not.toMatch(/secret|Maya|xoxb/);
    expect(await surface.edit({ space: spaceId('slack', 'T2'), place: thread, ref: '1', message: speech })).toBe(false);
  });
});

describe('a whole panel', () => {
  it('is posted once for each message and found again, with every second answer lost', async () => {
    const { surface, leap } = open();
    const messages = spokenMessages();
    for (const [index, message] of messages.entries()) {
      if (index % 2 === 1) slack.mishaps.push(index % 4 === 1 ? { status: 503, store: true } : 'store, then drop');
      const key = `p1/${index}`;
      const outcome = await surface.post({ space, place: thread, key, message, signal: never });
      expect(outcome.outcome).toBe(index % 2 === 1 ? 'unknown' : 'sent');
      leap(1_000);
      if (outcome.outcome === 'unknown')
        expect(await surface.find({ space, place: thread, key })).toEqual({ found: slack.messages[index]?.ts });
    }
    expect(slack.messages.length).toBe(messages.length);
  });
});

describe('deleting in Slack', () => {
  const remove = (surface: ReturnType<typeof open>['surface']) => surface.remove({ space, place: thread, ref: '1.2' });

  it('takes one message away, and finds one that is gone as good as deleted', async () => {
    const { surface } = open();
    expect(await remove(surface)).toBe(true);
    expect(slack.calls.at(-1)).toMatchObject({ method: 'chat.delete', args: { channel: thread.channel, ts: '1.2' } });
    slack.mishaps.push({ error: 'message_not_found' });
    expect(await remove(surface)).toBe(true);
  });

  it('says when the message may still be there', async () => {
    const { surface } = open();
    slack.mishaps.push({ error: 'cant_delete_message' }, 'drop');
    expect([await remove(surface), await remove(surface)]).toEqual([false, false]);
    expect(await surface.remove({ space: spaceId('slack', 'T2'), place: thread, ref: '1' })).toBe(false);
  });
});
