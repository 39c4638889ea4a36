import { appendFileSync } from 'node:fs';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { here, testRandom } from './helpers.ts';
import { newPanel } from './panels.ts';
import { begin, row } from './quote-rows.ts';

/*
 * A second process on the same file, started by sqlite.test.ts with a path, what to do, and a name for itself. Says on standard output what was
 * acknowledged, line by line, and goes on until it is killed.
 */

const [path = '', job, name = ''] = process.argv.slice(2);
// Written synchronously: a line in a buffer would die with the process.
const say = (line: string): void => appendFileSync(1, `${line}\n`);
const store = await openSqlite({ path, clock: systemClock, random: testRandom });

const acceptForEver = async (): Promise<void> => {
  for (let n = 0; ; n += 1) {
    const { panel } = await store.journal.accept(here, newPanel(`${name}-${n}`));
    say(panel.ref.id);
  }
};

const claimAll = async (): Promise<void> => {
  for (let misses = 0; misses < 20; ) {
    const lease = await store.journal.claim(here, { owner: name, leaseMs: 60_000, surfaces: ['web'] });
    if (lease) say(lease.panel.id);
    else misses += 1;
  }
};

const appendMany = async (): Promise<void> => {
  for (let n = 0; n < 60; n += 1)
    say(String((await store.transcript.append(here, { key: `${name}-${n}`, channel: 'c', content: 'x' })).seq));
};

const importHalf = async (): Promise<void> => {
  const id = await begin(store.quotes, here);
  await store.quotes.add(
    here,
    id,
    Array.from({ length: 300 }, (_, n) => row(`half an import, unmistakable ${n}`)),
  );
  say(id);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};

if (job === 'accept') await acceptForEver();
if (job === 'claim') await claimAll();
if (job === 'append') await appendMany();
if (job === 'import') await importHalf();
if (job === 'open') say('open');
store.close();
