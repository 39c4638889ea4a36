import type { SpaceId } from '../core/ids.ts';
import type { Lease } from '../ports/journal.ts';
import { PanelRun } from './panel-run.ts';
import type { RunParts } from './run-parts.ts';

/** Panels that one process works on at once: some 200 calls of a language model. More would cost memory and wins nothing; they wait in the journal, oldest first. */
const mostRunning = 40;

/** How often abandoned panels are looked for, in milliseconds. */
const sweepMs = 1_000;

/** Runs the panels of one process. */
export type PanelRunner = Readonly<{
  /** Says that a panel is new or has changed. Losing or doubling a wake-up changes nothing: the sweep finds what is open. */
  wake: (space: SpaceId, panelId: string) => void;
  /** Starts looking for open panels, those of a process that died included. */
  start: () => void;
  /** Takes no more panels, lets those that run go on for `graceMs`, then stops them where they can be taken up again. */
  drain: (graceMs: number) => Promise<void>;
  /** Resolves when nothing runs here. */
  idle: () => Promise<void>;
}>;

type Running = { lease: Lease; abort: AbortController; run?: PanelRun; done: Promise<void> };

class Runner {
  readonly #parts: RunParts;
  readonly #owner: string;
  readonly #running = new Map<string, Running>();
  readonly #stop = new AbortController();
  /** Ends the rest between two sweeps. */
  #rest = new AbortController();
  /** Claims that the store has not answered yet. */
  #claims = 0;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: RunParts, owner: string) {
    this.#parts = parts;
    this.#owner = owner;
  }

  readonly wake = (space: SpaceId, panelId: string): void => {
    const running = this.#running.get(panelId);
    const work = running ? running.run?.nudge() : this.#claim(space, panelId);
    work?.catch((error: unknown) => this.#parts.log.error('wake-up failed', error, { panel: panelId }));
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
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ done }) => done));
  };

  async #sweepForever(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#sweep();
      } catch (error) {
        this.#parts.log.error('sweep failed', error);
      }
      this.#rest = new AbortController();
      await this.#parts.clock.sleep(sweepMs, AbortSignal.any([signal, this.#rest.signal]));
    }
  }

  async #sweep(): Promise<void> {
    for (const space of await this.#parts.journal.spacesWithWork([...this.#parts.surfaces.keys()])) {
      while (!this.#isFull() && (await this.#claim(space))) {
        // One claim after the other, until this space has nothing left to take.
      }
    }
  }

  async #claim(space: SpaceId, panelId?: string): Promise<boolean> {
    if (this.#stop.signal.aborted || this.#isFull()) return false;
    const request = { owner: this.#owner, leaseMs: this.#parts.times.leaseMs, surfaces: [...this.#parts.surfaces.keys()] };
    // Counted before the store answers: a thousand requests at once would all find room otherwise.
    this.#claims += 1;
    try {
      const lease = await this.#parts.journal.claim(space, panelId === undefined ? request : { ...request, panelId });
      if (!lease) return false;
      // Told to stop in the meantime: whoever works next takes it.
      if (this.#stop.signal.aborted) await this.#parts.journal.release(space, lease);
      else this.#start(lease);
      return !this.#stop.signal.aborted;
    } finally {
      this.#claims -= 1;
    }
  }

  #isFull(): boolean {
    return this.#running.size + this.#claims >= mostRunning;
  }

  #start(lease: Lease): void {
    const running: Running = { lease, abort: new AbortController(), done: Promise.resolve() };
    this.#running.set(lease.panel.id, running);
    running.done = this.#work(running).finally(() => {
      // Others wait for this place; without it they would wait for the next sweep.
      if (this.#running.size >= mostRunning) this.#rest.abort();
      this.#running.delete(lease.panel.id);
    });
  }

  async #work(running: Running): Promise<void> {
    const { log, journal, clock } = this.#parts;
    const { space, id, number } = running.lease.panel;
    const from = clock.monotonicMs();
    const renewing = this.#renew(running);
    let end = 'failed';
    try {
      running.run = await PanelRun.open(this.#parts, running.lease, running.abort.signal);
      end = await running.run.run();
    } catch (error) {
      log.error('panel run failed', error, { panel: id, number });
    }
    log.info('panel run ended', { panel: id, number, end, ms: Math.round(clock.monotonicMs() - from) });
    running.abort.abort();
    await renewing;
    // After a fault the lease is left to run out, so that a panel that always fails is tried again slowly.
    if (end !== 'failed')
      await journal.release(space, running.lease).catch((error: unknown) => log.error('lease not released', error, { panel: id }));
  }

  async #renew(running: Running): Promise<void> {
    const { journal, clock, log, times } = this.#parts;
    const { signal } = running.abort;
    for (;;) {
      await clock.sleep(times.leaseMs / 4, signal);
      if (signal.aborted) return;
      try {
        if (await journal.renew(running.lease.panel.space, running.lease, times.leaseMs)) continue;
      } catch (error) {
        log.error('lease not renewed', error, { panel: running.lease.panel.id });
      }
      running.abort.abort();
    }
  }
}

/** Makes the runner of one process. `owner` names the process in leases; two processes need two names. */
export const createPanelRunner = (parts: RunParts, owner: string): PanelRunner => new Runner(parts, owner);
