import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPictures } from '../../src/adapters/charts/pictures.ts';
import { slackMessageLimits } from '../../src/adapters/slack/limits.ts';
import { createSlackPictures } from '../../src/adapters/slack/sending/pictures.ts';
import { createPostingClient } from '../../src/adapters/slack/sending/posting-client.ts';
import { createSlackSurface } from '../../src/adapters/slack/surface.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { createChartPictures } from '../../src/app/chart-pictures.ts';
import { createDispatch } from '../../src/app/dispatch.ts';
import { chartBlock } from '../../src/core/chart.ts';
import { spaceId } from '../../src/core/ids.ts';
import { notice } from '../../src/core/labels.ts';
import type { Desks } from '../../src/ports/desks.ts';
import type { Pictures } from '../../src/ports/pictures.ts';
import { chartOf } from '../fakes/charts.ts';
import { createShed } from '../fakes/shed.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme } from '../fakes/slack/world.ts';
import { createIntakeApp } from '../fakes/slack-intake.ts';

/* What an answer can hold besides words, over the real Bolt and a strict Slack: pictures of charts, files. */

const log = { info: () => {}, warn: () => {}, error: () => {} };
const space = spaceId('slack', acme.team);
const user = acme.member;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);

let slack: FakeSlack;
let app: ReturnType<typeof createIntakeApp>;
let shed: ReturnType<typeof createShed>['shed'];
let draw: Pictures['png'];
let pictures: ReturnType<typeof createSlackPictures>;

beforeEach(async () => {
  slack = await startSlack();
  draw = async () => png;
  const made = createShed();
  shed = made.shed;
  const commands = [made.command];
  const drawn: Pictures = { svg: async () => '', png: (chart, theme) => draw(chart, theme) };
  const drawCharts = createChartPictures({ pictures: drawn, digest, clock: systemClock, log });
  pictures = createSlackPictures({ drawCharts, clock: systemClock, log });
  // The made-up command asks no desk.
  const dispatch = createDispatch({ commands, desks: {} as Desks, limitsOf: () => slackMessageLimits, clock: systemClock, log });
  app = createIntakeApp(slack, { commands, dispatch, pictures });
  await app.open();
});
afterEach(async () => {
  await app.stop(0);
  await slack.close();
});

const drawBy = (how: Pictures['png']): void => {
  draw = how;
};
const type = (text: string, channel: string = acme.general) => slack.command({ command: '/shed', text, user, channel });
const told = () => slack.ephemerals(user);
const textTold = () =>
  told()
    .map(({ blocks }) => JSON.stringify(blocks))
    .join('\n');
const imagesIn = (blocks: readonly Readonly<Record<string, unknown>>[]) => blocks.filter((block) => block['type'] === 'image');
const direct = `D${user.slice(1)}`;
/** What lies in the direct conversation of the person with the bot. */
const handed = () => slack.messages(direct).flatMap(({ files = [] }) => slack.files().filter(({ id }) => files.includes(id)));

describe('a chart in a private answer in Slack', () => {
  it('is a picture above its words, which say the same to those who cannot see it', async () => {
    draw = createPictures().png;
    await type('chart');
    await app.settled(() => told().length === 1);
    const [image] = imagesIn(told()[0]?.blocks ?? []);
    expect(image).toMatchObject({ slack_file: { id: expect.stringMatching(/^F/) } });
    expect(image?.['alt_text']).toContain(
      'Right picks, and what 14 outcomes leave open. This panel: 9 of 14. The longer headline: 8 of 14.',
    );
    expect(image?.['alt_text']).toContain('AI forecasts, not shares of people.');
    expect(textTold()).toContain('This panel: 9 of 14');
    const [file] = slack.files();
    expect(file?.name).toMatch(/^chart-[0-9a-f]{16}\.png$/);
    expect(file?.content.subarray(0, 4)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    // Nobody but whoever sees the answer sees the picture: it was shared with no channel.
    expect(slack.messages()).toEqual([]);
  });

  it('is uploaded once, however often it is shown', async () => {
    await type('chart');
    await app.settled(() => told().length === 1);
    await type('chart');
    await app.settled(() => told().length === 2);
    expect(slack.callsOf('files.getUploadURLExternal')).toHaveLength(1);
    expect(told().map(({ blocks }) => imagesIn(blocks).length)).toEqual([1, 1]);
  });

  it('waits until Slack has looked at the picture, which takes a moment', async () => {
    slack.manners.lookMs = 300;
    await type('chart');
    await app.settled(() => told().length === 1);
    expect(imagesIn(told()[0]?.blocks ?? [])).toHaveLength(1);
    expect(slack.callsOf('files.info').length).toBeGreaterThan(1);
  });

  it.each([
    ['files:write is missing', () => void slack.token().scopes.delete('files:write')],
    ['the upload is refused', () => slack.faults.next('files.completeUploadExternal', { kind: 'error', error: 'file_not_found' })],
    ['it cannot be drawn', () => drawBy(() => Promise.reject(new Error('no font')))],
  ])('stands in words when %s', async (_, break_) => {
    break_();
    await type('chart');
    await app.settled(() => told().length === 1);
    expect(imagesIn(told()[0]?.blocks ?? [])).toEqual([]);
    expect(textTold()).toContain('This panel: 9 of 14');
  });

  it('stands in words when drawing never ends', { timeout: 15_000 }, async () => {
    draw = () => new Promise(() => {});
    const before = systemClock.monotonicMs();
    await type('chart');
    await app.settled(() => told().length === 1);
    expect(systemClock.monotonicMs() - before).toBeLessThan(4_000);
    expect(textTold()).toContain('This panel: 9 of 14');
  });

  it('does not send the picture to anybody but Slack', async () => {
    const seen: string[] = [];
    const stranger = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(200).end('OK');
    });
    await new Promise<void>((resolve) => {
      stranger.listen(0, '127.0.0.1', resolve);
    });
    const address = stranger.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const asked: string[] = [];
    const call = async (method: string) => {
      asked.push(method);
      return { ok: true, upload_url: `http://127.0.0.1:${port}/upload`, file_id: 'F00000001', file: { mimetype: 'image/png' } };
    };
    const message = notice({ summary: 'x', blocks: [chartBlock(chartOf('bars'))] }, slackMessageLimits);
    expect(await pictures(space, message, { apiUrl: slack.apiUrl, call })).toEqual(new Map());
    expect([seen, asked]).toEqual([[], ['files.getUploadURLExternal']]);
    await new Promise((resolve) => {
      stranger.close(resolve);
    });
  });
});

describe('a chart in a message in Slack', () => {
  const open = () =>
    createSlackSurface({
      clientOf: async () => createPostingClient({ token: acme.token, botUserId: acme.botUser, botId: acme.bot, apiUrl: slack.apiUrl }),
      pictures,
      clock: systemClock,
      log,
    });
  const place = { surface: 'slack', channel: acme.general };
  const message = (text = 'Figures') =>
    notice({ summary: text, blocks: [{ type: 'text', text }, chartBlock(chartOf('matrix'))] }, slackMessageLimits);
  const post = async (surface: ReturnType<typeof open>) => {
    const outcome = await surface.post({ space, place, key: 'k', message: message(), signal: new AbortController().signal });
    if (outcome.outcome !== 'sent') throw new Error(`it was ${outcome.outcome}`);
    return outcome.ref;
  };

  it('is shown, and an edit shows it again without another upload', async () => {
    const surface = open();
    const ref = await post(surface);
    expect(await surface.edit({ space, place, ref, message: message('Figures, later') })).toBe(true);
    const [stored] = slack.messages();
    expect(imagesIn(stored?.blocks ?? [])).toHaveLength(1);
    expect(JSON.stringify(stored?.blocks)).toContain('Figures, later');
    expect(slack.callsOf('files.getUploadURLExternal')).toHaveLength(1);
  });

  it('is posted once and in words when Slack does not take the picture in a message', async () => {
    slack.faults.next('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
    await post(open());
    expect(slack.messages()).toHaveLength(1);
    expect(imagesIn(slack.messages()[0]?.blocks ?? [])).toEqual([]);
    expect(JSON.stringify(slack.messages()[0]?.blocks)).toContain('Most alike: Marit and Lupe');
  });
});

describe('a file in an answer in Slack', () => {
  it('goes to the direct conversation of the person, and the answer says where it is', async () => {
    await type('file');
    await app.settled(() => told().length === 2);
    expect(textTold()).toContain('The file is in your direct conversation with me');
    expect(handed().map(({ name, content }) => [name, content.toString()])).toEqual([['Wurfel-Co.md', shed.file.text]]);
    expect(slack.messages()).toEqual([]);
  });

  it('is asked for once when Slack delivers the command twice', async () => {
    const delivered = await type('file');
    await app.settled(() => told().length === 2);
    await delivered.again({ retry: { num: 1, reason: 'http_timeout' } });
    await systemClock.sleep(60);
    expect(handed()).toHaveLength(1);
  });

  it.each([
    ['files:write is missing', 'files:write is missing', () => void slack.token().scopes.delete('files:write')],
    [
      'Slack refuses it',
      'Slack did not take the file',
      () => slack.faults.next('files.completeUploadExternal', { kind: 'error', error: 'x_y' }),
    ],
    [
      'Slack does not open the conversation',
      'Slack did not take',
      () => slack.faults.next('conversations.open', { kind: 'error', error: 'x_y' }),
    ],
  ])('is given as text when %s', async (_, sentence, break_) => {
    break_();
    await type('file');
    await app.settled(() => told().length === 2);
    expect(textTold()).toContain(sentence);
    expect(textTold()).toContain('Hammer and nails.');
    expect(handed()).toEqual([]);
  });

  it('is given as text in as many messages as that takes, and is cut at a bound, which is said', async () => {
    slack.token().scopes.delete('files:write');
    shed.file = { name: 'long.txt', text: Array.from({ length: 4_000 }, (_, index) => `line ${index}\n`).join('') };
    await type('file');
    const all = () => [...told(), ...slack.messages(direct)];
    await app.settled(() => all().length === 11);
    const texts = all()
      .map(({ blocks }) => JSON.stringify(blocks))
      .join('');
    expect(texts).toContain('the rest is too long to show');
    expect(texts).toContain('line 2000');
    expect(texts).not.toContain('line 3999');
  });

  it('is not uploaded above the bound', async () => {
    shed.file = { name: 'huge.txt', text: 'x'.repeat(1_024 * 1_024 + 1) };
    await type('file');
    await app.settled(() => textTold().includes('too large for Slack'));
    expect(slack.callsOf('files.getUploadURLExternal')).toEqual([]);
  });
});
