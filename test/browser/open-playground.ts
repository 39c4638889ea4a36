import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A playground to open in a browser, with its store in `dataDir`. `panelists` sit on a panel of the standard set. `restart` ends it and starts it again with the same chat. */
export type OpenPlayground = Readonly<{
  url: string;
  dataDir: string;
  panelists: number;
  restart: (downMs: number) => Promise<void>;
  close: () => Promise<void>;
}>;

const start = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));

type Environment = Readonly<Record<string, string>>;

/** Starts the bot as `npm start` does and resolves with the address that it says. */
const startBot = async (
  dataDir: string,
  port: number,
  paceMs: number,
  more: Environment,
): Promise<{ child: ChildProcess; url: string }> => {
  const env = {
    PATH: process.env['PATH'],
    DATA_DIR: dataDir,
    PORT: String(port),
    PLAYGROUND_PACE_MS: String(paceMs),
    LOG_LEVEL: 'warn',
    ...more,
  };
  const child = spawn(process.execPath, [start], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout as NodeJS.ReadableStream) {
    said += String(chunk);
    const url = /ready at (\S+)/.exec(said)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error('the bot ended before it was ready');
};

const stopBot = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await once(child, 'exit');
  clearTimeout(late);
};

/** Opens the real bot with a folder of its own. `paceMs` is the shortest time between two messages of a panel, `env` more variables. */
export const openPlayground = async ({ paceMs, env = {} }: { paceMs: number; env?: Environment }): Promise<OpenPlayground> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sounding-board-browser-'));
  let bot = await startBot(dataDir, 0, paceMs, env);
  const { url } = bot;
  return {
    url,
    dataDir,
    panelists: 6,
    restart: async (downMs) => {
      await stopBot(bot.child);
      await new Promise((resolve) => setTimeout(resolve, downMs));
      bot = await startBot(dataDir, Number(new URL(url).port), paceMs, env);
    },
    close: async () => {
      await stopBot(bot.child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
