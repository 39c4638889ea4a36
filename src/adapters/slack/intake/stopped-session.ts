import { z } from 'zod';
import { isOver } from '../../../core/panel/panel-machine.ts';
import type { PanelDesk } from '../../../ports/desks.ts';
import { type Received, spaceOf } from './payloads.ts';

const stoppedSchema = z.object({
  event: z.object({
    type: z.literal('agent_session_stopped'),
    channel: z.string().min(1),
    user: z.string().min(1),
    thread_ts: z.string().min(1),
    event_ts: z.string().min(1),
  }),
});

/** How many of the newest panels are looked through. */
const mostPanels = 500;

/**
 * Slack's own Stop button was pressed in a thread (type `AgentSessionStoppedEvent` of @slack/types 3.2.0): one request to stop for each panel that runs there. Who may
 * stop what is decided where every other press is.
 */
export const readStoppedSession = async (body: unknown, panels: Pick<PanelDesk, 'recent'>): Promise<readonly Received[]> => {
  const event = stoppedSchema.safeParse(body).data?.event;
  const space = spaceOf(body);
  if (!event || !space) return [];
  const { channel, user, thread_ts: thread, event_ts: at } = event;
  const here = (await panels.recent(space, mostPanels)).filter(
    ({ place, state }) =>
      place.surface === 'slack' && place.channel === channel && !isOver(state) && (place.thread ?? state.posts[0]?.ref) === thread,
  );
  return here.map(({ ref }) => ({
    invocation: {
      deliveryKey: `slack:${channel}:${thread}:${at}:stop:${ref.number}`,
      space,
      place: { surface: 'slack', channel, thread },
      command: 'panel',
      action: ['stop'],
      options: { panel: String(ref.number) },
      text: '',
    },
    person: { id: user, name: '' },
    isShared: false,
  }));
};
