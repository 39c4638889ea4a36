import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostProblem, originProblem, readerProblem, typeProblem } from '../../src/adapters/web/guard.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { invoke, send } from '../fakes/playground-http.ts';

describe('the host a request names', () => {
  test.each(['127.0.0.1', '127.0.0.1:3000', 'localhost:3000', 'LOCALHOST', '[::1]:3000', '[::1]'])('%s is the playground’s own', (host) => {
    expect(hostProblem(host, '127.0.0.1')).toBeUndefined();
  });

  test.each([
    'evil.example',
    'localhost.evil.example:3000',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '0.0.0.0:3000',
    '::1',
    '',
    'localhost:x',
  ])('“%s” is not', (host) => {
    expect(hostProblem(host, '127.0.0.1')).toMatch(/^This address/);
  });

  test('the configured host is allowed, and a missing one is not', () => {
    expect(hostProblem('board.internal:3000', 'board.internal')).toBeUndefined();
    expect(hostProblem('[fd00::7]:3000', 'fd00::7')).toBeUndefined();
    expect(hostProblem(undefined, '127.0.0.1')).toBeDefined();
  });
});

describe('who asks for a change', () => {
  const host = '127.0.0.1:3000';
  test.each([
    ['the page itself', { origin: 'http://127.0.0.1:3000', fetchSite: 'same-origin' }, true],
    ['a tool without an Origin', { origin: undefined, fetchSite: undefined }, true],
    ['the page by a browser that sends no Origin', { origin: undefined, fetchSite: 'same-origin' }, true],
    ['another site', { origin: 'https://evil.example', fetchSite: 'cross-site' }, false],
    ['another port of this machine', { origin: 'http://127.0.0.1:4000', fetchSite: 'same-site' }, false],
    ['another name of this machine', { origin: 'http://localhost:3000', fetchSite: 'cross-site' }, false],
    ['a sandboxed frame', { origin: 'null', fetchSite: 'cross-site' }, false],
    ['another site without an Origin', { origin: undefined, fetchSite: 'cross-site' }, false],
    ['another port without an Origin', { origin: undefined, fetchSite: 'same-site' }, false],
  ])('%s', (_who, sender, allowed) => {
    expect(originProblem({ host, ...sender }) === undefined).toBe(allowed);
  });

  test('another site may not read the chat either', () => {
    expect(readerProblem('cross-site')).toBeDefined();
    expect(readerProblem('same-site')).toBeDefined();
    expect(readerProblem('none')).toBeUndefined();
  });

  test('a content type counts by its name, without parameters', () => {
    expect(typeProblem('application/json; charset=utf-8', 'application/json')).toBeUndefined();
    expect(typeProblem('text/plain', 'application/json')).toBeDefined();
    expect(typeProblem(undefined, 'application/json')).toBeDefined();
  });
});

describe('the guard in front of the running playground', () => {
  let app: Awaited<ReturnType<typeof startScriptedPlayground>>;
  beforeAll(async () => {
    app = await startScriptedPlayground();
  });
  afterAll(() => app.close());
  const line = { deliveryKey: 'guard-key-1', line: 'Save money' };

  test.each(['/', '/api/state', '/api/events', '/healthz', '/metrics', '/assets/main.ts'])(
    'a foreign Host gets one sentence from %s',
    async (path) => {
      const answer = await send(app.url, { path, headers: { host: 'evil.example' } });
      expect(answer.status).toBe(403);
      expect(answer.text).toMatch(/^This address[^.]+\.0\.0\.1[^.]*\.$/);
    },
  );

  test.each([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['no Origin, sent by another site', { origin: '', 'sec-fetch-site': 'cross-site' }],
    ['a form’s content type', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
  ])('refuses %s and asks the application nothing', async (_what, headers) => {
    const answer = await invoke(app.url, line, headers);
    expect(answer.status).toBe(403);
    expect(app.invocations).toHaveLength(0);
  });

  test('refuses an import that is not a plain stream of bytes', async () => {
    const answer = await send(app.url, {
      path: '/api/import?key=k',
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data' },
      body: 'x',
    });
    expect(answer.status).toBe(403);
  });

  test('every answer carries the security headers, refusals and errors included, and none opens the door to other sites', async () => {
    for (const [path, headers] of [
      ['/', {}],
      ['/nowhere', {}],
      ['/api/state', {}],
      ['/', { host: 'evil.example' }],
    ] as const) {
      const answer = await send(app.url, { path, headers });
      expect(answer.headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['referrer-policy']).toBe('no-referrer');
      expect(answer.headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('a preflight from another site is refused', async () => {
    const answer = await send(app.url, { path: '/api/invoke', method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(answer.status).toBe(403);
  });
});
