import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { localSpace } from '../../src/core/ids.ts';
import type { LedgerRow } from '../../src/core/ledger/entry.ts';
import { LedgerCheck, type LedgerHead } from '../../src/core/ledger/verify.ts';
import { aForecast, outcomeOf, sealed, sha256, winner } from '../contract/ledger-entries.ts';
import { choiceText } from '../fakes/language-model.ts';
import { startModelServer } from '../fakes/model-server.ts';
import { ask, hasChromium, overflow, say, useBrowser, waitForProgress } from './browser.ts';
import { findings, tooWide } from './look.ts';
import { openPlayground } from './open-playground.ts';

const { keep, openPage } = useBrowser();

/** A busy machine draws a chart in seconds. */
const waiting = { timeout: 20_000 } as const;

/** A playground whose model always thinks that A is the likelier winner. */
const open = async () => {
  const model = keep(await startModelServer({ answer: () => choiceText([0.6, 0.3, 0.1]) }));
  const app = keep(
    await openPlayground({ paceMs: 50, env: { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'test', PANEL_MODEL: 'test-model' } }),
  );
  return { app, ...(await openPage(app.url)) };
};

/** Presses a button by keyboard alone. */
const pressByKey = async (page: Page, name: string | RegExp, within = 'body'): Promise<void> => {
  const target = page.locator(within).getByRole('button', { name }).last();
  await target.waitFor();
  await target.focus();
  await page.keyboard.press('Enter');
};

const openStore = (dataDir: string) =>
  openSqlite({ path: join(dataDir, 'sounding-board.sqlite'), clock: systemClock, random: systemRandom });

/** Two colleagues vote as well: the playground itself has one person. */
const addVotes = async (dataDir: string): Promise<void> => {
  const { ledger, journal, close } = await openStore(dataDir);
  const [panel] = await journal.list(localSpace, { limit: 1 });
  for (const [voter, choice] of [
    ['colleague-1', 0],
    ['colleague-2', 1],
  ] as const) {
    await ledger.append(localSpace, { kind: 'vote', panel: panel?.ref.id ?? '', voter, choice, options: 2 });
  }
  close();
};

/** So many forecasts of the past two years, each with an outcome. The clock of the ledger goes along. */
const fillLedger = async (dataDir: string, count: number): Promise<void> => {
  let day = Date.UTC(2025, 0, 1);
  const clock = { ...systemClock, now: () => new Date(day) };
  const { ledger, close } = await openSqlite({ path: join(dataDir, 'sounding-board.sqlite'), clock, random: systemRandom });
  for (let at = 0; at < count; at += 1) {
    day += 4 * 86_400_000;
    const sure = 0.5 + ((at * 7) % 10) / 20;
    const forecast = aForecast({ number: at + 1, pooled: [sure, 1 - sure] });
    await ledger.append(localSpace, sealed(`p${at}`, forecast));
    await ledger.append(localSpace, outcomeOf(`p${at}`, winner(at % 3 === 0 ? 1 : 0), '2099-01-01'));
  }
  close();
};

const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
};

describe.skipIf(!hasChromium)('keeping score in the browser', () => {
  test('compare, vote, reveal, record what happened, and see the score move: by keyboard alone', { timeout: 120_000 }, async () => {
    const { page, problems, app: opened } = await open();
    const seen: Record<string, readonly string[]> = {};
    const look = async (state: string) => {
      await shot(page, state);
      seen[state] = await findings(page);
    };
    await say(page, '/panel Save money with one tap | Would you save money? vote:first');
    await page.locator('.channel .root').getByRole('button', { name: 'Vote A' }).waitFor();
    await look('vote');
    await pressByKey(page, 'Vote A', '.channel .root');
    await page.locator('.toast', { hasText: 'Your vote on panel 1 is A' }).waitFor();
    await addVotes(opened.dataDir);
    await pressByKey(page, /reveal/i, '.channel .root');
    await waitForProgress(page, /All \d/);
    await page
      .locator('.thread .message', { hasText: /votes?/ })
      .last()
      .waitFor();
    await look('closing');
    await page.goto(`${opened.url}/#record`);
    await page.locator('.forecasts tbody tr').waitFor();
    await expect.poll(() => page.locator('.record-figures').textContent()).toContain('1 forecast sealed');
    expect(await page.locator('.forecasts .verdict').textContent()).toBe('No outcome yet');
    await look('record without outcome');
    await page.goBack();
    await pressByKey(page, /outcome/i, '.thread');
    const form = page.locator('dialog.form');
    await form.waitFor();
    await look('outcome form');
    await form.getByLabel(/won/i).selectOption('A');
    await form.getByLabel(/come from|source/i).fill('Newsletter test');
    await form.getByRole('button', { name: /record/i }).press('Enter');
    await page.locator('dialog.reply, .toast', { hasText: '1 of 1' }).first().waitFor();
    await look('recorded');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Track record' }).press('Enter');
    await page.locator('.forecasts .verdict.right').waitFor();
    expect(page.url()).toContain('#record');
    await expect
      .poll(() => page.locator('.record-figures table').first().textContent())
      .toContain('1 of 1 right, 95 % interval 21 to 100 %, too few to tell');
    const picture = page.locator('.record-figures .chart img').first();
    await picture.waitFor();
    expect(await picture.getAttribute('alt')).toContain('The panel: 1 of 1, too few to tell');
    await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() => ask<number>(page, `document.querySelector('.record-figures .chart img').naturalWidth`), waiting)
      .toBeGreaterThan(300);
    const row = await page.locator('.forecasts tbody tr').first().textContent();
    expect(row).toContain('A 67 in 100, B 33 in 100');
    expect(row).toContain('team’s votes: A 2, B 1');
    expect(row).toContain('A won (Newsletter test');
    await look('record');
    await page.locator('.seal summary').press('Enter');
    await page.getByRole('button', { name: 'Check it here' }).press('Enter');
    await page.locator('.seal [role="status"]', { hasText: 'It fits' }).waitFor();
    await look('seal');
    expect(Object.fromEntries(Object.entries(seen).filter(([, found]) => found.length > 0))).toEqual({});
    expect(problems).toEqual([]);
  });

  const looks = [
    { colorScheme: 'light', width: 360 },
    { colorScheme: 'dark', width: 360 },
    { colorScheme: 'light', width: 1600 },
    { colorScheme: 'dark', width: 1600 },
  ] as const;
  test.each(looks)('a record of 150 outcomes, $colorScheme, $width wide', { timeout: 120_000 }, async ({ colorScheme, width }) => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    await fillLedger(app.dataDir, 150);
    const { page, problems } = await openPage(app.url, { colorScheme, viewport: { width, height: 900 } });
    await page.goto(`${app.url}/#record`);
    await page.locator('.forecasts tbody tr').nth(24).waitFor();
    const charts = page.locator('.record-figures .chart img');
    await expect.poll(() => charts.count(), waiting).toBe(3);
    for (const chart of await charts.all()) await chart.scrollIntoViewIfNeeded();
    const drawn = `[...document.querySelectorAll('.record-figures .chart img')].filter((one) => one.naturalWidth > 300).length`;
    await expect.poll(() => ask<number>(page, drawn), waiting).toBe(3);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await tooWide(page)).toBe(0);
    expect(await findings(page)).toEqual([]);
    await page.locator('#record-title').scrollIntoViewIfNeeded();
    await ask(page, `document.querySelector('.record .scroller').scrollTo({ top: 0 })`);
    await shot(page, `150-${colorScheme}-${width}`);
    const firstPanel = () => page.locator('.forecasts tbody th').first().textContent();
    expect(await firstPanel()).toBe('150');
    await page.getByRole('button', { name: 'Older' }).press('Enter');
    await expect.poll(firstPanel, waiting).toBe('125');
    await shot(page, `150-${colorScheme}-${width}-table`);
    await page.getByRole('button', { name: 'Newer' }).press('Enter');
    await expect.poll(firstPanel, waiting).toBe('150');
    expect(problems).toEqual([]);
  });

  test('saves the whole ledger as CSV with a label on every line, and as JSON that can be verified', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    await fillLedger(app.dataDir, 3);
    const { page } = await openPage(app.url);
    await page.goto(`${app.url}/#record`);
    const save = async (name: string): Promise<string> => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Save as ${name}` }).click()]);
      expect(download.suggestedFilename()).toBe(`sounding-board-ledger.${name.toLowerCase()}`);
      return readFile(await download.path(), 'utf8');
    };
    const [header, ...lines] = (await save('CSV')).trimEnd().split('\r\n');
    expect(header).toMatch(/^label,kind,panel,/);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/^"Forecast by AI personas\. Not a real person/);
    const { rows, head } = JSON.parse(await save('JSON')) as { rows: LedgerRow[]; head: LedgerHead };
    const check = new LedgerCheck(sha256);
    for (const row of rows) check.row(row);
    check.end(head);
    expect([rows.length, check.problems]).toEqual([6, []]);
  });
});
