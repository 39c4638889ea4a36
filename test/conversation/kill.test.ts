import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { spaceId } from '../../src/core/ids.ts';
import { closingKey, rootKey, turnKey } from '../../src/core/panel-machine.ts';
import { seededNumbers } from '../../src/core/random.ts';
import { readPlatform } from '../fakes/file-platform.ts';

const worker = fileURLToPath(new URL('../fakes/panel-worker.ts', import.meta.url));
const keys = Array.from({ length: 10 }, (_, index) => `delivery-${index}`);
const expected = [rootKey, ...['ana', 'ben', 'cleo', 'dora', 'emre'].map((persona) => turnKey(persona, 1)), closingKey].toSorted();

describe('ten panels whose process is killed with kill -9 at ten random instants', () => {
  let folder = '';
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sounding-board-kill-'));
    writeFileSync(join(folder, 'platform.jsonl'), '');
  });

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const startWorker = (panels: number): { child: ChildProcess; said: () => string } => {
    const child = spawn(process.execPath, [worker, folder, ...keys.slice(0, panels)], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    return { child, said: () => said };
  };

  const until = async (done: () => boolean, withinMs: number): Promise<boolean> => {
    for (const from = performance.now(); performance.now() - from < withinMs; await wait(5)) if (done()) return true;
    return done();
  };

  const gone = (child: ChildProcess): Promise<void> =>
    new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve())));

  it('finishes each of them, posts no message twice and loses none', { timeout: 90_000 }, async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const random = seededNumbers(seed);
    let killedWhileWorking = 0;
    for (let kill = 0; kill < 10; kill += 1) {
      const { child, said } = startWorker(kill + 1);
      // Each start brings one more panel, so each kill hits one that has just begun beside those that were hit before.
      await until(() => said().includes(`accepted delivery-${kill}\n`), 10_000);
      await wait(random() * 450);
      if (!said().includes('idle')) killedWhileWorking += 1;
      child.kill('SIGKILL');
      await gone(child);
    }
    const last = startWorker(keys.length);
    expect(await until(() => last.said().includes('idle'), 30_000), `seed ${seed}`).toBe(true);
    last.child.kill('SIGKILL');
    await gone(last.child);

    const store = await openSqlite({ path: join(folder, 'store.sqlite'), clock: systemClock, random: systemRandom });
    const panels = await store.journal.list(spaceId('file', 'test'), { limit: 100 });
    store.close();
    const posted = readPlatform(join(folder, 'platform.jsonl'));
    expect(panels.length, `seed ${seed}`).toBe(10);
    expect(
      panels.map(({ state }) => state.status),
      `seed ${seed}`,
    ).toEqual(Array.from({ length: 10 }, () => 'closed'));
    for (const { ref } of panels) {
      const keysOfPanel = posted.filter(({ key }) => key.startsWith(`${ref.id}/`)).map(({ key }) => key.slice(ref.id.length + 1));
      expect(keysOfPanel.toSorted(), `seed ${seed}`).toEqual(expected);
    }
    expect(posted.length).toBe(70);
    expect(posted.every(({ label }) => label.length > 0)).toBe(true);
    // Otherwise the kills came too late to prove anything.
    expect(killedWhileWorking).toBeGreaterThan(6);
  });
});
