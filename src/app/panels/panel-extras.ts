import type { PanelState } from '../../core/panel/panel-machine.ts';
import { isComparison } from '../../core/stimulus.ts';
import { costOf } from '../../core/usage.ts';
import type { PanelRecord } from '../../ports/journal.ts';
import { panelExtraKinds, readUse, tokensToSettle } from './panel-books.ts';
import { discussionId } from './panel-follow-up.ts';
import type { RunParts } from './run-parts.ts';

/** What happens beside the turns of one panel: the hidden control, the books, and what follows. All of it may be repeated after a crash. */
export class PanelExtras {
  readonly #parts: RunParts;
  readonly #panel: PanelRecord;
  #control: Promise<void> = Promise.resolve();

  constructor(parts: RunParts, panel: PanelRecord) {
    this.#parts = parts;
    this.#panel = panel;
  }

  /** Asks the no-persona control beside the personas. Only a first round compares, and only a language model can choose. */
  start(signal: AbortSignal): void {
    const { plan } = this.#panel;
    if (!plan.models || plan.follows || !isComparison(plan.stimulus)) return;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#parts.times.turnMs)]);
    this.#control = this.#askControl(limit).catch((error: unknown) => {
      if (!limit.aborted) this.#parts.log.error('control failed', error, { panel: this.#panel.ref.id });
    });
  }

  async #askControl(signal: AbortSignal): Promise<void> {
    const { documents, models } = this.#parts;
    const { space, id } = this.#panel.ref;
    if (!models || (await documents.get(space, panelExtraKinds.control, id))) return;
    const { stimulus, seed } = this.#panel.plan;
    const value = await models.control({ space, stimulus, seed, signal });
    await documents.put(space, { kind: panelExtraKinds.control, id, value, author: 'sounding-board', expectedVersion: 0 });
  }

  /** Resolves when the control has answered or given up, so that what it said can be sealed with the rest. */
  controlled(): Promise<void> {
    return this.#control;
  }

  /** Ends the books of a panel that is about to be over, and starts what was to follow when it closes. */
  async settle(end: PanelState): Promise<void> {
    await this.#control;
    const { plan } = this.#panel;
    if (plan.models) await this.#settleTokens(end);
    if (plan.rounds === 1) return;
    if (end.status === 'closed') await this.#parts.followUp({ ...this.#panel, state: end });
    else await this.#parts.budget.settle(this.#panel.ref.space, discussionId(this.#panel.ref.id), 0);
  }

  async #settleTokens(end: PanelState): Promise<void> {
    const { budget, log, models } = this.#parts;
    const { ref, plan } = this.#panel;
    const use = await readUse(this.#parts, this.#panel, end);
    const { calls, input, output, cached, isEstimate } = use.tokens;
    const cost = models?.prices ? { cost: costOf(use.tokens, models.prices) } : {};
    log.info('panel tokens', { panel: ref.id, number: ref.number, calls, input, output, cached, isEstimate, lost: use.lost, ...cost });
    if (plan.tokens !== undefined) await budget.settle(ref.space, ref.id, tokensToSettle(use, plan));
  }
}
