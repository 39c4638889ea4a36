import { z } from 'zod';
import { refuse } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { PanelDesk } from '../ports/desks.ts';
import type { Documents } from '../ports/documents.ts';
import type { Journal } from '../ports/journal.ts';
import type { ModerationDesk } from '../ports/moderation.ts';
import type { WriteAudit } from './audit.ts';

const key = { kind: 'settings', id: 'pause' } as const;
const pauseSchema = z.object({ isPaused: z.boolean() });

/** Reads whether a space is paused. */
export const createPauseState = ({ documents }: { documents: Documents }) => {
  const read = async (space: SpaceId) => {
    const stored = await documents.get(space, key.kind, key.id);
    return { isPaused: stored ? pauseSchema.parse(stored.value).isPaused : false, version: stored?.version ?? 0 };
  };
  return {
    isPaused: async (space: SpaceId): Promise<boolean> => (await read(space)).isPaused,
    set: async (space: SpaceId, isPaused: boolean, author: string): Promise<void> => {
      for (;;) {
        const { version } = await read(space);
        if (await documents.put(space, { ...key, value: { isPaused }, author, expectedVersion: version })) return;
      }
    },
  };
};

export type PauseState = ReturnType<typeof createPauseState>;

/**
 * A journal in which a panel that is accepted in a paused space is stopped at once. Looked at after the acceptance: then a panel is either among the open ones that
 * `pause` stops, or finds the space paused here, whichever comes first, and a discussion that follows by itself is caught too.
 */
export const stopWhilePaused = (journal: Journal, { isPaused }: PauseState): Journal => ({
  ...journal,
  accept: async (space, panel) => {
    const accepted = await journal.accept(space, panel);
    if (await isPaused(space)) await journal.requestStop(space, accepted.panel.ref.id, 'a moderator’s pause');
    return accepted;
  },
});

/** A desk that starts nothing in a paused space, and says so before anything is planned or paid for. */
export const refuseWhilePaused = (desk: PanelDesk, { isPaused }: PauseState): PanelDesk => ({
  ...desk,
  summon: async (request) => ((await isPaused(request.space)) ? refuse('paused', {}, request.typed) : desk.summon(request)),
  discuss: async (request) => ((await isPaused(request.space)) ? refuse('paused') : desk.discuss(request)),
  ask: async (request) => ((await isPaused(request.space)) ? refuse('paused', {}, request.question) : desk.ask(request)),
});

/** Panels stopped in one go. */
const atOnce = 500;

type Parts = Readonly<{ state: PauseState; journal: Journal; wake: (space: SpaceId, panelId: string) => void; audit: WriteAudit }>;

/** The kill switch: first nothing new, then what runs is stopped. */
export const createPauseDesk = ({ state, journal, wake, audit }: Parts): ModerationDesk['switch'] => ({
  isPaused: state.isPaused,
  pause: async (space, author) => {
    await state.set(space, true, author);
    const open = await journal.list(space, { limit: atOnce, onlyOpen: true });
    for (const { ref } of open) {
      await journal.requestStop(space, ref.id, 'a moderator’s pause');
      wake(space, ref.id);
    }
    await audit(space, author, 'paused', { panels: open.length });
    return { stopped: open.length };
  },
  resume: async (space, author) => {
    await state.set(space, false, author);
    await audit(space, author, 'resumed', {});
  },
});
