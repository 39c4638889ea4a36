import type { PanelMark } from '../labels.ts';
import type { Press } from '../message.ts';
import { type EngineMark, type PanelPlan, roundOf } from './panel.ts';
import type { PanelState } from './panel-machine.ts';

/* The messages of one panel are made from what the journal holds. Pure, so a message can be made again after a restart. */

/** A panel as its messages need it. */
export type PanelFacts = Readonly<{ number: number; plan: PanelPlan; state: PanelState; acceptedAt: string; stoppedBy?: string }>;

/** The facts that travel with each message of a panel for machines to read. `engine` is what wrote this very message. */
export const markOf = (
  { number, plan }: Pick<PanelFacts, 'number' | 'plan'>,
  generatedAt: string,
  engine: EngineMark = plan.engine,
): PanelMark => ({
  panel: number,
  set: plan.set.id,
  setVersion: plan.set.version,
  engine: engine.name,
  round: roundOf(plan),
  seed: plan.seed,
  generatedAt,
});

/** The press of a button that does something with this panel. */
export const pressOf = (facts: PanelFacts, action: string, options: Readonly<Record<string, string>> = {}): Press => ({
  command: 'panel',
  action: [action],
  options: { panel: String(facts.number), ...options },
});
