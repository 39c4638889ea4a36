import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DiscordOptions, type FakeDiscord, startDiscord } from './discord/discord.ts';
import type { DiscordChannel, StoredMessage } from './discord/types.ts';
import { theApp } from './discord/world.ts';

/* The bot as it is started, in front of the local Discord. */

const start = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));

/** All text of a message, in the order in which people read it. */
export const textOf = ({ content, components }: Pick<StoredMessage, 'content' | 'components'>): string => {
  const read = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(read);
    if (typeof value !== 'object' || value === null) return [];
    const { content: own, components: inner } = value as { content?: unknown; components?: unknown };
    return [...(typeof own === 'string' ? [own] : []), ...read(inner)];
  };
  return [content, ...read(components)].filter(Boolean).join('\n');
};

/** The buttons of a message by their labels. */
export const buttonsOf = ({ components }: Pick<StoredMessage, 'components'>): ReadonlyMap<string, string> => {
  const read = (value: unknown): [string, string][] => {
    if (Array.isArray(value)) return value.flatMap(read);
    if (typeof value !== 'object' || value === null) return [];
    const { type, label, custom_id: id, components: inner } = value as Record<string, unknown>;
    return [...(type === 2 ? [[String(label), String(id)] as [string, string]] : []), ...read(inner)];
  };
  return new Map(read(components));
};

/** One started process, and what it wrote. */
export type StartedBot = Readonly<{ child: ChildProcess; said: () => string; exited: Promise<number | null> }>;

/** A local Discord with a folder for data, and processes of the bot. `close` it in `afterEach`: it fails when the bot did what Discord would ignore. */
export const openDiscordBot = async (options: DiscordOptions = {}) => {
  const discord: FakeDiscord = await startDiscord(options);
  const folder = mkdtempSync(join(tmpdir(), 'discord-'));
  const running: StartedBot[] = [];

  const startBot = async (environment: Record<string, string> = {}): Promise<StartedBot> => {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [start], {
      env: {
        PATH,
        DATA_DIR: folder,
        PORT: '0',
        LOG_LEVEL: 'debug',
        DISCORD_TOKEN: theApp.token,
        DISCORD_API_URL: discord.apiUrl,
        ...environment,
      },
    });
    let said = '';
    const { promise: isReady, resolve } = Promise.withResolvers<void>();
    const hear = (part: unknown) => {
      said += String(part);
      if (said.includes('is ready')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const exited = new Promise<number | null>((done) => child.once('exit', done));
    const bot = { child, said: () => said, exited };
    running.push(bot);
    await Promise.race([isReady, exited]);
    return bot;
  };

  /** The local Discord waits for 10 s; a panel of a process that was killed, or on a busy machine, takes longer. */
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    for (let round = 0; round < 3; round += 1) {
      try {
        return await discord.until(holds, what);
      } catch {
        // Once more.
      }
    }
    const said = running.map((one) => one.said()).join('\n');
    throw new Error(`${what} did not come. The bot said: ${said.slice(-2_000)}`);
  };

  return {
    discord,
    folder,
    startBot,
    until,
    /** Everything that all processes wrote. */
    said: () => running.map(({ said }) => said()).join('\n'),
    /** The thread of a panel, once its last message is there and its first says so. */
    panelIn: async (parent: string, at = 0): Promise<Readonly<{ thread: DiscordChannel; messages: readonly StoredMessage[] }>> => {
      const find = () => discord.threads(parent).filter(({ name }) => name.startsWith('AI panel'))[at];
      await until(() => {
        const thread = find();
        return thread !== undefined && discord.messages(thread.id).some((message) => isClosing(message));
      }, 'the last message of a panel');
      const thread = find();
      if (!thread) throw new Error('the thread is gone');
      return { thread, messages: discord.messages(thread.id) };
    },
    close: async (): Promise<void> => {
      for (const { child, exited } of running) {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await exited;
      }
      rmSync(folder, { recursive: true, force: true });
      await discord.close();
    },
  };
};

/** The bot's last message of a panel. */
export const isClosing = (message: StoredMessage): boolean =>
  message.webhookId === undefined && /This sums up AI personas/.test(textOf(message));

export type DiscordBot = Awaited<ReturnType<typeof openDiscordBot>>;
