import type { SpaceId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';

/**
 * Ends the panels of surfaces that cannot come back, such as a terminal that was closed half-way: nobody is left to read them. A panel
 * whose worker lives is not touched, because its lease is held.
 */
export const closeAbandoned = async (
  journal: Journal,
  request: { space: SpaceId; surfaces: string; olderThanMs: number; clock: Clock },
): Promise<void> => {
  const before = request.clock.now().getTime() - request.olderThanMs;
  for (const panel of await journal.list(request.space, { limit: 100, onlyOpen: true })) {
    if (!panel.place.surface.startsWith(request.surfaces) || Date.parse(panel.acceptedAt) > before) continue;
    const lease = await journal.claim(request.space, {
      owner: 'abandoned',
      leaseMs: 10_000,
      surfaces: [panel.place.surface],
      panelId: panel.ref.id,
    });
    if (!lease) continue;
    await journal.record(request.space, lease, { type: 'interrupt' });
    await journal.release(request.space, lease);
  }
};
