import { isRefusal } from '../../src/core/errors.ts';
import type { PanelPlan } from '../../src/core/panel/panel.ts';
import { parseStimulus } from '../../src/core/stimulus.ts';
import type { NewPanel } from '../../src/ports/journal.ts';

const stimulus = parseStimulus('Save money with one tap');
if (isRefusal(stimulus)) throw new Error('the headline of these tests is fine');

/** A plan with two seats. */
export const plan: PanelPlan = {
  stimulus,
  set: { id: 'everyday', title: 'Everyday people', version: 1 },
  setKey: 'everyday@1',
  seats: ['ana', 'ben'],
  rounds: 1,
  seed: 7,
  engine: { kind: 'evidence', name: 'evidence-1' },
};

/** A panel as a surface asks for it. */
export const newPanel = (id: string, change: Partial<NewPanel> = {}): NewPanel => ({
  id,
  deliveryKey: `delivery-${id}`,
  place: { surface: 'web', channel: 'panels' },
  actor: { id: 'u1', name: 'Robin', role: 'member' },
  plan,
  ...change,
});

/** What a worker asks for. */
export const request = { owner: 'worker-1', leaseMs: 10_000, surfaces: ['web'] } as const;
