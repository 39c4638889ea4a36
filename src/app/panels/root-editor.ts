import type { PanelState } from '../../core/panel/panel-machine.ts';
import { rootMessage } from '../../core/panel/root-message.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PanelRecord } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import { factsOf } from './panel-record.ts';

/**
 * Keeps a panel's first message up to date. Editions that overtake each other become one; an edition that fails costs a
 * progress line and nothing else, because the next one says it all again.
 */
export type RootEditor = Readonly<{
  /** Shows the state as it is now, soon. */
  refresh: () => void;
  /** Resolves when no edition is under way. */
  settle: () => Promise<void>;
  /** Shows this state now. */
  show: (state: PanelState) => Promise<void>;
}>;

/** Shortest time between two editions, in milliseconds. Platforms count them, and nobody reads faster. */
const restMs = 400;

export const createRootEditor = (parts: {
  surface: ChatSurface;
  log: Log;
  clock: Clock;
  read: () => { panel: PanelRecord; state: PanelState };
}): RootEditor => {
  const hurry = new AbortController();
  let editing: Promise<void> | undefined;
  let again = false;
  const show = async (state: PanelState): Promise<void> => {
    const ref = state.posts[0]?.ref;
    if (ref === undefined) return;
    const { panel } = parts.read();
    const { surface, log } = parts;
    const message = rootMessage(factsOf(panel, state), surface.limits);
    await surface.edit({ space: panel.ref.space, place: panel.place, ref, message }).catch((error: unknown) => {
      log.error('root not updated', error, { panel: panel.ref.id });
    });
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await show(parts.read().state);
      if (!hurry.signal.aborted) await parts.clock.sleep(restMs, hurry.signal);
    } while (again);
    editing = undefined;
  };
  return {
    refresh: () => {
      again = true;
      editing ??= run();
    },
    settle: async () => {
      hurry.abort();
      await editing;
    },
    show,
  };
};
