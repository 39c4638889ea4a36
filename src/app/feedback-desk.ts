import { z } from 'zod';
import { isRefusal, refuse } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Deliveries } from '../ports/deliveries.ts';
import type { FeedbackDesk, PanelDesk } from '../ports/desks.ts';
import type { Documents } from '../ports/documents.ts';

const kind = 'feedback';

/** What is kept of one panel: how often the message of each persona was found helpful, or not. No text, and nobody's id. */
const countsSchema = z.record(z.string(), z.object({ helpful: z.int(), unhelpful: z.int() }));
type Counts = z.infer<typeof countsSchema>;

/** Keeps what people think of persona messages, as counts in one document for each panel. One person counts once for each message. */
export const createFeedbackDesk = (parts: {
  documents: Documents;
  deliveries: Deliveries;
  panels: Pick<PanelDesk, 'find'>;
}): FeedbackDesk => {
  const { documents, deliveries, panels } = parts;
  const add = async (space: SpaceId, id: string, change: (counts: Counts) => Counts): Promise<void> => {
    for (;;) {
      const stored = await documents.get(space, kind, id);
      const value = change(countsSchema.parse(stored?.value ?? {}));
      if (await documents.put(space, { kind, id, value, author: 'people', expectedVersion: stored?.version ?? 0, keeps: 1 })) return;
    }
  };
  return {
    give: async (space, { number, persona, actorId, isHelpful }) => {
      const panel = await panels.find(space, number);
      if (isRefusal(panel)) return panel;
      if (!panel.plan.seats.includes(persona))
        return refuse('persona-unknown', { name: persona.slice(0, 60), names: panel.plan.seats.join(', ') });
      if (!(await deliveries.first(space, `feedback/${number}/${persona}/${actorId}`))) return 'counted-already';
      await add(space, String(number), (counts) => {
        const { helpful = 0, unhelpful = 0 } = counts[persona] ?? {};
        return { ...counts, [persona]: isHelpful ? { helpful: helpful + 1, unhelpful } : { helpful, unhelpful: unhelpful + 1 } };
      });
      return 'counted';
    },
    counts: async (space) => {
      const all = (await documents.list(space, kind)).flatMap(({ value }) => Object.values(countsSchema.parse(value)));
      return {
        helpful: all.reduce((sum, { helpful }) => sum + helpful, 0),
        unhelpful: all.reduce((sum, { unhelpful }) => sum + unhelpful, 0),
      };
    },
  };
};
