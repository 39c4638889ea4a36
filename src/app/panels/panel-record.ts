import type { Seat } from '../../core/panel/closing-said.ts';
import { engineOfSeat } from '../../core/panel/panel.ts';
import type { PanelFacts } from '../../core/panel/panel-facts.ts';
import { turnKey } from '../../core/panel/panel-machine.ts';
import type { TurnResult } from '../../core/panel/turn.ts';
import type { Persona } from '../../core/personas/persona.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import type { Journal, PanelRecord } from '../../ports/journal.ts';

/** A panel as its messages need it. */
export const factsOf = (panel: PanelRecord, state = panel.state): PanelFacts => ({
  number: panel.ref.number,
  plan: panel.plan,
  state,
  acceptedAt: panel.acceptedAt,
  ...(panel.stoppedBy === undefined ? {} : { stoppedBy: panel.stoppedBy }),
});

/** The persona in a set, by id. */
export const personaOf = (set: PersonaSet, id: string): Persona => {
  const persona = set.personas.find((candidate) => candidate.id === id);
  if (!persona) throw new Error(`the set ${set.id} has no persona ${id}`);
  return persona;
};

/** What became of one turn, as the journal holds it. Written by this application and by nothing else, so its shape is known. */
export const parseTurn = (answer: string): TurnResult => JSON.parse(answer) as TurnResult;

/** What became of one persona's turn. A turn without a stored answer failed. */
export const resultOf = (panel: PanelRecord, answers: ReadonlyMap<string, string>, persona: string): TurnResult => {
  const answer = answers.get(turnKey(persona, 1));
  return answer === undefined ? { engine: engineOfSeat(panel.plan, persona), kind: 'none', reason: 'failed' } : parseTurn(answer);
};

/** All seats of a panel with what became of them, in the order of the plan. */
export const readSeats = async (journal: Journal, panel: PanelRecord, set: PersonaSet): Promise<readonly Seat[]> => {
  const answers = await journal.answers(panel.ref.space, panel.ref.id);
  return panel.plan.seats.map((id) => ({ persona: personaOf(set, id), result: resultOf(panel, answers, id) }));
};
