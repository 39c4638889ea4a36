import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { invoke } from '../fakes/playground-http.ts';
import { sharedData } from '../fakes/shared-data.ts';
import { hasChromium, overflow, useBrowser, waitForProgress } from './browser.ts';
import { intruders } from './look.ts';
import { openPlayground } from './open-playground.ts';

/** A public list of strings that break careless code. Without it, our own have to do. */
const list = sharedData('hostile/blns.json');

const { keep, openPage } = useBrowser();

/** What the list leaves out by its own account (NUL, a lone surrogate, something long), and a few of its kinds. */
const more = [
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  'javascript:alert(1)',
  '\u202Egnp.exe',
  '</script><script>alert(1)</script>',
  'nul \u0000 here',
  'lone \ud800 half',
  `${'x'.repeat(1500)}<script>alert(1)</script>`,
];
const strings = (): readonly string[] =>
  [...(list.missing ? [] : (JSON.parse(readFileSync(list.path, 'utf8')) as string[])), ...more].filter((text) => text.trim() !== '');

describe.skipIf(!hasChromium)('hostile text', () => {
  test('typed by a person is shown as it was typed, and does nothing', async () => {
    const app = keep(await openPlayground({ paceMs: 10 }));
    const { page, problems } = await openPage(app.url);
    const lines = strings().map((text) => `/quotes ${text}`);
    for (const [index, line] of lines.entries()) {
      const { status } = await invoke(app.url, { deliveryKey: `hostile-${index}`, line });
      expect(status).toBe(200);
    }
    await page
      .locator('.typed-text')
      .nth(lines.length - 1)
      .waitFor({ timeout: 40_000 });
    const shown = await page.locator('.typed-text').evaluateAll((nodes) => nodes.map((node) => JSON.stringify(node.textContent)));
    expect(shown).toEqual(lines.map((line) => JSON.stringify(line)));
    expect(await intruders(page)).toEqual([]);
    expect(await page.title()).toBe('Sounding Board');
    expect(problems).toEqual([]);
  });

  test('as a headline reaches every corner of the page as text: channel, thread, list and dialog', async () => {
    const app = keep(await openPlayground({ paceMs: 10 }));
    const { page, problems } = await openPage(app.url);
    const picked = strings().filter((text) => /<|javascript:|\u202e|[\u0600-\u06ff]|%00|\{\{/u.test(text));
    expect(picked.length).toBeGreaterThan(list.missing ? 5 : 50);
    const asked = picked.slice(0, 60);
    for (const [index, text] of asked.entries()) {
      await invoke(app.url, { deliveryKey: `headline-${index}`, line: `/panel Save money ${text}` });
    }
    const rows = Math.min(asked.length, 30);
    const places = page.locator('.rail .panels .place');
    await places.nth(rows - 1).waitFor();
    for (const row of [0, Math.floor(rows / 3), Math.floor((2 * rows) / 3), rows - 1]) {
      await places.nth(row).click();
      await page.locator('.thread .message').nth(3).waitFor();
      expect(await intruders(page)).toEqual([]);
    }
    await waitForProgress(page, /of \d|All \d/);
    await page.locator('.thread .action', { hasText: 'Real quotes' }).first().click();
    await page.locator('dialog[open]').waitFor();
    expect(await intruders(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    expect(problems).toEqual([]);
  });

  test('in a file’s name, header and rows is only shown', async () => {
    const app = keep(await openPlayground({ paceMs: 10 }));
    const { page, problems } = await openPage(app.url);
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const hostile = '<img src=x onerror=alert(1)>';
    const csv = `${cell(hostile)},${cell('review')}\n${strings()
      .slice(0, 3)
      .map((text) => `${cell(text)},${cell(hostile)}`)
      .join('\n')}\n`;
    await page.locator('.attach').click();
    await page.setInputFiles('#import-file', { name: '"><script>alert(1)</script>.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.locator('.mapping').waitFor();
    await page.locator('#import-source-fixed').fill(hostile);
    await page.locator('#import-date-fixed').fill('2026-01-01');
    await page.locator('#import-permission').selectOption('own-customers');
    await page.locator('dialog .primary').click();
    await page.locator('.file').waitFor();
    expect(await intruders(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
