import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { SpaceId } from '../../core/ids.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Random } from '../../ports/random.ts';

const key = { kind: 'secrets', id: 'speakers' } as const;
const stored = z.object({ secret: z.string().min(20) });

/** Gives a speaker the name under which a space knows them. The same person has another name in every space, and none leads back to them. */
export type NameSpeaker = (speaker: string) => string;

/**
 * Pseudonyms of speakers: HMAC-SHA-256 with a secret of the space, made at its first import. Whoever forgets a space forgets its secret, and with it
 * every way from a person to their words.
 */
export const createSpeakerNames = ({ documents, random }: { documents: Documents; random: Random }) => {
  const read = async (space: SpaceId): Promise<string | undefined> => {
    const found = await documents.get(space, key.kind, key.id);
    return found && stored.parse(found.value).secret;
  };
  const make = async (space: SpaceId): Promise<string> => {
    const secret = random.id() + random.id();
    const kept = await documents.put(space, { ...key, value: { secret }, author: 'sounding-board', expectedVersion: 0 });
    return kept ? secret : ((await read(space)) ?? secret);
  };
  return async (space: SpaceId): Promise<NameSpeaker> => {
    const secret = (await read(space)) ?? (await make(space));
    return (speaker) => createHmac('sha256', secret).update(speaker.normalize('NFC').trim()).digest('base64url');
  };
};

export type SpeakerNames = ReturnType<typeof createSpeakerNames>;
