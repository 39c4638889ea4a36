import { readFiles } from '../../core/check/files.ts';
import { itemsVersion } from '../../core/check/items.ts';
import { measure, measureDrift } from '../../core/check/measure.ts';
import { type CheckCall, findSwaps, planCalls } from '../../core/check/plan.ts';
import { type CheckResult, dayOf } from '../../core/check/result.ts';
import { batchCalls, dayShare, mostDays } from '../../core/check/schedule.ts';
import type { SpaceId } from '../../core/ids.ts';
import { describeModelFailure, isEndpointFailure } from '../../core/model-failure.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { addTokens, countTokens, noTokens, type UsedTokens } from '../../core/usage.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BudgetDesk } from '../../ports/desks.ts';
import type { Log } from '../../ports/log.ts';
import type { Models } from '../models/models.ts';
import { type Asked, createAsk } from './check-ask.ts';
import { CheckNotice } from './check-notice.ts';
import { type Batch, type CheckEnd, type CheckJob, type CheckStore, type HeldLease, requestOf } from './check-store.ts';

/** Batches in a row in which nothing but failures of the endpoint came back; then the check ends. Between them it rests, longer each time. */
const mostFailedBatches = 4;

/** How often in a row a check is taken up that gets nothing done, because something throws or the process dies each time; then it is given up. */
export const mostAttempts = 5;

const dayMs = 86_400_000;

/** In whose name checks book: an hour of their own, so that a moderator who starts one goes on with panels. */
export const checkActor = 'checks';

const describeFailure = (reason: string | undefined): string =>
  reason !== undefined && isEndpointFailure(reason) ? describeModelFailure[reason] : 'the calls failed';

/** What a check needs from the house. */
export type CheckParts = Readonly<{
  store: CheckStore;
  models?: Models;
  budget: Pick<BudgetDesk, 'book' | 'settle' | 'state'>;
  surfaces: ReadonlyMap<string, ChatSurface>;
  clock: Clock;
  log: Log;
  digest: (text: string) => string;
  itemsHash: string;
  /** The kill switch of a space. */
  isPaused: (space: SpaceId) => Promise<boolean>;
  /** How long a process may be silent before another goes on, and the first rest after failures, in milliseconds. */
  times: Readonly<{ leaseMs: number; restMs: number }>;
}>;

const tooLong = `it was not finished within ${mostDays} days, because the tokens went to panels or panels were paused; try the quick size, or ask the operator to raise TOKENS_PER_DAY`;

/** How a check stops here that goes on later. */
type Halt = 'aborted' | 'rests' | 'held';

/** How a check ends, with what it found. */
type Outcome = Readonly<{ end: CheckEnd; result?: CheckResult }>;

/** One check, from wherever it stands to its end. */
export class CheckRun {
  readonly #parts: CheckParts;
  readonly #space: SpaceId;
  readonly #lease: HeldLease;
  readonly #signal: AbortSignal;
  readonly #notice: CheckNotice;
  #job: CheckJob;
  #batches = new Map<number, Batch>();
  /** Tokens of calls that are not in a batch yet. */
  #spilt: UsedTokens = noTokens;
  /** A call was begun since it was taken up. */
  #hasAsked = false;
  /** The booking of the batch under way. */
  #booking: string | undefined;

  constructor(parts: CheckParts, space: SpaceId, job: CheckJob, held: Readonly<{ lease: HeldLease; signal: AbortSignal }>) {
    this.#parts = parts;
    this.#space = space;
    this.#job = job;
    this.#lease = held.lease;
    this.#signal = held.signal;
    this.#notice = new CheckNotice(parts, space);
  }

  /**
   * Asks what is missing, batch by batch, until the check ends, is aborted, or has no room for its tokens and rests. `held`: it rested, and rests on because panels are paused. Throws when
   * the store does.
   */
  async run(): Promise<'ended' | Halt> {
    const { store } = this.#parts;
    const now = await store.job(this.#space, this.#job.set.id);
    // Over since it was found: another process was quicker.
    if (now?.job.id !== this.#job.id || now.job.end) {
      await store.clear(this.#space, this.#job);
      return 'ended';
    }
    // Counted before anything is tried, so that what kills the process counts as well.
    const attempts = (now.job.attempts ?? 0) + 1;
    this.#job = (await store.change(this.#space, now.job, { attempts })) ?? now.job;
    const outcome = attempts > mostAttempts ? await this.#giveUp() : await this.#goOn();
    if (typeof outcome === 'string') return outcome;
    await this.#end(outcome.end, outcome.result);
    return 'ended';
  }

  /** What cannot be read counts as not done. */
  async #giveUp(): Promise<Outcome> {
    this.#batches = await this.#parts.store.batches(this.#space, this.#job).catch(() => this.#batches);
    const reason = `it broke off ${mostAttempts} times without getting further, which the operator’s log has as “check failed”. Start it again; if it breaks off again, tell the operator`;
    return { end: { kind: 'failed', done: this.#done(), reason } };
  }

  async #goOn(): Promise<Outcome | Halt> {
    const { store } = this.#parts;
    const finished = await store.result(this.#space, this.#job.set.id);
    // Measured and not ended: the process died in between.
    if (finished?.job === this.#job.id) return { end: { kind: 'done', done: finished.calls }, result: finished };
    const set = await store.set(this.#space, this.#job);
    const { models, itemsHash } = this.#parts;
    if (!set || !models || this.#job.itemsHash !== itemsHash || this.#job.models.some((name) => !models.engines.has(name)))
      return { end: { kind: 'failed', done: 0, reason: 'the bot was changed while it ran; start it again' } };
    this.#batches = await store.batches(this.#space, this.#job);
    const end = await this.#askAll(set, models);
    if (typeof end === 'string') return end;
    if (end.kind !== 'done') return { end };
    const result = await this.#measure(set);
    await store.keepResult(this.#space, result);
    return { end, result };
  }

  async #askAll(set: PersonaSet, models: Models): Promise<CheckEnd | Halt> {
    const calls = planCalls(requestOf(this.#job, set));
    const tokensPerCall = this.#job.tokens / this.#job.calls;
    const ask = createAsk({ ...this.#parts, models, space: this.#space, set, tokensPerCall, signal: this.#signal });
    let failed = 0;
    for (let number = 0; number * batchCalls < calls.length; ) {
      if (this.#batches.has(number)) {
        number += 1;
        continue;
      }
      const early = await this.#shouldEnd();
      if (early) return early;
      const batch = calls.slice(number * batchCalls, (number + 1) * batchCalls);
      if (await this.#restsBefore(number, Math.ceil(batch.length * tokensPerCall))) return 'rests';
      const asked = await this.#askBatch(batch, ask);
      if (!asked) return 'aborted';
      const reason = asked[0]?.failure;
      const isLost = asked.every(({ failure }) => failure !== undefined);
      failed = isLost ? failed + 1 : 0;
      if (isLost && failed >= mostFailedBatches) return { kind: 'failed', done: this.#done(), reason: describeFailure(reason) };
      if (isLost) await this.#parts.clock.sleep(this.#parts.times.restMs * 4 ** (failed - 1), this.#signal);
      else await this.#keep(number, asked);
    }
    return { kind: 'done', done: this.#done() };
  }

  /** Books the tokens of a batch. True when there is no room for them: then it is noted when to go on. */
  async #restsBefore(number: number, tokens: number): Promise<boolean> {
    // A batch that failed is asked again under the booking that it has.
    if (this.#booking !== undefined) return false;
    const { budget, store } = this.#parts;
    // Where a process died with a batch under way its booking stands, since nobody knows what it used.
    const id = `${this.#job.id}.${number}.${this.#lease.takeovers}`;
    const booked = await budget.book(this.#space, { id, actorId: checkActor, tokens, dayShare });
    if (booked === 'booked') {
      this.#booking = id;
      return false;
    }
    this.#job = (await store.change(this.#space, this.#job, { waitsUntil: booked.until, attempts: 0 })) ?? this.#job;
    await this.#notice.showRest(this.#job, this.#done(), booked.until);
    return true;
  }

  /** The answers of a batch, or `undefined` when the check is to stop here and be taken up later. */
  async #askBatch(calls: readonly CheckCall[], ask: (call: CheckCall) => Promise<Asked>): Promise<readonly Asked[] | undefined> {
    if (this.#signal.aborted) return undefined;
    this.#hasAsked = true;
    const asked = await Promise.all(calls.map(ask)).catch((error: unknown) => {
      if (this.#signal.aborted) return undefined;
      throw error;
    });
    this.#spilt = (asked ?? []).reduce((sum, { tokens }) => addTokens(sum, tokens), this.#spilt);
    return this.#signal.aborted ? undefined : asked;
  }

  async #keep(number: number, asked: readonly Asked[]): Promise<void> {
    const batch = { answers: asked.map(({ answer }) => answer), tokens: this.#spilt };
    await this.#settle();
    this.#spilt = noTokens;
    if (await this.#parts.store.keepBatch(this.#space, this.#job, number, batch)) this.#batches.set(number, batch);
    else this.#batches = await this.#parts.store.batches(this.#space, this.#job);
    if (this.#job.attempts) this.#job = (await this.#parts.store.change(this.#space, this.#job, { attempts: 0 })) ?? this.#job;
  }

  /** Replaces the booking of a batch by what it used, before its answers are kept: if they are lost now, what they used is known. */
  async #settle(): Promise<void> {
    if (this.#booking !== undefined) await this.#parts.budget.settle(this.#space, this.#booking, countTokens(this.#spilt));
    this.#booking = undefined;
  }

  /** Looks before each batch whether somebody stopped the check, and whether the next batch might cost more than was reserved. */
  async #shouldEnd(): Promise<CheckEnd | 'held' | undefined> {
    const { store, clock } = this.#parts;
    const now = await store.job(this.#space, this.#job.set.id);
    if (now?.job.id !== this.#job.id) return { kind: 'stopped', done: this.#done() };
    this.#job = now.job;
    const isPaused = await this.#parts.isPaused(this.#space);
    if (isPaused && this.#hasOnlyRested()) return this.#hold();
    if (isPaused && this.#job.stoppedBy === undefined)
      this.#job = (await store.change(this.#space, this.#job, { stoppedBy: 'a moderator’s pause' })) ?? this.#job;
    if (this.#job.stoppedBy !== undefined) return { kind: 'stopped', done: this.#done() };
    if (this.#used() > this.#job.tokens) return { kind: 'spent', done: this.#done() };
    if (clock.now().getTime() - Date.parse(this.#job.startedAt) > mostDays * dayMs)
      return { kind: 'failed', done: this.#done(), reason: tooLong };
    this.#job = await this.#notice.show(this.#job, this.#done());
    return undefined;
  }

  /** True for a check that rested and has asked nothing since: a pause has nothing to stop in it. */
  #hasOnlyRested(): boolean {
    const { waitsUntil, stoppedBy } = this.#job;
    return waitsUntil !== undefined && stoppedBy === undefined && !this.#hasAsked;
  }

  async #hold(): Promise<'held'> {
    this.#job = (await this.#parts.store.change(this.#space, this.#job, { attempts: 0 })) ?? this.#job;
    this.#job = await this.#notice.showPause(this.#job, this.#done());
    return 'held';
  }

  #done(): number {
    return [...this.#batches.values()].reduce((sum, { answers }) => sum + answers.length, 0);
  }

  #tokens(): UsedTokens {
    return [...this.#batches.values()].reduce((sum, { tokens }) => addTokens(sum, tokens), this.#spilt);
  }

  /** Each time another process took over, a batch was under way of which nobody knows what it used. */
  #used(): number {
    const perCall = this.#job.tokens / this.#job.calls;
    return Math.ceil(countTokens(this.#tokens()) + this.#lease.takeovers * batchCalls * perCall);
  }

  async #measure(set: PersonaSet): Promise<CheckResult> {
    const { store, clock, itemsHash } = this.#parts;
    const job = this.#job;
    const request = requestOf(job, set);
    const figures = measure(
      request,
      [...this.#batches.values()].flatMap(({ answers }) => answers),
    );
    const at = clock.now().toISOString();
    const before = await store.result(this.#space, job.set.id);
    // The same item by its id may have had other words then, and other questions have other answers.
    const drift = before?.items.hash === itemsHash ? measureDrift(before.figures.kept, figures.kept) : undefined;
    return {
      job: job.id,
      ...(job.startedAt.slice(0, 10) === at.slice(0, 10) ? {} : { from: job.startedAt.slice(0, 10) }),
      at,
      by: job.actor.name,
      set: job.set,
      personas: set.personas.map(({ id, name }) => ({ id, name })),
      models: job.models,
      items: { version: itemsVersion, hash: itemsHash },
      size: job.size,
      attributes: job.attributes,
      swaps: findSwaps(set.personas, job.size === 'full' ? job.attributes : []),
      seed: job.seed,
      calls: job.calls,
      tokens: this.#tokens(),
      figures,
      files: readFiles(set, at.slice(0, 10)),
      ...(before && drift ? { drift: { ...drift, day: dayOf(before), version: before.set.version, models: before.models } } : {}),
    };
  }

  /** Settles the books first: a check that is marked as ended is never looked at again. */
  async #end(end: CheckEnd, result?: CheckResult): Promise<void> {
    const { store, log } = this.#parts;
    const used = result ? countTokens(result.tokens) : countTokens(this.#tokens());
    await this.#settle();
    const ended = await store.change(this.#space, this.#job, { end });
    log.info('check ended', { check: this.#job.id, end: end.kind, calls: end.done, tokens: used });
    if (ended) await this.#notice.showEnd(ended, ended.end ?? end, result);
    await store.clear(this.#space, this.#job);
  }
}
