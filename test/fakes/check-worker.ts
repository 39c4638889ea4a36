import { appendFileSync } from 'node:fs';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import { createChecks } from '../../src/app/check/checks.ts';
import { createModels } from '../../src/app/models/create-models.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { spaceId } from '../../src/core/ids.ts';
import { chanceOf, leaningModel, withBefore } from './check-models.ts';
import { aPersona, aSet } from './personas.ts';
import { openSetDesk } from './set-desk.ts';

/*
 * A process that works on a check until it is killed: the real store and job, a scripted model that takes its time and leaves a line for each call. Started by
 * check-kill.test.ts with a folder, that time and the lease in milliseconds; prints `started` and, when nothing is open, `idle`, or `given up` with the reason.
 * With `dies` the first call ends the process.
 */

const [folder = '', waitMs = '', leaseMs = '', dies = ''] = process.argv.slice(2);
const space = spaceId('file', 'test');
const store = await openSqlite({ path: `${folder}/store.sqlite`, clock: systemClock, random: systemRandom });
const log = {
  info: () => {},
  warn: () => {},
  error: (event: string, cause: unknown) => process.stderr.write(`${event} ${String(cause)}\n`),
};
const system = { clock: systemClock, random: systemRandom, log, digest: (text: string) => String(text.length) };
const model = withBefore(
  leaningModel(({ name, item }) => chanceOf(`${name}/${item}`) * 2 - 1),
  async () => {
    appendFileSync(`${folder}/calls.txt`, '.');
    if (dies !== '') process.kill(process.pid, 'SIGKILL');
    await systemClock.sleep(Number(waitMs));
    return undefined;
  },
);
const names = ['Ana', 'Ben', 'Cleo', 'Dora'];
const sets = openSetDesk([aSet(names.map((name) => aPersona(name.toLowerCase(), name, [{ text: `${name} reads the price first.` }])))]);
const budget = createBudgetDesk({
  budget: store.budget,
  documents: store.documents,
  standard: { tokensPerDay: 10_000_000, tokensPerPersonAndHour: 10_000_000, whenSpent: 'refuse' },
});
const { desk, beside } = createChecks({
  ...system,
  documents: store.documents,
  surfaces: new Map(),
  sets,
  budget,
  models: createModels({ ...system, languageModels: [model] }),
  isPaused: async () => false,
  times: { leaseMs: Number(leaseMs), restMs: 5 },
  owner: `worker-${process.pid}`,
});
const none = { wake: () => {}, start: () => {}, drain: async () => {}, idle: async () => {} };
beside(none).start();
const started = await desk.start(space, {
  set: 'test-set',
  size: 'quick',
  attributes: [],
  version: 1,
  actor: { id: 'u', name: 'U', role: 'moderator' },
  place: { surface: 'none', channel: 'c' },
  // The same delivery each time: a process that comes after a crash goes on with the check and does not begin another.
  deliveryKey: 'one',
});
if (isRefusal(started)) throw new Error(started.userMessage);
process.stdout.write('started\n');
for (;;) {
  const state = await desk.state(space, 'test-set');
  if (!isRefusal(state) && state.status === 'done') process.stdout.write('idle\n');
  if (!isRefusal(state) && state.status === 'failed') process.stdout.write(`given up: ${state.reason}\n`);
  await systemClock.sleep(20);
}
