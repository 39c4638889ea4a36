import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Hono } from 'hono';

/** Every file of the page. Explicit, so that a file which is not listed cannot be read, and no path is ever built from a request. */
export const assetNames = [
  'index.html',
  'mark.svg',
  'tokens.css',
  'layout.css',
  'rail.css',
  'message.css',
  'blocks.css',
  'answer.css',
  'speech.css',
  'figures.css',
  'quote.css',
  'record.css',
  'private.css',
  'composer.css',
  'welcome.css',
  'dialog.css',
  'announce.ts',
  'api.ts',
  'ask-dialog.ts',
  'avatar.ts',
  'backtest.ts',
  'blocks.ts',
  'catalogue.ts',
  'chart.ts',
  'channel.ts',
  'combobox.ts',
  'completion.ts',
  'composer.ts',
  'csv.ts',
  'declared-form.ts',
  'dialog.ts',
  'dom.ts',
  'earlier.ts',
  'entry.ts',
  'events.ts',
  'export-buttons.ts',
  'facts.ts',
  'answer.ts',
  'form-dialog.ts',
  'form-fields.ts',
  'glyph.ts',
  'icons.ts',
  'import-dialog.ts',
  'import-form.ts',
  'import-progress.ts',
  'json-lines.ts',
  'main.ts',
  'measures.ts',
  'message.ts',
  'odds.ts',
  'presses.ts',
  'quote.ts',
  'rail.ts',
  'record.ts',
  'rich-text.ts',
  'save-file.ts',
  'spread.ts',
  'store.ts',
  'thread.ts',
  'timeline.ts',
  'welcome.ts',
] as const;

/** One file as served. */
export type Asset = Readonly<{ body: string; type: string; etag: string }>;

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  ts: 'text/javascript; charset=utf-8',
};

const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const stripTypes = async (sources: readonly string[]): Promise<readonly string[]> => {
  const worker = new Worker(new URL('./strip-worker.ts', import.meta.url), {
    workerData: sources,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [stripped] = (await once(worker, 'message')) as [readonly string[]];
  return stripped;
};

/** Reads the page's files once and takes the types out of its modules. Rejects when one is missing or is not erasable. */
export const loadAssets = async (): Promise<ReadonlyMap<string, Asset>> => {
  const sources = await Promise.all(assetNames.map((name) => readFile(new URL(`./client/${name}`, import.meta.url), 'utf8')));
  const isModule = (index: number) => assetNames[index]?.endsWith('.ts') ?? false;
  const stripped = await stripTypes(sources.filter((_, index) => isModule(index)));
  const modules = stripped.values();
  return new Map(
    assetNames.map((name, index) => {
      const body = isModule(index) ? (modules.next().value ?? '') : (sources[index] ?? '');
      const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
      return [name, { body, type: types[extensionOf(name)] ?? 'text/plain', etag }];
    }),
  );
};

/** Serves the page at `/` and its files under `/assets/`. Always asked again and rarely sent again: a restart may bring a new page. */
export const addAssetRoutes = (app: Hono, load: () => Promise<ReadonlyMap<string, Asset>>): void => {
  const serve = async (name: string, known: string | undefined): Promise<Response> => {
    const asset = (await load()).get(name);
    if (!asset) return new Response('There is no such file.', { status: 404 });
    const headers = { 'content-type': asset.type, etag: asset.etag, 'cache-control': 'no-cache' };
    return known === asset.etag ? new Response(null, { status: 304, headers }) : new Response(asset.body, { headers });
  };
  app.get('/', (c) => serve('index.html', c.req.header('if-none-match')));
  app.get('/favicon.ico', (c) => serve('mark.svg', c.req.header('if-none-match')));
  app.get('/assets/:name', (c) => serve(c.req.param('name'), c.req.header('if-none-match')));
};
