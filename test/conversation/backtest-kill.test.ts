import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testsAtOnce } from '../../src/app/score/backtest-run.ts';

const worker = fileURLToPath(new URL('../fakes/backtest-worker.ts', import.meta.url));
const tests = 24;
/** Two personas and the control. */
const callsPerTest = 3;

describe('a backtest that is killed', () => {
  let folder = '';
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sounding-board-backtest-'));
    writeFileSync(join(folder, 'calls.txt'), '');
    const rows = Array.from({ length: tests }, (_, at) => `Save money ${at},Save money with one tap ${at},a`);
    writeFileSync(join(folder, 'past.csv'), ['option_a,option_b,winner', ...rows, ''].join('\n'));
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const calls = (): number => readFileSync(join(folder, 'calls.txt'), 'utf8').length;

  const start = (waitMs: number) => {
    const child = spawn(process.execPath, [worker, folder, String(waitMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    return { child, gone, said: () => said };
  };

  it('goes on where it was, and loses at most the tests that were under way', { timeout: 90_000 }, async () => {
    const kills = 3;
    for (let killed = 0; killed < kills; killed += 1) {
      const { child, gone } = start(20);
      const before = calls();
      for (const from = performance.now(); calls() < before + 3 * testsAtOnce * callsPerTest; await wait(5))
        if (performance.now() - from > 20_000) throw new Error('it did not happen in time');
      child.kill('SIGKILL');
      await gone;
    }
    expect(calls()).toBeLessThan(tests * callsPerTest);
    const last = start(0);
    await last.gone;
    expect(last.said()).toBe(`done ${tests}\n`);
    expect(calls()).toBeGreaterThanOrEqual(tests * callsPerTest);
    expect(calls()).toBeLessThanOrEqual((tests + kills * testsAtOnce) * callsPerTest);
  });
});
