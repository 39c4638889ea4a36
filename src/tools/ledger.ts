import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { sha256 } from '../app/score/score-book.ts';
import { readConfig } from '../config.ts';
import { localSpace, type SpaceId } from '../core/ids.ts';
import { type LedgerRow, rowSchema } from '../core/ledger/entry.ts';
import { exportCsv, exportJson } from '../core/ledger/export.ts';
import type { Tallies } from '../core/ledger/tally.ts';
import { LedgerCheck, type LedgerHead } from '../core/ledger/verify.ts';
import { openStore } from '../open-store.ts';

/*
 * `npm run ledger -- verify [FILE.json] [--space ID]`: checks every row of a ledger, in the data file or in an export, and names what was changed; code 1 then.
 * `npm run ledger -- export [FILE.json | FILE.csv] [--space ID]`: writes it out, or to the screen.
 */

const usage =
  'Usage: npm run ledger -- verify [FILE.json] [--space ID]   or   npm run ledger -- export [FILE.json | FILE.csv] [--space ID]\n';
const say = (line: string): unknown => process.stdout.write(`${line}\n`);

const argv = process.argv.slice(2);
const at = argv.indexOf('--space');
// The id as the bot makes it, such as slack:T024BE7LD. Whoever runs this can read the data file anyway.
const space = at < 0 ? localSpace : (argv[at + 1] as SpaceId);
const [verb, file] = argv.filter((_, index) => at < 0 || (index !== at && index !== at + 1));

const fileSchema = z.object({ head: z.object({ seq: z.int(), hash: z.string() }).nullable(), rows: z.array(rowSchema) });

type Whole = Readonly<{ rows: readonly LedgerRow[]; head: LedgerHead | undefined; tallies?: Tallies }>;

const readStore = async (): Promise<Whole> => {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const { ledger, close } = await openStore(readConfig(process.env), silent);
  const rows: LedgerRow[] = [];
  for (;;) {
    const page = await ledger.rows(space, { after: rows.at(-1)?.seq ?? 0, limit: 1_000 });
    if (page.length === 0) break;
    rows.push(...page);
  }
  const whole = { rows, head: await ledger.head(space), tallies: await ledger.tallies(space) };
  await close();
  return whole;
};

const readFile = (path: string): Whole => {
  const { rows, head } = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return { rows, head: head ?? undefined };
};

const verify = ({ rows, head, tallies }: Whole): void => {
  const check = new LedgerCheck(sha256);
  for (const row of rows) check.row(row);
  check.end(head, tallies);
  for (const { seq, problem } of check.problems) say(`${seq === undefined ? 'PROBLEM' : `PROBLEM in row ${seq}`}: ${problem}`);
  say(
    check.problems.length === 0 ? `${rows.length} rows, whole and untouched.` : `${rows.length} rows, ${check.problems.length} problems.`,
  );
  process.exitCode = check.problems.length === 0 ? 0 : 1;
};

const run = async (): Promise<void> => {
  if (verb === 'verify') return verify(file === undefined ? await readStore() : readFile(file));
  if (verb !== 'export') {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  const { rows, head } = await readStore();
  const text = file?.endsWith('.csv') ? exportCsv(rows) : exportJson(rows, head);
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
};

try {
  await run();
} catch (error) {
  process.stderr.write(`The ledger could not be read: ${error instanceof Error ? error.message : 'an unknown fault'}\n`);
  process.exitCode = 1;
}
