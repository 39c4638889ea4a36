import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { ask } from './browser.ts';

type Finding = { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] };

/** What axe-core finds serious or critical on the page as it stands. */
export const findings = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate<Finding[]>('axe.run().then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).join(' / ')}`,
    );
};

/** What may not be on the page, whatever was typed: anything that runs, loads or leads elsewhere. */
export const intruders = (page: Page): Promise<readonly string[]> =>
  ask(
    page,
    `[...document.querySelectorAll('script, img, iframe, object, embed, video, audio, base, meta[http-equiv], a[href], form[action]')]
      .map((node) => node.outerHTML.slice(0, 120))
      .filter((html) => !html.includes('/assets/main.ts') && !html.includes('id="skip"'))`,
  );

/** Scrollers whose content is wider than they are. */
export const tooWide = (page: Page): Promise<number> =>
  ask(
    page,
    `[...document.querySelectorAll('.scroller, .dialog-body')].filter((node) => node.clientWidth > 0 && node.scrollWidth > node.clientWidth).length`,
  );

/** The name of the control that has the focus. */
export const focused = (page: Page): Promise<string> =>
  ask(page, `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? '').trim()`);
