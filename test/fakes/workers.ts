import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { closingKey, rootKey, turnKey } from '../../src/core/panel/panel-machine.ts';

const worker = fileURLToPath(new URL('./panel-worker.ts', import.meta.url));

/** The messages of one panel of a worker, in order. */
export const messagesOfPanel = [
  rootKey,
  ...['ana', 'ben', 'cleo', 'dora', 'emre'].map((persona) => turnKey(persona, 1)),
  closingKey,
].toSorted();

/** Waits until something is so, and says whether it came to be. */
export const until = async (done: () => boolean, withinMs: number): Promise<boolean> => {
  for (const from = performance.now(); performance.now() - from < withinMs; await wait(5)) if (done()) return true;
  return done();
};

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve())));

/** A process that works on panels (panel-worker.ts). */
export type Worker = Readonly<{ said: () => string; kill: () => Promise<void> }>;

/** Workers with one platform in a file of their own. `databaseUrl` lets them share a database; without it they share a file. */
export const createWorkers = (databaseUrl = '') => {
  const folder = mkdtempSync(join(tmpdir(), 'sounding-board-kill-'));
  const platform = join(folder, 'platform.jsonl');
  writeFileSync(platform, '');
  const children: ChildProcess[] = [];
  const start = (keys: readonly string[]): Worker => {
    const env = { ...process.env, DATABASE_URL: databaseUrl };
    const child = spawn(process.execPath, [worker, folder, ...keys], { stdio: ['ignore', 'pipe', 'inherit'], env });
    children.push(child);
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await gone(child);
    };
    return { said: () => said, kill };
  };
  const remove = (): void => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, platform, start, remove };
};
