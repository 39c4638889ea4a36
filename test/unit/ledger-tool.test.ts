import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { localSpace } from '../../src/core/ids.ts';
import { exportLabel } from '../../src/core/ledger/export.ts';
import { aForecast, outcomeOf, pastTest, sealed, vote, winner } from '../contract/ledger-entries.ts';

/* `npm run ledger`, as an operator uses it. */

let folder = '';
const tool = fileURLToPath(new URL('../../src/tools/ledger.ts', import.meta.url));
const run = (...argv: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...argv], {
    env: { ...process.env, DATA_DIR: folder },
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, text: stdout + stderr };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-tool-'));
  const { ledger, close } = await openSqlite({ path: join(folder, 'sounding-board.sqlite'), clock: systemClock, random: systemRandom });
  for (const entry of [
    vote('p', 'u1', 1),
    sealed('p', aForecast({ options: ['=HYPERLINK("x")', 'Would you, "really"?'] })),
    outcomeOf('p', winner(0), '2999-01-01'),
    pastTest('past:1', winner(1)),
  ])
    await ledger.append(localSpace, entry);
  close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run ledger', () => {
  it('finds a ledger whole, in the data file and in its export', () => {
    expect(run('verify')).toEqual({ status: 0, text: '4 rows, whole and untouched.\n' });
    const file = join(folder, 'out.json');
    expect(run('export', file).status).toBe(0);
    expect(run('verify', file)).toEqual({ status: 0, text: '4 rows, whole and untouched.\n' });
  });

  it('names the row that was changed in an export', () => {
    const file = join(folder, 'out.json');
    run('export', file);
    writeFileSync(file, readFileSync(file, 'utf8').replace('\\"choice\\":1', '\\"choice\\":0'));
    expect(run('verify', file)).toEqual({ status: 1, text: 'PROBLEM in row 1: its content was changed\n4 rows, 1 problems.\n' });
  });

  it('keeps the label on every line of AI in JSON and CSV, and marks tests of the past', () => {
    const json = JSON.parse(run('export').text) as {
      label: string;
      rows: readonly { body: string; label?: string; digitalSourceType?: string }[];
    };
    expect(json.label).toBe(exportLabel);
    for (const { body, label } of json.rows) expect(label).toBe(body.includes('"kind":"forecast"') ? exportLabel : undefined);
    expect(json.rows[1]?.digitalSourceType).toMatch(/trainedAlgorithmicMedia$/);
    const file = join(folder, 'out.csv');
    run('export', file);
    const lines = readFileSync(file, 'utf8').split('\r\n');
    expect(lines[0]).toMatch(/^label,kind,panel,options/);
    expect(lines[1]).toMatch(
      new RegExp(`^"${exportLabel}","sealed","1","A: =HYPERLINK\\(""x""\\) \\| B: Would you, ""really""\\?","everyday","2","m",`),
    );
    expect(lines[1]).toContain('"A 0.6667 B 0.3333","A 0.3000 B 0.6000","A 0 B 1","A","A 1.0000 B 0.0000","a test","2999-01-01"');
    expect(lines[2]).toMatch(/^"Test of the past\. No forecast was sealed before it ended\.","past",/);
  });

  it('says how it is used', () => {
    expect(run('nonsense')).toMatchObject({ status: 2, text: expect.stringContaining('Usage: npm run ledger') });
  });

  it('finds rows and sums that were changed in the data file itself', () => {
    const db = new DatabaseSync(join(folder, 'sounding-board.sqlite'));
    db.exec('UPDATE ledger_rows SET body = replace(body, \'"winner":0\', \'"winner":1\') WHERE seq = 3');
    expect(run('verify')).toEqual({
      status: 1,
      text: expect.stringMatching(/^PROBLEM in row 3: its content was changed\nPROBLEM: the sums of “all” are not those of the rows\n/),
    });
    db.exec(
      'UPDATE ledger_rows SET body = replace(body, \'"winner":1\', \'"winner":0\') WHERE seq = 3; DELETE FROM ledger_rows WHERE seq = 4',
    );
    expect(run('verify').text).toMatch(/^PROBLEM: rows 4 to 4 are missing at the end\nPROBLEM: the sums of “past”/);
    db.close();
  });
});
