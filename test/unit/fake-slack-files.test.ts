import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOptions } from '../../src/adapters/slack/quiet.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme } from '../fakes/slack/world.ts';

/* What the local Slack refuses of uploads, asked by Slack's own client. */

let slack: FakeSlack;
let client: WebClient;
beforeEach(async () => {
  slack = await startSlack();
  slack.manners.pace = 'ignore';
  client = new WebClient(acme.token, clientOptions(slack.apiUrl));
});
afterEach(() => slack.close());

const bytes = Buffer.from('picture');
const ticket = async (filename = 'a.png', length = bytes.length) => {
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({ filename, length });
  return { url, id };
};
const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'ok',
    (error: { data?: { error?: unknown } }) => error.data?.error,
  );
const finish = (id: string) => codeOf(client.files.completeUploadExternal({ files: [{ id }] }));
const show = (id: string) =>
  codeOf(client.chat.postMessage({ channel: acme.general, text: 'x', blocks: [{ type: 'image', slack_file: { id }, alt_text: 'x' }] }));
const put = async (url: string, body: Buffer = bytes, headers: Record<string, string> = {}) =>
  (await fetch(url, { method: 'POST', body: new Uint8Array(body), headers })).status;

describe('an upload to the local Slack', () => {
  it('takes three steps, and its picture can be shown then', async () => {
    const { url, id } = await ticket();
    expect(await finish(id)).toBe('file_not_found');
    expect(await put(url)).toBe(200);
    expect(await put(url)).toBe(404);
    expect(await show(id)).toBe('invalid_blocks');
    expect(await finish(id)).toBe('ok');
    expect(await finish(id)).toBe('file_not_found');
    expect(await show(id)).toBe('ok');
  });

  it('is refused with another length, without bytes, without the right, and with the token in the upload', async () => {
    const { url } = await ticket();
    expect(await put(url, Buffer.from('other length'))).toBe(400);
    expect(await codeOf(ticket('a.png', 0))).toBe('missing_argument');
    expect(await put(url, bytes, { authorization: `Bearer ${acme.token}` })).toBe(200);
    expect(slack.violations.map(({ detail }) => detail)).toEqual(['a token came along']);
    slack.forgive();
    slack.token().scopes.delete('files:write');
    expect(await codeOf(ticket())).toBe('missing_scope');
  });

  it('shows only pictures, and only once Slack has looked at them', async () => {
    const text = await ticket('a.txt');
    await put(text.url);
    await finish(text.id);
    expect(await show(text.id)).toBe('invalid_blocks');
    slack.manners.lookMs = 1_000;
    const late = await ticket();
    await put(late.url);
    await finish(late.id);
    expect(await show(late.id)).toBe('invalid_blocks');
    slack.advance(1_000);
    expect(await show(late.id)).toBe('ok');
  });

  it('is shared with a conversation and never with the id of a person', async () => {
    const share = async (channel_id: string) => {
      const { url, id } = await ticket('a.txt');
      await put(url);
      return codeOf(client.files.completeUploadExternal({ files: [{ id }], channel_id }));
    };
    expect(await share(acme.member)).toBe('invalid_channel');
    expect(await share('C0OUTSIDE')).toBe('not_in_channel');
    expect(await share(acme.general)).toBe('ok');
    expect(slack.messages().at(-1)?.files).toHaveLength(1);
  });
});
