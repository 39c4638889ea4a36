import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { isThere } from '../fakes/needs.ts';

const executablePath = '/usr/bin/chromium';

/** False, with a sentence, where there is no browser to test with. */
export const hasChromium = isThere(executablePath, 'Chromium');

/** Starts the browser. `--no-sandbox` because containers run as root; it only ever opens our own page. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A page, and everything on it that should not happen: errors, dialogs, requests to other addresses. */
export type Watched = Readonly<{ page: Page; problems: readonly string[] }>;

/** Opens the playground in a fresh context and watches it. */
export const openPage = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A refused connection while the server is down is what the banner speaks of.
    if (message.type() === 'error' && !message.text().includes('ERR_')) problems.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) problems.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForSelector('#line');
  return { page, problems };
};

/** Something that a test started and that has to end with it. */
type Kept = Readonly<{ close: () => unknown }>;

/** The browser of a file of tests: started before the first, closed after the last. What a test keeps is closed after it, the newest first. */
export const useBrowser = () => {
  let browser: Browser | undefined;
  const kept: Kept[] = [];
  beforeAll(async () => {
    if (hasChromium) browser = await launch();
  });
  afterEach(async () => {
    for (const one of kept.splice(0).toReversed()) await one.close();
  });
  afterAll(() => browser?.close());
  return {
    keep: <T extends Kept>(one: T): T => {
      kept.push(one);
      return one;
    },
    openPage: (url: string, options?: BrowserContextOptions): Promise<Watched> => {
      if (!browser) throw new Error('the browser is started before the first test');
      return openPage(browser, url, options);
    },
  };
};

/** Types a line and sends it with Enter. */
export const say = async (page: Page, line: string): Promise<void> => {
  await page.locator('#line').fill(line);
  await page.locator('#line').press('Escape');
  await page.locator('#line').press('Enter');
};

/** Waits until the newest panel's progress says this. */
export const waitForProgress = (page: Page, pattern: RegExp): Promise<void> =>
  page.locator('.channel .progress-text').last().filter({ hasText: pattern }).waitFor({ timeout: 30_000 });

/** What a piece of script in the page answers. Text, because the types of a page are not those of these tests. */
export const ask = <Answer>(page: Page, script: string): Promise<Answer> => page.evaluate<Answer>(script);

/** How far the page sticks out sideways, in pixels. */
export const overflow = (page: Page): Promise<number> => ask(page, 'document.documentElement.scrollWidth - innerWidth');
