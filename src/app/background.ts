import type { Clock } from '../ports/clock.ts';

type Job = Readonly<{ abort: AbortController; done: Promise<void> }>;

/** `sweep` takes up what is open, `most` is how many jobs run at once, and `onFault` hears of a sweep that threw. */
type Parts = Readonly<{ clock: Clock; most: number; sweepMs: number; sweep: () => Promise<void>; onFault: (error: unknown) => void }>;

/** The jobs of one kind in one process: looks for open ones again and again, knows those that run, and stops in two steps. */
export class Background {
  readonly #parts: Parts;
  readonly #jobs = new Map<string, Job>();
  readonly #stop = new AbortController();
  /** Ends the rest between two sweeps. */
  #rest = new AbortController();
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** True once it was told to stop: then nothing new is taken up. */
  get isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  /** How many jobs run. */
  get size(): number {
    return this.#jobs.size;
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  /** Begins a job, which ends itself soon after `abort` is aborted, and never rejects. */
  begin(id: string, work: (abort: AbortController) => Promise<void>): void {
    const abort = new AbortController();
    const done = work(abort).finally(() => {
      // Others wait for this place; without it they would wait for the next sweep.
      if (this.#jobs.size >= this.#parts.most) this.#rest.abort();
      this.#jobs.delete(id);
    });
    this.#jobs.set(id, { abort, done });
  }

  start(): void {
    this.#sweeping = this.#sweepForever();
  }

  /** Resolves when no job runs. */
  async idle(): Promise<void> {
    while (this.#jobs.size > 0) await Promise.all(Array.from(this.#jobs.values(), ({ done }) => done));
  }

  /** Takes nothing more up, lets what runs go on until `idle` or for `graceMs`, then aborts it and waits for its end. */
  async drain(graceMs: number, idle: () => Promise<void>): Promise<void> {
    this.#stop.abort();
    await this.#sweeping;
    const grace = new AbortController();
    await Promise.race([idle(), this.#parts.clock.sleep(graceMs, grace.signal)]);
    grace.abort();
    for (const { abort } of this.#jobs.values()) abort.abort();
    await idle();
  }

  async #sweepForever(): Promise<void> {
    const { clock, sweep, sweepMs, onFault } = this.#parts;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await sweep().catch(onFault);
      this.#rest = new AbortController();
      await clock.sleep(sweepMs, AbortSignal.any([signal, this.#rest.signal]));
    }
  }
}

/** Whose lease is kept: `renew` answers nothing when it is lost, and `onFault` hears when it could not be asked for. */
type Keeping = Readonly<{
  clock: Clock;
  leaseMs: number;
  abort: AbortController;
  renew: () => Promise<object | undefined>;
  onFault: (error: unknown) => void;
}>;

/** Renews a lease until its job is over, and aborts the job when the lease is lost or cannot be renewed. */
export const keepLease = async ({ clock, leaseMs, abort, renew, onFault }: Keeping): Promise<void> => {
  for (;;) {
    await clock.sleep(leaseMs / 4, abort.signal);
    if (abort.signal.aborted) return;
    try {
      if (await renew()) continue;
    } catch (error) {
      onFault(error);
    }
    abort.abort();
  }
};
