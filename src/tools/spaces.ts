import { join } from 'node:path';
import { createKeptFiles } from '../adapters/files/kept-files.ts';
import { createCache } from '../adapters/keyv/cache.ts';
import { cacheKeysOf } from '../adapters/slack/cache-keys.ts';
import { systemClock, systemRandom } from '../adapters/system/system.ts';
import { createForgetSpace } from '../app/forget-space.ts';
import { type Config, readConfig } from '../config.ts';
import { openStore } from '../open-store.ts';
import type { SpaceSummary, Stores } from '../ports/stores.ts';
import { describeLeft, describeOffer, describeRemoved, isTheBots, listOf, unknownSpace, usage } from './space-words.ts';

/*
 * `npm run spaces -- list`: who has stored how much, and when last; no texts and no names of people.
 * `npm run spaces -- wipe SPACE [--yes]`: removes all that one space has stored, as an uninstall does; without --yes it only says what that is. Both may be done while the bot runs.
 * Code 2 when it was called wrongly or the space is unknown, 1 for a fault, or when copies are still in the log of the file.
 */

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const fail = (line: string, code: 1 | 2): void => {
  process.stderr.write(`${line}\n`);
  process.exitCode = code;
};

/** How often the log is tried again while another process reads. Each time waits some seconds by itself. */
const attempts = 6;

const isSettled = async ({ settle }: Stores): Promise<boolean> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) if (await settle()) return true;
  return false;
};

const wipe = async (config: Config, store: Stores, space: SpaceSummary): Promise<void> => {
  const cache = createCache({ log: silent, ...(config.redisUrl === '' ? {} : { redisUrl: config.redisUrl }) });
  const files = createKeptFiles(join(config.dataDir, 'drafts'), { clock: systemClock, random: systemRandom });
  await createForgetSpace({ store, files, cache, cacheKeysOf })(space.space);
  await cache.close();
  say(describeRemoved(space));
  if (config.databaseUrl !== '') say(describeLeft.postgres);
  else if (!(await isSettled(store))) fail(describeLeft.busy, 1);
};

const carryOut = async (config: Config, store: Stores, [verb, ...rest]: readonly string[]): Promise<void> => {
  const spaces = (await store.spaces()).filter((one) => !isTheBots(one));
  const [id, ...more] = rest.filter((word) => word !== '--yes');
  if (verb === 'list' && rest.length === 0) return void say(listOf(spaces));
  if (verb !== 'wipe' || id === undefined || more.length > 0) return fail(usage, 2);
  const space = spaces.find((one) => one.space === id);
  if (!space) return fail(unknownSpace(id), 2);
  if (!rest.includes('--yes')) return void say(describeOffer(space));
  await wipe(config, store, space);
};

try {
  const config = readConfig(process.env);
  const store = await openStore(config, silent);
  await carryOut(config, store, process.argv.slice(2));
  await store.close();
} catch (error) {
  fail(`The spaces could not be read or changed: ${error instanceof Error ? error.message : 'an unknown fault'}`, 1);
}
