import type { SpaceId } from './ids.ts';
import type { PersonaSet } from './persona-set.ts';
import { shuffle } from './random.ts';
import type { Stimulus } from './stimulus.ts';

/** Which surface a panel lives on, and where there. `thread` is the platform's id of the thread, once there is one. */
export type Place = Readonly<{ surface: string; channel: string; thread?: string }>;

/** Who asked. `id` is the platform's; `name` is shown to the team in the thread and never logged. */
export type Actor = Readonly<{ id: string; name: string; role: 'member' | 'moderator' }>;

/** What answers in place of people. */
export type EngineMark = Readonly<{ kind: 'evidence' | 'model'; name: string }>;

/**
 * Everything that a panel needs to run and to be run again with the same result: who speaks in which order, on what, by
 * which engine, with which seed. `setKey` names the stored copy of the set, so that a changed file changes no running panel.
 */
export type PanelPlan = Readonly<{
  stimulus: Stimulus;
  set: Readonly<{ id: string; title: string; version: number }>;
  setKey: string;
  seats: readonly string[];
  rounds: 1;
  seed: number;
  engine: EngineMark;
}>;

/** A panel's address inside its space. `number` is what people call it. */
export type PanelRef = Readonly<{ space: SpaceId; id: string; number: number }>;

/** Plans a panel: pure, so the same set, stimulus and seed give the same seats. The order is drawn, because a fixed first voice frames the rest. */
export const planPanel = (request: {
  stimulus: Stimulus;
  set: PersonaSet;
  setKey: string;
  seed: number;
  engine: EngineMark;
}): PanelPlan => ({
  stimulus: request.stimulus,
  set: { id: request.set.id, title: request.set.title, version: request.set.version },
  setKey: request.setKey,
  seats: shuffle(
    request.set.personas.map((persona) => persona.id),
    request.seed,
  ),
  rounds: 1,
  seed: request.seed,
  engine: request.engine,
});
