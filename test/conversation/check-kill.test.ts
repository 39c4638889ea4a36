import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { mostAttempts } from '../../src/app/check/check-run.ts';
import { batchCalls } from '../../src/core/check/schedule.ts';
import { spaceId } from '../../src/core/ids.ts';

const worker = fileURLToPath(new URL('../fakes/check-worker.ts', import.meta.url));
const planned = 105;

describe('a check that other processes go on with', () => {
  let folder = '';
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sounding-board-check-'));
    writeFileSync(join(folder, 'calls.txt'), '');
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const calls = (): number => readFileSync(join(folder, 'calls.txt'), 'utf8').length;

  const startWorker = (waitMs = 20, leaseMs = 400, ...more: readonly string[]): { child: ChildProcess; said: () => string } => {
    const child = spawn(process.execPath, [worker, folder, String(waitMs), String(leaseMs), ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    return { child, said: () => said };
  };

  const until = async (done: () => boolean): Promise<void> => {
    for (const from = performance.now(); performance.now() - from < 30_000; await wait(5)) if (done()) return;
    throw new Error('it did not happen in time');
  };

  const kill = async (child: ChildProcess): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  };

  const results = async () => {
    const store = await openSqlite({ path: join(folder, 'store.sqlite'), clock: systemClock, random: systemRandom });
    const space = spaceId('file', 'test');
    const all = await store.documents.history(space, 'set-check', 'test-set');
    const left = await store.documents.list(space, 'check-batch');
    const { spaceDay } = await store.budget.state(space, 'u');
    store.close();
    return { all, left, spaceDay };
  };

  it('is finished after kill -9 in the middle, three times, and loses at most one batch each time', { timeout: 90_000 }, async () => {
    const kills = 3;
    for (let killed = 0; killed < kills; killed += 1) {
      const { child } = startWorker();
      const before = calls();
      await until(() => calls() >= before + 2 * batchCalls);
      await kill(child);
    }
    const last = startWorker();
    await until(() => last.said().includes('idle'));
    await kill(last.child);
    const { all, left, spaceDay } = await results();
    expect(all).toHaveLength(1);
    expect(all[0]?.value).toMatchObject({ calls: planned, figures: { whole: { items: 8, replicates: 3 } } });
    expect(left).toEqual([]);
    expect(calls()).toBeGreaterThan(planned);
    expect(calls()).toBeLessThanOrEqual(planned + kills * batchCalls);
    // What the lost calls used is unknown, and is not given back.
    expect(spaceDay).toBeGreaterThan(planned * 1_200);
  });

  it('is given up when it kills every process that takes it up, and stays so after a restart', { timeout: 90_000 }, async () => {
    for (let died = 0; died < mostAttempts; died += 1) {
      const { child } = startWorker(20, 400, 'dies');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    const asked = calls();
    expect(asked).toBeGreaterThanOrEqual(mostAttempts);
    for (let restart = 0; restart < 2; restart += 1) {
      const { child, said } = startWorker();
      await until(() => said().includes('given up: it broke off 5 times without getting further'));
      await kill(child);
    }
    expect(calls()).toBe(asked);
    const { all, left, spaceDay } = await results();
    expect([all, left]).toEqual([[], []]);
    // Nobody knows what those calls used.
    expect(spaceDay).toBeGreaterThan(mostAttempts * batchCalls * 1_200);
  });

  it('is worked on by one of two processes at a time', { timeout: 90_000 }, async () => {
    // A lease that outlasts a busy machine.
    const one = startWorker(300, 10_000);
    await until(() => calls() > 0);
    const other = startWorker(300, 10_000);
    await until(() => other.said().includes('started'));
    // Otherwise the second came too late to prove anything.
    expect(calls()).toBeLessThan(planned - 2 * batchCalls);
    await until(() => one.said().includes('idle') && other.said().includes('idle'));
    await Promise.all([kill(one.child), kill(other.child)]);
    expect((await results()).all).toHaveLength(1);
    expect(calls()).toBe(planned);
  });
});
