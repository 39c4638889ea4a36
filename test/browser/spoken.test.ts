import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startSpokenPlayground } from '../fakes/playground-spoken.ts';
import { ask, hasChromium, overflow, useBrowser, waitForProgress } from './browser.ts';
import { findings, focused, intruders, tooWide } from './look.ts';

const { keep, openPage } = useBrowser();

/** Opens the prepared panel with its thread beside the channel, or in its place on a narrow screen. */
const openThread = async (options: BrowserContextOptions = {}, words?: (text: string) => string) => {
  const app = keep(await startSpokenPlayground(words));
  const watched = await openPage(app.url, options);
  await watched.page.goto(app.thread);
  await watched.page.locator('.thread .spread').waitFor();
  return { ...watched, app };
};

const first = (page: Page, selector: string) => page.locator('.thread .ai-speech').first().locator(selector).first();
const openAsk = async (page: Page): Promise<void> => {
  await first(page, '.action[aria-haspopup="dialog"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('dialog.ask').waitFor();
};

describe.skipIf(!hasChromium)('what a language model lets a persona say', () => {
  test('stands above its claims and never in the shape of a quote', async () => {
    const { page, problems } = await openThread();
    const speech = first(page, '.speech');
    expect(await speech.textContent()).toMatch(/^I have heard .* than I planned\.$/);
    const looks = (selector: string) =>
      ask<string[]>(
        page,
        `(() => {
          const node = document.querySelector('.thread ${selector}');
          const { fontFamily, backgroundColor } = getComputedStyle(node);
          const marks = ['::before', '::after'].map((part) => getComputedStyle(node, part).content);
          return [fontFamily, backgroundColor, ...marks];
        })()`,
      );
    await first(page, 'summary').click();
    const [font, ground, ...marks] = await looks('.speech');
    const [quoteFont] = await looks('.quote blockquote');
    const [, quoteGround] = await looks('.quote');
    expect(font).not.toBe(quoteFont);
    expect(ground).not.toBe(quoteGround);
    expect(marks).toEqual(['none', 'none']);
    expect(await page.locator(':is(blockquote, q, .quote) .speech, .speech :is(blockquote, q, .quote)').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('keeps its claims folded under a line that counts them, and unfolds them by keyboard', async () => {
    const { page } = await openThread();
    const summary = first(page, 'summary');
    expect(await summary.textContent()).toBe('3 claims · real quotes close to 1');
    expect(await first(page, '.claim').isVisible()).toBe(false);
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await first(page, '.claim').isVisible()).toBe(true);
    expect(await first(page, '.claims-fold').textContent()).toContain('What this claims, beside what real people said.');
    const claims = page.locator('.thread .ai-speech').first().locator('.claim');
    expect(await claims.count()).toBe(await claims.locator('.ground').count());
    expect(await claims.count()).toBe(await claims.locator('.evidence').count());
  });

  test('stays unfolded, with the focus on it, when its message is drawn again', async () => {
    const { page, app: opened } = await openThread();
    await first(page, 'summary').focus();
    await page.keyboard.press('Enter');
    await ask(page, `document.querySelector('.thread .ai-speech').dataset.old = 'yes'`);
    await opened.redraw();
    await page.locator('.ai-speech[data-old]').waitFor({ state: 'detached' });
    expect(await first(page, '.claim').isVisible()).toBe(true);
    expect(await first(page, '.claims-fold').evaluate((node) => node.contains(document.activeElement))).toBe(true);
  });

  test('forecasts in words beside hatched bars, marks what was drawn, and looks like no poll', async () => {
    const { page } = await openThread();
    const rows = page.locator('.thread .odds').first().locator('li');
    expect(await rows.allTextContents()).toEqual([
      'A · Cancel anytime, no questions askedDrawn: 62 in 100',
      'B · Two months free when you stay: 23 in 100',
      'No opinion: 15 in 100',
    ]);
    expect(await first(page, '.odds').textContent()).toMatch(/^Forecast by this AI persona.*no share of people\.$/);
    expect(await first(page, '.odds').textContent()).not.toContain('%');
    expect(await rows.locator('.bar:not([aria-hidden="true"])').count()).toBe(0);
    const lengths = await rows.evaluateAll((nodes) =>
      nodes.map((node) => {
        const [bar, fill] = ['.bar', '.fill'].map((selector) => node.querySelector(selector)?.getBoundingClientRect().width ?? 0);
        return Math.round(((fill ?? 0) / (bar ?? 1)) * 100);
      }),
    );
    expect(lengths).toEqual([62, 23, 15]);
  });

  test('is counted in voices: dots for the eye, words for everybody', async () => {
    const { page } = await openThread();
    const spread = page.locator('.thread .spread');
    expect(await spread.locator('figcaption p').allTextContents()).toEqual([
      'About 2.4 different voices out of 4 personas.',
      'AI panels show about 0.4 to 0.7 of the spread that people show. Four answers are not four opinions.',
    ]);
    expect(await spread.locator('.gauge').getAttribute('aria-hidden')).toBe('true');
    const fills = await spread
      .locator('.voice')
      .evaluateAll((nodes) =>
        nodes.map((node) => ((node.firstElementChild?.getBoundingClientRect().width ?? 0) / node.clientWidth).toFixed(1)),
      );
    expect(fills).toEqual(['1.0', '1.0', '0.4', '0.0']);
  });

  test('is shown one below another in a private answer, and a refusal in there can be seen', async () => {
    const { page } = await openThread();
    await first(page, '.action:has-text("Other reactions")').click();
    const reply = page.locator('dialog.reply');
    await reply.waitFor();
    expect(await reply.locator('.label').textContent()).toBe('AI-generated. Not a real person.');
    const [a = 0, b = 0] = await reply.locator('.speech').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
    expect(b).toBeGreaterThan(a);
    await reply.locator('.action', { hasText: 'Report' }).click();
    await reply.locator('.toast', { hasText: 'There is no panel 1 here.' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await first(page, '.action:has-text("Report")').click();
    await page.locator('body > .toast', { hasText: 'There is no panel 1 here.' }).waitFor();
  });
});

describe.skipIf(!hasChromium)('a button that asks', () => {
  test('is used by keyboard alone: opens, hints at an empty line, sends, shows the answer, gives the focus back', async () => {
    const { page, problems, app: opened } = await openThread();
    await openAsk(page);
    expect(await page.getByLabel('Your question to Emil').evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await page.locator('#ask-text').getAttribute('placeholder')).toBe('What would make you stay?');
    await page.keyboard.type('   ');
    await page.keyboard.press('Enter');
    expect(await page.locator('dialog .problem').textContent()).toBe('Nothing was sent: write something first.');
    expect(opened.heard).toEqual([]);
    await page.keyboard.type('x'.repeat(310));
    expect(await page.locator('#ask-text').inputValue()).toHaveLength(300);
    await page.locator('#ask-text').fill(' Why\nnot? ');
    await page.keyboard.press('Enter');
    await page.locator('dialog.reply', { hasText: 'You asked: Why not?' }).waitFor();
    expect(opened.heard.map(({ action, options }) => [action, options])).toEqual([
      [['ask'], { panel: '1', persona: 'emil', question: 'Why not?' }],
    ]);
    expect(await page.locator('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Ask Emil');
    expect(problems).toEqual([]);
  });

  test('sends nothing when it is left with Escape or Cancel', async () => {
    const { page, app: opened } = await openThread();
    for (const leave of [() => page.keyboard.press('Escape'), () => page.locator('dialog .action', { hasText: 'Cancel' }).click()]) {
      await openAsk(page);
      await page.keyboard.type('half a thought');
      await leave();
      await page.locator('dialog').waitFor({ state: 'detached' });
      expect(await focused(page)).toBe('Ask Emil');
    }
    expect(opened.heard).toEqual([]);
  });

  test('keeps the text when the server refuses it, and says why in the form', async () => {
    const { page } = await openThread();
    await openAsk(page);
    await page.keyboard.type('Please refuse this');
    await page.locator('dialog .primary').click();
    await page.locator('dialog.ask .problem', { hasText: 'Panel 1 is already over.' }).waitFor();
    expect(await page.locator('#ask-text').inputValue()).toBe('Please refuse this');
  });

  test('keeps the text when nobody answers, and sends it again under the same key', async () => {
    const { page, app: opened } = await openThread();
    await openAsk(page);
    const keys: string[] = [];
    await page.route('**/api/invoke', (route) => {
      keys.push(`web:${route.request().postDataJSON().deliveryKey}`);
      return route.abort();
    });
    await page.keyboard.type('Anybody there?');
    await page.keyboard.press('Enter');
    await page.locator('dialog.ask .problem', { hasText: 'The playground did not answer.' }).waitFor();
    expect(await page.locator('#ask-text').inputValue()).toBe('Anybody there?');
    await page.unroute('**/api/invoke');
    await page.keyboard.press('Enter');
    await page.locator('dialog.reply').waitFor();
    expect(opened.heard.map(({ deliveryKey }) => deliveryKey)).toEqual(keys);
  });

  test('gets the focus back also when its message was drawn again meanwhile', async () => {
    const { page, app: opened } = await openThread();
    const everyone = page.locator('.channel .action', { hasText: 'Ask everyone' });
    await everyone.focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog.ask').waitFor();
    await opened.redraw();
    await waitForProgress(page, /4 of 4/);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Ask everyone');
    expect(await everyone.evaluate((node) => node === document.activeElement)).toBe(true);
  });
});

const looks = (['light', 'dark'] as const).flatMap((colorScheme) => [1280, 360].map((width) => ({ colorScheme, width })));

describe.skipIf(!hasChromium)('spoken panels', () => {
  test.each(looks)('give axe-core nothing serious to find: $colorScheme, $width wide', async ({ colorScheme, width }) => {
    const { page } = await openThread({ colorScheme, viewport: { width, height: 850 } });
    const seen: Record<string, readonly string[]> = {};
    const look = async (state: string) => {
      seen[state] = await findings(page);
    };
    await look('folded');
    await first(page, 'summary').click();
    await look('unfolded');
    await openAsk(page);
    await look('asking');
    await page.keyboard.type('refuse');
    await page.keyboard.press('Enter');
    await page.locator('dialog .problem:not(:empty)').waitFor();
    await look('refused');
    await page.keyboard.press('Escape');
    await first(page, '.action:has-text("Other reactions")').click();
    await page.locator('dialog.reply').waitFor();
    await look('private answer');
    expect(Object.entries(seen).filter(([, problems]) => problems.length > 0)).toEqual([]);
    expect(Object.keys(seen)).toHaveLength(5);
  });

  test('stick out nowhere from 360 to 1600 pixels, whatever they hold', async () => {
    const { page } = await openThread({ viewport: { width: 360, height: 800 } }, (text) => `${text} ${'unbroken'.repeat(20)}`);
    for (const summary of await page.locator('.thread summary').all()) await summary.press('Enter');
    const seen: Record<string, number> = {};
    const look = async (state: string) => {
      seen[`${state}: page`] = await overflow(page);
      seen[`${state}: scrollers`] = await tooWide(page);
      seen[`${state}: page below its end`] = await ask(page, 'document.documentElement.scrollHeight - innerHeight');
    };
    const widths = [360, 390, 640, 820, 1280, 1600];
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      await look(`${width}`);
      await openAsk(page);
      await look(`${width}, asking`);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    }
    expect(Object.entries(seen).filter(([, pixels]) => pixels !== 0)).toEqual([]);
    expect(Object.keys(seen)).toHaveLength(widths.length * 6);
  });

  test('show hostile text as text in every new place', async () => {
    const hostile = '<img src=x onerror=alert(1)>"><svg/onload=alert(1)></p></details><script>alert(1)</script> \u202Egnp.exe';
    const { page, problems } = await openThread({}, () => hostile);
    for (const selector of ['.speech', '.claim-text', '.ground bdi', '.odds-label bdi', '.odds .note']) {
      expect(await first(page, selector).textContent(), selector).toContain('<img src=x onerror=alert(1)>"><svg/onload=alert(1)></p>');
    }
    expect(await page.locator('.thread .spread figcaption p').allTextContents()).toEqual([hostile, hostile]);
    await first(page, 'summary').click();
    expect(await intruders(page)).toEqual([]);
    await openAsk(page);
    expect(await page.locator('dialog h2').textContent()).toBe(hostile);
    expect(await page.locator('dialog label').textContent()).toBe(hostile);
    expect(await page.locator('#ask-text').getAttribute('placeholder')).toBe(hostile);
    await page.locator('#ask-text').fill(hostile);
    await page.keyboard.press('Enter');
    await page.locator('dialog.reply .speech').waitFor();
    expect(await intruders(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
