import { reactFromFile } from '../../src/adapters/evidence/engine.ts';
import { localSpace } from '../../src/core/ids.ts';
import { closingMessage } from '../../src/core/panel/closing.ts';
import { type PanelPlan, planPanel } from '../../src/core/panel/panel.ts';
import type { PanelFacts } from '../../src/core/panel/panel-facts.ts';
import type { PanelState, Turn } from '../../src/core/panel/panel-machine.ts';
import { rootMessage } from '../../src/core/panel/root-message.ts';
import type { TurnResult } from '../../src/core/panel/turn.ts';
import { turnMessage } from '../../src/core/panel/turn-message.ts';
import type { Persona } from '../../src/core/personas/persona.ts';
import type { PersonaSet } from '../../src/core/personas/persona-set.ts';
import type { Quote } from '../../src/core/quotes/quotes.ts';
import { isComparison, type Stimulus } from '../../src/core/stimulus.ts';
import type { ChatSurface } from '../../src/ports/chat-surface.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { findEvidence } from './playground-quotes.ts';

/** A panel that plays itself: real messages from core, posted one after the other, in `paceMs`. */
export type ScriptedPanel = { readonly number: number; readonly plan: PanelPlan; stopped: boolean; facts: () => PanelFacts };

type Parts = Readonly<{ surface: ChatSurface; clock: Clock; paceMs: number; quotes: () => readonly Quote[]; signal: AbortSignal }>;

const react = (persona: Persona, stimulus: Stimulus, quotes: readonly Quote[]): TurnResult => {
  const reaction = reactFromFile(persona, stimulus.options, isComparison(stimulus));
  const evidence = reaction.answers.map(({ claims }) => claims.map((claim) => findEvidence(claim.text, quotes)));
  return { engine: { kind: 'evidence', name: 'evidence engine' }, kind: 'reaction', reaction: { ...reaction, evidence } };
};

const play = async (panel: ScriptedPanel, set: PersonaSet, turns: Turn[], parts: Parts): Promise<void> => {
  const { surface, clock, paceMs, signal } = parts;
  const { limits } = surface;
  const at = () => clock.now().toISOString();
  const place = { surface: 'web', channel: 'panels' };
  const rooted = await surface.post({
    space: localSpace,
    place,
    key: `p${panel.number}/root`,
    message: rootMessage(panel.facts(), limits),
    signal,
  });
  if (rooted.outcome !== 'sent') return;
  const thread = { ...place, thread: rooted.ref };
  const seats = panel.plan.seats.flatMap((id) => set.personas.find((persona) => persona.id === id) ?? []);
  const results: { persona: Persona; result: TurnResult }[] = [];
  const edit = () => surface.edit({ space: localSpace, place, ref: rooted.ref, message: rootMessage(panel.facts(), limits) });
  for (const [index, persona] of seats.entries()) {
    await clock.sleep(paceMs, signal);
    if (panel.stopped || signal.aborted) return;
    const result = react(persona, panel.plan.stimulus, parts.quotes());
    results.push({ persona, result });
    const message = turnMessage(panel.facts(), persona, result, at(), limits);
    await surface.post({ space: localSpace, place: thread, key: `p${panel.number}/${persona.id}`, message, signal });
    turns[index] = { persona: persona.id, round: 1, state: 'answered', attempts: 1 };
    await edit();
  }
  await clock.sleep(paceMs / 2, signal);
  const voices = panel.plan.stimulus.options.map((option) => findEvidence(option, parts.quotes()));
  const closing = closingMessage(panel.facts(), { seats: results, voices }, at(), limits);
  await surface.post({ space: localSpace, place: thread, key: `p${panel.number}/closing`, message: closing, signal });
  await edit();
};

/** Starts a panel. `stop` ends it between two answers, as the real one does. */
export const startScriptedPanel = (
  number: number,
  stimulus: Stimulus,
  set: PersonaSet,
  parts: Parts,
): ScriptedPanel & { stop: () => void } => {
  const plan = planPanel({ stimulus, set, setKey: set.id, seed: number, engine: { kind: 'evidence', name: 'evidence engine' } });
  const seats = plan.seats.slice(0, 5);
  const turns: Turn[] = seats.map((persona) => ({ persona, round: 1, state: 'waiting', attempts: 0 }));
  const acceptedAt = parts.clock.now().toISOString();
  const state = (): PanelState => {
    const done = turns.every((turn) => turn.state === 'answered');
    return { status: panel.stopped ? 'stopped' : done ? 'closed' : 'open', turns, posts: [] };
  };
  const panel = {
    number,
    plan: { ...plan, seats },
    stopped: false,
    facts: (): PanelFacts => ({ number, plan: panel.plan, state: state(), acceptedAt, ...(panel.stopped ? { stoppedBy: 'You' } : {}) }),
    stop: () => {
      panel.stopped = true;
      void finish();
    },
  };
  const finish = async () => {
    const found = await parts.surface.find({ space: localSpace, place: { surface: 'web', channel: 'panels' }, key: `p${number}/root` });
    if (typeof found === 'object') {
      const message = rootMessage(panel.facts(), parts.surface.limits);
      await parts.surface.edit({ space: localSpace, place: { surface: 'web', channel: 'panels' }, ref: found.found, message });
    }
  };
  void play(panel, set, turns, parts);
  return panel;
};
