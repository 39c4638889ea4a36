import { Hono } from 'hono';
import { sentences } from '../../core/errors.ts';
import type { BacktestDesk } from '../../ports/backtest-desk.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Pictures } from '../../ports/pictures.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import { type ApiParts, addReadRoutes, addWriteRoutes } from './api-routes.ts';
import { addAssetRoutes, loadAssets } from './assets.ts';
import type { EventStream } from './event-stream.ts';
import { guard } from './guard.ts';
import type { InvokeParts } from './invoke.ts';
import { createMetrics } from './metrics.ts';
import { addOperatorRoutes } from './operator-routes.ts';
import { type Before, createListener } from './server.ts';
import { createSpool } from './spool.ts';
import type { StateParts } from './state.ts';
import { createWebSurface } from './surface.ts';

/**
 * What the web side needs. `health` rejects when the store cannot be reached. `spoolDir` is a folder of its own for files on their way
 * in. `hub` is told of every change of the transcript, whoever makes it. `port` 0 takes any free one. `paceMs` is the shortest time between two messages of a panel.
 */
export type PlaygroundOptions = Omit<InvokeParts, 'metrics'> &
  StateParts &
  Readonly<{
    health: () => Promise<void>;
    pictures: Pictures;
    ledger: Ledger;
    backtests: BacktestDesk;
    /** Imports of quotes, those under way too. */
    batches: QuoteIndex['batches'];
    clock: Clock;
    random: Random;
    paceMs: number;
    spoolDir: string;
    host: string;
    port: number;
    /** False leaves the chat out: only what an operator's tools ask is answered. */
    isPlayground?: boolean;
    before?: Before;
  }>;

/**
 * The playground. `listen` resolves with the address to open and rejects when the port is taken; `close` ends every open page's stream
 * and the listener within a second.
 */
export type Playground = Readonly<{ surface: ChatSurface; listen: () => Promise<{ url: string }>; close: () => Promise<void> }>;

const once = <Result>(load: () => Promise<Result>): (() => Promise<Result>) => {
  let loading: Promise<Result> | undefined;
  return () => (loading ??= load());
};

const buildApp = (options: PlaygroundOptions, parts: ApiParts): Hono => {
  const app = new Hono();
  app.use(guard(options.host));
  if (options.isPlayground !== false) {
    addAssetRoutes(app, once(loadAssets));
    addReadRoutes(app, parts);
    addWriteRoutes(app, parts);
  }
  addOperatorRoutes(app, { checkStore: options.health, clock: options.clock, metrics: parts.metrics });
  app.notFound((c) => c.text('There is nothing here.', 404));
  app.onError((cause, c) => {
    options.log.error('web.fault', cause);
    return c.text(sentences.fault(), 500);
  });
  return app;
};

/** Makes the playground: a chat page for one person on one machine, and the surface that panels post to. */
export const createPlayground = (options: PlaygroundOptions): Playground => {
  const streams = new Set<EventStream>();
  const metrics = createMetrics(
    options.commands.map(({ name }) => name),
    () => streams.size,
  );
  const spool = createSpool(options.spoolDir, options.random.id);
  const app = buildApp(options, { ...options, metrics, spool, streams });
  const listener = createListener(app.fetch, options);
  return {
    surface: createWebSurface({ ...options, onPosted: metrics.posted }),
    listen: async () => {
      await spool.sweep();
      const url = await listener.listen();
      options.log.info('web.listening', { port: Number(new URL(url).port) });
      return { url };
    },
    close: async () => {
      for (const stream of streams) stream.close();
      await listener.close();
    },
  };
};
