import { describe, expect, test } from 'vitest';
import { hasChromium, useBrowser } from './browser.ts';
import { openPlayground } from './open-playground.ts';

const { keep, openPage } = useBrowser();

/** Where pictures go, when somebody wants to look at them. */
const pictures = process.env['PICTURES'];

const csv = [
  'id,review,created,plan',
  '1,"One tap to start, a phone call to stop.",2026-04-01,family',
  '2,"<img src=x onerror=alert(1)>",2026-04-02,single',
  '3,"Fine, ""really"" fine.",2026-04-03,single',
  '',
].join('\n');

describe.skipIf(!hasChromium)('importing real quotes', () => {
  test('shows the file, guesses its columns, shows the quotes as they will be stored, and imports them at a press', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page, problems } = await openPage(app.url);
    await page.locator('.attach').click();
    await page.setInputFiles('#import-file', { name: 'reviews.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.locator('.mapping').waitFor();
    expect(await page.locator('dialog th').allTextContents()).toEqual(['id', 'review', 'created', 'plan']);
    expect(await page.locator('dialog td').nth(5).textContent()).toBe('<img src=x onerror=alert(1)>');
    expect(await page.locator('#import-text').inputValue()).toBe('review');
    expect(await page.locator('#import-date').inputValue()).toBe('created');
    expect(await page.locator('#import-segment').inputValue()).toBe('plan');
    await page.locator('#import-source-fixed').fill('Spring survey');
    await page.locator('#import-permission').selectOption('own-customers');
    await page.locator('dialog .primary').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    const looked = page.locator('.of-private', { hasText: 'Nothing is imported before you press Import.' });
    await looked.waitFor();
    expect(await looked.textContent()).toContain('One tap to start, a phone call to stop.');
    if (pictures) await page.screenshot({ path: `${pictures}/import-looked.png` });
    expect(await looked.textContent()).toContain('Spring survey · 2026-04-01 · family · own customer');
    await looked.getByRole('button', { name: 'Change columns' }).click();
    const form = page.locator('dialog.form');
    await form.waitFor();
    expect(await page.locator('.toast p').count()).toBe(0);
    expect(await form.getByLabel(/Where they come from/).inputValue()).toBe('Spring survey');
    await form.getByLabel(/Where they come from/).fill('Summer survey');
    await form.getByRole('button', { name: 'Look at it' }).click();
    const again = page.locator('dialog.reply', { hasText: 'Summer survey · 2026-04-01' });
    await again.waitFor();
    await again.getByRole('button', { name: 'Import', exact: true }).click();
    await page.locator('.toast, dialog', { hasText: '3 quotes imported' }).first().waitFor();
    expect(await page.locator('.of-typed').textContent()).toContain('reviews.csv');
    expect(problems).toEqual([]);
  });

  test.each([1280, 390])('takes the buttons away once the file is imported, and says so in their place, %d wide', async (width) => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page, problems } = await openPage(app.url, { viewport: { width, height: 860 } });
    await page.locator('.attach').click();
    await page.setInputFiles('#import-file', { name: 'reviews.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.locator('.mapping').waitFor();
    await page.locator('#import-source-fixed').fill('Spring survey');
    await page.locator('#import-permission').selectOption('own-customers');
    await page.locator('dialog .primary').click();
    const looked = page.locator('.of-private', { hasText: 'Nothing is imported before you press Import.' });
    await looked.getByRole('button', { name: 'Import', exact: true }).click();
    const reply = page.locator('dialog.reply', { hasText: '3 quotes imported' });
    await reply.waitFor();
    await looked.locator('.done', { hasText: 'Done: 3 quotes imported from 3 rows.' }).waitFor();
    expect(await looked.locator('.action').count()).toBe(0);
    await reply.getByRole('button', { name: 'Undo this import' }).click();
    await page.locator('dialog.reply', { hasText: 'This takes 3 quotes of “reviews.csv” out again' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await looked.locator('.done').scrollIntoViewIfNeeded();
    if (pictures) await page.screenshot({ path: `${pictures}/import-done-${width}.png` });
    expect(await looked.evaluate((node) => node === document.activeElement)).toBe(true);
    await page.reload();
    await looked.locator('.done').waitFor();
    expect(await looked.locator('.action').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('refuses a file without rows before anything is sent, and asks for what is missing', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page } = await openPage(app.url);
    await page.locator('.attach').click();
    await page.setInputFiles('#import-file', { name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('') });
    await page.locator('dialog .problem', { hasText: 'no header line' }).waitFor();
    await page.setInputFiles('#import-file', { name: 'r.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.locator('.mapping').waitFor();
    await page.locator('dialog .primary').click();
    expect(await page.locator('dialog[open]').count()).toBe(1);
    expect(await page.locator('#import-source-fixed').evaluate((field) => field.matches(':invalid'))).toBe(true);
    expect(await page.locator('.entry').count()).toBe(0);
  });
});
