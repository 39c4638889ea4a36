import { join } from 'node:path';
import { systemClock, systemRandom } from './adapters/system/system.ts';
import type { Config } from './config.ts';
import type { Log } from './ports/log.ts';
import type { Stores } from './ports/stores.ts';

/** What `openStore` needs to know. */
type Where = Pick<Config, 'dataDir' | 'databaseUrl'>;

/**
 * Opens the stores that the settings name: PostgreSQL with DATABASE_URL, the file in DATA_DIR without. Only the one that is used is loaded. Rejects with one clear
 * sentence when it cannot be had; there is no falling back from one to the other.
 */
export const openStore = async ({ dataDir, databaseUrl }: Where, log: Log): Promise<Stores & { close: () => void | Promise<void> }> => {
  const system = { clock: systemClock, random: systemRandom };
  if (databaseUrl === '') {
    const { openSqlite } = await import('./adapters/sqlite/database.ts');
    return openSqlite({ path: join(dataDir, 'sounding-board.sqlite'), ...system });
  }
  const { openPostgres } = await import('./adapters/postgres/database.ts');
  const { tokenize } = await import('./adapters/memory/tokens.ts');
  return openPostgres({ url: databaseUrl, tokenize, log, ...system });
};
