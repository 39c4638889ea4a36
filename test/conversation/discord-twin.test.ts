import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/*
 * The bot as it is started, against a Discord that nobody here wrote: `discord-digital-twin` 0.1.1. It is not among the dependencies, because it installs with an override only
 * (spiceflow 1.19.0) and brings 191 MB. Install it anywhere and name its folder in DISCORD_TWIN. It has no webhooks, does not list commands, and gives the
 * thread of a message an id of its own, where Discord gives it the message's; a small proxy makes up for these three.
 */

type Message = Readonly<{ id: string; content: string; components: string; channelId: string; webhookId: string | null }>;
type Twin = Readonly<{
  restUrl: string;
  botToken: string;
  start: () => Promise<void>;
  stop: () => Promise<void>;
  getFirstNonBotUserId: () => Promise<string | undefined>;
  simulateInteraction: (request: object) => Promise<{ id: string }>;
  prisma: Readonly<
    Record<
      'channel' | 'message' | 'applicationCommand' | 'interactionResponse',
      { findMany: (query?: object) => Promise<ReadonlyArray<Record<string, unknown>>> }
    >
  >;
}>;

const where = process.env['DISCORD_TWIN'];
const name: string = where ? join(where, 'node_modules/discord-digital-twin/dist/index.js') : 'discord-digital-twin';
const found = (await import(name).catch(() => undefined)) as { DigitalDiscord: new (options: object) => Twin } | undefined;
const why = 'discord-digital-twin is not installed, so nobody else’s Discord is asked (see the head of this file)';
if (!found) process.stderr.write(`${why}\n`);

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const webhook = (applicationId: string) => ({
  id: '800000000000000001',
  type: 1,
  token: 'the-webhook-token',
  name: 'Sounding Board',
  application_id: applicationId,
});

/** Passes everything on to the twin, and adds what it lacks. `spoken` are the names under which a webhook posted. */
const startProxy = async (twin: Twin, spoken: string[]): Promise<{ server: Server; apiUrl: string }> => {
  const threads = new Map<string, string>();
  const bot = { authorization: `Bot ${twin.botToken}`, 'content-type': 'application/json' };
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '', 'http://proxy');
      const asked = url.pathname.replace('/api/v10', '');
      const path = asked.replace(/^\/channels\/(\d+)/, (_, id: string) => `/channels/${threads.get(id) ?? id}`);
      const body = await readBody(request);
      const say = (status: number, text: string) =>
        status === 204 ? response.writeHead(204).end() : response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      if (request.method === 'GET' && /^\/applications\/\d+\/commands$/.test(path)) return say(200, '[]');
      if (/^\/channels\/\d+\/webhooks$/.test(path)) {
        const { id } = (await (await fetch(`${twin.restUrl}/v10/applications/@me`, { headers: bot })).json()) as { id: string };
        return say(200, JSON.stringify(request.method === 'GET' ? [] : webhook(id)));
      }
      if (request.method === 'POST' && path.startsWith('/webhooks/800000000000000001/')) {
        spoken.push((JSON.parse(body) as { username: string }).username);
        const id = url.searchParams.get('thread_id') ?? '';
        const thread = threads.get(id) ?? id;
        const posted = await fetch(`${twin.restUrl}/v10/channels/${thread}/messages`, { method: 'POST', headers: bot, body });
        return say(posted.status, await posted.text());
      }
      const passed = await fetch(`${twin.restUrl}/v10${path}${url.search}`, {
        method: request.method ?? 'GET',
        headers: {
          'content-type': 'application/json',
          ...(request.headers.authorization ? { authorization: request.headers.authorization } : {}),
        },
        ...(body === '' ? {} : { body }),
      });
      const text = await passed.text();
      const [, message] = /\/messages\/(\d+)\/threads$/.exec(path) ?? [];
      if (message !== undefined && passed.ok) threads.set(message, (JSON.parse(text) as { id: string }).id);
      return say(passed.status, text);
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { server, apiUrl: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/api` };
};

describe.skipIf(!found)(found ? 'the bot in a Discord that nobody here wrote' : why, () => {
  const spoken: string[] = [];
  let twin: Twin;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let child: ChildProcess;
  let folder: string;
  let said = '';

  beforeAll(async () => {
    if (!found) return;
    twin = new found.DigitalDiscord({ channels: [{ name: 'general', type: 0 }], users: [{ username: 'Mia' }] });
    await twin.start();
    proxy = await startProxy(twin, spoken);
    folder = mkdtempSync(join(tmpdir(), 'twin-'));
    const { PATH = '' } = process.env;
    child = spawn(process.execPath, [fileURLToPath(new URL('../../src/start.mjs', import.meta.url))], {
      env: { PATH, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', DISCORD_TOKEN: twin.botToken, DISCORD_API_URL: proxy.apiUrl },
    });
    const { promise: isReady, resolve } = Promise.withResolvers<void>();
    const hear = (part: unknown) => {
      said += String(part);
      if (said.includes('is ready')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => resolve());
    await isReady;
  }, 60_000);

  afterAll(async () => {
    if (!found) return;
    child.kill('SIGKILL');
    proxy.server.closeAllConnections();
    proxy.server.close();
    await twin.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('logs in, registers its commands, acknowledges, opens a thread, lets the personas speak, and edits', { timeout: 60_000 }, async () => {
    const commands = await twin.prisma.applicationCommand.findMany();
    expect(commands.map((one) => one['name'])).toContain('panel');
    const [channel] = await twin.prisma.channel.findMany();
    const userId = (await twin.getFirstNonBotUserId()) ?? '';
    const data = { id: '1', name: 'panel', type: 1, options: [{ name: 'stimulus', type: 3, value: 'Save money with one tap' }] };
    const { id } = await twin.simulateInteraction({ type: 2, channelId: channel?.['id'], userId, data });
    const acknowledged = async () =>
      (await twin.prisma.interactionResponse.findMany()).find((one) => one['interactionId'] === id)?.['acknowledged'];
    await expect.poll(acknowledged, { timeout: 3_000 }).toBe(true);
    const messages = async () => (await twin.prisma.message.findMany()) as unknown as readonly Message[];
    const texts = async () => (await messages()).map(({ components }) => components).join('\n');
    await expect.poll(texts, { timeout: 30_000 }).toContain('This sums up AI personas');
    await expect.poll(texts, { timeout: 10_000 }).toContain('All 6 personas have answered');
    expect(await texts()).toContain('Panel 1 is under way');
    expect(spoken.length).toBe(6);
    for (const one of spoken) expect(one).toMatch(/ · AI persona$/);
    const threads = (await twin.prisma.channel.findMany()).filter((one) => one['type'] === 11);
    expect(threads.length).toBe(1);
    expect((await messages()).filter(({ channelId }) => channelId === threads[0]?.['id']).length).toBe(7);
  });
});
