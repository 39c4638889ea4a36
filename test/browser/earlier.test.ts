import { describe, expect, test } from 'vitest';
import { createHub } from '../../src/adapters/web/hub.ts';
import { localSpace } from '../../src/core/ids.ts';
import { appendPanels, lineOf } from '../fakes/long-chat.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { createMemoryTranscript } from '../fakes/playground-transcript.ts';
import { hasChromium, useBrowser } from './browser.ts';
import { focused } from './look.ts';

const { keep, openPage } = useBrowser();

const start = async (panels: number) => {
  const transcript = createMemoryTranscript();
  const hub = createHub();
  const roots = await appendPanels(transcript, 1, panels, 9);
  const app = keep(await startScriptedPlayground({ transcript, hub }));
  /** Adds a line to a thread as a panel does. */
  const add = async (panel: number, line: number) => {
    await transcript.append(localSpace, {
      key: `${panel}/${line}`,
      channel: 'panels',
      thread: roots[panel - 1] ?? '',
      content: lineOf(panel, line),
    });
    hub.wake();
  };
  return { url: app.url, roots, add, transcript, hub };
};

describe.skipIf(!hasChromium)('a long chat in the browser', () => {
  test('brings earlier panels by keyboard, whole and in order, until the beginning', async () => {
    const { url } = await start(50);
    const { page, problems } = await openPage(url);
    const shown = () => page.locator('.channel .root').evaluateAll((nodes) => nodes.map((node) => Number(node.getAttribute('data-panel'))));
    const upTo = (first: number) => Array.from({ length: 51 - first }, (_, index) => first + index);
    await expect.poll(shown).toEqual(upTo(31));
    const more = page.getByRole('button', { name: 'Show earlier panels' });
    await page.locator('.channel .scroller').focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Show earlier panels');
    await page.keyboard.press('Enter');
    await expect.poll(shown).toEqual(upTo(11));
    // Reading goes on at the newest of what was brought.
    await expect.poll(() => page.locator(':focus').getAttribute('data-panel')).toBe('30');
    expect(await page.locator('.channel .root[data-panel="30"]').textContent()).toContain('9 messages in the thread');
    await expect.poll(() => page.locator('#announcer').textContent()).toContain('Earlier panels are shown.');
    await more.press('Enter');
    await expect.poll(shown).toEqual(upTo(1));
    await more.waitFor({ state: 'hidden' });
    expect(problems).toEqual([]);
  });

  test('shows live what changes in a panel that it has not brought yet, whole', async () => {
    const { url, add } = await start(50);
    const { page, problems } = await openPage(url);
    await page.locator('.channel .root[data-panel="50"]').waitFor();
    expect(await page.locator('.channel .root[data-panel="3"]').count()).toBe(0);
    await add(3, 10);
    const old = page.locator('.channel .root[data-panel="3"]');
    await expect.poll(() => old.textContent()).toContain('10 messages in the thread');
    await old.locator('.thread-link').click();
    await page.locator('.thread', { hasText: 'Line 1 of panel 3.' }).waitFor();
    await add(50, 10);
    await expect.poll(() => page.locator('.channel .root[data-panel="50"]').textContent()).toContain('10 messages in the thread');
    // Nothing comes twice when the rest is brought.
    for (let part = 0; part < 2; part += 1) {
      await page.getByRole('button', { name: 'Show earlier panels' }).click();
      await expect.poll(() => page.locator('.channel .root').count()).toBe([41, 50][part]);
    }
    expect(await page.locator('.channel .root[data-panel="3"]').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  test('opens a thread that an address names, however old', async () => {
    const { url, roots } = await start(50);
    const { page } = await openPage(`${url}/#thread-${roots[1]}`);
    await page.locator('.thread', { hasText: 'Line 9 of panel 2.' }).waitFor();
  });

  test('offers nothing earlier where everything is shown, and says when it cannot be had', async () => {
    const short = await start(3);
    const few = await openPage(short.url);
    await few.page.locator('.channel .root[data-panel="3"]').waitFor();
    expect(await few.page.getByRole('button', { name: 'Show earlier panels' }).isVisible()).toBe(false);
    const { url } = await start(50);
    const { page } = await openPage(url);
    await page.route('**/api/earlier*', (route) => route.fulfill({ status: 500, body: '' }));
    await page.getByRole('button', { name: 'Show earlier panels' }).click();
    await page.locator('.earlier [role=status]', { hasText: 'did not answer' }).waitFor();
    await page.unroute('**/api/earlier*');
    await page.getByRole('button', { name: 'Show earlier panels' }).click();
    await expect.poll(() => page.locator('.channel .root').count()).toBe(40);
  });
});
