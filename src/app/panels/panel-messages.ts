import { refuse } from '../../core/errors.ts';
import { turnKey } from '../../core/panel/panel-machine.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { PanelDesk } from '../../ports/desks.ts';
import type { Journal } from '../../ports/journal.ts';

/* What people may do with one message of a panel: ask whose it is, and take it away. */

/** What these two need. */
export type MessageParts = Readonly<{ journal: Journal; surfaces: ReadonlyMap<string, ChatSurface> }>;

/** Answers from the journal, never from what the message says of itself: others may be able to edit it. */
export const behind =
  ({ journal }: MessageParts): PanelDesk['behind'] =>
  async (space, message) => {
    const found = await journal.postByRef(space, message);
    if (!found) return refuse('message-unknown');
    const { panel, post } = found;
    const turn = panel.state.turns.find(({ persona, round }) => turnKey(persona, round) === post.key);
    return turn ? { panel, persona: turn.persona } : { panel };
  };

/** Takes a persona's message away. The record of it stays. */
export const remove =
  ({ journal, surfaces }: MessageParts): PanelDesk['remove'] =>
  async ({ space, number, persona, actor }) => {
    const panel = await journal.readByNumber(space, number);
    if (!panel) return refuse('panel-unknown', { panel: number });
    if (actor.role !== 'moderator' && panel.actor.id !== actor.id)
      return refuse('not-allowed', { action: 'Delete on the panel of somebody else' });
    const keys = panel.state.turns.filter((turn) => turn.persona === persona).map(({ round }) => turnKey(persona, round));
    const posts = panel.state.posts.filter(({ key, ref }) => keys.includes(key) && ref !== undefined);
    const root = panel.state.posts[0]?.ref;
    const thread = panel.place.thread ?? root;
    const place = thread === undefined ? panel.place : { ...panel.place, thread };
    const surface = surfaces.get(place.surface);
    if (!surface || posts.length === 0) return refuse('message-unknown');
    const removed = await Promise.all(posts.map(({ ref = '' }) => surface.remove({ space, place, ref })));
    return removed.every(Boolean) ? panel : refuse('message-stays');
  };
