import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPictures } from '../../src/adapters/charts/pictures.ts';
import { discordMessageLimits } from '../../src/adapters/discord/limits.ts';
import { createPostingClient } from '../../src/adapters/discord/sending/posting-client.ts';
import { createDiscordSurface } from '../../src/adapters/discord/surface.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { createChartPictures } from '../../src/app/chart-pictures.ts';
import { createDispatch } from '../../src/app/dispatch.ts';
import { chartBlock } from '../../src/core/chart.ts';
import { spaceId } from '../../src/core/ids.ts';
import { aiSpeech, notice } from '../../src/core/labels.ts';
import type { Desks } from '../../src/ports/desks.ts';
import type { DrawCharts, Pictures } from '../../src/ports/pictures.ts';
import { chartOf } from '../fakes/charts.ts';
import { allComponents } from '../fakes/discord/components.ts';
import { type FakeDiscord, startDiscord } from '../fakes/discord/discord.ts';
import type { StoredMessage } from '../fakes/discord/types.ts';
import { acme, permission, theApp } from '../fakes/discord/world.ts';
import { textOf } from '../fakes/discord-bot.ts';
import { createIntakeApp, createMemoryPresses } from '../fakes/discord-intake.ts';
import { createShed } from '../fakes/shed.ts';

/* What an answer can hold besides words, over the real discord.js and a strict Discord: pictures of charts, files, forms of a command that nobody knows. */

const log = { info: () => {}, warn: () => {}, error: () => {} };
const space = spaceId('discord', acme.guild);
const user = acme.member;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);

let discord: FakeDiscord;
let app: ReturnType<typeof createIntakeApp>;
let shed: ReturnType<typeof createShed>['shed'];
let draw: Pictures['png'];
let drawCharts: DrawCharts;

beforeEach(async () => {
  discord = await startDiscord();
  draw = async () => png;
  const made = createShed();
  shed = made.shed;
  const commands = [made.command];
  const drawn: Pictures = { svg: async () => '', png: (chart, theme) => draw(chart, theme) };
  drawCharts = createChartPictures({ pictures: drawn, digest, clock: systemClock, log });
  // The made-up command asks no desk.
  const dispatch = createDispatch({ commands, desks: {} as Desks, limitsOf: () => discordMessageLimits, clock: systemClock, log });
  app = createIntakeApp(discord, { commands, dispatch, drawCharts });
  await app.start();
});
afterEach(async () => {
  await app.stop(0);
  await discord.close();
});

const drawBy = (how: Pictures['png']): void => {
  draw = how;
};
const type = (path: string) => discord.slash(user, { name: `shed ${path}`, channel: acme.general });
/** The pictures that a message shows, with their descriptions. */
const picturesIn = (message: StoredMessage | undefined) =>
  allComponents(message?.components).flatMap((one) =>
    one['type'] === 12 ? (one['items'] as { media: { url: string }; description: string }[]) : [],
  );

describe('a chart in a private answer in Discord', () => {
  it('is a picture above its words, which say the same to those who cannot see it', async () => {
    draw = createPictures().png;
    const answer = await type('chart').answered();
    const [shown] = picturesIn(answer);
    expect(shown?.media.url).toMatch(/^attachment:\/\/chart-[0-9a-f]{16}\.png$/);
    expect(shown?.description).toContain('This panel: 9 of 14. The longer headline: 8 of 14.');
    expect(textOf(answer)).toContain('This panel: 9 of 14');
    const [file] = answer.attachments;
    expect(file?.content.subarray(0, 4)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    expect(answer.onlyFor).toBe(user);
  });

  // What may answer with a form is not acknowledged before it has answered.
  it.each(['chart', 'figures'])('is acknowledged before anything is drawn: %s', async (path) => {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    draw = () => promise;
    const asked = type(path);
    expect((await asked.acknowledged).type).toBe(5);
    resolve(png);
    expect(picturesIn(await asked.answered())).toHaveLength(1);
  });

  it.each([
    ['it cannot be drawn', () => drawBy(() => Promise.reject(new Error('no font')))],
    ['drawing never ends', () => drawBy(() => new Promise(() => {}))],
    [
      'Discord refuses it',
      () => discord.faults.next('PATCH /webhooks/:id/:token/messages/:message', { kind: 'error', status: 413, code: 40005 }),
    ],
  ])('stands in words when %s', { timeout: 15_000 }, async (_, break_) => {
    break_();
    const answer = await type('chart').answered();
    expect(picturesIn(answer)).toEqual([]);
    expect(answer.attachments).toEqual([]);
    expect(textOf(answer)).toContain('This panel: 9 of 14');
  });
});

describe('a chart in a message in Discord', () => {
  const open = () =>
    createDiscordSurface({
      client: createPostingClient({ token: theApp.token, apiUrl: discord.apiUrl, clock: systemClock }),
      applicationId: discord.applicationId,
      botUserId: discord.botUserId,
      kept: createMemoryPresses(),
      drawCharts,
      clock: systemClock,
      log,
    });
  const place = { surface: 'discord', channel: acme.general };
  const message = (text = 'Figures', kind: Parameters<typeof chartOf>[0] = 'matrix') =>
    notice({ summary: text, blocks: [{ type: 'text', text }, chartBlock(chartOf(kind))] }, discordMessageLimits);
  const post = async (surface: ReturnType<typeof open>, one = message(), thread?: string) => {
    const where = thread === undefined ? place : { ...place, thread };
    const outcome = await surface.post({ space, place: where, key: `k${text(one)}`, message: one, signal: new AbortController().signal });
    if (outcome.outcome !== 'sent') throw new Error(`it was ${outcome.outcome}`);
    return outcome.ref;
  };
  const text = ({ sender }: ReturnType<typeof message>) => sender.name;
  const uploads = () => discord.requests.filter(({ files }) => files.length > 0).length;

  it('is shown, and an edit shows it again without another upload', async () => {
    const surface = open();
    const ref = await post(surface);
    expect(await surface.edit({ space, place, ref, message: message('Figures, later') })).toBe(true);
    const [stored] = discord.messages(acme.general);
    expect(picturesIn(stored)).toHaveLength(1);
    expect(stored?.attachments).toHaveLength(1);
    expect(stored && textOf(stored)).toContain('Figures, later');
    expect(uploads()).toBe(1);
  });

  it('is not there twice after an edit by a process that did not post it, nor when the figures have changed', async () => {
    const ref = await post(open());
    const surface = open();
    for (const next of [message(), message('Figures', 'trend')]) {
      expect(await surface.edit({ space, place, ref, message: next })).toBe(true);
      expect(discord.messages(acme.general)[0]?.attachments).toHaveLength(1);
    }
    const words = notice({ summary: 'x', blocks: [{ type: 'text', text: 'No figures any more' }] }, discordMessageLimits);
    expect(await surface.edit({ space, place, ref, message: words })).toBe(true);
    expect(discord.messages(acme.general)[0]?.attachments).toEqual([]);
  });

  it('is shown in what a persona says, through its webhook', async () => {
    const surface = open();
    const thread = await post(surface);
    const mark = { panel: 1, set: 's', setVersion: 1, engine: 'm', round: 1, seed: 1, generatedAt: '' };
    const speech = aiSpeech(
      { id: 'maya', name: 'Maya', bases: { data: 0, assumption: 1, invention: 0 } },
      mark,
      { summary: 'x', blocks: [chartBlock(chartOf('bars'))] },
      discordMessageLimits,
    );
    const ref = await post(surface, speech, thread);
    expect(await surface.edit({ space, place: { ...place, thread }, ref, message: speech })).toBe(true);
    const said = discord.messages(thread).find(({ id }) => id === ref);
    expect(picturesIn(said)).toHaveLength(1);
    expect(said?.author.username).toBe('Maya · AI persona');
  });

  it('is posted once and in words where the bot may attach nothing', async () => {
    discord.channel(acme.general).overwrites.set(acme.guild, { kind: 'role', allow: 0n, deny: permission.attachFiles });
    await post(open());
    const [stored] = discord.messages(acme.general);
    expect(picturesIn(stored)).toEqual([]);
    expect(stored && textOf(stored)).toContain('Most alike: Marit and Lupe');
    expect(discord.messages(acme.general)).toHaveLength(1);
  });
});

describe('a file in an answer in Discord', () => {
  it('hangs at a message that only the person sees', async () => {
    const asked = type('file');
    await discord.until(() => asked.followUps().length === 1);
    const [given] = asked.followUps();
    expect(given?.attachments.map(({ name, content }) => [name, content.toString()])).toEqual([['Wurfel-Co.md', shed.file.text]]);
    expect(given?.onlyFor).toBe(user);
    expect(textOf(await asked.answered())).toContain('Here you are');
  });

  it('is handed over once when Discord delivers the command twice', async () => {
    const asked = type('file');
    asked.again();
    await discord.until(() => asked.followUps().length === 1);
    await systemClock.sleep(60);
    expect(asked.followUps()).toHaveLength(1);
  });

  it('is given as text when Discord refuses it, and above the bound', async () => {
    discord.faults.next('POST /webhooks/:id/:token', { kind: 'error', status: 413, code: 40005 });
    const asked = type('file');
    await discord.until(() => asked.followUps().length === 1);
    const [given] = asked.followUps();
    expect(given && textOf(given)).toContain('Discord did not take the file.');
    expect(given && textOf(given)).toContain('Hammer and nails.');
    shed.file = { name: 'huge.txt', text: `${'word '.repeat(500)}\n`.repeat(500) };
    const again = type('file');
    await discord.until(() => again.followUps().length === 10);
    expect(again.followUps().flatMap(({ attachments }) => attachments)).toEqual([]);
    expect(textOf(again.followUps()[0] ?? { content: '', components: [] })).toContain('too large for Discord');
  });
});

describe('a form of a command that the Discord side has never heard of', () => {
  it('is shown, sent with a file, and carried out', async () => {
    const asked = type('shelf');
    await discord.until(() => asked.modal() !== undefined);
    const modal = asked.modal();
    if (!modal) throw new Error('there is a form');
    const sent = discord.submit(user, modal, { name: 'Top', plan: [{ name: 'plan.txt', content: 'north' }] });
    await sent.answered();
    expect(shed.stored).toEqual([{ input: expect.objectContaining({ name: 'Top' }), file: 'north' }]);
  });
});
