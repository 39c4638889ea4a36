import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../../commands/index.ts';
import type { Delivered } from './slack/delivery.ts';
import { startSlack } from './slack/slack.ts';
import type { Ephemeral, StoredMessage, StoredView } from './slack/types.ts';
import { acme, theApp } from './slack/world.ts';
import type { Talk, Told } from './talk.ts';

/* The bot as it is started, in front of the strict local Slack. */

const start = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));

const textIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'text' && typeof inner === 'string' ? [inner] : textIn(inner)));
};
const textOf = ({ blocks, text }: StoredMessage | Ephemeral): string => (blocks.length > 0 ? textIn(blocks).join('\n') : text);

/** A command as it is typed in Slack: the free text first, then the options. */
const lineOf = (typed: string, options: Readonly<Record<string, string>>): { command: string; text: string } => {
  const [name = '', ...path] = typed.split(' ');
  const action = commands.find((one) => one.name === name)?.actions.find((one) => one.path.join(' ') === path.join(' '));
  const free = action?.takes ? options[action.takes.name] : undefined;
  const others = Object.entries(options).filter(([option]) => option !== action?.takes?.name);
  const text = [...path, ...(free === undefined ? [] : [free]), ...others.map(([option, value]) => `${option}:"${value}"`)];
  return { command: `/${name}`, text: text.join(' ') };
};

/**
 * Starts both. `environment` adds variables to the bot's. `isDoubled`: two processes work on one folder, and whatever a person does is delivered again to each of them.
 */
export const openSlackTalk = async (
  environment: Readonly<Record<string, string>> = {},
  { isDoubled = false } = {},
): Promise<Talk & { slack: typeof slack; folder: string }> => {
  const slack = await startSlack();
  slack.user('U0OWEN').isAdmin = true;
  const folder = mkdtempSync(join(tmpdir(), 'slack-talk-'));
  const { PATH = '' } = process.env;
  let said = '';
  const startBot = (): ChildProcess => {
    const started = spawn(process.execPath, [start], {
      env: {
        PATH,
        DATA_DIR: folder,
        PORT: '0',
        LOG_LEVEL: 'warn',
        SLACK_API_URL: slack.apiUrl,
        SLACK_BOT_TOKEN: acme.token,
        SLACK_APP_TOKEN: theApp.appToken,
        ...environment,
      },
    });
    for (const stream of [started.stdout, started.stderr]) stream?.on('data', (part) => (said += String(part)));
    return started;
  };
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    const end = performance.now() + 40_000;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`${what} did not come. The bot said: ${said.slice(-2_000)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const children: ChildProcess[] = [];
  for (const count of isDoubled ? [1, 2] : [1]) {
    const child = startBot();
    children.push(child);
    await until(() => said.split('is ready').length > count || child.exitCode !== null, 'the bot');
  }
  /** Each process has two sockets, in the order in which they were started. */
  const deliver = async (act: Promise<Delivered>): Promise<Delivered> => {
    const delivered = await act;
    const retry = { num: 1, reason: 'timeout' };
    for (const socket of isDoubled ? [2, 0] : []) await delivered.again({ socket, retry });
    return delivered;
  };

  const direct = (user: string) => slack.messages(`D${user.slice(1)}`).filter(({ author }) => author === acme.botUser);
  const privately = (user: string): readonly (Ephemeral | StoredMessage)[] =>
    [...slack.ephemerals(user), ...direct(user)].toSorted((a, b) => Number(a.ts) - Number(b.ts));
  const told = (user: string) => privately(user).filter(({ blocks }) => blocks.length > 0);
  const formOf = (user: string): StoredView | undefined => slack.modals(user).at(-1);
  /** Does something and waits for what the person is told, or for a form. */
  const tell = async (user: string, act: () => Promise<unknown>): Promise<Told> => {
    // A private message may also take the place of an older one.
    const before = new Set(privately(user));
    const fresh = () => privately(user).filter((one) => !before.has(one));
    const forms = slack.views().filter((view) => view.user === user && view.type === 'modal').length;
    const hasForm = () => slack.views().filter((view) => view.user === user && view.type === 'modal').length > forms;
    await act();
    await until(() => fresh().length > 0 || hasForm(), 'an answer');
    const answer = fresh().findLast(({ blocks }) => blocks.length > 0) ?? told(user).at(-1);
    if (hasForm() || !answer) return { text: '', buttons: [], hasForm: hasForm() };
    return { text: textOf(answer), buttons: slack.buttons(answer), hasForm: false };
  };
  const form = (user: string): StoredView => {
    const view = formOf(user);
    if (!view) throw new Error('no form is open');
    return view;
  };
  return {
    slack,
    folder,
    people: { member: acme.member, moderator: acme.admin, second: acme.owner, voters: [acme.member, acme.admin, acme.owner] },
    nameOf: (user) => slack.user(user).realName,
    ask: (user, typed, options = {}) =>
      tell(user, () => deliver(slack.command({ ...lineOf(typed, options), user, channel: acme.general }))),
    hand: async (user, typed, file) => {
      await tell(user, () => deliver(slack.command({ ...lineOf(typed, {}), user, channel: acme.general })));
      const { id } = slack.addFile({ ...file, user });
      return tell(user, () => deliver(slack.submit({ view: form(user), values: { attached_file: id }, user })));
    },
    press: (user, label, { on, isTwice = false } = {}) => {
      const labelOn = (target: Ephemeral | StoredMessage) => slack.buttons(target).find((words) => words.startsWith(label));
      const target = on ? slack.messages().find(({ ts }) => ts === on.id) : told(user).findLast((one) => labelOn(one) !== undefined);
      const button = target && labelOn(target);
      if (!target || button === undefined) throw new Error(`no button ${label}`);
      return tell(user, async () => {
        const delivered = await deliver(slack.press({ on: target, button, user }));
        if (isTwice) await delivered.again({ retry: { num: 1, reason: 'timeout' } });
      });
    },
    send: (user, values) => tell(user, () => deliver(slack.submit({ view: form(user), values, user }))),
    sendAsMember: (user, values) => tell(acme.guest, () => slack.submit({ view: form(user), values, user: acme.guest })),
    heard: (user) => told(user).map(textOf).join('\n'),
    files: (user) =>
      direct(user)
        .flatMap(({ files = [] }) => slack.files().filter(({ id }) => files.includes(id)))
        .map(({ content }) => content.toString()),
    posted: () =>
      slack
        .messages()
        .filter(({ botId }) => botId !== undefined)
        .map((message) => ({ id: message.ts, sender: message.username ?? '', text: textOf(message), buttons: slack.buttons(message) })),
    until,
    close: async () => {
      for (const child of children) {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
      }
      rmSync(folder, { recursive: true, force: true });
      await slack.close();
    },
  };
};
