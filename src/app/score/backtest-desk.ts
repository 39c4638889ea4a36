import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import { addTally, type Tally } from '../../core/ledger/tally.ts';
import type { Actor } from '../../core/panel/panel.ts';
import { addTokens, costOf, countTokens, noTokens } from '../../core/usage.ts';
import type { BacktestDesk, BacktestRequest, BacktestState } from '../../ports/backtest-desk.ts';
import type { BudgetDesk } from '../../ports/desks.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import type { SetDesk } from '../../ports/set-desk.ts';
import type { Models } from '../models/models.ts';
import { type BacktestRun, type BacktestStep, backtestSeed, stepKey } from './backtest.ts';
import { type BookTokens, describeEstimate, estimateRun, gradeSteps, runBlocks, runSteps } from './backtest-run.ts';
import { type BacktestJob, type BacktestStore, createBacktestStore } from './backtest-store.ts';
import { type PastTest, readPastTests } from './past-tests.ts';

/** Most tests in one run here; the command line takes more. */
const mostTests = 1_000;

type Parts = Readonly<{
  documents: Documents;
  sets: Pick<SetDesk, 'find' | 'list'>;
  budget: Pick<BudgetDesk, 'admit' | 'settle' | 'state'>;
  models?: Models;
  readRows: RowReader;
  isPaused: (space: SpaceId) => Promise<boolean>;
  random: Random;
  log: Log;
}>;

/** A backtest in memory. `tally` is the sum of the grades of `steps`. */
type Loaded = {
  readonly version: number;
  readonly job: BacktestJob;
  readonly run: BacktestRun;
  readonly tests: readonly PastTest[];
  readonly steps: Map<string, BacktestStep>;
  tally: Tally;
};
type Live = Readonly<{ loaded: Loaded; abort: AbortController; done: Promise<void> }>;

class Backtests implements BacktestDesk {
  readonly #parts: Parts;
  readonly #store: BacktestStore;
  readonly #live = new Map<SpaceId, Live>();
  readonly #starting = new Set<SpaceId>();
  /** What was looked at last, because grading a thousand tests takes its time. */
  readonly #seen = new Map<SpaceId, Loaded>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#store = createBacktestStore(parts.documents);
  }

  readonly state = async (space: SpaceId): Promise<BacktestState | undefined> => {
    const live = this.#live.get(space)?.loaded;
    const loaded = live ?? (await this.#load(space));
    return loaded && this.#describe(loaded, live !== undefined);
  };

  readonly propose = async (space: SpaceId, { file, set: name, limit }: BacktestRequest): Promise<BacktestState | Refusal> => {
    if (this.#isBusy(space)) return refuse('backtest-running');
    const set = await this.#parts.sets.find(space, name);
    if (!set) return refuse('set-unknown', { name, names: (await this.#parts.sets.list(space)).map(({ id }) => id).join(', ') });
    // The day of the end plays no part in the grades of past tests.
    const all = await readPastTests(this.#parts.readRows, file, { source: file.name.slice(0, 200), date: '1970-01-01' });
    if (isRefusal(all)) return all;
    if (this.#isBusy(space)) return refuse('backtest-running');
    const tests = all.slice(0, Math.min(limit, mostTests));
    const job = { id: this.#parts.random.id(), file: file.name, set, leftOut: all.length - tests.length, status: 'asked' } as const;
    if (!(await this.#store.create(space, job, tests))) return refuse('backtest-running');
    return (await this.state(space)) ?? refuse('backtest-none');
  };

  readonly start = async (space: SpaceId, actor: Actor): Promise<BacktestState | Refusal> => {
    if (this.#isBusy(space)) return refuse('backtest-running');
    // Taken at once: whoever asks while this looks things up would take over what is just beginning.
    this.#starting.add(space);
    try {
      return await this.#begin(space, actor);
    } finally {
      this.#starting.delete(space);
    }
  };

  async #begin(space: SpaceId, actor: Actor): Promise<BacktestState | Refusal> {
    if (await this.#parts.isPaused(space)) return refuse('paused');
    const found = await this.#load(space);
    if (!found) return refuse('backtest-none');
    const { problem: _, ...before } = found.job;
    const job = { ...before, status: 'running', owner: this.#parts.random.id() } as const;
    // Of two at once the store lets one through.
    if (!(await this.#store.change(space, found.version, job))) return refuse('backtest-running');
    const loaded: Loaded = { ...found, job, version: found.version + 1 };
    const abort = new AbortController();
    const done = this.#work(space, loaded, { actor, signal: abort.signal }).finally(() => this.#live.delete(space));
    this.#live.set(space, { loaded, abort, done });
    return this.#describe(loaded, true);
  }

  readonly stop = async (space: SpaceId): Promise<BacktestState | Refusal> => {
    const stored = await this.#store.read(space);
    if (!stored) return refuse('backtest-none');
    const { job, version } = stored;
    if (job.status === 'running') await this.#store.change(space, version, { ...job, status: 'stopped' });
    await this.#live.get(space)?.done;
    return (await this.state(space)) ?? refuse('backtest-none');
  };

  readonly drop = async (space: SpaceId): Promise<Refusal | undefined> => {
    if (this.#isBusy(space)) return refuse('backtest-running');
    await this.#store.clear(space);
    this.#seen.delete(space);
    return undefined;
  };

  readonly idle = async ({ abort }: Readonly<{ abort?: true }> = {}): Promise<void> => {
    const live = [...this.#live.values()];
    if (abort) for (const one of live) one.abort.abort();
    await Promise.all(live.map(({ done }) => done));
  };

  #isBusy(space: SpaceId): boolean {
    return this.#live.has(space) || this.#starting.has(space);
  }

  async #load(space: SpaceId): Promise<Loaded | undefined> {
    const stored = await this.#store.read(space);
    if (!stored) return undefined;
    const seen = this.#seen.get(space);
    // Another process may be at work on one that runs, so that is read anew.
    if (seen?.job.id === stored.job.id && seen.version === stored.version && stored.job.status !== 'running') return seen;
    const [tests, steps] = await Promise.all([this.#store.tests(space), this.#store.steps(space)]);
    const { models } = this.#parts;
    const run = { space, set: stored.job.set, seed: backtestSeed, ...(models ? { models } : {}) };
    const loaded = { ...stored, run, tests, steps, tally: gradeSteps(run, tests, steps) };
    this.#seen.set(space, loaded);
    return loaded;
  }

  #describe({ job, run, tests, steps, tally }: Loaded, isLive: boolean): BacktestState {
    const { file, set, leftOut } = job;
    const estimate = estimateRun(run, tests, steps);
    const used = [...steps.values()].reduce((sum, { tokens }) => addTokens(sum, tokens), noTokens);
    const prices = run.models?.prices;
    const isBroken = job.status === 'running' && !isLive;
    const problem = isBroken ? 'The bot was started anew while this ran. What was done is kept.' : job.problem;
    return {
      status: isBroken ? 'stopped' : job.status,
      file,
      set: { title: set.title, version: set.version },
      tests: tests.length,
      leftOut,
      done: estimate.done,
      estimate: describeEstimate(run, tests.length, estimate),
      used: countTokens(used),
      ...(prices ? { cost: costOf(used, prices) } : {}),
      ...(problem === undefined || isLive ? {} : { problem }),
      // Charts that are drawn anew every second would be seen by nobody.
      blocks: estimate.done > 0 ? runBlocks(run, file, tally).filter(({ type }) => !isLive || type !== 'chart') : [],
    };
  }

  /** Never rejects. */
  async #work(space: SpaceId, loaded: Loaded, { actor, signal }: { actor: Actor; signal: AbortSignal }): Promise<void> {
    const { log } = this.#parts;
    const { run, tests, steps } = loaded;
    try {
      const book = this.#booking(space, actor);
      for await (const progress of runSteps(run, tests, new Map(steps), { signal, book })) {
        const now = (await this.#store.read(space))?.job;
        // Another took its place while these were asked.
        if (now?.id !== loaded.job.id) return;
        await this.#keep(space, loaded, progress.steps);
        // Stopped, or taken over by another process: what was under way is kept all the same.
        if (now.status !== 'running' || now.owner !== loaded.job.owner) return;
        if (progress.problem !== undefined) return await this.#end(space, loaded, { status: 'stopped', problem: progress.problem });
      }
      await this.#end(space, loaded, { status: 'done' });
    } catch (error) {
      if (signal.aborted) return;
      log.error('backtest failed', error);
      const problem = refuse('fault').userMessage;
      await this.#end(space, loaded, { status: 'stopped', problem }).catch((cause: unknown) => log.error('backtest not ended', cause));
    }
  }

  async #keep(space: SpaceId, loaded: Loaded, steps: readonly BacktestStep[]): Promise<void> {
    await this.#store.keep(space, steps);
    for (const step of steps) loaded.steps.set(step.key, step);
    const keys = new Set(steps.map(({ key }) => key));
    const graded = loaded.tests.filter((test) => keys.has(stepKey(loaded.run, test)));
    loaded.tally = addTally(loaded.tally, gradeSteps(loaded.run, graded, loaded.steps));
  }

  async #end(space: SpaceId, { job, version }: Loaded, end: Pick<BacktestJob, 'status' | 'problem'>): Promise<void> {
    await this.#store.change(space, version, { ...job, ...end });
    this.#parts.log.info('backtest ended', { status: end.status });
  }

  /** Books on whoever started the run. Where persona files would answer instead, there is nothing to run. */
  #booking(space: SpaceId, actor: Actor): BookTokens {
    const { budget, random, isPaused } = this.#parts;
    return async (tokens) => {
      if (await isPaused(space)) return refuse('paused');
      if (tokens === 0) return async () => undefined;
      const id = `backtest-${random.id()}`;
      const admitted = await budget.admit(space, { id, actorId: actor.id, tokens });
      if (isRefusal(admitted)) return admitted;
      if (admitted === 'model') return (used) => budget.settle(space, id, used);
      const { userHour, tokensPerPersonAndHour, hourEndsAt, dayEndsAt } = await budget.state(space, actor.id);
      const window = userHour + tokens > tokensPerPersonAndHour ? 'user-hour' : 'space-day';
      const resetAt = window === 'user-hour' ? hourEndsAt : dayEndsAt;
      return refuse('budget-spent', { window, when: `${resetAt.slice(11, 16)} UTC` });
    };
  }
}

/** Makes the desk for sets run over tests of the past. */
export const createBacktestDesk = (parts: Parts): BacktestDesk => new Backtests(parts);
