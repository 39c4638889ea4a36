import { randomBytes } from 'node:crypto';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { createEvidenceEngine } from '../../src/adapters/evidence/engine.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import { createPanels } from '../../src/app/panels/panels.ts';
import { createQuoteDesk } from '../../src/app/quotes/quote-desk.ts';
import { createScoreDesk } from '../../src/app/score/score-desk.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { spaceId } from '../../src/core/ids.ts';
import { openStore } from '../../src/open-store.ts';
import { createFileSurface } from './file-platform.ts';
import { aPersona, aSet } from './personas.ts';
import { openSetDesk } from './set-desk.ts';

/*
 * A process that works on panels until it is killed: the real store, the real job, a platform in a file. Started by kill.test.ts with a
 * folder and the delivery keys to accept; prints a line for each acceptance and `idle` when nothing is open.
 */

const [folder = '', ...keys] = process.argv.slice(2);
const space = spaceId('file', 'test');
const log = {
  info: () => {},
  warn: () => {},
  error: (event: string, cause: unknown) => process.stderr.write(`${event} ${String(cause)}\n`),
};
const store = await openStore({ dataDir: folder, databaseUrl: process.env['DATABASE_URL'] ?? '' }, log);
const personas = ['Ana', 'Ben', 'Cleo', 'Dora', 'Emre'].map((name) =>
  aPersona(name.toLowerCase(), name, [{ text: `${name} reads the price first.`, touched_by: ['money'] }]),
);
const sets = openSetDesk([aSet(personas)]);
const surfaces = new Map([['file', createFileSurface(`${folder}/platform.jsonl`, 60, () => randomBytes(4).readUInt32BE() / 2 ** 32)]]);
const quotes = createQuoteDesk({
  quotes: store.quotes,
  clock: systemClock,
  importQuotes: async () => ({ batch: '', rows: 0, added: 0, repeated: 0, forgotten: 0, redacted: 0 }),
  share: async () => false,
});
const scores = createScoreDesk({ ...store, clock: systemClock, random: systemRandom, readRows: readCsv });
const { desk, runner } = createPanels({
  ledger: store.ledger,
  scores,
  journal: store.journal,
  documents: store.documents,
  surfaces,
  sets,
  quotes,
  budget: createBudgetDesk({
    budget: store.budget,
    documents: store.documents,
    standard: { tokensPerDay: 1_000_000, tokensPerPersonAndHour: 1_000_000, whenSpent: 'refuse' },
  }),
  evidence: createEvidenceEngine(),
  clock: systemClock,
  random: systemRandom,
  log,
  digest: () => 'one-set',
  times: { leaseMs: 400, turnMs: 5_000, expireMs: 600_000, lookMs: [50] },
  owner: `worker-${process.pid}`,
});
runner.start();
for (const deliveryKey of keys) {
  const accepted = await desk.summon({
    space,
    deliveryKey,
    place: { surface: 'file', channel: 'c' },
    actor: { id: 'u', name: 'U', role: 'member' },
    typed: 'Save money',
  });
  if (isRefusal(accepted)) throw new Error(accepted.userMessage);
  process.stdout.write(`accepted ${deliveryKey}\n`);
}
for (;;) {
  if ((await store.journal.list(space, { limit: 1, onlyOpen: true })).length === 0) process.stdout.write('idle\n');
  await systemClock.sleep(20);
}
