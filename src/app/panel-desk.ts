import { isRefusal, refuse } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import { type EngineMark, planPanel } from '../core/panel.ts';
import { isOver, turnKey } from '../core/panel-machine.ts';
import type { PersonaSet } from '../core/persona-set.ts';
import { parseStimulus } from '../core/stimulus.ts';
import type { PanelDesk, SetDesk } from '../ports/desks.ts';
import type { Documents } from '../ports/documents.ts';
import type { Journal } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import { panelSetKind, parseTurn, readPanelSet } from './panel-record.ts';
import type { PanelRunner } from './panel-runner.ts';

type DeskParts = Readonly<{
  journal: Journal;
  documents: Documents;
  sets: SetDesk;
  random: Random;
  runner: Pick<PanelRunner, 'wake'>;
  engine: EngineMark;
  digest: (text: string) => string;
}>;

/** Stores the set as it is now, once for each content, and answers the key under which a panel finds it again. */
const keepSet = async ({ documents, digest }: DeskParts, space: SpaceId, set: PersonaSet): Promise<string> => {
  const key = `${set.id}@${set.version}-${digest(JSON.stringify(set)).slice(0, 16)}`;
  if (!(await documents.get(space, panelSetKind, key))) {
    await documents.put(space, { kind: panelSetKind, id: key, value: set, author: 'sounding-board', expectedVersion: 0 });
  }
  return key;
};

const unknownSet = async (sets: SetDesk, space: SpaceId, name: string, typed: string) =>
  refuse('set-unknown', { name: name.slice(0, 60), names: (await sets.list(space)).map(({ id }) => id).join(', ') }, typed);

const summon =
  (parts: DeskParts): PanelDesk['summon'] =>
  async ({ space, deliveryKey, place, actor, typed, set: name }) => {
    const stimulus = parseStimulus(typed);
    if (isRefusal(stimulus)) return stimulus;
    const set = name === undefined ? await parts.sets.standard(space) : await parts.sets.find(space, name);
    if (!set) return unknownSet(parts.sets, space, name ?? '', typed);
    const setKey = await keepSet(parts, space, set);
    const plan = planPanel({ stimulus, set, setKey, seed: parts.random.seed(), engine: parts.engine });
    const accepted = await parts.journal.accept(space, { id: parts.random.id(), deliveryKey, place, actor, plan });
    parts.runner.wake(space, accepted.panel.ref.id);
    return accepted;
  };

const stop =
  (parts: DeskParts): PanelDesk['stop'] =>
  async ({ space, number, actor }) => {
    const panel = await parts.journal.readByNumber(space, number);
    if (!panel) return refuse('panel-unknown', { panel: number });
    if (actor.role !== 'moderator' && panel.actor.id !== actor.id)
      return refuse('not-allowed', { action: 'Stop on the panel of somebody else' });
    if (isOver(panel.state)) return refuse('panel-over', { panel: number });
    await parts.journal.requestStop(space, panel.ref.id, actor.name);
    parts.runner.wake(space, panel.ref.id);
    return (await parts.journal.readByNumber(space, number)) ?? panel;
  };

const who =
  (parts: DeskParts): PanelDesk['who'] =>
  async (space, number, personaId) => {
    const panel = await parts.journal.readByNumber(space, number);
    if (!panel) return refuse('panel-unknown', { panel: number });
    const set = await readPanelSet(parts.documents, space, panel);
    const persona = set.personas.find(({ id }) => id === personaId);
    if (!persona) return refuse('persona-unknown', { name: personaId.slice(0, 60), names: set.personas.map(({ id }) => id).join(', ') });
    const result = parseTurn((await parts.journal.answers(space, panel.ref.id)).get(turnKey(personaId, 1)));
    return { panel, persona, ...(result.kind === 'reaction' ? { reaction: result.reaction } : {}) };
  };

/** Accepts panels durably before it answers, stops them, and reads them back. */
export const createPanelDesk = (parts: DeskParts): PanelDesk => ({
  summon: summon(parts),
  stop: stop(parts),
  who: who(parts),
  find: async (space, number) => (await parts.journal.readByNumber(space, number)) ?? refuse('panel-unknown', { panel: number }),
  recent: (space, limit) => parts.journal.list(space, { limit }),
});
