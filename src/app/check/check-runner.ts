import type { SpaceId } from '../../core/ids.ts';
import { Background, keepLease } from '../background.ts';
import type { PanelRunner } from '../panels/panel-runner.ts';
import { type CheckParts, CheckRun } from './check-run.ts';
import type { CheckJob, HeldLease } from './check-store.ts';

/** Checks that one process works on at once. Each makes several calls at a time; more would slow panels down. */
const mostRunning = 2;

/** How often open checks are looked for, in milliseconds. */
const sweepMs = 2_000;

/** Runs checks in the background. The same shape as what runs panels. */
export type CheckRunner = Pick<PanelRunner, 'start' | 'drain' | 'idle'> & Readonly<{ wake: (space: SpaceId) => void }>;

/** True unless the check rests. One that is to be stopped rests no longer. */
const isDue = ({ waitsUntil, stoppedBy }: CheckJob, now: Date): boolean =>
  waitsUntil === undefined || stoppedBy !== undefined || Date.parse(waitsUntil) <= now.getTime();

type Running = { lease: HeldLease; readonly abort: AbortController };

class Runner {
  readonly #parts: CheckParts;
  readonly #owner: string;
  readonly #jobs: Background;
  /** Checks that rest on in a pause, as their messages say by now. */
  readonly #held = new Set<string>();
  /** One claim after the other, so that no check is begun twice here. */
  #claiming: Promise<void> = Promise.resolve();

  constructor(parts: CheckParts, owner: string) {
    this.#parts = parts;
    this.#owner = owner;
    const onFault = (error: unknown): void => parts.log.error('check sweep failed', error);
    this.#jobs = new Background({ clock: parts.clock, most: mostRunning, sweepMs, sweep: () => this.#sweep(), onFault });
  }

  readonly wake = (space: SpaceId): void => {
    void this.#look(space);
  };

  readonly start = (): void => this.#jobs.start();

  readonly idle = async (): Promise<void> => {
    await this.#claiming;
    await this.#jobs.idle();
  };

  readonly drain = (graceMs: number): Promise<void> => this.#jobs.drain(graceMs, this.idle);

  async #sweep(): Promise<void> {
    for (const space of await this.#parts.store.spaces()) await this.#look(space);
  }

  #look(space: SpaceId): Promise<void> {
    this.#claiming = this.#claiming
      .then(() => this.#claimAll(space))
      .catch((error: unknown) => this.#parts.log.error('check not taken up', error));
    return this.#claiming;
  }

  async #claimAll(space: SpaceId): Promise<void> {
    const { store, clock, times } = this.#parts;
    const jobs = await store.openJobs(space);
    if (jobs.length === 0) return store.forget(space);
    for (const job of jobs) {
      if (!isDue(job, clock.now()) || (await this.#isHeld(space, job))) continue;
      if (this.#jobs.isStopping || this.#jobs.size >= mostRunning || this.#jobs.has(job.id)) continue;
      const lease = await store.claim(space, job, { owner: this.#owner, nowMs: clock.now().getTime(), leaseMs: times.leaseMs });
      if (lease) this.#jobs.begin(job.id, (abort) => this.#work(space, job, { lease, abort }));
    }
  }

  /** Looked at again and again, so nothing is claimed or written while a pause goes on. One that is to be stopped is held no longer. */
  async #isHeld(space: SpaceId, { id, stoppedBy }: CheckJob): Promise<boolean> {
    const isHeld = this.#held.has(id) && stoppedBy === undefined && (await this.#parts.isPaused(space));
    if (!isHeld) this.#held.delete(id);
    return isHeld;
  }

  async #work(space: SpaceId, job: CheckJob, running: Running): Promise<void> {
    const { log, store } = this.#parts;
    const renewing = this.#keep(space, job, running);
    const { signal } = running.abort;
    const run = new CheckRun(this.#parts, space, job, { lease: running.lease, signal });
    const outcome = await run.run().catch((error: unknown) => {
      // The lease runs out by itself, so what fails is tried again slowly, and given up in the end.
      log.error('check failed', error, { check: job.id });
      return 'failed' as const;
    });
    const isAborted = signal.aborted;
    running.abort.abort();
    await renewing;
    if (outcome === 'failed' || (outcome === 'ended' && !isAborted)) return;
    if (outcome === 'held') this.#held.add(job.id);
    const letGo: Promise<unknown> =
      outcome === 'rests' || outcome === 'held'
        ? store.rest(space, job, running.lease, this.#owner)
        : store.renew(space, job, running.lease, this.#owner, 0);
    await letGo.catch((error: unknown) => log.error('check lease not released', error, { check: job.id }));
  }

  #keep(space: SpaceId, job: CheckJob, running: Running): Promise<void> {
    const { store, clock, log, times } = this.#parts;
    const renew = async (): Promise<HeldLease | undefined> => {
      const held = await store.renew(space, job, running.lease, this.#owner, clock.now().getTime() + times.leaseMs);
      if (held) running.lease = held;
      return held;
    };
    const onFault = (error: unknown): void => log.error('check lease not renewed', error, { check: job.id });
    return keepLease({ clock, leaseMs: times.leaseMs, abort: running.abort, renew, onFault });
  }
}

/** Makes what runs checks in one process. `owner` names the process in leases; two processes need two names. */
export const createCheckRunner = (parts: CheckParts, owner: string): CheckRunner => new Runner(parts, owner);
