import { describe, expect, test } from 'vitest';
import { hasChromium, say, useBrowser, waitForProgress } from './browser.ts';
import { findings } from './look.ts';
import { openPlayground } from './open-playground.ts';

const { keep, openPage } = useBrowser();

const schemes = ['light', 'dark'] as const;
const widths = [1280, 390] as const;
const cases = schemes.flatMap((colorScheme) => widths.map((width) => ({ colorScheme, width })));

describe.skipIf(!hasChromium)('axe-core finds nothing serious', () => {
  test.each(cases)('$colorScheme, $width wide', async ({ colorScheme, width }) => {
    const app = keep(await openPlayground({ paceMs: 600 }));
    const { page } = await openPage(app.url, { colorScheme, viewport: { width, height: 850 } });
    const seen: Record<string, readonly string[]> = {};
    const look = async (state: string) => {
      seen[state] = await findings(page);
    };
    await look('empty');
    await page.locator('#line').fill('/p');
    await page.locator('.suggestions li').first().waitFor();
    await look('completion open');
    await say(page, 'Cancel anytime, no questions asked | Show me what it costs with one tap');
    await waitForProgress(page, /[1-4] of \d/);
    await look('panel running');
    await waitForProgress(page, /All \d/);
    await say(page, '/nonsense');
    await page.locator('.refusal').waitFor();
    await look('refused');
    if (width < 760) await page.locator('.thread-link').click();
    await look('thread open');
    await page.locator('.thread .action', { hasText: 'Who is this?' }).first().click();
    await page.locator('dialog[open]').waitFor();
    await look('dialog open');
    await page.keyboard.press('Escape');
    if (width < 760) await page.locator('.back').click();
    await page.locator('.attach').click();
    await page.setInputFiles('#import-file', {
      name: 'r.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('review,date\nfine,2026-01-01\n'),
    });
    await page.locator('.mapping').waitFor();
    await look('import open');
    expect(Object.fromEntries(Object.entries(seen).filter(([, problems]) => problems.length > 0))).toEqual({});
    expect(Object.keys(seen)).toHaveLength(7);
  });
});
