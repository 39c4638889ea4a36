import { progressMessage } from '../core/check/progress.ts';
import type { CheckResult } from '../core/check/result.ts';
import type { SpaceId } from '../core/ids.ts';
import type { LabelledMessage, MessageLimits } from '../core/labels.ts';
import type { ChatSurface } from '../ports/chat-surface.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { CheckEnd, CheckJob, CheckStore } from './check-store.ts';

/** Shortest time between two editions, in milliseconds. */
const restMs = 1_000;

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
    return this.#attempt(job, (limits) => progressMessage({ ...job, done }, limits));
  }

  /** Shows how it ended. */
  async showEnd(job: CheckJob, end: CheckEnd, result: CheckResult | undefined): Promise<void> {
    await this.#attempt(job, (limits) => progressMessage({ ...job, done: end.done, end }, limits, result));
  }

  async #attempt(job: CheckJob, make: (limits: MessageLimits) => LabelledMessage): Promise<CheckJob> {
    const surface = this.#parts.surfaces.get(job.place.surface);
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
    // It may stand there already: the process that posted it died before it could note where.
    const found = await surface.find(address);
    if (found === 'unsure') return job;
    if (found !== 'absent') return this.#note(job, found.found);
    const outcome = await surface.post({ ...address, message, signal: AbortSignal.timeout(10_000) });
    if (outcome.outcome === 'refused') this.#isGivenUp = true;
    return outcome.outcome === 'sent' ? this.#note(job, outcome.ref) : job;
  }

  async #note(job: CheckJob, ref: string): Promise<CheckJob> {
    return (await this.#parts.store.change(this.#space, job, { ref })) ?? job;
  }
}
