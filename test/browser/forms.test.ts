import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ask, hasChromium, say, useBrowser, waitForProgress } from './browser.ts';
import { findings, tooWide } from './look.ts';
import { openPlayground } from './open-playground.ts';

const { keep, openPage } = useBrowser();

const open = async () => {
  const app = keep(await openPlayground({ paceMs: 20 }));
  return { app, ...(await openPage(app.url)) };
};

const quotes = 'review,created\nThe price went up and nobody told me.,2026-04-01\nأحب أن أرى السعر الكامل قبل أن أدفع.,2026-04-02\n';

describe.skipIf(!hasChromium)('a line that leaves something open', () => {
  test('asks for the headline in a form, and is sent as if it had been typed', async () => {
    const { page, problems } = await open();
    await say(page, '/panel');
    const form = page.locator('dialog.form');
    await form.waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await page.keyboard.type('Save money with one tap');
    await form.getByLabel('Set').selectOption({ label: 'Stress set' });
    await form.getByRole('button', { name: 'Send' }).press('Enter');
    await form.waitFor({ state: 'detached' });
    await waitForProgress(page, /All \d/);
    expect(await page.locator('.typed-text').allTextContents()).toEqual(['/panel Save money with one tap set:stress-set']);
    expect(problems).toEqual([]);
  });

  test('takes the file of a command that cannot be typed', async () => {
    const { page, problems } = await open();
    await say(page, '/panel-admin outcomes import');
    const form = page.locator('dialog.form');
    await form.waitFor();
    const csv = 'option_a,option_b,winner,source,date\nSave more,Spend less,A,Newsletter archive,2026-04-30\n';
    await page.setInputFiles('#form-file', { name: 'past.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await form.getByRole('button', { name: 'Import' }).click();
    await form.waitFor({ state: 'detached' });
    await page.locator('.of-private', { hasText: '1 test' }).waitFor();
    await say(page, '/panel-admin quotes import');
    await page.locator('dialog.import #import-file').waitFor();
    expect(problems).toEqual([]);
  });
});

describe.skipIf(!hasChromium)('an answer', () => {
  const importQuotes = async () => {
    const opened = await open();
    const { page } = opened;
    await page.locator('.attach').click();
    await page.setInputFiles('#import-file', { name: 'r.csv', mimeType: 'text/csv', buffer: Buffer.from(quotes) });
    await page.locator('#import-source-fixed').fill('Spring survey');
    await page.locator('#import-permission').selectOption('own-customers');
    await page.locator('dialog .primary').click();
    await page.locator('.of-private').getByRole('button', { name: 'Import', exact: true }).click();
    await page.locator('dialog.reply', { hasText: '2 quotes imported' }).waitFor();
    await page.keyboard.press('Escape');
    return opened;
  };

  test('keeps its order where it names words that run from right to left', async () => {
    const { page } = await importQuotes();
    await say(page, '/quotes السعر');
    const line = page.locator('.of-private .text', { hasText: 'quotes searched' });
    await line.waitFor();
    const places = await line.evaluate((node) => {
      const leftOf = (wanted: string): number => {
        const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        for (let text = walker.nextNode(); text; text = walker.nextNode()) {
          const at = (text.textContent ?? '').indexOf(wanted);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, at + wanted.length);
          return range.getBoundingClientRect().left;
        }
        return -1;
      };
      return [leftOf('السعر'), leftOf('2 quotes')];
    });
    expect(places[0]).toBeGreaterThan(0);
    expect(places[1]).toBeGreaterThan(places[0] ?? 0);
  });

  test('that is there to be taken along can be saved and copied', async () => {
    const { page } = await importQuotes();
    await say(page, '/quotes price');
    await page.locator('.of-private .action', { hasText: 'Export CSV' }).click();
    const saving = page.waitForEvent('download');
    await page.locator('dialog .action', { hasText: 'Save quotes.csv' }).click();
    const saved = await saving;
    expect(await readFile(await saved.path(), 'utf8')).toMatch(/^kind,text,source,.*\n"verbatim words of a real person; no testimonial",/);
    await page.keyboard.press('Escape');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.of-private .action', { hasText: 'Copy with attribution' }).click();
    await page.locator('dialog .action', { hasText: 'Copy' }).click();
    await page.locator('dialog [role="status"]', { hasText: 'Copied.' }).waitFor();
    expect(await ask<string>(page, 'navigator.clipboard.readText()')).toContain('(verbatim words of a real person; no testimonial)');
  });
});
