import { ErrorCode, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, acmeRooms, beta, org, theApp } from '../fakes/slack/world.ts';

/* The local Slack is what every test of the Slack side believes. Here the real clients believe it, and each rule and fault is seen to happen. */

/** The client writes every refusal to the terminal, and here refusals are what is wanted. Its log level is an enum, hence `never`. */
const logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => 'error',
  setName: () => {},
} as never;

let slack: FakeSlack;

const clientOf = (token = acme.token): WebClient =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2_000,
    logger,
  });

/** What a call was refused with, or `taken`. */
const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'taken';
  } catch (error) {
    const { data, code } = error as { data?: { error: string }; code: string };
    return data?.error ?? code;
  }
};

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (more: object = {}) => ({ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'Go' }, value: 'v', ...more });
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
const post = (blocks: readonly object[], more: object = {}): Promise<string> => {
  slack.manners.pace = 'ignore';
  return refusal(clientOf().apiCall('chat.postMessage', { channel: acme.general, text: 'x', blocks, ...more }));
};
const letters = (count: number): string => 'x'.repeat(count);
const times = <T>(count: number, make: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => make(index));

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(async () => {
  await slack.close();
});

describe('the local Slack and the real WebClient', () => {
  it('keeps a post with its name, icon, metadata and thread, and shows metadata only to those who ask', async () => {
    const client = clientOf();
    const metadata = { event_type: 'sounding_board_message', event_payload: { key: 'p/root' } };
    const root = await client.chat.postMessage({ channel: acme.general, text: 'Root', metadata, unfurl_links: false, unfurl_media: false });
    slack.advance(1_000);
    const reply = await client.chat.postMessage({
      channel: acme.general,
      text: 'Reply',
      blocks: [section('Reply')],
      thread_ts: root.ts ?? '',
      username: 'Maya · AI persona',
      icon_emoji: ':owl:',
    });
    expect(reply.message).toMatchObject({ subtype: 'bot_message', bot_id: acme.bot, username: 'Maya · AI persona', thread_ts: root.ts });
    expect(slack.thread(acme.general, root.ts ?? '').map(({ text }) => text)).toEqual(['Root', 'Reply']);
    expect(slack.messages()[0]).toMatchObject({ unfurlLinks: false, unfurlMedia: false, metadata });
    const bare = await client.conversations.replies({ channel: acme.general, ts: root.ts ?? '' });
    const full = await client.conversations.replies({ channel: acme.general, ts: root.ts ?? '', include_all_metadata: true });
    expect(bare.messages?.[0]).not.toHaveProperty('metadata');
    expect(full.messages?.[0]).toMatchObject({ metadata, reply_count: 1 });
    expect(slack.callsOf('chat.postMessage')[0]).toMatchObject({ token: acme.token, contentType: 'application/x-www-form-urlencoded' });
  });

  it('says who a token is, in one workspace and in an organisation', async () => {
    const one = await clientOf().auth.test();
    expect(one).toMatchObject({ team_id: acme.team, bot_id: acme.bot, user_id: acme.botUser, is_enterprise_install: false });
    expect(one.response_metadata?.scopes).toContain('chat:write.customize');
    expect(await clientOf(org.token).auth.test()).toMatchObject({ enterprise_id: org.enterprise, is_enterprise_install: true });
  });

  it('edits what is the app’s own, keeps what an edit leaves out, and deletes', async () => {
    const client = clientOf();
    const { ts = '' } = await client.chat.postMessage({ channel: acme.general, text: 'One', blocks: [section('One')] });
    await client.chat.update({ channel: acme.general, ts, text: 'Two' });
    expect(slack.messages()[0]).toMatchObject({ text: 'Two', edits: 1, blocks: [section('One')] });
    const foreign = slack.say({ text: 'Mine' });
    expect(await refusal(client.chat.update({ channel: acme.general, ts: foreign.ts, text: 'x' }))).toBe('cant_update_message');
    expect(await refusal(client.chat.update({ channel: acme.general, ts: '1.1', text: 'x' }))).toBe('message_not_found');
    await client.chat.delete({ channel: acme.general, ts });
    expect(slack.messages()).toEqual([foreign]);
  });

  it('tells what members, admins, guests, rooms and teams are', async () => {
    const client = clientOf();
    expect((await client.users.info({ user: acme.admin })).user).toMatchObject({ is_admin: true, is_owner: false });
    expect((await client.users.info({ user: acme.guest })).user).toMatchObject({ is_restricted: true });
    expect((await client.conversations.info({ channel: acmeRooms.shared })).channel).toMatchObject({
      is_ext_shared: true,
      is_member: true,
    });
    expect((await client.team.info()).team).toMatchObject({ id: acme.team });
    expect((await client.conversations.open({ users: acme.member })).channel?.id).toMatch(/^D/);
    expect(await refusal(client.users.info({ user: beta.member }))).toBe('user_not_found');
    expect(await refusal(client.conversations.info({ channel: beta.general }))).toBe('channel_not_found');
    expect((await clientOf(org.token).conversations.info({ channel: org.secondGeneral })).channel?.id).toBe(org.secondGeneral);
  });

  it('hands a file out to the right token and a log-in page to others', async () => {
    const file = slack.addFile({ name: 'quotes.csv', content: 'text,source\n' });
    const { file: shown } = await clientOf().files.info({ file: file.id });
    const download = async (token: string) =>
      (await fetch(shown?.url_private_download ?? '', { headers: { authorization: `Bearer ${token}` } })).text();
    expect(await download(acme.token)).toBe('text,source\n');
    expect(await download('nonsense')).toContain('Sign in');
  });
});

describe('the local Slack refuses', () => {
  it('tokens that are unknown, revoked, missing or of the wrong kind', async () => {
    slack.token(beta.team).status = 'revoked';
    expect(await refusal(clientOf('xoxb-other').auth.test())).toBe('invalid_auth');
    expect(await refusal(clientOf(beta.token).auth.test())).toBe('token_revoked');
    expect(await refusal(clientOf('').auth.test())).toBe('not_authed');
    expect(await refusal(clientOf(theApp.appToken).auth.test())).toBe('not_allowed_token_type');
    expect(await refusal(clientOf().apps.connections.open({}))).toBe('not_allowed_token_type');
  });

  it.each([
    [acmeRooms.outside, 'not_in_channel'],
    [acmeRooms.secret, 'channel_not_found'],
    [acmeRooms.archived, 'is_archived'],
    [beta.general, 'channel_not_found'],
    ['C0NOWHERE', 'channel_not_found'],
  ])('a post to %s with %s', async (channel, error) => {
    expect(await refusal(clientOf().chat.postMessage({ channel, text: 'x' }))).toBe(error);
  });

  it('a thread that is not there, and a reply in the place of a root', async () => {
    const reply = slack.say({ text: 'r', threadTs: slack.say({ text: 'root' }).ts });
    expect(await post([], { thread_ts: '1.000001' })).toBe('thread_not_found');
    expect(await post([], { thread_ts: reply.ts })).toBe('thread_not_found');
  });

  it('an own name or icon without the scope for it, and names the scope', async () => {
    slack.token().scopes.delete('chat:write.customize');
    const call = clientOf().chat.postMessage({ channel: acme.general, text: 'x', username: 'Fake CEO' });
    await expect(call).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'chat:write.customize' } });
    expect(await post([], { icon_emoji: ':owl:' })).toBe('missing_scope');
    slack.token().scopes.delete('chat:write');
    expect(await post([])).toBe('missing_scope');
    expect(slack.messages()).toEqual([]);
  });

  const plain = (text: string) => ({ type: 'plain_text', text });
  const markup = (text: string) => ({ type: 'mrkdwn', text });
  const input = (element: object, more: object = {}) => ({
    type: 'input',
    label: plain('x'),
    element: { type: 'plain_text_input', ...element },
    ...more,
  });
  const picture = (more: object) => ({ type: 'image', image_url: 'https://example.org/a.png', alt_text: 'x', ...more });
  const confirm = (more: object) => ({ title: plain('x'), text: plain('x'), confirm: plain('x'), deny: plain('x'), ...more });
  const option = (value: string, text = value) => ({ text: plain(text), value });
  const options = (count: number) => times(count, (index) => option(`o${index}`));
  const trash = { type: 'icon_button', icon: 'trash', text: plain('Remove') };
  const limits: readonly (readonly [what: string, most: number, make: (count: number) => readonly object[]])[] = [
    ['blocks', 50, (count) => times(count, () => ({ type: 'divider' }))],
    ['characters in a section', 3_000, (count) => [section(letters(count))]],
    ['fields', 10, (count) => [{ type: 'section', fields: times(count, () => markup('x')) }]],
    ['characters in a field', 2_000, (count) => [{ type: 'section', fields: [markup(letters(count))] }]],
    ['characters in a header', 150, (count) => [{ type: 'header', text: plain(letters(count)) }]],
    ['context elements', 10, (count) => [{ type: 'context', elements: times(count, () => markup('x')) }]],
    ['characters in a context element', 2_000, (count) => [{ type: 'context', elements: [markup(letters(count))] }]],
    ['buttons', 25, (count) => [actions(...times(count, (index) => button({ action_id: `a${index}` })))]],
    ['characters on a button', 75, (count) => [actions(button({ text: plain(letters(count)) }))]],
    ['characters in a value', 2_000, (count) => [actions(button({ value: letters(count) }))]],
    ['characters in an action_id', 255, (count) => [actions(button({ action_id: letters(count) }))]],
    ['characters in a block_id', 255, (count) => [{ ...section('x'), block_id: letters(count) }]],
    ['characters in a label', 2_000, (count) => [input({}, { label: plain(letters(count)) })]],
    ['characters in a hint', 2_000, (count) => [input({}, { hint: plain(letters(count)) })]],
    ['characters in a placeholder', 150, (count) => [input({ placeholder: plain(letters(count)) })]],
    ['characters filled in', 3_000, (count) => [input({ initial_value: letters(count) })]],
    ['characters to fill in', 3_000, (count) => [input({ max_length: count })]],
    ['characters of alt text', 2_000, (count) => [picture({ alt_text: letters(count) })]],
    ['characters under an image', 2_000, (count) => [picture({ title: plain(letters(count)) })]],
    ['characters in an address', 3_000, (count) => [picture({ image_url: letters(count) })]],
    ['characters for a screen reader', 75, (count) => [actions(button({ accessibility_label: letters(count) }))]],
    ['characters in a question', 100, (count) => [actions(button({ confirm: confirm({ title: plain(letters(count)) }) }))]],
    ['characters in its text', 300, (count) => [actions(button({ confirm: confirm({ text: plain(letters(count)) }) }))]],
    ['characters in its answer', 30, (count) => [actions(button({ confirm: confirm({ deny: plain(letters(count)) }) }))]],
    ['options of a select', 100, (count) => [actions({ type: 'static_select', options: options(count) })]],
    ['options of an overflow', 5, (count) => [actions({ type: 'overflow', options: options(count) })]],
    ['options of checkboxes', 10, (count) => [actions({ type: 'checkboxes', options: options(count) })]],
    ['characters in the value of an option', 150, (count) => [actions({ type: 'overflow', options: [option(letters(count), 'x')] })]],
    ['characters in the words of an option', 75, (count) => [actions({ type: 'overflow', options: [option('x', letters(count))] })]],
    ['context actions', 5, (count) => [{ type: 'context_actions', elements: times(count, () => trash) }]],
    ['blocks in a container', 10, (count) => [{ type: 'container', title: plain('x'), child_blocks: times(count, () => section('x')) }]],
    ['characters on a card', 200, (count) => [{ type: 'card', body: markup(letters(count)) }]],
    ['characters over a card', 150, (count) => [{ type: 'card', title: markup(letters(count)) }]],
    ['cards', 10, (count) => [{ type: 'carousel', elements: times(count, () => ({ type: 'card', body: markup('x') })) }]],
    ['rows of a table', 100, (count) => [{ type: 'table', rows: times(count, () => [{ type: 'raw_text', text: 'x' }]) }]],
    ['columns of a table', 20, (count) => [{ type: 'table', rows: [times(count, () => ({ type: 'raw_text', text: 'x' }))] }]],
  ];

  it.each(limits)('more than its most %s: %i', async (_what, most, make) => {
    expect(await post(make(most))).toBe('taken');
    expect(await post(make(most + 1))).toBe('invalid_blocks');
  });

  it.each<readonly [string, number, (count: number) => object]>([
    ['blocks', 100, (count) => ({ blocks: times(count, () => ({ type: 'divider' })) })],
    ['characters in a title', 24, (count) => ({ title: plain(letters(count)) })],
    ['characters to send it', 24, (count) => ({ submit: plain(letters(count)) })],
    ['characters to close it', 24, (count) => ({ close: plain(letters(count)) })],
    ['characters of private_metadata', 3_000, (count) => ({ private_metadata: letters(count) })],
    ['characters in a callback_id', 255, (count) => ({ callback_id: letters(count) })],
  ])('in a form more than its most %s: %i', async (_what, most, make) => {
    const open = (more: object) =>
      refusal(
        clientOf().apiCall('views.open', {
          trigger_id: slack.trigger(),
          view: { type: 'modal', title: plain('x'), blocks: [section('x')], ...more },
        }),
      );
    expect(await open(make(most))).toBe('taken');
    expect(await open(make(most + 1))).toBe('invalid_arguments');
  });

  it('more than 9,000 characters over all blocks', async () => {
    const full = times(3, () => section(letters(3_000)));
    expect(await post(full)).toBe('taken');
    expect(await post([...full, section('x')])).toBe('msg_blocks_too_long');
  });

  it.each<readonly [string, unknown]>([
    ['an empty section', [section('')]],
    ['a section with nothing in it', [{ type: 'section' }]],
    ['a header in markup', [{ type: 'header', text: markup('x') }]],
    ['a button in markup', [actions(button({ text: markup('x') }))]],
    ['no buttons', [actions()]],
    ['two buttons of one action_id', [actions(button(), button())]],
    ['two blocks of one block_id', times(2, () => ({ ...section('x'), block_id: 'b' }))],
    ['an unknown block', [{ type: 'hologram' }]],
    ['an unknown element', [actions({ type: 'lever' })]],
    ['an unknown member', [{ ...section('x'), colour: 'red' }]],
    ['an image without alt text', [{ type: 'image', image_url: 'https://example.org/a.png' }]],
  ])('%s', async (_what, blocks) => {
    expect(await post(blocks as readonly object[])).toBe('invalid_blocks');
  });

  it('blocks that are no list of objects', async () => {
    expect(await refusal(clientOf().apiCall('chat.postMessage', { channel: acme.general, blocks: '[{' }))).toBe('invalid_blocks_format');
    expect(await refusal(clientOf().apiCall('chat.postMessage', { channel: acme.general, blocks: ['x'] }))).toBe('invalid_blocks_format');
  });

  it('names in the answer what was wrong, and where', async () => {
    const answer = clientOf().apiCall('chat.postMessage', { channel: acme.general, blocks: [section('x'), section('')] });
    await expect(answer).rejects.toMatchObject({
      data: {
        errors: ['must be more than 0 characters [json-pointer:/blocks/1/text/text]'],
        response_metadata: { messages: expect.anything() },
      },
    });
  });

  it('a first choice that is not among the options, and two options of one value', async () => {
    const select = (more: object) => [actions({ type: 'static_select', options: options(2), ...more })];
    expect(await post(select({ initial_option: option('o1') }))).toBe('taken');
    expect(await post(select({ initial_option: option('none') }))).toBe('invalid_blocks');
    expect(await post(select({ options: [option('a'), option('a', 'b')] }))).toBe('invalid_blocks');
    expect(await post(select({ options: undefined }))).toBe('invalid_blocks');
  });

  it('markdown beyond 12,000 characters, or beside text', async () => {
    const say = (more: object) => refusal(clientOf().apiCall('chat.postMessage', { channel: acme.general, ...more }));
    slack.manners.pace = 'ignore';
    expect(await say({ markdown_text: letters(12_000) })).toBe('taken');
    expect(await say({ markdown_text: letters(12_001) })).toBe('msg_too_long');
    expect(await say({ markdown_text: 'x', text: 'y' })).toBe('markdown_text_conflict');
  });

  it('rich text beyond its shape, and two tables', async () => {
    const rich = (element: object) => [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] }];
    expect(await post(rich({ type: 'text', text: 'x', style: { bold: true } }))).toBe('taken');
    expect(await post(rich({ type: 'text', text: '' }))).toBe('invalid_blocks');
    expect(await post(rich({ type: 'script', text: 'x' }))).toBe('invalid_blocks');
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
    expect(await post([table, table])).toBe('invalid_blocks');
  });

  it('nothing to say, a long name, big metadata, and metadata that is none', async () => {
    expect(await refusal(clientOf().apiCall('chat.postMessage', { channel: acme.general, text: ' ' }))).toBe('no_text');
    const metadata = (payload: object) => ({ metadata: { event_type: 'x', event_payload: payload } });
    const around = JSON.stringify(metadata({ k: '' }).metadata).length;
    expect(await post([], metadata({ k: letters(1_024 - around) }))).toBe('taken');
    expect(await post([], metadata({ k: letters(1_025 - around) }))).toBe('metadata_too_large');
    expect(await post([], { username: letters(200) })).toBe('taken');
    expect(await post([], { username: letters(201) })).toBe('invalid_arguments');
    expect(await post([], { metadata: { event_payload: {} } })).toBe('invalid_metadata_schema');
    expect(await post([], { metadata: '{' })).toBe('invalid_metadata_format');
  });

  it('cuts a text at 40,000 and says so', async () => {
    const answer = await clientOf().chat.postMessage({ channel: acme.general, text: letters(40_001) });
    expect(answer.response_metadata?.warnings).toEqual(['message_truncated']);
    expect(slack.messages()[0]?.text).toHaveLength(40_000);
  });

  it('arguments and methods that do not exist, and makes the test fail at the end', async () => {
    expect(await post([], { unfurl: false })).toBe('fake_slack_unknown_argument');
    expect(await refusal(clientOf().apiCall('chat.update', { channel: acme.general, ts: '1.1', text: 'x', username: 'y' }))).toBe(
      'fake_slack_unknown_argument',
    );
    expect(await refusal(clientOf().apiCall('chat.shout', {}))).toBe('unknown_method');
    const mistaken = slack;
    await expect(mistaken.close()).rejects.toThrow(/unknown_argument in chat.postMessage: unfurl[\s\S]*unknown_method in chat.shout/);
    slack = await startSlack();
  });

  it('a second post in a channel within a second: recorded, or refused with 429 when told so', async () => {
    const say = (channel: string = acme.general) => clientOf().chat.postMessage({ channel, text: 'x' });
    await say();
    await say(acmeRooms.team);
    expect(slack.violations).toEqual([]);
    await say();
    expect(slack.violations).toMatchObject([{ rule: 'pace' }]);
    slack.advance(1_000);
    await say();
    expect(slack.violations).toHaveLength(1);
    slack.manners.pace = 'refuse';
    await expect(say()).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 });
  });
});

describe('the local Slack counts time by its own clock', () => {
  let now = 1_800_000_000_000;
  const askForCode = async (): Promise<string> => {
    const query = new URLSearchParams({ client_id: theApp.clientId, scope: 'chat:write', redirect_uri: 'http://127.0.0.1:1/back' });
    const page = await fetch(`${slack.authorizeUrl}?${query.toString()}`, { redirect: 'manual' });
    return new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
  };
  beforeEach(async () => {
    await slack.close();
    slack = await startSlack({ nowMs: () => now });
  });

  it('950 ms between two posts in a channel are enough, 949 are not', async () => {
    const say = () => clientOf().chat.postMessage({ channel: acme.general, text: 'x' });
    await say();
    now += 950;
    const { ts } = await say();
    expect(ts).toBe(`${Math.floor(now / 1_000)}.950000`);
    expect(slack.violations).toEqual([]);
    now += 949;
    await say();
    expect(slack.violations).toMatchObject([{ rule: 'pace', detail: `${acme.general}: 949 ms after the post before` }]);
  });

  it('a trigger is good for 3 s, and a response_url for half an hour', async () => {
    const view = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] };
    const open = (trigger: string) => refusal(clientOf().apiCall('views.open', { trigger_id: trigger, view }));
    const [first, second] = [slack.trigger(), slack.trigger()];
    const { payload } = await slack.command({ text: 'x' });
    const answer = async (): Promise<number> =>
      (await fetch(String(payload['response_url']), { method: 'POST', body: JSON.stringify({ text: 'x' }) })).status;
    now += 3_000;
    expect(await open(first)).toBe('taken');
    now += 1;
    expect(await open(second)).toBe('expired_trigger_id');
    now += 30 * 60_000 - 3_001;
    expect(await answer()).toBe(200);
    now += 1;
    expect(await answer()).toBe(404);
  });

  it('a code for a token is good once, for ten minutes, with the right secret', async () => {
    const take = (code: string, more: object = {}) =>
      refusal(
        new WebClient(undefined, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger }).oauth.v2.access({
          client_id: theApp.clientId,
          client_secret: theApp.clientSecret,
          redirect_uri: 'http://127.0.0.1:1/back',
          code,
          ...more,
        }),
      );
    const code = await askForCode();
    expect(await take(code, { client_secret: 'guess' })).toBe('bad_client_secret');
    expect(await take(code, { redirect_uri: 'http://127.0.0.1:1/other' })).toBe('bad_redirect_uri');
    expect(await take('guess')).toBe('invalid_code');
    now += 600_000;
    expect(await take(code)).toBe('taken');
    expect(await take(code)).toBe('code_already_used');
    const late = await askForCode();
    now += 600_001;
    expect(await take(late)).toBe('code_expired');
  });

  it('a revoked workspace gets a new token when the app is installed again', async () => {
    slack.token(acme.team).status = 'revoked';
    const code = await askForCode();
    const { access_token: token = '' } = await new WebClient(undefined, { slackApiUrl: slack.apiUrl }).oauth.v2.access({
      client_id: theApp.clientId,
      client_secret: theApp.clientSecret,
      redirect_uri: 'http://127.0.0.1:1/back',
      code,
    });
    expect(token).not.toBe(acme.token);
    expect(await clientOf(token).auth.test()).toMatchObject({ team_id: acme.team });
    expect(await refusal(clientOf().auth.test())).toBe('token_revoked');
  });

  it('an address for a socket is good for 30 s, and ten sockets are the most', async () => {
    const ask = async () => (await clientOf(theApp.appToken).apps.connections.open({})).url ?? '';
    const connect = (url: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.addEventListener('open', () => resolve('open'));
        socket.addEventListener('error', () => resolve('refused'));
      });
    const [first, second] = [await ask(), await ask()];
    now += 30_000;
    expect(await connect(first)).toBe('open');
    now += 1;
    expect(await connect(second)).toBe('refused');
    for (const _ of times(9, () => 0)) await connect(await ask());
    expect(await refusal(ask())).toBe('too_many_websockets');
  });

  it('four prompts are the most, and 250 kB for a view', async () => {
    const { message } = await slack.direct({ text: 'x' }, { via: 'socket' });
    const prompts = (count: number) => times(count, () => ({ title: 'x', message: 'x' }));
    const set = (count: number) =>
      refusal(clientOf().apiCall('assistant.threads.setSuggestedPrompts', { channel_id: message.channel, prompts: prompts(count) }));
    expect(await set(4)).toBe('taken');
    expect(await set(5)).toBe('invalid_arguments');
    const publish = (count: number) =>
      refusal(
        clientOf().apiCall('views.publish', {
          user_id: acme.member,
          view: { type: 'home', blocks: times(count, () => section(letters(2_900))) },
        }),
      );
    expect(await publish(80)).toBe('taken');
    expect(await publish(90)).toBe('view_too_large');
  });
});

describe('the local Slack fails on demand', () => {
  const say = () => clientOf().chat.postMessage({ channel: acme.general, text: 'x' });
  beforeEach(() => {
    slack.manners.pace = 'ignore';
  });

  it('with 429, 500 before and after storing, an error, HTML, a dropped and a hanging connection', async () => {
    slack.faults.next(
      'chat.postMessage',
      { kind: 'rate', retryAfter: 7 },
      { kind: 'status', status: 500 },
      { kind: 'error', error: 'fatal_error' },
      { kind: 'html' },
      { kind: 'drop' },
    );
    await expect(say()).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 7 });
    await expect(say()).rejects.toMatchObject({ code: ErrorCode.HTTPError, statusCode: 500 });
    expect(await refusal(say())).toBe('fatal_error');
    expect(await refusal(say())).toContain('<!DOCTYPE html>');
    expect(await refusal(say())).toBe(ErrorCode.RequestError);
    expect(slack.messages()).toEqual([]);
    await say();
    expect(slack.messages()).toHaveLength(1);
  });

  it.each([
    [{ kind: 'status', status: 500, isStored: true }],
    [{ kind: 'drop', isStored: true }],
    [{ kind: 'hang', isStored: true }],
  ] as const)('after storing: %o', async (fault) => {
    slack.faults.next('chat.postMessage', fault);
    const client = new WebClient(acme.token, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      timeout: 300,
      logger,
    });
    await expect(client.chat.postMessage({ channel: acme.general, text: 'x' })).rejects.toThrow();
    expect(slack.messages()).toHaveLength(1);
  });

  it('for the call that the test means, or for all of a method until told otherwise', async () => {
    slack.faults.when(({ args }) => args['text'] === 'second', { kind: 'error', error: 'fatal_error' });
    await say();
    expect(await refusal(clientOf().chat.postMessage({ channel: acme.general, text: 'second' }))).toBe('fatal_error');
    slack.faults.always('auth.test', { kind: 'status', status: 503 });
    await expect(clientOf().auth.test()).rejects.toThrow();
    await expect(clientOf().auth.test()).rejects.toThrow();
    slack.faults.always('auth.test', undefined);
    await clientOf().auth.test();
  });

  it('by not showing what is younger than its look-back', async () => {
    slack.manners.blindMs = 3_000;
    const { ts = '' } = await say();
    expect(await refusal(clientOf().conversations.replies({ channel: acme.general, ts }))).toBe('thread_not_found');
    slack.advance(3_000);
    expect((await clientOf().conversations.replies({ channel: acme.general, ts })).messages).toHaveLength(1);
  });
});
