import type { Seat } from '../core/closing.ts';
import type { SpaceId } from '../core/ids.ts';
import { turnKey } from '../core/panel-machine.ts';
import type { PanelFacts, TurnResult } from '../core/panel-messages.ts';
import type { Persona } from '../core/persona.ts';
import type { PersonaSet } from '../core/persona-set.ts';
import type { Documents } from '../ports/documents.ts';
import type { Journal, PanelRecord } from '../ports/journal.ts';

/** The kind under which a space keeps the very sets that its panels used. */
export const panelSetKind = 'panel-set';

/** A panel as its messages need it. */
export const factsOf = (panel: PanelRecord, state = panel.state): PanelFacts => ({
  number: panel.ref.number,
  plan: panel.plan,
  state,
  acceptedAt: panel.acceptedAt,
  ...(panel.stoppedBy === undefined ? {} : { stoppedBy: panel.stoppedBy }),
});

/** Reads the copy of the set that a panel was planned with. Throws when it is gone, because then the panel cannot go on. */
export const readPanelSet = async (documents: Documents, space: SpaceId, panel: PanelRecord): Promise<PersonaSet> => {
  const document = await documents.get(space, panelSetKind, panel.plan.setKey);
  if (!document) throw new Error(`the set ${panel.plan.setKey} of panel ${panel.ref.number} is not stored`);
  // Written by this application and by nothing else, so its shape is known.
  return document.value as PersonaSet;
};

/** The persona in a set, by id. */
export const personaOf = (set: PersonaSet, id: string): Persona => {
  const persona = set.personas.find((candidate) => candidate.id === id);
  if (!persona) throw new Error(`the set ${set.id} has no persona ${id}`);
  return persona;
};

/** What became of one turn, as the journal holds it. A turn without a stored answer failed. */
export const parseTurn = (answer: string | undefined): TurnResult =>
  answer === undefined ? { kind: 'none', reason: 'failed' } : (JSON.parse(answer) as TurnResult);

/** All seats of a panel with what became of them, in the order of the plan. */
export const readSeats = async (journal: Journal, panel: PanelRecord, set: PersonaSet): Promise<readonly Seat[]> => {
  const answers = await journal.answers(panel.ref.space, panel.ref.id);
  return panel.plan.seats.map((id) => ({ persona: personaOf(set, id), result: parseTurn(answers.get(turnKey(id, 1))) }));
};
