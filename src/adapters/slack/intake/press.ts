import { z } from 'zod';
import type { Button, Press } from '../../../core/message.ts';
import { slackLimits } from '../limits.ts';
import { defuse } from '../render/defuse.ts';

/** What a button carries: its press, and the form to show before it, when it asks for a text. */
export type CarriedPress = Readonly<{ press: Press; asks?: NonNullable<Button['asks']> }>;

/** How the identifiers of our buttons begin. An index follows, because they must differ inside a message. */
export const pressActionPrefix = 'sb_press';

const carriedSchema = z.strictObject({
  command: z.string(),
  action: z.array(z.string()),
  options: z.record(z.string(), z.string()),
  asks: z.strictObject({ option: z.string(), label: z.string(), placeholder: z.string(), maxUnits: z.int().positive() }).optional(),
});

/**
 * The press of a button as one string for its `value`: the JSON of the press, with `asks` beside its members and without links in it.
 * `undefined` when it does not fit.
 */
export const encodePress = ({ press, asks }: Pick<Button, 'press' | 'asks'>): string | undefined => {
  const shown = asks && { ...asks, label: defuse(asks.label), placeholder: defuse(asks.placeholder) };
  const value = JSON.stringify({ ...press, asks: shown });
  return value.length > slackLimits.buttonValue ? undefined : value;
};

/**
 * Reads a press back. Slack returns the value of a button as it was sent, but what is in a form's `private_metadata` can be changed by
 * whoever submits it, so rights are checked again at the press. Answers `undefined` for anything that is no press.
 */
export const decodePress = (value: string): CarriedPress | undefined => {
  let read: unknown;
  try {
    read = JSON.parse(value);
  } catch {
    return undefined;
  }
  const { success, data } = carriedSchema.safeParse(read);
  if (!success) return undefined;
  const { asks, ...press } = data;
  return asks === undefined ? { press } : { press, asks };
};
