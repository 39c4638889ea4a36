import type { SpaceId } from '../core/ids.ts';
import { type CheckParts, CheckRun } from './check-run.ts';
import type { CheckJob, HeldLease } from './check-store.ts';
import type { PanelRunner } from './panel-runner.ts';

/** Checks that one process works on at once. Each makes several calls at a time; more would slow panels down. */
const mostRunning = 2;

/** How often open checks are looked for, in milliseconds. */
const sweepMs = 2_000;

/** Runs checks in the background. The same shape as what runs panels. */
export type CheckRunner = Pick<PanelRunner, 'start' | 'drain' | 'idle'> & Readonly<{ wake: (space: SpaceId) => void }>;

type Running = { lease: HeldLease; abort: AbortController; done: Promise<void> };

class Runner {
  readonly #parts: CheckParts;
  readonly #owner: string;
  readonly #running = new Map<string, Running>();
  readonly #stop = new AbortController();
  #sweeping: Promise<void> = Promise.resolve();
  /** One claim after the other, so that no check is begun twice here. */
  #claiming: Promise<void> = Promise.resolve();

  constructor(parts: CheckParts, owner: string) {
    this.#parts = parts;
    this.#owner = owner;
  }

  readonly wake = (space: SpaceId): void => {
    void this.#look(space);
  };

  readonly start = (): void => {
    this.#sweeping = this.#sweepForever();
  };

  readonly drain = async (graceMs: number): Promise<void> => {
    this.#stop.abort();
    await this.#sweeping;
    const grace = new AbortController();
    await Promise.race([this.idle(), this.#parts.clock.sleep(graceMs, grace.signal)]);
    grace.abort();
    for (const { abort } of this.#running.values()) abort.abort();
    await this.idle();
  };

  readonly idle = async (): Promise<void> => {
    await this.#claiming;
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ done }) => done));
  };

  async #sweepForever(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        for (const space of await this.#parts.store.spaces()) await this.#look(space);
      } catch (error) {
        this.#parts.log.error('check sweep failed', error);
      }
      await this.#parts.clock.sleep(sweepMs, signal);
    }
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
      if (this.#stop.signal.aborted || this.#running.size >= mostRunning || this.#running.has(job.id)) continue;
      const lease = await store.claim(space, job, { owner: this.#owner, nowMs: clock.now().getTime(), leaseMs: times.leaseMs });
      if (lease) this.#begin(space, job, lease);
    }
  }

  #begin(space: SpaceId, job: CheckJob, lease: HeldLease): void {
    const running: Running = { lease, abort: new AbortController(), done: Promise.resolve() };
    this.#running.set(job.id, running);
    running.done = this.#work(space, job, running).finally(() => this.#running.delete(job.id));
  }

  async #work(space: SpaceId, job: CheckJob, running: Running): Promise<void> {
    const { log, store } = this.#parts;
    const renewing = this.#renew(space, job, running);
    const { signal } = running.abort;
    try {
      await new CheckRun(this.#parts, space, job, { lease: running.lease, signal }).run();
    } catch (error) {
      // The lease runs out by itself, so a check that always fails is tried again slowly.
      log.error('check failed', error, { check: job.id });
      running.abort.abort();
      return;
    }
    const isAborted = signal.aborted;
    running.abort.abort();
    await renewing;
    if (isAborted) await store.renew(space, job, running.lease, this.#owner, 0);
  }

  async #renew(space: SpaceId, job: CheckJob, running: Running): Promise<void> {
    const { store, clock, log, times } = this.#parts;
    const { signal } = running.abort;
    for (;;) {
      await clock.sleep(times.leaseMs / 4, signal);
      if (signal.aborted) return;
      try {
        const held = await store.renew(space, job, running.lease, this.#owner, clock.now().getTime() + times.leaseMs);
        if (held) {
          running.lease = held;
          continue;
        }
      } catch (error) {
        log.error('check lease not renewed', error, { check: job.id });
      }
      running.abort.abort();
    }
  }
}

/** Makes what runs checks in one process. `owner` names the process in leases; two processes need two names. */
export const createCheckRunner = (parts: CheckParts, owner: string): CheckRunner => new Runner(parts, owner);
