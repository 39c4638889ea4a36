import type { LabelledMessage } from '../../core/labels.ts';
import type { Place } from '../../core/panel/panel.ts';
import {
  applyEvent,
  closingKey,
  ImpossibleEvent,
  isOver,
  nextActions,
  type PanelAction,
  type PanelEvent,
  type PanelState,
  rootKey,
  turnKey,
} from '../../core/panel/panel-machine.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import type { ChatSurface, PostOutcome } from '../../ports/chat-surface.ts';
import type { Attachments, Lease, PanelRecord } from '../../ports/journal.ts';
import { PanelExtras } from './panel-extras.ts';
import { personaOf, readSeats } from './panel-record.ts';
import { PanelWords } from './panel-words.ts';
import { createRootEditor, type RootEditor } from './root-editor.ts';
import type { RunParts } from './run-parts.ts';

/** How often a panel is taken up before it is given up. */
const mostClaims = 12;

/** Why questions are called off. One for all: it tells nobody anything, and a fresh one costs a stack. */
const calledOff = new Error('the panel does not wait for this any more');

const keyOf = (action: PanelAction): string => {
  if (action.do === 'ask' || action.do === 'give-up') return turnKey(action.persona, action.round);
  return 'key' in action ? `post/${action.key}` : action.do;
};

/**
 * One worker's run of one panel, from wherever the journal says it stands to its end. It decides nothing: `nextActions` says what
 * to do, the journal says what was done. Everything that it starts ends with the signal.
 */
export class PanelRun {
  readonly #parts: RunParts;
  readonly #lease: Lease;
  readonly #abort: AbortSignal;
  readonly #asks = new AbortController();
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #surface: ChatSurface;
  readonly #set: PersonaSet;
  #panel: PanelRecord;
  #state: PanelState;
  #lost = false;
  #failed = false;
  #nudge: () => void = () => {};
  #records: Promise<unknown> = Promise.resolve();
  #sends: Promise<void> = Promise.resolve();
  readonly #root: RootEditor;
  readonly #words: PanelWords;
  readonly #extras: PanelExtras;

  private constructor(parts: RunParts, lease: Lease, panel: PanelRecord, set: PersonaSet, surface: ChatSurface, abort: AbortSignal) {
    this.#parts = parts;
    this.#lease = lease;
    this.#panel = panel;
    this.#state = panel.state;
    this.#set = set;
    this.#surface = surface;
    this.#abort = abort;
    this.#words = new PanelWords(parts, panel, set, surface);
    this.#extras = new PanelExtras(parts, panel);
    this.#root = createRootEditor({
      surface,
      log: parts.log,
      clock: parts.clock,
      read: () => ({ panel: this.#panel, state: this.#state }),
    });
  }

  /** Reads the panel of a lease and makes ready to run it. Throws when the panel, its set or its surface is gone. */
  static async open(parts: RunParts, lease: Lease, abort: AbortSignal): Promise<PanelRun> {
    const panel = await parts.journal.read(lease.panel.space, lease.panel.id);
    if (!panel) throw new Error(`panel ${lease.panel.number} is not stored`);
    const surface = parts.surfaces.get(panel.place.surface);
    if (!surface) throw new Error(`no surface ${panel.place.surface}`);
    return new PanelRun(parts, lease, panel, await parts.panelSets.read(panel), surface, abort);
  }

  /** Runs to the end of the panel, to the loss of the lease, to a fault, or to the signal. Never leaves work behind. */
  async run(): Promise<'over' | 'lost' | 'aborted' | 'failed'> {
    const stop = () => this.#asks.abort(calledOff);
    this.#abort.addEventListener('abort', stop, { once: true });
    try {
      await this.#expireOrGiveUp();
      if (this.#state.status === 'open') this.#extras.start(this.#asks.signal);
      while (!this.#lost && !this.#failed && !this.#abort.aborted && !isOver(this.#state)) {
        if (this.#state.status !== 'open') this.#asks.abort(calledOff);
        for (const action of nextActions(this.#state)) this.#start(action);
        const nudged = new Promise<void>((resolve) => {
          this.#nudge = resolve;
        });
        await Promise.race([nudged, ...this.#underWay.values()]);
      }
    } finally {
      this.#abort.removeEventListener('abort', stop);
      this.#asks.abort(calledOff);
      await Promise.allSettled(this.#underWay.values());
      await this.#root.settle();
    }
    if (this.#failed) return 'failed';
    if (this.#lost) return 'lost';
    return isOver(this.#state) ? 'over' : 'aborted';
  }

  /** A panel that waited too long would surprise its thread; one that kept killing its workers must not kill more. */
  async #expireOrGiveUp(): Promise<void> {
    const ageMs = this.#parts.clock.now().getTime() - Date.parse(this.#panel.acceptedAt);
    if (this.#lease.token > mostClaims) await this.#record({ type: 'interrupt' });
    else if (ageMs > this.#parts.times.expireMs) await this.#record({ type: 'expire' });
  }

  /** Somebody else changed the panel: look again. */
  async nudge(): Promise<void> {
    await this.#reload();
    this.#nudge();
  }

  #start(action: PanelAction): void {
    const key = keyOf(action);
    if (this.#underWay.has(key)) return;
    const work = this.#carryOut(action)
      .catch((error: unknown) => {
        this.#parts.log.error('panel step failed', error, { panel: this.#panel.ref.id, step: action.do });
        this.#failed = true;
      })
      .finally(() => {
        this.#underWay.delete(key);
        this.#nudge();
      });
    this.#underWay.set(key, work);
  }

  #carryOut(action: PanelAction): Promise<void> {
    switch (action.do) {
      case 'ask':
        return this.#ask(action.persona, action.round);
      case 'give-up':
        return this.#record({ type: 'failed', persona: action.persona, round: action.round }).then(() => undefined);
      case 'send':
        this.#sends = this.#sends.then(() => this.#sendFirst());
        return this.#sends;
      case 'look':
        return this.#look(action.key);
      case 'close':
        // One more question to one persona needs no summing up.
        return this.#panel.plan.follows?.kind === 'ask' ? this.#finish() : this.#close();
      case 'finish':
        return this.#finish();
    }
  }

  async #ask(personaId: string, round: number): Promise<void> {
    if (!(await this.#record({ type: 'asked', persona: personaId, round }))) return;
    const { space, id } = this.#panel.ref;
    const [quotes, heard] = await Promise.all([this.#words.quotes(), this.#words.heard(personaId)]);
    const signal = AbortSignal.any([this.#asks.signal, AbortSignal.timeout(this.#parts.times.turnMs)]);
    const persona = personaOf(this.#set, personaId);
    const result = await this.#parts.takeTurn({ space, panelId: id, plan: this.#panel.plan, persona, quotes, heard, signal });
    if (this.#asks.signal.aborted) return;
    const type = result.kind === 'reaction' ? 'answered' : 'failed';
    await this.#record({ type, persona: personaId, round }, { answer: JSON.stringify(result) });
  }

  /** Sends what stands first, whoever asked: a message that its platform made wait is not overtaken by those behind it. */
  async #sendFirst(): Promise<void> {
    const first = this.#state.posts.find(({ state }) => state === 'ready');
    if (first) await this.#send(first.key);
  }

  async #send(key: string): Promise<void> {
    if (key !== rootKey) await this.#parts.scores.untilRevealed(this.#panel, this.#asks.signal);
    await this.#parts.pacer.turn(this.#paceKey(), this.#surface.paceMs, this.#asks.signal);
    if (this.#lost || this.#abort.aborted) return;
    // Made before anything is recorded, so that a message that cannot be made leaves nothing half-sent.
    const message = await this.#words.messageOf(key, this.#state, this.#abort);
    if (!(await this.#record({ type: 'sending', key }))) return;
    const outcome = await this.#post(key, message);
    // Counted from the answer on, because two requests may take unequally long to arrive.
    this.#parts.pacer.hold(this.#paceKey(), this.#surface.paceMs);
    switch (outcome.outcome) {
      case 'sent':
        await this.#record({ type: 'sent', key, ref: outcome.ref });
        break;
      case 'unsent':
        this.#parts.pacer.hold(this.#paceKey(), outcome.retryAfterMs);
        await this.#record({ type: 'unsent', key });
        break;
      case 'refused':
        this.#parts.log.warn('message refused', { panel: this.#panel.ref.id, reason: outcome.reason });
        await this.#record({ type: 'refused', key });
        break;
      case 'unknown':
        await this.#record({ type: 'unknown', key });
        break;
    }
    if (key !== rootKey) this.#root.refresh();
  }

  /** A post that throws may have arrived all the same, so its outcome is unknown. */
  async #post(key: string, message: LabelledMessage): Promise<PostOutcome> {
    const deadline = AbortSignal.timeout(this.#parts.times.leaseMs / 2);
    const { space, id } = this.#panel.ref;
    try {
      return await this.#surface.post({ space, place: this.#placeOf(key), key: `${id}/${key}`, message, signal: deadline });
    } catch (error) {
      this.#parts.log.error('post failed', error, { panel: id });
      return { outcome: 'unknown' };
    }
  }

  /**
   * Looks for a message whose fate is unknown, later and later, and never sends it again before the surface is sure. A surface that cannot tell for so long
   * that the panel would have expired never will: then one message is lost, and the panel goes on.
   */
  async #look(key: string): Promise<void> {
    const { space, id } = this.#panel.ref;
    const from = this.#parts.clock.monotonicMs();
    for (let attempt = 0; !this.#lost && !this.#abort.aborted; attempt += 1) {
      const found = await this.#surface.find({ space, place: this.#placeOf(key), key: `${id}/${key}` }).catch(() => 'unsure' as const);
      if (found === 'absent') {
        await this.#record({ type: 'absent', key });
        return;
      }
      if (found !== 'unsure') {
        await this.#record({ type: 'found', key, ref: found.found });
        return;
      }
      const { lookMs, expireMs } = this.#parts.times;
      if (this.#parts.clock.monotonicMs() - from > expireMs) {
        this.#parts.log.warn('message given up', { panel: id, reason: 'nobody can say whether it was posted' });
        await this.#record({ type: 'lost', key });
        return;
      }
      await this.#parts.clock.sleep(lookMs[Math.min(attempt, lookMs.length - 1)] ?? 0, this.#abort);
    }
  }

  /** Seals the forecast before the last message exists, so that a crash in between repeats the seal, which changes nothing. */
  async #close(): Promise<void> {
    await this.#extras.controlled();
    await this.#parts.scores.seal(this.#panel, await readSeats(this.#parts.journal, this.#panel, this.#set));
    await this.#record({ type: 'closing' });
  }

  async #finish(): Promise<void> {
    await this.#root.settle();
    const end = applyEvent(this.#state, { type: 'over' });
    await this.#root.show(end);
    await this.#extras.settle(end);
    await this.#record({ type: 'over' });
  }

  #placeOf(key: string): Place {
    const { place } = this.#panel;
    const root = this.#state.posts[0]?.ref;
    return key === rootKey || place.thread !== undefined || root === undefined ? place : { ...place, thread: root };
  }

  #paceKey(): string {
    return `${this.#surface.name} ${this.#panel.ref.space} ${this.#surface.paceKey(this.#placeOf(closingKey))}`;
  }

  /** One at a time, so that the newest state is always the one that was recorded last. */
  #record(event: PanelEvent, attachments?: Attachments): Promise<boolean> {
    const work = this.#records.then(() => this.#recordNow(event, attachments));
    this.#records = work.catch(() => undefined);
    return work;
  }

  async #recordNow(event: PanelEvent, attachments?: Attachments): Promise<boolean> {
    if (this.#lost) return false;
    try {
      const next = await this.#parts.journal.record(this.#panel.ref.space, this.#lease, event, attachments);
      if (next) this.#state = next;
      else this.#lost = true;
      return next !== undefined;
    } catch (error) {
      if (!(error instanceof ImpossibleEvent)) throw error;
      await this.#reload();
      return false;
    }
  }

  async #reload(): Promise<void> {
    const panel = await this.#parts.journal.read(this.#panel.ref.space, this.#panel.ref.id);
    if (!panel) return;
    this.#panel = panel;
    this.#state = panel.state;
  }
}
