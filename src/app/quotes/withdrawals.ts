import { type SpaceId, spaceId } from '../../core/ids.ts';
import type { Documents } from '../../ports/documents.ts';

/** Where the ids of spaces with a withdrawal under way are kept: no store call reads across spaces. */
const register = spaceId('sounding-board', 'withdrawals');
const registerKind = 'spaces';

/** Notes that a space has a withdrawal under way. Doubling it changes nothing. */
export const noteWithdrawal = async (documents: Documents, space: SpaceId): Promise<void> => {
  await documents.put(register, { kind: registerKind, id: space, value: {}, author: 'sounding-board', expectedVersion: 0 });
};

/** The spaces with a withdrawal under way. */
export const spacesWithWithdrawals = async (documents: Documents): Promise<readonly SpaceId[]> =>
  // Written above from the id of a space and by nothing else.
  (await documents.list(register, registerKind)).map(({ id }) => id as SpaceId);

/** Takes a space off the list. */
export const withdrawalsDone = (documents: Documents, space: SpaceId): Promise<void> => documents.remove(register, registerKind, space);
