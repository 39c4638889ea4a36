import {
  applyEvent,
  ImpossibleEvent,
  isOver,
  nextActions,
  type PanelAction,
  type PanelEvent,
  type PanelState,
  startPanel,
} from '../../src/core/panel/panel-machine.ts';

/*
 * A small world in which the panel machine is tried: a durable journal, a platform that de-duplicates nothing and forgets nothing, and workers
 * that crash, oversleep and lose answers. Everything happens in the order of a schedule, so a failure can be replayed.
 */

/** What goes wrong while a step is carried out. */
export type Fault = 'none' | 'crash-before' | 'crash-after' | 'answer-lost' | 'request-lost' | 'later' | 'refused' | 'oversleep';

/** One step of a schedule. Numbers pick among what is possible at that moment. */
export type Step =
  | { do: 'deliver'; key: number }
  | { do: 'claim'; panel: number; worker: number }
  | { do: 'work'; panel: number; worker: number; pick: number; fault: Fault }
  | { do: 'stop' | 'expire'; panel: number };

type Stored = { state: PanelState; token: number; modelCalls: Map<string, number>; crashes: number; refusals: number };
type Sent = { panel: number; key: string; ref: string };

export class PanelWorld {
  readonly panels: Stored[] = [];
  readonly platform: Sent[] = [];
  readonly #byKey = new Map<number, number>();
  readonly #tokens = new Map<string, number>();
  readonly #seats: readonly string[];

  constructor(seats: readonly string[]) {
    this.#seats = seats;
  }

  get deliveries(): number {
    return this.#byKey.size;
  }

  deliver(key: number): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.panels.push({ state: startPanel(this.#seats), token: 0, modelCalls: new Map(), crashes: 0, refusals: 0 });
    this.#byKey.set(key, this.panels.length - 1);
    return this.panels.length - 1;
  }

  claim(panel: number, worker: number): void {
    const stored = this.panels[panel];
    if (!stored || isOver(stored.state)) return;
    stored.token += 1;
    this.#tokens.set(`${worker}/${panel}`, stored.token);
    stored.state = applyEvent(stored.state, { type: 'taken-over' });
  }

  /** The journal's `record`: fenced by the token, refused when the event does not fit. */
  #record(panel: number, worker: number, event: PanelEvent): boolean {
    const stored = this.panels[panel];
    if (!stored || this.#tokens.get(`${worker}/${panel}`) !== stored.token) return false;
    try {
      stored.state = applyEvent(stored.state, event);
      return true;
    } catch (error) {
      if (error instanceof ImpossibleEvent) return false;
      throw error;
    }
  }

  #crash(panel: number, worker: number): void {
    this.#tokens.delete(`${worker}/${panel}`);
    const stored = this.panels[panel];
    if (stored) stored.crashes += 1;
  }

  work(panel: number, worker: number, pick: number, fault: Fault): void {
    const stored = this.panels[panel];
    if (!stored || this.#tokens.get(`${worker}/${panel}`) !== stored.token) return;
    const actions = nextActions(stored.state);
    const action = actions[pick % Math.max(1, actions.length)];
    if (action) this.#carryOut(panel, worker, action, fault);
  }

  #carryOut(panel: number, worker: number, action: PanelAction, fault: Fault): void {
    switch (action.do) {
      case 'ask':
        this.#ask(panel, worker, action, fault);
        return;
      case 'give-up':
        this.#record(panel, worker, { type: 'failed', persona: action.persona, round: action.round });
        return;
      case 'send':
        this.#send(panel, worker, action.key, fault);
        return;
      case 'look': {
        const found = this.platform.find((sent) => sent.panel === panel && sent.key === action.key);
        if (fault === 'crash-before') this.#crash(panel, worker);
        else this.#record(panel, worker, found ? { type: 'found', key: action.key, ref: found.ref } : { type: 'absent', key: action.key });
        return;
      }
      case 'close':
        this.#record(panel, worker, { type: 'closing' });
        return;
      case 'finish':
        this.#record(panel, worker, { type: 'over' });
    }
  }

  #ask(panel: number, worker: number, { persona, round }: { persona: string; round: number }, fault: Fault): void {
    if (!this.#record(panel, worker, { type: 'asked', persona, round })) return;
    if (fault === 'crash-before') {
      this.#crash(panel, worker);
      return;
    }
    const calls = this.panels[panel]?.modelCalls;
    calls?.set(persona, (calls.get(persona) ?? 0) + 1);
    if (fault === 'crash-after') {
      this.#crash(panel, worker);
      return;
    }
    if (fault === 'oversleep') this.claim(panel, worker + 1);
    this.#record(panel, worker, { type: fault === 'refused' ? 'failed' : 'answered', persona, round });
  }

  #send(panel: number, worker: number, key: string, fault: Fault): void {
    if (!this.#record(panel, worker, { type: 'sending', key })) return;
    if (fault === 'crash-before') {
      this.#crash(panel, worker);
      return;
    }
    if (fault === 'later') {
      this.#record(panel, worker, { type: 'unsent', key });
      return;
    }
    if (fault === 'refused') {
      this.#record(panel, worker, { type: 'refused', key });
      const stored = this.panels[panel];
      if (stored) stored.refusals += 1;
      return;
    }
    if (fault === 'request-lost') {
      this.#record(panel, worker, { type: 'unknown', key });
      return;
    }
    const ref = `ref-${this.platform.length}`;
    this.platform.push({ panel, key, ref });
    if (fault === 'crash-after') {
      this.#crash(panel, worker);
      return;
    }
    if (fault === 'oversleep') this.claim(panel, worker + 1);
    this.#record(panel, worker, fault === 'answer-lost' ? { type: 'unknown', key } : { type: 'sent', key, ref });
  }

  /** What somebody without a lease may do. */
  end(panel: number, type: 'stop' | 'expire'): void {
    const stored = this.panels[panel];
    if (stored && !isOver(stored.state)) stored.state = applyEvent(stored.state, { type });
  }

  run(step: Step): void {
    switch (step.do) {
      case 'deliver':
        this.deliver(step.key);
        return;
      case 'claim':
        this.claim(step.panel, step.worker);
        return;
      case 'work':
        this.work(step.panel, step.worker, step.pick, step.fault);
        return;
      case 'stop':
      case 'expire':
        this.end(step.panel, step.do);
    }
  }

  /** A healthy worker takes over and finishes everything. Answers how many steps the slowest panel took. */
  settle(most: number): number {
    let slowest = 0;
    for (const [panel, stored] of this.panels.entries()) {
      this.claim(panel, 99);
      let steps = 0;
      while (!isOver(stored.state) && steps < most) {
        this.work(panel, 99, 0, 'none');
        steps += 1;
      }
      slowest = Math.max(slowest, steps);
    }
    return slowest;
  }
}
