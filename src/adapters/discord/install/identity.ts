import { z } from 'zod';
import { isFault, type PostingClient } from '../sending/posting-client.ts';

/** The app's id, and its bot's, which is another one for apps from before 2016. */
export type Identity = Readonly<{ applicationId: string; botUserId: string }>;

const someId = z.string().regex(/^\d{15,21}$/);
const applicationSchema = z.object({ id: someId, bot: z.object({ id: someId }).optional() });

/** The first part of a token is the bot's id in Base64 (reference.mdx, Authentication, shows one). */
const idInToken = (token: string): string | undefined =>
  someId.safeParse(Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1')).data;

/**
 * Asks Discord who this bot is. `undefined` when it does not know the token. When Discord cannot be reached, the token itself says it, so that a process starts during an
 * outage too; throws when it does not.
 */
export const readIdentity = async (client: PostingClient, token: string): Promise<Identity | undefined> => {
  const result = await client.call({ method: 'GET', path: '/applications/@me', needs: 'View Channel' });
  if (!isFault(result)) {
    const { data } = applicationSchema.safeParse(result.said);
    if (data) return { applicationId: data.id, botUserId: data.bot?.id ?? data.id };
  } else if (result.fault === 'refused' && result.status === 401) return undefined;
  const id = idInToken(token);
  if (id === undefined) throw new Error('Discord could not be asked who this bot is. Check DISCORD_API_URL and the network.');
  return { applicationId: id, botUserId: id };
};
