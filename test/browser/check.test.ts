import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkableAnswers } from '../fakes/check-models.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { hasChromium, launch, openPage, overflow, say } from './browser.ts';
import { findings, tooWide } from './look.ts';
import { type OpenPlayground, openPlayground } from './open-playground.ts';

let browser: Browser;
let app: OpenPlayground;
let model: ModelServer;
beforeAll(async () => {
  if (!hasChromium) return;
  browser = await launch();
  model = await startModelServer({ answer: checkableAnswers() });
  app = await openPlayground({
    paceMs: 20,
    env: { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'test', PANEL_MODEL: 'm', TOKENS_PER_PERSON_AND_HOUR: '2000000' },
  });
}, 60_000);
afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await model?.close();
});

/** Where pictures of each screen go, when somebody wants to look at them. */
const pictures = process.env['PICTURES'];
/** A check asks a hundred questions, on a machine that may be busy. */
const waiting = { timeout: 60_000 } as const;
const schemes = ['light', 'dark'] as const;
const cases = schemes.flatMap((colorScheme) => [1280, 390].map((width) => ({ colorScheme, width })));

/** The newest thing that only this person sees, taken as a picture for whoever wants to look at it. */
const newest = async (page: Page, words: string, name: string) => {
  const shown = page.locator('.of-private', { hasText: words }).last();
  await shown.waitFor(waiting);
  if (pictures) await shown.screenshot({ path: `${pictures}/${name}.png` });
  return shown;
};

describe.skipIf(!hasChromium)('a check of a persona set in the browser', { timeout: 120_000 }, () => {
  test('runs after its price was shown, and ends with a verdict', async () => {
    const { page, problems } = await openPage(browser, app.url);
    await say(page, '/personas check stress-set');
    const offer = await newest(page, 'This set has not been checked yet', 'offer');
    await offer.getByRole('button', { name: /^Run it/ }).click();
    const end = page.locator('.channel', { hasText: /Done: [\d,]+ of [\d,]+ calls/ });
    await end.waitFor(waiting);
    expect(await end.textContent()).toContain('can be told apart');
    expect(problems).toEqual([]);
  });

  test.each(cases)('is reported: $colorScheme, $width wide', async ({ colorScheme, width }) => {
    const { page, problems } = await openPage(browser, app.url, { colorScheme, viewport: { width, height: 850 } });
    await say(page, '/personas check report stress-set');
    const report = await newest(page, 'Costume test', `report-${colorScheme}-${width}`);
    expect(await report.textContent()).toContain('Test-retest and drift');
    expect(await findings(page)).toEqual([]);
    expect((await overflow(page)) + (await tooWide(page))).toBe(0);
    expect(problems).toEqual([]);
  });
});
