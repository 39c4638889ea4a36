import { afterEach, describe, expect, test } from 'vitest';
import type { BacktestAnswer } from '../../src/adapters/web/wire.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { type RawAnswer, send } from '../fakes/playground-http.ts';

let app: Awaited<ReturnType<typeof startScriptedPlayground>> | undefined;
afterEach(() => app?.close());

const own = { 'sec-fetch-site': 'same-origin' } as const;
const csv = 'option_a,option_b,winner\nSave,Save money today,b\nTwo,Three four?,a\n<img src=x>,Plain and longer,b\n';
const query = { name: 'past.csv', set: 'everyday-shoppers', limit: '2' };

const sendFile = (url: string, body: string, change: Readonly<Record<string, string>> = {}, headers: Record<string, string> = own) =>
  send(url, {
    path: `/api/backtest/file?${new URLSearchParams({ ...query, ...change }).toString()}`,
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    body,
  });
const act = (url: string, what: string, headers: Record<string, string> = own) =>
  send(url, { path: `/api/backtest/${what}`, method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
const read = (answer: RawAnswer): BacktestAnswer => JSON.parse(answer.text) as BacktestAnswer;
const look = async (url: string): Promise<BacktestAnswer> => read(await send(url, { path: '/api/backtest' }));

describe('a backtest on the page', () => {
  test('is chosen, started, seen to its end with labelled scores, and discarded', async () => {
    app = await startScriptedPlayground();
    const { url } = app;
    expect(await look(url)).toEqual({});
    const { run, scores } = read(await sendFile(url, csv));
    expect(run).toMatchObject({ status: 'asked', file: 'past.csv', tests: 2, leftOut: 1, done: 0 });
    expect(run?.estimate).toContain('only the simple rules are scored');
    expect(scores).toBeUndefined();
    expect(await app.spooled()).toEqual([]);
    expect(read(await act(url, 'start')).run?.status).toBe('running');
    await expect.poll(async () => (await look(url)).run?.status).toBe('done');
    const done = await look(url);
    expect(done.run).toMatchObject({ done: 2, used: 0 });
    expect(done.scores?.label).toContain('Not a person');
    expect(JSON.stringify(done.scores?.blocks)).toContain('may have seen them');
    expect(read(await act(url, 'drop'))).toEqual({});
    expect(await look(url)).toEqual({});
  });

  test('refuses what cannot be run with a sentence, and other sites altogether', async () => {
    app = await startScriptedPlayground();
    const { url } = app;
    expect(read(await act(url, 'start')).refused).toContain('Choose a file first');
    expect(read(await sendFile(url, csv, { set: 'nobody' })).refused).toContain('There is no persona set');
    expect(read(await sendFile(url, 'a,b\n1,2\n')).refused).toContain('line 2 without two options');
    for (const limit of ['0', '1001', '-1', 'all', '1e3']) expect((await sendFile(url, csv, { limit })).status).toBe(400);
    expect((await sendFile(url, csv, { name: '' })).status).toBe(400);
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'http://elsewhere.test' };
    expect((await sendFile(url, csv, {}, foreign)).status).toBe(403);
    for (const what of ['start', 'stop', 'drop']) expect((await act(url, what, foreign)).status).toBe(403);
    expect((await send(url, { path: '/api/backtest', headers: foreign })).status).toBe(403);
    expect(await look(url)).toEqual({});
  });

  test('tells of an import of quotes how many rows are stored so far, and nothing of those that are over', async () => {
    const batch = { id: 'b', importedOn: '2026-11-21', author: 'u', fileName: 'reviews.csv', quotes: 1_500 };
    app = await startScriptedPlayground({
      batches: async () => [
        { ...batch, state: 'importing' },
        { ...batch, fileName: 'old.csv', state: 'published' },
      ],
    });
    expect(JSON.parse((await send(app.url, { path: '/api/imports' })).text)).toEqual([{ fileName: 'reviews.csv', quotes: 1_500 }]);
  });
});
