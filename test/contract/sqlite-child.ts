import { appendFileSync } from 'node:fs';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { reservation } from './bookings.ts';
import { createTestClock, here, testRandom, there } from './helpers.ts';
import { newPanel } from './panels.ts';
import { begin, row } from './quote-rows.ts';

/*
 * A second process on the same file, started by sqlite.test.ts with a path, what to do, and a name for itself. Says on standard output what was
 * acknowledged, line by line, and goes on until it is killed.
 */

const [path = '', job, name = ''] = process.argv.slice(2);
// Written synchronously: a line in a buffer would die with the process.
const say = (line: string): void => appendFileSync(1, `${line}\n`);
// Reservations count within a day, and the day may end while they run.
const clock = job === 'reserve' ? createTestClock() : systemClock;
const store = await openSqlite({ path, clock, random: testRandom });

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

const reserveMany = async (): Promise<void> => {
  // Neither begins before the other is there.
  await store.budget.reserve(there, reservation(name, { tokens: 1 }));
  while ((await store.budget.state(there, name)).spaceDay < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  // Room for one reservation of each person. Whoever is behind is refused, which is quick, catches up, and from then on both want the same.
  const caps = { spaceDay: 1_000_000, userHour: 2_000 };
  for (let n = 0; n < 300; n += 1) {
    const { outcome } = await store.budget.reserve(here, reservation(`${name}-${n}`, { actor: `person-${n}`, caps }));
    if (outcome === 'reserved') say(`person-${n}`);
  }
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
if (job === 'reserve') await reserveMany();
if (job === 'import') await importHalf();
if (job === 'open') say('open');
store.close();
