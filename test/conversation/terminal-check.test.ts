import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkableAnswers } from '../fakes/check-models.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';

const start = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));

/* A check in the terminal: what it takes, the line that runs it, how it goes, the report. Each call is a process of its own. */
describe('a check of a persona set in the terminal', { timeout: 120_000 }, () => {
  let folder = '';
  let model: ModelServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sounding-board-terminal-check-'));
    model = await startModelServer({ answer: checkableAnswers() });
  });
  afterAll(async () => {
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<{ out: string; err: string }> =>
    new Promise((resolve) => {
      const { PATH = '' } = process.env;
      const env = { PATH, DATA_DIR: join(folder, 'data'), OPENAI_BASE_URL: model.url, PANEL_MODEL: 'm', ...environment };
      execFile(process.execPath, [start, ...args], { env, timeout: 60_000, maxBuffer: 16_000_000 }, (_error, out, err) =>
        resolve({ out, err }),
      );
    });

  /** The words of the line that the terminal says to type. Nothing in them has blanks or quotation marks of its own. */
  const lineBelow = (out: string, label: RegExp): readonly string[] => {
    const lines = out.split('\n');
    const line = lines[lines.findIndex((one) => label.test(one)) + 1] ?? '';
    return line.trim().replace('npm run sets -- ', 'sets ').replaceAll("'", '').split(' ');
  };

  it('says what it takes and how to run it, runs, says how it ended, and reports', async () => {
    const offer = await run(['sets', 'check', 'stress-set']);
    expect(offer.err).toBe('');
    expect(offer.out).toContain('What is left · 1,000,000 of 1,000,000 tokens for checks today (UTC)');
    const typed = lineBelow(offer.out, /^Run it: 129 calls:$/);
    expect(typed.join(' ')).toBe('sets check start --set stress-set --size quick --version 1');
    expect(model.calls).toEqual([]);
    const { out, err } = await run(typed);
    expect(err).toBe('');
    expect(out).toContain('Done: 129 of 129 calls.');
    const report = (await run(lineBelow(out, /^Show the report:$/))).out;
    expect(report).toContain('Sounding Board | Costume test');
    expect(report).toContain('The quick size is rough');
    expect((await run(['sets', 'check', 'export', 'stress-set'])).out).toContain('No line is a testimonial');
  });

  it('ends its call while a check rests, and says when it goes on', async () => {
    const environment = { DATA_DIR: join(folder, 'small'), TOKENS_PER_DAY: '150000' };
    const { out: offer } = await run(['sets', 'check', 'stress-set'], environment);
    expect(offer).toMatch(/It takes about \d days, today among them/);
    const { out } = await run(lineBelow(offer, /^Run it: 129 calls, about \d days:$/), environment);
    expect(out).toMatch(/\d+ of 129 calls are done\. .* it goes on by itself after \d{4}-\d\d-\d\d, 00:00 UTC\./);
    expect(
      out.match(/It was started in a terminal, so whichever process goes on with it tells nobody: npm run sets -- check status/g),
    ).toHaveLength(1);
    await run(['sets', 'check', 'stop', 'stress-set'], environment);
    expect((await run(['sets', 'check', 'status', 'stress-set'], environment)).out).toMatch(/Stopped by You after \d+ of 129 calls/);
  });

  it('says how it ended in the call that went on with it', async () => {
    const environment = { DATA_DIR: join(folder, 'later'), TOKENS_PER_DAY: '150000' };
    const { out: offer } = await run(['sets', 'check', 'stress-set'], environment);
    await run(lineBelow(offer, /^Run it: 129 calls, about \d days:$/), environment);
    // The day is over, and there is room for all that is left.
    const db = new DatabaseSync(join(folder, 'later', 'sounding-board.sqlite'));
    db.exec(`UPDATE documents SET value = json_set(value, '$.waitsUntil', '2026-01-01T00:00:00.000Z') WHERE kind = 'check-job'`);
    db.close();
    const { out } = await run(['sets', 'check', 'status', 'stress-set'], { ...environment, TOKENS_PER_DAY: '5000000' });
    expect(out).toMatch(/\d+ of 129 calls are done\.[\s\S]*Done: 129 of 129 calls\./);
    const again = (await run(['sets', 'check', 'status', 'stress-set'], environment)).out;
    expect(again.match(/Done: 129/g)).toHaveLength(1);
  });
});
