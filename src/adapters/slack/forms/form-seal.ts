import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SpaceId } from '../../../core/ids.ts';

/** Whose form it is: the bot's token is the key, and the form counts for one person in one space only. */
export type FormOwner = Readonly<{ token: string; space: SpaceId; user: string }>;

/** 128 bits, in base64url. */
const macUnits = 22;

const macOf = (content: string, { token, space, user }: FormOwner): string =>
  createHmac('sha256', token).update(`form\n${space}\n${user}\n${content}`).digest('base64url').slice(0, macUnits);

/**
 * What a form is for, closed so that a changed one is known: `private_metadata` goes through the client of whoever fills the form in. Without
 * this, a form could be pointed at a channel that its sender is no member of. A new token makes old forms void.
 */
export const sealForm = (content: string, owner: FormOwner): string => `${macOf(content, owner)}${content}`;

/** What a seal closes, not yet looked at. */
export const sealedContent = (sealed: string): string => sealed.slice(macUnits);

/** True when this was sealed for this owner and is unchanged. */
export const isSealedFor = (sealed: string, owner: FormOwner): boolean => {
  const [given, made] = [Buffer.from(sealed.slice(0, macUnits)), Buffer.from(macOf(sealedContent(sealed), owner))];
  return given.length === made.length && timingSafeEqual(given, made);
};
