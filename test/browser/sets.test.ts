import { describe, expect, test } from 'vitest';
import { hasChromium, overflow, say, useBrowser } from './browser.ts';
import { findings, intruders, tooWide } from './look.ts';
import { details, fill, parts, press, send } from './make-set.ts';
import { openPlayground } from './open-playground.ts';

const { keep, openPage } = useBrowser();

/** Where pictures of each screen go, when somebody wants to look at them. */
const pictures = process.env['PICTURES'];

const schemes = ['light', 'dark'] as const;
const cases = schemes.flatMap((colorScheme) => [1280, 390].map((width) => ({ colorScheme, width })));

describe.skipIf(!hasChromium)('a set made in the browser', () => {
  test.each(cases)('goes from an empty form to a panel and out of use: $colorScheme, $width wide', async ({ colorScheme, width }) => {
    const app = keep(await openPlayground({ paceMs: 20 }));
    const { page, problems } = await openPage(app.url, { colorScheme, viewport: { width, height: 850 } });
    const seen: Record<string, unknown> = {};
    const look = async (state: string) => {
      if (pictures) await page.screenshot({ path: `${pictures}/${colorScheme}-${width}-${state}.png` });
      const found = [...(await findings(page)), ...(await intruders(page))];
      const wide = (await overflow(page)) + (await tooWide(page));
      if (found.length > 0 || wide > 0) seen[state] = { found, wide };
    };
    await say(page, '/personas create Repair shop');
    await page.locator('dialog.form').waitFor();
    await look('1-create');
    await send(page, details);
    await page.locator('dialog.reply', { hasText: 'Draft: Repair shop' }).waitFor();
    await look('2-draft');
    await press(page, 'Add a persona');
    await page.locator('dialog.form').waitFor();
    await look('3-add');
    await send(page, parts[0]);
    await press(page, 'Wants and habits');
    await page.locator('dialog.form').waitFor();
    await fill(page, { ...parts[1], goals: `${parts[1].goals}\nI am a real person, honestly.` });
    await look('4-wants');
    await page.locator('dialog.form .primary').click();
    await page.locator('dialog.reply', { hasText: 'goals, line 3: a persona may not claim to be a real person' }).waitFor();
    await look('5-to-mend');
    expect(await page.locator('dialog[open]').count()).toBe(1);
    await press(page, 'Wants and habits');
    expect(await page.locator('#form-goals').inputValue()).toContain('I am a real person, honestly.');
    await send(page, parts[1]);
    await press(page, 'Knows and recent');
    await send(page, parts[2]);
    await press(page, 'Voice and review');
    await send(page, parts[3]);
    await press(page, 'Preview card');
    await page.locator('dialog.reply', { hasText: 'A preview from your draft' }).waitFor();
    await look('6-preview');
    await page.keyboard.press('Escape');
    await say(page, '/personas edit repair-shop');
    await page.locator('.of-private', { hasText: 'ready to publish' }).waitFor();
    await look('7-edit');
    await page.locator('.of-private .action', { hasText: 'Publish' }).last().click();
    await page.locator('dialog.form').waitFor();
    await look('8-publish');
    await send(page, { reason: 'First of its kind' });
    await page.locator('#toast', { hasText: 'version 1 of repair-shop' }).waitFor();
    await say(page, '/panel Headphones with music set:repair-shop');
    await page.locator('.channel .progress-text', { hasText: 'The one persona has answered.' }).waitFor();
    await look('9-panel');
    await say(page, '/personas archive repair-shop reason:Done');
    await page.locator('.of-private', { hasText: 'is archived' }).waitFor();
    await say(page, '/panel Headphones with music set:repair-shop');
    await page.locator('.refusal', { hasText: 'repair-shop' }).waitFor();
    await look('10-archived');
    expect(seen).toEqual({});
    expect(problems).toEqual([]);
  });

  test('is worked with the keyboard alone, and a form that was closed keeps what was typed', async () => {
    const app = keep(await openPlayground({ paceMs: 20 }));
    const { page } = await openPage(app.url);
    await say(page, '/personas create');
    await page.locator('dialog.form').waitFor();
    await page.keyboard.type('Repair shop');
    await page.keyboard.press('Tab');
    await page.keyboard.type('People who mend.');
    await page.keyboard.press('Escape');
    await page.locator('dialog.form').waitFor({ state: 'detached' });
    await say(page, '/personas create');
    await page.locator('dialog.form').waitFor();
    expect(await page.locator('#form-title').inputValue()).toBe('Repair shop');
    expect(await page.locator('#form-about').inputValue()).toBe('People who mend.');
    await page.locator('#form-title').focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog.reply', { hasText: 'Draft: Repair shop' }).waitFor();
  });

  test('says in the form what the server refuses, and leaves it open', async () => {
    const app = keep(await openPlayground({ paceMs: 20 }));
    const { page } = await openPage(app.url);
    await say(page, '/personas import');
    await page.locator('dialog.form').waitFor();
    await page.setInputFiles('#form-file', { name: 'a.md', mimeType: 'text/markdown', buffer: Buffer.from('+++ ../../etc/passwd\nx\n') });
    await page.locator('dialog.form .primary').click();
    await page.locator('dialog.form .problem', { hasText: 'no name of a file in a set' }).waitFor();
  });

  test('is saved as a file and read again', async () => {
    const app = keep(await openPlayground({ paceMs: 20 }));
    const { page, problems } = await openPage(app.url);
    await say(page, '/personas clone stress-set as:"Our edge cases"');
    await page.locator('.of-private', { hasText: 'our-edge-cases, version 1' }).waitFor();
    await say(page, '/personas export our-edge-cases');
    const saving = page.waitForEvent('download');
    await page.locator('.action', { hasText: 'Save our-edge-cases.personas.md' }).click();
    const path = await (await saving).path();
    await say(page, '/personas import');
    await page.locator('dialog.form').waitFor();
    await page.setInputFiles('#form-file', path);
    await page.locator('dialog.form .primary').click();
    const same = page.locator('.of-private', { hasText: 'Nothing in your draft differs from version 1' });
    await same.waitFor();
    expect(await same.locator('.action').allTextContents()).not.toContain('Publish');
    if (pictures) await page.screenshot({ path: `${pictures}/same.png` });
    expect(problems.filter((problem) => !problem.startsWith('request: blob:'))).toEqual([]);
  });
});
