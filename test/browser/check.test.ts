import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkableAnswers } from '../fakes/check-models.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { ask, hasChromium, launch, openPage, overflow, say } from './browser.ts';
import { findings, tooWide } from './look.ts';
import { addPersona, details, parts, press, send } from './make-set.ts';
import { type OpenPlayground, openPlayground } from './open-playground.ts';

let browser: Browser;
let app: OpenPlayground;
let model: ModelServer;
beforeAll(async () => {
  if (!hasChromium) return;
  browser = await launch();
  model = await startModelServer({ answer: checkableAnswers(dislike) });
  app = await openPlayground({
    paceMs: 20,
    env: {
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'test',
      PANEL_MODEL: 'm',
      TOKENS_PER_DAY: '20000000',
      TOKENS_PER_PERSON_AND_HOUR: '10000000',
    },
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

/** Whoever is sixty-four is liked less, for no reason in the file. */
const dislike = (file: string): number => (file.includes('sixty-four') ? -0.5 : 0);

/** Another persona beside the first of make-set.ts: somebody of whom nothing can be swapped. */
const other = [
  {
    ...parts[0],
    name: 'Odile',
    role: 'Buys the thing that is in stock today',
    story: 'Odile is an invented character with a shop of lamps.',
  },
  {
    background: 'I run a shop of lamps with two windows. | invention',
    goals: 'I want it on the shelf before noon.\nI want a number to call. | on: service',
    frustrations: 'A waiting list sends me elsewhere. | against | on: waiting\nForms of four pages stay empty. | against',
    decision_rules: 'In stock today, or the next one on the list.\nI never buy a first edition. | against | on: new',
    tendencies: 'I ring before I read.',
  },
  {
    knows: 'I know what a lorry costs.',
    does_not_know: 'How anything is made inside.',
    recent_context: 'A delivery came late. | invention | 2026-06-01',
  },
  { ...parts[3], manner: 'Brisk and short. | invention', samples: 'When can I have it?\nThen the other one.' },
] as const;

/** Where pictures of each screen go, when somebody wants to look at them. */
const pictures = process.env['PICTURES'];
/** A check asks a hundred questions, on a machine that may be busy. */
const waiting = { timeout: 60_000 } as const;
const schemes = ['light', 'dark'] as const;
const cases = schemes.flatMap((colorScheme) => [1280, 390].map((width) => ({ colorScheme, width })));

/** Takes a picture of something that is higher than the window. */
const takePicture = async (page: Page, shown: Locator, path: string): Promise<void> => {
  const size = page.viewportSize() ?? { width: 1280, height: 850 };
  const { height } = (await shown.boundingBox()) ?? size;
  await page.setViewportSize({ ...size, height: Math.ceil(height) + 600 });
  await page.waitForLoadState('networkidle');
  await shown.screenshot({ path });
  await page.setViewportSize(size);
};

/** Says a line; what comes back to this person alone, taken as a picture for whoever wants to look at it. An older answer with the same words does not count. */
const answerTo = async (page: Page, line: string, words: string, name: string): Promise<Locator> => {
  const earlier = await page.locator('.of-private').count();
  await say(page, line);
  const shown = page.locator('.of-private').nth(earlier).filter({ hasText: words });
  await shown.waitFor(waiting);
  if (pictures) await takePicture(page, shown, `${pictures}/${name}.png`);
  return shown;
};

/** Cells of tables with sentences that leave fewer than some twenty letters to a line. */
const narrowCells = (page: Page): Promise<number> =>
  ask(page, `[...document.querySelectorAll('.prose td')].filter((cell) => cell.getBoundingClientRect().width < 140).length`);

describe.skipIf(!hasChromium)('a check of a persona set in the browser', { timeout: 120_000 }, () => {
  test('runs after its price was shown, and ends with a verdict', async () => {
    const { page, problems } = await openPage(browser, app.url);
    const offer = await answerTo(page, '/personas check stress-set', 'This set has not been checked yet', 'offer');
    await offer.getByRole('button', { name: /^Run it/ }).click();
    const end = page.locator('.channel', { hasText: /Done: [\d,]+ of [\d,]+ calls/ });
    await end.waitFor(waiting);
    expect(await end.textContent()).toContain('can be told apart');
    expect(problems).toEqual([]);
  });

  test('runs on a set that was made here, in full, and finds what was planted', { timeout: 240_000 }, async () => {
    const { page, problems } = await openPage(browser, app.url);
    await say(page, '/personas create Repair shop');
    await send(page, details);
    await addPersona(page, [{ ...parts[0], story: `${parts[0].story} She is thirty-four.` }, parts[1], parts[2], parts[3]]);
    await press(page, 'Whole set');
    await addPersona(page, other);
    await press(page, 'Whole set');
    await press(page, 'Publish');
    await send(page, { reason: 'First of its kind' });
    await page.locator('#toast', { hasText: 'version 1 of repair-shop' }).waitFor();
    const offer = await answerTo(page, '/personas check repair-shop size:full swap:age,gender', 'Mentioned by Wanda', 'offer-full');
    await offer.getByRole('button', { name: /^Run it/ }).click();
    const end = page.locator('.channel', { hasText: /Check of Repair shop.*Done: ([\d,]+) of \1 calls/s });
    await end.waitFor({ timeout: 200_000 });
    expect(problems).toEqual([]);
  });

  test('rests in the channel when its part of the day is used up, and can be stopped there', async () => {
    const env = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'test', PANEL_MODEL: 'm', TOKENS_PER_DAY: '150000' };
    const small = await openPlayground({ paceMs: 20, env });
    try {
      const { page, problems } = await openPage(browser, small.url, { viewport: { width: 390, height: 850 } });
      const offer = await answerTo(page, '/personas check stress-set', 'tokens for checks today', 'offer-days');
      await offer.getByRole('button', { name: /^Run it: 129 calls, about \d days$/ }).click();
      const resting = page.locator('.channel .message', { hasText: /it goes on by itself after \d{4}-\d\d-\d\d, 00:00 UTC/ });
      await resting.waitFor(waiting);
      // The answer to the button lies over the channel.
      await page.keyboard.press('Escape');
      if (pictures) await resting.screenshot({ path: `${pictures}/resting.png` });
      expect(await findings(page)).toEqual([]);
      await resting.getByRole('button', { name: 'Stop' }).click();
      await page.locator('.channel .message', { hasText: /Stopped by .* after \d+ of 129 calls/ }).waitFor(waiting);
      expect(problems).toEqual([]);
    } finally {
      await small.close();
    }
  });

  test.each(cases)('is reported: $colorScheme, $width wide', async ({ colorScheme, width }) => {
    const { page, problems } = await openPage(browser, app.url, { colorScheme, viewport: { width, height: 850 } });
    const report = await answerTo(page, '/personas check report stress-set', 'Costume test', `report-${colorScheme}-${width}`);
    expect(await report.textContent()).toContain('Test-retest and drift');
    expect(await findings(page)).toEqual([]);
    expect((await overflow(page)) + (await tooWide(page)) + (await narrowCells(page))).toBe(0);
    const full = await answerTo(page, '/personas check report repair-shop', 'Swap audit', `report-full-${colorScheme}-${width}`);
    expect(await full.textContent()).toContain('Wanda, age: 0.');
    expect(await findings(page)).toEqual([]);
    expect((await overflow(page)) + (await tooWide(page)) + (await narrowCells(page))).toBe(0);
    await answerTo(page, '/personas check repair-shop', 'What it takes', `offer-again-${colorScheme}-${width}`);
    expect(problems).toEqual([]);
  });
});
