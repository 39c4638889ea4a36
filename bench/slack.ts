import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startModelServer } from '../test/fakes/model-server.ts';
import { hang } from '../test/fakes/model-steps.ts';
import { startSlack } from '../test/fakes/slack/slack.ts';
import { acme, theApp } from '../test/fakes/slack/world.ts';

/*
 * How soon the bot acknowledges a slash command while it is busy: 300 panels asked for within ten seconds, and a model that never answers in time.
 * `npm run bench:slack`. The bot is a process of its own, as it is started; Slack is the strict local one.
 */

const panels = 300;
const perSecond = 30;

const slack = await startSlack();
const model = await startModelServer();
model.always(hang);
const folder = mkdtempSync(join(tmpdir(), 'bench-slack-'));
const { PATH = '' } = process.env;
const bot = spawn(process.execPath, [fileURLToPath(new URL('../src/start.mjs', import.meta.url))], {
  env: {
    PATH,
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'error',
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: acme.token,
    SLACK_APP_TOKEN: theApp.appToken,
    OPENAI_BASE_URL: model.url,
    PANEL_MODEL: 'm',
    TOKENS_PER_DAY: '1000000000',
    TOKENS_PER_PERSON_AND_HOUR: '1000000000',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
await new Promise<void>((resolve) => {
  bot.stdout.on('data', (part) => {
    if (String(part).includes('is ready')) resolve();
  });
});

/** The first panels after a start meet code that was never run; they are told apart. */
const first: number[] = [];
for (let index = 0; index < 5; index += 1)
  first.push((await slack.command({ command: '/panel', text: `The first ones, number ${index + 1}` })).ms);
await new Promise((resolve) => setTimeout(resolve, 1_000));

const asked = Array.from({ length: panels }, async (_, index) => {
  await new Promise((resolve) => setTimeout(resolve, (index * 1_000) / perSecond));
  return slack.command({ command: '/panel', text: `Save money with one tap, number ${index + 1}` });
});
const delivered = await Promise.all(asked);
const times = delivered.map(({ ms }) => ms).toSorted((a, b) => a - b);
const at = (share: number): string =>
  `${(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN).toFixed(1)} ms`;
const good = delivered.filter(({ status }) => status === 200).length;
process.stdout.write(`| ${panels} commands in ${panels / perSecond} s, a model that hangs: acknowledged | ${good} |\n`);
process.stdout.write(`| the first five after a start, slowest | ${Math.max(...first).toFixed(1)} ms |\n`);
process.stdout.write(`| after, median, 99th percentile and slowest | ${at(0.5)}, ${at(0.99)}, ${at(1)} |\n`);

bot.kill('SIGKILL');
await new Promise((resolve) => bot.once('exit', resolve));
await model.close();
slack.forgive();
await slack.close();
rmSync(folder, { recursive: true });
