import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ask, hasChromium, overflow, say, useBrowser, waitForProgress } from './browser.ts';
import { focused, tooWide } from './look.ts';
import { openPlayground } from './open-playground.ts';

const { keep, openPage } = useBrowser();

/** True when the focus can be seen: an outline, or the frame of the message box. */
const showsFocus = (page: Page): Promise<boolean> =>
  ask(
    page,
    `document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== 'none' || document.activeElement.closest('.box') !== null`,
  );

/** Presses Tab until the control with this text has the focus. Fails after too many, or when a stop on the way shows no focus. */
const tabTo = async (page: Page, wanted: RegExp): Promise<void> => {
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab');
    const visible = await showsFocus(page);
    const name = await focused(page);
    expect({ name, visible }).toEqual({ name, visible: true });
    if (wanted.test(name)) return;
  }
  throw new Error(`Tab does not reach ${wanted}`);
};

describe.skipIf(!hasChromium)('by keyboard alone', () => {
  test('a command is completed, a panel run, a persona looked up, the thread closed', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page, problems } = await openPage(app.url);
    // From the message box backwards, because the page begins there.
    while ((await focused(page)) !== 'Skip to the message box') await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Message to panels');
    await page.keyboard.type('/p');
    expect(await page.locator('#line').getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const active = await page.locator('#line').getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Tab');
    expect(await page.locator('#line').inputValue()).toBe('/panel ');
    await page.keyboard.type('Save money with one tap set:every');
    await page.keyboard.press('Enter');
    expect(await page.locator('#line').inputValue()).toBe('/panel Save money with one tap set:everyday-shoppers ');
    await page.keyboard.press('Enter');
    await waitForProgress(page, /All \d/);
    expect(await focused(page)).toBe('Message to panels');
    await tabTo(page, /^Close the thread$/);
    await tabTo(page, /^Who is this\?$/);
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Who is this?');
    await page.keyboard.press('Escape');
    await page.locator('.thread').waitFor({ state: 'hidden' });
    expect(problems).toEqual([]);
  });

  test('commands are described in the language of the browser, which screen readers are told, and typed by their names', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page } = await openPage(app.url, { locale: 'fr-CA' });
    await page.locator('#line').pressSequentially('/personas li');
    const about = page.locator('.suggestions li .about').first();
    expect(await about.textContent()).toBe('Liste les groupes de personas.');
    expect(await about.getAttribute('lang')).toBe('fr');
    await page.keyboard.press('Tab');
    expect(await page.locator('#line').inputValue()).toBe('/personas list ');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  test('Shift and Enter begin a new line, Escape closes the list and keeps the text', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page } = await openPage(app.url);
    await page.locator('#line').pressSequentially('/pan');
    await page.keyboard.press('Escape');
    await page.locator('.suggestions').waitFor({ state: 'hidden' });
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    expect(await page.locator('#line').inputValue()).toBe('/pan\ntwo');
    expect(await page.locator('.entry').count()).toBe(0);
  });

  test('focus stays on a button while its panel goes on, and the draft stays over a reload', async () => {
    const app = keep(await openPlayground({ paceMs: 500 }));
    const { page } = await openPage(app.url);
    await say(page, 'Save money with one tap');
    await waitForProgress(page, /[12] of \d/);
    await page.locator('.channel .action', { hasText: 'Real quotes' }).focus();
    await waitForProgress(page, /[345] of \d|All \d/);
    expect(await focused(page)).toBe('Real quotes');
    await page.locator('#line').fill('half a thought');
    await page.reload();
    await expect.poll(() => page.locator('#line').inputValue()).toBe('half a thought');
  });
});

describe.skipIf(!hasChromium)('on any width', () => {
  test.each([360, 390, 640, 820, 1280, 1600])('nothing sticks out at %i pixels', async (width) => {
    const app = keep(await openPlayground({ paceMs: 30 }));
    const { page } = await openPage(app.url, { viewport: { width, height: 800 } });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await say(page, `${'unbroken'.repeat(60)} | https://example.com/${'a'.repeat(300)}`);
    await waitForProgress(page, /All \d/);
    if (await page.locator('.thread').isHidden()) await page.locator('.thread-link').click();
    await page.locator('.thread .message').first().waitFor();
    const wide = await tooWide(page);
    expect({ page: await overflow(page), wide }).toEqual({ page: 0, wide: 0 });
  });

  test('on a phone the thread fills the screen, Back leads to the channel, and the list is a drawer', async () => {
    const app = keep(await openPlayground({ paceMs: 30 }));
    const { page, problems } = await openPage(app.url, { viewport: { width: 390, height: 844 } });
    await say(page, 'Save money with one tap');
    await waitForProgress(page, /All \d/);
    expect(await page.locator('.thread').isVisible()).toBe(false);
    await page.locator('.thread-link').click();
    await page.locator('.channel').waitFor({ state: 'hidden' });
    expect(await page.locator('.thread').evaluate((node) => node.getBoundingClientRect().width)).toBe(390);
    await page.goBack();
    await page.locator('.channel').waitFor();
    await page.locator('.thread-link').click();
    await page.locator('.back').click();
    await page.locator('.thread').waitFor({ state: 'hidden' });
    await page.locator('.channel .menu').click();
    await page.locator('.rail .panels .place').click();
    await page.locator('.thread').waitFor();
    expect(problems).toEqual([]);
  });
});
