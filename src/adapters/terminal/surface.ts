import type { LabelledMessage } from '../../core/labels.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';

/**
 * The terminal as a place where people read. It prints each message once, as it comes; a message that was printed by a process that is gone
 * cannot be found again, so `find` answers for this process alone.
 */
export const createTerminalSurface = (name: string, print: (message: LabelledMessage) => void): ChatSurface => {
  const printed = new Map<string, string>();
  return {
    name,
    limits: { nameUnits: 80, bodyUnits: 20_000, notificationUnits: 300 },
    paceMs: 0,
    paceKey: ({ channel }) => channel,
    post: async ({ key, message }) => {
      printed.set(key, `line-${printed.size + 1}`);
      print(message);
      return { outcome: 'sent', ref: `${process.pid}-${printed.get(key)}` };
    },
    find: async ({ key }) => {
      const found = printed.get(key);
      return found === undefined ? 'absent' : { found: `${process.pid}-${found}` };
    },
    edit: async () => true,
    // What was printed stays printed.
    remove: async () => false,
  };
};
