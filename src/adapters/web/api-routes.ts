import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { bodyLimit } from 'hono/body-limit';
import { wordLanguage } from '../../core/command-words.ts';
import type { BacktestDesk } from '../../ports/backtest-desk.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Pictures } from '../../ports/pictures.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import { addBacktestRoutes } from './backtest.ts';
import { readPage, readThread } from './chat-pages.ts';
import { EventStream, resumePoint } from './event-stream.ts';
import { takesOnly } from './guard.ts';
import { type InvokeParts, invoke, invokeImport } from './invoke.ts';
import { readForecasts, streamLedger } from './record.ts';
import { findFileAction, readChartRequest, readImportRequest, readInvokeRequest } from './requests.ts';
import { FileTooLarge, maxImportBytes, type Spool } from './spool.ts';
import { readState, type StateParts } from './state.ts';
import type { WireImports, WirePage } from './wire.ts';

/** Largest JSON body: a stimulus has 2,000 characters, and a typed line that is far too long must still be refused by name. */
const maxJsonBytes = 64 * 1024;
const mostStreams = 64;
const tooLarge = `The file is larger than ${maxImportBytes / 1024 / 1024} MB. Split it and import the parts one after the other.`;

/** What the page's own interface needs. */
export type ApiParts = InvokeParts &
  StateParts &
  Readonly<{
    pictures: Pictures;
    ledger: Ledger;
    backtests: BacktestDesk;
    batches: QuoteIndex['batches'];
    clock: Clock;
    spool: Spool;
    streams: Set<EventStream>;
  }>;

/** The first language of the browser that there are words in. */
const languageOf = (c: Context): string =>
  accepts(c, {
    header: 'Accept-Language',
    supports: [],
    default: 'en',
    match: (wanted) => wanted.flatMap(({ type, q }) => (q > 0 ? (wordLanguage(type) ?? []) : [])).at(0) ?? 'en',
  });

/** Parts of the chat that a fresh page does not get: what came before, and one thread. */
const addChatRoutes = (app: Hono, parts: ApiParts): void => {
  app.get('/api/earlier', async (c) => {
    const before = Number(c.req.query('before'));
    if (!Number.isSafeInteger(before) || before < 1) return c.text('This is not a part of the chat.', 400);
    return c.json(await readPage(parts, before), 200, { 'cache-control': 'no-store' });
  });
  app.get('/api/thread', async (c) => {
    const entries = await readThread(parts, c.req.query('id') ?? '');
    return c.json({ entries } satisfies WirePage, 200, { 'cache-control': 'no-store' });
  });
};

/** State and events: what the page reads. */
export const addReadRoutes = (app: Hono, parts: ApiParts): void => {
  app.get('/api/state', async (c) => c.json(await readState(parts, languageOf(c)), 200, { 'cache-control': 'no-store' }));
  app.get('/api/events', (c) => {
    if (parts.streams.size >= mostStreams) return c.text('Too many pages are open. Close some of them.', 503);
    const outgoing = (c.env as Partial<HttpBindings>).outgoing;
    const stream = new EventStream({
      ...parts,
      after: resumePoint(c.req.header('last-event-id'), c.req.query('after')),
      onStuck: () => outgoing?.destroy(),
      onClose: () => parts.streams.delete(stream),
    });
    parts.streams.add(stream);
    return c.body(stream.body, 200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  });
  addChatRoutes(app, parts);
  addRecordRoutes(app, parts);
  app.get('/api/imports', async (c) => {
    const running = (await parts.batches(parts.space)).filter(({ state }) => state === 'importing');
    const imports: WireImports = running.map(({ fileName, quotes }) => ({ fileName, quotes }));
    return c.json(imports, 200, { 'cache-control': 'no-store' });
  });
  app.get('/api/chart.svg', async (c) => {
    const asked = readChartRequest(c.req.query());
    if (!asked) return c.text('This is not a chart that the playground can draw.', 400);
    const drawing = await parts.pictures.svg(asked.chart, asked.theme);
    return c.body(drawing, 200, { 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'private, max-age=3600' });
  });
};

const maxRow = 1e15;

/** The record: forecasts by the page, and the whole ledger as a file. */
const addRecordRoutes = (app: Hono, { ledger, space }: ApiParts): void => {
  app.get('/api/forecasts', async (c) => {
    const before = Number(c.req.query('before') ?? maxRow);
    if (!Number.isInteger(before)) return c.text('This is not a page of the record.', 400);
    return c.json(await readForecasts(ledger, space, before), 200, { 'cache-control': 'no-store' });
  });
  for (const [format, type] of [
    ['csv', 'text/csv; charset=utf-8'],
    ['json', 'application/json'],
  ] as const) {
    app.get(`/api/ledger.${format}`, (c) =>
      c.body(streamLedger(ledger, space, format), 200, {
        'content-type': type,
        'content-disposition': `attachment; filename="sounding-board-ledger.${format}"`,
        'cache-control': 'no-store',
      }),
    );
  }
};

const importFile = async (c: Context, parts: ApiParts): Promise<Response> => {
  const request = readImportRequest(c.req.query());
  if (!request || !findFileAction(parts.commands, request)) return c.text('This is not an import that the playground knows.', 400);
  if (Number(c.req.header('content-length') ?? 0) > maxImportBytes) return c.text(tooLarge, 413);
  const { body } = c.req.raw;
  if (!body) return c.text('There is no file in this request.', 400);
  try {
    return c.json(await parts.spool.hold(request.fileName, body, (file) => invokeImport(parts, request, file)));
  } catch (cause) {
    if (cause instanceof FileTooLarge) return c.text(tooLarge, 413);
    parts.log.warn('web.import.broken-off');
    return c.text('The file did not arrive whole. Nothing was imported; send it again.', 400);
  }
};

/** Invoke and import: what the page changes. */
export const addWriteRoutes = (app: Hono, parts: ApiParts): void => {
  const limit = bodyLimit({
    maxSize: maxJsonBytes,
    onError: (c) => c.text('That is more than 64 KB. Shorten it and send it again.', 413),
  });
  app.post('/api/invoke', takesOnly('application/json'), limit, async (c) => {
    const request = readInvokeRequest(await c.req.json().catch(() => undefined));
    return request ? c.json(await invoke(parts, request)) : c.text('This is not a request that the playground knows.', 400);
  });
  app.post('/api/import', takesOnly('application/octet-stream'), (c) => importFile(c, parts));
  addBacktestRoutes(app, parts);
};
