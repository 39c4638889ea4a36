import { describe, expect, test } from 'vitest';
import { ask, hasChromium, say, useBrowser, waitForProgress } from './browser.ts';
import { openPlayground } from './open-playground.ts';

const { keep, openPage } = useBrowser();

/** Where pictures go, when somebody wants to look at them. */
const pictures = process.env['PICTURES'];

const personas = '.thread .message:is(.evidence-speech, .ai-speech)';

describe.skipIf(!hasChromium)('a panel in the browser', () => {
  test('answers a headline with labelled personas and a closing message, beside the channel', async () => {
    const app = keep(await openPlayground({ paceMs: 100 }));
    const { page, problems } = await openPage(app.url);
    await say(page, 'Save money with one tap');
    await waitForProgress(page, /All \d+ personas have answered/);
    await page.locator('.thread .message.notice', { hasText: 'Where they stand' }).waitFor();
    expect(await page.locator(personas).count()).toBe(app.panelists);
    for (const message of await page.locator(personas).all()) {
      expect(await message.locator('.sender').textContent()).toMatch(/ · AI persona$/);
      expect(await message.locator('.ai-tag').isVisible()).toBe(true);
      expect(await message.locator('.label').first().isVisible()).toBe(true);
      expect(await message.locator('.label').first().textContent()).toContain('Not a real person.');
      expect(await message.locator('.claim').count()).toBe(await message.locator('.claim .evidence').count());
      // Without a speech the claims are the answer, so nobody has to unfold them.
      expect(await message.locator('.claims-fold:not([open])').count()).toBe(0);
      expect(await message.locator('.speech').count()).toBe(0);
    }
    expect(await page.locator('.channel .of-message').first().textContent()).toContain(
      `${app.panelists} AI personas. None is a real person.`,
    );
    expect(problems).toEqual([]);
  });

  test('breaks no name such as SHA-256 in two, however narrow it is, and leaves it as it is for whoever copies it', async () => {
    const app = keep(await openPlayground({ paceMs: 20 }));
    const { page } = await openPage(app.url, { viewport: { width: 390, height: 844 } });
    await say(page, 'Cancel anytime, no questions asked | Two months free when you stay');
    await waitForProgress(page, /All \d/);
    const note = page.locator('.thread .note', { hasText: 'Sealed before any outcome' });
    await page.locator('.thread-link').last().click();
    await note.waitFor();
    expect(await note.textContent()).toMatch(/: SHA-256 [0-9a-f]{64}\. /);
    await note.scrollIntoViewIfNeeded();
    if (pictures) await page.screenshot({ path: `${pictures}/sealed-390.png` });
    const lines = (): Promise<number> =>
      ask(
        page,
        `(() => {
          const note = [...document.querySelectorAll('.thread .note')].find((one) => one.textContent.includes('SHA-256'));
          const walker = document.createTreeWalker(note, NodeFilter.SHOW_TEXT);
          const tops = new Set();
          for (let node = walker.nextNode(), from = 0, at = note.textContent.indexOf('SHA-256'); node; from += node.length, node = walker.nextNode()) {
            for (let index = Math.max(at - from, 0); index < Math.min(at - from + 7, node.length); index += 1) {
              const range = document.createRange();
              range.setStart(node, index);
              range.setEnd(node, index + 1);
              tops.add(Math.round(range.getBoundingClientRect().top));
            }
          }
          return tops.size;
        })()`,
      );
    for (let width = 320; width <= 480; width += 4) {
      await page.setViewportSize({ width, height: 844 });
      expect([width, await lines()]).toEqual([width, 1]);
    }
  });

  test('keeps the end of the channel in view when its thread opens and its card grows', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page } = await openPage(app.url);
    await say(page, '/panel help');
    await page.locator('.of-private').waitFor();
    await say(page, 'Cancel anytime, no questions asked | Two months free when you stay');
    await waitForProgress(page, /All \d/);
    const below = () => page.locator('.channel .scroller').evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
    await expect.poll(below).toBeLessThan(3);
  });

  test('tells screen readers each new message, label first', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page } = await openPage(app.url);
    await say(page, 'Save money with one tap');
    await waitForProgress(page, /All \d/);
    const said = await page.locator('#announcer p').allTextContents();
    expect(said.length).toBeGreaterThan(5);
    expect(said.filter((line) => !/^(From the bot\. Not a person\.|Not a real person\.|AI-generated\.)/.test(line))).toEqual([]);
  });

  test('stops half-way, and what was said stays', async () => {
    const app = keep(await openPlayground({ paceMs: 700 }));
    const { page, problems } = await openPage(app.url);
    await say(page, 'Save money with one tap');
    await waitForProgress(page, /[12] of \d/);
    await page.locator('.channel .action.danger', { hasText: 'Stop' }).click();
    await waitForProgress(page, /^Stopped by You after/);
    const before = await page.locator(personas).count();
    await page.waitForTimeout(1600);
    expect(await page.locator(personas).count()).toBe(before);
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(app.panelists);
    expect(await page.locator('.action.danger').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('survives a reload in mid-panel without loss or doubles, with the thread still open', async () => {
    const app = keep(await openPlayground({ paceMs: 400 }));
    const { page, problems } = await openPage(app.url);
    await say(page, 'Save money with one tap');
    await waitForProgress(page, /[234] of \d/);
    await page.reload();
    await waitForProgress(page, /All \d/);
    await page.locator('.thread .message.notice', { hasText: 'Where they stand' }).waitFor();
    const names = await page.locator(`${personas} .sender`).allTextContents();
    expect(names).toHaveLength(app.panelists);
    expect(new Set(names).size).toBe(app.panelists);
    expect(await page.locator('.channel .entry').count()).toBe(3);
    expect(problems).toEqual([]);
  });

  test('says when the connection is gone, and catches up when it is back', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page, problems } = await openPage(app.url);
    await say(page, '/quotes one tap');
    await page.locator('.of-private').waitFor();
    const restarted = app.restart(2500);
    await page.locator('#banner', { hasText: 'nothing is lost' }).waitFor();
    await say(page, 'typed while nobody listens');
    await page.locator('.toast', { hasText: 'Your text is back' }).waitFor();
    expect(await page.locator('#line').inputValue()).toBe('typed while nobody listens');
    await restarted;
    await page.locator('#banner').waitFor({ state: 'hidden' });
    await page.locator('#line').press('Enter');
    await waitForProgress(page, /All \d/);
    expect(await page.locator('.typed-text').allTextContents()).toEqual(['/quotes one tap', 'typed while nobody listens']);
    expect(problems).toEqual([]);
  });

  test('gives a refused line back', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page } = await openPage(app.url);
    await say(page, '/nonsense and what I wrote');
    await page.locator('.refusal').waitFor();
    await expect.poll(() => page.locator('#line').inputValue()).toBe('/nonsense and what I wrote');
    expect(await page.locator('.private').textContent()).toContain('Only visible to you');
  });

  test('sets two options side by side, and one below the other on a phone', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page } = await openPage(app.url);
    await say(page, 'Cancel anytime | Two months free when you stay');
    await waitForProgress(page, /All \d/);
    const tops = () =>
      page
        .locator('.thread .comparison')
        .first()
        .locator('.answer')
        .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
    const [a, b] = await tops();
    expect(a).toBe(b);
    await page.setViewportSize({ width: 390, height: 844 });
    const [c = 0, d = 0] = await tops();
    expect(d).toBeGreaterThan(c);
  });

  test('opens real quotes and a persona’s card in a dialog, and keeps neither in the chat', async () => {
    const app = keep(await openPlayground({ paceMs: 50 }));
    const { page } = await openPage(app.url);
    await say(page, 'Save money with one tap');
    await waitForProgress(page, /All \d/);
    const entries = await page.locator('.channel .entry').count();
    await page.locator('.channel .action', { hasText: 'Real quotes' }).click();
    await page.locator('dialog[open] .label').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.thread .action', { hasText: 'Who is this?' }).first().click();
    await page.locator('dialog[open]', { hasText: 'What it rests on' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.channel .entry').count()).toBe(entries);
  });
});
