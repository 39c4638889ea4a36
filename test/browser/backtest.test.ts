import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { choiceText } from '../fakes/language-model.ts';
import { startModelServer } from '../fakes/model-server.ts';
import { ask, hasChromium, overflow, useBrowser } from './browser.ts';
import { findings, focused, tooWide } from './look.ts';
import { openPlayground } from './open-playground.ts';

const { keep, openPage } = useBrowser();

const waiting = { timeout: 30_000 } as const;
const limits = { TOKENS_PER_DAY: '1000000000', TOKENS_PER_PERSON_AND_HOUR: '1000000000' } as const;

const open = async (latencyMs: number, colorScheme: 'light' | 'dark' = 'light', width = 1280) => {
  const model = keep(await startModelServer({ latencyMs, answer: () => choiceText([0.6, 0.3, 0.1]) }));
  const env = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'test', PANEL_MODEL: 'test-model', ...limits };
  const app = keep(await openPlayground({ paceMs: 50, env }));
  const watched = await openPage(app.url, { colorScheme, viewport: { width, height: 900 } });
  await watched.page.goto(`${app.url}/#record`);
  return { ...watched, app, model };
};

const file = (tests: number) => ({
  name: 'past.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'option_a,option_b,winner',
      ...Array.from({ length: tests }, (_, at) => `Save money ${at},Save more money today ${at},${at % 3 ? 'a' : 'b'}`),
      '',
    ].join('\n'),
  ),
});

const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['SHOTS'];
  if (folder === undefined) return;
  await ask(page, `document.querySelector('.backtest').scrollIntoView()`);
  await page.screenshot({ path: join(folder, `backtest-${name}.png`) });
};

const press = async (page: Page, name: string): Promise<void> => {
  const target = page.locator('.backtest').getByRole('button', { name });
  await target.waitFor(waiting);
  await target.focus();
  await page.keyboard.press('Enter');
};
const words = (page: Page, text: string | RegExp) => page.locator('.backtest-progress', { hasText: text }).waitFor(waiting);

const choose = async (page: Page, tests: number): Promise<void> => {
  await page.getByLabel('CSV file with tests of the past').setInputFiles(file(tests));
  await page.getByLabel('Persona set').selectOption({ index: 0 });
  await press(page, 'What would it take?');
};

describe.skipIf(!hasChromium)('a backtest in the browser', () => {
  test('choose, see the cost, start, watch, stop, restart the bot, go on, and see the scores: by keyboard', {
    timeout: 180_000,
  }, async () => {
    const { page, problems, app: opened, model } = await open(400);
    const seen: Record<string, readonly string[]> = {};
    const look = async (state: string) => {
      await shot(page, state);
      seen[state] = await findings(page);
    };
    const section = page.locator('.backtest');
    expect(await section.textContent()).toContain('a language model may have seen old tests');
    await look('choose');
    await choose(page, 12);
    await words(page, 'Not started: 0 of 12');
    expect(await page.locator('.backtest .estimate').textContent()).toMatch(
      /^12 tests\. 5 personas and the control for each of 12: at most [\d,]+ tokens/,
    );
    expect(model.calls.length).toBe(0);
    // The button that was pressed is gone, and the focus is not lost.
    expect(await focused(page)).toBe('Tests of the past');
    await look('asked');
    await press(page, 'Start');
    await words(page, /Running: [2-9] of 12/);
    expect(await section.locator('.backtest-scores').textContent()).toContain('too few to tell');
    await look('running');
    await press(page, 'Stop');
    await words(page, /Stopped: \d+ of 12/);
    await press(page, 'Go on');
    await words(page, /Running: \d+ of 12/);
    await opened.restart(100);
    await words(page, /Stopped: \d+ of 12/);
    expect(await section.textContent()).toContain('The bot was started anew while this ran');
    await look('stopped');
    await press(page, 'Go on');
    await words(page, 'Done: 12 of 12');
    const scores = (await section.locator('.backtest-scores').textContent()) ?? '';
    for (const said of [
      '12 tests run, 12 with an outcome',
      'longer headline',
      'the model without personas',
      'Not part of the track record',
    ])
      expect(scores).toContain(said);
    await section.locator('.chart img').first().scrollIntoViewIfNeeded();
    await expect.poll(() => ask<number>(page, `document.querySelector('.backtest .chart img').naturalWidth`), waiting).toBeGreaterThan(300);
    await look('done');
    await press(page, 'Discard');
    await expect.poll(() => page.locator('.backtest-progress').count()).toBe(0);
    for (const [state, found] of Object.entries(seen)) expect([state, found]).toEqual([state, []]);
    expect(problems).toEqual([]);
  });

  const looks = [
    { colorScheme: 'light', width: 360 },
    { colorScheme: 'dark', width: 360 },
    { colorScheme: 'light', width: 1600 },
    { colorScheme: 'dark', width: 1600 },
  ] as const;
  test.each(looks)('its scores, $colorScheme, $width wide', { timeout: 120_000 }, async ({ colorScheme, width }) => {
    const { page, problems } = await open(0, colorScheme, width);
    await shot(page, `form-${colorScheme}-${width}`);
    await choose(page, 4);
    await press(page, 'Start');
    await words(page, 'Done: 4 of 4');
    await page.locator('.backtest .chart img').first().scrollIntoViewIfNeeded();
    await expect.poll(() => ask<number>(page, `document.querySelector('.backtest .chart img').naturalWidth`), waiting).toBeGreaterThan(300);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await tooWide(page)).toBe(0);
    expect(await findings(page)).toEqual([]);
    await shot(page, `${colorScheme}-${width}`);
    expect(problems).toEqual([]);
  });
});
