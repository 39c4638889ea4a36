import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reactionText } from '../fakes/language-model.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, acmeRooms, theApp } from '../fakes/slack/world.ts';

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

  it('serves many workspaces from an address where people install it, and asks for the rights of the manifest', {
    timeout: 60_000,
  }, async () => {
    const port = await freePort();
    await startBot({
      SLACK_SIGNING_SECRET: theApp.signingSecret,
      SLACK_CLIENT_ID: theApp.clientId,
      SLACK_CLIENT_SECRET: theApp.clientSecret,
      SLACK_STATE_SECRET: 'a long secret of the test',
      PORT: String(port),
    });
    const page = await fetch(`http://127.0.0.1:${port}/slack/install`, { redirect: 'manual' });
    const agree = new URL(page.headers.get('location') ?? '');
    expect(`${agree.origin}${agree.pathname}`).toBe(slack.authorizeUrl);
    expect(agree.searchParams.get('client_id')).toBe(theApp.clientId);
    const manifest = JSON.parse(readFileSync(new URL('../../slack-manifest.json', import.meta.url), 'utf8'));
    expect((agree.searchParams.get('scope') ?? '').split(',').toSorted()).toEqual(manifest.oauth_config.scopes.bot.toSorted());
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

  it('goes on in one channel while Slack holds the other back, each in order, nothing lost or doubled', { timeout: 90_000 }, async () => {
    await startBot();
    let limitedAt = 0;
    slack.faults.when(
      ({ method, args }) => {
        const isMeant = method === 'chat.postMessage' && args['channel'] === acmeRooms.team && slack.messages(acmeRooms.team).length === 2;
        if (isMeant) limitedAt = Date.now();
        return isMeant;
      },
      { kind: 'rate', retryAfter: 4 },
    );
    await slack.command({ text: 'Save money with one tap', channel: acmeRooms.team });
    await until(() => limitedAt > 0);
    await slack.command({ text: 'Banking that gets you', channel: acme.general });
    await until(() => [acmeRooms.team, acme.general].every((room) => slack.messages(room).some(({ text }) => isClosing(text))), 40_000);
    const during = (channel: string) =>
      slack.messages(channel).filter(({ storedAtMs }) => storedAtMs > limitedAt && storedAtMs < limitedAt + 4_000);
    expect(during(acmeRooms.team)).toEqual([]);
    expect(during(acme.general).length).toBeGreaterThanOrEqual(2);
    for (const channel of [acmeRooms.team, acme.general]) {
      const all = slack.messages(channel);
      expect(all.length).toBe(8);
      expect(new Set(all.map(({ username }) => username)).size).toBe(7);
      expect(all.every((one, index) => index === 0 || one.storedAtMs - (all[index - 1]?.storedAtMs ?? 0) >= 950)).toBe(true);
      expect(isClosing(all.at(-1)?.text ?? '')).toBe(true);
    }
    expect(slack.violations).toEqual([]);
  });

  for (const way of ['the button', 'Slack’s own Stop'] as const) {
    it(`posts nothing more after ${way}, and hangs up on the model`, { timeout: 60_000 }, async () => {
      let answered = 0;
      const { promise: never } = Promise.withResolvers<string>();
      model = await startModelServer({
        answer: () => {
          answered += 1;
          return answered <= 2 ? reactionText({ text: 'I would wait and see.' }, { text: 'I would wait.' }) : never;
        },
      });
      await startBot({ ...settings, OPENAI_BASE_URL: model.url, PANEL_MODEL: 'm' });
      await slack.command({ text: 'Save money with one tap' });
      await until(() => slack.messages().length === 3 && answered >= 6);
      const [root] = slack.messages();
      if (!root) throw new Error('there is a root');
      expect(slack.sessions()).toMatchObject([{ threadTs: root.ts, status: 'processing' }]);
      expect(await model.connections()).toBeGreaterThanOrEqual(4);
      if (way === 'the button') await slack.press({ on: root, button: 'Stop' });
      else await slack.stopSession({ channel: acme.general, threadTs: root.ts });
      await until(() => slack.sessions().some(({ status }) => status === 'active'));
      await until(() => /stopped/i.test(JSON.stringify(slack.messages()[0]?.blocks)));
      const server = model;
      let open = 1;
      await until(() => {
        void server.connections().then((count) => {
          open = count;
        });
        return open === 0;
      });
      const personas = slack.messages().filter(({ username }) => username);
      expect(personas.length).toBe(2);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(slack.messages().filter(({ username }) => username).length).toBe(2);
      expect(JSON.stringify(slack.ephemerals(acme.member))).toContain('is stopping');
      expect(slack.violations).toEqual([]);
    });
  }

  it('does not stop the panel of somebody else, whichever Stop they press', { timeout: 60_000 }, async () => {
    await startBot();
    await slack.command({ text: 'Save money with one tap' });
    await until(() => slack.messages().length >= 2);
    const [root] = slack.messages();
    if (!root) throw new Error('there is a root');
    await slack.stopSession({ channel: acme.general, threadTs: root.ts, user: acme.guest });
    await until(() => slack.ephemerals(acme.guest).length === 1);
    expect(JSON.stringify(slack.ephemerals(acme.guest)[0]?.blocks)).toContain('Only moderators may use Stop on the panel of somebody else');
    await closed();
    expect(slack.messages().length).toBe(8);
  });

  it('imports a file in a form, shows its words under no persona, and says when nothing matches', { timeout: 60_000 }, async () => {
    await startBot();
    const user = acme.admin;
    const told = () => JSON.stringify(slack.ephemerals(user).map(({ text, blocks }) => [text, blocks]));
    await slack.command({ command: '/panel-admin', text: 'quotes import', user });
    await until(() => slack.modals(user).length === 1);
    const [view] = slack.modals(user);
    if (!view) throw new Error('there is a form');
    const rows = ['words,day', '"The export button is never where I look",2026-04-30', '"Late delivery ruined the party",2026-05-01'];
    const file = slack.addFile({ name: 'survey.csv', content: `${rows.join('\n')}\n`, user });
    const values = { attached_file: file.id, text: 'words', date: 'day', source: 'Spring survey', permission: 'consent' };
    await slack.submit({ view, values, user });
    await until(() => told().includes('imported from'));
    expect(told()).toContain('2 quotes imported from 2 rows');

    await slack.command({ command: '/quotes', text: 'late delivery', user });
    await until(() => told().includes('ruined the party'));
    await slack.command({ command: '/quotes', text: 'zeppelin harbour', user });
    await until(() => told().includes('2 quotes searched') || /No real user[^"]*2/.test(told()));
    for (const one of slack.ephemerals(user)) expect(one.username ?? 'Sounding Board').toBe('Sounding Board');
    expect(slack.messages()).toEqual([]);
    expect(slack.violations).toEqual([]);
  });

  it('counts a thumb once, without a name, and shows moderators how many there are', { timeout: 60_000 }, async () => {
    await startBot();
    await slack.command({ text: 'Save money with one tap' });
    await closed();
    const on = slack.messages().find(({ username }) => username);
    if (!on) throw new Error('a persona spoke');
    const element = JSON.parse(JSON.stringify(on.blocks)).find(({ type }: { type: string }) => type === 'context_actions').elements[0];
    const thumb = (side: string) => slack.press({ on, button: element.action_id, option: element[side].value });
    await thumb('positive_button');
    await until(() => JSON.stringify(slack.ephemerals(acme.member)).includes('counted without your name'));
    await thumb('negative_button');
    await until(() => JSON.stringify(slack.ephemerals(acme.member)).includes('it counts once'));
    await slack.press({ on, button: 'Who is this?' });
    await until(() => JSON.stringify(slack.ephemerals(acme.member)).includes('asked by'));
    await slack.homeOpened(acme.admin);
    await until(() => slack.home(acme.admin) !== undefined);
    expect(JSON.stringify(slack.home(acme.admin)?.view)).toContain('found helpful: 1; not helpful: 0');
    expect(JSON.stringify(slack.home(acme.admin)?.view)).toContain('No outcomes recorded yet');
  });
});
