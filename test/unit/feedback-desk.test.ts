import { describe, expect, it } from 'vitest';
import { createMemoryDeliveries } from '../../src/adapters/memory/deliveries.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { createFeedbackDesk } from '../../src/app/feedback-desk.ts';
import { isRefusal, refuse } from '../../src/core/errors.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { PanelRecord } from '../../src/ports/journal.ts';

const space = spaceId('slack', 'T1');
const other = spaceId('slack', 'T2');

const open = () => {
  const documents = createMemoryDocuments({ clock: systemClock });
  const panels = {
    find: async (_: unknown, number: number) =>
      number === 7 ? ({ plan: { seats: ['ana', 'ben'] } } as unknown as PanelRecord) : refuse('panel-unknown', { panel: number }),
  };
  const desk = createFeedbackDesk({ documents, deliveries: createMemoryDeliveries({ clock: systemClock }), panels });
  const give = (actorId: string, isHelpful = true, persona = 'ana', number = 7) =>
    desk.give(space, { number, persona, actorId, isHelpful });
  return { desk, documents, give };
};

describe('feedback on a persona’s message', () => {
  it('is counted once for each person and persona, also when many press at once', async () => {
    const { desk, give } = open();
    const people = Array.from({ length: 20 }, (_, index) => `U${index}`);
    expect(new Set(await Promise.all(people.map((id) => give(id))))).toEqual(new Set(['counted']));
    expect(await give('U1', false)).toBe('counted-already');
    expect(await give('U1', false, 'ben')).toBe('counted');
    expect(await desk.counts(space)).toEqual({ helpful: 20, unhelpful: 1 });
    expect(await desk.counts(other)).toEqual({ helpful: 0, unhelpful: 0 });
  });

  it('is kept as numbers by panel and persona, with nobody’s id', async () => {
    const { documents, give } = open();
    await give('U0SECRET');
    const kept = await documents.history(space, 'feedback', '7');
    expect(kept.map(({ value }) => value)).toEqual([{ ana: { helpful: 1, unhelpful: 0 } }]);
    expect(JSON.stringify(kept)).not.toContain('U0SECRET');
  });

  it('is refused for a panel or a persona that was not there', async () => {
    const { desk, give } = open();
    for (const given of [await give('U1', true, 'eve'), await give('U1', true, '__proto__'), await give('U1', true, 'ana', 8)])
      expect(isRefusal(given)).toBe(true);
    expect(await desk.counts(space)).toEqual({ helpful: 0, unhelpful: 0 });
  });
});
