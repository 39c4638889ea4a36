import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** A secret as stored. Base64; `key` names the key that closed it and tells nothing about it. */
export const sealedSchema = z.object({ key: z.string(), iv: z.base64(), tag: z.base64(), data: z.base64() });
export type Sealed = z.infer<typeof sealedSchema>;

/** A stored secret cannot be opened. `message` says what to do and holds nothing of it. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const derive = (secret: string, purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'sounding-board', `slack-installation/${purpose}`, bytes));

/**
 * Closes and opens secrets with AES-256-GCM (NIST SP 800-38D, a fresh 96-bit nonce each time), the key by HKDF-SHA-256 (RFC 5869) from `secret`. `bound` is what a secret
 * belongs to: moved to another place, it does not open. `open` throws `SealError` for another key, and for anything that was changed.
 */
export const createTokenBox = (secret: string) => {
  const key = derive(secret, 'key', 32);
  const id = derive(secret, 'id', 6).toString('hex');
  return {
    seal: (text: string, bound: string): Sealed => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return { key: id, iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
    },
    open: (sealed: Sealed, bound: string): string => {
      if (sealed.key !== id)
        throw new SealError('A Slack token was stored with another secret. Set the secret back to what it was, or install the app anew.');
      try {
        const tag = Buffer.from(sealed.tag, 'base64');
        const opener = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64'), { authTagLength: 16 });
        opener.setAAD(Buffer.from(bound)).setAuthTag(tag);
        return Buffer.concat([opener.update(Buffer.from(sealed.data, 'base64')), opener.final()]).toString('utf8');
      } catch {
        throw new SealError('A stored Slack token was changed or belongs elsewhere. Install the app anew.');
      }
    },
  };
};
