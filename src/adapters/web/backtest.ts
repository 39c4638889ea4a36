import type { Context, Hono } from 'hono';
import { isRefusal, type Refusal } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import { notice } from '../../core/labels.ts';
import type { BacktestDesk, BacktestState } from '../../ports/backtest-desk.ts';
import { toWire } from './content.ts';
import { takesOnly } from './guard.ts';
import { localPerson } from './invoke.ts';
import { FileTooLarge, type Spool } from './spool.ts';
import { webLimits } from './surface.ts';
import type { BacktestAnswer } from './wire.ts';

/* A set run over tests of the past, for the page: choose, see the cost, start, watch, stop. */

type Parts = Readonly<{ backtests: BacktestDesk; space: SpaceId; spool: Spool }>;

const toAnswer = (state: BacktestState | Refusal | undefined): BacktestAnswer => {
  if (state === undefined) return {};
  if (isRefusal(state)) return { refused: state.userMessage };
  const { blocks, ...run } = state;
  const summary = `${run.done} of ${run.tests} tests of the past`;
  return { run, ...(blocks.length > 0 ? { scores: toWire(notice({ summary, blocks }, webLimits)) } : {}) };
};

const mostUnits = 200;
const mostLimit = 1_000;

const propose = async (c: Context, { backtests, space, spool }: Parts): Promise<Response> => {
  const { name = '', set = '', limit = '' } = c.req.query();
  const isRead = name !== '' && name.length <= mostUnits && set !== '' && set.length <= mostUnits;
  const { body } = c.req.raw;
  if (!isRead || !/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > mostLimit || !body)
    return c.text(`Choose a file, a set and 1 to ${mostLimit} tests.`, 400);
  try {
    const request = { set, limit: Number(limit), actor: localPerson };
    return c.json(await spool.hold(name, body, async (file) => toAnswer(await backtests.propose(space, { ...request, file }))));
  } catch (cause) {
    if (cause instanceof FileTooLarge) return c.text('The file is too large. Split it.', 413);
    throw cause;
  }
};

/** Routes of the page for backtests. */
export const addBacktestRoutes = (app: Hono, parts: Parts): void => {
  const { backtests, space } = parts;
  app.get('/api/backtest', async (c) => c.json(toAnswer(await backtests.state(space)), 200, { 'cache-control': 'no-store' }));
  app.post('/api/backtest/file', takesOnly('application/octet-stream'), (c) => propose(c, parts));
  const actions = {
    start: () => backtests.start(space, localPerson),
    stop: () => backtests.stop(space),
    drop: () => backtests.drop(space),
  };
  for (const [name, act] of Object.entries(actions))
    app.post(`/api/backtest/${name}`, takesOnly('application/json'), async (c) => c.json(toAnswer(await act())));
};
