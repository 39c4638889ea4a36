import { createHmac } from 'node:crypto';
import type { SpaceId } from '../../core/ids.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Random } from '../../ports/random.ts';

const kinds = { key: 'ledger-key', name: 'ledger-name' } as const;

/**
 * People as a ledger knows them: by a hash with a key of the space. Rows of a ledger stay for ever, so no id and no name is in them; names are kept beside it, for those who record
 * outcomes only, and can be forgotten without breaking the chain.
 */
export type LedgerNames = Readonly<{
  hash: (space: SpaceId, actorId: string) => Promise<string>;
  keep: (space: SpaceId, hash: string, name: string) => Promise<void>;
  read: (space: SpaceId, hash: string) => Promise<string | undefined>;
}>;

/** Keeps the key and the names of each space in its documents. */
export const createLedgerNames = ({ documents, random }: { documents: Documents; random: Random }): LedgerNames => {
  const keyOf = async (space: SpaceId): Promise<string> => {
    const known = await documents.get(space, kinds.key, 'key');
    if (known) return String(known.value);
    const value = `${random.id()}${random.id()}`;
    const stored = await documents.put(space, { kind: kinds.key, id: 'key', value, author: 'sounding-board', expectedVersion: 0 });
    // Somebody else made one at the same moment: theirs holds.
    return stored ? value : keyOf(space);
  };
  return {
    hash: async (space, actorId) =>
      createHmac('sha256', await keyOf(space))
        .update(actorId)
        .digest('hex'),
    keep: async (space, id, name) => {
      const known = await documents.get(space, kinds.name, id);
      if (known?.value === name) return;
      const expectedVersion = known?.version ?? 0;
      await documents.put(space, { kind: kinds.name, id, value: name, author: 'sounding-board', expectedVersion, keeps: 1 });
    },
    read: async (space, id) => {
      const known = await documents.get(space, kinds.name, id);
      return typeof known?.value === 'string' ? known.value : undefined;
    },
  };
};
