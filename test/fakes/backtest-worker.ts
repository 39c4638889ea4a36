import { appendFileSync, createReadStream, statSync } from 'node:fs';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { openSqlite } from '../../src/adapters/sqlite/database.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import { createModels } from '../../src/app/models/create-models.ts';
import { createBacktestDesk } from '../../src/app/score/backtest-desk.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { localSpace } from '../../src/core/ids.ts';
import { choiceText, scriptModel } from './language-model.ts';
import { aPersona, aSet } from './personas.ts';
import { openSetDesk } from './set-desk.ts';

/*
 * A process that works on a backtest until it is killed: the real store and desk, and a scripted model that takes its time and leaves a line for each call.
 * Started by backtest-kill.test.ts with a folder and that time in milliseconds; prints `done` with the number of tests at the end.
 */

const [folder = '', waitMs = ''] = process.argv.slice(2);
const store = await openSqlite({ path: `${folder}/store.sqlite`, clock: systemClock, random: systemRandom });
const log = {
  info: () => {},
  warn: () => {},
  error: (event: string, cause: unknown) => process.stderr.write(`${event} ${String(cause)}\n`),
};
const model = scriptModel('m', async () => {
  appendFileSync(`${folder}/calls.txt`, '.');
  await systemClock.sleep(Number(waitMs));
  return choiceText([0.6, 0.3, 0.1]);
});
const set = aSet(['Ana', 'Ben'].map((name) => aPersona(name.toLowerCase(), name, [{ text: 'I want it short.' }])));
const desk = createBacktestDesk({
  documents: store.documents,
  sets: openSetDesk([set]),
  budget: createBudgetDesk({ ...store, standard: { tokensPerDay: 100_000_000, tokensPerPersonAndHour: 100_000_000, whenSpent: 'refuse' } }),
  models: createModels({ languageModels: [model], clock: systemClock, random: systemRandom, digest: (text) => text }),
  readRows: readCsv,
  isPaused: async () => false,
  random: systemRandom,
  log,
});
const actor = { id: 'u', name: 'U', role: 'moderator' } as const;
if (!(await desk.state(localSpace))) {
  const path = `${folder}/past.csv`;
  const file = { name: 'past.csv', bytes: statSync(path).size, open: () => createReadStream(path) };
  await desk.propose(localSpace, { file, set: set.id, limit: 1_000, actor });
}
const started = await desk.start(localSpace, actor);
if (isRefusal(started)) throw new Error(started.userMessage);
await desk.idle();
const state = await desk.state(localSpace);
process.stdout.write(`${state?.status} ${state?.done}\n`);
store.close();
