import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLedger } from '../../src/adapters/memory/ledger.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import type { WireForecasts } from '../../src/adapters/web/wire.ts';
import { localSpace, spaceId } from '../../src/core/ids.ts';
import type { OutcomeResult } from '../../src/core/ledger/entry.ts';
import { exportJson } from '../../src/core/ledger/export.ts';
import { aForecast, outcomeOf, pastTest, sealed, sha256, winner } from '../contract/ledger-entries.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { send } from '../fakes/playground-http.ts';

let app: Awaited<ReturnType<typeof startScriptedPlayground>> | undefined;
afterEach(() => app?.close());

const open = async () => {
  const ledger = createMemoryLedger({ clock: systemClock });
  app = await startScriptedPlayground({ ledger });
  return { ledger, url: app.url };
};

const readPage = async (url: string, query = ''): Promise<WireForecasts> =>
  JSON.parse((await send(url, { path: `/api/forecasts${query}` })).text) as WireForecasts;

const counts = (a: number, b: number): OutcomeResult => ({
  kind: 'counts',
  counts: [
    { people: 1_000, chose: a },
    { people: 1_000, chose: b },
  ],
});

describe('the record on the page', () => {
  test('says of each forecast what came of it, and of the pick only what the outcome can tell', async () => {
    const { ledger, url } = await open();
    const results: readonly (readonly [OutcomeResult | undefined, string?])[] = [
      [winner(0)],
      [winner(1)],
      [counts(100, 101)],
      [{ kind: 'withdrawn' }],
      [winner(0), '2000-01-01'],
      [undefined],
    ];
    for (const [at, [result, date = '2099-01-01']] of results.entries()) {
      await ledger.append(localSpace, sealed(`p${at}`, aForecast({ number: at + 1 })));
      if (result) await ledger.append(localSpace, outcomeOf(`p${at}`, result, date));
    }
    const { forecasts, label, older } = await readPage(url);
    expect(forecasts.map(({ panel, verdict, outcome }) => [panel, verdict, outcome.split(' (')[0]])).toEqual([
      [6, 'open', ''],
      [5, 'none', 'Over before the forecast'],
      [4, 'none', 'Withdrawn'],
      [3, 'none', 'Too close to call'],
      [2, 'wrong', 'B won'],
      [1, 'right', 'A won'],
    ]);
    expect(label).toContain('Not a real person');
    expect(older).toBeUndefined();
    for (const { sealedText, commitment } of forecasts) expect(sha256(sealedText)).toBe(commitment);
  });

  test('comes in pages of 25, and a page that is none is refused', async () => {
    const { ledger, url } = await open();
    for (let at = 1; at <= 30; at += 1) await ledger.append(localSpace, sealed(`p${at}`, aForecast({ number: at })));
    const first = await readPage(url);
    expect([first.forecasts.length, first.forecasts[0]?.panel, first.older]).toEqual([25, 30, 6]);
    const second = await readPage(url, `?before=${first.older}`);
    expect([second.forecasts.map(({ panel }) => panel), second.older]).toEqual([[5, 4, 3, 2, 1], undefined]);
    expect((await send(url, { path: '/api/forecasts?before=x' })).status).toBe(400);
  });

  test('goes out as files with a label on every line, as the terminal writes them, and never another space’s', async () => {
    const { ledger, url } = await open();
    await ledger.append(localSpace, sealed('p'));
    await ledger.append(localSpace, outcomeOf('p', winner(0)));
    await ledger.append(localSpace, pastTest('old', winner(1)));
    await ledger.append(spaceId('slack', 'T1'), sealed('theirs', aForecast({ options: ['Their secret', 'b'] })));
    const [csv, json] = await Promise.all(['csv', 'json'].map((format) => send(url, { path: `/api/ledger.${format}` })));
    expect(csv?.headers['content-disposition']).toBe('attachment; filename="sounding-board-ledger.csv"');
    const lines = csv?.text.trimEnd().split('\r\n').slice(1) ?? [];
    expect(lines.map((line) => line.slice(0, 24))).toEqual(['"Forecast by AI personas', '"Test of the past. No fo']);
    const rows = await ledger.rows(localSpace, { after: 0, limit: 9 });
    expect(json?.text).toBe(exportJson(rows, await ledger.head(localSpace)));
    expect(`${csv?.text}${json?.text}`).not.toContain('Their secret');
  });

  test('is not for another site', async () => {
    const { url } = await open();
    const statuses = ['/api/forecasts', '/api/ledger.csv', '/api/ledger.json'].map(
      async (path) => (await send(url, { path, headers: { 'sec-fetch-site': 'cross-site' } })).status,
    );
    expect(await Promise.all(statuses)).toEqual([403, 403, 403]);
  });

  test('of an empty ledger is empty, and its files are whole', async () => {
    const { url } = await open();
    expect((await readPage(url)).forecasts).toEqual([]);
    const { text } = await send(url, { path: '/api/ledger.json' });
    expect((JSON.parse(text) as { rows: unknown[]; head: unknown }).rows).toEqual([]);
  });
});
