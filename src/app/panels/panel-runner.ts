import type { SpaceId } from '../../core/ids.ts';
import type { Lease } from '../../ports/journal.ts';
import { Background, keepLease } from '../background.ts';
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

class Runner {
  readonly #parts: RunParts;
  readonly #owner: string;
  readonly #jobs: Background;
  /** What runs and was opened, by the id of its panel. */
  readonly #runs = new Map<string, PanelRun>();
  /** Claims that the store has not answered yet. */
  #claims = 0;

  constructor(parts: RunParts, owner: string) {
    this.#parts = parts;
    this.#owner = owner;
    const onFault = (error: unknown): void => parts.log.error('sweep failed', error);
    this.#jobs = new Background({ clock: parts.clock, most: mostRunning, sweepMs, sweep: () => this.#sweep(), onFault });
  }

  readonly wake = (space: SpaceId, panelId: string): void => {
    const work = this.#jobs.has(panelId) ? this.#runs.get(panelId)?.nudge() : this.#claim(space, panelId);
    work?.catch((error: unknown) => this.#parts.log.error('wake-up failed', error, { panel: panelId }));
  };

  readonly start = (): void => this.#jobs.start();

  readonly idle = (): Promise<void> => this.#jobs.idle();

  readonly drain = (graceMs: number): Promise<void> => this.#jobs.drain(graceMs, this.idle);

  async #sweep(): Promise<void> {
    for (const space of await this.#parts.journal.spacesWithWork([...this.#parts.surfaces.keys()])) {
      while (!this.#isFull() && (await this.#claim(space))) {
        // One claim after the other, until this space has nothing left to take.
      }
    }
  }

  async #claim(space: SpaceId, panelId?: string): Promise<boolean> {
    if (this.#jobs.isStopping || this.#isFull()) return false;
    const request = { owner: this.#owner, leaseMs: this.#parts.times.leaseMs, surfaces: [...this.#parts.surfaces.keys()] };
    // Counted before the store answers: a thousand requests at once would all find room otherwise.
    this.#claims += 1;
    try {
      const lease = await this.#parts.journal.claim(space, panelId === undefined ? request : { ...request, panelId });
      if (!lease) return false;
      // Told to stop in the meantime: whoever works next takes it.
      if (this.#jobs.isStopping) await this.#parts.journal.release(space, lease);
      else this.#jobs.begin(lease.panel.id, (abort) => this.#work(lease, abort));
      return !this.#jobs.isStopping;
    } finally {
      this.#claims -= 1;
    }
  }

  #isFull(): boolean {
    return this.#jobs.size + this.#claims >= mostRunning;
  }

  async #work(lease: Lease, abort: AbortController): Promise<void> {
    const { log, journal, clock } = this.#parts;
    const { space, id, number } = lease.panel;
    const from = clock.monotonicMs();
    const renewing = this.#keep(lease, abort);
    let end = 'failed';
    try {
      const run = await PanelRun.open(this.#parts, lease, abort.signal);
      this.#runs.set(id, run);
      end = await run.run();
    } catch (error) {
      log.error('panel run failed', error, { panel: id, number });
    }
    log.info('panel run ended', { panel: id, number, end, ms: Math.round(clock.monotonicMs() - from) });
    abort.abort();
    await renewing;
    // After a fault the lease is left to run out, so that a panel that always fails is tried again slowly.
    if (end !== 'failed')
      await journal.release(space, lease).catch((error: unknown) => log.error('lease not released', error, { panel: id }));
    this.#runs.delete(id);
  }

  #keep(lease: Lease, abort: AbortController): Promise<void> {
    const { journal, clock, log, times } = this.#parts;
    const renew = () => journal.renew(lease.panel.space, lease, times.leaseMs);
    const onFault = (error: unknown): void => log.error('lease not renewed', error, { panel: lease.panel.id });
    return keepLease({ clock, leaseMs: times.leaseMs, abort, renew, onFault });
  }
}

/** Makes the runner of one process. `owner` names the process in leases; two processes need two names. */
export const createPanelRunner = (parts: RunParts, owner: string): PanelRunner => new Runner(parts, owner);
