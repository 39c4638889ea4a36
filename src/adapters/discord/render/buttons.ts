import type { SpaceId } from '../../../core/ids.ts';
import type { LabelledMessage } from '../../../core/labels.ts';
import type { Button } from '../../../core/message.ts';
import { encodePress, type KeptPresses } from '../intake/press.ts';
import type { PreparedButton } from './render.ts';

/** Stands on a message that has no button of its own: a message is found again by its buttons. */
const about: Button = { label: 'How this works', style: 'plain', press: { command: 'panel-about', action: [], options: {} } };

/**
 * Makes the buttons of a message ready. With `key`, there is at least one and each carries the message's mark. The same message gives the same buttons. Throws
 * when a press has to be kept and the store does not answer.
 */
export const prepareButtons = (
  context: Readonly<{ space: SpaceId; kept: KeptPresses }>,
  message: LabelledMessage,
  key?: string,
): Promise<readonly PreparedButton[]> => {
  const buttons = message.buttons.length === 0 && key !== undefined ? [about] : message.buttons;
  return Promise.all(
    buttons.map(async (button, index) => ({
      label: button.label,
      isDanger: button.style === 'danger',
      customId: await encodePress(context, button, { index, key }),
    })),
  );
};
