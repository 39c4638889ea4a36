import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Asset, assetNames, loadAssets } from '../../src/adapters/web/assets.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { send } from '../fakes/playground-http.ts';

const client = new URL('../../src/adapters/web/client/', import.meta.url);
let assets: ReadonlyMap<string, Asset>;
let app: Awaited<ReturnType<typeof startScriptedPlayground>>;
beforeAll(async () => {
  assets = await loadAssets();
  app = await startScriptedPlayground();
});
afterAll(() => app.close());

test('every file of the page is on the list, and nothing else is', async () => {
  const files = (await readdir(client)).filter((name) => name !== 'tsconfig.json');
  expect([...assetNames].toSorted()).toEqual(files.toSorted());
  expect(files.length).toBeGreaterThan(30);
});

test('the modules are served without types, and import each other by the names under which they are served', () => {
  for (const [name, { body, type }] of assets) {
    if (!name.endsWith('.ts')) continue;
    expect(type).toBe('text/javascript; charset=utf-8');
    expect(body, name).not.toMatch(/^(import type|export type|interface) /m);
    for (const [, from] of body.matchAll(/from '(.*?)'/g)) expect(assetNames).toContain(from?.replace('./', ''));
  }
});

test('no file of the page holds an inline script, an inline style or a foreign address', () => {
  const html = assets.get('index.html')?.body ?? '';
  expect(html.match(/<script\b/g)).toHaveLength(1);
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  for (const [name, { body }] of assets) {
    const addresses = [...body.matchAll(/https?:\/\/[^\s'"`)<]+/g)].map(([address]) => address);
    expect({ name, addresses: addresses.filter((address) => address !== 'http://www.w3.org/2000/svg') }).toEqual({ name, addresses: [] });
  }
});

test('no module of the page parses text as markup or runs it', async () => {
  for (const name of assetNames.filter((asset) => asset.endsWith('.ts'))) {
    const source = await readFile(new URL(name, client), 'utf8');
    expect(source, name).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|setHTML/);
  }
});

test('a file is sent once and then only asked for', async () => {
  const first = await send(app.url, { path: '/assets/main.ts' });
  expect(first.status).toBe(200);
  const again = await send(app.url, { path: '/assets/main.ts', headers: { 'if-none-match': String(first.headers['etag']) } });
  expect([again.status, again.text]).toEqual([304, '']);
});

test.each(['/assets/tsconfig.json', '/assets/..%2fplayground.ts', '/assets/%2e%2e/wire.ts', '/assets/__proto__', '/assets/'])(
  '%s is not there',
  async (path) => {
    expect((await send(app.url, { path })).status).toBe(404);
  },
);
