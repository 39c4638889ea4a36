import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SpaceId } from '../../../core/ids.ts';
import type { Button, Press } from '../../../core/message.ts';
import { discordLimits } from '../limits.ts';

/*
 * What a button carries in its `custom_id`: `sb1:<mark>:<index>:<press>`. The mark says which message the button belongs to, so that a message can be found
 * again; the index keeps two buttons of one message apart, which Discord asks for; the press is JSON, or the name under which it is kept when it does not fit.
 */

/** What a button stands for: its press, and the form to show before it, when it asks for a text. */
export type CarriedPress = Readonly<{ press: Press; asks?: NonNullable<Button['asks']> }>;

/** Presses that are too long for a button. `keep` gives the same name for the same press; `read` sees the presses of its space only. */
export type KeptPresses = Readonly<{
  keep: (space: SpaceId, press: CarriedPress) => Promise<string>;
  read: (space: SpaceId, name: string) => Promise<CarriedPress | undefined>;
}>;

const version = 'sb1';

const shortSchema = z.tuple([z.string(), z.array(z.string()), z.record(z.string(), z.string())]);
const carriedSchema = z.strictObject({
  press: z.strictObject({ command: z.string(), action: z.array(z.string()), options: z.record(z.string(), z.string()) }),
  asks: z.strictObject({ option: z.string(), label: z.string(), placeholder: z.string(), maxUnits: z.int().positive() }).optional(),
});

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The mark of a message: 16 characters that follow from its key, 96 bits of a hash. */
export const markOfKey = (key: string): string => digestOf(key).slice(0, 16);

/** The mark in a `custom_id`, or `undefined` when there is none. */
export const markOfCustomId = (customId: string): string | undefined => /^sb1:([\w-]{16}):/.exec(customId)?.[1];

/** The name of a press that is kept: it follows from the press alone. */
export const nameOfPress = (press: CarriedPress): string => digestOf(JSON.stringify(press)).slice(0, 32);

/** Reads a press that was kept. Answers `undefined` for anything else. */
export const parseKeptPress = (value: unknown): CarriedPress | undefined => {
  const { success, data } = carriedSchema.safeParse(value);
  if (!success) return undefined;
  const { press, asks } = data;
  return asks === undefined ? { press } : { press, asks };
};

/**
 * The `custom_id` of a button: at most 100 characters, the same each time. A press that does not fit, and one that asks for a text, is kept first. `index` is
 * the button's place in its message.
 */
export const encodePress = async (
  { space, kept }: Readonly<{ space: SpaceId; kept: KeptPresses }>,
  { press, asks }: Pick<Button, 'press' | 'asks'>,
  { index, key }: Readonly<{ index: number; key?: string | undefined }>,
): Promise<string> => {
  const head = `${version}:${key === undefined ? '' : markOfKey(key)}:${index.toString(36)}:`;
  const short = `${head}${JSON.stringify([press.command, press.action, press.options])}`;
  if (asks === undefined && short.length <= discordLimits.customId) return short;
  return `${head}${await kept.keep(space, asks === undefined ? { press } : { press, asks })}`;
};

/**
 * Reads a press back. Discord returns a `custom_id` as it was sent, but whoever may manage webhooks can send messages through ours: so the press is read as
 * if a stranger had written it, and rights are checked again when it is carried out. Answers `undefined` for anything that is no press, or is kept no more.
 */
export const decodePress = async (
  { space, kept }: Readonly<{ space: SpaceId; kept: KeptPresses }>,
  customId: string,
): Promise<CarriedPress | undefined> => {
  const body = /^sb1:(?:[\w-]{16})?:[0-9a-z]{1,2}:(.+)$/su.exec(customId)?.[1];
  if (body === undefined) return undefined;
  if (!body.startsWith('[')) return /^[\w-]{1,64}$/.test(body) ? kept.read(space, body) : undefined;
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { success, data } = shortSchema.safeParse(read);
  if (!success) return undefined;
  const [command, action, options] = data;
  return { press: { command, action, options } };
};
