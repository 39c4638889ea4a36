import { WebClient } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import { startSlack } from '../fakes/slack/slack.ts';
import { type Fields, isFields, listOf, textOf } from '../fakes/slack/types.ts';
import { acme } from '../fakes/slack/world.ts';

/*
 * emulate 0.12.2 is a Slack by people whom we do not know, so where both agree, ours was not made to fit our app. Only the happy path: emulate checks no
 * limits. Left out because the two are known to differ: `bot_id`, `subtype` and `icons`, which emulate lacks, generated block ids, and
 * metadata when nobody asked for it.
 */

const emulate = await import('emulate').catch(() => undefined);
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** The client warns of what is refused here on purpose. Its log level is an enum, hence `never`. */
const logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => 'error',
  setName: () => {},
} as never;

const clientAt = (slackApiUrl: string): WebClient =>
  new WebClient(acme.token, { slackApiUrl, retryConfig: { retries: 0 }, timeout: 2_000, logger });

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const;

/** A message without what the two are known to differ in, and with its place in the sequence in the place of each ts. */
const shape = (message: unknown, order: readonly string[]): unknown => {
  if (!isFields(message)) return message;
  const { text, username, metadata, type, edited, reply_count: replies, ts, thread_ts: thread } = message;
  const blocks = listOf(message['blocks']).map(({ block_id: _id, ...block }) => block);
  // Slack and ours say `thread_ts` on a root too.
  const place = thread === undefined || thread === ts ? undefined : order.indexOf(textOf(thread));
  return { type, text, username, metadata, blocks, isEdited: edited !== undefined, replies, ts: order.indexOf(textOf(ts)), thread: place };
};

/** Posts, answers in a thread, edits, deletes, reads back. What it answers is the same for two Slacks that agree. */
const play = async (client: WebClient, channel: string, pause: () => void): Promise<unknown> => {
  const order: string[] = [];
  const answers: unknown[] = [];
  const post = async (more: Fields): Promise<string> => {
    pause();
    const answer: unknown = await client.apiCall('chat.postMessage', { channel, ...more });
    if (!isFields(answer)) throw new Error('no answer');
    const ts = textOf(answer['ts']);
    expect(ts).toMatch(/^\d{10}\.\d{6}$/);
    order.push(ts);
    answers.push([answer['channel'] === channel, shape(answer['message'], order)]);
    return ts;
  };
  const read = async () => (await client.conversations.replies({ channel, ts: order[0] ?? '', include_all_metadata: true })).messages ?? [];
  const metadata = { event_type: 'sounding_board_message', event_payload: { key: 'p/root' } };
  const root = await post({ text: 'Root', blocks: [section('Root')], metadata, unfurl_links: false, unfurl_media: false });
  const first = await post({ text: 'One', thread_ts: root, username: 'Maya · AI persona', icon_emoji: ':owl:' });
  await post({ text: 'Two', thread_ts: root, blocks: [section('Two'), { type: 'divider' }] });
  await post({ text: 'Beside' });
  const edited = await client.chat.update({ channel, ts: root, text: 'Root, 2 of 2', blocks: [section('Root, 2 of 2')] });
  answers.push([edited.ts === root, edited.text]);
  const whole = await read();
  await client.chat.delete({ channel, ts: first });
  // emulate goes on counting a reply that is gone; Slack does not.
  const later = (await read()).map((message) => ({ ...message, reply_count: undefined }));
  const history = await client.conversations.history({ channel, include_all_metadata: true });
  const own = (history.messages ?? []).filter(({ ts }) => order.includes(ts ?? ''));
  return {
    answers,
    whole: whole.map((message) => shape(message, order)),
    later: later.map((message) => shape(message, order)),
    history: own.map((message) => shape({ ...message, reply_count: undefined }, order)),
  };
};

const refusalOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.catch((error: unknown) => (isFields(error) && isFields(error['data']) ? error['data']['error'] : error));

const startBoth = async (create: NonNullable<typeof emulate>['createEmulator']) => {
  const slack = await startSlack();
  cleanups.push(() => slack.close());
  const channels = [{ name: 'general' }];
  const tokens = [{ token: acme.token, type: 'bot', scopes: Array.from(slack.token().scopes) }];
  const other = await create({
    service: 'slack',
    port: 0,
    seed: { slack: { team: { name: 'Acme', domain: 'acme' }, channels, tokens } },
  });
  cleanups.push(() => other.close());
  const theirs = clientAt(`${other.url}/api/`);
  const list = await theirs.conversations.list();
  const general = list.channels?.find(({ name }) => name === 'general')?.id ?? '';
  return { slack, ours: clientAt(slack.apiUrl), theirs, general };
};

describe.skipIf(emulate === undefined)('the local Slack beside emulate 0.12.2', () => {
  it('shows the same after the same posts, replies, edits and deletions', async () => {
    if (!emulate) return;
    const { slack, ours, theirs, general } = await startBoth(emulate.createEmulator);
    const here = await play(ours, acme.general, () => slack.advance(1_000));
    const there = await play(theirs, general, () => {});
    expect(here).toEqual(there);
    expect(slack.violations).toEqual([]);
  });

  it('refuses the same for the same reason', async () => {
    if (!emulate) return;
    const { slack, ours, theirs, general } = await startBoth(emulate.createEmulator);
    slack.manners.pace = 'ignore';
    const wrongs = (client: WebClient, channel: string) => [
      () => client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }),
      () => client.apiCall('chat.postMessage', { channel }),
      () => client.chat.update({ channel, ts: '1.000001', text: 'x' }),
      () => client.chat.delete({ channel, ts: '1.000001' }),
      () => client.users.info({ user: 'U0NOBODY' }),
      () => client.conversations.info({ channel: 'C0NOWHERE' }),
      () => client.views.open({ trigger_id: '1.2.x', view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] } }),
    ];
    const refusals = async (client: WebClient, channel: string) => {
      const found: unknown[] = [];
      for (const wrong of wrongs(client, channel)) found.push(await refusalOf(wrong()));
      return found;
    };
    const here = await refusals(ours, acme.general);
    expect(here).toEqual(await refusals(theirs, general));
    expect(here).toEqual([
      'channel_not_found',
      'no_text',
      'message_not_found',
      'message_not_found',
      'user_not_found',
      'channel_not_found',
      'invalid_trigger_id',
    ]);
  });
});
