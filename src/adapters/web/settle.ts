import { isDeepStrictEqual } from 'node:util';
import type { SpaceId } from '../../core/ids.ts';
import type { Reply } from '../../ports/command.ts';
import type { Transcript } from '../../ports/transcript.ts';
import { encodeContent, toWireEntry } from './content.ts';
import type { Hub } from './hub.ts';
import type { PressedIn, WireMessage } from './wire.ts';

/** What was done, as the bot's own answer says it. Nothing of a message that others' words are in. */
const describeDone = ({ messages: [first] }: Reply): string =>
  first?.kind === 'notice' ? first.notification.slice(first.label.length).trim() : '';

/** The message without what cannot be done again; the same message when it does not hold the button that was pressed. */
const settle = (message: WireMessage, { press }: PressedIn, reply: Reply): WireMessage => {
  const others = message.buttons.filter((one) => !isDeepStrictEqual(one.press, press));
  if (others.length === message.buttons.length) return message;
  return { ...message, buttons: reply.settled === 'message' ? [] : others, done: describeDone(reply) };
};

/**
 * Takes buttons from a private answer once what one of them offered is done for good, and says there what was done. Messages that others see are left as they
 * are.
 */
export const settleIn = async (
  { transcript, hub }: Readonly<{ transcript: Transcript; hub: Hub }>,
  space: SpaceId,
  { from, reply }: Readonly<{ from: PressedIn; reply: Reply }>,
): Promise<void> => {
  const stored = await transcript.get(space, from.entry);
  const entry = stored && toWireEntry(stored);
  if (entry?.content.type !== 'private') return;
  const before = entry.content.messages;
  const messages = before.map((message) => settle(message, from, reply));
  if (messages.every((message, at) => message === before[at])) return;
  await transcript.replace(space, entry.id, encodeContent({ ...entry.content, messages }, entry.order));
  hub.wake();
};
