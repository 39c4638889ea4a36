import type { Hono } from 'hono';
import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from './metrics.ts';

/** How long the store may take before the process calls itself not ready. */
const readyWithinMs = 500;

/** What an operator's tools ask: alive, ready, figures. `checkStore` rejects when the store cannot be reached. */
export const addOperatorRoutes = (app: Hono, parts: { checkStore: () => Promise<void>; clock: Clock; metrics: Metrics }): void => {
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', async (c) => {
    const late = new AbortController();
    const reached = parts.checkStore().then(
      () => true,
      () => false,
    );
    const ready = await Promise.race([reached, parts.clock.sleep(readyWithinMs, late.signal).then(() => false)]);
    late.abort();
    return ready ? c.text('ready') : c.text('The store did not answer.', 503);
  });
  app.get('/metrics', async () => {
    const { text, contentType } = await parts.metrics.render();
    return new Response(text, { headers: { 'content-type': contentType } });
  });
};
