import { progressMessage } from '../../core/check/progress.ts';
import type { CheckResult } from '../../core/check/result.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { LabelledMessage, MessageLimits } from '../../core/labels.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { CheckEnd, CheckJob, CheckStore } from './check-store.ts';

/** Shortest time between two editions, in milliseconds. */
const restMs = 1_000;

/** How often the end is tried, and the rest between two attempts: a platform may need some seconds to say whether a message is there. In milliseconds. */
const endAttempts = 5;
const endRestMs = 3_000;

type Parts = Readonly<{ store: CheckStore; surfaces: ReadonlyMap<string, ChatSurface>; clock: Clock; log: Log }>;

/**
 * The message in the channel that says how far a check is. It stands there once, whoever goes on with the check; where it cannot be posted the check goes on
 * without it.
 */
export class CheckNotice {
  readonly #parts: Parts;
  readonly #space: SpaceId;
  #shownMs = Number.NEGATIVE_INFINITY;
  #isGivenUp = false;

  constructor(parts: Parts, space: SpaceId) {
    this.#parts = parts;
    this.#space = space;
  }

  /** Shows how far it is, not too often. Answers the job, which knows its message from the first time on. */
  async show(job: CheckJob, done: number): Promise<CheckJob> {
    const now = this.#parts.clock.monotonicMs();
    if (now - this.#shownMs < restMs) return job;
    this.#shownMs = now;
    return this.#attempt(job, (limits) => progressMessage({ ...job, done, waitsUntil: undefined }, limits));
  }

  /** Shows that it rests until `waitsUntil`. */
  showRest(job: CheckJob, done: number, waitsUntil: string): Promise<CheckJob> {
    return this.#attempt(job, (limits) => progressMessage({ ...job, done, waitsUntil }, limits));
  }

  /** Shows that it rests on while panels are paused. */
  showPause(job: CheckJob, done: number): Promise<CheckJob> {
    return this.#attempt(job, (limits) => progressMessage({ ...job, done, waitsUntil: undefined, isPaused: true }, limits));
  }

  /** Shows how it ended. */
  async showEnd(job: CheckJob, end: CheckEnd, result: CheckResult | undefined): Promise<void> {
    const make = (limits: MessageLimits): LabelledMessage => progressMessage({ ...job, done: end.done, end }, limits, result);
    let shown = await this.#attempt(job, make);
    for (let attempt = 1; shown.ref === undefined && !this.#isGivenUp && attempt < endAttempts; attempt += 1) {
      await this.#parts.clock.sleep(endRestMs);
      shown = await this.#attempt(shown, make);
    }
    if (shown.ref === undefined && !this.#isGivenUp)
      this.#parts.log.warn('check ended and its message could not be posted', { check: job.id });
  }

  async #attempt(job: CheckJob, make: (limits: MessageLimits) => LabelledMessage): Promise<CheckJob> {
    const surface = this.#parts.surfaces.get(job.place.surface);
    // A surface that this process does not serve will not come while it waits.
    if (!surface) this.#isGivenUp = true;
    if (!surface || this.#isGivenUp) return job;
    try {
      const message = make(surface.limits);
      if (job.ref === undefined) return await this.#post(surface, job, message);
      await surface.edit({ space: this.#space, place: job.place, ref: job.ref, message });
    } catch (error) {
      this.#parts.log.error('check not shown', error, { check: job.id });
    }
    return job;
  }

  async #post(surface: ChatSurface, job: CheckJob, message: LabelledMessage): Promise<CheckJob> {
    const address = { space: this.#space, place: job.place, key: `check/${job.id}` };
    if (job.isPosting) {
      // It may stand there already: the process that posted it died before it could note where.
      const found = await surface.find(address);
      if (found === 'unsure') return job;
      if (found !== 'absent') return this.#note(job, { ref: found.found });
    }
    const marked = await this.#note(job, { isPosting: true });
    const outcome = await surface.post({ ...address, message, signal: AbortSignal.timeout(10_000) });
    if (outcome.outcome === 'sent') return this.#note(marked, { ref: outcome.ref });
    if (outcome.outcome === 'refused') {
      this.#isGivenUp = true;
      this.#parts.log.warn('check not shown', { check: job.id, reason: outcome.reason });
    }
    return marked;
  }

  /** A check that is over is not changed any more, so what was noted is at least known here. */
  async #note(job: CheckJob, change: Pick<CheckJob, 'ref' | 'isPosting'>): Promise<CheckJob> {
    return { ...((await this.#parts.store.change(this.#space, job, change)) ?? job), ...change };
  }
}
