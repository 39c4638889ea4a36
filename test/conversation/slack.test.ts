import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reactionText } from '../fakes/language-model.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, theApp } from '../fakes/slack/world.ts';

/* The bot as it is started, against a strict Slack: what a marketer sees in a channel. */

const start = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));

let slack: FakeSlack;
let folder: string;
const running: { child: ChildProcess; said: () => string }[] = [];
let model: ModelServer | undefined;

beforeEach(async () => {
  slack = await startSlack();
  folder = mkdtempSync(join(tmpdir(), 'slack-'));
});
afterEach(async () => {
  for (const { child } of running.splice(0)) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
  }
  await model?.close();
  model = undefined;
  rmSync(folder, { recursive: true, force: true });
  await slack.close();
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const settings = { SLACK_BOT_TOKEN: acme.token, SLACK_APP_TOKEN: theApp.appToken };

/** Starts the bot and waits until it says that it is ready. */
const startBot = async (environment: Record<string, string> = settings) => {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [start], {
    env: { PATH, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', SLACK_API_URL: slack.apiUrl, ...environment },
  });
  let said = '';
  child.stdout.on('data', (part) => {
    said += String(part);
  });
  child.stderr.on('data', (part) => {
    said += String(part);
  });
  const bot = { child, said: () => said };
  running.push(bot);
  await until(() => said.includes('is ready') || child.exitCode !== null);
  return bot;
};

const until = async (holds: () => boolean, patienceMs = 20_000): Promise<void> => {
  const end = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`it did not come: ${running.map(({ said }) => said()).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const isClosing = (text: string): boolean => /Panel \d+ is done/.test(text);
const closed = () => until(() => slack.messages().some(({ text }) => isClosing(text)));

describe('the bot in Slack', () => {
  it('opens a thread for /panel, in which labelled personas answer one a second, and closes it', { timeout: 60_000 }, async () => {
    await startBot();
    const delivered = await slack.command({ command: '/panel', text: 'Save money with one tap' });
    expect(delivered.status).toBe(200);
    expect(delivered.ms).toBeLessThan(1_000);
    await closed();
    const [root, ...replies] = slack.messages();
    expect(root?.threadTs).toBeUndefined();
    expect(replies.every(({ threadTs }) => threadTs === root?.ts)).toBe(true);
    const personas = replies.filter(({ username }) => username !== undefined && username !== '');
    expect(personas.length).toBe(6);
    for (const { username = '', text = '' } of personas) {
      expect(username).toMatch(/^\p{Lu}\p{L}+ · AI persona$/u);
      expect(text.startsWith('Not a real person. Assembled from the persona file. No language model.')).toBe(true);
    }
    expect(slack.ephemerals(acme.member).length).toBeGreaterThan(0);
    expect(slack.violations).toEqual([]);
  });

  it('says what a language model wrote under the label of AI speech', { timeout: 60_000 }, async () => {
    model = await startModelServer({
      answer: () =>
        reactionText(
          { text: 'I would wait and see. Visit https://evil.example or <!channel>?' },
          { text: 'I would wait and see what it leaves out.' },
        ),
    });
    await startBot({ ...settings, OPENAI_BASE_URL: model.url, PANEL_MODEL: 'm' });
    await slack.command({ command: '/panel', text: 'Save money with one tap' });
    await closed();
    const personas = slack.messages().filter(({ username }) => username);
    expect(personas.length).toBe(6);
    for (const { text = '', blocks } of personas) {
      expect(text.startsWith('AI-generated. Not a real person.')).toBe(true);
      expect(JSON.stringify(blocks)).toContain('I would wait and see what it leaves out.');
      expect(JSON.stringify(blocks)).not.toMatch(/evil|<!channel/);
    }
  });

  it('loses nothing and doubles nothing when it is killed in mid-panel', { timeout: 90_000 }, async () => {
    const first = await startBot();
    await slack.command({ command: '/panel', text: 'Save money with one tap' });
    await until(() => slack.messages().length >= 3);
    first.child.kill('SIGKILL');
    await new Promise((resolve) => first.child.once('exit', resolve));
    await startBot();
    await closed();
    const names = slack.messages().flatMap(({ username }) => (username ? [username] : []));
    expect(names.length).toBe(6);
    expect(new Set(names).size).toBe(6);
    expect(slack.messages().length).toBe(8);
  });

  it('works over HTTP on its own port, where it refuses what Slack did not sign', { timeout: 60_000 }, async () => {
    const port = await freePort();
    await startBot({ SLACK_BOT_TOKEN: acme.token, SLACK_SIGNING_SECRET: theApp.signingSecret, PORT: String(port), PLAYGROUND: 'off' });
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    expect((await slack.command({ command: '/panel-about', text: '' })).status).toBe(200);
    await until(() => slack.ephemerals(acme.member).length > 0);
    expect(JSON.stringify(slack.ephemerals(acme.member))).toContain('method card');
    expect((await slack.command({ command: '/panel', text: 'Nobody signed this' }, { signature: 'wrong' })).status).toBe(401);
    expect((await slack.command({ command: '/panel', text: 'Not yet' }, { ageSeconds: -600 })).status).toBe(401);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    expect(slack.messages()).toEqual([]);
  });

  it('ends with one sentence and code 1 when Slack does not know the token', { timeout: 30_000 }, async () => {
    const { child, said } = await startBot({ ...settings, SLACK_BOT_TOKEN: 'xoxb-nobody' });
    await until(() => child.exitCode !== null);
    expect(child.exitCode).toBe(1);
    expect(said()).toContain('Slack no longer accepts this app (invalid_auth)');
    expect(said()).not.toContain('xoxb-nobody');
  });

  it('finishes what runs when it is asked to stop, and exits with code 0', { timeout: 60_000 }, async () => {
    const { child } = await startBot();
    await slack.command({ command: '/panel', text: 'Save money with one tap' });
    await until(() => slack.messages().length >= 2);
    child.kill('SIGTERM');
    await until(() => child.exitCode !== null || child.signalCode !== null, 30_000);
    expect(child.exitCode).toBe(0);
    expect(slack.messages().some(({ text }) => isClosing(text))).toBe(true);
  });
});
