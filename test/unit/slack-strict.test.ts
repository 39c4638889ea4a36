import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPostingClient } from '../../src/adapters/slack/sending/posting-client.ts';
import { createSlackSurface } from '../../src/adapters/slack/surface.ts';
import { spaceId } from '../../src/core/ids.ts';
import { type LabelledMessage, notice } from '../../src/core/labels.ts';
import type { Block } from '../../src/core/message.ts';
import { createLeapingClock, createMemoryLog } from '../fakes/open-models.ts';
import { spokenMessages } from '../fakes/playground-spoken.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, acmeRooms, allScopes, org } from '../fakes/slack/world.ts';
import { hostileStrings, liveParts, stringsOf } from './slack-helpers.ts';

/* The surface against the strict local Slack, which checks scopes, limits, arguments and the pace from a table of its own. */

const space = spaceId('slack', acme.team);
const orgSpace = spaceId('slack', org.enterprise);
const signal = new AbortController().signal;

let slack: FakeSlack;
let leap: (ms: number) => void;
let surface: ReturnType<typeof createSlackSurface>;

beforeEach(async () => {
  const time = createLeapingClock();
  leap = time.leap;
  slack = await startSlack({ nowMs: () => time.clock.now().getTime() });
  slack.manners.pace = 'refuse';
  const clients = new Map([acme, org].map((at) => [at === acme ? space : orgSpace, at] as const));
  surface = createSlackSurface({
    clientOf: async (asked) => {
      const at = clients.get(asked);
      return at && createPostingClient({ token: at.token, botUserId: at.botUser, botId: at.bot, scopes: undefined, apiUrl: slack.apiUrl });
    },
    clock: time.clock,
    log: createMemoryLog().log,
  });
});
// Closing fails when an argument was sent that the method does not have.
afterEach(() => slack.close());

const inChannel = (channel: string, thread?: string) => ({ surface: 'slack', channel, ...(thread === undefined ? {} : { thread }) });
const post = (message: LabelledMessage, key: string, thread?: string, channel = acme.general) =>
  surface.post({ space, place: inChannel(channel, thread), key, message, signal });

/** Posts a panel as the runner does: the root, then the rest in its thread, each again until it is sent, never before looking. */
const postPanel = async (messages: readonly LabelledMessage[]): Promise<string> => {
  let root: string | undefined;
  for (const [index, message] of messages.entries()) {
    const key = `p1/${index}`;
    for (;;) {
      leap(surface.paceMs);
      const outcome = await post(message, key, root);
      if (outcome.outcome === 'refused') throw new Error(`message ${index} was refused: ${outcome.reason}`);
      if (outcome.outcome === 'unsent') leap(outcome.retryAfterMs);
      let found = outcome.outcome === 'sent' ? { found: outcome.ref } : ('absent' as const);
      if (outcome.outcome === 'unknown') {
        for (;;) {
          const look = await surface.find({ space, place: inChannel(acme.general, root), key });
          if (look !== 'unsure') {
            found = look;
            break;
          }
          leap(2_000);
        }
      }
      if (found !== 'absent') {
        root ??= found.found;
        break;
      }
    }
  }
  return root ?? '';
};

describe('a panel in a strict Slack', () => {
  it('arrives whole, in order, each under its name and label, in one thread', async () => {
    const messages = spokenMessages();
    const root = await postPanel(messages);
    const stored = slack.thread(acme.general, root);
    expect(stored.map(({ username }) => username)).toEqual(messages.map(({ sender }) => (sender.persona ? sender.name : undefined)));
    expect(stored.every(({ text }, index) => text.startsWith(messages[index]?.label ?? '?'))).toBe(true);
    expect(stored.every(({ unfurlLinks, unfurlMedia }) => unfurlLinks === false && unfurlMedia === false)).toBe(true);
    expect(slack.violations).toEqual([]);
  });

  it('arrives once, whatever goes wrong on the way', async () => {
    slack.manners.blindMs = 1_500;
    slack.faults.next(
      'chat.postMessage',
      { kind: 'status', status: 500, isStored: true },
      { kind: 'rate', retryAfter: 2 },
      { kind: 'drop' },
      { kind: 'drop', isStored: true },
      { kind: 'none' },
      { kind: 'html', isStored: true },
      { kind: 'error', error: 'internal_error', isStored: true },
      { kind: 'status', status: 503 },
      { kind: 'rate', retryAfter: undefined },
    );
    slack.faults.next('conversations.replies', { kind: 'rate', retryAfter: 1 }, { kind: 'status', status: 500 });
    const messages = spokenMessages();
    const root = await postPanel(messages);
    const keys = slack.messages().map(({ metadata }) => JSON.stringify(metadata).match(/"key":"([^"]+)"/)?.[1] ?? '');
    expect(keys.toSorted()).toEqual(messages.map((_, index) => `p1/${index}`));
    expect(slack.thread(acme.general, root).length).toBe(messages.length);
  });

  it('names its personas inside the messages where the scope for names is missing, after one refusal only', async () => {
    slack.token().scopes.delete('chat:write.customize');
    const root = await postPanel(spokenMessages());
    const [, first] = slack.thread(acme.general, root);
    expect(first?.username).toBeUndefined();
    expect(JSON.stringify(first?.blocks[0])).toContain('Emil · AI persona');
    expect(JSON.stringify(first?.blocks[1])).toContain('AI-generated. Not a real person.');
    // The second request came too soon after the first for the server's pace, and was sent again.
    const named = slack.callsOf('chat.postMessage').filter(({ args }) => args['username'] !== undefined);
    expect(named.length).toBe(1);
  });

  it('holds no link and no mention, wherever hostile text stands in it', async () => {
    slack.manners.pace = 'ignore';
    for (const [index, text] of hostileStrings.entries()) {
      const message = spokenMessages((words) => `${words} ${text}`)[index % 6];
      if (message) expect((await post(message, `p1/${index}`)).outcome).toBe('sent');
    }
    const shown = slack
      .messages()
      .map(({ text, username, blocks }) => stringsOf(JSON.parse(JSON.stringify({ text, username: username ?? '', blocks }))));
    const live = shown.flat().filter(([path, text]) => !path.endsWith('/value') && liveParts(text).length > 0);
    expect(live).toEqual([]);
  });

  it('drops what a server does not know: a table that is refused is sent as lines', async () => {
    const [root] = spokenMessages();
    if (!root) throw new Error('a panel has a root');
    slack.faults.next('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
    expect((await post(root, 'p1/root')).outcome).toBe('sent');
    expect(slack.messages().map(({ blocks }) => blocks.some(({ type }) => type === 'table'))).toEqual([false]);
  });
});

describe('edits in a strict Slack', () => {
  it('keep the name, the icon and the key of the message, and the label', async () => {
    const [root, persona] = spokenMessages();
    if (!root || !persona) throw new Error('a panel has a root and a persona');
    const sent = await post(persona, 'p1/turn');
    const ref = sent.outcome === 'sent' ? sent.ref : '';
    const [before] = slack.messages();
    const short = notice({ summary: 'Stopped', blocks: [{ type: 'text', text: 'Stopped.' }] }, surface.limits);
    for (const message of [persona, short]) expect(await surface.edit({ space, place: inChannel(acme.general), ref, message })).toBe(true);
    const [after] = slack.messages();
    expect([after?.username, after?.iconEmoji, after?.metadata]).toEqual([before?.username, before?.iconEmoji, before?.metadata]);
    expect(after?.edits).toBe(2);
    expect(after?.text).toBe('From the bot. Not a person. Stopped');
    expect(await surface.find({ space, place: inChannel(acme.general), key: 'p1/turn' })).toEqual({ found: ref });
  });

  it('of a message that is gone are no fault', async () => {
    const [root] = spokenMessages();
    if (!root) throw new Error('a panel has a root');
    expect(await surface.edit({ space, place: inChannel(acme.general), ref: '1.000001', message: root })).toBe(false);
  });
});

describe('where the bot may not post', () => {
  const hello = notice({ summary: 'Hello', blocks: [] }, { nameUnits: 80, bodyUnits: 7_000, notificationUnits: 700 });

  it.each([
    [acmeRooms.outside, 'not_in_channel'],
    [acmeRooms.secret, 'channel_not_found'],
    [acmeRooms.archived, 'is_archived'],
    [org.general, 'channel_not_found'],
  ])('%s: says %s', async (channel, reason) => {
    expect(await post(hello, 'k', undefined, channel)).toEqual({ outcome: 'refused', reason });
  });

  it('says so when the thread is gone, the token is dead or a scope is missing', async () => {
    expect(await post(hello, 'k', '1.000001')).toEqual({ outcome: 'refused', reason: 'thread_not_found' });
    expect(await surface.find({ space, place: inChannel(acme.general, '1.000001'), key: 'k' })).toBe('unsure');
    leap(5_000);
    expect(await surface.find({ space, place: inChannel(acme.general, '1.000001'), key: 'k' })).toBe('absent');
    slack.token().scopes.delete('chat:write');
    slack.manners.pace = 'ignore';
    expect(await post(hello, 'k')).toEqual({ outcome: 'refused', reason: 'missing_scope chat:write' });
    slack.token().status = 'revoked';
    expect(await post(hello, 'k')).toEqual({ outcome: 'refused', reason: 'token_revoked' });
    slack.token().status = 'inactive';
    expect(await post(hello, 'k')).toEqual({ outcome: 'refused', reason: 'account_inactive' });
  });

  it('never believes that a message is absent while it may not read', async () => {
    for (const scope of allScopes.filter((one) => one.endsWith(':history'))) slack.token().scopes.delete(scope);
    slack.faults.next('chat.postMessage', { kind: 'drop', isStored: true });
    expect(await post(hello, 'k')).toEqual({ outcome: 'unknown' });
    leap(60_000);
    expect(await surface.find({ space, place: inChannel(acme.general), key: 'k' })).toBe('unsure');
  });

  it('posts for an organisation in each of its workspaces', async () => {
    for (const channel of [org.general, org.secondGeneral]) {
      const sent = await surface.post({ space: orgSpace, place: inChannel(channel), key: channel, message: hello, signal });
      expect(sent.outcome).toBe('sent');
      expect(await surface.find({ space: orgSpace, place: inChannel(channel), key: channel })).toHaveProperty('found');
    }
  });
});

describe('the longest messages in a strict Slack', () => {
  it('are taken at the first try', async () => {
    const words = 'I read the price before I read anything else; see shop.example. ';
    const blocks: readonly Block[] = [
      { type: 'heading', text: words.repeat(3) },
      {
        type: 'table',
        title: 't',
        columns: ['Option', 'Words'],
        rows: [
          ['A', words.repeat(5)],
          ['B', words.repeat(5)],
        ],
      },
      ...Array.from({ length: 60 }, (): Block => ({ type: 'list', title: words, items: [words, words] })),
    ];
    const limits = { ...surface.limits, bodyUnits: 60_000 };
    expect((await post(notice({ summary: words.repeat(40), blocks }, limits), 'k')).outcome).toBe('sent');
    expect(slack.callsOf('chat.postMessage').length).toBe(1);
  });
});
