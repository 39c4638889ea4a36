import type { SpaceId } from '../core/ids.ts';
import type { Cache } from '../ports/cache.ts';
import type { Documents } from '../ports/documents.ts';
import type { KeptFiles } from '../ports/kept-files.ts';
import type { Stores } from '../ports/stores.ts';
import { CheckStore } from './check/check-store.ts';
import { dropDrafts } from './quotes/quote-import-desk.ts';
import { withdrawalsDone } from './quotes/withdrawals.ts';
import { rulesDone } from './space-rules.ts';

type Parts = Readonly<{
  store: Readonly<{ documents: Documents; wipe: Stores['wipe'] }>;
  files: Pick<KeptFiles, 'drop'>;
  cache: Pick<Cache, 'clear'>;
  /** Where platforms keep things of a space in the cache. */
  cacheKeysOf: (space: SpaceId) => readonly string[];
}>;

/**
 * Forgets everything of a space: what the store holds of it, the files that wait for a yes, its id on the lists of spaces that have something open, and what of it is cached. What can
 * still be found by the store goes before the store's own part, so that a call that was cut short may be repeated; the cache last, because a bot that runs may fill it until then.
 */
export const createForgetSpace =
  ({ store: { documents, wipe }, files, cache, cacheKeysOf }: Parts) =>
  async (space: SpaceId): Promise<void> => {
    await dropDrafts({ documents, files }, space);
    await withdrawalsDone(documents, space);
    await rulesDone(documents, space);
    await new CheckStore(documents).forget(space);
    await wipe(space);
    for (const key of cacheKeysOf(space)) await cache.clear(key);
  };
